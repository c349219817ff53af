// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backup/backuprecord.h"
#include "models/checklist/checklistitem.h"
#include "models/checklist/evidence.h"
#include "models/plan/plan.h"
#include "models/project/project.h"
#include "models/rehearsal/rehearsal.h"
#include "models/run/applypermit.h"
#include "models/run/repairpermit.h"
#include "models/run/verification.h"
#include "models/safety/finding.h"

namespace lk {

/// Everything that items are judged by: facts gathered by the desk, no questions asked here.
struct ChecklistFacts {
    const Project *project = nullptr;
    const Environment *environment = nullptr;
    Plan plan;                              ///< may be empty: nothing is pending
    std::vector<Finding> findings;          ///< of the plan's scripts
    std::optional<Rehearsal> rehearsal;     ///< of this fingerprint and environment
    std::optional<QString> staleRehearsal;  ///< why an older rehearsal does not count
    bool namesQueries = false;              ///< the project has queries that every rehearsal compares
    QString schemaDigest;                   ///< of the target now
    std::vector<BackupRecord> backups;      ///< newest first, of this environment
    QDateTime lastChangeAt;                 ///< newest applied_at or run; invalid when unknown
    QString head;                           ///< newest applied version
    QStringList missingPrivileges;
    QString connectionProblem;              ///< empty: connected
    qint64 backupSpaceFree = -1;            ///< bytes; -1 unknown
    qint64 backupSizeEstimate = -1;
    QString backupFolderProblem;            ///< empty: folder can be used
    std::vector<Evidence> ticks;
    std::vector<Evidence> waivers;
    std::vector<Evidence> reviews;
    std::optional<Evidence> snapshotSaved;  ///< "snapshot" of the environment
    std::optional<bool> stagingHolds;       ///< `after` holds all of the plan with the same checksums; nothing: can't be read
    QString stagingWhy;
    std::optional<bool> developmentHolds;
    QString developmentWhy;
    std::optional<Verification> verification; ///< of the last run of this fingerprint
    std::optional<Evidence> lastRun;          ///< of this fingerprint ("run")
    std::optional<Rehearsal> rehearsalOfRun;  ///< when nothing is planned: the rehearsal of what ran last, if the schema still is as it said
    std::optional<QString> staleRehearsalOfRun; ///< why it no longer counts
    std::optional<Evidence> logOpened;
    std::optional<Evidence> logsArchived;
    QDateTime now;
};

/// Whether a reason may stand in for the item's evidence. Findings are waived one by one, never as a whole, and a backup that the
/// policy wants is taken or the policy is changed.
bool mayBeWaived(const QString &item);

/// The checklist of one plan in one environment, and the gate before Apply.
class Checklist
{
public:
    explicit Checklist(ChecklistFacts facts);

    const std::vector<ChecklistItem> &items() const { return m_items; }
    const ChecklistItem *item(const QString &id) const;
    /// Gating items that are not satisfied: why Apply is refused.
    std::vector<ChecklistItem> blockers() const;
    /// The leave to run the plan, or an error (ErrorCode::Blocked) that lists the blockers and the way out of each.
    Result<ApplyPermit> permit() const;
    /// The leave to take @p leftover away: what the policy demands of every write (time, rights, a backup), not of a migration. The plan
    /// may be empty.
    Result<RepairPermit> repairPermit(const Leftover &leftover) const;
    /// Blocking findings that no waiver covers.
    std::vector<Finding> openFindings() const;
    const ChecklistFacts &facts() const { return m_facts; }

private:
    ChecklistFacts m_facts;
    std::vector<ChecklistItem> m_items;
};

} // namespace lk
