// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"
#include "models/schema/scriptrename.h"

#include <QSet>

namespace lk {

/// What the window knows of the open project: values, gathered by the worker.
struct ProjectView {
    Project project;
    Environment environment;
    Target target;
    FormatTraits format;
    QString recognisedBecause;
    bool trusted = false; ///< programs of the folder may run
    QString previewRefusal = {}; ///< why the tool can't say beforehand what its programs send; empty: it can
    EngineTraits engine;
    QString migrationsFolder; ///< relative to the project
    DatabaseView database;
    History history;
    std::vector<InterruptedRun> interrupted;
    std::vector<RehearsalChoice> rehearsalPlaces; ///< the policy's first

    bool readable() const { return database.problem.isEmpty(); }
    /// Whether there are migrations that are programs, and the tool is started to run them.
    bool runsPrograms() const;
    /// Newest applied entry, or nothing.
    const HistoryEntry *head() const;
};

/// The plan on the desk with all that is known of it.
struct PlanView {
    PlanRequest request;
    std::optional<Error> problem; ///< why there is no such plan
    Plan plan;
    std::vector<Finding> findings;
    QSet<QString> waived; ///< waiver keys of findings that no longer are in the way
    std::optional<Rehearsal> rehearsal;
    QString staleRehearsal; ///< why an older rehearsal does not count; may be empty
    std::vector<ChecklistItem> items;
    std::vector<ChecklistItem> blockers;
    std::optional<ApplyPermit> permit;
    std::vector<ScriptRename> renames; ///< that the rehearsed scripts say
    QString lastRunVersions; ///< what the items of the phases during and after are about; empty: the plan

    bool empty() const { return plan.empty(); }
    /// Rows that the rehearsal saw destroyed; nothing when it was not rehearsed.
    std::optional<qint64> rowsDestroyed() const;
    const ChecklistItem *item(const QString &id) const;
    /// What the program of this version was seen to send in a rehearsal that succeeded; nothing where there was none.
    std::optional<QStringList> seenOf(const QString &version, Direction direction) const;
};

/// What is kept of earlier work.
struct RecordsView {
    std::vector<BackupRecord> backups;
    std::vector<AuditEntry> audit;     ///< oldest first
    std::optional<Error> auditProblem; ///< the chain is broken, or the log can't be read
    std::vector<RunReport> runs;       ///< newest first
    QString backupFolder;              ///< absolute
};

/// In the worker's thread. @p desk was refreshed.
ProjectView projectView(Desk &desk);
/// @p lastRun: plan of the run that ended last, whose phases "during" and "after" are still to be done; may be empty.
PlanView planView(Desk &desk, const PlanRequest &request, const Plan &lastRun);
RecordsView recordsView(const Desk &desk);
/// Names of the schema's objects, for completion.
QStringList schemaNames(const Snapshot &snapshot);

/// Whether the item is about a run that happened, not about one to come.
bool isAboutRun(Phase phase);

} // namespace lk
