// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/planmodel.h"

#include "models/items/locktexts.h"
#include "models/items/texts.h"

#include <QHash>

namespace lk {

namespace {

constexpr quintptr topLevel = 0; // else: number of the step, from 1

} // namespace

PlanModel::PlanModel(QObject *parent) : QAbstractItemModel(parent) {}

void PlanModel::setPlan(Plan plan, std::optional<Rehearsal> rehearsal)
{
    beginResetModel();
    m_plan = std::move(plan);
    m_rehearsal.reset();
    m_seenStatements.clear();
    if (rehearsal && rehearsal->fingerprint == m_plan.fingerprint)
        m_rehearsal = std::move(rehearsal);
    matchStatements();
    endResetModel();
}

void PlanModel::matchStatements()
{
    if (!m_rehearsal)
        return;
    QHash<std::pair<QString, int>, int> seenAt;
    for (int at = 0; at < int(m_rehearsal->statements.size()); ++at) {
        const RehearsedStatement &statement = m_rehearsal->statements[size_t(at)];
        seenAt.insert({statement.version, statement.number}, at);
    }
    for (const PlanStep &step : m_plan.steps) {
        std::vector<int> &numbers = m_seenStatements.emplace_back();
        for (const Statement &statement : step.statements)
            numbers.push_back(seenAt.value({step.migration.version, statement.number}, -1));
    }
}

const RehearsedStatement *PlanModel::seen(int step, int statement) const
{
    const int at = m_rehearsal ? m_seenStatements[size_t(step)][size_t(statement)] : -1;
    return at >= 0 ? &m_rehearsal->statements[size_t(at)] : nullptr;
}

const RehearsedStep *PlanModel::seen(int step) const
{
    if (!m_rehearsal)
        return nullptr;
    const QString &version = m_plan.steps[size_t(step)].migration.version;
    const auto found = std::ranges::find(m_rehearsal->steps, version, &RehearsedStep::version);
    return found != m_rehearsal->steps.end() ? &*found : nullptr;
}

QModelIndex PlanModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : topLevel);
}

QModelIndex PlanModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == topLevel)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, topLevel);
}

int PlanModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_plan.steps.size());
    if (parent.internalId() != topLevel || parent.column() != 0)
        return 0;
    return int(m_plan.steps[size_t(parent.row())].statements.size());
}

int PlanModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter
                   | (index.column() == RowsColumn || index.column() == TimeColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (index.internalId() == topLevel)
        return stepData(index.row(), index.column(), role);
    return statementData(int(index.internalId()) - 1, index.row(), index.column(), role);
}

QVariant PlanModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractItemModel::headerData(section, orientation, role);
    switch (section) {
    case WhatColumn: return tr("Step, statement");
    case PlaceColumn: return tr("Place");
    case LocksColumn: return tr("Locks");
    case RowsColumn: return tr("Rows");
    case TimeColumn: return tr("Time");
    default: return {};
    }
}

QVariant PlanModel::stepText(int row, int column) const
{
    const PlanStep &step = m_plan.steps[size_t(row)];
    const RehearsedStep *rehearsed = seen(row);
    switch (column) {
    case WhatColumn: {
        const QString name = QStringLiteral("%1 %2").arg(step.migration.version, step.migration.description).trimmed();
        const QString what = step.direction == Direction::Up ? name : tr("revert %1").arg(name);
        return !step.transaction ? tr("%1 (outside of a transaction)").arg(what)
               : !step.atomic()  ? tr("%1 (not one transaction)").arg(what)
                                 : what;
    }
    case PlaceColumn:
        return (step.direction == Direction::Up ? step.migration.upFile : step.migration.downFile).section(u'/', -1);
    case TimeColumn: return rehearsed ? durationText(rehearsed->ms) : QString();
    default: return {};
    }
}

QVariant PlanModel::stepData(int row, int column, int role) const
{
    const PlanStep &step = m_plan.steps[size_t(row)];
    const RehearsedStep *rehearsed = seen(row);
    switch (role) {
    case Qt::DisplayRole: return stepText(row, column);
    case Qt::ToolTipRole: return step.remarks.isEmpty() ? QVariant() : plainToolTip(step.remarks);
    case VersionRole: return step.migration.version;
    case NumberRole: return 0;
    case FileRole: return step.direction == Direction::Up ? step.migration.upFile : step.migration.downFile;
    case LineRole: return qint64(0);
    case MsRole: return rehearsed ? QVariant(rehearsed->ms) : QVariant();
    case RemarksRole: return step.remarks;
    default: return {};
    }
}

/// The worst lock and how many more; empty when nobody waits.
QString PlanModel::locksText(const Statement &statement, const RehearsedStatement &rehearsed)
{
    const bool isScript = statement.origin == StatementOrigin::Script || statement.origin == StatementOrigin::Program;
    if (!isScript || !rehearsed.error.isEmpty())
        return {};
    // A program's number stands for the first statement that it sent, not for all of them.
    if (!rehearsed.seen.locks || statement.origin == StatementOrigin::Program)
        return tr("unknown");
    const std::vector<ObservedLock> locks = inTheWay(*rehearsed.seen.locks);
    if (locks.empty())
        return {};
    // That a table's indexes are locked with it tells nothing new.
    const auto more = std::count_if(locks.begin() + 1, locks.end(), [](const ObservedLock &lock) { return !isPart(lock); });
    return more == 0 ? lockText(locks.front()) : QStringLiteral("%1 +%2").arg(lockText(locks.front())).arg(more);
}

QString PlanModel::locksToolTip(const RehearsedStatement &rehearsed)
{
    QStringList lines;
    for (const ObservedLock &lock : rehearsed.seen.locks.value_or(std::vector<ObservedLock>()))
        lines << QStringLiteral("%1: %2").arg(lockText(lock), waitsText(lock.stops));
    lines += whyUnknown(rehearsed.seen, QStringLiteral("locks"));
    return lines.isEmpty() ? QString() : plainToolTip(lines);
}

QVariant PlanModel::statementText(int step, int row, int column) const
{
    const Statement &statement = m_plan.steps[size_t(step)].statements[size_t(row)];
    const RehearsedStatement *rehearsed = seen(step, row);
    switch (column) {
    case WhatColumn: return oneLine(statement.excerpt());
    case PlaceColumn:
        switch (statement.origin) {
        case StatementOrigin::Script:
            return statement.cost.isEmpty() ? tr("line %1").arg(statement.line) : tr("line %1, commits at once").arg(statement.line);
        case StatementOrigin::Program: return tr("program");
        case StatementOrigin::Record: return tr("tracking table");
        case StatementOrigin::Engine: return tr("engine");
        }
        return {};
    case LocksColumn: return rehearsed ? locksText(statement, *rehearsed) : QString();
    case RowsColumn: return rehearsed ? rowsText(rehearsed->rows) : QString();
    case TimeColumn: return rehearsed ? durationText(rehearsed->ms) : QString();
    default: return {};
    }
}

QVariant PlanModel::statementData(int step, int row, int column, int role) const
{
    const Statement &statement = m_plan.steps[size_t(step)].statements[size_t(row)];
    const RehearsedStatement *rehearsed = seen(step, row);
    switch (role) {
    case Qt::DisplayRole: return statementText(step, row, column);
    case Qt::ToolTipRole:
        if (column == LocksColumn && rehearsed)
            return locksToolTip(*rehearsed);
        return plainToolTip(statement.cost.isEmpty() ? QStringList{statement.excerpt(2000)}
                                                     : QStringList{statement.excerpt(2000), statement.cost});
    case VersionRole: return m_plan.steps[size_t(step)].migration.version;
    case NumberRole: return statement.number;
    case OriginRole: return int(statement.origin);
    case ScopeRole: return int(statement.scope);
    case SqlRole: return statement.excerpt(4000);
    case FileRole: return statement.file;
    case LineRole: return statement.line;
    case RowsRole: return rehearsed && rehearsed->rows >= 0 ? QVariant(rehearsed->rows) : QVariant();
    case MsRole: return rehearsed ? QVariant(rehearsed->ms) : QVariant();
    case ErrorRole: return rehearsed ? rehearsed->error : QString();
    case StopsRole:
        return rehearsed && statement.origin == StatementOrigin::Script && rehearsed->seen.stops() ? QVariant(int(*rehearsed->seen.stops())) : QVariant();
    case CostRole: return statement.cost;
    default: return {};
    }
}

} // namespace lk
