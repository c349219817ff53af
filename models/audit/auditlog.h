// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/base/result.h"

#include <QJsonObject>

#include <vector>

namespace lk {

/// Who did what, when, where, with which outcome.
struct AuditEntry {
    qint64 number = 0;     ///< from 1, without gaps
    QDateTime at;          ///< UTC, this machine's clock
    QString who;           ///< login name, "claimed"
    QString host;
    QString action;        ///< "apply", "revert", "backup", "restore", "review", "waive", "tick", "verify", "rehearse"
    QString environment;
    QString database;      ///< Target::url, without secrets
    QString subject;       ///< plan fingerprint, backup file, item id
    QString versions;      ///< migrations concerned
    QString outcome;       ///< "intent", "committed", "rolled back", "partly applied", "unknown", "done", "failed"
    QString detail;
    QString previousHash;  ///< SHA-256 hex of the line before; the chain shows edits
    QString hash;

    bool operator==(const AuditEntry &) const = default;
};

/// The append-only, hash-chained audit log of a project (.lockkeeper/audit.jsonl).
class AuditLog
{
public:
    explicit AuditLog(QString path, Clock clock = systemClock());

    /// Fills number, time, who, host and hashes, and appends; on the disk when this returns.
    Result<AuditEntry> append(AuditEntry entry);
    /// All entries, oldest first. A broken chain is an error that names the first line that does not fit.
    Result<std::vector<AuditEntry>> entries() const;

private:
    QString m_path;
    Clock m_clock;
};

QJsonObject toJson(const AuditEntry &entry);

/// The login name of the person at this machine.
QString currentUser();

} // namespace lk
