// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/rehearsal.h"
#include "models/schema/scriptrename.h"

namespace lk {

/// Renames that the plan's scripts say, and what its programs were seen to send.
std::vector<ScriptRename> renamesOf(const Plan &plan, const Rehearsal &rehearsal, const Dialect &dialect);

} // namespace lk
