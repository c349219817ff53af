// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/audit/auditlog.h"
#include "models/backup/backupstore.h"
#include "models/checklist/checklist.h"
#include "models/engines/abandonedscratch.h"
#include "models/engines/indexuse.h"
#include "models/engines/lockweather.h"
#include "models/formats/formatregistry.h"
#include "models/plan/recordplan.h"
#include "models/project/passwordstore.h"
#include "models/project/project.h"
#include "models/rehearsal/rehearse.h"
#include "models/run/planexecutor.h"
#include "models/run/runevent.h"
#include "models/run/runreport.h"
#include "models/run/toolrunner.h"
#include "models/run/verification.h"

#include <QHash>

#include <map>
#include <memory>
#include <set>

namespace lk {

/// What to open. Either an environment of the project's lockkeeper.toml or a bare URL.
struct OpenRequest {
    QString folder;
    QString environment; ///< empty: the only one, else "development", else the first
    QString url;         ///< instead of an environment
    QString format;      ///< empty: as in the file, else detected
    QString migrations;  ///< empty: as in the file, else the format's
    bool searchParents = false;
    bool trusted = false; ///< programs of the folder may run for as long as it is open
    std::shared_ptr<PasswordStore> passwords = {}; ///< asked where the address holds none; nullptr: nobody is asked
    Secret password = {};                          ///< of the user of `url`, as a person typed it for this session
    bool keepPassword = false;                     ///< hand it to `passwords` once it has opened the database
};

/// What a password in a PasswordStore is for: engine, user and server, whatever the database.
QString passwordEndpoint(const Target &target);

/// As whom the desk goes to the database: to look, or to change it. One and the same where the environment names only one.
enum class LoginRole { Browse, Migrate };

/// Who could not log in, and why.
struct LoginProblem {
    LoginRole role = LoginRole::Browse;
    Target target;
    Error error;
    bool typed = false; ///< with a password that a person typed
};

/// The database side as it was when last looked at.
struct DatabaseView {
    ServerInfo server;
    Target target;
    std::optional<Error> error; ///< why it can't be read; nothing: all is well
    QString problem;     ///< the same in words, without the next step
    QString nextStep;
    std::vector<Leftover> leftovers; ///< what a cut-off statement left behind, and the way to take it away
    std::optional<LoginProblem> login; ///< somebody could not log in
};

/// A place where a plan could be rehearsed.
struct RehearsalChoice {
    RehearsalPlace place = RehearsalPlace::Scratch;
    QString title;   ///< "A copy on the same server"
    QString problem; ///< why not there, and what is missing; empty: it can
};

struct WaiverRequest { Finding finding; QString reason; };

/// The use cases, for window and command line alike: one project, one environment. Synchronous; knows no threads; must stay in the
/// thread that opened it. Looking (open, history, plan, check, rehearse, checklist) writes nothing to the target.
class Desk
{
public:
    /// Reads the project and finds format and environment. Connects to nothing yet. Errors: no such folder, no format, broken configuration.
    /// ErrorCode::Blocked: where the database is, stands in a program that nobody trusts yet; `trust` of toolPrograms() is the way on.
    static Result<std::unique_ptr<Desk>> open(const OpenRequest &request, Clock clock = systemClock());
    ~Desk();

    const Project &project() const { return m_project; }
    const Environment &environment() const { return m_environment; }
    const Format &format() const { return *m_format; }
    const Engine &engine() const { return *m_engine; }
    const Target &target() const { return m_target; }
    const QString &migrationsFolder() const { return m_setup.migrations; } ///< relative to the project
    const FormatSetup &setup() const { return m_setup; }
    const Recognition &recognition() const { return m_recognition; } ///< why this format

    /// Whether a person lets the folder's programs run: its tool with configuration and migrations.
    bool trusted() const;
    /// The files that run first, relative to the project; none where the format runs no programs.
    QStringList programFiles() const { return m_format->programFiles(m_setup); }
    /// Remembers the person's trust for the folder with these files as they are now.
    Result<void> trust();
    /// The person lets them run for as long as this desk is open.
    void trustWhileOpen() { m_trusted = true; }

    /// From the next refresh() on @p role logs in with this password, as a person typed it; both do where they are one. It is handed to
    /// the request's store once it has opened the database, if @p keep.
    void logIn(LoginRole role, const Secret &password, bool keep);

    /// Reads files and tracking table anew. A database that can't be read is not an error here: history then holds the files alone, and
    /// database().problem says why.
    Result<History> refresh();
    const History &history() const { return m_history; }
    const DatabaseView &database() const { return m_database; }

    Result<Plan> plan(const PlanRequest &request) const;
    /// Findings of the plan's scripts, or of every pending migration, or of bare files. Of a program, what it sent at the rehearsal is judged.
    std::vector<Finding> findings(const Plan &plan);
    std::vector<Finding> findingsOfPending();
    Result<std::vector<Finding>> findingsOfFiles(const QStringList &files) const;
    /// Findings of text that stands in an editor, as if it were the file of @p migration.
    std::vector<Finding> findingsOfText(const Migration &migration, const QString &file, const QByteArray &text);

    Result<Snapshot> snapshot();
    /// Saves the schema as a snapshot file in the project's data folder; gives its path. Ticks "schema-documented".
    Result<QString> saveSnapshot();

    /// Where this environment's plans can be rehearsed, the policy's choice first.
    std::vector<RehearsalChoice> rehearsalChoices();
    /// What the policy says, or @p place and @p data instead: where, and with or without rows, in words.
    Result<RehearseOptions> rehearseOptions(const std::optional<RehearsalPlace> &place = {}, const QString &url = {}, const std::optional<ScratchData> &data = {});
    Result<Rehearsal> rehearse(const Plan &plan, const RehearseOptions &options, RunControl &control, const EventSink &sink, const ProgressSink &progress);
    /// The stored rehearsal of this plan, if it still counts: same fingerprint, same schema of the target, same version of its server.
    std::optional<Rehearsal> rehearsal(const Plan &plan) const;

    /// The rehearsal before that one of the same migrations here, to compare with.
    std::optional<Rehearsal> earlierRehearsal(const Plan &plan) const;
    /// What rehearsals that were cut off left behind, and taking it away.
    Result<std::vector<AbandonedScratch>> abandonedScratches() const;
    Result<void> removeScratch(const AbandonedScratch &scratch);

    /// Who is on the target now and would wait, or be waited for, when this plan runs.
    Result<LockWeather> lockWeather(const Plan &plan);
    /// Indexes that nobody has read since the server began to count, constraints' own left out.
    Result<std::vector<IndexUse>> unusedIndexes();

    Result<BackupRecord> backUp(Verified verify, RunControl &control, const ProgressSink &progress);
    std::vector<BackupRecord> backups() const;
    Result<BackupRecord> verifyBackup(const QString &file, Verified level, RunControl &control, const ProgressSink &progress);
    /// Restores into the environment's database (which is backed up first) or into @p intoUrl.
    Result<void> restore(const QString &file, const QString &intoUrl, RunControl &control, const ProgressSink &progress);

    Checklist checklist(const Plan &plan);
    Result<void> tick(const Plan &plan, const QString &item, const QString &note);
    Result<void> untick(const Plan &plan, const QString &item);
    Result<void> waiveItem(const Plan &plan, const QString &item, const QString &reason);
    Result<void> waiveFinding(const Plan &plan, const WaiverRequest &request);
    Result<void> review(const Plan &plan, const QString &note);
    /// Notes that the person opened the log of the plan's run.
    Result<void> logOpened(const Plan &plan);

    /// Runs the plan under its permit: lock, the same database as checked, audit intent, statements, verification, report.
    /// A run that failed is a report with its error, not an error; errors are: refused before anything ran.
    Result<RunReport> apply(const Plan &plan, const ApplyPermit &permit, RunControl &control, const EventSink &sink);
    Result<Verification> verify(RunControl &control);

    /// The leave to take away what a cut-off statement left behind (database().leftovers, Verification::leftovers), or what the policy
    /// still wants before any write.
    Result<RepairPermit> permitRepair(const Leftover &leftover);
    /// Takes it away: lock, still there as it was seen, audit intent and journal, the statement, a look whether it is gone, verification.
    /// One that failed is a report with its error; errors are: refused before anything ran.
    Result<RepairReport> repair(const RepairPermit &permit, RunControl &control, const EventSink &sink);

    /// What `mark`, `baseline` or `repair` would write into the tracking table; see recordplan.h.
    Result<RecordPlan> planRecords(const RecordRequest &request) const;
    /// Writes it, as one change, under the run's lock and the format's own; audited. Errors: what the policy wants before any write; somebody
    /// changed files or tracking table since it was planned; the table would not say what was wanted. Nothing stays then.
    Result<void> changeRecords(const RecordPlan &plan, RunControl &control);

    /// What a step that is a program would send, as its tool tells without a database; an error where the tool can't or nobody trusts it.
    Result<QStringList> preview(const PlanStep &step, RunControl &control) const;

    /// Files that a new migration would have (nothing is written), and writing them (never over an existing file).
    Result<std::vector<NewFile>> newMigration(const QString &name, bool reversible) const;
    Result<QStringList> writeNewMigration(const std::vector<NewFile> &files);
    /// Writes an edited pending file, if it still holds @p expected on the disk; applied files are refused.
    Result<void> saveFile(const QString &file, const QByteArray &content, const QByteArray &expected);

    Result<std::vector<AuditEntry>> auditLog() const;
    std::vector<RunReport> runs() const; ///< newest first
    /// Runs that a crash cut off, with what the database says became of each step; call refresh() first.
    std::vector<InterruptedRun> interruptedRuns() const;
    /// The person has seen it: it is not shown again.
    Result<void> closeInterrupted(const QString &id);

    /// "doctor": what works, what is missing, in lines of (title, ok, detail).
    std::vector<VerificationCheck> doctor();

private:
    Desk(Project project, Environment environment, Clock clock);

    Result<std::unique_ptr<Session>> look() const;
    Result<Target> resolved(const QString &url, const OpenRequest &request, const Target *sibling = nullptr) const;
    void noteTyped(LoginRole role, bool keep);
    void keepPassword(LoginRole role);
    void noteLogin(LoginRole role, const Error &error);
    void lookWhetherMayMigrate();
    bool sameRole() const { return passwordEndpoint(m_browse) == passwordEndpoint(m_target); }
    std::optional<Error> notReached() const;
    Result<std::vector<AppliedMigration>> readApplied(Session &session) const;
    Result<const Snapshot *> schema();
    Result<QString> schemaDigest();
    ChecklistFacts facts(const Plan &plan);
    std::optional<bool> environmentHolds(const QString &name, const Plan &plan, QString *why) const;
    void addBackupFacts(ChecklistFacts &facts) const;
    std::vector<Finding> analysed(const Migration &migration, Direction direction);
    ToolPlace toolPlace() const;
    Result<void> checkTrust(const Plan &plan) const;
    void noteSent(const Plan &plan, const Rehearsal &rehearsal);
    struct Ground;
    Result<Ground> ground(const Plan &plan, RehearseOptions &options, RunControl &control, const ProgressSink &progress);
    Result<std::unique_ptr<Scratch>> restoredBackup(const Plan &plan, RehearseOptions &options, RunControl &control, const ProgressSink &progress);
    Result<void> checkFits(const BackupRecord &record, Session &restored) const;
    Result<BackupRecord> backupFor(const QString &file) const;
    Result<Target> otherServer(const QString &url, QStringList *remarks = nullptr, const Secret &password = {}) const;
    QString placeProblem(RehearsalPlace place, const QString &url) const;
    RehearseOptions withRowsAsFits(RehearseOptions options, const std::optional<ScratchData> &asked) const;
    Result<Expectation> expectation(const Plan &plan, Session &session, RunControl &control);
    Result<void> checkStillAsPlanned(const Plan &plan, const ApplyPermit &permit, Session &session) const;
    Result<std::unique_ptr<Session>> resolveUnknown(const Plan &plan, const ServerInfo &lost, Execution &execution, const EventSink &sink);
    Result<RunReport> execute(const Plan &plan, Session &session, const Expectation &expected, FormatLocks &locks, RunControl &control, const EventSink &sink);
    void keepReport(RunReport &report);
    QString repairState(const QJsonObject &journalHead) const;

    BackupStore store() const;
    void addBackupForm(std::vector<VerificationCheck> &checks) const;
    void addScratches(std::vector<VerificationCheck> &checks) const;
    QString rehearsalPath(const QString &fingerprint) const;
    QString head() const;
    QDateTime lastChange() const;
    Result<void> addEvidence(const QString &kind, const QString &subject, const QString &note, bool ok = true, const QJsonObject &detail = {});
    Result<void> audit(const QString &action, const QString &subject, const QString &versions, const QString &outcome, const QString &detail = {}) const;

    Project m_project;
    Environment m_environment;
    Clock m_clock;
    const Format *m_format = nullptr;
    const Engine *m_engine = nullptr;
    Recognition m_recognition;
    FormatSetup m_setup;
    Target m_target;
    Target m_browse; ///< the same database as somebody who may only look
    std::shared_ptr<PasswordStore> m_passwords;
    std::set<LoginRole> m_typed;      ///< whose password a person typed
    std::set<LoginRole> m_toKeep;     ///< whose goes to the store once it has opened the database
    bool m_mayMigrate = false;   ///< the one who changes things has logged in once
    History m_history;
    DatabaseView m_database;
    bool m_trusted = false;      ///< for as long as it is open
    QHash<QByteArray, QStringList> m_sent; ///< by a program's text and direction: what it was seen to send
    std::optional<Snapshot> m_schema; ///< as last read, tracking table left out; read when first asked for
    EvidenceStore m_evidence;
};

/// Gives @p target a password where its address holds none: from the engine's variable, else from @p store (may be nullptr). One that a
/// person has @p typed comes before all others.
void findPassword(Target &target, const Engine &engine, const Secret &typed, PasswordStore *store);

/// `status --json`, `plan --json` of cli.md.
QJsonObject statusJson(const Desk &desk);
QJsonObject planJson(const Plan &plan);
QJsonObject toJson(const Finding &finding);

} // namespace lk
