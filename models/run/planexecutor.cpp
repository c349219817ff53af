// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/planexecutor.h"

#include "models/run/runvalues.h"
#include "models/schema/schemadiff.h"

#include <QRandomGenerator>
#include <QUuid>

#include <chrono>
#include <thread>

namespace lk {

namespace {

/// Above this many statements a step reports its progress instead of each of them.
constexpr int SingleEventsUpTo = 500;
constexpr qint64 ProgressEveryNs = 50'000'000;

qint64 nowNs()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double msSince(qint64 startNs)
{
    return double(nowNs() - startNs) / 1e6;
}

Error cancelledError()
{
    return {ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}};
}

/// Tables whose rows the step's own statements name, in lower case.
QStringList tablesNamedBy(const PlanStep &step, const Dialect &dialect)
{
    QStringList tables;
    for (const Statement &statement : step.statements) {
        const StatementFacts facts = readFacts(statement.sql(), dialect);
        tables << facts.table.toLower() << facts.name.toLower();
    }
    return tables;
}

/// Tables that lost rows although nothing in the step names them.
QStringList silentLosses(const PlanStep &step, const Contents &before, const Contents &after, const Dialect &dialect)
{
    const QStringList named = tablesNamedBy(step, dialect);
    QStringList losses;
    for (const TableContent &old : before) {
        const auto now = std::find_if(after.begin(), after.end(), [&](const TableContent &content) { return content.table == old.table; });
        const qint64 rows = now == after.end() ? 0 : now->rows;
        if (rows < old.rows && !named.contains(old.table.toLower()))
            losses += QStringLiteral("%1: %2 rows before, %3 after").arg(old.table).arg(old.rows).arg(rows);
    }
    return losses;
}

/// The engine counts lines within the statement, or within its data.
Place placeInFile(const Statement &statement, const Place &within)
{
    if (statement.line <= 0)
        return {statement.file, 0, 0};
    const qint64 line = std::max<qint64>(within.line, 1);
    const qint64 column = std::max<qint64>(within.column, 1);
    if (statement.hasData() && within.line > 0)
        return {statement.file, placeOf(statement.source, statement.dataOffset).line + line - 1, 0};
    return {statement.file, statement.line + line - 1, line == 1 ? statement.column + column - 1 : column};
}

} // namespace

PlanExecutor::PlanExecutor(const Engine &engine, Session &session, RunControl &control, EventSink sink, Options options)
    : m_engine(engine)
    , m_session(session)
    , m_control(control)
    , m_sink(std::move(sink))
    , m_options(std::move(options))
{
}

void PlanExecutor::emitEvent(decltype(RunEvent::what) what) const
{
    if (m_sink)
        m_sink({m_options.clock(), std::move(what)});
}

Execution PlanExecutor::execute(const Plan &plan)
{
    const qint64 start = nowNs();
    StatementCancel cancel(m_control.token(), m_session.canceller());
    m_cancel = &cancel;
    Execution execution;
    emitEvent(RunStarted{plan.fingerprint, plan.direction == Direction::Up ? QStringLiteral("up") : QStringLiteral("down"), int(plan.steps.size()),
                         plan.statementCount()});
    const bool accepted = serverAccepts(plan, execution);
    for (int i = 0; accepted && i < int(plan.steps.size()); ++i) {
        const PlanStep &step = plan.steps[size_t(i)];
        m_stepStartedNs = nowNs();
        emitEvent(StepStarted{i, step.migration.version, step.script().file, int(step.statements.size())});
        auto failed = runStep(i, step);
        if (!failed && m_options.observer) {
            if (auto observed = m_options.observer->stepDone(i); !observed)
                failed = StepFailure{0, observed.error(), true};
        }
        if (failed) {
            execution.outcome = failed->error.code == ErrorCode::Unknown ? Outcome::Unknown
                : failed->committed                                      ? Outcome::Committed
                : failed->leftTraces                                     ? Outcome::PartlyApplied
                                                                         : Outcome::RolledBack;
            execution.stepsDone += failed->committed;
            execution.failedStep = i;
            execution.failedStatement = failed->statement;
            execution.error = failed->error;
            execution.transactionId = m_transactionId;
            emitEvent(StepDone{i, step.migration.version, execution.outcome, msSince(m_stepStartedNs)});
            emitEvent(RunFailed{i, failed->statement, failed->error});
            break;
        }
        emitEvent(StepDone{i, step.migration.version, Outcome::Committed, msSince(m_stepStartedNs)});
        ++execution.stepsDone;
    }
    m_cancel = nullptr;
    execution.ms = msSince(start);
    emitEvent(RunDone{execution.outcome, execution.stepsDone, execution.ms});
    return execution;
}

/// Whether the server would take every statement's size: it must not be found out half way.
bool PlanExecutor::serverAccepts(const Plan &plan, Execution &execution)
{
    for (int i = 0; i < int(plan.steps.size()); ++i) {
        const PlanStep &step = plan.steps[size_t(i)];
        for (const Statement &statement : step.statements) {
            const auto accepted = isSkipped(statement) || statement.origin == StatementOrigin::Program ? Result<void>() : m_session.accepts(statement.sql(), bind(statement));
            if (accepted)
                continue;
            execution.outcome = Outcome::RolledBack;
            execution.failedStep = i;
            execution.failedStatement = statement.number;
            execution.error = accepted.error();
            execution.error->what = QStringLiteral("%1, statement %2: %3; nothing was run").arg(step.migration.version).arg(statement.number).arg(accepted.error().what);
            execution.error->where = {statement.file, statement.line, statement.column};
            emitEvent(RunFailed{i, statement.number, *execution.error});
            return false;
        }
    }
    return true;
}

PlanExecutor::Failed PlanExecutor::runStep(int index, const PlanStep &step)
{
    m_stepUuid = QUuid::createUuid().toString(QUuid::WithoutBraces);
    m_leftTraces = false;
    m_scriptRan = false;
    m_noted = false;
    m_violationsBefore.clear();
    m_rowsBefore.clear();
    if (index > 0) {
        // What one migration set must not reach the next (failure-modes F-073).
        if (auto reset = m_session.reset(); !reset)
            return StepFailure{0, reset.error(), false};
    }
    if (m_options.locks && !step.isProgram()) {
        if (auto locked = m_options.locks->retake(m_control); !locked)
            return StepFailure{0, locked.error(), false};
    }
    for (const QString &remark : step.remarks)
        emitEvent(RunNotice{index, remark});
    auto failed = runScope(index, step, StatementScope::Before);
    if (!failed)
        failed = runPatiently(index, step);
    if (failed && m_noted && !failed->leftTraces && failed->error.code != ErrorCode::Unknown)
        takeNoteBack(index, step, *failed);
    // The session is put back as it was, whatever happened in between.
    auto restored = runScope(index, step, StatementScope::After);
    if (!failed && restored) {
        restored->committed = true;
        restored->error.nextStep = QStringLiteral("the migration is committed; the run stopped because its session could not be put back as it was");
    }
    return failed ? failed : restored;
}

bool PlanExecutor::isSkipped(const Statement &statement) const
{
    return statement.origin == StatementOrigin::Record && !m_options.record;
}

PlanExecutor::Failed PlanExecutor::runScope(int index, const PlanStep &step, StatementScope scope)
{
    for (const Statement &statement : step.statements) {
        if (statement.scope != scope || isSkipped(statement))
            continue;
        if (auto failed = runOne(index, step, statement))
            return failed;
    }
    return std::nullopt;
}

/// One statement, if nobody wants to pause or to stop before it.
PlanExecutor::Failed PlanExecutor::runOne(int index, const PlanStep &step, const Statement &statement)
{
    if (statement.scope != StatementScope::After) {
        if (m_control.paused()) {
            emitEvent(RunPaused{true});
            m_control.waitWhilePaused();
            emitEvent(RunPaused{false});
        }
        if (m_control.cancelled())
            return StepFailure{statement.number, cancelledError(), m_leftTraces};
    }
    if (statement.origin == StatementOrigin::Program)
        return runProgram(index, step, statement);
    if (auto outcome = runStatement(index, step, statement); !outcome)
        return StepFailure{statement.number, outcome.error(), m_leftTraces || !statement.whole};
    return std::nullopt;
}

Result<void> PlanExecutor::checkTool()
{
    if (!m_options.tool)
        return Failure(Error{ErrorCode::Blocked, QStringLiteral("nobody lets programs of this project run"), {}, {}, QStringLiteral("trust the folder first")});
    return m_options.tool->checkReaches(m_engine, m_session, m_control);
}

/// A program that ended may have left a statement running on the server; before that is over, nobody can tell what became of it.
void PlanExecutor::awaitServer(Error &error)
{
    constexpr auto Patience = std::chrono::seconds(30);
    constexpr auto Pause = std::chrono::milliseconds(100);
    const auto until = std::chrono::steady_clock::now() + Patience;
    auto atWork = m_engine.newerAtWork(m_session);
    while (atWork && !atWork->isEmpty() && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(Pause);
        atWork = m_engine.newerAtWork(m_session);
    }
    if (!atWork || atWork->isEmpty())
        return;
    error.code = ErrorCode::Unknown;
    error.nextStep = QStringLiteral("the server is still at a statement of it (connection %1); wait for its end or end it there, then look at the schema diff")
                         .arg(atWork->join(QStringLiteral(", ")));
}

/// The tool runs the step by itself. What became of one that fails is judged by what it sent and by the schema that it left.
PlanExecutor::Failed PlanExecutor::runProgram(int index, const PlanStep &step, const Statement &program)
{
    if (m_options.locks)
        m_options.locks->release();
    if (auto ready = checkTool(); !ready)
        return StepFailure{program.number, ready.error(), m_leftTraces};
    const auto before = m_engine.snapshot(m_session);
    if (!before)
        return StepFailure{program.number, before.error(), m_leftTraces};
    const QStringList own = m_options.tool->place().format->ownTables(m_options.tool->place().setup);
    SentStatements sent(m_engine.traits(), own);
    ToolRunner::Listener listener;
    listener.said = [&](const QString &line) { emitEvent(RunNotice{index, line}); };
    listener.sent = [&](const SentStatement &told) {
        sent.add(told);
        Statement statement;
        statement.source = told.sql;
        statement.length = told.sql.size();
        statement.file = program.file;
        statement.number = int(sent.all().size());
        constexpr qint64 Sent = -1; // no line of the file: the program made it
        emitEvent(StatementStarted{index, step.migration.version, statement.number, Sent, statement.excerpt()});
        emitEvent(StatementDone{index, step.migration.version, statement.number, told.ms, told.rows});
        if (m_options.observer)
            m_options.observer->done(index, statement, told.ms, {told.rows, {}});
    };
    auto ran = m_options.tool->run(step.migration, step.direction, m_session, m_control, listener);
    if (ran)
        return std::nullopt;
    Error error = ran.error();
    error.what = QStringLiteral("%1: %2").arg(step.migration.version, error.what);
    if (error.where.file.isEmpty())
        error.where = {program.file, 0, 0};
    awaitServer(error);
    const auto after = m_engine.snapshot(m_session);
    const bool same = after && diff(without(*before, own), without(*after, own)).equal();
    return StepFailure{program.number, std::move(error), sent.leftTraces() || !same};
}

/// Nothing of the script stayed, so its row must not say that it has begun: that would stand in the way of the next try.
void PlanExecutor::takeNoteBack(int index, const PlanStep &step, StepFailure &failed)
{
    for (const Statement &statement : step.takeBack) {
        if (isSkipped(statement))
            continue;
        if (auto outcome = m_session.execute(statement.sql(), bind(statement)); !outcome) {
            failed.leftTraces = true;
            failed.error.nextStep = QStringLiteral("nothing of the script stayed, but its tracking row still says that it has begun (taking it back failed: %1); remove that row")
                                        .arg(outcome.error().why);
            return;
        }
        emitEvent(RunNotice{index, QStringLiteral("nothing of the script stayed: the note that it had begun was taken back from the tracking table")});
    }
}

/// Begins an atomic step anew when somebody else held a lock for too long: nothing of the failed try stayed.
PlanExecutor::Failed PlanExecutor::runPatiently(int index, const PlanStep &step)
{
    for (int tries = 0;; ++tries) {
        auto failed = runBody(index, step);
        if (!failed || failed->error.code != ErrorCode::Locked || failed->leftTraces || tries >= m_options.lockRetries || !step.atomic())
            return failed;
        const auto pause = std::chrono::milliseconds((500 << std::min(tries, 4)) + QRandomGenerator::global()->bounded(250));
        emitEvent(RunNotice{index, QStringLiteral("a lock was not to be had (%1); trying again in %2 ms, %3 of %4")
                                       .arg(failed->error.why).arg(pause.count()).arg(tries + 1).arg(m_options.lockRetries)});
        if (!m_control.sleep(pause))
            return StepFailure{failed->statement, cancelledError(), false};
    }
}

/// The script with its record statements: in one transaction, or in several between the statements that run alone.
PlanExecutor::Failed PlanExecutor::runBody(int index, const PlanStep &step)
{
    if (!step.atomic()) {
        if (auto failed = lookBefore(step))
            return failed;
    }
    bool open = false;
    for (const Statement &statement : step.statements) {
        const bool inOrder = statement.scope == StatementScope::Transaction || statement.scope == StatementScope::Alone;
        if (!inOrder || isSkipped(statement))
            continue;
        const bool inside = step.transaction && statement.scope == StatementScope::Transaction;
        if (inside != open) {
            if (auto failed = inside ? begin(step) : commit())
                return failed;
            open = inside;
        }
        if (auto failed = runOne(index, step, statement)) {
            // Nobody knows what became of a statement that commits by itself when its answer was lost.
            if (!open && failed->error.code == ErrorCode::Connection)
                failed->error.code = ErrorCode::Unknown;
            return undone(std::move(*failed));
        }
        if (inside && !m_session.inTransaction()) {
            return StepFailure{statement.number,
                               {ErrorCode::Failed, QStringLiteral("the statement ended the migration's transaction"), {statement.file, statement.line, statement.column},
                                QStringLiteral("what ran up to it is committed without its tracking row"),
                                QStringLiteral("look at the schema diff, then revert by hand or restore the backup")},
                               true};
        }
        // What only the tracking table knows is no trace of the migration.
        const bool record = statement.origin == StatementOrigin::Record;
        m_scriptRan = m_scriptRan || !record;
        if (!inside)
            saved();
    }
    if (auto failed = lookAfter(index, step))
        return undone(std::move(*failed));
    return open ? commit() : std::nullopt;
}

PlanExecutor::Failed PlanExecutor::begin(const PlanStep &step)
{
    if (auto begun = m_session.begin(); !begun)
        return StepFailure{0, begun.error(), m_leftTraces};
    if (!step.atomic())
        return std::nullopt;
    if (auto failed = lookBefore(step))
        return undone(std::move(*failed));
    return std::nullopt;
}

PlanExecutor::Failed PlanExecutor::commit()
{
    m_transactionId = m_session.transactionId().value_or(QString());
    if (auto committed = m_session.commit(); !committed)
        return undone({0, committed.error(), m_leftTraces});
    saved();
    return std::nullopt;
}

/// What ran up to here is committed.
void PlanExecutor::saved()
{
    m_leftTraces = m_leftTraces || m_scriptRan;
    m_noted = true;
}

PlanExecutor::StepFailure PlanExecutor::undone(StepFailure failed)
{
    // An interrupted write may have rolled back already (failure-modes Q-16); only the engine knows.
    if (m_session.inTransaction()) {
        if (auto done = m_session.rollback(); !done && failed.error.code != ErrorCode::Connection) {
            failed.error.code = ErrorCode::Unknown;
            failed.error.nextStep = QStringLiteral("the rollback failed as well (%1); close all connections and look again").arg(done.error().why);
        }
    }
    return failed;
}

PlanExecutor::Failed PlanExecutor::lookBefore(const PlanStep &step)
{
    if (step.checkReferences) {
        auto found = m_engine.referenceViolations(m_session);
        if (!found)
            return StepFailure{0, found.error(), m_leftTraces};
        m_violationsBefore = *found;
    }
    if (step.countRows) {
        auto counted = m_engine.contents(m_session, ContentDepth::Counts, m_control);
        if (!counted)
            return StepFailure{0, counted.error(), m_leftTraces};
        m_rowsBefore = std::move(*counted);
    }
    return std::nullopt;
}

/// What the engine promised to check before the step's last commit.
PlanExecutor::Failed PlanExecutor::lookAfter(int index, const PlanStep &step)
{
    if (step.checkReferences) {
        auto found = m_engine.referenceViolations(m_session);
        if (!found)
            return StepFailure{0, found.error(), m_leftTraces};
        for (const QString &violation : *found) {
            if (!m_violationsBefore.contains(violation))
                return StepFailure{0,
                                   {ErrorCode::Failed, QStringLiteral("%1 would leave broken references").arg(step.migration.version), {step.script().file, 0, 0}, violation,
                                    m_leftTraces ? QStringLiteral("move or delete the rows that refer to nothing")
                                                 : QStringLiteral("nothing of it stayed; move or delete the rows that refer to nothing first")},
                                   m_leftTraces};
        }
    }
    if (step.countRows) {
        auto counted = m_engine.contents(m_session, ContentDepth::Counts, m_control);
        if (!counted)
            return StepFailure{0, counted.error(), m_leftTraces};
        const QStringList losses = silentLosses(step, m_rowsBefore, *counted, m_engine.traits().dialect);
        if (!losses.isEmpty() && m_options.stopOnSilentLoss)
            return StepFailure{0,
                               {ErrorCode::Failed, QStringLiteral("%1 deletes rows of tables that it does not name").arg(step.migration.version),
                                {step.script().file, 0, 0}, losses.join(QStringLiteral("; ")),
                                QStringLiteral("nothing of it stayed; begin the file with PRAGMA foreign_keys = OFF if it rebuilds a table, or delete the rows in so many words")},
                               m_leftTraces};
        for (const QString &loss : losses)
            emitEvent(RunNotice{index, QStringLiteral("rows gone from a table that the file does not name: ") + loss});
    }
    return std::nullopt;
}

Result<StatementOutcome> PlanExecutor::executeCancellable(const Statement &statement)
{
    std::optional<StatementCancel::Running> running;
    if (statement.scope != StatementScope::After) // what puts the session back as it was, always runs
        running.emplace(*m_cancel);
    return statement.hasData() ? m_session.executeWithData(statement.sql(), statement.data()) : m_session.execute(statement.sql(), bind(statement));
}

Result<StatementOutcome> PlanExecutor::runStatement(int index, const PlanStep &step, const Statement &statement)
{
    const bool single = step.statements.size() <= SingleEventsUpTo;
    if (single)
        emitEvent(StatementStarted{index, step.migration.version, statement.number, statement.line, statement.excerpt()});
    if (m_options.observer)
        m_options.observer->before(index, statement);
    const qint64 start = nowNs();
    auto outcome = executeCancellable(statement);
    const double ms = msSince(start);
    if (!outcome) {
        Error error = outcome.error();
        if (m_control.cancelled()) {
            error.code = ErrorCode::Cancelled;
            error.why = QStringLiteral("cancelled (%1)").arg(error.why);
        }
        error.what = QStringLiteral("%1, statement %2: %3").arg(step.migration.version).arg(statement.number).arg(statement.excerpt(120).simplified());
        error.where = placeInFile(statement, error.where);
        return Failure(std::move(error));
    }
    for (const QString &notice : outcome->notices)
        emitEvent(RunNotice{index, notice});
    if (single) {
        emitEvent(StatementDone{index, step.migration.version, statement.number, ms, outcome->rows});
    } else if (nowNs() - m_lastProgressNs > ProgressEveryNs) {
        m_lastProgressNs = nowNs();
        emitEvent(StepProgress{index, step.migration.version, statement.number, int(step.statements.size())});
    }
    if (m_options.observer)
        m_options.observer->done(index, statement, ms, *outcome);
    return outcome;
}

QVariantList PlanExecutor::bind(const Statement &statement) const
{
    return bound(statement.values, {m_options.clock(), nowNs() - m_stepStartedNs, m_options.user, m_stepUuid});
}

} // namespace lk
