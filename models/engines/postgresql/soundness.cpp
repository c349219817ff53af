// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/soundness.h"

namespace lk {

Result<QStringList> brokenPostgresqlReferences(PostgresqlSession &session)
{
    if (!session.info().exists)
        return QStringList();
    // Each row: what it is about, and the query that finds one row without its parent.
    const auto found = session.query(QStringLiteral(
        "SELECT format('%s: constraint %I was added NOT VALID, and a row refers to a row of %s that is not there', "
        "c.conrelid::regclass, c.conname, c.confrelid::regclass), "
        "format('SELECT 1 FROM ONLY %s AS child WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS parent WHERE %s) LIMIT 1', "
        "c.conrelid::regclass, string_agg(format('child.%I IS NOT NULL', a.attname), ' AND ' ORDER BY k.n), "
        "c.confrelid::regclass, string_agg(format('parent.%I = child.%I', p.attname, a.attname), ' AND ' ORDER BY k.n)) "
        "FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
        "CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (child, parent, n) "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.child "
        "JOIN pg_attribute p ON p.attrelid = c.confrelid AND p.attnum = k.parent "
        "WHERE c.contype = 'f' AND NOT c.convalidated AND t.reltuples < 100000 AND t.relpages < 10000 "
        "GROUP BY c.oid, c.conrelid, c.conname, c.confrelid ORDER BY 1"));
    if (!found)
        return Failure(found.error());
    QStringList violations;
    for (const QVariantList &row : found->rows) {
        const auto orphan = session.query(row[1].toString());
        if (!orphan)
            return Failure(orphan.error());
        if (!orphan->rows.empty())
            violations << row[0].toString();
    }
    return violations;
}

Result<QStringList> invalidPostgresqlIndexes(PostgresqlSession &session)
{
    if (!session.info().exists)
        return QStringList();
    // Those that somebody is building right now are not finished, not broken; of partitioned ones a part may be missing on purpose.
    return session
        .query(QStringLiteral("SELECT format('index %s of %s is invalid: it is not used for reading, and a unique one guards "
                              "nothing; DROP INDEX CONCURRENTLY %1$s;', i.indexrelid::regclass, i.indrelid::regclass) "
                              "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
                              "WHERE NOT i.indisvalid AND c.relkind = 'i' AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index b "
                              "WHERE b.datname = current_database() AND b.index_relid = i.indexrelid) ORDER BY 1"))
        .map([](const Rows &rows) {
            QStringList problems;
            for (const QVariantList &row : rows.rows)
                problems << row[0].toString();
            return problems;
        });
}

} // namespace lk
