// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Which signal leads where.
#include "widgets/backup/backupspanel.h"
#include "widgets/checklist/checklistpanel.h"
#include "widgets/diff/diffpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/sqlpreview.h"
#include "widgets/environment/connectionproblem.h"
#include "widgets/findings/findingspanel.h"
#include "widgets/history/historypanel.h"
#include "widgets/run/plandialog.h"
#include "widgets/rehearsal/rehearsalpanel.h"
#include "widgets/run/runpanel.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/startpage.h"
#include "widgets/window/statusline.h"
#include "widgets/window/windowactions.h"

#include <QMenu>
#include <QApplication>
#include <QStackedWidget>
#include <QTabWidget>

namespace lk {

void MainWindow::connectFileActions()
{
    connect(m_actions->open, &QAction::triggered, this, &MainWindow::askForProject);
    connect(m_actions->refresh, &QAction::triggered, this,
            [this] { m_bench.isOpen() ? m_bench.refresh() : openProject(m_bench.folder()); });
    connect(m_actions->project, &QAction::triggered, this, &MainWindow::showProject);
    connect(m_actions->trust, &QAction::triggered, this, &MainWindow::askTrustNow);
    connect(m_actions->save, &QAction::triggered, m_editor, [this] { m_editor->save(); });
    connect(m_actions->saveAll, &QAction::triggered, m_editor, &EditorPanel::saveAll);
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->find, &QAction::triggered, m_editor, &EditorPanel::find);
    connect(m_actions->replace, &QAction::triggered, m_editor, &EditorPanel::replace);
    connect(m_actions->goToLine, &QAction::triggered, m_editor, &EditorPanel::goToLine);
    connect(m_actions->keys, &QAction::triggered, this, &MainWindow::showKeys);
    connect(m_actions->about, &QAction::triggered, this, &MainWindow::showAbout);
    connect(m_actions->aboutQt, &QAction::triggered, qApp, &QApplication::aboutQt);
    connect(m_start, &StartPage::openRequested, this, &MainWindow::askForProject);
    connect(m_start, &StartPage::addEnvironmentRequested, m_actions->addEnvironment, &QAction::trigger);
    connect(m_start, &StartPage::recentRequested, this, [this](const QString &folder) { openProject(folder); });
    connect(m_start, &StartPage::trustRequested, m_actions->trust, &QAction::trigger);
    connect(m_start, &StartPage::retryRequested, this,
            [this] { openProject(m_bench.folder(), m_bench.environmentName()); });
}

void MainWindow::connectViewActions()
{
    connect(m_actions->nextChange, &QAction::triggered, this, [this] { stepChange(true); });
    connect(m_actions->previousChange, &QAction::triggered, this, [this] { stepChange(false); });
    connect(m_actions->diffOfAll, &QAction::toggled, this, &MainWindow::showDiff);
    const auto setTheme = [this](Look::Theme theme) {
        m_memory.setTheme(theme);
        Look::instance().apply(theme);
    };
    connect(m_actions->themeSystem, &QAction::triggered, this, [setTheme] { setTheme(Look::Theme::System); });
    connect(m_actions->themeLight, &QAction::triggered, this, [setTheme] { setTheme(Look::Theme::Light); });
    connect(m_actions->themeDark, &QAction::triggered, this, [setTheme] { setTheme(Look::Theme::Dark); });
    const Look::Theme theme = m_memory.theme();
    (theme == Look::Theme::Light  ? m_actions->themeLight
     : theme == Look::Theme::Dark ? m_actions->themeDark
                                  : m_actions->themeSystem)
        ->setChecked(true);
    connect(m_actions->showHistory, &QAction::toggled, this, [this](bool shown) { showPanel(m_history, shown); });
    connect(m_actions->showDiff, &QAction::toggled, this, [this](bool shown) { showPanel(m_diffPages, shown); });
    connect(m_actions->showChecklist, &QAction::toggled, this, [this](bool shown) { showPanel(m_checklist, shown); });
    connect(m_actions->showBottom, &QAction::toggled, this, [this](bool shown) { showPanel(m_bottom, shown); });
    connect(m_actions->resetLayout, &QAction::triggered, this, &MainWindow::resetLayout);
    for (int number = 0; number < m_actions->focusPanel.size(); ++number)
        connect(m_actions->focusPanel[number], &QAction::triggered, this, [this, number] { focusPanel(number); });
}

void MainWindow::connectDatabaseActions()
{
    const auto chosenVersion = [this] {
        const HistoryEntry *entry = m_history->currentEntry();
        return entry ? entry->version() : QString();
    };
    connect(m_actions->previewSql, &QAction::triggered, this, &MainWindow::onPreviewTriggered);
    connect(m_actions->rehearse, &QAction::triggered, this, &MainWindow::rehearse);
    connect(m_actions->rehearseElsewhere, &QAction::triggered, this, &MainWindow::askRehearsalServer);
    connect(m_actions->rehearseMenu, &QMenu::aboutToShow, this, &MainWindow::fillRehearseMenu);
    connect(m_actions->backUp, &QAction::triggered, &m_bench, &Workbench::backUp);
    connect(m_actions->apply, &QAction::triggered, this, [this] { openPlan(requestOfChoice()); });
    connect(m_actions->applyAll, &QAction::triggered, this, [this] { openPlan({}); });
    connect(m_actions->applySelected, &QAction::triggered, this, [this, chosenVersion] {
        openPlan({Direction::Up, chosenVersion(), 1});
    });
    connect(m_actions->revert, &QAction::triggered, this, [this] { openPlan({Direction::Down, {}, 1}); });
    connect(m_actions->revertLast, &QAction::triggered, this, [this] { openPlan({Direction::Down, {}, 1}); });
    connect(m_actions->revertSelected, &QAction::triggered, this, [this, chosenVersion] {
        openPlan({Direction::Down, chosenVersion(), 1});
    });
    connect(m_actions->verify, &QAction::triggered, &m_bench, &Workbench::verify);
    connect(m_actions->saveSnapshot, &QAction::triggered, &m_bench, &Workbench::saveSnapshot);
    connect(m_actions->review, &QAction::triggered, this, &MainWindow::askReview);
    connect(m_actions->newMigration, &QAction::triggered, this, &MainWindow::askNewMigration);
    const auto ask = [this, chosenVersion](RecordRequest::Kind kind, Direction direction = Direction::Up) {
        RecordRequest request;
        request.kind = kind;
        request.direction = direction;
        if (kind != RecordRequest::Kind::Repair)
            request.version = chosenVersion();
        askRecords(request);
    };
    connect(m_actions->markApplied, &QAction::triggered, this, [ask] { ask(RecordRequest::Kind::Mark); });
    connect(m_actions->markPending, &QAction::triggered, this, [ask] { ask(RecordRequest::Kind::Mark, Direction::Down); });
    connect(m_actions->baseline, &QAction::triggered, this, [ask] { ask(RecordRequest::Kind::Baseline); });
    connect(m_actions->repair, &QAction::triggered, this, [ask] { ask(RecordRequest::Kind::Repair); });
    connect(m_actions->report, &QAction::triggered, this, &MainWindow::askReportFile);
    connect(m_actions->doctor, &QAction::triggered, this, &MainWindow::runDoctor);
    connect(m_actions->cancel, &QAction::triggered, this, &MainWindow::cancelWork);
    connect(m_actions->addEnvironment, &QAction::triggered, this, [this] { askEnvironment(std::nullopt); });
    connect(m_actions->editEnvironment, &QAction::triggered, this, [this] {
        if (const Environment *environment = currentEnvironment())
            askEnvironment(*environment);
    });
}

void MainWindow::connectPanels()
{
    connect(m_history, &HistoryPanel::currentChanged, this, &MainWindow::onCurrentChanged);
    m_history->setMenuActions({m_actions->previewSql, m_actions->applySelected, m_actions->revertSelected, m_actions->markApplied, m_actions->markPending, m_actions->baseline, m_actions->repair});
    connect(m_history, &HistoryPanel::activated, this, [this] { focusPanel(1); });
    connect(m_editor, &EditorPanel::saveRequested, this, &MainWindow::onSaveRequested);
    connect(m_editor, &EditorPanel::textEdited, this, &MainWindow::onTextEdited);
    connect(m_editor, &EditorPanel::modifiedChanged, this, &MainWindow::updateActions);
    m_editor->setPreviewAction(m_actions->previewSql);
    connect(m_editor, &EditorPanel::previewShown, this, &MainWindow::onPreviewShown);
    connect(m_editor, &EditorPanel::previewTurned, this, &MainWindow::onPreviewTurned);
    connect(&m_editor->preview(), &SqlPreview::askRequested, this, [this] { onPreviewTriggered(true); });
    connect(&m_editor->preview(), &SqlPreview::cancelRequested, this, [this] { m_bench.client().cancel(m_previewJob); });
    connect(&m_editor->preview(), &SqlPreview::placeActivated, this, &MainWindow::goTo);
    connect(m_editor, &EditorPanel::cursorMoved, m_status, &StatusLine::setPlace);
    const auto showFormat = [this] { m_status->setFileFormat(m_editor->encodingText(), m_editor->eolText()); };
    connect(m_editor, &EditorPanel::fileFormatChanged, this, showFormat);
    connect(m_editor, &EditorPanel::currentFileChanged, this, [this, showFormat] {
        showFormat();
        updateActions();
    });
    connectDiffAndMap();
    connect(m_connection, &ConnectionProblem::retryRequested, &m_bench, &Workbench::refresh);
    connect(m_connection, &ConnectionProblem::doctorRequested, this, &MainWindow::runDoctor);
    connect(m_connection, &ConnectionProblem::passwordRequested, this, &MainWindow::askPassword);
    connect(m_connection, &ConnectionProblem::editRequested, m_actions->editEnvironment, &QAction::trigger);
    connect(m_checklist, &ChecklistPanel::tickRequested, this, &MainWindow::askTick);
    connect(m_checklist, &ChecklistPanel::untickRequested, this,
            [this](const ChecklistItem &item) { m_bench.untick(item.id); });
    connect(m_checklist, &ChecklistPanel::waiveRequested, this, &MainWindow::askWaiveItem);
    connect(m_checklist, &ChecklistPanel::actionRequested, this, &MainWindow::act);
    connect(m_findings, &FindingsPanel::goToRequested, this, &MainWindow::goTo);
    connect(m_findings, &FindingsPanel::waiveRequested, this, &MainWindow::askWaiveFinding);
    connect(m_findings, &FindingsPanel::fixRequested, this, &MainWindow::applyFix);
    connect(m_rehearsal, &RehearsalPanel::rehearseRequested, this, &MainWindow::rehearse);
    connect(m_rehearsal, &RehearsalPanel::dataCheckRequested, this, &MainWindow::askDataCheck);
    connect(m_rehearsal, &RehearsalPanel::indexUseRequested, this, [this] {
        m_bench.askUnusedIndexes(m_rehearsal, [this](const Result<std::vector<IndexUse>> &unused) { m_rehearsal->showUnusedIndexes(unused); });
    });
    connect(m_rehearsal, &RehearsalPanel::compareRequested, this, &MainWindow::compareRehearsals);
    connect(m_rehearsal, &RehearsalPanel::goToRequested, this, &MainWindow::goToRehearsed);
    connect(m_rehearsal, &RehearsalPanel::placeShown, this, [this](const QString &file, qint64 line, qint64 column) {
        const QPointer<QWidget> focus = QApplication::focusWidget();
        goToRehearsed(file, line, column);
        if (focus)
            focus->setFocus(Qt::OtherFocusReason);
    });
    connect(m_rehearsal, &RehearsalPanel::diffRequested, this, &MainWindow::showInDiff);
    connect(m_run, &RunPanel::pauseRequested, this, [this](bool paused) {
        m_bench.pauseActing(paused);
        m_run->showPausing(paused);
    });
    connect(m_run, &RunPanel::cancelRequested, this, &MainWindow::cancelWork);
    connect(m_run, &RunPanel::repairRequested, this, &MainWindow::askRepair);
    connect(m_run, &RunPanel::logReviewed, &m_bench, &Workbench::noteLogOpened);
    connect(m_backups, &BackupsPanel::backUpRequested, &m_bench, &Workbench::backUp);
    connect(m_backups, &BackupsPanel::verifyRequested, this,
            [this](const BackupRecord &backup) { m_bench.verifyBackup(backup.file); });
    connect(m_backups, &BackupsPanel::restoreRequested, this, &MainWindow::askRestore);
    connect(m_notices, &NoticeBar::placeActivated, this, &MainWindow::goTo);
    connect(m_status, &StatusLine::cancelRequested, this, &MainWindow::cancelWork);
    connect(&m_watcher, &FilesWatcher::folderChanged, this, &MainWindow::onFolderChanged);
    connect(&m_watcher, &FilesWatcher::fileChanged, this, &MainWindow::onFileChanged);
}

void MainWindow::connectBench()
{
    connect(&m_bench, &Workbench::opening, this, &MainWindow::onOpening);
    connect(&m_bench, &Workbench::opened, this, &MainWindow::onOpened);
    connect(&m_bench, &Workbench::openFailed, this, &MainWindow::onOpenFailed);
    connect(&m_bench, &Workbench::projectChanged, this, &MainWindow::onProjectChanged);
    connect(&m_bench, &Workbench::environmentsChanged, this, &MainWindow::fillEnvironmentMenu);
    connect(&m_bench, &Workbench::planChanged, this, &MainWindow::onPlanChanged);
    connect(&m_bench, &Workbench::recordsChanged, this, &MainWindow::onRecordsChanged);
    connect(&m_bench, &Workbench::namesChanged, m_editor, &EditorPanel::setCompletions);
    connect(&m_bench, &Workbench::textChecked, this, [this](const QString &file, const std::vector<Finding> &findings) {
        if (m_editor->unsavedFiles().contains(file))
            m_textFindings[file] = findings;
        showFindings();
    });
    connect(&m_bench, &Workbench::fileSaved, m_editor, &EditorPanel::markSaved);
    connect(&m_bench, &Workbench::fileSaved, this, [this](const QString &file) {
        m_textFindings.erase(file);
        keepUnsaved();
        updateActions();
    });
    connect(&m_bench, &Workbench::migrationWritten, this, [this](const QStringList &files) { m_newFiles = files; });
    connect(&m_bench, &Workbench::runStarted, this, &MainWindow::onRunStarted);
    connect(&m_bench, &Workbench::runHappened, m_run, &RunPanel::add);
    connect(&m_bench, &Workbench::rehearsed, this, &MainWindow::onRehearsed);
    connect(&m_bench, &Workbench::ran, this, &MainWindow::onRan);
    connect(&m_bench, &Workbench::backedUp, this, &MainWindow::onBackedUp);
    connect(&m_bench, &Workbench::verified, this, &MainWindow::onVerified);
    connect(&m_bench, &Workbench::repairStarted, this, [this](const Plan &plan) {
        m_run->begin(tr("Dropping %1 in %2").arg(plan.versions(), plan.target.name()), plan, std::nullopt);
        m_actions->showBottom->setChecked(true);
        m_bottom->setCurrentWidget(m_run);
    });
    connect(&m_bench, &Workbench::repaired, this, &MainWindow::onRepaired);
    connect(&m_bench, &Workbench::loginTried, this, &MainWindow::onLoginTried);
    connect(&m_bench, &Workbench::succeeded, m_notices, &NoticeBar::showSuccess);
    connect(&m_bench, &Workbench::failed, this, &MainWindow::onFailed);
    m_slow.setSingleShot(true);
    m_slow.setInterval(400);
    connect(&m_slow, &QTimer::timeout, this, &MainWindow::showSlowJob);
    const DeskClient &client = m_bench.client();
    connect(&client, &DeskClient::actingChanged, this, &MainWindow::onJobsChanged);
    connect(&client, &DeskClient::started, this, &MainWindow::onJobsChanged);
    connect(&client, &DeskClient::finished, this, &MainWindow::onJobsChanged);
    connect(&client, &DeskClient::progressed, this, [this](int, const Progress &progress) {
        m_status->setProgress(progress);
        if (m_planDialog)
            m_planDialog->setProgress(progress.done, progress.total);
    });
}

} // namespace lk
