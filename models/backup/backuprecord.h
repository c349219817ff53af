// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/tablecontent.h"

#include <QDateTime>
#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace lk {

/// How far a backup is proven. Listed: read to the end and consistent. Restored: loaded into a scratch and compared.
enum class Verified { No, Listed, Restored };
QString word(Verified verified); ///< "no", "list", "restore"

/// A backup and what was known when it was taken; stored beside it as <file>.json.
struct BackupRecord {
    QString file;      ///< absolute
    qint64 bytes = 0;
    QString sha256;    ///< of the file as it lies there, so of the encrypted one (sha256OfBackup)
    QString engine;
    QString engineVersion;
    QString format;    ///< "sqlite", "pg_dump directory"
    QString environment;
    QString database;  ///< Target::url
    QString identity;  ///< Engine::identity
    QDateTime takenAt; ///< UTC
    QString takenBy;
    QString schemaDigest;
    Contents rows;     ///< counts
    QString head;      ///< newest applied version then
    Verified verified = Verified::No;
    QDateTime verifiedAt;
    QString verifiedNote;
    bool encrypted = false;
    QStringList recipients; ///< public keys, one of whose identities opens it
    bool rowsKnown = true;  ///< false: it could not be read where it was taken

    bool operator==(const BackupRecord &) const = default;
};

QJsonObject toJson(const BackupRecord &record);
std::optional<BackupRecord> backupRecordFromJson(const QJsonObject &object);

} // namespace lk
