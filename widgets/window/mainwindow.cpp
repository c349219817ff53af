// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/mainwindow.h"

#include "widgets/editor/editorpanel.h"
#include "widgets/history/historypanel.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/startpage.h"
#include "widgets/window/windowactions.h"

#include <QCloseEvent>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QMimeData>
#include <QStandardPaths>
#include <QUrl>

namespace lk {

namespace {

/// The folder that is dragged in, or that of the file; empty when it is neither.
QString draggedFolder(const QMimeData *data)
{
    const QList<QUrl> urls = data->urls();
    if (urls.size() != 1 || !urls.first().isLocalFile())
        return {};
    const QFileInfo info(urls.first().toLocalFile());
    if (info.isDir())
        return info.absoluteFilePath();
    return info.fileName() == QStringLiteral("lockkeeper.toml") ? info.absolutePath() : QString();
}

} // namespace

MainWindow::MainWindow(std::shared_ptr<PasswordStore> passwords, QWidget *parent)
    : QMainWindow(parent)
    , m_bench(std::move(passwords))
    , m_unsaved(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/unsaved"))
    , m_actions(new WindowActions(this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    createPanels();
    m_actions->fillMenuBar(menuBar());
    m_actions->fillToolBar(m_toolBar);
    nameForAssistance();
    connectFileActions();
    connectViewActions();
    connectDatabaseActions();
    connectPanels();
    connectBench();
    fillRecentMenu();
    fillEnvironmentMenu();
    updateActions();
    updateTitle();
    restoreLayout();
}

MainWindow::~MainWindow()
{
    keepUnsaved();
}

void MainWindow::openProject(const QString &folder, const QString &environment, const Secret &password, bool keepPassword)
{
    if (m_bench.client().actingJob() != 0) {
        m_notices->show(QStringLiteral("busy"), Notice::Kind::Warning,
                        tr("<b>Another project is opened once this is over:</b> %1")
                            .arg(m_bench.client().titleOf(m_bench.client().actingJob()).toHtmlEscaped()));
        return;
    }
    keepUnsaved();
    OpenRequest request;
    request.folder = QDir(folder).absolutePath();
    request.environment = environment.isEmpty() ? m_memory.environmentOf(request.folder) : environment;
    request.password = password;
    request.keepPassword = keepPassword;
    m_bench.open(request);
}

bool MainWindow::isSettled() const
{
    return m_bench.client().isIdle() && (!m_bench.isOpen() || m_bench.isPlanCurrent());
}

void MainWindow::choose(const QString &version)
{
    if (const HistoryEntry *entry = m_history->history().find(version))
        m_history->selectKey(entry->key());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const int job = m_bench.client().actingJob();
    if (job != 0 && !m_closing) {
        event->ignore();
        m_notices->show(
            QStringLiteral("closing"), Notice::Kind::Warning,
            tr("<b>%1</b> is under way. Wait for its end, or cancel it: what has not been committed is rolled back.")
                .arg(m_bench.client().titleOf(job).toHtmlEscaped()),
            {{tr("Cancel it and close"), [this] {
                  m_closing = true;
                  cancelWork();
                  if (m_bench.client().actingJob() == 0)
                      close();
              }}});
        return;
    }
    if (job != 0) {
        event->ignore();
        return;
    }
    keepUnsaved();
    m_unsaved.waitForWritten();
    saveLayout();
    event->accept();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    // Other programs work on the same files and database; coming back is a good moment to look.
    constexpr int notMoreOftenThanMs = 2000;
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && m_bench.isOpen() && m_bench.client().isIdle()
        && m_lastRefresh.isValid() && m_lastRefresh.elapsed() > notMoreOftenThanMs) {
        m_lastRefresh.start();
        m_bench.refresh();
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedFolder(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const QString folder = draggedFolder(event->mimeData());
    if (folder.isEmpty())
        return;
    event->acceptProposedAction();
    openProject(folder);
}

} // namespace lk
