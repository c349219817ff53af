// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sequelize/sequelizetable.h"

#include "models/formats/jsmigration.h"
#include "models/formats/trackingtable.h"

namespace lk {

namespace {

const QString Name = QStringLiteral("name");
const QString CreatedAt = QStringLiteral("createdAt");
const QString UpdatedAt = QStringLiteral("updatedAt");

QByteArray quoted(const QString &name, const QString &engine)
{
    return quotedTable(name, engine).toUtf8();
}

/// Whether the rows of the table, which may be missing, have times: the tool goes by what it finds.
Result<std::optional<bool>> findTable(Session &session, const QString &table, bool timestamps)
{
    const auto found = findTrackingTable(session, table, timestamps ? QStringList{Name, CreatedAt, UpdatedAt} : QStringList{Name});
    if (found)
        return *found ? std::optional(timestamps) : std::nullopt;
    if (found.error().code == ErrorCode::Disagreement) {
        const auto other = findTrackingTable(session, table, timestamps ? QStringList{Name} : QStringList{Name, CreatedAt, UpdatedAt});
        if (other && *other)
            return std::optional(!timestamps);
    }
    return Failure(found.error());
}

/// SQLite has Sequelize's own text: "2024-01-01 10:00:00.000 +00:00".
QDateTime timeFrom(const QVariant &cell)
{
    return cell.typeId() == QMetaType::QString ? utcTime(cell.toString().replace(QStringLiteral(" +"), QStringLiteral("+"))) : utcTime(cell);
}

} // namespace

Result<std::vector<AppliedMigration>> sequelizeRows(Session &session, const QString &table, const std::vector<Migration> &files, bool timestamps)
{
    const auto found = findTable(session, table, timestamps);
    if (!found)
        return Failure(found.error());
    std::vector<AppliedMigration> applied;
    if (!*found)
        return applied;
    const QString engine = session.info().engine;
    const QString name = quotedTable(Name, engine);
    const QString time = quotedTable(CreatedAt, engine);
    const auto rows = session.query(**found ? QStringLiteral("SELECT %1, %2 FROM %3 ORDER BY %2, %1").arg(name, time, quotedTable(table, engine))
                                            : QStringLiteral("SELECT %1 FROM %2 ORDER BY %1").arg(name, quotedTable(table, engine)));
    if (!rows)
        return Failure(rows.error());
    applied.reserve(rows->rows.size());
    for (const QVariantList &cells : rows->rows) {
        AppliedMigration row;
        row.key = cells[0].toString();
        row.appliedAt = cells.size() > 1 ? timeFrom(cells[1]) : QDateTime();
        applied.push_back(std::move(row));
    }
    if (!**found) // the database may sort otherwise than the tool
        std::ranges::sort(applied, {}, &AppliedMigration::key);
    describeRows(applied, files, QStringLiteral("Sequelize can't undo it while this file is missing"));
    return applied;
}

/// As umzug's SequelizeStorage makes it through Sequelize 6.
std::vector<RecordStatement> makeSequelizeTable(const QString &table, const QString &engine, bool timestamps)
{
    const auto name = [&](const QString &column) { return quoted(column, engine); };
    const bool mysql = engine == u"mysql" || engine == u"mariadb";
    const QByteArray time = engine == u"postgresql" ? " TIMESTAMP WITH TIME ZONE NOT NULL" : " DATETIME NOT NULL";
    QByteArray columns = name(Name) + " VARCHAR(255) NOT NULL" + (engine == u"postgresql" ? "" : mysql ? " UNIQUE" : " UNIQUE PRIMARY KEY");
    if (timestamps)
        columns += ", " + name(CreatedAt) + time + ", " + name(UpdatedAt) + time;
    if (engine != u"sqlite")
        columns += ", PRIMARY KEY (" + name(Name) + ')';
    return {{"CREATE TABLE IF NOT EXISTS " + quoted(table, engine) + " (" + columns + ')' + (mysql ? " ENGINE=InnoDB DEFAULT CHARSET=utf8 COLLATE utf8_unicode_ci" : ""), {}}};
}

RecordStatement insertSequelizeRow(const Migration &migration, const QString &table, const QString &engine, bool timestamps)
{
    const QByteArray into = "INSERT INTO " + quoted(table, engine) + " (" + quoted(Name, engine);
    if (!timestamps)
        return {into + ") VALUES (?)", {QVariant(migration.key)}};
    const QByteArray now = engine == u"sqlite" ? "strftime('%Y-%m-%d %H:%M:%f +00:00', 'now')" : "CURRENT_TIMESTAMP";
    return {into + ", " + quoted(CreatedAt, engine) + ", " + quoted(UpdatedAt, engine) + ") VALUES (?, " + now + ", " + now + ')', {QVariant(migration.key)}};
}

RecordStatement deleteSequelizeRow(const Migration &migration, const QString &table, const QString &engine)
{
    return {"DELETE FROM " + quoted(table, engine) + " WHERE " + quoted(Name, engine) + " = ?", {QVariant(migration.key)}};
}

} // namespace lk
