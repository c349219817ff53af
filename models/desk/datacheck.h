// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"
#include "models/rehearsal/datachecks.h"

namespace lk {

/// Asks the environment's rows what would make @p plan fail there: the plan is rehearsed on a schema without rows first, which shows what it
/// adds; each question has @p limit. It only reads. Errors: the plan fails without any rows, no scratch, no connection, cancelled.
Result<std::vector<DataCheckAnswer>> checkData(Desk &desk, const Plan &plan, std::chrono::milliseconds limit, RunControl &control, const ProgressSink &progress);

} // namespace lk
