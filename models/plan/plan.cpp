// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/plan/plan.h"

#include <QCryptographicHash>

#include <algorithm>
#include <numeric>

namespace lk {

namespace {

Failure refusal(ErrorCode code, const QString &what, const QString &why, const QString &nextStep, const Place &where = {})
{
    return Failure(Error{code, what, where, why, nextStep});
}

/// Why this entry stands in the way of a run, or nothing.
std::optional<Error> obstacle(const HistoryEntry &entry)
{
    const QString file = entry.file ? entry.file->upFile : QString();
    switch (entry.state) {
    case State::Changed:
        return Error{ErrorCode::Disagreement, QStringLiteral("%1 is not what was applied").arg(entry.version()), {file, 0, 0}, entry.note,
                     QStringLiteral("put the applied text back, and write the change as a new migration")};
    case State::Missing:
        return Error{ErrorCode::Disagreement, QStringLiteral("%1 was applied, but its file is gone").arg(entry.version()), {}, entry.note,
                     QStringLiteral("bring the file back (another branch may have it)")};
    case State::Failed:
        return Error{ErrorCode::Disagreement, QStringLiteral("%1 is recorded as failed").arg(entry.version()), {file, 0, 0}, entry.note,
                     QStringLiteral("look at what of it took effect before anything else runs")};
    default:
        return std::nullopt;
    }
}

/// The problem that keeps a file from being run, or nothing.
std::optional<Error> fileObstacle(const Migration &migration)
{
    for (const FileProblem &problem : migration.problems) {
        if (problem.blocks)
            return Error{ErrorCode::Usage, problem.message, {migration.upFile, problem.line, 0}, {}, problem.fix};
    }
    if (!migration.up)
        return Error{ErrorCode::Usage, QStringLiteral("%1 has no script that can be run").arg(migration.version), {migration.upFile, 0, 0}, {}, {}};
    return std::nullopt;
}

void addEngineStatements(std::vector<Statement> &statements, const QList<QByteArray> &sql, StatementScope scope)
{
    for (const QByteArray &text : sql) {
        Statement statement;
        statement.source = text;
        statement.length = text.size();
        statement.origin = StatementOrigin::Engine;
        statement.scope = scope;
        statements.push_back(std::move(statement));
    }
}

void addRecordStatements(std::vector<Statement> &statements, const std::vector<RecordStatement> &records,
                         StatementScope scope = StatementScope::Transaction)
{
    for (const RecordStatement &record : records) {
        Statement statement;
        statement.source = record.sql;
        statement.length = record.sql.size();
        statement.origin = StatementOrigin::Record;
        statement.scope = scope;
        statement.values = record.values;
        statements.push_back(std::move(statement));
    }
}

struct StepMaker {
    const Format &format;
    const FormatSetup &setup;
    const Engine &engine;

    /// Splits and frames one migration. @p prepare: the tracking table may have to be made first.
    Result<PlanStep> operator()(const Migration &migration, Direction direction, bool prepare) const
    {
        PlanStep step;
        step.migration = migration;
        step.direction = direction;
        step.transaction = migration.inTransaction(direction);
        if (step.isProgram())
            return program(std::move(step));
        const Script &script = step.script();
        auto spans = format.split(script.view(), engine.traits().dialect);
        if (!spans) {
            Error error = spans.error();
            error.where = {script.file, error.where.line + script.firstLine - 1, error.where.column};
            return Failure(std::move(error));
        }

        std::vector<ScriptStatement> texts;
        texts.reserve(spans->size());
        for (const StatementSpan &span : *spans) {
            const QByteArrayView sql = script.view().sliced(span.offset, span.length);
            texts.push_back({sql, readFacts(sql, engine.traits().dialect)});
        }
        const StepFrame frame = engine.frame(texts);
        step.checkReferences = frame.checkReferences;
        step.countRows = frame.countRows;
        step.remarks = frame.remarks;

        addEngineStatements(step.statements, frame.before, StatementScope::Before);
        if (prepare)
            addRecordStatements(step.statements, format.prepare(engine.traits(), setup),
                                engine.traits().transactionalDdl ? StatementScope::Transaction : StatementScope::Alone);
        const bool alone = std::ranges::any_of(frame.statements, &StatementFrame::alone);
        const Record record = format.record(migration, direction, engine.traits(), step.transaction && !alone, setup);
        addRecordStatements(step.statements, record.before);
        for (size_t i = 0; i < spans->size(); ++i) {
            const StatementSpan &span = (*spans)[i];
            Statement statement;
            statement.source = script.bytes;
            statement.offset = script.offset + span.offset;
            statement.length = span.length;
            statement.file = script.file;
            statement.line = span.line + script.firstLine - 1;
            statement.column = span.column;
            if (i < frame.statements.size() && frame.statements[i].alone) {
                statement.scope = StatementScope::Alone;
                statement.cost = frame.statements[i].cost;
                statement.whole = frame.statements[i].whole;
            }
            statement.dataOffset = span.dataOffset > 0 ? script.offset + span.dataOffset : 0;
            statement.dataLength = span.dataLength;
            step.statements.push_back(std::move(statement));
        }
        addEngineStatements(step.statements, frame.beforeRecord, StatementScope::Transaction);
        addRecordStatements(step.statements, record.after);
        addRecordStatements(step.takeBack, record.takeBack, StatementScope::After);
        if (!step.takeBack.empty())
            step.remarks << QStringLiteral("its tracking row is written before the script, as begun; if the step fails and nothing of the script stayed, that is taken back");
        addEngineStatements(step.statements, frame.after, StatementScope::After);
        for (size_t i = 0; i < step.statements.size(); ++i)
            step.statements[i].number = int(i) + 1;
        return step;
    }

    /// The tool runs the file as a whole, and writes its own tracking row.
    Result<PlanStep> program(PlanStep step) const
    {
        const FormatTraits &traits = format.traits();
        const Script &script = step.script();
        if (!traits.programs)
            return refusal(ErrorCode::Usage, QStringLiteral("%1 is a program").arg(step.migration.version), QStringLiteral("it is written in %1").arg(step.migration.language),
                           QStringLiteral("run it with %1 itself").arg(traits.title), {script.file, 0, 0});
        Statement statement;
        statement.source = script.bytes;
        statement.offset = script.offset;
        statement.length = script.length;
        statement.file = script.file;
        statement.line = script.firstLine;
        statement.column = 1;
        statement.number = 1;
        statement.origin = StatementOrigin::Program;
        statement.scope = StatementScope::Alone;
        statement.cost = QStringLiteral("%1 runs it, with transactions and a tracking row of its own").arg(traits.title);
        step.transaction = false;
        step.statements = {std::move(statement)};
        step.remarks = {QStringLiteral("a program: what it sends to the database is seen when it runs, first at the rehearsal")};
        return step;
    }
};

QByteArray textOf(const BoundValue &value)
{
    if (const auto *run = std::get_if<RunValue>(&value))
        return "run:" + QByteArray::number(int(*run));
    const QVariant &known = std::get<QVariant>(value);
    return known.typeId() == QMetaType::QByteArray ? known.toByteArray() : known.toString().toUtf8();
}

void addField(QCryptographicHash &hash, QByteArrayView field)
{
    // The length in front keeps two fields from being read as one.
    hash.addData(QByteArray::number(field.size()) + ':');
    hash.addData(field.toByteArray());
}

void addDirection(QCryptographicHash &hash, Direction direction)
{
    addField(hash, direction == Direction::Up ? "up" : "down");
}

QString contentDigestOf(const Plan &plan)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    addDirection(hash, plan.direction);
    for (const PlanStep &step : plan.steps) {
        addField(hash, step.migration.key.toUtf8());
        addField(hash, step.script().view());
    }
    return QString::fromLatin1(hash.result().toHex());
}

void addStatement(QCryptographicHash &hash, const Statement &statement)
{
    addField(hash, QByteArray::number(int(statement.origin)) + QByteArray::number(int(statement.scope)));
    addField(hash, statement.sql());
    if (statement.hasData())
        addField(hash, statement.data());
    for (const BoundValue &value : statement.values)
        addField(hash, textOf(value));
}

QString fingerprintOf(const Plan &plan, const Engine &engine)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    addField(hash, "lockkeeper plan 1");
    addDirection(hash, plan.direction);
    addField(hash, plan.engine.toUtf8());
    addField(hash, engine.identity(plan.target).toUtf8());
    for (const PlanStep &step : plan.steps) {
        addField(hash, step.migration.key.toUtf8());
        addField(hash, step.transaction ? "transaction" : "none");
        for (const Statement &statement : step.statements)
            addStatement(hash, statement);
        for (const Statement &statement : step.takeBack)
            addStatement(hash, statement);
    }
    return QString::fromLatin1(hash.result().toHex());
}

void seal(Plan &plan, const Engine &engine)
{
    plan.contentDigest = contentDigestOf(plan);
    plan.fingerprint = fingerprintOf(plan, engine);
}

Result<std::vector<const HistoryEntry *>> entriesToApply(const History &history, const PlanRequest &request)
{
    const HistoryEntry *last = nullptr;
    if (!request.to.isEmpty()) {
        last = history.find(request.to);
        if (!last)
            return refusal(ErrorCode::Usage, QStringLiteral("no migration %1").arg(request.to), {}, QStringLiteral("`status` lists the versions"));
        if (!last->canApply())
            return refusal(ErrorCode::Usage, QStringLiteral("%1 is not pending").arg(request.to), QStringLiteral("it is %1").arg(word(last->state)),
                           QStringLiteral("name a pending migration"));
    }
    std::vector<const HistoryEntry *> chosen;
    for (const HistoryEntry &entry : history.entries) {
        if (auto error = obstacle(entry))
            return Failure(*error);
        if (entry.canApply())
            chosen.push_back(&entry);
        if (&entry == last)
            break;
    }
    return chosen;
}

Result<std::vector<const HistoryEntry *>> entriesToRevert(const History &history, const PlanRequest &request)
{
    std::vector<const HistoryEntry *> chosen;
    const HistoryEntry *stop = nullptr;
    if (!request.to.isEmpty() && request.to != QStringLiteral("0")) {
        stop = history.find(request.to);
        if (!stop || !stop->inDatabase())
            return refusal(ErrorCode::Usage, QStringLiteral("%1 is not applied").arg(request.to), {}, QStringLiteral("name the applied migration to go back to"));
    }
    const bool all = !request.to.isEmpty();
    for (auto entry = history.entries.rbegin(); entry != history.entries.rend(); ++entry) {
        if (&*entry == stop || (!all && int(chosen.size()) >= request.steps))
            break;
        if (entry->state == State::Failed)
            return Failure(*obstacle(*entry));
        if (!entry->inDatabase())
            continue;
        if (auto error = obstacle(*entry))
            return Failure(*error);
        if (entry->state == State::Baseline)
            return refusal(ErrorCode::Usage, QStringLiteral("%1 is the baseline").arg(entry->version()), {}, QStringLiteral("nothing before it can be reverted"));
        if (!entry->reversible())
            return refusal(ErrorCode::Usage, QStringLiteral("%1 can't be reverted").arg(entry->version()), QStringLiteral("it has no down script"),
                           QStringLiteral("write one, or restore a backup"), {entry->file->upFile, 0, 0});
        chosen.push_back(&*entry);
    }
    return chosen;
}

} // namespace

QString Statement::excerpt(int characters) const
{
    // Four bytes hold any character, so this much text is enough.
    const QString text = QString::fromUtf8(sql().first(std::min<qsizetype>(length, qsizetype(characters) * 4 + 4)));
    return text.size() <= characters ? text : text.left(characters) + u'…';
}

qint64 Plan::statementCount() const
{
    return std::accumulate(steps.begin(), steps.end(), qint64(0), [](qint64 sum, const PlanStep &step) { return sum + qint64(step.statements.size()); });
}

QString Plan::versions() const
{
    if (steps.size() > 3)
        return QStringLiteral("%1 .. %2 (%3)").arg(steps.front().migration.version, steps.back().migration.version).arg(steps.size());
    QStringList versions;
    for (const PlanStep &step : steps)
        versions += step.migration.version;
    return versions.join(QStringLiteral(", "));
}

Result<Plan> makePlan(const History &history, const PlanRequest &request, const Format &format, const FormatSetup &setup, const Engine &engine,
                      const Target &target, const QString &environment)
{
    const bool up = request.direction == Direction::Up;
    auto chosen = up ? entriesToApply(history, request) : entriesToRevert(history, request);
    if (!chosen)
        return failure(std::move(chosen));

    Plan plan;
    plan.direction = request.direction;
    plan.environment = environment;
    plan.engine = engine.traits().name;
    plan.target = target;
    const bool untracked = std::none_of(history.entries.begin(), history.entries.end(), [](const HistoryEntry &entry) { return entry.applied.has_value(); });
    const StepMaker makeStep{format, setup, engine};
    for (const HistoryEntry *entry : *chosen) {
        if (auto error = fileObstacle(*entry->file))
            return Failure(*error);
        Migration migration = *entry->file;
        migration.rerun = entry->state == State::Outdated;
        auto step = makeStep(migration, request.direction, up && untracked && plan.steps.empty());
        if (!step)
            return failure(std::move(step));
        plan.steps.push_back(std::move(*step));
    }
    seal(plan, engine);
    return plan;
}

Result<Plan> reversed(const Plan &plan, const Format &format, const FormatSetup &setup, const Engine &engine)
{
    Plan back = plan;
    back.direction = plan.direction == Direction::Up ? Direction::Down : Direction::Up;
    back.steps.clear();
    const StepMaker makeStep{format, setup, engine};
    for (auto step = plan.steps.rbegin(); step != plan.steps.rend(); ++step) {
        if (back.direction == Direction::Down && !step->migration.down)
            return refusal(ErrorCode::Usage, QStringLiteral("%1 has no down script").arg(step->migration.version), {}, {}, {step->migration.upFile, 0, 0});
        auto turned = makeStep(step->migration, back.direction, false);
        if (!turned)
            return failure(std::move(turned));
        back.steps.push_back(std::move(*turned));
    }
    seal(back, engine);
    return back;
}

} // namespace lk
