// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/mysql/catalog.h"
#include "models/schema/snapshot.h"

namespace lk {

// Each adds what it finds in the catalogue to the snapshot.
void addMysqlTables(const MysqlCatalog &catalog, Snapshot &snapshot);
void addMysqlSequences(const MysqlCatalog &catalog, Snapshot &snapshot);
void addMysqlPrograms(const MysqlCatalog &catalog, Snapshot &snapshot);
void addMysqlEvents(const MysqlCatalog &catalog, Snapshot &snapshot);
void addMysqlGrants(const MysqlCatalog &catalog, Snapshot &snapshot);

/// Definer, sql_mode and character sets, as far as the catalogue has them.
QMap<QString, QString> programContext(const QString &definer, const QString &mode, const QString &charset, const QString &collation,
                                      const QString &databaseCollation);
/// Inserts @p value unless it is empty.
void insertFact(QMap<QString, QString> &attributes, const QString &key, const QString &value);

} // namespace lk
