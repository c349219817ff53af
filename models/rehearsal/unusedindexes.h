// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/indexuse.h"
#include "models/schema/snapshot.h"

#include <vector>

namespace lk {

/// Of @p uses those that were never read and that nothing else needs: no primary key, no unique index, none of a constraint, and none that
/// begins with the columns of a foreign key of its table.
std::vector<IndexUse> unusedIndexes(const Snapshot &schema, std::vector<IndexUse> uses);

/// "orders: index by_total was not read since 2026-01-02 08:00 UTC (it takes 16 kB; on this server; replicas count for themselves)"
QString text(const IndexUse &unused);

} // namespace lk
