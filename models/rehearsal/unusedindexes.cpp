// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/unusedindexes.h"

#include "models/schema/definitionparts.h"

#include <QLocale>
#include <QSet>

namespace lk {

namespace {

QString fullName(const QString &schema, const QString &name)
{
    return schema.isEmpty() || schema == QLatin1String("public") ? name : schema + u'.' + name;
}

QStringList columnsOf(const SchemaObject &object)
{
    QStringList columns;
    for (const QString &part : topLevelParts(firstParentheses(object.definition)))
        columns << bareName(withoutOrder(part));
    return columns;
}

/// Where a foreign key needs an index of its own, the server refuses to drop the last one; deletes of parent rows read it elsewhere.
bool servesForeignKey(const Snapshot &schema, const SchemaObject &index)
{
    const QStringList columns = columnsOf(index);
    return std::ranges::any_of(schema.objects, [&](const SchemaObject &key) {
        if (key.kind != QLatin1String("constraint") || key.attributes.value(QStringLiteral("type")) != QLatin1String("foreign key") || key.schema != index.schema
            || key.table != index.table)
            return false;
        const QStringList wanted = columnsOf(key);
        const QStringList first = columns.first(std::min(wanted.size(), columns.size()));
        return !wanted.isEmpty() && QSet(first.begin(), first.end()) == QSet(wanted.begin(), wanted.end());
    });
}

} // namespace

std::vector<IndexUse> unusedIndexes(const Snapshot &schema, std::vector<IndexUse> uses)
{
    std::erase_if(uses, [&](const IndexUse &use) {
        const auto index = std::ranges::find_if(schema.objects, [&](const SchemaObject &object) {
            return object.kind == QLatin1String("index") && (fullName(object.schema, object.name) == use.index || object.name == use.index)
                   && fullName(object.schema, object.table) == use.table;
        });
        return use.reads > 0 || index == schema.objects.end() || index->attributes.contains(QStringLiteral("unique"))
               || index->attributes.value(QStringLiteral("type")) == QLatin1String("primary key") || servesForeignKey(schema, *index);
    });
    return uses;
}

QString text(const IndexUse &unused)
{
    const QString since = unused.since.isValid() ? QStringLiteral("since %1").arg(unused.since.toString(QStringLiteral("yyyy-MM-dd HH:mm 'UTC'")))
                                                 : QStringLiteral("since the server began to count, whenever that was");
    const QString size = unused.bytes ? QStringLiteral("it takes %1; ").arg(QLocale::c().formattedDataSize(*unused.bytes, 0, QLocale::DataSizeSIFormat)) : QString();
    return QStringLiteral("%1: index %2 was not read %3 (%4on this server; replicas count for themselves)").arg(unused.table, unused.index, since, size);
}

} // namespace lk
