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
#include "widgets/run/repairdialog.h"
#include "widgets/run/runpanel.h"
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
    m_untrustedToOpen = m_trustTold = false;
    m_editor->showPreview(false);
    showLeftovers({});
    m_watcher.clear();
    // What still stands there is of the project before: to be seen, not to be worked on.
    m_focus = m_pages->isAncestorOf(focusWidget()) ? focusWidget() : nullptr;
    m_pages->setEnabled(false);
    m_textFindings.clear();
    m_keepRequest = false;
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
    m_pages->setEnabled(true);
    if (m_focus && m_focus->isVisible())
        m_focus->setFocus(Qt::OtherFocusReason);
    m_editor->setDialect(view.engine.dialect);
    m_diff->setDialect(view.engine.dialect);
    m_editor->restoreUnsaved(view.project.folder, m_unsaved.load(view.project.folder));
    m_history->setEmptyText(tr("There is no migration in %1 yet.").arg(view.migrationsFolder));
    m_watcher.watchFolder(QDir(view.project.folder).absoluteFilePath(view.migrationsFolder));
    m_findings->setWaiveRefusal(
        view.environment.destructive == DestructivePolicy::Block
            ? tr("The policy of %1 takes no waiver for what destroys data").arg(view.environment.name)
            : QString());
    fillRecentMenu();
    fillEnvironmentMenu();
    for (const QString &remark : view.project.remarks)
        m_notices->show(QStringLiteral("remark:") + remark, Notice::Kind::Note, remark.toHtmlEscaped());
    showInterrupted();
    lookForScratches();
    onLoginTried();
}

void MainWindow::onOpenFailed(const Error &error)
{
    m_pages->setCurrentIndex(0);
    m_pages->setEnabled(true);
    m_start->showProblem(m_bench.folder(), error);
    m_banner->setPlain(tr("NO PROJECT"), m_bench.folder());
    m_untrustedToOpen = error.code == ErrorCode::Blocked;
    if (m_untrustedToOpen)
        askTrustToOpen();
    fillEnvironmentMenu();
    updateActions();
    updateTitle();
}

void MainWindow::onProjectChanged()
{
    m_lastRefresh.start();
    const ProjectView &view = m_bench.project();
    m_banner->setEnvironment(view.project, view.environment, view.database, view.engine);
    m_status->setConnection(view.database, view.engine);
    m_connection->setProblem(view.database);
    m_diffPages->setCurrentIndex(view.readable() ? 0 : 1);
    if (view.readable())
        showLeftovers(view.database.leftovers);
    m_history->setHistory(view.history, view.format.late == LateRule::Graph);
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
    updatePreview();
    showTrust();
    if (!m_planDialog && !m_keepRequest)
        m_bench.setRequest(requestOfChoice());
    updateActions();
    updateTitle();
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
    m_keepRequest = std::exchange(m_choiceKeepsPlan, false);
    if (m_bench.isOpen() && !m_planDialog && !m_keepRequest)
        m_bench.setRequest(requestOfChoice());
    showDiff();
    chooseStepOfMap();
    updateActions();
}

void MainWindow::showEntry()
{
    const HistoryEntry *entry = m_bench.isOpen() ? m_history->currentEntry() : nullptr;
    if (!entry) {
        m_editor->clear();
        return;
    }
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

void MainWindow::showInterrupted()
{
    for (const InterruptedRun &run : m_bench.project().interrupted) {
        const QString text = tr("<b>A run of %1 was cut off.</b> What the database says of it now:<br>%2<br>→ Check "
                                "the history; what is pending can be rehearsed and applied again.")
                                 .arg(timeText(run.startedAt).toHtmlEscaped(),
                                      run.findings.join(u'\n').toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")));
        m_notices->show(QStringLiteral("interrupted:") + run.id, Notice::Kind::Warning, text,
                        {{tr("Verify"), [this] { m_bench.verify(); }},
                         {tr("I have seen it"), [this, id = run.id] { m_bench.closeInterrupted(id); }}});
    }
}

void MainWindow::showLeftovers(const std::vector<Leftover> &leftovers)
{
    if (leftovers == m_leftovers)
        return; // a notice that a person closed stays closed
    const auto key = [](const Leftover &leftover) { return QStringLiteral("leftover:") + leftover.statement; };
    for (const Leftover &gone : m_leftovers) {
        if (std::ranges::find(leftovers, gone) == leftovers.end())
            m_notices->remove(key(gone));
    }
    for (const Leftover &leftover : leftovers) {
        if (std::ranges::find(m_leftovers, leftover) == m_leftovers.end())
            m_notices->show(key(leftover), Notice::Kind::Warning, tr("<b>Left behind:</b> %1.").arg(leftover.problem.toHtmlEscaped()),
                            {{repairText(leftover), [this, leftover] { askRepair(leftover); }}});
    }
    m_leftovers = leftovers;
    m_run->setLeftovers(leftovers);
}

void MainWindow::showSlowJob()
{
    const DeskClient &client = m_bench.client();
    const int job = client.currentJob();
    if (client.actingJob() != 0 || job == 0)
        return;
    m_status->setJob(client.titleOf(job), client.isCancellable(job));
    m_slowCancellable = client.isCancellable(job);
    updateActions();
}

void MainWindow::onJobsChanged()
{
    const DeskClient &client = m_bench.client();
    const int job = client.actingJob();
    m_slowCancellable = false;
    if (job != 0) {
        m_slow.stop();
        m_status->setJob(client.titleOf(job), client.isCancellable(job));
    } else {
        m_status->setJob({}, false);
        m_slow.start(); // looking takes long on large projects and slow disks
    }
    if (m_planDialog)
        m_planDialog->setBusy(client.titleOf(job));
    updateActions();
    if (job == 0 && m_closing)
        QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
    else if (isSettled())
        emit settled();
}

void MainWindow::fillRecentMenu()
{
    const QStringList folders = m_memory.recentProjects();
    m_start->setRecent(folders);
    m_actions->recentMenu->clear();
    for (const QString &folder : folders)
        m_actions->recentMenu->addAction(QString(folder).replace(u'&', QStringLiteral("&&")), this,
                                         [this, folder] { openProject(folder); });
    if (folders.isEmpty())
        m_actions->recentMenu->addAction(tr("None yet"))->setEnabled(false);
    m_actions->recentMenu->addSeparator();
    QAction *clear = m_actions->recentMenu->addAction(tr("&Forget them"), this, [this] {
        m_memory.clearRecentProjects();
        fillRecentMenu();
    });
    clear->setEnabled(!folders.isEmpty());
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

} // namespace lk
