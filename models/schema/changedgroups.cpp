// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/changedgroups.h"

#include <QSet>

#include <algorithm>
#include <tuple>

namespace lk {

namespace {

using Objects = std::vector<SchemaObject>;
using Place = Objects::const_iterator;

const QString &groupName(const SchemaObject &object)
{
    return object.table.isEmpty() ? object.name : object.table;
}

int compareGroups(const SchemaObject &a, const SchemaObject &b)
{
    const int schemas = a.schema.compare(b.schema);
    return schemas != 0 ? schemas : groupName(a).compare(groupName(b));
}

bool isGrouped(const Objects &objects)
{
    return std::is_sorted(objects.begin(), objects.end(), [](const auto &a, const auto &b) { return compareGroups(a, b) < 0; });
}

Place groupEnd(Place from, Place end)
{
    return std::find_if(from, end, [&](const SchemaObject &object) { return compareGroups(*from, object) != 0; });
}

bool sameObject(const SchemaObject &a, const SchemaObject &b)
{
    return a.name == b.name && a.kind == b.kind && a.table == b.table && a.position == b.position && a.canonical == b.canonical
           && a.attributes == b.attributes && a.withTable == b.withTable;
}

/// Names of groups, by letter case only where it counts.
class Changed
{
public:
    explicit Changed(bool folds) : m_folds(folds) {}

    void insert(const SchemaObject &object) { m_names.insert(key(object)); }
    bool contains(const SchemaObject &object) const { return m_names.contains(key(object)); }

private:
    QString key(const SchemaObject &object) const
    {
        const QString name = object.schema + QChar(0) + groupName(object);
        return m_folds ? name.toLower() : name;
    }

    bool m_folds;
    QSet<QString> m_names;
};

void findChanged(const Objects &before, const Objects &after, Changed &changed)
{
    auto left = before.begin();
    auto right = after.begin();
    while (left != before.end() || right != after.end()) {
        const int order = left == before.end() ? 1 : right == after.end() ? -1 : compareGroups(*left, *right);
        const auto leftEnd = order <= 0 ? groupEnd(left, before.end()) : left;
        const auto rightEnd = order >= 0 ? groupEnd(right, after.end()) : right;
        if (!std::equal(left, leftEnd, right, rightEnd, sameObject))
            changed.insert(order <= 0 ? *left : *right);
        left = leftEnd;
        right = rightEnd;
    }
}

Snapshot only(const Snapshot &snapshot, const Changed &changed)
{
    Snapshot part;
    part.engine = snapshot.engine;
    part.engineVersion = snapshot.engineVersion;
    part.takenAt = snapshot.takenAt;
    part.foldsNames = snapshot.foldsNames;
    part.foldsParts = snapshot.foldsParts;
    part.grantsOf = snapshot.grantsOf;
    for (auto from = snapshot.objects.begin(); from != snapshot.objects.end();) {
        const auto end = groupEnd(from, snapshot.objects.end());
        if (changed.contains(*from))
            part.objects.insert(part.objects.end(), from, end);
        from = end;
    }
    return part;
}

} // namespace

std::optional<std::pair<Snapshot, Snapshot>> changedGroups(const Snapshot &before, const Snapshot &after)
{
    if (!isGrouped(before.objects) || !isGrouped(after.objects))
        return std::nullopt;
    Changed changed(before.foldsNames || after.foldsNames || before.foldsParts || after.foldsParts);
    findChanged(before.objects, after.objects, changed);
    return std::pair(only(before, changed), only(after, changed));
}

} // namespace lk
