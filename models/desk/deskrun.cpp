// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Running a plan: the part of the desk that changes the target.
#include "models/desk/desk.h"

#include "models/base/jsonfile.h"
#include "models/base/privatefile.h"
#include "models/base/sourcefile.h"
#include "models/run/formatlocks.h"
#include "models/run/journal.h"
#include "models/run/planexecutor.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <chrono>
#include <thread>

#include <csignal>

namespace lk {

namespace {

Failure changedMeanwhile(const QString &what, const QString &why, const Place &where = {})
{
    return Failure(Error{ErrorCode::Disagreement, what, where, why, QStringLiteral("nothing was run; look at the new state, then plan again")});
}

/// The files must still hold the bytes that were planned (product.md, "What must never happen" 1).
Result<void> checkFiles(const Plan &plan, const QString &folder)
{
    for (const PlanStep &step : plan.steps) {
        for (const std::optional<Script> &script : {step.migration.up, step.migration.down}) {
            if (!script)
                continue;
            auto now = readSourceFile(QDir(folder).absoluteFilePath(script->file));
            if (!now)
                return failure(std::move(now));
            if (now->bytes != script->fileBytes())
                return changedMeanwhile(QStringLiteral("the file changed since it was planned"), {}, {script->file, 0, 0});
        }
    }
    return {};
}

QStringList tablesOf(const Plan &plan, const Dialect &dialect)
{
    QSet<QString> tables;
    for (const PlanStep &step : plan.steps) {
        for (const Statement &statement : step.statements) {
            if (statement.origin != StatementOrigin::Script)
                continue;
            const StatementFacts facts = readFacts(statement.sql(), dialect);
            for (const QString &name : {facts.table, facts.name, facts.newName})
                tables.insert(name.toLower());
        }
    }
    tables.remove(QString());
    QStringList sorted(tables.begin(), tables.end());
    sorted.sort();
    return sorted;
}

/// Notes the tables that programs name in what they send.
class SentTables final : public StatementObserver
{
public:
    SentTables(const Dialect &dialect, QStringList &tables) : m_dialect(dialect), m_tables(tables) {}
    void done(int, const Statement &statement, double, const StatementOutcome &) override
    {
        if (statement.origin != StatementOrigin::Script)
            return;
        const StatementFacts facts = readFacts(statement.sql(), m_dialect);
        for (const QString &name : {facts.table, facts.name, facts.newName}) {
            if (!name.isEmpty() && !m_tables.contains(name.toLower()))
                m_tables << name.toLower();
        }
    }
    Result<void> stepDone(int) override { return {}; }

private:
    const Dialect &m_dialect;
    QStringList &m_tables;
};

std::vector<QString> keysOf(const Plan &plan, int steps)
{
    std::vector<QString> keys;
    for (int i = 0; i < steps; ++i)
        keys.push_back(plan.steps[size_t(i)].migration.key);
    return keys;
}

QJsonObject journalHead(const Plan &plan, const QString &id, const QDateTime &at)
{
    QJsonArray steps;
    for (const PlanStep &step : plan.steps) {
        steps.append(QJsonObject{{QStringLiteral("version"), step.migration.version},
                                 {QStringLiteral("key"), step.migration.key},
                                 {QStringLiteral("transaction"), step.transaction}});
    }
    return {{QStringLiteral("event"), QStringLiteral("intent")},
            {QStringLiteral("id"), id},
            {QStringLiteral("at"), at.toString(Qt::ISODateWithMs)},
            {QStringLiteral("environment"), plan.environment},
            {QStringLiteral("database"), plan.target.url},
            {QStringLiteral("fingerprint"), plan.fingerprint},
            {QStringLiteral("direction"), plan.direction == Direction::Up ? QStringLiteral("up") : QStringLiteral("down")},
            {QStringLiteral("pid"), qint64(QCoreApplication::applicationPid())},
            {QStringLiteral("steps"), steps}};
}

/// Whether a journal has its last word. Only its end is read: journals are kept for ever and may be long.
bool endsClosed(const QString &path)
{
    QFile journal(path);
    if (!journal.open(QIODevice::ReadOnly))
        return false;
    journal.seek(std::max<qint64>(0, journal.size() - 4096));
    const QByteArray end = journal.readAll().trimmed();
    const QString event = QJsonDocument::fromJson(end.mid(end.lastIndexOf('\n') + 1)).object()[QStringLiteral("event")].toString();
    return event == QStringLiteral("run_done") || event == QStringLiteral("closed");
}

/// Whether the process that wrote the journal is still at it.
bool stillRunning(qint64 pid)
{
    if (pid <= 0 || (::kill(pid_t(pid), 0) != 0 && errno == ESRCH))
        return false;
    QFile name(QStringLiteral("/proc/%1/comm").arg(pid));
    return name.open(QIODevice::ReadOnly) && (pid == QCoreApplication::applicationPid() || name.readAll().startsWith("lockkeeper"));
}

} // namespace

Result<Expectation> Desk::expectation(const Plan &plan, Session &session, RunControl &control)
{
    Expectation expected;
    expected.fingerprint = plan.fingerprint;
    expected.trackingTables = m_format->ownTables(m_setup);
    expected.touchedTables = tablesOf(plan, m_engine->traits().dialect);
    if (const auto rehearsed = rehearsal(plan); rehearsed && rehearsed->ok)
        expected.schema = rehearsed->schemaAfter;
    auto rows = m_engine->contents(session, ContentDepth::Counts, control);
    if (!rows)
        return failure(std::move(rows));
    expected.rows = std::move(*rows);
    return expected;
}

Result<void> Desk::checkStillAsPlanned(const Plan &plan, const ApplyPermit &permit, Session &session) const
{
    auto applied = readApplied(session);
    if (!applied)
        return failure(std::move(applied));
    for (const PlanStep &step : plan.steps) {
        const bool there = std::any_of(applied->begin(), applied->end(), [&step](const AppliedMigration &row) { return row.key == step.migration.key; });
        if (there == (plan.direction == Direction::Up)) {
            return changedMeanwhile(QStringLiteral("%1 is %2 already").arg(step.migration.version, there ? QStringLiteral("applied") : QStringLiteral("reverted")),
                                    QStringLiteral("another run was faster"));
        }
    }
    // Read as whom the checks read it: another role may be shown more or less.
    auto looking = m_browse == m_target ? Result<std::unique_ptr<Session>>(nullptr) : look();
    if (!looking)
        return failure(std::move(looking));
    auto schema = m_engine->snapshot(*looking ? **looking : session);
    if (!schema)
        return failure(std::move(schema));
    if (without(std::move(*schema), m_format->ownTables(m_setup)).digest() != permit.schemaDigest())
        return changedMeanwhile(QStringLiteral("the schema is not the one that the checks saw"), QStringLiteral("somebody changed it meanwhile"));
    return {};
}

Result<RunReport> Desk::apply(const Plan &plan, const ApplyPermit &permit, RunControl &control, const EventSink &sink)
{
    if (permit.fingerprint() != plan.fingerprint) {
        return Failure(Error{ErrorCode::Blocked, QStringLiteral("the permit is for another plan"), {}, {}, QStringLiteral("check this plan first")});
    }
    if (auto may = checkTrust(plan); !may)
        return failure(std::move(may));
    if (auto same = checkFiles(plan, m_project.folder); !same)
        return failure(std::move(same));
    auto lock = m_engine->lock(m_target);
    if (!lock)
        return failure(std::move(lock));
    auto session = m_engine->open(m_target, Access::ReadWrite, plan.createsDatabase);
    if (!session)
        return failure(std::move(session));
    if (auto same = checkStillAsPlanned(plan, permit, **session); !same)
        return failure(std::move(same));
    const bool scripts = !std::ranges::all_of(plan.steps, &PlanStep::isProgram); // programs take the tool's locks by themselves
    auto formatLock = FormatLocks::take(*m_engine, m_target, scripts ? m_format->locks(m_engine->traits(), (*session)->info().database, m_setup) : std::vector<FormatLock>(), control);
    if (!formatLock)
        return failure(std::move(formatLock));
    auto expected = expectation(plan, **session, control);
    if (!expected)
        return failure(std::move(expected));
    return execute(plan, **session, *expected, **formatLock, control, sink);
}

/// A connection that broke in a commit leaves the question what became of it. It is asked on a new one, once the server has let go of
/// the old (failure-modes F-001, F-003); never by trying again.
Result<std::unique_ptr<Session>> Desk::resolveUnknown(const Plan &plan, const ServerInfo &lost, Execution &execution, const EventSink &sink)
{
    const auto tell = [&](const QString &text) { sink({m_clock(), RunNotice{execution.failedStep, text}}); };
    constexpr auto Patience = std::chrono::seconds(30);
    constexpr auto Pause = std::chrono::milliseconds(250);
    const auto until = std::chrono::steady_clock::now() + Patience;
    Result<std::unique_ptr<Session>> session = m_engine->open(m_target, Access::ReadOnly);
    while (!session && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(Pause);
        session = m_engine->open(m_target, Access::ReadOnly);
    }
    if (!session)
        return session;
    tell(QStringLiteral("connected again, to find out what became of it"));
    while (m_engine->isConnected(**session, lost.connection).value_or(false) && std::chrono::steady_clock::now() < until)
        std::this_thread::sleep_for(Pause);

    std::optional<bool> committed;
    if (auto told = m_engine->committed(**session, execution.transactionId))
        committed = *told;
    const PlanStep &step = plan.steps[size_t(execution.failedStep)];
    if (!committed && !m_engine->isConnected(**session, lost.connection).value_or(true)) {
        // The tracking row commits last, and with it what ran in its transaction.
        if (auto applied = readApplied(**session)) {
            const bool there = std::ranges::any_of(*applied, [&](const AppliedMigration &row) { return row.key == step.migration.key && row.success; });
            if (there == (plan.direction == Direction::Up))
                committed = true;
            else if (step.atomic())
                committed = false;
        }
    }
    if (!committed)
        return session;
    tell(*committed ? QStringLiteral("%1 was committed").arg(step.migration.version) : QStringLiteral("%1 was rolled back").arg(step.migration.version));
    execution.outcome = *committed ? Outcome::Committed : Outcome::RolledBack;
    execution.stepsDone += *committed;
    execution.error->code = ErrorCode::Connection;
    execution.error->nextStep = *committed ? QStringLiteral("a new connection saw that %1 is committed; what comes after it did not run").arg(step.migration.version)
                                           : QStringLiteral("a new connection saw that nothing of %1 stayed; run again").arg(step.migration.version);
    if (*committed && execution.stepsDone == int(plan.steps.size()))
        execution.error.reset();
    return session;
}

Result<RunReport> Desk::execute(const Plan &plan, Session &session, const Expectation &expectedBefore, FormatLocks &locks, RunControl &control, const EventSink &sink)
{
    Expectation expected = expectedBefore;
    RunReport report;
    report.startedAt = m_clock();
    report.id = report.startedAt.toString(QStringLiteral("yyyyMMdd'T'HHmmsszzz'Z'")) + u'-' + plan.fingerprint.left(8);
    report.fingerprint = plan.fingerprint;
    report.environment = m_environment.name;
    report.database = m_target.url;
    report.by = currentUser();
    report.direction = plan.direction;
    report.versions = plan.versions();
    report.rowsBefore = expected.rows.value_or(Contents());
    report.touchedTables = expected.touchedTables;
    for (const PlanStep &step : plan.steps)
        report.keys << step.migration.key;

    const QString action = plan.direction == Direction::Up ? QStringLiteral("apply") : QStringLiteral("revert");
    if (auto intent = audit(action, plan.fingerprint, plan.versions(), QStringLiteral("intent")); !intent)
        return failure(std::move(intent));
    auto journal = Journal::create(QStringLiteral("%1/journals/%2.jsonl").arg(m_project.dataFolder(), report.id), journalHead(plan, report.id, report.startedAt));
    if (!journal)
        return failure(std::move(journal));

    const auto record = [&](const RunEvent &event) {
        journal->write(event);
        if (sink)
            sink(event);
    };
    const bool programs = std::ranges::any_of(plan.steps, &PlanStep::isProgram);
    SentTables sentTables(m_engine->traits().dialect, expected.touchedTables);
    const ToolRunner tool(programs ? toolPlace() : ToolPlace());
    PlanExecutor executor(*m_engine, session, control, record,
                          {report.by, m_clock, true, true, m_environment.lockRetries, programs ? &sentTables : nullptr, programs ? &tool : nullptr, &locks});
    const ServerInfo server = session.info();
    Execution execution = executor.execute(plan);
    std::unique_ptr<Session> again; // where the first connection is gone
    if (execution.outcome == Outcome::Unknown) {
        if (auto looked = resolveUnknown(plan, server, execution, record))
            again = std::move(*looked);
    } else if (execution.error && execution.error->code == ErrorCode::Connection) {
        if (auto opened = m_engine->open(m_target, Access::ReadOnly))
            again = std::move(*opened);
    }
    report.touchedTables = expected.touchedTables;
    Session &judged = again ? *again : session;
    report.outcome = execution.outcome;
    report.stepsDone = execution.stepsDone;
    report.error = execution.error;
    if (report.error && report.error->nextStep.isEmpty()) {
        const QString before = execution.stepsDone > 0 ? QStringLiteral("; the %1 before it %2").arg(execution.stepsDone).arg(execution.stepsDone == 1 ? QStringLiteral("stays") : QStringLiteral("stay"))
                                                       : QString();
        report.error->nextStep = execution.outcome == Outcome::RolledBack
            ? QStringLiteral("nothing of %1 stayed%2; %3").arg(plan.steps[size_t(execution.failedStep)].migration.version, before,
                  report.error->code == ErrorCode::Cancelled ? QStringLiteral("run again when you like") : QStringLiteral("mend the file and run again"))
            : execution.outcome == Outcome::Unknown ? QStringLiteral("its outcome could not be found out; look at the database before anything else runs")
                                                    : QStringLiteral("part of it may have taken effect; look at the schema diff and the tracking table before anything else runs");
    }

    // The database is judged by what it holds now, also after a failure.
    const std::vector<QString> ran = keysOf(plan, execution.stepsDone);
    (plan.direction == Direction::Up ? expected.inDatabase : expected.notInDatabase) = ran;
    if (execution.outcome != Outcome::Committed)
        expected.schema.reset();
    RunControl undisturbed;
    if (auto applied = readApplied(judged)) {
        if (auto verified = verifyDatabase(*m_engine, judged, expected, *applied, undisturbed, m_clock()))
            report.verification = std::move(*verified);
    }
    report.endedAt = m_clock();
    keepReport(report);
    const QString outcome = word(report.outcome);
    if (auto noted = audit(action, plan.fingerprint, plan.versions(), outcome, report.error ? report.error->text() : QString()); !noted && sink)
        sink({m_clock(), RunNotice{0, QStringLiteral("the audit log could not be written: ") + noted.error().text()}});
    m_schema.reset();
    return report;
}

void Desk::keepReport(RunReport &report)
{
    const QString path = QStringLiteral("%1/runs/%2.json").arg(m_project.dataFolder(), report.id);
    if (writeJsonFile(path, toJson(report)))
        report.file = path;
    const bool committed = report.outcome == Outcome::Committed;
    (void)addEvidence(QStringLiteral("run"), report.fingerprint, word(report.outcome), committed, {{QStringLiteral("id"), report.id}, {QStringLiteral("file"), report.file}});
    if (!report.verification.checks.empty())
        (void)addEvidence(QStringLiteral("verification"), report.fingerprint, {}, report.verification.passed(), toJson(report.verification));
}

Result<Verification> Desk::verify(RunControl &control)
{
    auto session = look();
    if (!session)
        return failure(std::move(session));
    auto applied = readApplied(**session);
    if (!applied)
        return failure(std::move(applied));
    Expectation expected;
    expected.trackingTables = m_format->ownTables(m_setup);
    const std::vector<RunReport> all = runs();
    const auto last = std::find_if(all.begin(), all.end(), [this](const RunReport &report) { return report.environment == m_environment.name; });
    if (last != all.end()) {
        expected.fingerprint = last->fingerprint;
        expected.rows = last->rowsBefore;
        expected.touchedTables = last->touchedTables;
        const std::vector<QString> ran(last->keys.begin(), last->keys.begin() + std::min<qsizetype>(last->stepsDone, last->keys.size()));
        (last->direction == Direction::Up ? expected.inDatabase : expected.notInDatabase) = ran;
        if (const auto object = readJsonFile(rehearsalPath(last->fingerprint)); object && last->outcome == Outcome::Committed) {
            if (const auto rehearsed = rehearsalFromJson(*object); rehearsed && rehearsed->fingerprint == last->fingerprint && rehearsed->ok)
                expected.schema = rehearsed->schemaAfter;
        }
    }
    auto verification = verifyDatabase(*m_engine, **session, expected, *applied, control, m_clock());
    if (!verification)
        return verification;
    if (auto kept = addEvidence(QStringLiteral("verification"), expected.fingerprint, {}, verification->passed(), toJson(*verification)); !kept)
        return failure(std::move(kept));
    if (auto noted = audit(QStringLiteral("verify"), expected.fingerprint, {}, verification->passed() ? QStringLiteral("done") : QStringLiteral("failed")); !noted)
        return failure(std::move(noted));
    return verification;
}

std::vector<RunReport> Desk::runs() const
{
    std::vector<RunReport> reports;
    const QDir folder(m_project.dataFolder() + QStringLiteral("/runs"));
    for (const QString &name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name | QDir::Reversed)) {
        const auto object = readJsonFile(folder.filePath(name));
        auto report = object ? runReportFromJson(*object) : std::nullopt;
        if (!report)
            continue;
        report->file = folder.filePath(name);
        reports.push_back(std::move(*report));
    }
    return reports;
}

std::vector<InterruptedRun> Desk::interruptedRuns() const
{
    std::vector<InterruptedRun> interrupted;
    const QDir folder(m_project.dataFolder() + QStringLiteral("/journals"));
    for (const QString &name : folder.entryList({QStringLiteral("*.jsonl")}, QDir::Files, QDir::Name)) {
        if (endsClosed(folder.filePath(name)))
            continue;
        const auto lines = readJsonLines(folder.filePath(name));
        if (!lines || lines->empty())
            continue;
        const QJsonObject &head = lines->front();
        if (head[QStringLiteral("environment")].toString() != m_environment.name || stillRunning(head[QStringLiteral("pid")].toInteger()))
            continue;
        InterruptedRun run;
        run.id = head[QStringLiteral("id")].toString();
        run.fingerprint = head[QStringLiteral("fingerprint")].toString();
        run.startedAt = QDateTime::fromString(head[QStringLiteral("at")].toString(), Qt::ISODateWithMs);
        run.direction = head[QStringLiteral("direction")].toString();
        const bool up = run.direction == QStringLiteral("up");
        for (const QJsonValue &step : head[QStringLiteral("steps")].toArray()) {
            const QString version = step[QStringLiteral("version")].toString();
            const HistoryEntry *entry = m_history.find(step[QStringLiteral("key")].toString());
            const bool unknown = !entry || entry->state == State::Unknown;
            const bool there = entry && entry->inDatabase();
            const QString said = unknown ? QStringLiteral("unknown, the database could not be read")
                : there == up            ? QStringLiteral("committed")
                : step[QStringLiteral("transaction")].toBool() ? QStringLiteral("nothing of it stayed")
                                                               : QStringLiteral("in doubt: it ran outside of a transaction and is not recorded");
            run.findings << QStringLiteral("%1: %2").arg(version, said);
        }
        if (head.contains(QStringLiteral("leftover")))
            run.findings << repairState(head);
        interrupted.push_back(std::move(run));
    }
    return interrupted;
}

Result<void> Desk::closeInterrupted(const QString &id)
{
    const QByteArray line = QJsonDocument(QJsonObject{{QStringLiteral("event"), QStringLiteral("closed")},
                                                      {QStringLiteral("at"), m_clock().toString(Qt::ISODateWithMs)},
                                                      {QStringLiteral("by"), currentUser()}})
                                .toJson(QJsonDocument::Compact);
    // The crash may have left a torn line.
    return appendPrivateLine(QStringLiteral("%1/journals/%2.jsonl").arg(m_project.dataFolder(), id), '\n' + line, true);
}

} // namespace lk
