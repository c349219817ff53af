// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/catalogobject.h"
#include "models/engines/postgresql/catalogqueries.h"
#include "models/engines/postgresql/readtransaction.h"
#include "models/engines/postgresql/repeatedqueries.h"

#include <QMap>
#include <QSet>

#include <memory>
#include <optional>

namespace lk {

/// A schema's objects, completed, sorted as a snapshot has them, and numbered in the order in which they can be built by what they need.
struct WholeCatalog {
    std::vector<CatalogObject> objects;
    Rows dependencies;
};

/// All of it, read at once.
Result<WholeCatalog> readWholeCatalog(PostgresqlReadTransaction &transaction, const PostgresqlCatalog &catalog);

/// What a database's catalogue held when it was last read, for a session that reads it again and again: of what did not change since, the
/// objects are given as they were. A row of the catalogue tells which transaction wrote it (manual, 5.5, xmin), and fewer rows than
/// before tell that some went. Where anything but relations and their parts changed, all is read anew.
class CatalogMemory
{
public:
    /// Good until the next call, which takes what did not change out of it.
    Result<std::shared_ptr<const WholeCatalog>> read(PostgresqlReadTransaction &transaction, const PostgresqlCatalog &catalog);
    RepeatedQueries &queries() { return m_queries; }

private:
    /// How things stood, by which a change is told.
    struct Moment {
        QString since; ///< the oldest transaction that could still have been under way
        QMap<QString, QString> others; ///< rows of each catalogue that is not looked into
        QMap<quint32, QString> parts;  ///< rows of each relation in those that are; 0: of what belongs to none
        QSet<quint32> changed;         ///< relations with rows that were written since the last moment
    };

    Result<Moment> moment(PostgresqlReadTransaction &transaction);
    Result<std::optional<QSet<quint32>>> changedRelations(PostgresqlReadTransaction &transaction, const Moment &now);
    Result<WholeCatalog> readAgain(PostgresqlReadTransaction &transaction, const PostgresqlCatalog &catalog, const QSet<quint32> &relations);

    RepeatedQueries m_queries;
    QString m_othersQuery;
    std::optional<Moment> m_last;
    std::shared_ptr<WholeCatalog> m_catalog; ///< of that moment
};

} // namespace lk
