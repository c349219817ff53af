// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/servermadeindexes.h"

#include "models/engines/mysql/values.h"

#include <algorithm>

namespace lk {

namespace {

/// Indexes with the name and the columns of a foreign key of their table.
const auto Candidates = QStringLiteral(
    "SELECT k.table_name, k.constraint_name, k.columns FROM"
    " (SELECT table_name, constraint_name, GROUP_CONCAT('`', REPLACE(column_name, '`', '``'), '`' ORDER BY ordinal_position) AS columns"
    "  FROM information_schema.key_column_usage WHERE table_schema = ? AND referenced_table_name IS NOT NULL"
    "  GROUP BY table_name, constraint_name) k"
    " JOIN (SELECT table_name, index_name, GROUP_CONCAT('`', REPLACE(column_name, '`', '``'), '`' ORDER BY seq_in_index) AS columns"
    "  FROM information_schema.statistics WHERE table_schema = ? AND non_unique = 1 GROUP BY table_name, index_name) s"
    " ON s.table_name = k.table_name AND s.index_name = k.constraint_name AND s.columns = k.columns ORDER BY 1, 2");

struct Candidate {
    QString index;
    QString columns; ///< "`a`,`b`"
};

/// Which of a table's candidates go when an index like them is added to an empty copy, which keeps who made the index.
Result<QStringList> dropped(MysqlSession &server, const QString &copy, const QString &table, const QList<Candidate> &candidates)
{
    QString twins;
    for (int i = 0; i < candidates.size(); ++i)
        twins += QStringLiteral("%1 ADD INDEX lockkeeper_twin_%2 (%3)").arg(i ? QStringLiteral(",") : QString()).arg(i).arg(candidates[i].columns);
    for (const QString &sql : {QStringLiteral("CREATE TEMPORARY TABLE %1 LIKE %2").arg(copy, table), QStringLiteral("ALTER TABLE %1%2").arg(copy, twins)}) {
        if (const Result<void> done = server.replay(sql.toUtf8()); !done)
            return Failure(done.error());
    }
    const Result<Rows> left = server.query(QStringLiteral("SHOW INDEX FROM ") + copy);
    if (!left)
        return Failure(left.error());
    QStringList gone;
    for (const Candidate &candidate : candidates) {
        if (std::ranges::none_of(left->rows, [&](const QVariantList &row) { return row[2].toString() == candidate.index; }))
            gone << candidate.index;
    }
    return gone;
}

} // namespace

Result<ServerMadeIndexes> serverMadeIndexes(MysqlSession &server, const QString &source, const QString &scratch)
{
    const Result<Rows> rows = server.query(Candidates, {source, source});
    if (!rows)
        return Failure(rows.error());
    QMap<QString, QList<Candidate>> byTable;
    for (const QVariantList &row : rows->rows)
        byTable[row[0].toString()] << Candidate{row[1].toString(), row[2].toString()};
    ServerMadeIndexes made;
    const QString copy = backticked(scratch) + u'.' + backticked(QStringLiteral("lockkeeper_trial"));
    for (auto table = byTable.cbegin(); table != byTable.cend(); ++table) {
        const Result<QStringList> gone = dropped(server, copy, backticked(source) + u'.' + backticked(table.key()), *table);
        if (Result<void> removed = server.replay("DROP TEMPORARY TABLE IF EXISTS " + copy.toUtf8()); !removed)
            return Failure(removed.error());
        if (gone && !gone->isEmpty())
            made.insert(table.key(), *gone);
    }
    return made;
}

QByteArray withoutIndexes(QByteArrayView createTable, const QStringList &names)
{
    if (names.isEmpty())
        return createTable.toByteArray();
    QByteArrayList lines = createTable.toByteArray().split('\n');
    lines.removeIf([&](const QByteArray &line) {
        return std::ranges::any_of(names, [&](const QString &name) { return line.startsWith("  KEY " + backticked(name).toUtf8() + " ("); });
    });
    return lines.join('\n');
}

} // namespace lk
