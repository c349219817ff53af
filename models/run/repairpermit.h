// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/plan.h"
#include "models/run/runevent.h"
#include "models/run/verification.h"

namespace lk {

/// The leave to take one leftover away. Only the Checklist can make one, so no front end can skip what the policy wants before any write.
class RepairPermit
{
public:
    const Leftover &leftover() const { return m_leftover; }

private:
    friend class Checklist;
    explicit RepairPermit(Leftover leftover)
        : m_leftover(std::move(leftover))
    {
    }

    Leftover m_leftover;
};

/// What runs: a plan of one statement.
Plan repairPlan(const Leftover &leftover, const QString &environment, const Target &target);

/// What became of it.
struct RepairReport {
    Leftover leftover;
    Outcome outcome = Outcome::Committed;
    std::optional<Error> error;
    std::optional<bool> gone; ///< as looked up afterwards; nothing: the database could not be asked
    double ms = 0;
    Verification verification; ///< of the whole database, afterwards

    bool done() const { return !error && gone == true; }
};

} // namespace lk
