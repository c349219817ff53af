// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/refusals.h"

#include <QCoreApplication>

#include <algorithm>

namespace lk {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("lk::Refusals", text);
}

QString first(std::initializer_list<QString> reasons)
{
    const auto found = std::find_if(reasons.begin(), reasons.end(),
                                    [](const QString &reason) { return !reason.isEmpty(); });
    return found == reasons.end() ? QString() : *found;
}

QString when(bool condition, const QString &reason)
{
    return condition ? reason : QString();
}

Refusals allRefused(const QString &why)
{
    return {why, why, why, why, why, why, why, why, why, why, why, why, why, why, why, why, why, why, why};
}

/// Why it can't be told what the chosen program sends.
QString previewRefusal(const Situation &now)
{
    if (!now.chosen)
        return tr("Choose a migration first");
    if (!now.chosen->file)
        return tr("There is no file for it");
    const Migration &migration = *now.chosen->file;
    if (migration.language.isEmpty())
        return tr("What is sent is the SQL that stands here: there is no program that makes it");
    if (!now.project->format.programs)
        return tr("Only the project's own %1 can run it").arg(now.project->format.title);
    const bool up = now.direction == Direction::Up;
    if (migration.blocked() || !(up ? migration.up : migration.down))
        return migration.problems.empty() ? tr("There is no such script") : migration.problems.front().message;
    const QString &file = up ? migration.upFile : migration.downFile;
    if (now.unsaved.contains(file))
        return tr("%1 has edits that are not saved; the file on the disk is what would run").arg(file);
    return now.plan->seenOf(now.chosen->version(), now.direction) ? QString() : now.project->previewRefusal;
}

} // namespace

QString unsavedRefusal(const PlanView &plan, const QStringList &unsaved)
{
    for (const PlanStep &step : plan.plan.steps) {
        for (const QString &file : {step.migration.upFile, step.migration.downFile}) {
            if (!file.isEmpty() && unsaved.contains(file))
                return tr("%1 has edits that are not saved; the file on the disk is what would run").arg(file);
        }
    }
    return {};
}

Refusals refusals(const Situation &now)
{
    if (!now.project)
        return allRefused(tr("Open a project first"));
    const ProjectView &project = *now.project;
    const PlanView &plan = *now.plan;
    const bool exists = project.database.server.exists;
    const auto anyOf = [&project](auto predicate) {
        return std::any_of(project.history.entries.begin(), project.history.entries.end(), predicate);
    };
    const bool pending = anyOf([](const HistoryEntry &entry) { return entry.canApply(); });
    const bool applied = anyOf([](const HistoryEntry &entry) { return entry.inDatabase(); });

    const QString busy = now.busy.isEmpty() ? QString() : tr("Wait for: %1").arg(now.busy);
    const QString unreadable = when(!project.readable(),
                                    tr("The database can't be read: %1").arg(project.database.problem));
    const QString missing = when(!exists, tr("There is no database yet: the first Apply makes it"));
    const QString nothing = when(!pending, tr("Nothing is pending"));
    const QString planProblem = plan.problem ? plan.problem->text() : QString();

    Refusals refused;
    const QString unsaved = unsavedRefusal(plan, now.unsaved);
    refused.rehearse = first(
        {busy, unreadable, planProblem, when(plan.empty(), tr("Nothing is pending that could be rehearsed")), unsaved});
    refused.backUp = first({busy, unreadable, missing});
    refused.apply = first({busy, unreadable, nothing});
    refused.applySelected = first(
        {refused.apply, when(!now.chosen || !now.chosen->canApply(), tr("Choose a pending migration first"))});
    refused.revert = first({busy, unreadable, missing, when(!applied, tr("Nothing is applied"))});
    refused.revertSelected = first(
        {refused.revert,
         when(!now.chosen || !now.chosen->inDatabase(), tr("Choose the applied migration to go back to")),
         when(now.chosen && now.chosen == project.head(),
              tr("This is the newest applied one: there is nothing after it"))});
    refused.verify = first({busy, unreadable, missing});
    refused.saveSnapshot = first({busy, unreadable, missing});
    refused.report = when(now.records->runs.empty(), tr("Nothing has run yet"));
    refused.review = first(
        {unreadable, planProblem, when(plan.empty(), tr("Nothing is pending that could be reviewed")), unsaved});
    refused.restore = first({busy});
    const QString unchosen = when(!now.chosen, tr("Choose a migration first"));
    const QString fileless = when(now.chosen && !now.chosen->file, tr("There is no file for it"));
    refused.markApplied = first({busy, unreadable, unchosen, fileless, when(now.chosen && now.chosen->inDatabase(), tr("It is noted as applied already"))});
    refused.markPending = first({busy, unreadable, missing, unchosen, when(now.chosen && !now.chosen->applied, tr("It is not noted as applied"))});
    refused.baseline = first({busy, unreadable, unchosen, fileless, when(applied, tr("The tracking table holds migrations already"))});
    refused.repair = first({busy, unreadable, missing, when(!project.history.disagrees(), tr("Files and tracking table agree"))});
    refused.previewSql = first({busy, previewRefusal(now)});
    refused.trust = first({busy, when(!project.runsPrograms(), tr("No program of this project is run from here")),
                           when(project.trusted, tr("Its programs may run: you trust it. File > Project… takes that back"))});
    return refused;
}

} // namespace lk
