// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/explain.h"

#include "models/sql/dialect.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

namespace lk {

namespace {

/// Undoes whatever is done while it lives.
class Undone
{
public:
    explicit Undone(PostgresqlSession &session)
        : m_session(session), m_inside(session.inTransaction()), m_begun(m_inside ? run("SAVEPOINT lockkeeper_explain") : session.begin())
    {
    }
    ~Undone()
    {
        if (!m_begun)
            return;
        if (!m_inside) {
            m_session.rollback();
            return;
        }
        run("ROLLBACK TO SAVEPOINT lockkeeper_explain");
        run("RELEASE SAVEPOINT lockkeeper_explain");
    }
    Q_DISABLE_COPY_MOVE(Undone)
    const Result<void> &begun() const { return m_begun; }

private:
    Result<void> run(QByteArrayView statement) { return m_session.execute(statement).map([](const StatementOutcome &) {}); }

    PostgresqlSession &m_session;
    bool m_inside;
    Result<void> m_begun;
};

struct Found {
    QSet<QString> indexes;
    QSet<QString> scans;
    QSet<QString> tables; ///< quoted, for SQL
};

QString nameOf(const QString &schema, const QString &name)
{
    return schema.isEmpty() || schema == QLatin1String("public") ? name : schema + u'.' + name;
}

QString quoted(QString name)
{
    return u'"' + name.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

/// An index is in its table's schema; one below a bitmap scan of a table does not name it itself.
void walk(const QJsonObject &node, QString schema, Found &found)
{
    const QString type = node[QStringLiteral("Node Type")].toString();
    if (const QString table = node[QStringLiteral("Relation Name")].toString(); !table.isEmpty()) {
        schema = node[QStringLiteral("Schema")].toString();
        found.tables.insert(quoted(schema) + u'.' + quoted(table));
        if (type == QLatin1String("Seq Scan"))
            found.scans.insert(nameOf(schema, table));
    }
    if (const QString index = node[QStringLiteral("Index Name")].toString(); !index.isEmpty())
        found.indexes.insert(nameOf(schema, index));
    for (const QJsonValue &child : node[QStringLiteral("Plans")].toArray())
        walk(child.toObject(), schema, found);
}

QStringList sorted(const QSet<QString> &names)
{
    QStringList list(names.begin(), names.end());
    list.sort();
    return list;
}

Result<QJsonObject> ask(PostgresqlSession &session, const QString &options, const QString &query)
{
    return session.value(QStringLiteral("EXPLAIN (%1FORMAT JSON) %2").arg(options, query)).map([](const QVariant &answer) {
        return QJsonDocument::fromJson(answer.toString().toUtf8()).array().at(0).toObject();
    });
}

/// Statistics make the costs mean something. They stay only within the transaction.
Result<QJsonObject> analysed(PostgresqlSession &session, const QJsonObject &first, QByteArrayView query, const QString &text)
{
    Found named;
    walk(first[QStringLiteral("Plan")].toObject(), {}, named);
    for (const QString &table : std::as_const(named.tables)) {
        if (auto gathered = session.execute("ANALYZE " + table.toUtf8()); !gathered)
            return Failure(gathered.error());
    }
    return ask(session, onlyReads(query, postgresqlDialect()) ? QStringLiteral("VERBOSE, ANALYZE, BUFFERS, ") : QStringLiteral("VERBOSE, "), text);
}

} // namespace

Result<QueryPlan> explainPostgresql(PostgresqlSession &session, QByteArrayView query, bool run)
{
    const Undone undone(session);
    if (!undone.begun())
        return Failure(undone.begun().error());
    const QString text = QString::fromUtf8(query);
    auto seen = ask(session, QStringLiteral("VERBOSE, "), text);
    if (seen && run)
        seen = analysed(session, *seen, query, text);
    if (!seen)
        return Failure(seen.error());
    const auto lines = session.query(QStringLiteral("EXPLAIN ") + text);
    if (!lines)
        return Failure(lines.error());
    Found found;
    const QJsonObject top = (*seen)[QStringLiteral("Plan")].toObject();
    walk(top, {}, found);
    QueryPlan plan;
    plan.text = firstColumn(*lines).join(u'\n');
    if (top[QStringLiteral("Total Cost")].isDouble())
        plan.cost = top[QStringLiteral("Total Cost")].toDouble();
    if (const QJsonValue ms = (*seen)[QStringLiteral("Execution Time")]; ms.isDouble())
        plan.ms = ms.toDouble();
    plan.indexes = sorted(found.indexes);
    plan.scans = sorted(found.scans);
    return plan;
}

Result<std::vector<IndexUse>> postgresqlIndexUse(PostgresqlSession &session)
{
    const auto rows = session.query(QStringLiteral(
        "SELECT CASE s.schemaname WHEN 'public' THEN '' ELSE s.schemaname || '.' END || s.indexrelname, "
        "CASE s.schemaname WHEN 'public' THEN '' ELSE s.schemaname || '.' END || s.relname, s.idx_scan, "
        "(extract(epoch FROM d.stats_reset) * 1000)::bigint, pg_catalog.pg_relation_size(s.indexrelid) FROM pg_catalog.pg_stat_user_indexes s "
        "CROSS JOIN pg_catalog.pg_stat_database d WHERE d.datname = current_database() ORDER BY 2, 1"));
    if (!rows)
        return Failure(rows.error());
    std::vector<IndexUse> uses;
    for (const QVariantList &row : rows->rows)
        uses.push_back({row[0].toString(), row[1].toString(), row[2].toLongLong(), row[3].isNull() ? QDateTime() : QDateTime::fromMSecsSinceEpoch(row[3].toLongLong(), Qt::UTC),
                        row[4].isNull() ? std::nullopt : std::optional(row[4].toLongLong())});
    return uses;
}

} // namespace lk
