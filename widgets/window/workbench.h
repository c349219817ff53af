// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/datachecks.h"
#include "models/rehearsal/lockforecast.h"
#include "widgets/window/deskclient.h"
#include "widgets/window/deskviews.h"

namespace lk {

struct EnvironmentChange;
struct TrustQuestion;

/// What kind of run is under way, for the run panel's heading.
/// How a person wants a plan to be rehearsed, where that differs from the policy.
struct RehearsalWish {
    std::optional<RehearsalPlace> place = {};
    QString url = {};         ///< of another server
    Secret password = {};     ///< for it, as typed
    bool keep = false;        ///< the copy stays there
    bool liveAllowed = false; ///< the person was asked, and agreed
};

enum class RunKind { Rehearsal, Apply, Revert };

/// The open project as the window sees it: the last known views, and the use cases as asynchronous calls. Everything
/// here happens in the window's thread and returns at once; what came of it is told by signals.
class Workbench : public QObject
{
    Q_OBJECT

public:
    /// @p passwords: asked for those that no address holds; nullptr: there is no such store.
    explicit Workbench(std::shared_ptr<PasswordStore> passwords, QObject *parent = nullptr);

    DeskClient &client() { return m_client; }
    const DeskClient &client() const { return m_client; }

    bool isOpen() const { return m_project != nullptr; }
    const ProjectView &project() const { return *m_project; } ///< only while isOpen()
    const PlanView &plan() const { return *m_plan; }          ///< empty before it was made
    /// The schema as last read; nullptr before, or where it can't be read.
    const std::shared_ptr<const Snapshot> &schema() const { return m_schema; }
    /// The schema after the rehearsal of the plan on the desk, if there is one that succeeded.
    std::shared_ptr<const Snapshot> rehearsedSchema() const;
    const RecordsView &records() const { return *m_records; }
    /// Folder and environments that were asked for last, also when they could not be opened.
    const QString &folder() const { return m_request.folder; }
    const QString &environmentName() const { return m_request.environment; }
    const std::vector<Environment> &environments() const { return m_environments; }
    bool canKeepPasswords() const { return m_passwords != nullptr; }
    const PlanRequest &request() const { return m_planRequest; }
    /// Whether plan() is of the request and the files as they are now, not on its way.
    bool isPlanCurrent() const { return m_planCurrent; }

    /// Opens a project, or another environment of it.
    void open(const OpenRequest &request);
    /// Reads files and database anew.
    void refresh();
    /// Puts another plan on the desk.
    void setRequest(const PlanRequest &request);
    void refreshPlan();

    /// What a person is asked before programs of the folder run, also when it could not be opened.
    void readTrustQuestion(QObject *context, std::function<void(const Result<TrustQuestion> &)> done);
    /// A person's yes to what was @p shown: kept for the folder, or for as long as it is open.
    void trust(const TrustQuestion &shown, bool remember, QObject *context, std::function<void(const Result<void> &)> done);

    /// What the tool says beforehand that a program sends. Gives the job, for client().drop(); a cancelled one answers with an error.
    int previewSql(const PlanStep &step, QObject *context, std::function<void(const Result<QStringList> &)> done);
    /// Who is on the database now, joined with the plan on the desk. A newer question takes the place of one that waits.
    void askLockWeather(QObject *context, std::function<void(const Result<LockForecast> &)> done);
    /// Indexes of the tables that the rehearsed plan changes which nobody reads. A newer question takes the place of one that waits.
    void askUnusedIndexes(QObject *context, std::function<void(const Result<std::vector<IndexUse>> &)> done);
    /// Asks the target's rows what would make the plan on the desk fail; see datacheck.h.
    void checkData(std::chrono::milliseconds limit, QObject *context, std::function<void(const Result<std::vector<DataCheckAnswer>> &)> done);
    /// The rehearsal before that one of the plan on the desk.
    void readEarlierRehearsal(QObject *context, std::function<void(const std::optional<Rehearsal> &)> done);
    void rehearse(const RehearsalWish &wish = {});
    /// What rehearsals that were cut off left behind, for @p done in the window's thread.
    void readScratches(QObject *context, std::function<void(const Result<std::vector<AbandonedScratch>> &)> done);
    void removeScratch(const AbandonedScratch &scratch);
    void backUp();
    void verifyBackup(const QString &file);
    /// Into the environment's own database, or into @p intoUrl, where there must be none yet.
    void restore(const QString &file, const QString &intoUrl = {});
    /// Runs the plan on the desk under its permit, if it still is the one with this fingerprint (the one that the
    /// person saw).
    void apply(const QString &fingerprint);
    void verify();
    void saveSnapshot();
    /// What the policy says of taking a leftover away.
    void permitRepair(const Leftover &leftover, QObject *context, std::function<void(const Result<RepairPermit> &)> done);
    /// Takes it away.
    void repair(const RepairPermit &permit);
    /// What would be written into the tracking table, without running a script.
    void planRecords(const RecordRequest &request, QObject *context, std::function<void(const Result<RecordPlan> &)> done);
    /// Writes it, if nothing has changed since.
    void changeRecords(const RecordPlan &plan);
    /// One role of the open environment logs in with a password that a person typed; loginTried() tells that it was looked what came of it.
    void logIn(LoginRole role, const Secret &password, bool keep);

    void tick(const QString &item, const QString &note);
    void untick(const QString &item);
    void waiveItem(const QString &item, const QString &reason);
    void waiveFinding(const Finding &finding, const QString &reason);
    void review(const QString &note);
    void noteLogOpened();
    /// A person has seen the interrupted run: it is not told again.
    void closeInterrupted(const QString &run);
    /// Writes @p content to a file that a person chose.
    void writeFile(const QString &path, const QByteArray &content);
    /// The same of a text that takes its time to be made: @p make runs in the worker.
    void writeFile(const QString &path, std::function<Result<QByteArray>(JobScope &)> make);

    void saveFile(const QString &file, const QByteArray &bytes, const QByteArray &expectedOnDisk);
    /// Findings of text that is being edited.
    void checkText(const Migration &migration, const QString &file, const QByteArray &text);
    /// Files that a new migration of this name would have; @p done in the window's thread while @p context lives.
    void previewMigration(const QString &name, bool reversible, QObject *context,
                          std::function<void(const Result<std::vector<NewFile>> &)> done);
    void writeMigration(const std::vector<NewFile> &files);
    void runDoctor(QObject *context, std::function<void(const std::vector<VerificationCheck> &)> done);

    /// A format that fits the open project's folder, and why.
    struct FittingFormat {
        QString name;
        QString title;
        QString because;
    };
    void readFittingFormats(QObject *context, std::function<void(const std::vector<FittingFormat> &)> done);
    /// Writes the format of this name into lockkeeper.toml; the project is to be opened anew then.
    void chooseFormat(const QString &name, QObject *context, std::function<void(const Result<void> &)> done);
    /// Takes back that programs of the folder may run; the project is to be opened anew then.
    void forgetTrust(QObject *context, std::function<void(const Result<void> &)> done);

    /// Text of the open project's lockkeeper.toml, for a dialog that changes it.
    void readProjectFile(QObject *context, std::function<void(const Result<std::optional<QByteArray>> &)> done);
    /// Connects to an environment's database to look. Gives the job, for client().cancel(); a cancelled one gives no answer.
    int testConnection(const Environment &environment, const Secret &password, QObject *context,
                       std::function<void(const std::vector<VerificationCheck> &)> done);
    /// Writes the environment to lockkeeper.toml, then its password to the keyring if that is wanted.
    void saveEnvironment(const EnvironmentChange &change, QObject *context, std::function<void(const Result<void> &)> done);

    /// What acts; when nothing does, what looks.
    void cancelWork();
    void pauseActing(bool paused);

signals:
    void opening(const QString &folder);
    void opened(); ///< another project or environment
    void openFailed(const lk::Error &error);
    void projectChanged();
    void environmentsChanged(); ///< of the file
    void planChanged();
    void recordsChanged();
    void namesChanged(const QStringList &names);
    void schemaChanged();
    void textChecked(const QString &file, const std::vector<lk::Finding> &findings);
    void fileSaved(const QString &file, const QByteArray &bytes);
    void migrationWritten(const QStringList &files);

    void runStarted(lk::RunKind kind);
    void runHappened(const std::vector<lk::RunEvent> &events);
    void rehearsed(const lk::Rehearsal &rehearsal);
    void ran(const lk::RunReport &report);
    void backedUp(const lk::BackupRecord &record);
    void verified(const lk::Verification &verification);
    void repairStarted(const lk::Plan &plan);
    void repaired(const lk::RepairReport &report);
    void loginTried();
    void succeeded(const QString &what);
    void failed(const QString &doing, const lk::Error &error);

private:
    struct Opened;

    template <class Work, class Done>
    int act(const QString &title, bool cancellable, Work work, Done done);
    template <class Work>
    void note(const QString &doing, Work work);
    void onOpened(Opened &&opened);
    void fail(const QString &doing, const Error &error);
    void readRecords();
    void readNames();
    void readProject();
    const Plan &planOf(const QString &item) const;

    DeskClient m_client;
    OpenRequest m_request;
    std::shared_ptr<PasswordStore> m_passwords;
    std::vector<Environment> m_environments;
    std::shared_ptr<const ProjectView> m_project;
    std::shared_ptr<const PlanView> m_plan;
    std::shared_ptr<const RecordsView> m_records;
    std::shared_ptr<const Snapshot> m_schema;
    PlanRequest m_planRequest;
    Plan m_lastRun;
    int m_runJob = 0;
    int m_planJob = 0; ///< 0: no plan is on its way
    bool m_planCurrent = false;
};

} // namespace lk
