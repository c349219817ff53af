// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/plan.h"

namespace lk {

/// A change of the tracking table alone: no script runs.
struct RecordRequest {
    enum class Kind { Mark, Baseline, Repair };
    /// What becomes of a migration that failed half way.
    enum class Failed { Leave, TakeBack, Finish };

    Kind kind = Kind::Mark;
    QString version = {};                ///< mark: which; baseline: up to and including
    Direction direction = Direction::Up; ///< mark: as applied (Up) or as pending (Down)
    Failed failed = Failed::Leave;       ///< repair: as pending again, or as applied
    QStringList accepted = {};           ///< repair: versions whose edited file counts from now on

    bool operator==(const RecordRequest &) const = default;
};

/// What one migration's row becomes.
struct RecordStep {
    QString version; ///< empty: the tracking table itself
    QString key;
    QString what;        ///< "note as applied"
    bool there = true;   ///< the database holds it afterwards
    std::vector<RecordStatement> statements;

    bool operator==(const RecordStep &) const = default;
};

/// The statements that a request comes to, shown before they run.
struct RecordPlan {
    RecordRequest request;
    QString environment;
    Target target;
    std::vector<RecordStatement> prepare; ///< make the tracking table, where there is none
    std::vector<RecordStep> steps;
    QStringList left;            ///< repair: what it can't or was not told to mend, with the way out
    bool createsDatabase = false;

    bool operator==(const RecordPlan &) const = default;
    bool empty() const { return steps.empty(); }
    QString action() const; ///< "mark", "baseline", "repair"
    QString versions() const;
};

/// Errors: an unknown version; it is already what it is to be; a file that can't be read.
Result<RecordPlan> makeRecordPlan(const RecordRequest &request, const History &history, const Format &format, const FormatSetup &setup,
                                  const Engine &engine, const Target &target, const QString &environment);

} // namespace lk
