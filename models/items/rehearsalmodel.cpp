// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/rehearsalmodel.h"

#include "models/engines/engineregistry.h"
#include "models/items/locktexts.h"
#include "models/items/texts.h"
#include "models/sql/statementfacts.h"

#include <algorithm>

namespace lk {

namespace {

constexpr quintptr topLevel = 0; // else: number of the step, from 1

/// The plan's statement of this number; nullptr where a program made it.
const Statement *statementOf(const PlanStep &step, int number)
{
    const bool isThere = !step.isProgram() && number >= 1 && size_t(number) <= step.statements.size() && step.statements[size_t(number) - 1].number == number;
    return isThere ? &step.statements[size_t(number) - 1] : nullptr;
}

/// COMMIT and its kind are short: long statements need not be read for it.
bool controlsTransaction(QByteArrayView sql, const Dialect *dialect)
{
    constexpr qsizetype longest = 200;
    return dialect && sql.size() <= longest && readFacts(sql, *dialect).controlsTransaction();
}

/// Adds those of @p locks for which somebody waits; of each object the strongest stays.
void addStrongest(std::vector<ObservedLock> &to, const std::vector<ObservedLock> &locks)
{
    for (const ObservedLock &lock : inTheWay(locks)) {
        const auto same = std::ranges::find(to, lock.object, &ObservedLock::object);
        if (same == to.end())
            to.push_back(lock);
        else if (same->stops < lock.stops)
            *same = lock;
    }
    to = inTheWay(to);
}

} // namespace

RehearsalModel::RehearsalModel(QObject *parent) : QAbstractItemModel(parent) {}

void RehearsalModel::clear()
{
    beginResetModel();
    m_rehearsal = {};
    m_plan = {};
    m_steps.clear();
    m_longest = 0;
    endResetModel();
}

void RehearsalModel::setRehearsal(Plan plan, Rehearsal rehearsal)
{
    beginResetModel();
    m_rehearsal = std::move(rehearsal);
    m_steps.clear();
    m_longest = 0;
    for (const RehearsedStatement &statement : m_rehearsal.statements)
        m_longest = statement.script ? std::max(m_longest, statement.ms) : m_longest;
    m_plan = std::move(plan);
    const Engine *engine = engineByName(m_plan.engine);
    m_dialect = engine ? &engine->traits().dialect : nullptr;
    if (m_rehearsal.fingerprint == m_plan.fingerprint) {
        for (const PlanStep &step : m_plan.steps)
            m_steps.push_back(stepOf(step));
    }
    endResetModel();
}

RehearsalModel::Step RehearsalModel::stepOf(const PlanStep &planned) const
{
    Step step;
    step.version = planned.migration.version;
    const QString name = QStringLiteral("%1 %2").arg(step.version, planned.migration.description).trimmed();
    step.title = planned.direction == Direction::Up ? name : tr("revert %1").arg(name);
    step.file = planned.direction == Direction::Up ? planned.migration.upFile : planned.migration.downFile;
    const auto seen = std::ranges::find(m_rehearsal.steps, step.version, &RehearsedStep::version);
    if (seen != m_rehearsal.steps.end())
        step.seen = *seen;
    std::vector<ObservedLock> held;
    for (const RehearsedStatement &statement : m_rehearsal.statements) {
        if (statement.version != step.version || (!statement.script && statement.error.isEmpty()))
            continue;
        const Statement *found = statementOf(planned, statement.number);
        const QByteArrayView sql = found ? found->sql() : QByteArrayView();
        const bool inside = planned.transaction && found && found->scope == StatementScope::Transaction;
        if (!inside || controlsTransaction(sql, m_dialect))
            held.clear();
        const bool isCause = m_rehearsal.error && !m_rehearsal.error->why.isEmpty() && statement.error == m_rehearsal.error->text();
        step.rows.push_back({statement, sql, isCause ? m_rehearsal.error->why : statement.error, held});
        if (inside)
            addStrongest(held, statement.seen.locks.value_or(std::vector<ObservedLock>()));
    }
    summarize(step);
    return step;
}

/// What the step's row says of its statements together.
void RehearsalModel::summarize(Step &step)
{
    qint64 logBytes = 0;
    Stops worst = Stops::Nobody;
    bool locksKnown = true;
    bool logKnown = true;
    bool any = step.seen.has_value();
    for (const Row &row : step.rows) {
        addStrongest(step.locks, row.seen.seen.locks.value_or(std::vector<ObservedLock>()));
        if (!row.seen.script)
            continue;
        any = true;
        locksKnown = locksKnown && row.seen.seen.locks;
        worst = std::max(worst, row.seen.seen.stops().value_or(Stops::Nobody));
        logKnown = logKnown && row.seen.seen.logBytes;
        logBytes += row.seen.seen.logBytes.value_or(0);
    }
    step.locks = inTheWay(step.locks);
    // Nothing that is unknown could be worse than everybody.
    if (any && (locksKnown || worst == Stops::Everybody))
        step.stops = worst;
    if (logKnown && !step.rows.empty())
        step.logBytes = logBytes;
}

std::optional<Stops> RehearsalModel::Row::stops() const
{
    const Stops before = held.empty() ? Stops::Nobody : held.front().stops;
    const std::optional<Stops> own = seen.seen.stops();
    if (!own)
        return before == Stops::Everybody ? std::optional(before) : std::nullopt;
    return std::max(before, *own);
}

bool RehearsalModel::Row::waitsForHeld() const
{
    return !held.empty() && held.front().stops > seen.seen.stops().value_or(Stops::Nobody);
}

/// What the statement is about: as its text names it, then what was seen to be touched.
QStringList RehearsalModel::objectsOf(const Row &row) const
{
    QStringList names;
    if (m_dialect) {
        const QByteArray excerpt = row.seen.sql.toUtf8();
        const StatementFacts facts = readFacts(row.sql.isEmpty() ? QByteArrayView(excerpt) : row.sql, *m_dialect);
        names << facts.newName << facts.table << facts.name;
    }
    const auto add = [&names](const QString &object) {
        const bool isPartOfTable = object.startsWith(u"index ") || object.startsWith(u"sequence ");
        if (object != u"the database")
            names << (isPartOfTable ? object.section(u' ', 1) : object);
    };
    for (const ObservedLock &lock : row.seen.seen.locks.value_or(std::vector<ObservedLock>()))
        add(lock.object);
    for (const QString &object : row.seen.seen.rewrites.value_or(QStringList()) + row.seen.seen.emptied)
        add(object);
    names.removeAll(QString());
    names.removeDuplicates();
    return names;
}

QModelIndex RehearsalModel::stepIndex(const QString &version) const
{
    const auto found = std::ranges::find(m_steps, version, &Step::version);
    return found == m_steps.end() ? QModelIndex() : index(int(found - m_steps.begin()), 0);
}

QModelIndex RehearsalModel::failedIndex() const
{
    for (size_t step = 0; step < m_steps.size(); ++step) {
        const auto failed = std::ranges::find_if(m_steps[step].rows, [](const Row &row) { return !row.seen.error.isEmpty(); });
        if (failed != m_steps[step].rows.end())
            return index(int(failed - m_steps[step].rows.begin()), 0, index(int(step), 0));
    }
    return {};
}

QModelIndex RehearsalModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : topLevel);
}

QModelIndex RehearsalModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == topLevel)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, topLevel);
}

int RehearsalModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_steps.size());
    if (parent.internalId() != topLevel || parent.column() != 0)
        return 0;
    return int(m_steps[size_t(parent.row())].rows.size());
}

int RehearsalModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant RehearsalModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int column = index.column();
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (column == RowsColumn || column == TimeColumn || column == LogColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (index.internalId() == topLevel)
        return stepData(m_steps[size_t(index.row())], column, role);
    const Step &step = m_steps[size_t(index.internalId()) - 1];
    return rowData(step, step.rows[size_t(index.row())], column, role);
}

QVariant RehearsalModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractItemModel::headerData(section, orientation, role);
    switch (section) {
    case WhatColumn: return tr("Step, statement");
    case TimeColumn: return tr("Time");
    case RowsColumn: return tr("Rows");
    case LogColumn: return tr("Log");
    case WaitsColumn: return tr("Who waits");
    case LocksColumn: return tr("Locks");
    case SeenColumn: return tr("Seen");
    default: return {};
    }
}

} // namespace lk
