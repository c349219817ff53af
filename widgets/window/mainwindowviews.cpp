// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window shows of the Workbench's views.
#include "models/items/texts.h"
#include "widgets/audit/auditpanel.h"
#include "widgets/backup/backupspanel.h"
#include "widgets/checklist/checklistpanel.h"
#include "widgets/diff/diffpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/environment/connectionproblem.h"
#include "widgets/environment/environmentbanner.h"
#include "widgets/findings/findingspanel.h"
#include "widgets/history/historypanel.h"
#include "widgets/run/plandialog.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/startpage.h"
#include "widgets/window/statusline.h"
#include "widgets/window/windowactions.h"

#include <QActionGroup>
#include <QDir>
#include <QMenu>
#include <QStackedWidget>
#include <QTabWidget>

namespace lk {

void MainWindow::onOpening(const QString &folder)
{
    m_notices->clear();
    m_watcher.clear();
    m_textFindings.clear();
    m_shownKey.clear();
    m_wantedKey = m_memory.migrationOf(folder);
    m_banner->setPlain({}, tr("Opening %1…").arg(folder));
    m_start->showOpening(folder);
    m_status->setNoConnection();
    if (m_planDialog)
        m_planDialog->close();
    updateActions();
    updateTitle();
}

void MainWindow::onOpened()
{
    const ProjectView &view = m_bench.project();
    m_memory.addRecentProject(view.project.folder);
    m_memory.setEnvironmentOf(view.project.folder, view.environment.name);
    m_pages->setCurrentIndex(1);
    m_editor->setDialect(view.engine.dialect);
    m_editor->restoreUnsaved(view.project.folder, m_unsaved.load(view.project.folder));
    m_history->setEmptyText(tr("There is no migration in %1 yet.").arg(view.migrationsFolder));
    m_watcher.watchFolder(QDir(view.project.folder).absoluteFilePath(view.migrationsFolder));
    m_findings->setWaiveRefusal(view.environment.destructive == DestructivePolicy::Block
                                    ? tr("The policy of %1 takes no waiver for what destroys data").arg(view.environment.name)
                                    : QString());
    fillRecentMenu();
    fillEnvironmentMenu();
    for (const QString &remark : view.project.remarks)
        m_notices->show(QStringLiteral("remark:") + remark, Notice::Kind::Note, remark.toHtmlEscaped());
    showInterrupted();
}

void MainWindow::onOpenFailed(const Error &error)
{
    m_pages->setCurrentIndex(0);
    m_start->showProblem(m_bench.folder(), error);
    m_banner->setPlain(tr("NO PROJECT"), m_bench.folder());
    fillEnvironmentMenu();
    updateActions();
    updateTitle();
}

void MainWindow::onProjectChanged()
{
    m_lastRefresh.start();
    const ProjectView &view = m_bench.project();
    m_banner->setEnvironment(view.project, view.environment, view.database, view.engine.title);
    m_status->setConnection(view.database, view.engine.title);
    m_connection->setProblem(view.database);
    m_diffPages->setCurrentIndex(view.readable() ? 0 : 1);
    m_history->setHistory(view.history);
    for (const HistoryEntry &entry : view.history.entries) {
        if (entry.file && m_newFiles.contains(entry.file->upFile)) {
            m_wantedKey = entry.key();
            m_newFiles.clear();
            break;
        }
    }
    if (!m_wantedKey.isEmpty())
        m_history->selectKey(std::exchange(m_wantedKey, {}));
    showEntry();
    updateActions();
    updateTitle();
}

void MainWindow::onPlanChanged()
{
    if (m_bench.plan().rehearsal)
        m_notices->remove(QStringLiteral("rehearse"));
    showFindings();
    showDiff();
    showChecklist();
    updatePlanDialog();
    updateActions();
}

void MainWindow::onRecordsChanged()
{
    const RecordsView &records = m_bench.records();
    m_backups->setBackups(records.backups, records.backupFolder);
    m_audit->setEntries(records.audit, records.auditProblem);
    updateActions();
}

void MainWindow::onCurrentChanged(const QString &)
{
    showEntry();
    if (m_bench.isOpen() && !m_planDialog)
        m_bench.setRequest(requestOfChoice());
    showDiff();
    updateActions();
}

void MainWindow::showEntry()
{
    const HistoryEntry *entry = m_history->currentEntry();
    if (!entry) {
        m_editor->clear();
        m_shownKey.clear();
        return;
    }
    m_shownKey = entry->key();
    m_editor->showMigration(*entry, m_bench.project().project.folder);
    watchShownFiles();
    if (m_goToLater) {
        const Place place = *std::exchange(m_goToLater, std::nullopt);
        m_editor->goTo(place.file, place.line, place.column);
    }
}

void MainWindow::watchShownFiles()
{
    const QDir folder(m_bench.project().project.folder);
    QStringList paths;
    const auto add = [&](const QString &file) {
        if (!file.isEmpty() && !paths.contains(folder.absoluteFilePath(file)))
            paths << folder.absoluteFilePath(file);
    };
    if (const HistoryEntry *entry = m_history->currentEntry(); entry && entry->file) {
        add(entry->file->upFile);
        add(entry->file->downFile);
    }
    for (const QString &file : m_editor->unsavedFiles())
        add(file);
    m_watcher.watchFiles(paths);
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
    const QString title = findings.empty() ? tr("Findings") : open > 0 ? tr("Findings (%1, %2 in the way)").arg(findings.size()).arg(open) : tr("Findings (%1)").arg(findings.size());
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
    if (!plan.rehearsal) {
        m_diff->showNotRehearsed(plan.staleRehearsal.isEmpty() ? tr("A rehearsal runs %1 on a scratch copy and shows what it does.").arg(plan.plan.versions()) : plan.staleRehearsal);
        return;
    }
    const Rehearsal &rehearsal = *plan.rehearsal;
    const QString copy = rehearsal.data == ScratchData::Full ? tr("a full copy") : tr("a copy without rows");
    const QString when = tr("rehearsed %1 on %2").arg(timeText(rehearsal.at), copy);
    const HistoryEntry *entry = m_history->currentEntry();
    for (const RehearsedStep &step : rehearsal.steps) {
        if (!m_actions->diffOfAll->isChecked() && entry && rehearsal.steps.size() > 1 && step.version == entry->version()) {
            m_diff->showDiff(step.diff, tr("%1 alone, %2").arg(step.version, when));
            return;
        }
    }
    if (!rehearsal.ok && rehearsal.error) {
        m_diff->showNotRehearsed(tr("The rehearsal failed: %1").arg(rehearsal.error->text()));
        return;
    }
    m_diff->showDiff(rehearsal.diff, tr("%1, %2").arg(plan.plan.versions(), when));
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

void MainWindow::showInterrupted()
{
    for (const InterruptedRun &run : m_bench.project().interrupted) {
        const QString text = tr("<b>A run of %1 was cut off.</b> What the database says of it now:<br>%2<br>→ Check the history; what is pending can be rehearsed and applied again.")
                                 .arg(timeText(run.startedAt).toHtmlEscaped(), run.findings.join(u'\n').toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
        m_notices->show(QStringLiteral("interrupted:") + run.id, Notice::Kind::Warning, text,
                        {{tr("Verify"), [this] { m_bench.verify(); }}, {tr("I have seen it"), [this, id = run.id] { m_bench.closeInterrupted(id); }}});
    }
}

void MainWindow::onJobsChanged()
{
    const DeskClient &client = m_bench.client();
    const int job = client.actingJob();
    m_status->setJob(client.titleOf(job), client.isCancellable(job));
    if (m_planDialog)
        m_planDialog->setBusy(client.titleOf(job));
    updateActions();
    if (job == 0 && m_closing)
        QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
    else if (isSettled())
        emit settled();
}

PlanRequest MainWindow::requestOfChoice() const
{
    const HistoryEntry *entry = m_history->currentEntry();
    return {Direction::Up, entry && entry->canApply() ? entry->version() : QString(), 1};
}

void MainWindow::fillRecentMenu()
{
    const QStringList folders = m_memory.recentProjects();
    m_start->setRecent(folders);
    m_actions->recentMenu->clear();
    for (const QString &folder : folders)
        m_actions->recentMenu->addAction(QString(folder).replace(u'&', QStringLiteral("&&")), this, [this, folder] { openProject(folder); });
    if (folders.isEmpty())
        m_actions->recentMenu->addAction(tr("None yet"))->setEnabled(false);
    m_actions->recentMenu->addSeparator();
    QAction *clear = m_actions->recentMenu->addAction(tr("&Forget them"), this, [this] {
        m_memory.clearRecentProjects();
        fillRecentMenu();
    });
    clear->setEnabled(!folders.isEmpty());
}

void MainWindow::fillEnvironmentMenu()
{
    QMenu *menu = m_actions->environmentMenu;
    menu->clear();
    for (const Environment &environment : m_bench.environments()) {
        const QString name = environment.name;
        QAction *action = menu->addAction(Look::icon(environment.isProtected ? QStringLiteral("shield") : QStringLiteral("database"), environment.isProtected ? Tone::Bad : Tone::Plain),
                                          QString(name).replace(u'&', QStringLiteral("&&")), this, [this, name] { openProject(m_bench.folder(), name); });
        action->setObjectName(QStringLiteral("environment_") + name);
        action->setCheckable(true);
        action->setChecked(m_bench.isOpen() && m_bench.project().environment.name == name);
        if (environment.isProtected)
            action->setToolTip(tr("protected"));
    }
    if (menu->isEmpty())
        menu->addAction(tr("lockkeeper.toml names no environment"))->setEnabled(false);
}

void MainWindow::updateTitle()
{
    if (!m_bench.isOpen()) {
        setWindowTitle(tr("Lockkeeper"));
        return;
    }
    const ProjectView &view = m_bench.project();
    setWindowTitle(tr("%1 (%2) – Lockkeeper").arg(view.project.name, view.environment.name));
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
    const Refusals refused = refusals(now);
    const auto allow = &WindowActions::allow;
    const QString chosen = now.chosen ? now.chosen->version() : QString();
    const bool chosenPending = now.chosen && now.chosen->canApply();
    allow(m_actions->rehearse, refused.rehearse, tr("Run the plan on a scratch copy and show what it does"));
    allow(m_actions->backUp, refused.backUp, tr("Copy the database and prove the copy"));
    allow(m_actions->apply, refused.apply, chosenPending ? tr("Show the plan up to %1, then apply it").arg(chosen) : tr("Show the plan of all pending migrations, then apply it"));
    allow(m_actions->applyAll, refused.apply, tr("Show the plan of all pending migrations first"));
    allow(m_actions->applySelected, refused.applySelected, tr("Show the plan up to %1 first").arg(chosen));
    allow(m_actions->revert, refused.revert, tr("Show the plan that reverts the newest applied migration, then run it"));
    allow(m_actions->revertLast, refused.revert, tr("Show the plan first"));
    allow(m_actions->revertSelected, refused.revertSelected, tr("Show the plan that goes back to %1 first").arg(chosen));
    allow(m_actions->verify, refused.verify, tr("Compare the database with what was rehearsed and recorded"));
    allow(m_actions->saveSnapshot, refused.saveSnapshot, tr("Keep the schema as it is now in a file"));
    allow(m_actions->review, refused.review, tr("Say yes to exactly this content, with your name"));
    allow(m_actions->newMigration, refused.newMigration, tr("Write the files of a new migration"));
    allow(m_actions->report, refused.report, tr("Save the report of the last run"));
    allow(m_actions->doctor, refused.project, tr("Look what works and what is missing"));
    allow(m_actions->refresh, m_bench.folder().isEmpty() ? tr("Open a project first") : QString(), tr("Read files and database again"));
    allow(m_actions->cancel, now.busy.isEmpty() ? tr("Nothing is under way") : QString(), tr("Stop what is under way"));
    const bool edited = !m_editor->currentFile().isEmpty() && now.unsaved.contains(m_editor->currentFile());
    allow(m_actions->save, edited ? QString() : tr("There is nothing to save"), tr("Save the shown file"));
    allow(m_actions->saveAll, now.unsaved.isEmpty() ? tr("There is nothing to save") : QString(), tr("Save all files with edits"));
    m_diff->setRehearseEnabled(refused.rehearse.isEmpty(), refused.rehearse);
    m_backups->setRefusals(refused.backUp, refused.restore);
    if (m_planDialog)
        updatePlanDialog();
}

} // namespace lk
