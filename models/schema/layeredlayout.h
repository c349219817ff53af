// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/maplayout.h"

namespace lk {

/// Places the boxes of one connected piece of a map in columns, from (0, 0): who refers to another stands to the right of it, save in
/// circles and in chains that are too long for it. @p edges join different boxes.
std::vector<QRectF> layeredLayout(const std::vector<QSizeF> &sizes, const std::vector<MapEdge> &edges, double aspect);

} // namespace lk
