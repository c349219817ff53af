// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/sizes.h"

#include "models/engines/sqlite/session.h"

#include <QHash>

namespace lk {

namespace {

/// The first number of sqlite_stat1.stat is that of the table's rows (sqlite.org/fileformat2.html, section 2.6.4).
QHash<QString, qint64> analysedRows(Session &session)
{
    QHash<QString, qint64> counts;
    if (!session.hasTable(QStringLiteral("sqlite_stat1")).value_or(false))
        return counts;
    const auto rows = session.query(QStringLiteral("SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl"));
    for (const QVariantList &row : rows ? rows->rows : std::vector<QVariantList>())
        counts[row[0].toString()] = row[1].toLongLong();
    return counts;
}

} // namespace

Result<TableSizes> sqliteTableSizes(Session &session)
{
    const auto tables = session.query(QStringLiteral("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"));
    if (!tables)
        return Failure(tables.error());
    const QHash<QString, qint64> analysed = analysedRows(session);
    TableSizes sizes;
    for (const QVariantList &row : tables->rows) {
        TableSize size{row[0].toString(), {}, {}};
        if (analysed.contains(size.table)) {
            size.rows = analysed[size.table];
        } else if (row[1].toInt() == 0) {
            const auto highest = session.query(QStringLiteral("SELECT coalesce(max(rowid), 0) FROM ") + quotedName(size.table));
            if (!highest)
                return Failure(highest.error());
            size.rows = highest->rows.at(0).at(0).toLongLong();
        }
        sizes.push_back(std::move(size));
    }
    return sizes;
}

Result<Gauge> sqliteGauge(Session &scratch)
{
    constexpr GaugeScript Script{
        "CREATE TABLE lockkeeper_gauge (n INTEGER, words TEXT)",
        "INSERT INTO lockkeeper_gauge WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 50000) SELECT n, hex(zeroblob(64)) FROM up",
        "SELECT count(*) FROM lockkeeper_gauge WHERE n < 0",
        "CREATE TABLE lockkeeper_gauge_anew AS SELECT * FROM lockkeeper_gauge",
        "CREATE INDEX lockkeeper_gauge_n ON lockkeeper_gauge (n)",
        "DROP TABLE lockkeeper_gauge",
        50'000,
    };
    auto found = gauge(scratch, Script, "SELECT sum(length(words) + 8) FROM lockkeeper_gauge");
    if (auto dropped = scratch.execute("DROP TABLE IF EXISTS lockkeeper_gauge_anew"); !dropped && found)
        return failure(std::move(dropped));
    return found;
}

} // namespace lk
