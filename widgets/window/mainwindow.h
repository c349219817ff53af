// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/trustquestion.h"
#include "widgets/checklist/itemaction.h"
#include "widgets/window/fileswatcher.h"
#include "widgets/window/refusals.h"
#include "widgets/window/unsavedstore.h"
#include "widgets/window/windowmemory.h"
#include "widgets/window/workbench.h"

#include <QElapsedTimer>
#include <QMainWindow>
#include <QPointer>
#include <QTimer>

class QSplitter;
class QStackedWidget;
class QTabWidget;
class QToolBar;

namespace lk {

class AuditPanel;
class BackupsPanel;
class ChecklistPanel;
class ConnectionProblem;
class DiffPanel;
class EditorPanel;
class EnvironmentBanner;
class FindingsPanel;
class HistoryPanel;
class MapPanel;
class NoticeBar;
class PasswordDialog;
class PlanDialog;
class RehearsalPanel;
class RunPanel;
class StartPage;
class StatusLine;
class WindowActions;
struct EnvironmentChange;
struct NoticeAction;

/// The window: puts panels, actions and dialogs together around the Workbench. It decides what is shown, never what is
/// true.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// @p passwords: where passwords are kept that stand in no project; nullptr: nowhere.
    explicit MainWindow(std::shared_ptr<PasswordStore> passwords = {}, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Opens the project in @p folder; an empty @p environment is the one it was left with.
    void openProject(const QString &folder, const QString &environment = {}, const Secret &password = {},
                     bool keepPassword = false);
    Workbench &workbench() { return m_bench; }
    WindowActions &actions() { return *m_actions; }
    /// Whether everything that was asked for has been answered and shown.
    bool isSettled() const;
    /// Chooses the migration with this version or key.
    void choose(const QString &version);

signals:
    void settled(); ///< the last answer under way was shown

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    // mainwindowlayout.cpp
    void createPanels();
    QWidget *createDesk();
    void nameForAssistance();
    void restoreLayout();
    void saveLayout();
    void resetLayout();
    void showPanel(QWidget *panel, bool shown);
    void focusPanel(int number);

    // mainwindowconnections.cpp
    void connectFileActions();
    void connectViewActions();
    void connectDatabaseActions();
    void connectPanels();
    void connectBench();

    // mainwindowviews.cpp
    void onOpening(const QString &folder);
    void onOpened();
    void onOpenFailed(const Error &error);
    void onProjectChanged();
    void onRecordsChanged();
    void onCurrentChanged(const QString &key);
    void onJobsChanged();
    void showSlowJob();
    void showEntry();
    void showInterrupted();
    void showLeftovers(const std::vector<Leftover> &leftovers);
    void fillRecentMenu();
    void updateTitle();
    void watchShownFiles();

    // mainwindowplan.cpp
    void onPlanChanged();
    void updateActions();
    void showFindings();
    void showDiff();
    void showRehearsal();
    void showChecklist();
    QString aboutPlan() const;
    PlanRequest requestOfChoice() const;

    // mainwindowwork.cpp
    void onRunStarted(RunKind kind);
    void onRehearsed(const Rehearsal &rehearsal);
    void onRan(const RunReport &report);
    void onBackedUp(const BackupRecord &record);
    void onVerified(const Verification &verification);
    void onRepaired(const RepairReport &report);
    void onFailed(const QString &doing, const Error &error);
    void onTextEdited(const QString &file, const QByteArray &bytes);
    void onSaveRequested(const QString &file, const QByteArray &bytes, const QByteArray &expected);
    void onFileChanged(const QString &path);
    void onFolderChanged();
    void cancelWork();
    void keepUnsaved();
    void goTo(const QString &file, qint64 line, qint64 column);
    void goToRehearsed(const QString &file, qint64 line, qint64 column);
    void showInDiff(const QStringList &objects);
    void applyFix(const Finding &finding);
    void act(ItemAction action, const ChecklistItem &item);

    // mainwindowmap.cpp
    void connectDiffAndMap();
    void showMap();
    void chooseStepOfMap();
    void showMapAlone(bool alone);
    void stepChange(bool forwards);
    void askDiffFile();
    void askMapFile();

    // mainwindowenvironments.cpp
    void askPassword();
    void showLoginProblem();
    void onLoginTried();
    void askEnvironment(const std::optional<Environment> &environment);
    void openEnvironmentDialog(const std::optional<Environment> &environment, const std::optional<QByteArray> &file);
    void onEnvironmentSaved(const EnvironmentChange &change);
    const Environment *currentEnvironment() const;
    void fillEnvironmentMenu();

    // mainwindowtrust.cpp
    void rehearse() { rehearseAs({}); }
    void rehearseAs(RehearsalWish wish);
    void askLiveRehearsal(const RehearsalWish &wish);
    void askRehearsalServer();
    void fillRehearseMenu();
    void lookForScratches();
    void showScratches(const std::vector<AbandonedScratch> &scratches);
    void apply(const QString &fingerprint);
    void withTrust(const QString &why, std::vector<TrustQuestion::File> programs, std::function<void()> go);
    void readTrust(const QString &why, std::vector<TrustQuestion::File> programs, std::function<void()> go);
    void askTrustToOpen();
    void askTrustNow();
    void showTrust();
    void showProject();
    void askTrust(const TrustQuestion &question, const QString &why, std::vector<TrustQuestion::File> programs, std::function<void(bool)> go);

    // mainwindowpreview.cpp
    void onPreviewTriggered(bool wanted);
    void onPreviewShown(bool shown);
    bool showSeen(Direction direction);
    void askPreview(Direction direction);
    void onPreviewTurned();
    void updatePreview();
    void dropPreview();

    // mainwindowdialogs.cpp
    void askForProject();
    void openPlan(const PlanRequest &request);
    void updatePlanDialog();
    void askTick(const ChecklistItem &item);
    void askWaiveItem(const ChecklistItem &item);
    void askWaiveFinding(const Finding &finding);
    void askReview();
    void askNewMigration();
    void askRestore(const BackupRecord &backup);
    void askRepair(const Leftover &leftover);
    void askRecords(const RecordRequest &request);
    void askReportFile();
    void showChecks(const QString &title, const QString &summary, const std::vector<VerificationCheck> &checks,
                    const std::vector<Leftover> &leftovers = {});
    void runDoctor();
    void askDataCheck();
    void compareRehearsals();
    void showKeys();
    void showAbout();
    QWidget *dialogParent();
    void openDialog(QDialog *dialog);

    Workbench m_bench;
    WindowMemory m_memory;
    UnsavedStore m_unsaved;
    FilesWatcher m_watcher;
    WindowActions *m_actions;

    QStackedWidget *m_pages;
    StartPage *m_start;
    EnvironmentBanner *m_banner;
    QToolBar *m_toolBar;
    NoticeBar *m_notices;
    QSplitter *m_rows;    ///< upper panels over the bottom tabs
    QSplitter *m_columns; ///< history, middle, checklist
    QSplitter *m_middle;  ///< editor over schema diff
    HistoryPanel *m_history;
    EditorPanel *m_editor;
    QStackedWidget *m_diffPages;
    QTabWidget *m_diffTabs;
    DiffPanel *m_diff;
    MapPanel *m_map;
    ConnectionProblem *m_connection;
    ChecklistPanel *m_checklist;
    QTabWidget *m_bottom;
    FindingsPanel *m_findings;
    RehearsalPanel *m_rehearsal;
    RunPanel *m_run;
    BackupsPanel *m_backups;
    AuditPanel *m_audit;
    StatusLine *m_status;

    QPointer<PlanDialog> m_planDialog;
    QPointer<PasswordDialog> m_passwordDialog;
    std::map<QString, std::vector<Finding>> m_textFindings; ///< of edited text, by file
    std::vector<Leftover> m_leftovers; ///< that are offered to be taken away
    QString m_wantedKey;                                    ///< to be chosen once the history is there
    QStringList m_newFiles;                                 ///< just written: their migration is chosen when it appears
    bool m_keepRequest = false; ///< the plan of a revert stays on the desk while a person looks after its blockers
    struct Place {
        QString file;
        qint64 line = 0;
        qint64 column = 0;
    };
    std::optional<Place> m_goToLater;
    bool m_choiceKeepsPlan = false; ///< another migration is chosen to show a place of the plan on the desk
    QElapsedTimer m_lastRefresh;
    QTimer m_slow; ///< until a job that only looks is told in the status bar
    bool m_slowCancellable = false; ///< it is told there, and may be cancelled
    QPointer<QWidget> m_focus;
    QByteArray m_previewedScript; ///< whose SQL is shown in its place
    int m_previewJob = 0;
    bool m_untrustedToOpen = false; ///< the folder could not be opened, for nobody trusts its programs
    bool m_trustTold = false;       ///< that programs of the open project don't run yet
    bool m_mapAlone = false;        ///< the map has the window for itself
    bool m_closing = false;
};

} // namespace lk
