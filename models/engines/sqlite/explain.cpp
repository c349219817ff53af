// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/explain.h"

#include "models/sql/dialect.h"

#include <QElapsedTimer>
#include <QHash>
#include <QMap>
#include <QRegularExpression>
#include <QSet>

namespace lk {

namespace {

QStringList sorted(const QSet<QString> &names)
{
    QStringList list(names.begin(), names.end());
    list.sort();
    return list;
}

/// The tables by the page that they begin at.
Result<QMap<qint64, QString>> tablesByPage(SqliteSession &session)
{
    return session.query(QStringLiteral("SELECT rootpage, name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")).map([](const Rows &rows) {
        QMap<qint64, QString> tables;
        for (const QVariantList &row : rows.rows)
            tables[row[0].toLongLong()] = row[1].toString();
        return tables;
    });
}

/// The tables whose cursor steps from one end to the other, in the program that the query becomes (https://sqlite.org/opcode.html). The
/// plan in words calls them by their aliases only.
Result<QSet<QString>> steppedThrough(SqliteSession &session, const QString &query, const QMap<qint64, QString> &tables)
{
    const auto program = session.query(QStringLiteral("EXPLAIN ") + query);
    if (!program)
        return Failure(program.error());
    QHash<qint64, QString> open;
    QSet<qint64> atEnd;
    QSet<QString> stepped;
    for (const QVariantList &row : program->rows) {
        const QString code = row[1].toString();
        const qint64 cursor = row[2].toLongLong();
        if (code == QLatin1String("OpenRead") && row[4].toInt() == 0 && tables.contains(row[3].toLongLong()))
            open[cursor] = tables.value(row[3].toLongLong());
        else if (code == QLatin1String("Rewind") || code == QLatin1String("Last"))
            atEnd.insert(cursor);
        else if ((code == QLatin1String("Next") || code == QLatin1String("Prev")) && atEnd.contains(cursor) && open.contains(cursor))
            stepped.insert(open.value(cursor));
    }
    return stepped;
}

} // namespace

Result<QueryPlan> explainSqlite(SqliteSession &session, QByteArrayView query, bool run)
{
    const QString text = QString::fromUtf8(query);
    const auto rows = session.query(QStringLiteral("EXPLAIN QUERY PLAN ") + text);
    if (!rows)
        return Failure(rows.error());
    const auto tables = tablesByPage(session);
    if (!tables)
        return Failure(tables.error());
    QueryPlan plan;
    QMap<qint64, int> depths;
    QSet<QString> indexes;
    QSet<QString> scans;
    bool aliased = false;
    QStringList lines;
    for (const QVariantList &row : rows->rows) {
        const QString detail = row[3].toString();
        const int depth = row[1].toLongLong() == 0 ? 0 : depths.value(row[1].toLongLong()) + 1;
        depths[row[0].toLongLong()] = depth;
        lines << QString(depth * 2, u' ') + detail;
        static const QRegularExpression index(QStringLiteral("USING (?:COVERING )?INDEX ([^(]+?)(?: \\(.*)?$"));
        if (const auto found = index.match(detail); found.hasMatch()) {
            indexes.insert(found.captured(1));
        } else if (detail.startsWith(QLatin1String("SCAN ")) && !detail.startsWith(QLatin1String("SCAN ("))) {
            const QString name = detail.mid(5);
            if (tables->values().contains(name))
                scans.insert(name);
            else
                aliased = true;
        }
    }
    if (aliased) {
        const auto stepped = steppedThrough(session, text, *tables);
        if (!stepped)
            return Failure(stepped.error());
        scans.unite(*stepped);
    }
    plan.text = lines.join(u'\n');
    plan.indexes = sorted(indexes);
    plan.scans = sorted(scans);
    if (run && onlyReads(query, sqliteDialect())) {
        QElapsedTimer timer;
        timer.start();
        if (auto done = session.execute(query); !done)
            return Failure(done.error());
        plan.ms = double(timer.nsecsElapsed()) / 1e6;
    }
    return plan;
}

} // namespace lk
