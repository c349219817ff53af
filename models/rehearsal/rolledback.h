// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/plan.h"

#include <chrono>

namespace lk {

/// How long a rehearsal on the live database may keep others waiting.
struct LiveLimits {
    std::chrono::milliseconds lock{2'000};       ///< that a statement waits for a lock
    std::chrono::milliseconds statement{30'000}; ///< that a statement runs
    std::chrono::milliseconds whole{120'000};    ///< that all of it takes, with its way back
    qint64 readRowsUpTo = 200'000'000;           ///< size of a database, bytes, whose rows are read and compared meanwhile
};

/// "a statement waits 2 s for a lock at most and runs 30 s, and all of it takes 120 s"
QString limitsText(const LiveLimits &limits = {});

/// Why @p plan can't run whole within one transaction that is rolled back, with the place of the statement; nothing: it can.
std::optional<Error> cannotBeRolledBack(const Plan &plan, const Dialect &dialect);

/// Tables that its statements name and that others can't use, or not in full, until all is rolled back.
QStringList tablesHeldBy(const Plan &plan, const Dialect &dialect);

/// What a person says yes to, in sentences.
QString liveQuestion(const Plan &plan, const Dialect &dialect);

} // namespace lk
