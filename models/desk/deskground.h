// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"

namespace lk {

/// What a rehearsal stands on. The scratch goes before the server that holds it.
struct Desk::Ground {
    std::unique_ptr<PrivateServer> server;
    std::unique_ptr<Scratch> scratch;

    static Result<Rehearsal> onCopy(Desk &desk, const Plan &plan, RehearseOptions &options, RunControl &control, const EventSink &sink, const ProgressSink &progress);
    /// No ground at all: @p plan runs on the target, in a transaction that is rolled back; then nothing of it may be there (desklive.cpp).
    static Result<Rehearsal> rolledBack(Desk &desk, const Plan &plan, RehearseOptions &options, RunControl &control, const EventSink &sink);
    /// How the target was before.
    struct Before;
};

/// What two databases' tracking tables have in common when they say the same.
QStringList recorded(const std::vector<AppliedMigration> &applied);

/// "A copy on the same server".
QString placeTitle(RehearsalPlace place, const Engine &engine);
/// "a copy on the same server"
QString inSentence(QString title);

} // namespace lk
