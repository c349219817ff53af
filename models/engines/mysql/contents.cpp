// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/contents.h"

#include "models/engines/mysql/catalogtext.h"
#include "models/engines/mysql/values.h"
#include "models/engines/sessioncancelguard.h"

#include <QCryptographicHash>

#include <algorithm>
#include <stop_token>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

const auto TablesSql = u"SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN "
                       "('BASE TABLE', 'SYSTEM VERSIONED')"_s;
const auto ColumnsSql = u"SELECT TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()"_s;

/// Tables in one query: few enough that the server's limits on a statement stay far, many enough that the way there and back
/// does not count.
constexpr qsizetype CountedAtOnce = 200;
constexpr qsizetype DigestedAtOnce = 20;

struct DigestColumn {
    QString name;
    QString type;
};

struct ContentTable {
    QString name;
    std::vector<DigestColumn> columns; ///< by name
};

/// The column's value as bytes that are the same whatever the session's settings and the column's character set are.
/// Long values go in by their hash, so that no row grows past the server's largest packet.
QString valueBytes(const DigestColumn &column)
{
    const QString name = backticked(column.name);
    const QString &type = column.type;
    if (type.endsWith("text"_L1))
        return u"MD5(CONVERT(%1 USING utf8mb4))"_s.arg(name);
    if (type.endsWith("blob"_L1) || type == "vector"_L1)
        return u"MD5(%1)"_s.arg(name);
    if (type == "json"_L1)
        return u"MD5(CAST(%1 AS CHAR))"_s.arg(name);
    if (type.contains("point"_L1) || type.contains("linestring"_L1) || type.contains("polygon"_L1) || type.startsWith("geom"_L1))
        return u"MD5(CONCAT(ST_SRID(%1), ':', HEX(ST_AsBinary(%1))))"_s.arg(name);
    if (type == "char"_L1 || type == "varchar"_L1 || type == "enum"_L1 || type == "set"_L1)
        return u"CONVERT(%1 USING utf8mb4)"_s.arg(name);
    if (type == "float"_L1)
        return name + u" + 0e0"_s; // as text it would be rounded
    if (type == "bit"_L1)
        return name + u" + 0"_s;
    if (type == "timestamp"_L1)
        return u"UNIX_TIMESTAMP(%1)"_s.arg(name);
    return name;
}

QString rowHash(const ContentTable &table)
{
    QStringList values;
    for (const DigestColumn &column : table.columns)
        values << u"QUOTE(CAST(%1 AS BINARY))"_s.arg(valueBytes(column)); // NULL becomes a word without quotes
    return u"MD5(CONCAT_WS(',', %1))"_s.arg(values.join(", "_L1));
}

QString contentQuery(qsizetype number, const ContentTable &table, ContentDepth depth)
{
    if (depth == ContentDepth::Counts)
        return u"SELECT %1, COUNT(*), '', '' FROM %2"_s.arg(QString::number(number), backticked(table.name));
    const auto half = [hash = rowHash(table)](const QString &side) {
        return u"CAST(SUM(CAST(CONV(%1(%2, 16), 16, 10) AS UNSIGNED)) AS CHAR)"_s.arg(side, hash);
    };
    return u"SELECT %1, COUNT(*), %2, %3 FROM %4"_s.arg(QString::number(number), half(u"LEFT"_s), half(u"RIGHT"_s),
                                                       backticked(table.name));
}

QByteArray digestOf(const ContentTable &table, const QVariantList &sums)
{
    QStringList parts;
    for (const DigestColumn &column : table.columns)
        parts << column.name.toLower();
    parts << sums[2].toString() << sums[3].toString();
    return QCryptographicHash::hash(parts.join(u'\n').toUtf8(), QCryptographicHash::Sha256).left(16);
}

Result<std::vector<ContentTable>> tablesOf(Session &session, ContentDepth depth)
{
    const Result<Rows> names = session.query(TablesSql);
    if (!names)
        return Failure(names.error());
    const Result<Rows> columns = depth == ContentDepth::Counts ? Rows() : session.query(ColumnsSql);
    if (!columns)
        return Failure(columns.error());
    QHash<QString, std::vector<DigestColumn>> byTable;
    for (const QVariantList &row : columns->rows)
        byTable[row[0].toString()].push_back({row[1].toString(), row[2].toString().toLower()});
    std::vector<ContentTable> tables;
    for (const QVariantList &row : names->rows) {
        ContentTable table{row[0].toString(), byTable.value(row[0].toString())};
        std::sort(table.columns.begin(), table.columns.end(),
                  [](const auto &a, const auto &b) { return a.name.toLower() < b.name.toLower(); });
        tables.push_back(std::move(table));
    }
    std::sort(tables.begin(), tables.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return tables;
}

Error cancelled()
{
    return {ErrorCode::Cancelled, u"reading the tables was cancelled"_s};
}

Result<Contents> readContents(Session &session, ContentDepth depth, const RunControl &control)
{
    const Result<std::vector<ContentTable>> tables = tablesOf(session, depth);
    if (!tables)
        return Failure(tables.error());
    const qsizetype count = qsizetype(tables->size());
    const qsizetype step = depth == ContentDepth::Counts ? CountedAtOnce : DigestedAtOnce;
    Contents contents(tables->size());
    for (qsizetype from = 0; from < count; from += step) {
        if (control.cancelled())
            return Failure(cancelled());
        QStringList selects;
        for (qsizetype i = from; i < std::min(from + step, count); ++i)
            selects << contentQuery(i, (*tables)[size_t(i)], depth);
        const Result<Rows> rows = session.query(selects.join(" UNION ALL "_L1));
        if (!rows)
            return Failure(rows.error());
        for (const QVariantList &row : rows->rows) {
            const ContentTable &table = (*tables)[row[0].toULongLong()];
            contents[row[0].toULongLong()] = {table.name, row[1].toLongLong(),
                                              depth == ContentDepth::Digests ? digestOf(table, row) : QByteArray()};
        }
    }
    return contents;
}

} // namespace

Result<Contents> mysqlContents(Session &session, ContentDepth depth, RunControl &control)
{
    const bool ours = !session.inTransaction();
    if (ours) {
        if (auto begun = session.query(u"START TRANSACTION WITH CONSISTENT SNAPSHOT"_s); !begun)
            return failure(std::move(begun));
    }
    Result<Contents> contents = [&] {
        const SessionCancelGuard guard(session, control);
        return readContents(session, depth, control);
    }();
    if (ours) {
        if (auto ended = session.query(u"COMMIT"_s); !ended && contents)
            return failure(std::move(ended));
    }
    if (!contents && control.cancelled())
        return Failure(cancelled());
    return contents;
}

Result<Counters> mysqlCounters(Session &session)
{
    // MySQL answers from a cache of a day's age.
    if (session.info().product == "MySQL"_L1) {
        if (auto fresh = session.query(u"SET SESSION information_schema_stats_expiry = 0"_s); !fresh)
            return Failure(fresh.error());
    }
    const Result<Rows> tables = session.query(u"SELECT TABLE_NAME, TABLE_TYPE, AUTO_INCREMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
                                              "DATABASE() AND (AUTO_INCREMENT IS NOT NULL OR TABLE_TYPE = 'SEQUENCE') ORDER BY TABLE_NAME"_s);
    if (!tables)
        return Failure(tables.error());
    Counters counters;
    QStringList sequences;
    for (const QVariantList &row : tables->rows) {
        const QString name = row[0].toString();
        if (row[1].toString() == "SEQUENCE"_L1)
            sequences << u"SELECT %1, next_not_cached_value, increment < 0 FROM %2"_s.arg(mysqlText(name), backticked(name));
        else
            counters.push_back({name, name, row[2].toLongLong()});
    }
    const Result<Rows> states = sequences.isEmpty() ? Rows() : session.query(sequences.join(" UNION ALL "_L1));
    if (!states)
        return Failure(states.error());
    for (const QVariantList &row : states->rows)
        counters.push_back({u"sequence "_s + row[0].toString(), {}, row[1].toLongLong(), row[2].toBool()});
    return counters;
}

} // namespace lk
