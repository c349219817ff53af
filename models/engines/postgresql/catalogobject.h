// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"
#include "models/schema/snapshot.h"

#include <QHash>

#include <vector>

namespace lk {

/// What the catalogue calls an object: oid of its catalogue and its own, in one number.
using CatalogKey = quint64;

inline CatalogKey catalogKey(const QString &catalog, const QString &oid)
{
    return (CatalogKey(catalog.toUInt()) << 32) | oid.toUInt();
}

/// An object with what is known of it only while the catalogue is read.
struct CatalogObject {
    SchemaObject object;
    CatalogKey key = 0;
    int sub = 0;                 ///< number of a column, as comments know it
    CatalogKey owner = 0;        ///< of the table (type, ...) that it is part of
    CatalogKey defaultKey = 0;   ///< of a column's default
    CatalogKey index = 0;        ///< of a constraint's index
    std::vector<CatalogKey> aliases; ///< row type, array type, ...: who needs them needs this
    bool inheritsPersistence = false; ///< an identity's sequence is unlogged because its table is
};

/// The objects that @p rows tell of (catalogqueries.h), added to @p objects.
void appendCatalogRows(const Rows &rows, std::vector<CatalogObject> &objects);

/// Completes what no single row tells: owners that are known, positions, comments, definitions of tables.
void completeCatalogObjects(std::vector<CatalogObject> &objects, const Rows &comments);

/// Sets SchemaObject::order: of objects when they can be built, from 1; of defaults and checks 1 where they can only be
/// added after their table.
void orderCatalogObjects(std::vector<CatalogObject> &objects, const Rows &dependencies);

} // namespace lk
