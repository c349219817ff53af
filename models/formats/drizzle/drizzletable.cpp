// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/drizzle/drizzletable.h"

#include "models/formats/trackingtable.h"

#include <QHash>

namespace lk {

namespace {

QStringList columnsOf(DrizzleLayout layout)
{
    QStringList columns{QStringLiteral("id"), QStringLiteral("hash"), QStringLiteral("created_at")};
    if (layout == DrizzleLayout::Folders)
        columns += {QStringLiteral("name"), QStringLiteral("applied_at")};
    return columns;
}

/// The table as drizzle-orm 0.45 and 1.0 make it; SQLite keeps the text in its catalogue. (SERIAL is no type there, so id stays NULL.)
QByteArray definition(const QString &engine, DrizzleLayout layout)
{
    const bool folders = layout == DrizzleLayout::Folders;
    if (engine == u"sqlite")
        return folders ? "\n\t\t\t\tid INTEGER PRIMARY KEY,\n\t\t\t\thash text NOT NULL,\n\t\t\t\tcreated_at numeric,\n\t\t\t\tname text,\n\t\t\t\tapplied_at TEXT\n\t\t\t"
                       : "\n\t\t\t\tid SERIAL PRIMARY KEY,\n\t\t\t\thash text NOT NULL,\n\t\t\t\tcreated_at numeric\n\t\t\t";
    if (engine == u"postgresql")
        return folders ? "id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint, name text, applied_at timestamp with time zone DEFAULT now()"
                       : "id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint";
    return folders ? "id SERIAL PRIMARY KEY, hash TEXT NOT NULL, created_at BIGINT, name TEXT, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP"
                   : "id serial primary key, hash text not null, created_at bigint";
}

/// Whether the table is there; one of drizzle's other generation is an error of its own.
Result<bool> findTable(Session &session, const QString &table, DrizzleLayout layout)
{
    const auto found = findTrackingTable(session, table, columnsOf(layout));
    if (found || found.error().code != ErrorCode::Disagreement)
        return found;
    const bool folders = layout == DrizzleLayout::Folders;
    const auto other = findTrackingTable(session, table, columnsOf(folders ? DrizzleLayout::Journal : DrizzleLayout::Folders));
    if (!other)
        return found;
    return Failure(Error{ErrorCode::Disagreement,
                         folders ? QStringLiteral("the tracking table %1 is drizzle 0.x's, and the project is 1.0's").arg(table)
                                 : QStringLiteral("the tracking table %1 is drizzle 1.0's, and the project is 0.x's").arg(table),
                         {},
                         folders ? QStringLiteral("drizzle 1.0 rewrites the table when it first runs") : QStringLiteral("drizzle 0.x would not see what 1.0 has applied"),
                         folders ? QStringLiteral("run `drizzle-kit migrate` of the project once, then come back; nothing is written to the table here")
                                 : QStringLiteral("run `drizzle-kit up` of version 1.0 in the project; nothing is written to the table here")});
}

AppliedMigration rowFrom(const QVariantList &cells, DrizzleLayout layout, const QHash<QString, QString> &tags)
{
    AppliedMigration row;
    row.checksum = QByteArray::fromHex(cells.value(0).toString().toLatin1());
    row.key = row.version = cells.value(1).isNull() ? QStringLiteral("(no time)") : QString::number(cells.value(1).toLongLong());
    if (layout == DrizzleLayout::Folders) {
        if (!cells.value(2).isNull())
            row.key = row.version = cells.value(2).toString();
        row.appliedAt = cells.value(3).isNull() ? QDateTime() : utcTime(cells.value(3));
    } else {
        row.version = tags.value(row.key, row.version);
    }
    return row;
}

QByteArray quotedNames(std::initializer_list<const char *> names, const QString &engine)
{
    QStringList quoted;
    for (const char *name : names)
        quoted += quotedTable(QString::fromLatin1(name), engine);
    return quoted.join(QStringLiteral(", ")).toUtf8();
}

QVariant whenOf(const Migration &migration)
{
    return QVariant::fromValue<qlonglong>(migration.details.value(WhenDetail).toLongLong());
}

} // namespace

QString drizzleTable(const QString &engine, const FormatSetup &setup)
{
    const QString named = setup.table.isEmpty() ? QStringLiteral("__drizzle_migrations") : setup.table;
    const QString bare = named.section(u'.', -1);
    if (engine != u"postgresql")
        return bare;
    return named.contains(u'.') ? named : QStringLiteral("drizzle.") + named;
}

Result<std::vector<AppliedMigration>> drizzleRows(Session &session, const FormatSetup &setup, DrizzleLayout layout,
                                                  const std::vector<Migration> &files)
{
    const QString engine = session.info().engine;
    const QString table = drizzleTable(engine, setup);
    const auto exists = findTable(session, table, layout);
    if (!exists)
        return Failure(exists.error());
    if (!*exists)
        return std::vector<AppliedMigration>();
    const bool folders = layout == DrizzleLayout::Folders;
    const QString order = !folders ? QStringLiteral("created_at") : engine == u"sqlite" ? QStringLiteral("rowid") : QStringLiteral("id");
    const auto rows = session.query(QStringLiteral("SELECT hash, created_at%1 FROM %2 ORDER BY %3")
                                        .arg(folders ? QStringLiteral(", name, applied_at") : QString(), quotedTable(table, engine), order));
    if (!rows)
        return Failure(rows.error());
    QHash<QString, QString> tags;
    for (const Migration &file : files)
        tags.insert(file.key, file.version);
    std::vector<AppliedMigration> applied;
    applied.reserve(rows->rows.size());
    for (const QVariantList &cells : rows->rows)
        applied.push_back(rowFrom(cells, layout, tags));
    return applied;
}

std::vector<RecordStatement> makeDrizzleTable(const QString &engine, const FormatSetup &setup, DrizzleLayout layout)
{
    const QString table = drizzleTable(engine, setup);
    std::vector<RecordStatement> statements;
    if (table.contains(u'.'))
        statements.push_back({"CREATE SCHEMA IF NOT EXISTS " + quotedTable(table.section(u'.', 0, 0), engine).toUtf8(), {}});
    statements.push_back({"CREATE TABLE IF NOT EXISTS " + quotedTable(table, engine).toUtf8() + " (" + definition(engine, layout) + ')', {}});
    return statements;
}

RecordStatement insertDrizzleRow(const Migration &migration, const QString &engine, const FormatSetup &setup)
{
    const QByteArray table = "INSERT INTO " + quotedTable(drizzleTable(engine, setup), engine).toUtf8();
    const QVariant hash(QString::fromLatin1(migration.checksum.toHex()));
    if (!migration.details.contains(NameDetail))
        return {table + " (" + quotedNames({"hash", "created_at"}, engine) + ") VALUES (?, ?)", {hash, whenOf(migration)}};
    const QVariant name(migration.details.value(NameDetail));
    if (engine != u"sqlite")
        return {table + " (" + quotedNames({"hash", "created_at", "name"}, engine) + ") VALUES (?, ?, ?)", {hash, whenOf(migration), name}};
    return {table + " (" + quotedNames({"hash", "created_at", "name", "applied_at"}, engine) + ") VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
            {hash, whenOf(migration), name}};
}

RecordStatement deleteDrizzleRow(const Migration &migration, const QString &engine, const FormatSetup &setup)
{
    const QByteArray table = "DELETE FROM " + quotedTable(drizzleTable(engine, setup), engine).toUtf8();
    if (migration.details.contains(NameDetail))
        return {table + " WHERE " + quotedNames({"name"}, engine) + " = ?", {QVariant(migration.details.value(NameDetail))}};
    if (!migration.details.contains(TwinDetail)) // also where the file was edited since
        return {table + " WHERE " + quotedNames({"created_at"}, engine) + " = ?", {whenOf(migration)}};
    return {table + " WHERE " + quotedNames({"hash"}, engine) + " = ? AND " + quotedNames({"created_at"}, engine) + " = ?",
            {QVariant(QString::fromLatin1(migration.checksum.toHex())), whenOf(migration)}};
}

} // namespace lk
