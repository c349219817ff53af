// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"
#include "models/engines/gauge.h"
#include "models/engines/tablesize.h"
#include "models/rehearsal/rehearsal.h"

namespace lk {

/// For a rehearsal without rows: how long each of the script's statements would take on the target. To the time here comes, for each
/// table that it was seen to write anew, to read whole or to index, the table's size on the target (@p sizes) at the speed that the
/// scratch's server showed (@p gauge). Fills `targetMs` and `basis`; where something is not known, `basis` says what, and there is no time.
void estimate(Rehearsal &rehearsal, const Plan &plan, const TableSizes &sizes, const Gauge &gauge, const Dialect &dialect);

/// The same with sizes asked of the plan's @p target and the speed of the server of @p scratch, in which the plan has run. What can't be
/// asked stands in `basis`.
void estimate(Rehearsal &rehearsal, const Plan &plan, const Engine &engine, const Target &target, Session &scratch);

/// All statements together; nothing when one of them is not known, or the rehearsal had rows.
std::optional<double> estimatedMs(const Rehearsal &rehearsal);

} // namespace lk
