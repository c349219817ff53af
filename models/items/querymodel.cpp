// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/querymodel.h"

#include "models/items/texts.h"

#include <QLocale>

#include <algorithm>

namespace lk {

QueryModel::QueryModel(QObject *parent) : QAbstractTableModel(parent) {}

void QueryModel::setRehearsal(const Rehearsal &rehearsal)
{
    beginResetModel();
    m_queries = rehearsal.queries;
    m_rows = rehearsal.data == ScratchData::Full;
    std::ranges::stable_sort(m_queries, std::less(), [](const QueryComparison &query) { return query.worse.isEmpty(); });
    endResetModel();
}

int QueryModel::worseCount() const
{
    return int(std::ranges::count_if(m_queries, [](const QueryComparison &query) { return !query.worse.isEmpty(); }));
}

int QueryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_queries.size());
}

int QueryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString QueryModel::numbers(const QueryPlan &plan) const
{
    QStringList parts;
    if (m_rows && plan.cost)
        parts << tr("cost %1").arg(QLocale().toString(*plan.cost, 'f', *plan.cost < 100 ? 1 : 0));
    if (plan.ms)
        parts << durationText(*plan.ms);
    for (const QString &table : plan.scans)
        parts << tr("reads %1 whole").arg(table);
    parts << plan.indexes;
    return parts.join(QStringLiteral(", "));
}

QVariant QueryModel::text(const QueryComparison &query, int column) const
{
    switch (column) {
    case QueryColumn: return query.sql.simplified();
    case PlaceColumn: return QStringLiteral("%1:%2").arg(query.file).arg(query.line);
    case BeforeColumn: return query.before.text.isEmpty() ? tr("can't be asked") : numbers(query.before);
    case AfterColumn: return query.error.isEmpty() ? numbers(query.after) : tr("can't be asked");
    case WorseColumn: return query.worse.join(QStringLiteral("; "));
    }
    return {};
}

QVariant QueryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QueryComparison &query = m_queries[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(query, index.column());
    case Qt::ToolTipRole: return query.error.isEmpty() ? text(query, index.column()) : query.error;
    case FileRole: return query.file;
    case LineRole: return query.line;
    case WorseRole: return !query.worse.isEmpty();
    case BeforeRole: return query.before.text.isEmpty() ? tr("Before the plan the server could not say how it would answer.") : query.before.text;
    case AfterRole: return query.error.isEmpty() ? query.after.text : query.error;
    }
    return {};
}

QVariant QueryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case QueryColumn: return tr("Query");
    case PlaceColumn: return tr("Place");
    case BeforeColumn: return tr("Before");
    case AfterColumn: return tr("After");
    case WorseColumn: return tr("Worse");
    }
    return {};
}

} // namespace lk
