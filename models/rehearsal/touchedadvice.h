// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/indexuse.h"
#include "models/rehearsal/rehearsal.h"

namespace lk {

/// What there is to say of indexes of the tables that the plan changes, a line each; see indexadvice.h.
QStringList touchedIndexAdvice(const Rehearsal &rehearsal);
/// Of @p uses those of indexes of such tables; see unusedindexes.h.
std::vector<IndexUse> ofTouchedTables(std::vector<IndexUse> uses, const Rehearsal &rehearsal);

} // namespace lk
