// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/window/deskviews.h"

namespace lk {

/// Why a button can't be pressed now, in words for its tooltip; empty: it can.
struct Refusals {
    QString project; ///< whatever needs an open project
    QString rehearse;
    QString backUp;
    QString apply;
    QString applySelected;
    QString revert;
    QString revertSelected;
    QString verify;
    QString saveSnapshot;
    QString newMigration;
    QString report;
    QString review;
    QString restore;
    QString markApplied; ///< the chosen one, without running it
    QString markPending;
    QString baseline;    ///< up to the chosen one
    QString repair;      ///< of the tracking table
    QString previewSql;  ///< of the chosen one
    QString trust;       ///< that the folder's programs may run

    bool operator==(const Refusals &) const = default;
};

/// What the refusals depend on. Null views: no project is open.
struct Situation {
    const ProjectView *project = nullptr;
    const PlanView *plan = nullptr;
    const RecordsView *records = nullptr;
    const HistoryEntry *chosen = nullptr; ///< row of the history
    QString busy;                         ///< title of the work under way
    QStringList unsaved;                  ///< files with edits that are not saved
    Direction direction = Direction::Up;  ///< of the script that is shown
};

Refusals refusals(const Situation &situation);

/// Why the plan must not run although the checklist allows it: some of its files have edits that are not saved.
QString unsavedRefusal(const PlanView &plan, const QStringList &unsaved);

} // namespace lk
