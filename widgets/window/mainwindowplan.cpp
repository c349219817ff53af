// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window shows of the plan on the desk, and what can be done with it.
#include "models/items/texts.h"
#include "widgets/backup/backupspanel.h"
#include "widgets/checklist/checklistpanel.h"
#include "widgets/diff/diffpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/findings/findingspanel.h"
#include "widgets/history/historypanel.h"
#include "widgets/rehearsal/rehearsalpanel.h"
#include "widgets/run/plandialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/windowactions.h"

#include <QTabWidget>

namespace lk {

void MainWindow::onPlanChanged()
{
    if (m_bench.plan().rehearsal)
        m_notices->remove(QStringLiteral("rehearse"));
    showFindings();
    showDiff();
    showMap();
    showRehearsal();
    showChecklist();
    updatePlanDialog();
    updatePreview();
    updateActions();
}

void MainWindow::showFindings()
{
    const QStringList edited = m_editor->unsavedFiles();
    for (auto text = m_textFindings.begin(); text != m_textFindings.end();)
        text = edited.contains(text->first) ? std::next(text) : m_textFindings.erase(text);
    std::vector<Finding> findings;
    for (const Finding &finding : m_bench.plan().findings) {
        if (!m_textFindings.contains(finding.file))
            findings.push_back(finding);
    }
    for (const auto &[file, found] : m_textFindings) {
        for (const Finding &finding : found) {
            if (finding.file == file)
                findings.push_back(finding);
        }
    }
    m_findings->setFindings(findings, m_bench.plan().waived);
    m_editor->setFindings(findings);
    const int open = m_findings->count(Severity::Blocks);
    const QString title = findings.empty() ? tr("Findings")
                          : open > 0       ? tr("Findings (%1, %2 in the way)").arg(findings.size()).arg(open)
                                           : tr("Findings (%1)").arg(findings.size());
    m_bottom->setTabText(m_bottom->indexOf(m_findings), title);
}

void MainWindow::showDiff()
{
    const PlanView &plan = m_bench.plan();
    if (!m_bench.isOpen())
        return;
    if (plan.problem) {
        m_diff->showNotRehearsed(plan.problem->text());
        return;
    }
    if (plan.empty()) {
        m_diff->showNotRehearsed(tr("Nothing is pending: the database stands where the files are."));
        return;
    }
    if (!plan.rehearsal && !plan.staleRehearsal.isEmpty()) {
        m_diff->showStale(plan.staleRehearsal);
        return;
    }
    if (!plan.rehearsal) {
        m_diff->showNotRehearsed(tr("A rehearsal runs %1 on a scratch copy and shows what it does.").arg(plan.plan.versions()));
        return;
    }
    const Rehearsal &rehearsal = *plan.rehearsal;
    const QString copy = rehearsal.data == ScratchData::Full ? tr("a full copy") : tr("a copy without rows");
    const QString when = tr("rehearsed %1 on %2").arg(timeText(rehearsal.at), copy);
    const HistoryEntry *entry = m_history->currentEntry();
    for (const RehearsedStep &step : rehearsal.steps) {
        if (!m_actions->diffOfAll->isChecked() && entry && rehearsal.steps.size() > 1
            && step.version == entry->version()) {
            m_diff->showDiff(withScriptRenames(step.diff, plan.renames), tr("%1 alone, %2").arg(step.version, when));
            return;
        }
    }
    if (!rehearsal.ok && rehearsal.error) {
        m_diff->showFailed(rehearsal.error->text());
        return;
    }
    m_diff->showDiff(withScriptRenames(rehearsal.diff, plan.renames), tr("%1, %2").arg(plan.plan.versions(), when), m_bench.schema(), m_bench.rehearsedSchema());
}

void MainWindow::showRehearsal()
{
    const PlanView &plan = m_bench.plan();
    if (!m_bench.isOpen())
        return;
    if (plan.problem)
        m_rehearsal->showNone(plan.problem->text());
    else if (plan.empty())
        m_rehearsal->showNone(tr("Nothing is pending: the database stands where the files are."));
    else if (plan.rehearsal)
        m_rehearsal->showRehearsal(plan.plan, *plan.rehearsal);
    else if (!plan.staleRehearsal.isEmpty())
        m_rehearsal->showStale(plan.staleRehearsal);
    else
        m_rehearsal->showNone(tr("A rehearsal runs %1 on a scratch copy and shows of each statement how long it takes and who waits for it.").arg(plan.plan.versions()));
    if (const HistoryEntry *entry = m_history->currentEntry())
        m_rehearsal->showStep(entry->version());
}

QString MainWindow::aboutPlan() const
{
    const PlanView &plan = m_bench.plan();
    if (plan.problem || plan.empty())
        return m_bench.project().environment.name;
    const QString text = plan.plan.direction == Direction::Up ? tr("%1 in %2") : tr("revert of %1 in %2");
    QString about = text.arg(plan.plan.versions(), m_bench.project().environment.name);
    if (!plan.lastRunVersions.isEmpty())
        about += tr(" · during and after: %1").arg(plan.lastRunVersions);
    return about;
}

void MainWindow::showChecklist()
{
    const PlanView &plan = m_bench.plan();
    const QString whyEmpty = plan.problem ? plan.problem->text() : plan.empty() ? tr("Nothing is pending.") : QString();
    m_checklist->setChecklist(plan.items, plan.blockers, aboutPlan(), whyEmpty);
}

void MainWindow::updateActions()
{
    Situation now;
    const bool open = m_bench.isOpen();
    now.project = open ? &m_bench.project() : nullptr;
    now.plan = &m_bench.plan();
    now.records = &m_bench.records();
    now.chosen = open ? m_history->currentEntry() : nullptr;
    now.busy = m_bench.client().titleOf(m_bench.client().actingJob());
    now.unsaved = m_editor->unsavedFiles();
    now.direction = m_editor->direction();
    const Refusals refused = refusals(now);
    const auto allow = &WindowActions::allow;
    const QString chosen = now.chosen ? now.chosen->version() : QString();
    const bool chosenPending = now.chosen && now.chosen->canApply();
    allow(m_actions->previewSql, m_editor->previewing() ? QString() : refused.previewSql,
          open ? tr("Show the SQL that %1 sends in place of its program: as seen at the rehearsal, else as %2 tells beforehand").arg(chosen, m_bench.project().format.title) : QString());
    allow(m_actions->rehearse, refused.rehearse, tr("Run the plan on a scratch copy and show what it does"));
    allow(m_actions->backUp, refused.backUp, tr("Copy the database and prove the copy"));
    allow(m_actions->apply, refused.apply,
          chosenPending ? tr("Show the plan up to %1, then apply it").arg(chosen)
                        : tr("Show the plan of all pending migrations, then apply it"));
    allow(m_actions->applyAll, refused.apply, tr("Show the plan of all pending migrations first"));
    allow(m_actions->applySelected, refused.applySelected, tr("Show the plan up to %1 first").arg(chosen));
    allow(m_actions->revert, refused.revert,
          tr("Show the plan that reverts the newest applied migration, then run it"));
    allow(m_actions->revertLast, refused.revert, tr("Show the plan first"));
    allow(m_actions->revertSelected, refused.revertSelected,
          tr("Show the plan that goes back to %1 first").arg(chosen));
    allow(m_actions->verify, refused.verify, tr("Compare the database with what was rehearsed and recorded"));
    allow(m_actions->saveSnapshot, refused.saveSnapshot, tr("Keep the schema as it is now in a file"));
    allow(m_actions->review, refused.review, tr("Say yes to exactly this content, with your name"));
    allow(m_actions->newMigration, refused.newMigration, tr("Write the files of a new migration"));
    allow(m_actions->markApplied, refused.markApplied, tr("Show what would be written to note %1 as applied, then write it").arg(chosen));
    allow(m_actions->markPending, refused.markPending, tr("Show what would be written to note %1 as pending, then write it").arg(chosen));
    allow(m_actions->baseline, refused.baseline, tr("The database holds everything up to %1 already: show what would be written").arg(chosen));
    allow(m_actions->repair, refused.repair, tr("Show what would make files and tracking table agree again"));
    allow(m_actions->report, refused.report, tr("Save the report of the last run"));
    allow(m_actions->doctor, refused.project, tr("Look what works and what is missing"));
    allow(m_actions->project, open && !now.busy.isEmpty() ? tr("Wait for: %1").arg(now.busy) : refused.project, tr("Show what this folder was recognised as, and why"));
    allow(m_actions->trust, !open && m_untrustedToOpen ? QString() : refused.trust, tr("Show what its tool would run, and say whether it may"));
    allow(m_actions->refresh, m_bench.folder().isEmpty() ? tr("Open a project first") : QString(),
          tr("Read files and database again"));
    const QString noFolder = m_bench.folder().isEmpty() ? tr("Open a project first")
                             : now.busy.isEmpty()       ? QString()
                                                        : tr("Wait for: %1").arg(now.busy);
    allow(m_actions->addEnvironment, noFolder, tr("Name another database of the project in lockkeeper.toml"));
    allow(m_actions->editEnvironment,
          !noFolder.isEmpty()    ? noFolder
          : currentEnvironment() ? QString()
                                 : tr("The open environment does not stand in lockkeeper.toml"),
          tr("Change address, user or time limits of the open environment"));
    allow(m_actions->cancel, now.busy.isEmpty() && !m_slowCancellable ? tr("Nothing is under way") : QString(), tr("Stop what is under way"));
    const bool edited = !m_editor->currentFile().isEmpty() && now.unsaved.contains(m_editor->currentFile());
    allow(m_actions->save, edited ? QString() : tr("There is nothing to save"), tr("Save the shown file"));
    allow(m_actions->saveAll, now.unsaved.isEmpty() ? tr("There is nothing to save") : QString(),
          tr("Save all files with edits"));
    m_diff->setRehearseEnabled(refused.rehearse.isEmpty(), refused.rehearse);
    m_rehearsal->setRehearseEnabled(refused.rehearse.isEmpty(), refused.rehearse);
    m_backups->setRefusals(refused.backUp, refused.restore);
    if (m_planDialog)
        updatePlanDialog();
}

PlanRequest MainWindow::requestOfChoice() const
{
    const HistoryEntry *entry = m_history->currentEntry();
    return {Direction::Up, entry && entry->canApply() ? entry->version() : QString(), 1};
}

} // namespace lk
