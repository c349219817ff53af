// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/sizes.h"

namespace lk {

Result<TableSizes> mysqlTableSizes(Session &session)
{
    const auto rows = session.query(QStringLiteral("SELECT table_name, data_length + index_length, table_rows FROM information_schema.tables "
                                                   "WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY BINARY table_name"));
    if (!rows)
        return Failure(rows.error());
    const auto known = [](const QVariant &value) { return value.isNull() ? std::nullopt : std::optional(value.toLongLong()); };
    TableSizes sizes;
    for (const QVariantList &row : rows->rows)
        sizes.push_back({row[0].toString(), known(row[1]), known(row[2])});
    return sizes;
}

Result<Gauge> mysqlGauge(Session &scratch)
{
    // 1,000 rows are as deep as a recursion may go by default in both products.
    constexpr GaugeScript Script{
        "CREATE TABLE lockkeeper_gauge (n INT, words VARCHAR(200)) ENGINE=InnoDB CHARACTER SET ascii",
        "INSERT INTO lockkeeper_gauge WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 1000), tens (n) AS (SELECT n FROM up WHERE n <= 50) "
        "SELECT tens.n * 1000 + up.n, REPEAT(MD5(up.n), 4) FROM up CROSS JOIN tens",
        "SELECT COUNT(*) FROM lockkeeper_gauge WHERE words = ''",
        "ALTER TABLE lockkeeper_gauge FORCE, ALGORITHM=COPY",
        "CREATE INDEX lockkeeper_gauge_n ON lockkeeper_gauge (n)",
        "DROP TABLE lockkeeper_gauge",
        50'000,
        "ANALYZE TABLE lockkeeper_gauge",
    };
    return gauge(scratch, Script,
                 "SELECT data_length + index_length FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'lockkeeper_gauge'");
}

} // namespace lk
