// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/engines/abandonedscratch.h"
#include "models/engines/engine.h"

namespace lk {

/// What was left behind, with the statement that takes each away, for people; ends its lines.
QString leftoversText(const std::vector<Leftover> &leftovers);
/// What rehearsals left that were cut off, or were told to keep it, before the next one begins.
void tellLeftScratches(const std::vector<AbandonedScratch> &scratches, Console &console);
/// The way out, below a verification that found something; empty when it did not.
QString repairHint(const std::vector<Leftover> &leftovers);

} // namespace lk
