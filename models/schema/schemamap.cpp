// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/schemamap.h"

#include "models/schema/definitionparts.h"
#include "models/schema/viewsources.h"

#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <set>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

using Name = std::pair<QString, QString>; ///< schema and table

/// Where they count as the same in letter case, names are compared folded.
class Names
{
public:
    explicit Names(bool folds) : m_folds(folds) {}
    QString operator()(const QString &name) const { return m_folds ? name.toLower() : name; }
    Name operator()(const QString &schema, const QString &table) const { return {(*this)(schema), (*this)(table)}; }

private:
    bool m_folds;
};

bool isViewKind(QStringView kind)
{
    return kind == u"view" || kind == u"materialized view";
}

/// What has a box of its own.
bool isBox(QStringView kind)
{
    return kind == u"table" || kind == u"foreign table" || isViewKind(kind);
}

bool isConstraint(const SchemaObject &object, QStringView type)
{
    return object.kind == u"constraint" && object.attributes.value(u"type"_s) == type;
}

QStringList columnsOf(const SchemaObject &constraint)
{
    QStringList columns;
    for (const QString &part : topLevelParts(firstParentheses(constraint.definition)))
        columns << bareName(withoutOrder(part));
    return columns;
}

/// The table that a foreign key refers to, as it is written: one or two names.
QStringList referredTo(const SchemaObject &key)
{
    static const QRegularExpression references(u"\\bREFERENCES\\s+"_s, QRegularExpression::CaseInsensitiveOption);
    // Behind its own columns, which may be called anything.
    const QString own = firstParentheses(key.definition);
    const qsizetype from = std::max<qsizetype>(0, key.definition.indexOf(own)) + own.size();
    const QRegularExpressionMatch match = references.match(key.definition, from);
    return match.hasMatch() ? nameParts(leadingName(key.definition.mid(match.capturedEnd()))) : QStringList();
}

/// What a diff says, by table.
struct Changes {
    std::map<Name, const SchemaChange *> tables;
    std::map<Name, std::vector<const SchemaChange *>> parts;
};

class MapBuilder
{
public:
    explicit MapBuilder(bool folds) : m_names(folds) {}

    void takeDiff(const SchemaDiff &diff)
    {
        for (const SchemaChange &change : diff.changes) {
            if (!change.table.isEmpty())
                m_changes.parts[m_names(change.schema, change.table)].push_back(&change);
            else if (isBox(change.object))
                m_changes.tables[m_names(change.schema, change.name)] = &change;
        }
    }

    void addTables(const Snapshot &snapshot)
    {
        for (const SchemaObject &object : snapshot.objects) {
            if (isBox(object.kind))
                m_tables.try_emplace(m_names(object.schema, object.name), MapTable{object.schema, object.name, {}, {}, {}, object.kind, {}});
        }
        for (const SchemaObject &object : snapshot.objects) {
            const auto table = m_tables.find(m_names(object.schema, object.table));
            if (object.kind == u"column" && table != m_tables.end())
                table->second.columns.push_back(columnOf(object));
        }
        for (const SchemaObject &object : snapshot.objects)
            markKey(object);
        for (auto &[name, table] : m_tables)
            markTable(name, table);
    }

    /// Tables and columns that are there no more.
    void addRemoved(const Snapshot &before)
    {
        std::set<Name> removed;
        for (const auto &[name, change] : m_changes.tables) {
            if (change->kind == ChangeKind::Removed)
                removed.insert(name);
        }
        Snapshot gone;
        for (const SchemaObject &object : before.objects) {
            const Name owner = m_names(object.schema, object.table.isEmpty() ? object.name : object.table);
            if (removed.contains(owner))
                gone.objects.push_back(object);
            else if (object.kind == u"column" && partChange(owner, object, ChangeKind::Removed))
                insertRemoved(object);
        }
        MapBuilder part(false);
        part.m_names = m_names;
        part.m_changes = m_changes;
        part.addTables(gone);
        m_tables.merge(part.m_tables);
    }

    void number()
    {
        for (auto &[name, table] : m_tables) {
            m_index[name] = int(m_map.tables.size());
            if (!table.oldName.isEmpty())
                m_oldNames[m_names(table.schema, table.oldName)] = int(m_map.tables.size());
            m_map.tables.push_back(table);
        }
    }

    void addLinks(const Snapshot &snapshot, bool onlyRemoved)
    {
        for (const SchemaObject &object : snapshot.objects) {
            if (!isConstraint(object, u"foreign key"))
                continue;
            const int from = indexOf(object.schema, object.table);
            const int to = target(object.schema, referredTo(object));
            if (from < 0 || to < 0)
                continue;
            const auto change = linkChange(object, from);
            if (!onlyRemoved || change == ChangeKind::Removed)
                m_map.links.push_back({from, to, object.name, columnsOf(object), change});
        }
    }

    /// What views read; a line that only one side of a comparison has, came or goes. @p before: the other side, if it is one.
    void addReads(const Snapshot &after, const Snapshot *before)
    {
        const std::set<std::pair<int, int>> now = readsOf(after);
        const std::set<std::pair<int, int>> then = before ? readsOf(*before) : now;
        std::set<std::pair<int, int>> all = now;
        all.insert(then.begin(), then.end());
        for (const auto &[from, to] : all) {
            const bool stays = now.contains({from, to}) && then.contains({from, to});
            const auto change = stays ? std::nullopt : std::optional(now.contains({from, to}) ? ChangeKind::Added : ChangeKind::Removed);
            m_map.links.push_back({from, to, {}, {}, change, true});
        }
    }

    SchemaMap take()
    {
        std::stable_sort(m_map.links.begin(), m_map.links.end(), [](const MapLink &a, const MapLink &b) {
            return std::tie(a.from, a.to, a.name) < std::tie(b.from, b.to, b.name);
        });
        return std::move(m_map);
    }

private:
    static MapColumn columnOf(const SchemaObject &object)
    {
        MapColumn column;
        column.name = object.name;
        column.type = object.attributes.value(u"type"_s);
        column.required = object.attributes.contains(u"not null"_s);
        column.primary = object.attributes.contains(u"primary key"_s);
        return column;
    }

    void markKey(const SchemaObject &object)
    {
        const bool primary = isConstraint(object, u"primary key");
        const auto table = m_tables.find(m_names(object.schema, object.table));
        if (table == m_tables.end() || !(primary || isConstraint(object, u"foreign key")))
            return;
        for (const QString &name : columnsOf(object)) {
            const auto column = std::ranges::find_if(table->second.columns, [&](const MapColumn &one) { return one.name.compare(name, Qt::CaseInsensitive) == 0; });
            if (column != table->second.columns.end())
                (primary ? column->primary : column->foreign) = true;
        }
    }

    void markTable(const Name &name, MapTable &table)
    {
        if (const auto own = m_changes.tables.find(name); own != m_changes.tables.end()) {
            table.change = own->second->kind;
            table.oldName = own->second->oldName;
        }
        const auto parts = m_changes.parts.find(name);
        if (parts == m_changes.parts.end())
            return;
        if (!table.change)
            table.change = ChangeKind::Altered;
        for (const SchemaChange *change : parts->second) {
            if (change->object != u"column")
                table.others << summary(*change);
            else if (change->kind != ChangeKind::Removed)
                markColumn(table, *change);
        }
    }

    void markColumn(MapTable &table, const SchemaChange &change) const
    {
        for (MapColumn &column : table.columns) {
            if (column.name.compare(change.name, Qt::CaseInsensitive) == 0) {
                column.change = change.kind;
                column.oldName = change.oldName;
            }
        }
    }

    const SchemaChange *partChange(const Name &owner, const SchemaObject &object, ChangeKind kind) const
    {
        const auto parts = m_changes.parts.find(owner);
        if (parts == m_changes.parts.end())
            return nullptr;
        const auto found = std::ranges::find_if(parts->second, [&](const SchemaChange *change) {
            return change->object == object.kind && change->name == object.name && change->kind == kind;
        });
        return found == parts->second.end() ? nullptr : *found;
    }

    void insertRemoved(const SchemaObject &object)
    {
        const auto table = m_tables.find(m_names(object.schema, object.table));
        if (table == m_tables.end())
            return;
        MapColumn column = columnOf(object);
        column.change = ChangeKind::Removed;
        auto &columns = table->second.columns;
        const auto at = std::min<ptrdiff_t>(std::max(0, object.position - 1), ptrdiff_t(columns.size()));
        columns.insert(columns.begin() + at, column);
    }

    std::optional<ChangeKind> linkChange(const SchemaObject &key, int from) const
    {
        const Name owner = m_names(key.schema, key.table);
        for (const ChangeKind kind : {ChangeKind::Added, ChangeKind::Removed, ChangeKind::Altered, ChangeKind::Renamed}) {
            if (partChange(owner, key, kind))
                return kind;
        }
        const auto own = m_map.tables[size_t(from)].change;
        return own == ChangeKind::Added || own == ChangeKind::Removed ? own : std::nullopt;
    }

    int indexOf(const QString &schema, const QString &table) const
    {
        for (const auto *names : {&m_index, &m_oldNames}) {
            if (const auto found = names->find(m_names(schema, table)); found != names->end())
                return found->second;
        }
        return -1;
    }

    std::set<std::pair<int, int>> readsOf(const Snapshot &snapshot) const
    {
        std::set<std::pair<int, int>> reads;
        for (const SchemaObject &object : snapshot.objects) {
            const int from = isViewKind(object.kind) ? indexOf(object.schema, object.name) : -1;
            if (from < 0)
                continue;
            for (const QStringList &source : viewSources(object, snapshot.engine)) {
                if (const int to = target(object.schema, source); to >= 0 && to != from)
                    reads.insert({from, to});
            }
        }
        return reads;
    }

    /// Without a schema it is the one beside @p schema, else the only one of that name.
    int target(const QString &schema, const QStringList &parts) const
    {
        if (parts.isEmpty())
            return -1;
        if (parts.size() > 1) {
            if (const int exact = indexOf(parts[parts.size() - 2], parts.last()); exact >= 0)
                return exact;
        }
        if (const int beside = indexOf(schema, parts.last()); beside >= 0)
            return beside;
        int only = -1;
        for (const auto &[name, index] : m_index) {
            if (name.second == m_names(parts.last()))
                only = only < 0 ? index : -2;
        }
        return only;
    }

    Names m_names;
    Changes m_changes;
    std::map<Name, MapTable> m_tables;
    std::map<Name, int> m_index;
    std::map<Name, int> m_oldNames;
    SchemaMap m_map;
};

} // namespace

bool isView(const MapTable &table)
{
    return isViewKind(table.kind);
}

int SchemaMap::find(const QString &name) const
{
    const auto at = [&](auto fits) {
        const auto found = std::ranges::find_if(tables, fits);
        return found == tables.end() ? -1 : int(found - tables.begin());
    };
    const int full = at([&](const MapTable &table) { return table.fullName().compare(name, Qt::CaseInsensitive) == 0; });
    return full >= 0 ? full : at([&](const MapTable &table) { return table.name.compare(name, Qt::CaseInsensitive) == 0; });
}

int SchemaMap::changed() const
{
    return int(std::ranges::count_if(tables, [](const MapTable &table) { return table.change.has_value(); }));
}

int SchemaMap::views() const
{
    return int(std::ranges::count_if(tables, isView));
}

int SchemaMap::foreignKeys() const
{
    return int(std::ranges::count(links, false, &MapLink::reads));
}

SchemaMap schemaMap(const Snapshot &schema)
{
    MapBuilder builder(schema.foldsNames);
    builder.addTables(schema);
    builder.number();
    builder.addLinks(schema, false);
    builder.addReads(schema, nullptr);
    return builder.take();
}

SchemaMap schemaMap(const Snapshot &before, const Snapshot &after, const SchemaDiff &diff)
{
    MapBuilder builder(before.foldsNames || after.foldsNames);
    builder.takeDiff(diff);
    builder.addTables(after);
    builder.addRemoved(before);
    builder.number();
    builder.addLinks(after, false);
    builder.addLinks(before, true);
    builder.addReads(after, &before);
    return builder.take();
}

SchemaMap changedWithNeighbours(const SchemaMap &map)
{
    std::vector<bool> kept(map.tables.size());
    for (size_t table = 0; table < map.tables.size(); ++table)
        kept[table] = map.tables[table].change.has_value();
    const std::vector<bool> changed = kept;
    for (const MapLink &link : map.links) {
        if (changed[size_t(link.from)] || changed[size_t(link.to)])
            kept[size_t(link.from)] = kept[size_t(link.to)] = true;
    }
    SchemaMap part;
    std::vector<int> number(map.tables.size(), -1);
    for (size_t table = 0; table < map.tables.size(); ++table) {
        if (!kept[table])
            continue;
        number[table] = int(part.tables.size());
        part.tables.push_back(map.tables[table]);
    }
    for (MapLink link : map.links) {
        link.from = number[size_t(link.from)];
        link.to = number[size_t(link.to)];
        if (link.from >= 0 && link.to >= 0)
            part.links.push_back(link);
    }
    return part;
}

} // namespace lk
