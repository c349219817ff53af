// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"

namespace lk {

/// A column as the map tells it.
struct MapColumn {
    QString name;
    QString type;
    bool primary = false;  ///< part of the primary key
    bool foreign = false;  ///< part of a foreign key
    bool required = false; ///< NOT NULL
    std::optional<ChangeKind> change; ///< nothing: it stays as it is
    QString oldName;                  ///< of a rename

    bool operator==(const MapColumn &) const = default;
};

struct MapTable {
    QString schema;
    QString name;
    QString oldName; ///< of a rename
    std::optional<ChangeKind> change; ///< also Altered where only something of it (an index, a trigger) changed
    std::vector<MapColumn> columns; ///< in their order; removed ones where they stood
    QString kind = QStringLiteral("table"); ///< "table", "foreign table", "view", "materialized view"
    QStringList others = {}; ///< summaries of changes of what no column shows: "+ index orders.by_customer"

    bool operator==(const MapTable &) const = default;
    /// "shop.orders", or without a schema "orders".
    QString fullName() const { return schema.isEmpty() ? name : schema + u'.' + name; }
};

bool isView(const MapTable &table);

/// A foreign key, or what a view reads.
struct MapLink {
    int from = 0; ///< index of the table that has it
    int to = 0;   ///< index of the table that it refers to; may be the same
    QString name;
    QStringList columns; ///< of `from`; none of a view
    std::optional<ChangeKind> change;
    bool reads = false; ///< `from` is a view

    bool operator==(const MapLink &) const = default;
};

/// The tables and views of a schema with the foreign keys between them and what the views read, as far as their texts tell. After a comparison those of both sides, marked with what changes.
struct SchemaMap {
    std::vector<MapTable> tables; ///< sorted by schema and name
    std::vector<MapLink> links;   ///< sorted by their tables

    bool operator==(const SchemaMap &) const = default;
    /// The table of this name, with or without its schema, in any letter case; -1: none.
    int find(const QString &name) const;
    /// How many tables and views have a change.
    int changed() const;
    int views() const;
    int foreignKeys() const;
};

/// Keys to tables that are not in the snapshot are left out.
SchemaMap schemaMap(const Snapshot &schema);
/// The same of both sides of @p diff.
SchemaMap schemaMap(const Snapshot &before, const Snapshot &after, const SchemaDiff &diff);
/// Only the tables with a change and those that a foreign key joins to them.
SchemaMap changedWithNeighbours(const SchemaMap &map);

} // namespace lk
