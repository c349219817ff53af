// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace lk {

/// The queries that read a whole PostgreSQL schema; their number does not depend on its size. Each column is text.
/// "kind", "schema", "table", "name" say which object a row is, "class", "oid", "sub" what the catalogue calls it,
/// "prefix" and "body" make its definition (the body is what counts), columns that begin with an underscore are facts
/// for us, "attributes" is a JSON object, and each other column is an attribute by its title.
struct PostgresqlCatalog {
    QStringList objects;  ///< queries of objects, owners before their parts
    QString comments;     ///< title, class, oid, sub, text
    QString dependencies; ///< class, oid, class and oid of what it needs, kind of dependency, relation that it is part of or 0
    /// The same of relations alone, for those whose numbers are in the array $1.
    QStringList objectsOfRelations;
    QString dependenciesOfRelations;
};

/// @p version as libpq counts (150020).
PostgresqlCatalog postgresqlCatalog(int version, bool seesSubscriptions);

/// The objects of each file.
QStringList relationQueries();
QStringList routineQueries();
QStringList smallObjectQueries();

} // namespace lk
