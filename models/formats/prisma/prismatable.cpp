// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/prisma/prismatable.h"

#include "models/formats/trackingtable.h"

#include <QHash>
#include <QUuid>

namespace lk {

namespace {

bool isMysql(const QString &engine)
{
    return engine == u"mysql" || engine == u"mariadb";
}

QStringList columns()
{
    return {QStringLiteral("id"),   QStringLiteral("checksum"),       QStringLiteral("finished_at"), QStringLiteral("migration_name"),
            QStringLiteral("logs"), QStringLiteral("rolled_back_at"), QStringLiteral("started_at"),  QStringLiteral("applied_steps_count")};
}

/// Prisma's own engine writes milliseconds on SQLite, its driver adapters texts.
QDateTime timeOf(const QVariant &value)
{
    if (value.isNull())
        return {};
    bool isNumber = false;
    const qint64 number = value.toLongLong(&isNumber);
    if (isNumber && value.typeId() != QMetaType::QDateTime)
        return QDateTime::fromMSecsSinceEpoch(number, Qt::UTC);
    return utcTime(value);
}

AppliedMigration rowOf(const QVariantList &cells)
{
    AppliedMigration row;
    const QByteArray sum = cells[1].toString().toLatin1();
    row.version = row.key = cells[3].toString();
    row.description = row.version.section(u'_', 1).replace(u'_', u' ');
    row.checksum = sum.size() == 64 ? QByteArray::fromHex(sum) : sum;
    row.success = !cells[2].isNull();
    const QDateTime started = timeOf(cells[6]);
    const QDateTime finished = timeOf(cells[2]);
    row.appliedAt = finished.isValid() ? finished : started;
    if (finished.isValid() && started.isValid())
        row.durationMs = std::max<qint64>(started.msecsTo(finished), 0);
    row.details = {{QStringLiteral("id"), cells[0].toString()}, {QStringLiteral("checksum"), QString::fromLatin1(sum)}, {QStringLiteral("applied_steps_count"), cells[7].toString()}};
    if (const QString logs = cells[4].toString(); !logs.isEmpty())
        row.details.insert(QStringLiteral("logs"), logs);
    return row;
}

/// An id for a row that is written without a run: the same each time, so that a plan of it stays the same.
QString idFor(const Migration &migration)
{
    QUuid id = QUuid::createUuidV5(QUuid(), migration.version.toUtf8() + migration.checksum);
    id.data3 = ushort((id.data3 & 0x0fff) | 0x4000);
    return id.toString(QUuid::WithoutBraces);
}

QVariant sumOf(const Migration &migration)
{
    return QString::fromLatin1(migration.checksum.toHex());
}

} // namespace

PrismaTable::PrismaTable(const QString &name, const QString &engine)
    : m_table(quotedTable(name, engine).toUtf8()), m_schema(engine == u"postgresql" && name.contains(u'.') ? name.section(u'.', 0, 0) : QString()),
      m_quote(isMysql(engine) ? "`" : "\""), m_engine(engine)
{}

std::vector<RecordStatement> PrismaTable::creation() const
{
    std::vector<RecordStatement> statements;
    if (!m_schema.isEmpty()) {
        // IF NOT EXISTS asks for the right to make one even where it is there.
        const QByteArray literal = '\'' + QString(m_schema).replace(u'\'', QStringLiteral("''")).toUtf8() + '\'';
        statements.push_back({"DO $lockkeeper$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = " + literal + ") THEN CREATE SCHEMA "
                                  + quotedTable(m_schema, m_engine).toUtf8() + "; END IF; END $lockkeeper$",
                              {}});
    }
    const bool sqlite = m_engine == u"sqlite";
    const bool mysql = isMysql(m_engine);
    const QByteArray time = sqlite ? "DATETIME" : mysql ? "DATETIME(3)" : "TIMESTAMPTZ";
    const auto text = [&](int length) { return sqlite ? QByteArray("TEXT") : "VARCHAR(" + QByteArray::number(length) + ')'; };
    const auto named = [&](const char *name) { return "\n    " + column(name).leftJustified(24); };
    statements.push_back({"CREATE TABLE IF NOT EXISTS " + m_table + " (" + named("id") + text(36) + " PRIMARY KEY NOT NULL," + named("checksum") + text(64) + " NOT NULL,"
                              + named("finished_at") + time + ',' + named("migration_name") + text(255) + " NOT NULL," + named("logs") + "TEXT," + named("rolled_back_at")
                              + time + ',' + named("started_at") + time + " NOT NULL DEFAULT " + (sqlite ? "current_timestamp" : mysql ? "CURRENT_TIMESTAMP(3)" : "now()")
                              + ',' + named("applied_steps_count") + (m_engine == u"postgresql" ? "INTEGER" : "INTEGER UNSIGNED") + " NOT NULL DEFAULT 0\n)"
                              + (mysql ? " DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci" : ""),
                          {}});
    return statements;
}

QByteArray PrismaTable::now() const
{
    return m_engine == u"sqlite" ? "?" : isMysql(m_engine) ? "UTC_TIMESTAMP(3)" : "date_trunc('milliseconds', clock_timestamp())";
}

QByteArray PrismaTable::start() const
{
    if (m_engine == u"sqlite")
        return "? - ?";
    if (isMysql(m_engine))
        return "UTC_TIMESTAMP(3) - INTERVAL (? * 1000) MICROSECOND";
    return "date_trunc('milliseconds', clock_timestamp() - CAST(? AS bigint) * interval '1 millisecond')";
}

void PrismaTable::bindNow(RecordStatement &statement) const
{
    if (m_engine == u"sqlite")
        statement.values.push_back(RunValue::NowMs);
}

void PrismaTable::bindStart(RecordStatement &statement) const
{
    bindNow(statement);
    statement.values.push_back(RunValue::ElapsedMs);
}

RecordStatement PrismaTable::insertion(const QByteArray &names, const QByteArray &values) const
{
    QByteArray quoted;
    for (const QByteArray &name : names.split(' '))
        quoted += (quoted.isEmpty() ? "" : ", ") + column(name.constData());
    return {"INSERT INTO " + m_table + " (" + quoted + ") VALUES (" + values + ')', {}};
}

RecordStatement PrismaTable::finished(const Migration &migration) const
{
    RecordStatement statement = insertion("id checksum migration_name started_at finished_at applied_steps_count", "?, ?, ?, " + start() + ", " + now() + ", 1");
    statement.values = {RunValue::Uuid, sumOf(migration), QVariant(migration.version)};
    bindStart(statement);
    bindNow(statement);
    return statement;
}

RecordStatement PrismaTable::begun(const Migration &migration) const
{
    RecordStatement statement = insertion("id checksum migration_name started_at", "?, ?, ?, " + now());
    statement.values = {RunValue::Uuid, sumOf(migration), QVariant(migration.version)};
    bindNow(statement);
    return statement;
}

RecordStatement PrismaTable::resolved(const Migration &migration) const
{
    RecordStatement statement = insertion("id checksum migration_name logs started_at finished_at applied_steps_count", "?, ?, ?, '', " + now() + ", " + now() + ", 0");
    statement.values = {QVariant(idFor(migration)), sumOf(migration), QVariant(migration.version)};
    bindNow(statement);
    bindNow(statement);
    return statement;
}

RecordStatement PrismaTable::update(const QByteArray &set, const Migration &migration, const QByteArray &which) const
{
    RecordStatement statement{"UPDATE " + m_table + " SET " + set + " WHERE " + column("migration_name") + " = ?" + isNull("rolled_back_at") + which, {}};
    if (set.contains("= ?"))
        bindNow(statement);
    statement.values.push_back(QVariant(migration.version));
    return statement;
}

RecordStatement PrismaTable::finishing(const Migration &migration) const
{
    return update(column("finished_at") + " = " + now() + ", " + column("applied_steps_count") + " = 1", migration, isNull("finished_at"));
}

RecordStatement PrismaTable::unfinishing(const Migration &migration) const
{
    return update(column("finished_at") + " = NULL", migration, {});
}

RecordStatement PrismaTable::rollingBack(const Migration &migration) const
{
    return update(column("rolled_back_at") + " = " + now(), migration, isNull("finished_at"));
}

RecordStatement PrismaTable::checksum(const Migration &migration) const
{
    return {"UPDATE " + m_table + " SET " + column("checksum") + " = ? WHERE " + column("migration_name") + " = ?" + isNull("rolled_back_at"),
            {sumOf(migration), QVariant(migration.version)}};
}

RecordStatement PrismaTable::remove(const Migration &migration, const QByteArray &which) const
{
    return {"DELETE FROM " + m_table + " WHERE " + column("migration_name") + " = ?" + isNull("rolled_back_at") + which, {QVariant(migration.version)}};
}

RecordStatement PrismaTable::removal(const Migration &migration) const
{
    return remove(migration, {});
}

RecordStatement PrismaTable::removalOfBegun(const Migration &migration) const
{
    return remove(migration, isNull("finished_at"));
}

RecordStatement PrismaTable::removalOfFinished(const Migration &migration) const
{
    return remove(migration, isFinished());
}

Result<std::vector<AppliedMigration>> PrismaTable::read(Session &session, const QString &name)
{
    const auto exists = findTrackingTable(session, name, columns());
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    const QString engine = session.info().engine;
    QStringList quoted;
    for (const QString &column : columns())
        quoted += quotedTable(column, engine);
    const auto rows = session.query(QStringLiteral("SELECT %1 FROM %2 WHERE %3 IS NULL ORDER BY %4, %5")
                                        .arg(quoted.join(QStringLiteral(", ")), quotedTable(name, engine), quoted[5], quoted[6], quoted[3]));
    if (!rows)
        return Failure(rows.error());
    QHash<QString, size_t> placeOf;
    for (const QVariantList &cells : rows->rows) {
        AppliedMigration row = rowOf(cells);
        const auto known = placeOf.constFind(row.key);
        if (known == placeOf.cend()) {
            placeOf.insert(row.key, applied.size());
            applied.push_back(std::move(row));
        } else if (applied[*known].success) { // one that did not come to its end blocks, whatever was before or after it
            applied[*known] = std::move(row);
        }
    }
    return applied;
}

} // namespace lk
