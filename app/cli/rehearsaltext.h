// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/desk/desk.h"
#include "models/rehearsal/rehearsal.h"
#include "models/run/verification.h"

namespace lk {

/// What the rehearsal of @p plan saw, for people.
QString rehearsalText(const Plan &plan, const Rehearsal &rehearsal, const Console &console);
/// Indexes of the tables that the plan touches which nobody has read, each on a line; where the server does not count, that.
QString unusedIndexesText(Desk &desk, const Rehearsal &rehearsal);
/// [{"index","table","since"}]; null where the server does not count.
QJsonValue unusedIndexesJson(Desk &desk, const Rehearsal &rehearsal);
/// A line a check: "ok   title: detail".
QString checksText(const std::vector<VerificationCheck> &checks, const Console &console);

} // namespace lk
