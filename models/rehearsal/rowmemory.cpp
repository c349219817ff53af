// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rowmemory.h"

#include "models/schema/definitionparts.h"

#include <QMap>

#include <algorithm>

namespace lk {

namespace {

constexpr qint64 RowsOfTable = 5'000;
constexpr qint64 RowsOfAll = 50'000;
constexpr qint64 Page = 250;
constexpr qsizetype KeysTold = 5;

QString quoted(const Dialect &dialect, const QString &name)
{
    const QChar quote = dialect.doubleQuotedStrings ? u'`' : u'"';
    return quote + QString(name).replace(quote, QString(quote) + quote) + quote;
}

QString nameOf(const SchemaObject &table)
{
    return table.schema.isEmpty() ? table.name : table.schema + u'.' + table.name;
}

QString ownerOf(const SchemaObject &part)
{
    return part.schema.isEmpty() ? part.table : part.schema + u'.' + part.table;
}

QString keysText(QStringList keys)
{
    keys.sort();
    const qsizetype more = keys.size() - KeysTold;
    return QStringLiteral("%1 (keys %2%3)").arg(keys.size()).arg(keys.mid(0, KeysTold).join(QStringLiteral(", ")), more > 0 ? QStringLiteral(" and %1 more").arg(more) : QString());
}

} // namespace

/// Ordered by the key, so that pages don't overlap.
Result<void> RowMemory::read(Session &session, Table &table)
{
    const QString sql = QStringLiteral("SELECT %1 FROM %2 ORDER BY %3 LIMIT %4 OFFSET ")
                            .arg((table.key + table.columns).join(QStringLiteral(", ")), table.name, table.key.join(QStringLiteral(", ")))
                            .arg(Page);
    for (qint64 from = 0;; from += Page) {
        const Result<Rows> rows = session.query(sql + QString::number(from));
        if (!rows)
            return Failure(rows.error());
        for (const QVariantList &row : rows->rows) {
            QStringList key;
            for (qsizetype i = 0; i < table.key.size(); ++i)
                key << row[i].toString();
            QList<size_t> values;
            for (qsizetype i = table.key.size(); i < row.size(); ++i)
                values << (row[i].isNull() ? 0 : qHash(row[i].toByteArray(), 1) | 1);
            table.rows.insert(key.join(QStringLiteral("/")), values);
        }
        if (qint64(rows->rows.size()) < Page)
            return {};
    }
}

Result<RowMemory> RowMemory::of(Session &session, const Snapshot &schema, const Contents &contents, const Dialect &dialect)
{
    RowMemory memory;
    memory.m_dialect = &dialect;
    QHash<QString, qint64> counts;
    for (const TableContent &content : contents)
        counts[content.table] = content.rows;
    const QString usualSchema = schema.engine == QLatin1String("postgresql") ? QStringLiteral("public") : QString();
    qint64 left = RowsOfAll;
    for (const SchemaObject &object : schema.objects) {
        const qint64 rows = counts.value(nameOf(object), -1);
        if (object.kind != QLatin1String("table") || rows < 0 || rows > RowsOfTable || rows > left)
            continue;
        left -= rows;
        const QString in = object.schema.isEmpty() ? usualSchema : object.schema;
        memory.m_tables[nameOf(object)].name = (in.isEmpty() ? QString() : quoted(dialect, in) + u'.') + quoted(dialect, object.name);
    }
    for (const SchemaObject &part : schema.objects) {
        const auto table = memory.m_tables.find(ownerOf(part));
        if (table != memory.m_tables.end() && part.kind == QLatin1String("column"))
            table->columns << quoted(dialect, part.name);
        else if (table != memory.m_tables.end() && part.attributes.value(QStringLiteral("type")) == QLatin1String("primary key"))
            table->key = topLevelParts(firstParentheses(part.definition));
    }
    memory.m_tables.removeIf([](const auto &table) { return table->key.isEmpty(); });
    for (auto table = memory.m_tables.begin(); table != memory.m_tables.end(); ++table) {
        if (counts.value(table.key()) == 0)
            continue;
        if (auto done = read(session, *table); !done)
            return failure(std::move(done));
    }
    return memory;
}

Result<QStringList> RowMemory::differences(Session &session, const Snapshot &now, const QStringList &tables) const
{
    QStringList lines;
    for (const QString &name : tables) {
        const auto before = m_tables.constFind(name);
        if (before == m_tables.constEnd()) {
            lines << QStringLiteral("%1: which rows is not told: it has no key, or too many rows to be compared one by one").arg(name);
            continue;
        }
        const auto some = difference(session, now, name, *before);
        if (!some)
            return some;
        lines << *some;
    }
    return lines;
}

Result<QStringList> RowMemory::difference(Session &session, const Snapshot &now, const QString &name, const Table &before) const
{
    if (std::ranges::none_of(now.objects, [&](const SchemaObject &object) { return object.kind == QLatin1String("table") && nameOf(object) == name; }))
        return QStringList(QStringLiteral("%1: it is gone, with all of its rows").arg(name));
    Table after = before;
    after.rows.clear();
    QStringList columns;
    for (const SchemaObject &part : now.objects) {
        if (part.kind == QLatin1String("column") && ownerOf(part) == name)
            columns << quoted(*m_dialect, part.name);
    }
    erase_if(after.columns, [&](const QString &column) { return !columns.contains(column); });
    if (auto done = read(session, after); !done)
        return failure(std::move(done));
    QStringList gone;
    QMap<QString, QStringList> changed; // keys by column
    for (auto row = before.rows.cbegin(); row != before.rows.cend(); ++row) {
        const auto present = after.rows.constFind(row.key());
        if (present == after.rows.cend()) {
            gone << row.key();
            continue;
        }
        for (qsizetype i = 0; i < after.columns.size(); ++i) {
            if (present->at(i) != row->at(before.columns.indexOf(after.columns[i])))
                changed[after.columns[i]] << row.key();
        }
    }
    QStringList added;
    for (auto row = after.rows.cbegin(); row != after.rows.cend(); ++row) {
        if (!before.rows.contains(row.key()))
            added << row.key();
    }
    QStringList lines;
    if (!gone.isEmpty())
        lines << QStringLiteral("%1: rows that are gone: %2").arg(name, keysText(gone));
    if (!added.isEmpty())
        lines << QStringLiteral("%1: rows that were not there before: %2").arg(name, keysText(added));
    for (auto column = changed.cbegin(); column != changed.cend(); ++column)
        lines << QStringLiteral("%1: rows with another value in %2: %3").arg(name, column.key(), keysText(*column));
    return lines;
}

} // namespace lk
