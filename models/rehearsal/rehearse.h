// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/rehearsal/rehearsal.h"

namespace lk {

struct RehearseOptions {
    ScratchData data = ScratchData::Full;
    bool roundTrip = true;
    QString user;
    Clock clock = systemClock();
    std::vector<Migration> files = {}; ///< the project's, for tools that run their migrations themselves
    bool trusted = false;              ///< a person lets such tools run
};

/// Runs @p plan on a scratch copy of its target with the runner's own executor. The target is only read. A plan that fails on the
/// scratch is a rehearsal that is not ok, not an error; errors are: no scratch, cancelled.
Result<Rehearsal> rehearse(const Plan &plan, const Format &format, const FormatSetup &setup, const Engine &engine, const RehearseOptions &options,
                           RunControl &control, const EventSink &sink, const ProgressSink &progress);

} // namespace lk
