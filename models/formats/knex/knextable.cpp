// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/knex/knextable.h"

#include "models/formats/jsmigration.h"
#include "models/formats/trackingtable.h"

namespace lk {

namespace {

const char MissingNote[] = "Knex runs nothing at all while this file is missing";

QByteArray quoted(const QString &name, const QString &engine)
{
    return quotedTable(name, engine).toUtf8();
}

/// The columns as Knex 3 makes them; SQLite keeps the text in its catalogue.
QByteArray columnsOf(const QString &engine)
{
    if (engine == u"sqlite")
        return "`id` integer not null primary key autoincrement, `name` varchar(255), `batch` integer, `migration_time` datetime";
    if (engine == u"postgresql")
        return R"("id" serial primary key, "name" varchar(255), "batch" integer, "migration_time" timestamptz)";
    return "`id` int unsigned not null auto_increment primary key, `name` varchar(255), `batch` int, `migration_time` timestamp null";
}

QByteArray lockColumnsOf(const QString &engine)
{
    if (engine == u"sqlite")
        return "`index` integer not null primary key autoincrement, `is_locked` integer";
    if (engine == u"postgresql")
        return R"("index" serial primary key, "is_locked" integer)";
    return "`index` int unsigned not null auto_increment primary key, `is_locked` int";
}

QDateTime timeFrom(const QVariant &cell)
{
    bool isNumber = false;
    const qlonglong ms = cell.toLongLong(&isNumber); // SQLite has what the driver makes of a date
    return isNumber && cell.typeId() != QMetaType::QDateTime ? QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC) : utcTime(cell);
}

} // namespace

Result<std::vector<AppliedMigration>> knexRows(Session &session, const QString &table, const std::vector<Migration> &files, bool validates)
{
    const auto exists = findTrackingTable(session, table, {QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("batch"), QStringLiteral("migration_time")});
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    const auto rows = session.query(QStringLiteral("SELECT name, batch, migration_time FROM %1 ORDER BY id").arg(quotedTable(table, session.info().engine)));
    if (!rows)
        return Failure(rows.error());
    applied.reserve(rows->rows.size());
    for (const QVariantList &cells : rows->rows) {
        AppliedMigration row;
        row.key = cells[0].toString();
        row.details.insert(QStringLiteral("batch"), cells[1].toString());
        row.appliedAt = timeFrom(cells[2]);
        applied.push_back(std::move(row));
    }
    describeRows(applied, files, validates ? QString::fromLatin1(MissingNote) : QString());
    return applied;
}

std::vector<RecordStatement> makeKnexTables(const QString &table, const QString &engine)
{
    const QByteArray lock = quoted(table + QStringLiteral("_lock"), engine);
    const QByteArray nowhere = engine == u"mysql" || engine == u"mariadb" ? " from dual" : "";
    return {{"create table if not exists " + quoted(table, engine) + " (" + columnsOf(engine) + ')', {}},
            {"create table if not exists " + lock + " (" + lockColumnsOf(engine) + ')', {}},
            {"insert into " + lock + " (is_locked) select 0" + nowhere + " where not exists (select 1 from " + lock + ')', {}}};
}

RecordStatement insertKnexRow(const Migration &migration, const QString &table, const QString &engine, bool newBatch)
{
    const QByteArray name = quoted(table, engine);
    const bool sqlite = engine == u"sqlite";
    const QByteArray batch = newBatch ? "coalesce(max(batch), 0) + 1" : "coalesce(max(batch), 1)";
    RecordStatement statement{"insert into " + name + " (name, batch, migration_time) select ?, " + batch + (sqlite ? ", ?" : ", CURRENT_TIMESTAMP") + " from " + name,
                              {QVariant(migration.key)}};
    if (sqlite)
        statement.values.push_back(RunValue::NowMs);
    return statement;
}

RecordStatement deleteKnexRow(const Migration &migration, const QString &table, const QString &engine)
{
    return {"delete from " + quoted(table, engine) + " where name = ?", {QVariant(migration.key)}};
}

} // namespace lk
