// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/historymodel.h"

#include "models/items/texts.h"

namespace lk {

HistoryModel::HistoryModel(QObject *parent) : QAbstractTableModel(parent) {}

void HistoryModel::setHistory(History history)
{
    beginResetModel();
    m_history = std::move(history);
    m_rows.clear();
    m_rows.reserve(int(m_history.entries.size()));
    for (int row = 0; row < int(m_history.entries.size()); ++row) {
        const QString key = m_history.entries[size_t(row)].key();
        if (!m_rows.contains(key))
            m_rows.insert(key, row);
    }
    endResetModel();
}

const HistoryEntry *HistoryModel::entry(int row) const
{
    return row >= 0 && row < rowCount() ? &m_history.entries[size_t(row)] : nullptr;
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_history.entries.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    const HistoryEntry *found = index.isValid() ? entry(index.row()) : nullptr;
    if (!found)
        return {};
    switch (role) {
    case Qt::DisplayRole: return text(*found, index.column());
    case Qt::ToolTipRole: return toolTip(*found);
    case Qt::AccessibleTextRole: return accessibleText(*found, index.column());
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == DurationColumn ? Qt::AlignRight : Qt::AlignLeft));
    case StateRole: return int(found->state);
    case KeyRole: return found->key();
    case NoteRole: return found->note;
    case AppliedAtRole: return found->applied ? found->applied->appliedAt : QDateTime();
    case DurationRole: return found->applied ? found->applied->durationMs : qint64(-1);
    case ReversibleRole: return found->reversible();
    case ProblemsRole: return found->file ? int(found->file->problems.size()) : 0;
    case OrderRole: return order(*found, index.row(), index.column());
    default: return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case StateColumn: return tr("State");
    case VersionColumn: return tr("Version");
    case DescriptionColumn: return tr("Description");
    case AppliedAtColumn: return tr("Applied at");
    case ByColumn: return tr("By");
    case DurationColumn: return tr("Duration");
    case ReversibleColumn: return tr("Reversible");
    default: return {};
    }
}

QVariant HistoryModel::text(const HistoryEntry &entry, int column) const
{
    switch (column) {
    case StateColumn: return word(entry.state);
    case VersionColumn: return entry.version();
    case DescriptionColumn: return entry.description();
    case AppliedAtColumn: return entry.applied ? timeText(entry.applied->appliedAt) : QString();
    case ByColumn: return entry.applied ? entry.applied->appliedBy : QString();
    case DurationColumn: return entry.applied ? durationText(double(entry.applied->durationMs)) : QString();
    case ReversibleColumn: return entry.reversible() ? tr("yes") : tr("no");
    default: return {};
    }
}

QString HistoryModel::accessibleText(const HistoryEntry &entry, int column) const
{
    const QString shown = text(entry, column).toString();
    return column == StateColumn && !entry.note.isEmpty() ? shown + QStringLiteral(": ") + entry.note : shown;
}

QVariant HistoryModel::order(const HistoryEntry &entry, int row, int column) const
{
    switch (column) {
    case VersionColumn: return row; // the history's own order, which knows how the format compares versions
    case AppliedAtColumn: return entry.applied ? entry.applied->appliedAt : QDateTime();
    case DurationColumn: return entry.applied ? entry.applied->durationMs : qint64(-1);
    case StateColumn: return int(entry.state);
    default: return text(entry, column);
    }
}

QString HistoryModel::toolTip(const HistoryEntry &entry) const
{
    QStringList lines{QStringLiteral("%1 %2: %3").arg(entry.version(), entry.description(), word(entry.state))};
    if (!entry.note.isEmpty())
        lines << entry.note;
    if (entry.file) {
        for (const FileProblem &problem : entry.file->problems)
            lines << problem.message;
    }
    return plainToolTip(lines);
}

} // namespace lk
