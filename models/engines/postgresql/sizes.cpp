// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/sizes.h"

#include <algorithm>

namespace lk {

Result<TableSizes> postgresqlTableSizes(Session &session)
{
    const auto rows = session.query(QStringLiteral(
        "SELECT CASE n.nspname WHEN 'public' THEN '' ELSE n.nspname || '.' END || c.relname, pg_catalog.pg_total_relation_size(c.oid)::text, c.reltuples::bigint::text "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' "
        "AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"));
    if (!rows)
        return Failure(rows.error());
    TableSizes sizes;
    for (const QVariantList &row : rows->rows) {
        const qint64 tuples = row[2].toLongLong();
        sizes.push_back({row[0].toString(), row[1].toLongLong(), tuples < 0 ? std::nullopt : std::optional(tuples)});
    }
    std::ranges::sort(sizes, {}, &TableSize::table);
    return sizes;
}

Result<Gauge> postgresqlGauge(Session &scratch)
{
    constexpr GaugeScript Script{
        "CREATE TABLE lockkeeper_gauge (n bigint, words text)",
        "INSERT INTO lockkeeper_gauge SELECT n, repeat(md5(n::text), 4) FROM generate_series(1, 50000) AS n",
        "SELECT count(*) FROM lockkeeper_gauge WHERE n < 0",
        "ALTER TABLE lockkeeper_gauge ALTER COLUMN n TYPE numeric",
        "CREATE INDEX lockkeeper_gauge_n ON lockkeeper_gauge (n)",
        "DROP TABLE lockkeeper_gauge",
        50'000,
    };
    return gauge(scratch, Script, "SELECT pg_catalog.pg_total_relation_size('lockkeeper_gauge')");
}

} // namespace lk
