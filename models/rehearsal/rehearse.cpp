// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rehearse.h"

#include "models/engines/notrunhere.h"
#include "models/rehearsal/queryexplainer.h"
#include "models/rehearsal/rightsledger.h"
#include "models/rehearsal/rolledback.h"
#include "models/rehearsal/rowmemory.h"
#include "models/run/planexecutor.h"

#include <QElapsedTimer>

#include <algorithm>

namespace lk {

namespace {

/// Schema and contents of the scratch at one moment, tracking table left out.
struct Look {
    Snapshot schema;
    Contents contents;
    Counters counters;
};

/// A change of the schema with what of it changed.
QString difference(const SchemaChange &change)
{
    constexpr qsizetype ReadAtAGlance = 200;
    const bool tellsAll = change.details == QStringList(QStringLiteral("definition")) && change.before.size() + change.after.size() <= 2 * ReadAtAGlance;
    const QString details = tellsAll ? change.before.simplified() + QStringLiteral(" → ") + change.after.simplified() : change.details.join(QStringLiteral("; "));
    return details.isEmpty() ? summary(change) : summary(change) + QStringLiteral(" (%1)").arg(details);
}

Contents countsOnly(Contents contents)
{
    for (TableContent &content : contents)
        content.digest.clear();
    return contents;
}

/// Tables that were there and hold other rows now, or none.
QStringList otherTables(const Contents &before, const Contents &after)
{
    QStringList tables;
    for (const TableContent &content : before) {
        if (std::ranges::find(after, content) == after.end())
            tables << content.table;
    }
    return tables;
}

/// Reading on the target itself: what it locked and set goes at its end, as it does on a copy, where each query is a transaction.
class ReadApart
{
public:
    ReadApart(Session &session, RehearsalPlace place)
        : m_session(session)
        , m_apart(place == RehearsalPlace::Live && session.begin().has_value())
    {
    }
    ~ReadApart()
    {
        if (m_apart)
            (void)m_session.rollback();
    }
    Q_DISABLE_COPY_MOVE(ReadApart)

private:
    Session &m_session;
    bool m_apart;
};

/// Keeps what programs send while a step is tried back and forth, and what was not run.
class SentCollector final : public StatementObserver
{
public:
    explicit SentCollector(bool program) : m_program(program) {}

    void done(int, const Statement &statement, double, const StatementOutcome &outcome) override
    {
        if (m_program)
            sent << QString::fromUtf8(statement.sql());
        if (!wasRun(outcome))
            notRun << statement.sql().toByteArray();
    }
    Result<void> stepDone(int) override { return {}; }

    QStringList sent;
    QList<QByteArray> notRun; ///< because it would reach beyond the copy

private:
    bool m_program;
};

/// One rehearsal under way: watches the forward run and tries each step's way back as soon as it stands.
class Rehearser : public StatementObserver
{
public:
    Rehearser(const Plan &plan, const Format &format, const FormatSetup &setup, const Engine &engine, const RehearseOptions &options, RunControl &control,
              Scratch &scratch)
        : m_plan(plan)
        , m_format(format)
        , m_setup(setup)
        , m_engine(engine)
        , m_options(options)
        , m_control(control)
        , m_session(scratch.session())
        , m_tool({&format, setup, options.files, plan.environment, scratch.target()})
    {
    }

    Result<Rehearsal> run(const EventSink &sink);

    void before(int step, const Statement &statement) override;
    void done(int step, const Statement &statement, double ms, const StatementOutcome &outcome) override;
    Result<void> stepDone(int step) override;

private:
    bool isWatched(const PlanStep &step, const Statement &statement, const StatementFacts &facts) const;
    void watchAnew();
    Observation seenOf(const PlanStep &step, const Statement &statement, const StatementOutcome &outcome);
    Result<Look> look();
    Result<void> rememberRows();
    Result<RoundTrip> roundTrip(const PlanStep &step, const Look &before, Look &after);
    void judgeNotRun(const QList<QByteArray> &statements, const Snapshot &before, const QString &way, RoundTrip &trip) const;
    Result<std::optional<Error>> runQuietly(const Plan &plan, StatementObserver *observer = nullptr);
    Result<void> runTwice(const PlanStep &step, const Look &after, RehearsedStep &seen);
    Result<void> runLastTwice();
    Plan single(const PlanStep &step) const;
    PlanExecutor::Options executorOptions(StatementObserver *observer = nullptr) const;
    void countDestroyed(RehearsedStep &seen, const Look &before, const Look &after) const;

    const Plan &m_plan;
    const Format &m_format;
    const FormatSetup &m_setup;
    const Engine &m_engine;
    const RehearseOptions &m_options;
    RunControl &m_control;
    Session &m_session;
    const ToolRunner m_tool;
    Rehearsal m_rehearsal;
    QStringList m_sent; ///< by the program that runs
    QStringList m_sentBack;
    QList<QByteArray> m_notRun; ///< of the step, because it would reach beyond the copy
    Look m_now;
    RowMemory m_rows; ///< of that moment
    double m_stepMs = 0;
    std::unique_ptr<StatementWatch> m_watch;
    QString m_unwatched; ///< why nothing is looked at any more
    std::optional<Error> m_stuck; ///< the scratch could not be brought back to where the step left it
};

Result<Look> Rehearser::look()
{
    const ReadApart apart(m_session, m_options.on);
    auto schema = m_engine.snapshot(m_session);
    if (!schema)
        return failure(std::move(schema));
    auto contents = m_options.comparesRows ? m_engine.contents(m_session, ContentDepth::Digests, m_control) : Contents();
    if (!contents)
        return failure(std::move(contents));
    auto counters = m_engine.counters(m_session);
    if (!counters)
        return failure(std::move(counters));
    const QStringList own = m_format.ownTables(m_setup);
    return Look{without(std::move(*schema), own), without(std::move(*contents), own), without(std::move(*counters), own)};
}

/// For the step that comes; without rows there is nothing that a way back could lose.
Result<void> Rehearser::rememberRows()
{
    if (!m_options.roundTrip || !m_options.comparesRows || m_options.data == ScratchData::None)
        return {};
    const ReadApart apart(m_session, m_options.on);
    auto rows = RowMemory::of(m_session, m_now.schema, m_now.contents, m_engine.traits().dialect);
    if (!rows)
        return failure(std::move(rows));
    m_rows = std::move(*rows);
    return {};
}

Observation unseen(const QString &why)
{
    Observation nothing;
    nothing.unknown << QStringLiteral("everything: ") + why;
    return nothing;
}

/// Scripts that only fill tables with very many statements would take longer to be watched than to run.
bool Rehearser::isWatched(const PlanStep &step, const Statement &statement, const StatementFacts &facts) const
{
    constexpr size_t EachUpTo = 500;
    return statement.origin == StatementOrigin::Script && !step.isProgram() && (step.statements.size() <= EachUpTo || !facts.changesData());
}

void Rehearser::before(int index, const Statement &statement)
{
    const PlanStep &step = m_plan.steps[size_t(index)];
    const StatementFacts facts = readFacts(statement.sql(), m_engine.traits().dialect);
    if (!m_watch || !isWatched(step, statement, facts))
        return;
    if (auto ready = m_watch->before(statement.sql(), facts, !step.transaction || statement.scope == StatementScope::Alone); !ready) {
        m_unwatched = ready.error().text();
        m_watch.reset();
    }
}

/// The next step begins here.
void Rehearser::watchAnew()
{
    if (!m_watch)
        return;
    if (auto ready = m_watch->start(); !ready) {
        m_unwatched = ready.error().text();
        m_watch.reset();
    }
}

Observation Rehearser::seenOf(const PlanStep &step, const Statement &statement, const StatementOutcome &outcome)
{
    if (step.isProgram())
        return unseen(QStringLiteral("the program sends its statements over a connection of its own"));
    if (statement.origin != StatementOrigin::Script)
        return {};
    if (!wasRun(outcome))
        return unseen(NotRunHere);
    const StatementFacts facts = readFacts(statement.sql(), m_engine.traits().dialect);
    if (!isWatched(step, statement, facts))
        return unseen(QStringLiteral("of a script with so many statements those that change data are not watched"));
    if (m_watch) {
        auto seen = m_watch->after(statement.sql(), facts, outcome);
        if (seen)
            return *std::move(seen);
        m_unwatched = seen.error().text();
        m_watch.reset();
    }
    return unseen(m_unwatched);
}

void Rehearser::done(int step, const Statement &statement, double ms, const StatementOutcome &outcome)
{
    const bool script = statement.origin == StatementOrigin::Script;
    m_stepMs += ms;
    if (m_plan.steps[size_t(step)].isProgram())
        m_sent << QString::fromUtf8(statement.sql());
    if (!wasRun(outcome))
        m_notRun << statement.sql().toByteArray();
    m_rehearsal.statements.push_back({m_plan.steps[size_t(step)].migration.version, statement.number, statement.line, statement.file, statement.excerpt(), script,
                                      ms, outcome.rows, {}, {}, seenOf(m_plan.steps[size_t(step)], statement, outcome), {}});
}

PlanExecutor::Options Rehearser::executorOptions(StatementObserver *observer) const
{
    return {m_options.user, m_options.clock, true, false, 0, observer, m_options.trusted ? &m_tool : nullptr};
}

Plan Rehearser::single(const PlanStep &step) const
{
    Plan plan = m_plan;
    plan.steps = {step};
    return plan;
}

Result<std::optional<Error>> Rehearser::runQuietly(const Plan &plan, StatementObserver *observer)
{
    PlanExecutor executor(m_engine, m_session, m_control, {}, executorOptions(observer));
    const Execution execution = executor.execute(plan);
    if (m_control.cancelled())
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("rehearsal cancelled"), {}, {}, QStringLiteral("the target was not touched")});
    return execution.error;
}

/// Of what no copy runs, its text alone says whether the way back undoes it.
void Rehearser::judgeNotRun(const QList<QByteArray> &statements, const Snapshot &before, const QString &way, RoundTrip &trip) const
{
    QSet<QString> known;
    for (const SchemaObject &object : before.objects) {
        if (object.table.isEmpty())
            known.insert(object.name);
    }
    RightsLedger rights(m_engine.traits().dialect, std::move(known));
    for (const QByteArray &statement : statements) {
        if (rights.note(statement) || readFacts(statement, m_engine.traits().dialect).verb == Verb::Maintain)
            continue;
        if (trip.schemaEqual == Shown::Yes)
            trip.schemaEqual = Shown::Unknown;
        trip.differences << QStringLiteral("%1: %2; whether it is undone was not seen").arg(QString::fromUtf8(statement.simplified().left(80)), NotRunHere);
    }
    for (const QString &difference : rights.differences()) {
        trip.schemaEqual = Shown::No;
        trip.differences << QStringLiteral("after %1: %2").arg(way, difference);
    }
}

Result<RoundTrip> Rehearser::roundTrip(const PlanStep &step, const Look &before, Look &after)
{
    RoundTrip trip;
    const Plan forward = single(step);
    if (step.direction == Direction::Up && !step.migration.down) {
        trip.differences << QStringLiteral("there is no down script");
        return trip;
    }
    auto back = reversed(forward, m_format, m_setup, m_engine);
    if (!back) {
        trip.differences << back.error().text();
        return trip;
    }
    const QString way = step.direction == Direction::Up ? QStringLiteral("down") : QStringLiteral("up");
    const auto refused = m_options.on == RehearsalPlace::Live ? cannotBeRolledBack(*back, m_engine.traits().dialect) : std::nullopt;
    if (refused) {
        trip.differences << QStringLiteral("%1 was not tried: %2").arg(way, refused->text());
        return trip;
    }
    SentCollector wayBack(step.isProgram());
    auto failed = runQuietly(*back, &wayBack);
    m_sentBack = wayBack.sent;
    if (!failed)
        return failure(std::move(failed));
    if (*failed) {
        trip.schemaEqual = Shown::No;
        trip.differences << QStringLiteral("%1 fails: %2").arg(way, (*failed)->text());
        return trip;
    }
    auto returned = look();
    if (!returned)
        return failure(std::move(returned));
    for (const SchemaChange &change : diff(before.schema, returned->schema).changes)
        trip.differences << QStringLiteral("after %1: %2").arg(way, difference(change));
    trip.schemaEqual = trip.differences.isEmpty() ? Shown::Yes : Shown::No;
    const QStringList rows = contentDifferences(before.contents, returned->contents) + counterDifferences(before.counters, returned->counters);
    trip.rowsEqual = rows.isEmpty() ? Shown::Yes : Shown::No;
    for (const QString &row : rows)
        trip.differences << QStringLiteral("after %1: %2").arg(way, row);
    // A copy without rows remembers none: what differs there, the script itself put in.
    const QStringList tables = m_options.data == ScratchData::None ? QStringList() : otherTables(before.contents, returned->contents);
    const auto which = [&] {
        const ReadApart apart(m_session, m_options.on);
        return m_rows.differences(m_session, returned->schema, tables);
    }();
    if (!which)
        return Failure(which.error());
    for (const QString &row : *which)
        trip.differences << QStringLiteral("after %1: %2").arg(way, row);
    // Tables that are empty on either side say nothing of rows that are lost.
    if (m_options.data == ScratchData::None && rows.isEmpty() && !before.contents.empty()) {
        trip.rowsEqual = Shown::Unknown;
        trip.differences << QStringLiteral("the copy held no rows, so none were compared");
    }
    if (!m_options.comparesRows) {
        trip.rowsEqual = Shown::Unknown;
        trip.differences << QStringLiteral("rows were not compared: reading them all would have kept others waiting for too long");
    }
    judgeNotRun(m_notRun + wayBack.notRun, before.schema, way, trip);

    auto forwardAgain = runQuietly(forward);
    if (!forwardAgain)
        return failure(std::move(forwardAgain));
    if (*forwardAgain) {
        trip.schemaEqual = Shown::No;
        trip.differences << QStringLiteral("the second run after %1 fails: %2").arg(way, (*forwardAgain)->text());
        m_stuck = **forwardAgain;
        return trip;
    }
    auto again = look();
    if (!again)
        return failure(std::move(again));
    for (const SchemaChange &change : diff(after.schema, again->schema).changes) {
        trip.schemaEqual = Shown::No;
        trip.differences << QStringLiteral("after the second run: %1").arg(difference(change));
    }
    after = std::move(*again);
    return trip;
}

Result<void> Rehearser::runTwice(const PlanStep &step, const Look &after, RehearsedStep &seen)
{
    if (step.isProgram()) {
        seen.idempotentWhy = QStringLiteral("%1 runs a migration once only").arg(m_format.traits().title);
        return {};
    }
    if (!step.atomic()) {
        seen.idempotentWhy = QStringLiteral("it runs outside of a transaction, and what comes after it must find the scratch as it left it");
        return {};
    }
    const auto runAll = [&](StatementScope scope) -> std::optional<Error> {
        for (const Statement &statement : step.statements) {
            if (statement.scope != scope || statement.origin == StatementOrigin::Record)
                continue;
            const auto outcome = statement.hasData() ? m_session.executeWithData(statement.sql(), statement.data()) : m_session.execute(statement.sql());
            if (!outcome) {
                Error error = outcome.error();
                error.where = {statement.file, statement.line, statement.column};
                return error;
            }
        }
        return std::nullopt;
    };
    std::optional<Error> failed = runAll(StatementScope::Before);
    if (!failed) {
        if (auto begun = m_session.begin(); !begun)
            return begun;
        failed = runAll(StatementScope::Transaction);
        if (!failed) {
            auto again = m_engine.snapshot(m_session);
            if (!again)
                return failure(std::move(again));
            const SchemaDiff changed = diff(after.schema, without(std::move(*again), m_format.ownTables(m_setup)));
            seen.idempotent = changed.equal() ? Shown::Yes : Shown::No;
            if (!changed.equal())
                seen.idempotentWhy = QStringLiteral("the second run changes the schema again: ") + summary(changed.changes.front());
        }
        if (m_session.inTransaction()) {
            if (auto undone = m_session.rollback(); !undone)
                return undone;
        }
    }
    runAll(StatementScope::After);
    if (failed) {
        seen.idempotent = Shown::No;
        seen.idempotentWhy = QStringLiteral("the second run fails: ") + (failed->why.isEmpty() ? failed->what : failed->why)
            + QStringLiteral(" (%1)").arg(failed->where.text());
    }
    return {};
}

/// The last step may leave traces when it runs again: nothing comes after it.
Result<void> Rehearser::runLastTwice()
{
    const bool wanted = m_options.roundTrip && m_rehearsal.ok && !m_plan.empty() && m_plan.direction == Direction::Up && !m_plan.steps.back().atomic();
    if (!wanted || m_plan.steps.back().isProgram() || m_rehearsal.steps.back().roundTrip.schemaEqual == Shown::No)
        return {};
    RehearsedStep &seen = m_rehearsal.steps.back();
    PlanExecutor executor(m_engine, m_session, m_control, {}, {m_options.user, m_options.clock, false, false, 0, nullptr});
    const Execution execution = executor.execute(single(m_plan.steps.back()));
    auto again = m_engine.snapshot(m_session);
    if (!again)
        return failure(std::move(again));
    const SchemaDiff changed = diff(m_rehearsal.schemaAfter, without(std::move(*again), m_format.ownTables(m_setup)));
    seen.idempotent = execution.error || !changed.equal() ? Shown::No : Shown::Yes;
    seen.idempotentWhy = execution.error ? QStringLiteral("the second run fails: %1 (%2)").arg(execution.error->why, execution.error->where.text())
                         : changed.equal() ? QString()
                                           : QStringLiteral("the second run changes the schema again: ") + summary(changed.changes.front());
    return {};
}

void Rehearser::countDestroyed(RehearsedStep &seen, const Look &before, const Look &after) const
{
    QMap<QString, QString> newNames;
    for (const SchemaChange &change : seen.diff.changes) {
        if (change.kind == ChangeKind::Renamed && change.object == QStringLiteral("table"))
            newNames[change.oldName] = change.name;
    }
    QMap<QString, qint64> rowsBefore;
    for (const TableContent &old : before.contents) {
        rowsBefore[old.table] = old.rows;
        const QString name = newNames.value(old.table, old.table);
        const auto now = std::find_if(after.contents.begin(), after.contents.end(), [&](const TableContent &content) { return content.table == name; });
        const qint64 rows = now == after.contents.end() ? 0 : now->rows;
        seen.rowsDestroyed += std::max<qint64>(0, old.rows - rows);
    }
    for (SchemaChange &change : seen.diff.changes) {
        if (change.kind != ChangeKind::Removed)
            continue;
        if (change.object == QStringLiteral("table"))
            change.destroysRows = rowsBefore.value(change.name, 0);
        else if (change.object == QStringLiteral("column"))
            change.destroysRows = rowsBefore.value(change.table, 0);
    }
}

Result<void> Rehearser::stepDone(int index)
{
    const PlanStep &step = m_plan.steps[size_t(index)];
    const Look before = std::move(m_now);
    auto after = look();
    if (!after)
        return failure(std::move(after));
    RehearsedStep seen;
    seen.version = step.migration.version;
    seen.ms = m_stepMs;
    seen.sent = std::exchange(m_sent, {});
    m_stepMs = 0;
    seen.diff = diff(before.schema, after->schema);
    seen.rowChanges = contentDifferences(countsOnly(before.contents), countsOnly(after->contents));
    if (m_options.comparesRows)
        countDestroyed(seen, before, *after);
    if (m_options.roundTrip) {
        auto trip = roundTrip(step, before, *after);
        if (!trip)
            return failure(std::move(trip));
        seen.roundTrip = std::move(*trip);
        seen.sentBack = std::exchange(m_sentBack, {});
        if (step.direction == Direction::Up && seen.roundTrip.schemaEqual != Shown::No) {
            if (auto twice = runTwice(step, *after, seen); !twice)
                return twice;
        } else if (step.direction == Direction::Up) {
            seen.idempotentWhy = QStringLiteral("not tried: the round trip did not come back");
        }
    }
    m_notRun.clear();
    m_now = std::move(*after);
    m_rehearsal.steps.push_back(std::move(seen));
    if (index + 1 == int(m_plan.steps.size()))
        return {};
    // Later steps would be shown on a wrong basis.
    if (m_stuck)
        return Failure(*m_stuck);
    if (auto kept = rememberRows(); !kept)
        return kept;
    watchAnew();
    return {};
}

Result<Rehearsal> Rehearser::run(const EventSink &sink)
{
    QElapsedTimer timer;
    timer.start();
    m_rehearsal.fingerprint = m_plan.fingerprint;
    m_rehearsal.environment = m_plan.environment;
    m_rehearsal.at = m_options.clock();
    m_rehearsal.scratchEngine = m_session.info().engine;
    m_rehearsal.scratchVersion = m_session.info().version;
    m_rehearsal.data = m_options.data;
    m_rehearsal.place = m_options.place;
    m_rehearsal.backup = m_options.backup;
    m_rehearsal.remarks = m_options.remarks;
    m_rehearsal.rolledBack = m_options.on == RehearsalPlace::Live;

    // Before the first look, as a query may move sequences.
    QueryExplainer queries(m_engine, m_session, m_options, m_control);
    queries.before();
    auto first = look();
    if (!first)
        return failure(std::move(first));
    const Snapshot before = first->schema;
    m_rehearsal.schemaBefore = before.digest();
    m_rehearsal.rowsBefore = countsOnly(first->contents);
    m_now = std::move(*first);
    auto watch = m_engine.observe(m_session);
    m_unwatched = watch ? QString() : watch.error().text();
    m_watch = watch ? *std::move(watch) : nullptr;
    if (auto kept = rememberRows(); !kept)
        return failure(std::move(kept));
    watchAnew();

    PlanExecutor executor(m_engine, m_session, m_control, sink, executorOptions(this));
    const Execution execution = executor.execute(m_plan);
    if (m_control.cancelled())
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("rehearsal cancelled"), {}, {}, QStringLiteral("the target was not touched, the scratch is removed")});
    m_rehearsal.error = execution.error;
    m_rehearsal.ok = !execution.error;
    if (execution.error && execution.failedStep >= 0) {
        const PlanStep &step = m_plan.steps[size_t(execution.failedStep)];
        for (const Statement &statement : step.statements) {
            if (statement.number == execution.failedStatement) {
                m_rehearsal.statements.push_back({step.migration.version, statement.number, statement.line, statement.file, statement.excerpt(),
                                                  statement.origin == StatementOrigin::Script, 0, -1, {}, {}, {}, execution.error->text()});
            }
        }
    }

    // What the last step left is known; only a failed one has to be looked at.
    Result<Look> last = execution.error && !m_stuck ? look() : Result<Look>(m_now);
    if (!last)
        return failure(std::move(last));
    m_rehearsal.diff = diff(before, last->schema);
    for (SchemaChange &change : m_rehearsal.diff.changes) {
        for (const RehearsedStep &step : m_rehearsal.steps) {
            for (const SchemaChange &seen : step.diff.changes) {
                if (seen.kind == ChangeKind::Removed && change.kind == ChangeKind::Removed && seen.object == change.object && seen.table == change.table
                    && seen.name == change.name)
                    change.destroysRows = seen.destroysRows;
            }
        }
    }
    m_rehearsal.schemaAfter = last->schema;
    m_rehearsal.rowsAfter = countsOnly(last->contents);
    auto problems = m_engine.integrityProblems(m_session, m_control);
    auto violations = m_engine.referenceViolations(m_session);
    if (!problems || !violations)
        return Failure(!problems ? problems.error() : violations.error());
    m_rehearsal.integrity = *problems + *violations;
    if (m_rehearsal.ok)
        m_rehearsal.queries = queries.after();
    if (auto twice = runLastTwice(); !twice)
        return failure(std::move(twice));
    m_rehearsal.ms = double(timer.nsecsElapsed()) / 1e6;
    return std::move(m_rehearsal);
}

} // namespace

Result<Rehearsal> rehearse(const Plan &plan, const Format &format, const FormatSetup &setup, const Engine &engine, Scratch &scratch,
                           const RehearseOptions &options, RunControl &control, const EventSink &sink)
{
    return Rehearser(plan, format, setup, engine, options, control, scratch).run(sink);
}

} // namespace lk
