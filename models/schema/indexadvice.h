// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/snapshot.h"

namespace lk {

/// Something about an index that a schema alone shows.
struct IndexAdvice {
    enum class Kind {
        Missing,   ///< a foreign key whose columns begin no index: each delete of a parent row reads the whole table
        Duplicate, ///< another index has the same columns
        Covered,   ///< another index begins with its columns
    };
    Kind kind = Kind::Missing;
    QString schema;
    QString table;
    QString name;  ///< of the foreign key or the index
    QString other; ///< the index that makes this one needless

    bool operator==(const IndexAdvice &) const = default;
};

/// Advice on the tables of @p snapshot. Partial indexes, indexes of expressions and of other methods than the usual are left out; a
/// unique index is needless only beside another unique one.
std::vector<IndexAdvice> indexAdvice(const Snapshot &snapshot);

/// "orders: no index begins with the columns of foreign key orders_customer_fkey: deleting a parent row reads the whole table"
QString text(const IndexAdvice &advice);

} // namespace lk
