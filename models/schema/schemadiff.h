// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/snapshot.h"

#include <optional>

namespace lk {

enum class ChangeKind { Added, Removed, Altered, Renamed };

struct SchemaChange {
    ChangeKind kind = ChangeKind::Altered;
    QString object; ///< kind of object: "table", "column", ...
    QString schema;
    QString table;  ///< owner, if any
    QString name;
    QString oldName;   ///< of a rename
    QString before;    ///< definition, empty when added
    QString after;     ///< definition, empty when removed
    QStringList details; ///< in words: "type: INT → BIGINT", "column order"
    std::optional<qint64> destroysRows; ///< rows whose data goes, as observed; nothing when unknown

    bool operator==(const SchemaChange &) const = default;
};

/// What differs between two snapshots. A table that is added or removed is one change; its columns and constraints are
/// told only where both sides have the table.
struct SchemaDiff {
    std::vector<SchemaChange> changes;

    bool operator==(const SchemaDiff &) const = default;
    bool equal() const { return changes.empty(); }
};

SchemaDiff diff(const Snapshot &before, const Snapshot &after);

/// DIFF of cli.md.
QJsonObject toJson(const SchemaDiff &diff);
std::optional<SchemaDiff> schemaDiffFromJson(const QJsonObject &object);
/// "added", "removed", "altered", "renamed": one word for code, screen and JSON.
QString word(ChangeKind kind);
/// "+ table orders", "~ column orders.total": one line a change, for people.
QString summary(const SchemaChange &change);

} // namespace lk
