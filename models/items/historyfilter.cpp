// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/historyfilter.h"

#include "models/items/historymodel.h"

namespace lk {

HistoryFilter::HistoryFilter(QObject *parent) : QSortFilterProxyModel(parent)
{
    setSortRole(HistoryModel::OrderRole);
    setDynamicSortFilter(true);
}

void HistoryFilter::setText(const QString &text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void HistoryFilter::setStates(const QSet<State> &states)
{
    m_states = states;
    invalidateFilter();
}

void HistoryFilter::setDateRange(const QDate &from, const QDate &to)
{
    m_from = from;
    m_to = to;
    invalidateFilter();
}

void HistoryFilter::setNewestFirst(bool newestFirst)
{
    m_newestFirst = newestFirst;
    // Column -1 is the model's own order: no sorting at all for the usual direction.
    sort(newestFirst ? int(HistoryModel::VersionColumn) : -1, newestFirst ? Qt::DescendingOrder : Qt::AscendingOrder);
}

bool HistoryFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (!m_states.isEmpty()) {
        const QModelIndex index = sourceModel()->index(row, HistoryModel::StateColumn, parent);
        if (!m_states.contains(State(index.data(HistoryModel::StateRole).toInt())))
            return false;
    }
    return dateMatches(row, parent) && textMatches(row, parent);
}

bool HistoryFilter::textMatches(int row, const QModelIndex &parent) const
{
    static constexpr int searched[] = {HistoryModel::VersionColumn, HistoryModel::DescriptionColumn,
                                       HistoryModel::StateColumn, HistoryModel::ByColumn,
                                       HistoryModel::AppliedAtColumn};
    const QString tags = sourceModel()->index(row, 0, parent).data(HistoryModel::TagsRole).toStringList().join(u' ');
    return std::ranges::all_of(m_words, [&](const QString &word) {
        return tags.contains(word, Qt::CaseInsensitive) || std::ranges::any_of(searched, [&](int column) {
            return sourceModel()
                ->index(row, column, parent)
                .data(Qt::DisplayRole)
                .toString()
                .contains(word, Qt::CaseInsensitive);
        });
    });
}

bool HistoryFilter::dateMatches(int row, const QModelIndex &parent) const
{
    if (!m_from.isValid() && !m_to.isValid())
        return true;
    const QDateTime at = sourceModel()->index(row, 0, parent).data(HistoryModel::AppliedAtRole).toDateTime();
    if (!at.isValid())
        return false;
    const QDate day = at.toLocalTime().date();
    return (!m_from.isValid() || day >= m_from) && (!m_to.isValid() || day <= m_to);
}

} // namespace lk
