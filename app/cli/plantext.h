// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/plan/plan.h"

namespace lk {

/// The plan as people read it before they say yes; with @p verbose whole statements.
QString planText(const Plan &plan, const Console &console, bool verbose);

} // namespace lk
