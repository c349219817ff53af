// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// How the window is put together, and how it remembers that.
#include "widgets/audit/auditpanel.h"
#include "widgets/backup/backupspanel.h"
#include "widgets/checklist/checklistpanel.h"
#include "widgets/diff/diffpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/environment/connectionproblem.h"
#include "widgets/environment/environmentbanner.h"
#include "widgets/findings/findingspanel.h"
#include "widgets/history/historypanel.h"
#include "widgets/map/mappanel.h"
#include "widgets/rehearsal/rehearsalpanel.h"
#include "widgets/run/runpanel.h"
#include "widgets/window/mainwindow.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/startpage.h"
#include "widgets/window/statusline.h"
#include "widgets/window/windowactions.h"

#include <QAbstractScrollArea>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QToolBar>
#include <QVBoxLayout>

namespace lk {

namespace {

constexpr QSize defaultSize(1280, 800);

QSplitter *splitter(Qt::Orientation orientation, const QString &name, std::initializer_list<QWidget *> panels)
{
    auto *made = new QSplitter(orientation);
    made->setObjectName(name);
    made->setChildrenCollapsible(false);
    made->setHandleWidth(5);
    for (QWidget *panel : panels)
        made->addWidget(panel);
    return made;
}

} // namespace

void MainWindow::createPanels()
{
    m_start = new StartPage;
    m_pages = new QStackedWidget(this);
    m_pages->setObjectName(QStringLiteral("pages"));
    m_notices = new NoticeBar;
    m_banner = new EnvironmentBanner;
    m_banner->setSwitchMenu(m_actions->environmentMenu);
    m_toolBar = new QToolBar;
    m_toolBar->setObjectName(QStringLiteral("toolBar"));
    m_toolBar->setAccessibleName(tr("Tools"));
    m_pages->addWidget(m_start);
    m_pages->addWidget(createDesk());
    auto *central = new QWidget(this);
    auto *layout = new QVBoxLayout(central);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_toolBar);
    layout->addWidget(m_notices);
    layout->addWidget(m_pages, 1);
    setCentralWidget(central);
    m_status = new StatusLine(this);
    setStatusBar(m_status);
}

QWidget *MainWindow::createDesk()
{
    m_history = new HistoryPanel;
    m_editor = new EditorPanel;
    m_diff = new DiffPanel;
    m_connection = new ConnectionProblem;
    m_checklist = new ChecklistPanel;
    m_findings = new FindingsPanel;
    m_rehearsal = new RehearsalPanel;
    m_run = new RunPanel;
    m_backups = new BackupsPanel;
    m_audit = new AuditPanel;
    m_map = new MapPanel;
    m_diffTabs = new QTabWidget;
    m_diffTabs->setObjectName(QStringLiteral("diffTabs"));
    m_diffTabs->setDocumentMode(true);
    m_diffTabs->tabBar()->setExpanding(false);
    m_diffTabs->addTab(m_diff, Look::icon(QStringLiteral("diff")), tr("Schema diff"));
    m_diffTabs->addTab(m_map, Look::icon(QStringLiteral("map")), tr("Schema map"));
    m_diffPages = new QStackedWidget;
    m_diffPages->addWidget(m_diffTabs);
    m_diffPages->addWidget(m_connection);
    m_bottom = new QTabWidget;
    m_bottom->setObjectName(QStringLiteral("bottomTabs"));
    m_bottom->setDocumentMode(true);
    m_bottom->tabBar()->setExpanding(false);
    m_bottom->addTab(m_findings, Look::icon(QStringLiteral("findings")), tr("Findings"));
    m_bottom->addTab(m_rehearsal, Look::icon(QStringLiteral("rehearse")), tr("Rehearsal"));
    m_bottom->addTab(m_run, Look::icon(QStringLiteral("run")), tr("Run"));
    m_bottom->addTab(m_backups, Look::icon(QStringLiteral("back-up")), tr("Backups"));
    m_bottom->addTab(m_audit, Look::icon(QStringLiteral("audit")), tr("Audit"));

    m_middle = splitter(Qt::Vertical, QStringLiteral("middle"), {m_editor, m_diffPages});
    m_columns = splitter(Qt::Horizontal, QStringLiteral("columns"), {m_history, m_middle, m_checklist});
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setStretchFactor(2, 0);
    m_rows = splitter(Qt::Vertical, QStringLiteral("rows"), {m_columns, m_bottom});
    m_rows->setStretchFactor(0, 1);
    m_rows->setStretchFactor(1, 0);
    return m_rows;
}

void MainWindow::nameForAssistance()
{
    m_banner->setAccessibleDescription(tr("The database that the buttons work on"));
    m_history->setAccessibleName(tr("History"));
    m_editor->setAccessibleName(tr("Editor"));
    m_diff->setAccessibleName(tr("Schema diff"));
    m_diffTabs->setAccessibleName(tr("Schema diff and map"));
    m_bottom->setAccessibleName(tr("Findings, rehearsal, run, backups, audit"));
    // These keys work in the whole window; twice set they would be ambiguous within the panel.
    for (const char *name : {"editorSaveAction", "diffNextAction", "diffPreviousAction"}) {
        if (auto *action = findChild<QAction *>(QString::fromLatin1(name)))
            action->setShortcut({});
    }
}

void MainWindow::resetLayout()
{
    m_memory.forgetLayout();
    showMapAlone(false);
    for (QAction *action :
         {m_actions->showHistory, m_actions->showDiff, m_actions->showChecklist, m_actions->showBottom})
        action->setChecked(true);
    const QSize size = this->size();
    const int side = std::clamp(size.width() / 4, 280, 400);
    const int bottom = std::clamp(size.height() / 5, 140, 240);
    const int upper = std::max(200, size.height() - bottom - 130);
    m_columns->setSizes({side + 20, size.width() - 2 * side - 20, side});
    m_rows->setSizes({upper, bottom});
    m_middle->setSizes({upper * 11 / 20, upper * 9 / 20});
}

void MainWindow::restoreLayout()
{
    const QByteArray geometry = m_memory.layout(QStringLiteral("geometry"));
    if (geometry.isEmpty() || !restoreGeometry(geometry))
        resize(defaultSize.boundedTo(screen()->availableSize()));
    if (m_memory.layout(QStringLiteral("rows")).isEmpty()) {
        resetLayout();
        return;
    }
    m_rows->restoreState(m_memory.layout(QStringLiteral("rows")));
    m_columns->restoreState(m_memory.layout(QStringLiteral("columns")));
    m_middle->restoreState(m_memory.layout(QStringLiteral("middle")));
    m_history->restoreState(m_memory.layout(QStringLiteral("history")));
    m_diff->restoreState(m_memory.layout(QStringLiteral("diff")));
    m_diffTabs->setCurrentIndex(m_memory.layout(QStringLiteral("diffTab")).toInt());
    m_checklist->restoreState(m_memory.layout(QStringLiteral("checklist")));
    m_findings->restoreState(m_memory.layout(QStringLiteral("findings")));
    m_rehearsal->restoreState(m_memory.layout(QStringLiteral("rehearsal")));
    m_run->restoreState(m_memory.layout(QStringLiteral("run")));
    m_backups->restoreState(m_memory.layout(QStringLiteral("backups")));
    m_audit->restoreState(m_memory.layout(QStringLiteral("audit")));
    m_bottom->setCurrentIndex(m_memory.layout(QStringLiteral("tab")).toInt());
    const QList<QByteArray> hidden = m_memory.layout(QStringLiteral("hidden")).split(',');
    for (QAction *action :
         {m_actions->showHistory, m_actions->showDiff, m_actions->showChecklist, m_actions->showBottom})
        action->setChecked(!hidden.contains(action->objectName().toLatin1()));
}

void MainWindow::saveLayout()
{
    showMapAlone(false);
    m_memory.setLayout(QStringLiteral("geometry"), saveGeometry());
    m_memory.setLayout(QStringLiteral("rows"), m_rows->saveState());
    m_memory.setLayout(QStringLiteral("columns"), m_columns->saveState());
    m_memory.setLayout(QStringLiteral("middle"), m_middle->saveState());
    m_memory.setLayout(QStringLiteral("history"), m_history->saveState());
    m_memory.setLayout(QStringLiteral("diff"), m_diff->saveState());
    m_memory.setLayout(QStringLiteral("diffTab"), QByteArray::number(m_diffTabs->currentIndex()));
    m_memory.setLayout(QStringLiteral("checklist"), m_checklist->saveState());
    m_memory.setLayout(QStringLiteral("findings"), m_findings->saveState());
    m_memory.setLayout(QStringLiteral("rehearsal"), m_rehearsal->saveState());
    m_memory.setLayout(QStringLiteral("run"), m_run->saveState());
    m_memory.setLayout(QStringLiteral("backups"), m_backups->saveState());
    m_memory.setLayout(QStringLiteral("audit"), m_audit->saveState());
    m_memory.setLayout(QStringLiteral("tab"), QByteArray::number(m_bottom->currentIndex()));
    QByteArrayList hidden;
    for (QAction *action :
         {m_actions->showHistory, m_actions->showDiff, m_actions->showChecklist, m_actions->showBottom}) {
        if (!action->isChecked())
            hidden << action->objectName().toLatin1();
    }
    m_memory.setLayout(QStringLiteral("hidden"), hidden.join(','));
    if (m_bench.isOpen() && !m_history->currentKey().isEmpty())
        m_memory.setMigrationOf(m_bench.folder(), m_history->currentKey());
}

void MainWindow::showPanel(QWidget *panel, bool shown)
{
    panel->setVisible(shown && (!m_mapAlone || panel == m_diffPages));
}

void MainWindow::focusPanel(int number)
{
    const QList<QWidget *> panels{m_history, m_editor, m_diffPages, m_checklist, m_findings, m_run, m_backups, m_audit, m_rehearsal, m_map};
    const QList<QAction *> shows{m_actions->showHistory, nullptr, m_actions->showDiff, m_actions->showChecklist};
    QWidget *panel = panels[number];
    QAction *show = panel == m_map ? m_actions->showDiff : shows.value(number, m_actions->showBottom);
    if (panel == m_map || panel == m_diffPages)
        m_diffTabs->setCurrentWidget(panel == m_map ? panel : m_diff);
    else
        showMapAlone(false);
    if (show)
        show->setChecked(true);
    if (m_bottom->indexOf(panel) >= 0)
        m_bottom->setCurrentWidget(panel);
    // The list or text of a panel is what a person wants to be in, not its buttons.
    QWidget *first = nullptr;
    for (QAbstractScrollArea *area : panel->findChildren<QAbstractScrollArea *>()) {
        if (area->isVisible() && (area->focusPolicy() & Qt::TabFocus)) {
            first = area;
            break;
        }
    }
    if (first)
        first->setFocus(Qt::ShortcutFocusReason);
    else
        panel->setFocus(Qt::ShortcutFocusReason);
}

} // namespace lk
