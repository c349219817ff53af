// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"

#include <QStringList>

#include <vector>

namespace lk {

/// What gives out numbers: a sequence, or the counter of a table's keys.
struct Counter {
    QString name; ///< "sequence orders_id_seq", "customers"
    QString table; ///< whose keys it numbers; empty: nobody's
    qint64 next = 0; ///< the number that it gives out next
    bool descends = false;

    bool operator==(const Counter &) const = default;
};
using Counters = std::vector<Counter>;

/// Those that belong to none of the tables @p names, as without() of contents takes them.
Counters without(Counters counters, const QStringList &names);

/// In words, which counters would give out numbers again that they had given out before. One that is ahead is no difference: no
/// way back takes numbers back that rows were given. One that is on one side only is the schema's matter.
QStringList counterDifferences(const Counters &before, const Counters &after);

} // namespace lk
