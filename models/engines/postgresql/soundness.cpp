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

Result<std::vector<Leftover>> invalidPostgresqlIndexes(PostgresqlSession &session)
{
    if (!session.info().exists)
        return std::vector<Leftover>();
    // Those that somebody is building right now are not finished, not broken. Which index another role builds is hidden from us, the lock
    // that it holds on the table as long as it builds is not. Of partitioned ones a part may be missing on purpose.
    return session
        .query(QStringLiteral("SELECT format('invalid index %I.%I', n.nspname, c.relname), "
                              "format('index %I.%I of %s is invalid: its build was cut off; reading does not use it, writing may "
                              "still pay for it, and a unique one promises nothing', n.nspname, c.relname, i.indrelid::regclass), "
                              "CASE WHEN c.relispartition OR EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid) THEN '' "
                              "ELSE format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname) END "
                              "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                              "WHERE NOT i.indisvalid AND c.relkind = 'i' "
                              "AND NOT EXISTS (SELECT 1 FROM pg_stat_progress_create_index b JOIN pg_locks l ON l.pid = b.pid "
                              "WHERE b.datname = current_database() AND (b.index_relid = i.indexrelid OR l.relation = i.indrelid)) ORDER BY 1"))
        .map([](const Rows &rows) {
            std::vector<Leftover> leftovers;
            for (const QVariantList &row : rows.rows)
                leftovers.push_back({row[0].toString(), row[1].toString(), row[2].toString()});
            return leftovers;
        });
}

} // namespace lk
