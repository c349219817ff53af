// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backup/backuprecord.h"

#include "models/schema/contentsjson.h"

#include <QJsonArray>

namespace lk {

QString word(Verified verified)
{
    switch (verified) {
    case Verified::Listed:
        return QStringLiteral("list");
    case Verified::Restored:
        return QStringLiteral("restore");
    case Verified::No:
        break;
    }
    return QStringLiteral("no");
}

QJsonObject toJson(const BackupRecord &record)
{
    return {{QStringLiteral("file"), record.file},
            {QStringLiteral("bytes"), record.bytes},
            {QStringLiteral("sha256"), record.sha256},
            {QStringLiteral("engine"), record.engine},
            {QStringLiteral("engine_version"), record.engineVersion},
            {QStringLiteral("format"), record.format},
            {QStringLiteral("environment"), record.environment},
            {QStringLiteral("database"), record.database},
            {QStringLiteral("identity"), record.identity},
            {QStringLiteral("taken_at"), record.takenAt.toString(Qt::ISODateWithMs)},
            {QStringLiteral("taken_by"), record.takenBy},
            {QStringLiteral("schema_digest"), record.schemaDigest},
            {QStringLiteral("rows"), toJson(record.rows)},
            {QStringLiteral("head"), record.head},
            {QStringLiteral("verified"), word(record.verified)},
            {QStringLiteral("verified_at"), record.verifiedAt.toString(Qt::ISODateWithMs)},
            {QStringLiteral("verified_note"), record.verifiedNote},
            {QStringLiteral("encrypted"), record.encrypted},
            {QStringLiteral("recipients"), QJsonArray::fromStringList(record.recipients)},
            {QStringLiteral("rows_known"), record.rowsKnown}};
}

std::optional<BackupRecord> backupRecordFromJson(const QJsonObject &object)
{
    const auto text = [&object](const char *name) { return object[QLatin1String(name)].toString(); };
    BackupRecord record;
    record.file = text("file");
    record.bytes = object[QStringLiteral("bytes")].toInteger();
    record.sha256 = text("sha256");
    record.engine = text("engine");
    record.engineVersion = text("engine_version");
    record.format = text("format");
    record.environment = text("environment");
    record.database = text("database");
    record.identity = text("identity");
    record.takenAt = QDateTime::fromString(text("taken_at"), Qt::ISODateWithMs);
    record.takenBy = text("taken_by");
    record.schemaDigest = text("schema_digest");
    record.rows = contentsFromJson(object[QStringLiteral("rows")]);
    record.head = text("head");
    const QString verified = text("verified");
    record.verified = verified == word(Verified::Restored) ? Verified::Restored : verified == word(Verified::Listed) ? Verified::Listed : Verified::No;
    record.verifiedAt = QDateTime::fromString(text("verified_at"), Qt::ISODateWithMs);
    record.verifiedNote = text("verified_note");
    record.encrypted = object[QStringLiteral("encrypted")].toBool();
    for (const QJsonValue &recipient : object[QStringLiteral("recipients")].toArray())
        record.recipients << recipient.toString();
    record.rowsKnown = object[QStringLiteral("rows_known")].toBool(true);
    if (record.file.isEmpty() || record.sha256.size() != 64 || !record.takenAt.isValid())
        return std::nullopt;
    return record;
}

} // namespace lk
