// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/clock.h"
#include "models/plan/plan.h"
#include "models/run/formatlocks.h"
#include "models/run/runevent.h"
#include "models/engines/statementcancel.h"
#include "models/run/toolrunner.h"

namespace lk {

/// How a plan's execution ended.
struct Execution {
    Outcome outcome = Outcome::Committed;
    int stepsDone = 0;              ///< committed
    int failedStep = -1;
    int failedStatement = 0;
    QString transactionId;          ///< of the commit whose answer was lost (Session::transactionId)
    std::optional<Error> error;
    double ms = 0;
};

/// Told around every statement; rehearsals look at the scratch there.
class StatementObserver
{
public:
    virtual ~StatementObserver() = default;
    virtual void before(int step, const Statement &statement) { Q_UNUSED(step) Q_UNUSED(statement) }
    virtual void done(int step, const Statement &statement, double ms, const StatementOutcome &outcome) = 0;
    /// After a step was committed (the schema can be read); an error stops the execution.
    virtual Result<void> stepDone(int step) = 0;
};

/// Runs a plan's statements on a session: the one procedure behind apply, revert and rehearsal.
///
/// Invariants:
/// 1. Nothing runs that is not in the plan, but transaction brackets and the engine's own checks.
/// 2. An atomic step and its record statements commit together or not at all. Where statements run alone, what comes before and
///    after them commits in transactions of its own.
/// 3. After every statement the engine is asked whether the transaction still stands; a step whose transaction
///    ended early stops the execution as "partly applied".
/// 4. Cancel takes effect inside a statement, pause between two.
/// 5. A statement that is too large for the server is found before the first one runs.
/// 6. A program runs only after the tool was seen to reach the very database of the session.
class PlanExecutor
{
public:
    struct Options {
        QString user;
        Clock clock = systemClock();
        bool record = true; ///< false: without the record statements (run-twice check)
        bool stopOnSilentLoss = true; ///< false: only tell when rows vanish from tables that the step does not name (rehearsal)
        int lockRetries = 0;          ///< how often an atomic step that could not get a lock is begun anew
        StatementObserver *observer = nullptr;
        const ToolRunner *tool = nullptr; ///< for steps that are programs
        FormatLocks *locks = nullptr;     ///< the tool's own, held; programs take them by themselves
    };

    PlanExecutor(const Engine &engine, Session &session, RunControl &control, EventSink sink, Options options);

    Execution execute(const Plan &plan);

private:
    struct StepFailure { int statement = 0; Error error; bool leftTraces = false; bool committed = false; };
    using Failed = std::optional<StepFailure>;

    bool serverAccepts(const Plan &plan, Execution &execution);
    Failed runStep(int index, const PlanStep &step);
    Failed runScope(int index, const PlanStep &step, StatementScope scope);
    Failed runPatiently(int index, const PlanStep &step);
    Failed runBody(int index, const PlanStep &step);
    Failed runOne(int index, const PlanStep &step, const Statement &statement);
    Failed runProgram(int index, const PlanStep &step, const Statement &program);
    Result<void> checkTool();
    void awaitServer(Error &error);
    Failed lookBefore(const PlanStep &step);
    Failed lookAfter(int index, const PlanStep &step);
    Failed begin(const PlanStep &step);
    Failed commit();
    void saved();
    void takeNoteBack(int index, const PlanStep &step, StepFailure &failed);
    StepFailure undone(StepFailure failed);
    bool isSkipped(const Statement &statement) const;
    Result<StatementOutcome> runStatement(int index, const PlanStep &step, const Statement &statement);
    Result<StatementOutcome> executeCancellable(const Statement &statement);
    QVariantList bind(const Statement &statement) const;
    void emitEvent(decltype(RunEvent::what) what) const;

    const Engine &m_engine;
    Session &m_session;
    RunControl &m_control;
    EventSink m_sink;
    Options m_options;
    StatementCancel *m_cancel = nullptr; ///< while execute() runs
    qint64 m_stepStartedNs = 0;
    qint64 m_lastProgressNs = 0;
    QString m_stepUuid;
    bool m_scriptRan = false;      ///< something of the running step's script took effect, committed or not
    bool m_leftTraces = false;     ///< and it is committed
    bool m_noted = false;          ///< the tracking table's note of the running step is committed
    QString m_transactionId;       ///< of the transaction that was being committed last
    QStringList m_violationsBefore;
    Contents m_rowsBefore;
};

} // namespace lk
