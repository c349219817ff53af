// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/explain.h"

#include "models/engines/mysql/copymask.h"

#include <QElapsedTimer>
#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

namespace lk {

namespace {

/// One line of EXPLAIN's table.
struct Line {
    QString kind; ///< SIMPLE, PRIMARY, ...
    QString table; ///< as the query calls it
    QString access; ///< ALL, index, ref, ...
    QString key;   ///< several, separated by commas, where it merges them
};

QStringList sorted(const QSet<QString> &names)
{
    QStringList list(names.begin(), names.end());
    list.sort();
    return list;
}

std::vector<Line> linesOf(const Rows &rows)
{
    const auto at = [&rows](const QVariantList &row, const char *column) { return row.value(rows.columns.indexOf(QLatin1String(column))).toString(); };
    std::vector<Line> lines;
    for (const QVariantList &row : rows.rows)
        lines.push_back({at(row, "select_type"), at(row, "table"), at(row, "type"), at(row, "key")});
    return lines;
}

QString textOf(const Rows &rows)
{
    QString text = rows.columns.join(QStringLiteral(" | "));
    for (const QVariantList &row : rows.rows) {
        QStringList cells;
        for (const QVariant &cell : row)
            cells << (cell.isNull() ? QStringLiteral("-") : cell.toString());
        text += u'\n' + cells.join(QStringLiteral(" | "));
    }
    return text;
}

/// The server says the query again with all names written out: `shop`.`orders` `o` for a table that the query calls o.
QHash<QString, QString> tablesByAlias(MysqlSession &session)
{
    QHash<QString, QString> tables;
    const auto warnings = session.query(QStringLiteral("SHOW WARNINGS"));
    for (const QVariantList &row : warnings ? warnings->rows : std::vector<QVariantList>()) {
        static const QRegularExpression aliased(QStringLiteral("`((?:[^`]|``)+)`\\.`((?:[^`]|``)+)` `((?:[^`]|``)+)`"));
        for (auto match = aliased.globalMatch(row.value(2).toString()); match.hasNext();) {
            const auto found = match.next();
            tables[found.captured(3)] = found.captured(2);
        }
    }
    return tables;
}

/// The whole table is its primary key in InnoDB, so reading that whole is reading the table whole.
bool readsWhole(const Line &line)
{
    return line.access == QLatin1String("ALL") || (line.access == QLatin1String("index") && line.key == QLatin1String("PRIMARY"));
}

/// What the optimizer thinks; for queries of one SELECT only (manual, "Last_query_cost").
std::optional<double> costOf(MysqlSession &session, const std::vector<Line> &lines)
{
    if (!std::ranges::all_of(lines, [](const Line &line) { return line.kind == QLatin1String("SIMPLE"); }))
        return std::nullopt;
    const auto rows = session.query(QStringLiteral("SHOW SESSION STATUS LIKE 'Last_query_cost'"));
    const double cost = rows && !rows->rows.empty() ? rows->rows[0].value(1).toDouble() : 0;
    return cost > 0 ? std::optional(cost) : std::nullopt;
}

Result<double> measured(MysqlSession &session, const QString &query)
{
    if (session.isMariadb()) {
        const auto rows = session.query(QStringLiteral("ANALYZE FORMAT=JSON ") + query);
        if (!rows)
            return Failure(rows.error());
        const QJsonObject block = QJsonDocument::fromJson(rows->rows.at(0).value(0).toString().toUtf8())[QStringLiteral("query_block")].toObject();
        if (const QJsonValue ms = block[QStringLiteral("r_total_time_ms")]; ms.isDouble())
            return ms.toDouble();
    }
    QElapsedTimer timer;
    timer.start();
    if (auto done = session.replay(query.toUtf8()); !done)
        return Failure(done.error());
    return double(timer.nsecsElapsed()) / 1e6;
}

Result<QString> keptWithin(MysqlSession &session, QByteArrayView query)
{
    if (!session.mask())
        return QString::fromUtf8(query);
    CopyMask mask = *session.mask();
    auto masked = mask.rewrite(query);
    if (!masked)
        return Failure(masked.error());
    if (!masked->instead.isEmpty())
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the query is not looked at in a copy"), {}, masked->instead, {}});
    return QString::fromUtf8(masked->sql);
}

Result<Rows> explained(MysqlSession &session, const QString &query)
{
    return session.query((session.isMariadb() ? QStringLiteral("EXPLAIN EXTENDED ") : QStringLiteral("EXPLAIN ")) + query);
}

void gatherStatistics(MysqlSession &session, const std::vector<Line> &lines, const QHash<QString, QString> &tables)
{
    for (const Line &line : lines) {
        QString name = tables.value(line.table, line.table);
        // Derived tables are called <derived2>.
        if (!name.isEmpty() && !name.startsWith(u'<'))
            session.query(QStringLiteral("ANALYZE TABLE `%1`").arg(name.replace(u'`', QStringLiteral("``"))));
    }
}

} // namespace

Result<QueryPlan> explainMysql(MysqlSession &session, QByteArrayView text, bool run)
{
    const auto query = keptWithin(session, text);
    if (!query)
        return Failure(query.error());
    auto rows = explained(session, *query);
    if (!rows)
        return Failure(rows.error());
    const QHash<QString, QString> tables = tablesByAlias(session);
    if (run) {
        gatherStatistics(session, linesOf(*rows), tables);
        rows = explained(session, *query);
        if (!rows)
            return Failure(rows.error());
    }
    const std::vector<Line> lines = linesOf(*rows);
    QueryPlan plan;
    plan.text = textOf(*rows);
    plan.cost = costOf(session, lines);
    QSet<QString> indexes;
    QSet<QString> scans;
    for (const Line &line : lines) {
        const QString table = tables.value(line.table, line.table);
        if (table.isEmpty() || table.startsWith(u'<'))
            continue;
        if (readsWhole(line)) {
            scans.insert(table);
            continue;
        }
        for (const QString &key : line.key.split(u',', Qt::SkipEmptyParts))
            indexes.insert(table + u'.' + key);
    }
    plan.indexes = sorted(indexes);
    plan.scans = sorted(scans);
    if (run && onlyReads(text, session.dialect())) {
        const auto ms = measured(session, *query);
        if (!ms)
            return Failure(ms.error());
        plan.ms = *ms;
    }
    return plan;
}

namespace {

/// As InnoDB's own statistics say; without the right to read them, and of other storage engines, it stays unknown.
void addSizes(MysqlSession &session, std::vector<IndexUse> &uses)
{
    const auto rows = session.query(QStringLiteral("SELECT table_name, index_name, stat_value * @@innodb_page_size FROM mysql.innodb_index_stats "
                                                   "WHERE database_name = ? AND stat_name = 'size'"),
                                    {session.info().database});
    if (!rows)
        return;
    QHash<std::pair<QString, QString>, qint64> sizes;
    for (const QVariantList &row : rows->rows)
        sizes.insert({row[0].toString(), row[1].toString()}, row[2].toLongLong());
    for (IndexUse &use : uses) {
        if (const auto size = sizes.constFind({use.table, use.index}); size != sizes.constEnd())
            use.bytes = *size;
    }
}

} // namespace

Result<std::vector<IndexUse>> mysqlIndexUse(MysqlSession &session)
{
    const auto isOn = [&session](const QString &question) {
        const auto rows = session.query(question);
        return rows && !rows->rows.empty() && rows->rows[0].value(0).toInt() > 0;
    };
    const QString all = QStringLiteral("SELECT i.index_name, i.table_name, coalesce(max(u.%1), 0)%2 FROM information_schema.statistics i LEFT JOIN %3 u "
                                       "ON u.%4 = i.table_schema AND u.%5 = i.table_name AND u.index_name = i.index_name "
                                       "WHERE i.table_schema = ? GROUP BY i.table_name, i.index_name ORDER BY i.table_name, i.index_name");
    const QString sinceStart = QStringLiteral(", (SELECT unix_timestamp() - variable_value FROM %1.global_status WHERE variable_name = 'Uptime')")
                                   .arg(session.isMariadb() ? QStringLiteral("information_schema") : QStringLiteral("performance_schema"));
    QString question;
    if (session.isMariadb() && isOn(QStringLiteral("SELECT @@userstat"))) {
        question = all.arg(QStringLiteral("rows_read"), QStringLiteral(", NULL"), QStringLiteral("information_schema.index_statistics"), QStringLiteral("table_schema"), QStringLiteral("table_name"));
    } else if (isOn(QStringLiteral("SELECT @@performance_schema"))
               && isOn(QStringLiteral("SELECT enabled = 'YES' FROM performance_schema.setup_instruments WHERE name = 'wait/io/table/sql/handler'"))) {
        question = all.arg(QStringLiteral("count_read"), sinceStart, QStringLiteral("performance_schema.table_io_waits_summary_by_index_usage"), QStringLiteral("object_schema"),
                           QStringLiteral("object_name"));
    } else {
        return Failure(Error{ErrorCode::Failed, QStringLiteral("the server does not count how often indexes are read"), {},
                             session.isMariadb() ? QStringLiteral("userstat and performance_schema are off") : QStringLiteral("performance_schema is off"),
                             session.isMariadb() ? QStringLiteral("SET GLOBAL userstat = 1 makes it count from then on") : QString()});
    }
    const auto rows = session.query(question, {session.info().database});
    if (!rows)
        return Failure(rows.error());
    std::vector<IndexUse> uses;
    for (const QVariantList &row : rows->rows)
        uses.push_back({row[0].toString(), row[1].toString(), row[2].toLongLong(), row[3].isNull() ? QDateTime() : QDateTime::fromSecsSinceEpoch(row[3].toLongLong(), Qt::UTC)});
    addSizes(session, uses);
    return uses;
}

} // namespace lk
