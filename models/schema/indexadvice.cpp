// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/indexadvice.h"

#include "models/schema/definitionparts.h"

#include <QSet>

#include <algorithm>

namespace lk {

namespace {

struct Index {
    const SchemaObject *object = nullptr;
    QStringList columns;
    bool unique = false;
    bool constraint = false; ///< made by one, and goes only with it
};

struct Table {
    std::vector<Index> indexes;
    std::vector<const SchemaObject *> foreignKeys;
};

QString typeOf(const SchemaObject &object)
{
    return object.attributes.value(QStringLiteral("type"));
}

QStringList columnsOf(const SchemaObject &object)
{
    QStringList columns;
    for (const QString &part : topLevelParts(firstParentheses(object.definition))) {
        const QString column = withoutOrder(part);
        if (!isName(column))
            return {};
        columns << bareName(column);
    }
    return columns;
}

void sortIn(const SchemaObject &object, Table &table)
{
    const QString type = typeOf(object);
    const bool isConstraint = object.kind == QLatin1String("constraint");
    const bool isKey = type == QLatin1String("primary key") || (isConstraint && type == QLatin1String("unique"));
    if (isConstraint && type == QLatin1String("foreign key"))
        table.foreignKeys.push_back(&object);
    if (object.kind != QLatin1String("index") && !isKey)
        return;
    const QString method = object.attributes.value(QStringLiteral("method"), QStringLiteral("BTREE"));
    const bool special = method != QLatin1String("BTREE") || !wherePart(object.definition).isEmpty();
    if (const QStringList columns = columnsOf(object); !special && !columns.isEmpty())
        table.indexes.push_back({&object, columns, isKey || object.attributes.contains(QStringLiteral("unique")), isKey});
}

bool begins(const QStringList &columns, const QStringList &longer)
{
    return columns.size() <= longer.size() && std::equal(columns.begin(), columns.end(), longer.begin());
}

/// For a foreign key the order of its columns does not matter.
bool serves(const Index &index, const QStringList &columns)
{
    const QStringList first = index.columns.first(std::min(columns.size(), index.columns.size()));
    return first.size() == columns.size() && QSet(first.begin(), first.end()) == QSet(columns.begin(), columns.end());
}

void adviseKeys(const Table &table, std::vector<IndexAdvice> &advice)
{
    for (const SchemaObject *key : table.foreignKeys) {
        const QStringList columns = columnsOf(*key);
        if (!columns.isEmpty() && std::ranges::none_of(table.indexes, [&](const Index &index) { return serves(index, columns); }))
            advice.push_back({IndexAdvice::Kind::Missing, key->schema, key->table, key->name, {}});
    }
}

/// Of two equal ones the later by name is needless, or the one that no constraint made.
bool isNeedlessBeside(const Index &index, const Index &other)
{
    if (&index == &other || index.constraint || (index.unique && !other.unique) || !begins(index.columns, other.columns))
        return false;
    if (index.columns.size() < other.columns.size())
        return !index.unique;
    const bool sameKind = other.unique == index.unique && !other.constraint;
    return !sameKind || other.object->name < index.object->name;
}

void adviseIndexes(const Table &table, std::vector<IndexAdvice> &advice)
{
    for (const Index &index : table.indexes) {
        const auto other = std::ranges::find_if(table.indexes, [&](const Index &candidate) { return isNeedlessBeside(index, candidate); });
        if (other == table.indexes.end())
            continue;
        const auto kind = other->columns == index.columns ? IndexAdvice::Kind::Duplicate : IndexAdvice::Kind::Covered;
        advice.push_back({kind, index.object->schema, index.object->table, index.object->name, other->object->name});
    }
}

} // namespace

std::vector<IndexAdvice> indexAdvice(const Snapshot &snapshot)
{
    QMap<std::pair<QString, QString>, Table> tables;
    for (const SchemaObject &object : snapshot.objects) {
        if (!object.table.isEmpty())
            sortIn(object, tables[{object.schema, object.table}]);
    }
    std::vector<IndexAdvice> advice;
    for (const Table &table : std::as_const(tables)) {
        adviseKeys(table, advice);
        adviseIndexes(table, advice);
    }
    return advice;
}

QString text(const IndexAdvice &advice)
{
    const QString table = (advice.schema.isEmpty() ? QString() : advice.schema + u'.') + advice.table;
    switch (advice.kind) {
    case IndexAdvice::Kind::Missing:
        return QStringLiteral("%1: no index begins with the columns of foreign key %2: deleting a parent row reads the whole table").arg(table, advice.name);
    case IndexAdvice::Kind::Duplicate:
        return QStringLiteral("%1: index %2 has the columns of %3").arg(table, advice.name, advice.other);
    case IndexAdvice::Kind::Covered:
        return QStringLiteral("%1: index %2 is covered by %3, which begins with its columns").arg(table, advice.name, advice.other);
    }
    return {};
}

} // namespace lk
