// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/mysql/catalog.h"
#include "models/schema/snapshot.h"

#include <vector>

namespace lk {

struct ColumnFacts {
    const MysqlCatalog &catalog;
    const QVariantList &row; ///< columnfield
    QString srid;            ///< MariaDB's, which has it elsewhere
    QString check;           ///< MariaDB's, of the column itself
};

/// Fills in definition, canonical text, position and attributes.
void describeColumn(const ColumnFacts &facts, SchemaObject &column);
/// @p rows are indexfield, one each column of the index.
void describeIndex(const std::vector<const QVariantList *> &rows, const QString &engine, bool mariadb, SchemaObject &index);
/// @p rows are keyfield, one each column; @p rule is rulefield.
void describeReference(const std::vector<const QVariantList *> &rows, const QVariantList *rule, bool mariadb, SchemaObject &key);

} // namespace lk
