// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/integrity.h"

#include "models/engines/mysql/cancelledcopy.h"
#include "models/engines/mysql/values.h"
#include "models/engines/sessioncancelguard.h"

#include <map>

namespace lk {

namespace {

constexpr int MostRowsPerKey = 1000;
constexpr qsizetype TablesPerCheck = 50;

struct ForeignKey {
    QString table;
    QString parentSchema;
    QString parent;
    QStringList columns;
    QStringList parentColumns;
};

Result<std::map<QString, ForeignKey>> foreignKeys(Session &session)
{
    return session
        .query(QStringLiteral("SELECT constraint_name, table_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name "
                              "FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL "
                              "ORDER BY table_name, constraint_name, ordinal_position"))
        .map([](const Rows &rows) {
            std::map<QString, ForeignKey> keys;
            for (const QVariantList &row : rows.rows) {
                ForeignKey &key = keys[row[1].toString() + u'.' + row[0].toString()];
                key.table = row[1].toString();
                key.parentSchema = row[3].toString();
                key.parent = row[4].toString();
                key.columns << row[2].toString();
                key.parentColumns << row[5].toString();
            }
            return keys;
        });
}

/// The first columns of the primary key tell a row; without one its own values do.
QString queryOf(const ForeignKey &key, const QStringList &shown)
{
    QStringList same;
    QStringList present;
    QStringList columns;
    for (const QString &name : shown)
        columns << QStringLiteral("c.%1").arg(backticked(name));
    for (qsizetype i = 0; i < key.columns.size(); ++i) {
        same << QStringLiteral("p.%1 = c.%2").arg(backticked(key.parentColumns[i]), backticked(key.columns[i]));
        present << QStringLiteral("c.%1 IS NOT NULL").arg(backticked(key.columns[i]));
    }
    return QStringLiteral("SELECT %1 FROM %2 c WHERE %3 AND NOT EXISTS (SELECT 1 FROM %4.%5 p WHERE %6) LIMIT %7")
        .arg(columns.join(QStringLiteral(", ")), backticked(key.table), present.join(QStringLiteral(" AND ")), backticked(key.parentSchema),
             backticked(key.parent), same.join(QStringLiteral(" AND ")))
        .arg(MostRowsPerKey);
}

Result<QStringList> primaryKey(Session &session, const QString &table)
{
    return session
        .query(QStringLiteral("SELECT column_name FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? "
                              "AND index_name = 'PRIMARY' ORDER BY seq_in_index"),
               {table})
        .map([](const Rows &rows) {
            QStringList names;
            for (const QVariantList &row : rows.rows)
                names << row[0].toString();
            return names;
        });
}

} // namespace

Result<QStringList> orphans(Session &session)
{
    const auto keys = foreignKeys(session);
    if (!keys)
        return Failure(keys.error());
    QStringList found;
    for (const auto &[name, key] : *keys) {
        Result<QStringList> shown = primaryKey(session, key.table);
        if (!shown)
            return shown;
        if (shown->isEmpty())
            *shown = key.columns;
        const Result<Rows> rows = session.query(queryOf(key, *shown));
        if (!rows)
            return Failure(rows.error());
        for (const QVariantList &row : rows->rows) {
            QStringList values;
            for (const QVariant &value : row)
                values << value.toString();
            found << QStringLiteral("%1: row %2 refers to a row of %3 that is not there (%4)")
                         .arg(key.table, values.join(QStringLiteral(", ")), key.parent, key.columns.join(QStringLiteral(", ")));
        }
    }
    return found;
}

Result<QStringList> checkTables(Session &session, RunControl &control)
{
    const Result<Rows> tables = session.query(QStringLiteral(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')"));
    if (!tables)
        return Failure(tables.error());
    const SessionCancelGuard guard(session, control);
    QStringList problems;
    QStringList names;
    for (size_t i = 0; i < tables->rows.size(); ++i) {
        names << backticked(tables->rows[i][0].toString());
        if (names.size() < TablesPerCheck && i + 1 < tables->rows.size())
            continue;
        if (control.cancelled())
            return cancelledCopy();
        const Result<Rows> checked = session.query(QStringLiteral("CHECK TABLE ") + names.join(QStringLiteral(", ")));
        if (!checked)
            return Failure(checked.error());
        names.clear();
        for (const QVariantList &row : checked->rows) {
            const QString kind = row[2].toString().toLower();
            const QString text = row[3].toString();
            if (kind == QLatin1String("error") || (kind == QLatin1String("status") && text.compare(QLatin1String("OK"), Qt::CaseInsensitive) != 0))
                problems << QStringLiteral("%1: %2").arg(row[0].toString().section(u'.', 1), text);
        }
    }
    return problems;
}

Result<QStringList> unopenable(Session &session)
{
    return session
        .query(QStringLiteral("SELECT table_name, table_comment FROM information_schema.tables WHERE table_schema = DATABASE() AND ("
                              "(table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') AND engine IS NULL) OR (table_type = 'VIEW' AND table_comment <> 'VIEW'))"))
        .map([](const Rows &rows) {
            QStringList problems;
            for (const QVariantList &row : rows.rows)
                problems << QStringLiteral("%1: %2").arg(row[0].toString(), row[1].toString());
            return problems;
        });
}

} // namespace lk
