// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/contents.h"

#include "models/engines/postgresql/catalogmemory.h"
#include "models/engines/postgresql/readtransaction.h"
#include "models/engines/sessioncancelguard.h"

#include <QCryptographicHash>

#include <algorithm>
#include <optional>

namespace lk {

namespace {

// Values read alike whatever the session's settings are; rows that a policy hides are an error, not missing.
const auto Settings = QStringLiteral(
    "SELECT set_config('search_path', '', true), set_config('jit', 'off', true), set_config('datestyle', 'ISO, YMD', true), "
    "set_config('intervalstyle', 'postgres', true), set_config('timezone', 'UTC', true), set_config('extra_float_digits', '3', true), "
    "set_config('bytea_output', 'hex', true), set_config('lc_monetary', 'C', true), set_config('xmlbinary', 'base64', true), "
    "set_config('row_security', 'off', true)");

const auto Tables = QStringLiteral(
    "SELECT n.nspname, c.relname, format('%I.%I', n.nspname, c.relname), "
    "CASE WHEN z.size > 0 THEN (SELECT string_agg(quote_ident(a.attname), ',' ORDER BY a.attname COLLATE \"C\") FROM pg_attribute AS a "
    "WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END, z.size = 0 FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "CROSS JOIN LATERAL (SELECT pg_relation_size(c.oid) AS size OFFSET 0) AS z "
    "WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS "
    "(SELECT FROM pg_depend AS e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e') ORDER BY c.oid");

const auto Sequences = QStringLiteral(
    "SELECT format('%I.%I', n.nspname, c.relname), CASE WHEN n.nspname = 'public' THEN '' ELSE n.nspname || '.' END || c.relname, s.seqincrement, "
    "(SELECT CASE WHEN o.nspname = 'public' THEN '' ELSE o.nspname || '.' END || t.relname FROM pg_depend AS d JOIN pg_class AS t ON t.oid = d.refobjid "
    "JOIN pg_namespace AS o ON o.oid = t.relnamespace WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass "
    "AND d.deptype IN ('a', 'i') LIMIT 1) FROM pg_sequence AS s JOIN pg_class AS c ON c.oid = s.seqrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace "
    "WHERE c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND NOT EXISTS "
    "(SELECT FROM pg_depend AS e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e') ORDER BY c.oid");

/// A session that remembers what it read asks it again.
Result<Rows> ask(PostgresqlSession &session, const QString &name, const QString &sql)
{
    CatalogMemory *memory = session.catalogMemory();
    return memory ? memory->queries().ask(session, name, sql, {}) : session.query(sql);
}

constexpr size_t TablesAtOnce = 50;
constexpr qsizetype LockedUntilTheEnd = 10; ///< so few tables are not worth to be given back at once
constexpr size_t SequencesAtOnce = 250; ///< of one row each

QString countQuery(size_t number, const QVariantList &table, ContentDepth depth)
{
    const QString name = table[2].toString();
    if (depth == ContentDepth::Counts)
        return QStringLiteral("SELECT %1::text, count(*)::text, '', '' FROM ONLY %2").arg(number).arg(name);
    // Texts of rows tell NULL from an empty text; two seeds make 128 bits of two hashes of 64.
    return QStringLiteral("SELECT %1::text, count(*)::text, sum(hashtextextended(r.t, 0))::text, sum(hashtextextended(r.t, 7411))::text "
                          "FROM (SELECT ROW(")
               .arg(number)
           + table[3].toString() + QStringLiteral(")::text COLLATE \"C\" AS t FROM ONLY ") + name + QStringLiteral(") AS r");
}

TableContent contentOf(const QVariantList &table, const QVariantList &counted, ContentDepth depth)
{
    const QString schema = table[0].toString();
    const QString name = table[1].toString();
    TableContent content{schema == QLatin1String("public") ? name : schema + u'.' + name, counted[1].toLongLong(), {}};
    // Of a table without pages nobody asks for the columns.
    const QString columns = content.rows > 0 ? table[3].toString() : QString();
    if (depth == ContentDepth::Digests)
        content.digest = QCryptographicHash::hash((columns + u'\n' + counted[2].toString() + u'\n' + counted[3].toString()).toUtf8(),
                                                  QCryptographicHash::Sha256)
                             .left(16);
    return content;
}

Result<Contents> readContents(PostgresqlReadTransaction &transaction, PostgresqlSession &session, ContentDepth depth, const RunControl &control)
{
    if (auto set = session.query(Settings); !set)
        return failure(std::move(set));
    Result<Rows> tables = session.catalogMemory() ? ask(session, QStringLiteral("tables"), Tables) : transaction.query(Tables);
    if (!tables)
        return failure(std::move(tables));
    Contents contents;
    for (size_t from = 0; from < tables->rows.size(); from += TablesAtOnce) {
        if (control.cancelled())
            break;
        const size_t to = std::min(from + TablesAtOnce, tables->rows.size());
        QStringList queries;
        for (size_t i = from; i < to; ++i) {
            // A table without a page holds no row; of copies without rows most are so.
            if (tables->rows[i][4].toBool())
                contents.push_back(contentOf(tables->rows[i], {QString(), QStringLiteral("0"), QString(), QString()}, depth));
            else
                queries << countQuery(i, tables->rows[i], depth);
        }
        if (queries.isEmpty())
            continue;
        const QString all = queries.join(QStringLiteral(" UNION ALL "));
        Result<Rows> counted = session.catalogMemory() && queries.size() <= LockedUntilTheEnd ? transaction.quickQuery(all) : transaction.query(all);
        if (!counted)
            return failure(std::move(counted));
        for (const QVariantList &row : counted->rows)
            contents.push_back(contentOf(tables->rows[row[0].toULongLong()], row, depth));
    }
    std::sort(contents.begin(), contents.end(), [](const TableContent &a, const TableContent &b) { return a.table < b.table; });
    return contents;
}

Counter counterOf(const QVariantList &sequence, const QVariantList &state)
{
    const qint64 step = sequence[2].toLongLong();
    Counter counter{QStringLiteral("sequence ") + sequence[1].toString(), sequence[3].toString(), state[1].toLongLong(), step < 0};
    // At its end there is no next one.
    if (qint64 next = 0; state[2].toInt() != 0 && !__builtin_add_overflow(counter.next, step, &next))
        counter.next = next;
    return counter;
}

} // namespace

Result<Contents> postgresqlContents(PostgresqlSession &session, ContentDepth depth, RunControl &control)
{
    if (!session.info().exists)
        return Contents();
    if (auto checked = session.checkMemory(); !checked)
        return failure(std::move(checked));
    auto transaction = PostgresqlReadTransaction::begin(session);
    if (!transaction)
        return failure(std::move(transaction));
    Result<Contents> contents = [&] {
        const SessionCancelGuard guard(session, control);
        return readContents(*transaction, session, depth, control);
    }();
    Result<void> ended = transaction->end();
    if (control.cancelled())
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
    if (contents && !ended)
        return failure(std::move(ended));
    return contents;
}

Result<Counters> postgresqlCounters(PostgresqlSession &session)
{
    if (auto checked = session.checkMemory(); !checked)
        return failure(std::move(checked));
    const Result<Rows> sequences = ask(session, QStringLiteral("sequences"), Sequences);
    if (!sequences)
        return Failure(sequences.error());
    Counters counters;
    for (size_t from = 0; from < sequences->rows.size(); from += SequencesAtOnce) {
        QStringList queries;
        for (size_t i = from; i < std::min(from + SequencesAtOnce, sequences->rows.size()); ++i)
            queries << QStringLiteral("SELECT %1, last_value, is_called::int FROM ").arg(i) + sequences->rows[i][0].toString();
        const Result<Rows> states = ask(session, QStringLiteral("states %1").arg(from), queries.join(QStringLiteral(" UNION ALL ")));
        if (!states)
            return Failure(states.error());
        for (const QVariantList &state : states->rows)
            counters.push_back(counterOf(sequences->rows[state[0].toULongLong()], state));
    }
    return counters;
}

} // namespace lk
