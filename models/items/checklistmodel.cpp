// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/checklistmodel.h"

#include "models/items/texts.h"

#include <algorithm>

namespace lk {

namespace {

constexpr quintptr topLevel = 0; // else: number of the phase's group, from 1

} // namespace

ChecklistModel::ChecklistModel(QObject *parent) : QAbstractItemModel(parent) {}

void ChecklistModel::setItems(std::vector<ChecklistItem> items)
{
    std::vector<Group> groups = grouped(std::move(items));
    if (!sameShape(groups)) {
        beginResetModel();
        m_groups = std::move(groups);
        endResetModel();
        return;
    }
    for (int row = 0; row < int(groups.size()); ++row) {
        if (m_groups[size_t(row)] == groups[size_t(row)])
            continue;
        m_groups[size_t(row)] = std::move(groups[size_t(row)]);
        const QModelIndex phase = index(row, 0);
        emit dataChanged(phase, phase.siblingAtColumn(ColumnCount - 1));
        emit dataChanged(index(0, 0, phase), index(rowCount(phase) - 1, ColumnCount - 1, phase));
    }
}

std::vector<ChecklistModel::Group> ChecklistModel::grouped(std::vector<ChecklistItem> items)
{
    std::ranges::stable_sort(items, {}, &ChecklistItem::phase);
    std::vector<Group> groups;
    for (ChecklistItem &item : items) {
        if (groups.empty() || groups.back().phase != item.phase)
            groups.push_back({item.phase, {}});
        groups.back().items.push_back(std::move(item));
    }
    return groups;
}

bool ChecklistModel::sameShape(const std::vector<Group> &groups) const
{
    const auto sameItems = [](const Group &a, const Group &b) {
        return a.phase == b.phase && std::ranges::equal(a.items, b.items, {}, &ChecklistItem::id, &ChecklistItem::id);
    };
    return std::ranges::equal(m_groups, groups, sameItems);
}

const ChecklistItem *ChecklistModel::item(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == topLevel)
        return nullptr;
    return &m_groups[size_t(index.internalId()) - 1].items[size_t(index.row())];
}

QModelIndex ChecklistModel::indexOf(const QString &id) const
{
    for (int group = 0; group < int(m_groups.size()); ++group) {
        const auto &items = m_groups[size_t(group)].items;
        const auto found = std::ranges::find(items, id, &ChecklistItem::id);
        if (found != items.end())
            return index(int(found - items.begin()), 0, index(group, 0));
    }
    return {};
}

QModelIndex ChecklistModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row() + 1) : topLevel);
}

QModelIndex ChecklistModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == topLevel)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, topLevel);
}

int ChecklistModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    if (parent.internalId() != topLevel || parent.column() != 0)
        return 0;
    return int(m_groups[size_t(parent.row())].items.size());
}

int ChecklistModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant ChecklistModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (const ChecklistItem *found = item(index))
        return itemData(*found, index.column(), role);
    return phaseData(m_groups[size_t(index.row())], index.column(), role);
}

QVariant ChecklistModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractItemModel::headerData(section, orientation, role);
    return section == TitleColumn ? tr("Item") : tr("State");
}

QVariant ChecklistModel::phaseData(const Group &group, int column, int role) const
{
    const int total = int(group.items.size());
    const int satisfied = int(std::ranges::count_if(group.items, &ChecklistItem::satisfied));
    switch (role) {
    case Qt::DisplayRole:
        return column == TitleColumn ? QVariant(title(group.phase))
                                     : QVariant(QStringLiteral("%1/%2").arg(satisfied).arg(total));
    case Qt::AccessibleTextRole: return tr("%1: %2 of %3 shown").arg(title(group.phase)).arg(satisfied).arg(total);
    case PhaseRole: return int(group.phase);
    case SatisfiedRole: return satisfied;
    case TotalRole: return total;
    case StateRole: {
        const bool failing = std::ranges::any_of(
            group.items, [](const ChecklistItem &item) { return item.state == ItemState::Failing; });
        return int(failing ? ItemState::Failing : satisfied == total ? ItemState::Done : ItemState::Open);
    }
    default: return {};
    }
}

QVariant ChecklistModel::itemData(const ChecklistItem &item, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole: return column == TitleColumn ? item.title : word(item.state);
    case Qt::AccessibleTextRole: return QStringLiteral("%1: %2").arg(item.title, word(item.state));
    case Qt::ToolTipRole: return toolTip(item);
    case StateRole: return int(item.state);
    case PhaseRole: return int(item.phase);
    case IdRole: return item.id;
    case WhyRole: return item.why;
    case AutomaticRole: return item.automatic;
    case GatesRole: return item.gates;
    case ByRole: return item.by;
    case AtRole: return item.at;
    case NoteRole: return item.note;
    case SatisfiedRole: return item.satisfied();
    default: return {};
    }
}

QString ChecklistModel::toolTip(const ChecklistItem &item)
{
    QStringList lines{QStringLiteral("%1: %2").arg(item.title, word(item.state))};
    if (!item.why.isEmpty())
        lines << item.why;
    if (!item.by.isEmpty())
        lines << tr("By %1, %2").arg(item.by, timeText(item.at));
    if (!item.note.isEmpty())
        lines << item.note;
    if (item.gates)
        lines << tr("Apply waits for it here.");
    return plainToolTip(lines);
}

} // namespace lk
