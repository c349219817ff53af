// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/runmodel.h"

#include "models/items/texts.h"

#include <QHash>

#include <algorithm>

namespace lk {

namespace {

constexpr quintptr topLevel = 0; // else: number of the step, from 1

RunModel::RowState stateOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Committed: return RunModel::RowState::Done;
    case Outcome::RolledBack: return RunModel::RowState::RolledBack;
    case Outcome::PartlyApplied: return RunModel::RowState::PartlyApplied;
    case Outcome::Unknown: return RunModel::RowState::Unknown;
    }
    return RunModel::RowState::Unknown;
}

} // namespace

QString word(RunModel::RowState state)
{
    switch (state) {
    case RunModel::RowState::Waiting: return RunModel::tr("waiting");
    case RunModel::RowState::Running: return RunModel::tr("running");
    case RunModel::RowState::Done: return RunModel::tr("done");
    case RunModel::RowState::Failed: return RunModel::tr("failed");
    case RunModel::RowState::RolledBack: return RunModel::tr("rolled back");
    case RunModel::RowState::PartlyApplied: return RunModel::tr("partly applied");
    case RunModel::RowState::Unknown: return RunModel::tr("unknown");
    }
    return {};
}

RunModel::RunModel(QObject *parent) : QAbstractItemModel(parent) {}

void RunModel::setPlan(const Plan &plan, const std::optional<Rehearsal> &rehearsal)
{
    beginResetModel();
    m_steps.clear();
    m_running = m_paused = false;
    m_outcome.reset();
    m_error.reset();
    m_statementsDone = 0;
    m_statementsTotal = plan.statementCount();
    for (const PlanStep &planned : plan.steps) {
        Step &step = m_steps.emplace_back();
        step.row.kind = RowKind::Step;
        step.row.state = RowState::Waiting;
        step.row.text = QStringLiteral("%1 %2").arg(planned.migration.version, planned.migration.description).trimmed();
        step.version = planned.migration.version;
        step.file = planned.direction == Direction::Up ? planned.migration.upFile : planned.migration.downFile;
        step.total = int(planned.statements.size());
    }
    if (rehearsal && rehearsal->fingerprint == plan.fingerprint)
        expect(*rehearsal);
    endResetModel();
}

void RunModel::expect(const Rehearsal &rehearsal)
{
    QHash<QString, Step *> steps;
    for (Step &step : m_steps)
        steps.insert(step.version, &step);
    for (const RehearsedStep &seen : rehearsal.steps) {
        if (Step *step = steps.value(seen.version))
            step->row.expectedMs = seen.ms;
    }
    for (const RehearsedStatement &seen : rehearsal.statements) {
        Step *step = steps.value(seen.version);
        if (!step || seen.number < 1 || seen.number > step->total)
            continue;
        step->expectedMs.resize(size_t(step->total), -1);
        step->expectedMs[size_t(seen.number) - 1] = seen.ms;
    }
}

void RunModel::add(const std::vector<RunEvent> &events)
{
    const std::optional<Outcome> before = m_outcome;
    int settled = -1; // the step whose rows are being gathered
    for (const RunEvent &event : events) {
        const int touched = std::visit(
            [](const auto &what) {
                if constexpr (requires { what.step; })
                    return what.step;
                else
                    return -1;
            },
            event.what);
        if (touched != settled) {
            settle(settled);
            settled = touched;
        }
        std::visit([&](const auto &what) { take(what, event.at); }, event.what);
    }
    settle(settled);
    if (!m_steps.empty())
        emit dataChanged(index(0, 0), index(int(m_steps.size()) - 1, ColumnCount - 1));
    if (m_outcome != before)
        emit outcomeChanged();
}

RunModel::Step *RunModel::step(int number)
{
    return number >= 0 && number < int(m_steps.size()) ? &m_steps[size_t(number)] : nullptr;
}

RunModel::Row *RunModel::statement(Step &step, int number)
{
    const auto matches = [number](const Row &row) { return row.kind == RowKind::Statement && row.number == number; };
    if (const auto found = std::ranges::find_if(step.arriving.rbegin(), step.arriving.rend(), matches);
        found != step.arriving.rend())
        return &*found;
    const auto found = std::ranges::find_if(step.rows.rbegin(), step.rows.rend(), matches);
    return found != step.rows.rend() ? &*found : nullptr;
}

// Moves what arrived into the tree: at most one removal, one insertion and one change a step and batch.
void RunModel::settle(int number)
{
    Step *found = step(number);
    if (!found)
        return;
    std::vector<Row> arriving = std::exchange(found->arriving, {});
    if (arriving.size() > size_t(maximumRowsPerStep))
        arriving.erase(arriving.begin(), arriving.end() - maximumRowsPerStep);
    const QModelIndex parent = index(number, 0);
    const int surplus = int(found->rows.size() + arriving.size()) - maximumRowsPerStep;
    if (surplus > 0) {
        beginRemoveRows(parent, 0, surplus - 1);
        found->rows.erase(found->rows.begin(), found->rows.begin() + surplus);
        endRemoveRows();
    }
    const int kept = int(found->rows.size());
    if (!arriving.empty()) {
        beginInsertRows(parent, kept, kept + int(arriving.size()) - 1);
        std::ranges::move(arriving, std::back_inserter(found->rows));
        endInsertRows();
    }
    if (kept > 0)
        emit dataChanged(index(0, 0, parent), index(kept - 1, ColumnCount - 1, parent));
}

void RunModel::take(const RunStarted &what, const QDateTime &)
{
    m_running = true;
    m_paused = false;
    m_outcome.reset();
    m_error.reset();
    m_statementsDone = 0;
    m_statementsTotal = what.statements;
}

void RunModel::take(const StepStarted &what, const QDateTime &at)
{
    if (what.step >= int(m_steps.size()) && what.step < 1'000'000) {
        beginInsertRows({}, int(m_steps.size()), what.step);
        m_steps.resize(size_t(what.step) + 1);
        for (Step &added : m_steps)
            added.row.kind = RowKind::Step;
        endInsertRows();
    }
    Step *found = step(what.step);
    if (!found)
        return;
    found->row.state = RowState::Running;
    found->row.startedAt = at;
    found->version = what.version;
    found->file = what.file;
    found->total = what.statements;
    if (found->row.text.isEmpty())
        found->row.text = what.version;
}

void RunModel::take(const StatementStarted &what, const QDateTime &at)
{
    Step *found = step(what.step);
    if (!found)
        return;
    Row row;
    row.number = what.number;
    row.line = what.line;
    row.text = what.sql;
    row.startedAt = at;
    if (what.number >= 1 && size_t(what.number) <= found->expectedMs.size())
        row.expectedMs = found->expectedMs[size_t(what.number) - 1];
    found->arriving.push_back(std::move(row));
}

void RunModel::take(const StatementDone &what, const QDateTime &)
{
    Step *found = step(what.step);
    if (!found)
        return;
    advance(*found, found->done + 1);
    if (Row *row = statement(*found, what.number)) {
        row->state = RowState::Done;
        row->ms = what.ms;
        row->rows = what.rows;
    }
}

void RunModel::advance(Step &step, int done)
{
    m_statementsDone += done - step.done;
    step.done = done;
}

void RunModel::take(const StepProgress &what, const QDateTime &)
{
    if (Step *found = step(what.step)) {
        advance(*found, what.done);
        found->total = what.of;
    }
}

void RunModel::take(const RunNotice &what, const QDateTime &at)
{
    Step *found = step(what.step);
    if (!found)
        return;
    Row row;
    row.kind = RowKind::Notice;
    row.state = RowState::Done;
    row.text = what.text;
    row.startedAt = at;
    found->arriving.push_back(std::move(row));
}

void RunModel::take(const RunPaused &what, const QDateTime &)
{
    m_paused = what.paused;
}

void RunModel::take(const StepDone &what, const QDateTime &)
{
    Step *found = step(what.step);
    if (!found)
        return;
    found->row.state = stateOf(what.outcome);
    found->row.ms = what.ms;
    if (what.outcome == Outcome::Committed)
        advance(*found, found->total);
}

void RunModel::take(const RunFailed &what, const QDateTime &)
{
    m_error = what.error;
    Step *found = step(what.step);
    if (!found)
        return;
    found->row.error = what.error.text();
    if (found->row.state == RowState::Running)
        found->row.state = RowState::Failed;
    if (Row *row = statement(*found, what.number)) {
        row->state = RowState::Failed;
        row->error = what.error.text();
    }
}

void RunModel::take(const RunDone &what, const QDateTime &)
{
    m_running = m_paused = false;
    m_outcome = what.outcome;
}

QModelIndex RunModel::current() const
{
    for (int row = 0; row < int(m_steps.size()); ++row) {
        const Step &step = m_steps[size_t(row)];
        if (step.row.state != RowState::Running)
            continue;
        const QModelIndex parent = index(row, 0);
        return step.rows.empty() ? parent : index(int(step.rows.size()) - 1, 0, parent);
    }
    return {};
}

QModelIndex RunModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : topLevel);
}

QModelIndex RunModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == topLevel)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, topLevel);
}

int RunModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_steps.size());
    if (parent.internalId() != topLevel || parent.column() != 0)
        return 0;
    return int(m_steps[size_t(parent.row())].rows.size());
}

int RunModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant RunModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter
                   | (index.column() == RowsColumn || index.column() == TimeColumn ? Qt::AlignRight : Qt::AlignLeft));
    const bool isStep = index.internalId() == topLevel;
    const Step &step = m_steps[isStep ? size_t(index.row()) : size_t(index.internalId()) - 1];
    const Row &row = isStep ? step.row : step.rows[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return isStep ? stepText(step, index.column()) : rowText(row, index.column());
    case DoneRole: return step.done;
    case TotalRole: return step.total;
    case VersionRole: return step.version;
    case FileRole: return step.file;
    default: return rowData(row, role);
    }
}

QVariant RunModel::rowData(const Row &row, int role) const
{
    switch (role) {
    case Qt::ToolTipRole:
        return plainToolTip(row.error.isEmpty() ? QStringList{row.text} : QStringList{row.text, row.error});
    case KindRole: return int(row.kind);
    case StateRole: return int(row.state);
    case NumberRole: return row.number;
    case SqlRole: return row.text;
    case LineRole: return row.line;
    case RowsRole: return row.rows >= 0 ? QVariant(row.rows) : QVariant();
    case MsRole: return row.ms >= 0 ? QVariant(row.ms) : QVariant();
    case ExpectedMsRole: return row.expectedMs >= 0 ? QVariant(row.expectedMs) : QVariant();
    case StartedAtRole: return row.startedAt;
    case ErrorRole: return row.error;
    default: return {};
    }
}

QVariant RunModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractItemModel::headerData(section, orientation, role);
    switch (section) {
    case WhatColumn: return tr("Step, statement");
    case StateColumn: return tr("State");
    case RowsColumn: return tr("Rows");
    case TimeColumn: return tr("Time");
    default: return {};
    }
}

QVariant RunModel::stepText(const Step &step, int column) const
{
    switch (column) {
    case WhatColumn: return step.row.text;
    case StateColumn:
        return step.row.state == RowState::Running ? tr("running, %1 of %2").arg(step.done).arg(step.total)
                                                   : word(step.row.state);
    case TimeColumn: return timesText(step.row);
    default: return {};
    }
}

QVariant RunModel::rowText(const Row &row, int column) const
{
    switch (column) {
    case WhatColumn:
        return oneLine(row.error.isEmpty() ? row.text : QStringLiteral("%1: %2").arg(row.text, row.error), 400);
    case StateColumn: return row.kind == RowKind::Notice ? tr("notice") : word(row.state);
    case RowsColumn: return rowsText(row.rows);
    case TimeColumn: return timesText(row);
    default: return {};
    }
}

QString RunModel::timesText(const Row &row)
{
    if (row.ms >= 0 || row.expectedMs < 0)
        return durationText(row.ms);
    return tr("expected %1").arg(durationText(row.expectedMs));
}

} // namespace lk
