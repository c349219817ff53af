// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/maplayout.h"

namespace lk {

/// Parts of a connected piece of a map within which more edges run than between them (greedy modularity). Each part is sorted; first
/// the largest, then always the one with the most edges to those before it. A piece that is small stays whole.
std::vector<std::vector<int>> mapClusters(int nodes, const std::vector<MapEdge> &edges);

} // namespace lk
