// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/flyway/flywaytable.h"

#include "models/formats/flyway/flywayfolder.h"
#include "models/formats/flyway/flywayname.h"
#include "models/formats/trackingtable.h"

#include <QtEndian>

#include <algorithm>

namespace lk {

namespace {

const QStringList &columns()
{
    static const QStringList names =
        QStringLiteral("installed_rank version description type script checksum installed_by installed_on execution_time success").split(u' ');
    return names;
}

bool isMysql(const QString &engine)
{
    return engine == u"mysql" || engine == u"mariadb";
}

/// Who Flyway says installed a row: the user as the server sees it.
const char *userOf(const QString &engine)
{
    if (isMysql(engine))
        return "SUBSTRING_INDEX(USER(), '@', 1)";
    return engine == u"postgresql" ? "current_user" : "''";
}

QVariant checksumValue(const QByteArray &checksum)
{
    return checksum.size() == 4 ? QVariant(int(qFromBigEndian<qint32>(checksum.constData()))) : QVariant();
}

QByteArray checksumBytes(const QVariant &value)
{
    if (value.isNull())
        return {};
    const qint32 sum = qToBigEndian(qint32(value.toLongLong()));
    return QByteArray(reinterpret_cast<const char *>(&sum), sizeof sum);
}

AppliedMigration rowOf(const QVariantList &row)
{
    AppliedMigration migration;
    migration.description = row[2].toString();
    const QString type = row[3].toString();
    if (row[1].isNull()) {
        migration.version = row[4].toString().section(u'/', -1).section(u'.', 0, 0);
        migration.key = QStringLiteral("R:") + migration.description;
    } else {
        migration.version = row[1].toString();
        migration.key = flywayVersionKey(migration.version);
    }
    migration.details = {{QStringLiteral("type"), type}, {QStringLiteral("script"), row[4].toString()}, {QStringLiteral("installed_rank"), row[0].toString()}};
    migration.checksum = checksumBytes(row[5]);
    migration.appliedBy = row[6].toString();
    migration.appliedAt = utcTime(row[7]);
    migration.durationMs = row[8].toLongLong();
    migration.success = row[9].toBool();
    migration.baseline = type.endsWith(u"BASELINE");
    if (type == u"JDBC" || type == u"SPRING_JDBC")
        migration.note = QStringLiteral("it is a Java migration, which the project's program holds");
    return migration;
}

/// What a row takes back of those before it: deleted and undone versions, earlier runs of a repeatable.
void takeBack(std::vector<AppliedMigration> &applied, const AppliedMigration &row)
{
    std::erase_if(applied, [&](const AppliedMigration &other) { return other.key == row.key && other.success; });
}

bool isRepeatable(const QString &key)
{
    return key.startsWith(u"R:");
}

/// Files that a baseline stands for have no rows of their own.
void addBelowBaseline(std::vector<AppliedMigration> &applied, const std::vector<Migration> &files)
{
    const auto baseline = std::ranges::find_if(applied, &AppliedMigration::baseline);
    if (baseline == applied.end())
        return;
    const AppliedMigration mark = *baseline;
    std::vector<AppliedMigration> below;
    for (const Migration &file : files) {
        if (!file.up || file.repeatable || flywayVersionLess(mark.key, file.key)
            || std::ranges::find(applied, file.key, &AppliedMigration::key) != applied.end())
            continue;
        AppliedMigration row = mark;
        row.version = file.version;
        row.key = file.key;
        row.description = file.description;
        below.push_back(std::move(row));
    }
    applied.insert(applied.begin(), below.begin(), below.end());
}

/// A version above all files is what Flyway calls "future", and goes on.
void noteFuture(std::vector<AppliedMigration> &applied, const std::vector<Migration> &files)
{
    QString newest;
    for (const Migration &file : files) {
        if (file.up && !file.repeatable)
            newest = file.key;
    }
    for (AppliedMigration &row : applied) {
        if (row.note.isEmpty() && !isRepeatable(row.key) && (newest.isEmpty() || flywayVersionLess(newest, row.key)))
            row.note = QStringLiteral("Flyway calls it future, and goes on");
        else if (row.note.isEmpty())
            row.note = QStringLiteral("Flyway calls it missing, and refuses to go on");
    }
}

} // namespace

FlywayTable::FlywayTable(const QString &name, const QString &engine, const QString &installedBy)
    : m_table(quotedTable(name, engine).toUtf8()), m_bare(name.section(u'.', -1).toUtf8()), m_quote(isMysql(engine) ? "`" : "\""), m_engine(engine),
      m_installedBy(installedBy)
{}

std::vector<RecordStatement> FlywayTable::creation() const
{
    const bool mysql = isMysql(m_engine);
    const bool postgresql = m_engine == u"postgresql";
    const QByteArray integer = postgresql ? "INTEGER" : "INT";
    const QByteArray installedOn = mysql        ? "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP"
                                   : postgresql ? "TIMESTAMP NOT NULL DEFAULT now()"
                                                : "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now'))";
    const QByteArray index = m_quote + m_bare + "_s_idx" + m_quote;
    QByteArray sql = "CREATE TABLE IF NOT EXISTS " + m_table + " (\n    " + column("installed_rank") + " INT NOT NULL"
                     + (mysql || postgresql ? "" : " PRIMARY KEY") + ",\n    " + column("version") + " VARCHAR(50),\n    " + column("description")
                     + " VARCHAR(200) NOT NULL,\n    " + column("type") + " VARCHAR(20) NOT NULL,\n    " + column("script")
                     + " VARCHAR(1000) NOT NULL,\n    " + column("checksum") + ' ' + integer + ",\n    " + column("installed_by")
                     + " VARCHAR(100) NOT NULL,\n    " + column("installed_on") + ' ' + installedOn + ",\n    " + column("execution_time") + ' ' + integer
                     + " NOT NULL,\n    " + column("success") + (mysql ? " BOOL" : " BOOLEAN") + " NOT NULL";
    if (mysql || postgresql)
        sql += ",\n    CONSTRAINT " + m_quote + m_bare + "_pk" + m_quote + " PRIMARY KEY (" + column("installed_rank") + ')';
    if (mysql) // with the table, because MySQL makes no index only where there is none
        return {{sql + ",\n    INDEX " + index + " (" + column("success") + ")\n)", {}}};
    return {{sql + "\n)", {}}, {"CREATE INDEX IF NOT EXISTS " + index + " ON " + m_table + " (" + column("success") + ')', {}}};
}

RecordStatement FlywayTable::insertion(const Migration &migration, bool success) const
{
    const QByteArray rank = column("installed_rank");
    // Read through a table of its own: MySQL does not read the table that it inserts into.
    const QByteArray next = "(SELECT next FROM (SELECT COALESCE(MAX(" + rank + "), 0) + 1 AS next FROM " + m_table + ") AS ranks)";
    QByteArray names;
    for (const char *name : {"installed_rank", "version", "description", "type", "script", "checksum", "installed_by", "execution_time", "success"})
        names += (names.isEmpty() ? "" : ", ") + column(name);
    RecordStatement statement;
    statement.sql = "INSERT INTO " + m_table + " (" + names + ") VALUES (" + next + ", ?, ?, 'SQL', ?, ?, "
                    + (m_installedBy.isEmpty() ? userOf(m_engine) : "?") + ", ?, " + (success ? "TRUE" : "FALSE") + ')';
    statement.values = {migration.repeatable ? QVariant(QMetaType::fromType<QString>()) : QVariant(migration.version),
                        QVariant(flywayDescription(migration.description)),
                        QVariant(migration.details.value(QStringLiteral("script"), migration.upFile)), checksumValue(migration.checksum)};
    if (!m_installedBy.isEmpty())
        statement.values.push_back(QVariant(m_installedBy));
    statement.values.push_back(RunValue::ElapsedMs);
    return statement;
}

RecordStatement FlywayTable::where(QByteArray head, const Migration &migration, QByteArray tail) const
{
    if (migration.repeatable)
        return {head + " WHERE " + column("version") + " IS NULL AND " + column("description") + " = ?" + tail, {QVariant(flywayDescription(migration.description))}};
    return {head + " WHERE " + column("version") + " = ?" + tail, {QVariant(migration.version)}};
}

RecordStatement FlywayTable::finishing(const Migration &migration) const
{
    RecordStatement statement = where("UPDATE " + m_table + " SET " + column("success") + " = TRUE, " + column("execution_time") + " = ?", migration,
                                      " AND " + column("success") + " = FALSE");
    statement.values.insert(statement.values.begin(), RunValue::ElapsedMs);
    return statement;
}

RecordStatement FlywayTable::setSuccess(const Migration &migration, bool success) const
{
    return where("UPDATE " + m_table + " SET " + column("success") + (success ? " = TRUE" : " = FALSE"), migration);
}

RecordStatement FlywayTable::removal(const Migration &migration) const
{
    return where("DELETE FROM " + m_table, migration);
}

RecordStatement FlywayTable::removalOfFailed(const Migration &migration) const
{
    return where("DELETE FROM " + m_table, migration, " AND " + column("success") + " = FALSE");
}

Result<std::vector<AppliedMigration>> FlywayTable::read(Session &session, const QString &name, const std::vector<Migration> &files)
{
    const auto exists = findTrackingTable(session, name, columns());
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    const QString engine = session.info().engine;
    const auto quoted = [&](const QString &column) { return quotedTable(column, engine); };
    QStringList names;
    for (const QString &column : columns())
        names += quoted(column);
    const auto rows = session.query(QStringLiteral("SELECT %1 FROM %2 ORDER BY %3")
                                        .arg(names.join(QStringLiteral(", ")), quotedTable(name, engine), quoted(QStringLiteral("installed_rank"))));
    if (!rows)
        return Failure(rows.error());
    for (const QVariantList &cells : rows->rows) {
        AppliedMigration row = rowOf(cells);
        const QString type = row.details.value(QStringLiteral("type"));
        const bool undoes = type == u"DELETE" || type.startsWith(u"UNDO");
        if (undoes || isRepeatable(row.key))
            takeBack(applied, row);
        if (!undoes && type != u"SCHEMA")
            applied.push_back(std::move(row));
    }
    addBelowBaseline(applied, files);
    noteFuture(applied, files);
    return applied;
}

} // namespace lk
