// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace lk {

/// One object of a schema, the same shape for every kind and every engine. Columns and constraints are objects
/// too, owned by their `table`, so that a diff can name exactly what changed.
struct SchemaObject {
    QString kind;       ///< "table", "column", "constraint", "index", "view", "trigger", "function", "sequence", "type", ...
    QString schema;     ///< empty where the engine has none
    QString table;      ///< the table that owns it; empty for objects of their own
    QString name;
    int position = 0;   ///< order among its siblings (columns), from 1
    QString definition; ///< SQL text for people and for rebuilding, as the engine keeps it
    QByteArray canonical; ///< equal when two definitions mean the same, the object's own name left out; what the diff compares
    QMap<QString, QString> attributes; ///< facts of the catalogue, compared by the diff as well
    bool withTable = false; ///< its definition stands in its table's, which makes and drops it; so do columns and constraints
    int order = 0; ///< when it can be built, as the engine's dependencies say; no part of the schema's meaning

    bool operator==(const SchemaObject &) const = default;
};

/// The schema of a database at one moment, as values, sorted by (schema, table or name, kind, position, name).
struct Snapshot {
    QString engine;        ///< "sqlite"
    QString engineVersion; ///< "3.40.1"
    QDateTime takenAt;     ///< UTC
    bool foldsNames = false; ///< names that differ only in letter case are the same object
    bool foldsParts = false; ///< where foldsNames is false: so it is for columns, constraints, indexes, routines and events
    QString grantsOf = {};   ///< the server's database whose grants these are, where grants belong to the server; else empty
    std::vector<SchemaObject> objects;

    bool operator==(const Snapshot &) const = default;
    /// SHA-256 in lower-case hex over what the diff compares; equal digests mean no schema change.
    QString digest() const;
};

/// Puts the objects into the order that Snapshot promises.
void sortObjects(Snapshot &snapshot);

/// The snapshot file's form (cli.md `snapshot`), and back; unknown members are ignored, broken ones give nothing.
QJsonObject toJson(const Snapshot &snapshot);
std::optional<Snapshot> snapshotFromJson(const QJsonObject &object);

/// The snapshot without grants, for a copy whose makers must not let anyone in.
Snapshot withoutGrants(Snapshot snapshot);
/// The snapshot without the named tables ("table", "schema.table") and what they own, and without whole schemas ("schema.*"): what a tool
/// keeps for itself is not part of a schema diff.
Snapshot without(Snapshot snapshot, const QStringList &names);

/// Whether names of objects of this kind that differ only in letter case are the same, by the flags of their snapshot.
bool foldsNamesOf(const QString &kind, bool foldsNames, bool foldsParts);

/// SQL text that, loaded into an empty database, snapshots equal again; objects in an order that works.
QString ddl(const Snapshot &snapshot);

} // namespace lk
