// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"

#include <QSet>

namespace lk {

/// What a person does not want to see of a schema diff. For what is shown only: evidence, round trips and verification are always
/// of the whole diff.
struct DiffOptions {
    bool added = true;
    bool removed = true;
    bool altered = true;
    bool renamed = true;
    QSet<QString> hiddenObjects;    ///< kinds of object: "index", "grant"
    bool destroyingOnly = false;    ///< only what takes rows or columns' data away
    bool ignoreOwner = false;
    bool ignoreComments = false;    ///< the database's own, and those in SQL text
    bool ignoreWhitespace = false;  ///< in SQL text, outside of quotes
    bool ignoreCounters = false;    ///< where AUTO_INCREMENT and sequences go on

    bool operator==(const DiffOptions &) const = default;
    /// Whether a change of this kind is wanted.
    bool shows(ChangeKind kind) const;
    void setShown(ChangeKind kind, bool shown);
};

struct FilteredDiff {
    SchemaDiff diff; ///< in the order it had
    int ignored = 0; ///< changes left out because all they change is ignored
    int hidden = 0;  ///< left out by the filters

    int leftOut() const { return ignored + hidden; }
};

FilteredDiff filtered(const SchemaDiff &diff, const DiffOptions &options);

/// Whether data goes with it: rows were seen to be lost, or it is a column, table or materialized view that is removed.
bool destroysData(const SchemaChange &change);
/// Whether everything that @p change tells is ignored.
bool isIgnored(const SchemaChange &change, const DiffOptions &options);
/// Kinds of object of which @p diff holds changes, sorted.
QStringList objectKinds(const SchemaDiff &diff);

/// As kept in a person's settings; members that are missing are as they are at first.
QJsonObject toJson(const DiffOptions &options);
DiffOptions diffOptionsFromJson(const QJsonObject &json);

} // namespace lk
