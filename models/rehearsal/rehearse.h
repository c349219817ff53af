// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/project/environment.h"
#include "models/rehearsal/rehearsal.h"

namespace lk {

struct RehearseOptions {
    ScratchData data = ScratchData::Full;
    RehearsalPlace on = RehearsalPlace::Scratch;
    QString url = {};    ///< of the other server
    Secret password = {}; ///< for it, as a person typed it; empty: as of every other target
    bool keep = false;   ///< leave the scratch there when it is over
    bool liveAllowed = false; ///< a person said so, for RehearsalPlace::Live
    bool comparesRows = true; ///< false: the tables are too large to be read while others wait
    QString place = {};  ///< as Rehearsal has it
    QString backup = {}; ///< as Rehearsal has it; before: which one to restore, empty for the newest
    QStringList remarks = {}; ///< as Rehearsal has them
    bool roundTrip = true;
    QString user;
    Clock clock = systemClock();
    std::vector<ProjectQuery> queries = {};
    std::vector<Migration> files = {}; ///< the project's, for tools that run their migrations themselves
    bool trusted = false;              ///< a person lets such tools run
};

/// Runs @p plan on @p scratch, a copy of its target, with the runner's own executor. A plan that fails there is a rehearsal that is
/// not ok, not an error; errors are: the connection broke, cancelled.
Result<Rehearsal> rehearse(const Plan &plan, const Format &format, const FormatSetup &setup, const Engine &engine, Scratch &scratch,
                           const RehearseOptions &options, RunControl &control, const EventSink &sink);

} // namespace lk
