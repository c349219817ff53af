// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/historymodel.h"

#include "models/items/texts.h"

namespace lk {

HistoryModel::HistoryModel(QObject *parent) : QAbstractTableModel(parent) {}

void HistoryModel::setHistory(History history, bool branches)
{
    beginResetModel();
    m_history = std::move(history);
    m_graph = RevisionGraph(m_history);
    m_branches = branches && !m_graph.isEmpty();
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
    case Qt::ToolTipRole: return toolTip(*found, index.row());
    case Qt::AccessibleTextRole: return accessibleText(*found, index.row(), index.column());
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == DurationColumn ? Qt::AlignRight : Qt::AlignLeft));
    case StateRole: return int(found->state);
    case KeyRole: return found->key();
    case NoteRole: return found->note;
    case AppliedAtRole: return found->applied ? found->applied->appliedAt : QDateTime();
    case DurationRole: return found->applied ? found->applied->durationMs : qint64(-1);
    case ReversibleRole: return found->reversible();
    case ProblemsRole: return found->file ? int(found->file->problems.size()) : 0;
    case TagsRole: return found->file ? found->file->tags : QStringList();
    case HeadRole: return isHead(index.row());
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
    case GraphColumn: return tr("Graph");
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

QString HistoryModel::accessibleText(const HistoryEntry &entry, int row, int column) const
{
    const QString shown = text(entry, column).toString();
    if (column == GraphColumn)
        return relations(row).join(QStringLiteral("; "));
    if (column == DescriptionColumn && entry.file && !entry.file->tags.isEmpty())
        return QStringLiteral("%1, %2").arg(shown, entry.file->tags.join(QStringLiteral(", ")));
    return column == StateColumn && !entry.note.isEmpty() ? shown + QStringLiteral(": ") + entry.note : shown;
}

QVariant HistoryModel::order(const HistoryEntry &entry, int row, int column) const
{
    switch (column) {
    case GraphColumn:
    case VersionColumn: return row; // the history's own order, which knows how the format compares versions
    case AppliedAtColumn: return entry.applied ? entry.applied->appliedAt : QDateTime();
    case DurationColumn: return entry.applied ? entry.applied->durationMs : qint64(-1);
    case StateColumn: return int(entry.state);
    default: return text(entry, column);
    }
}

QString HistoryModel::versions(const std::vector<int> &rows, const QStringList &missing) const
{
    constexpr int most = 6;
    QStringList versions;
    for (const int row : rows)
        versions << m_history.entries[size_t(row)].version();
    for (const QString &key : missing)
        versions << tr("%1 (not there)").arg(key);
    const qsizetype more = versions.size() - most;
    if (more > 0)
        versions = versions.first(most) << tr("and %n more", nullptr, int(more));
    return versions.join(QStringLiteral(", "));
}

/// What it builds on and what builds on it, in words.
QStringList HistoryModel::relations(int row) const
{
    QStringList lines;
    if (m_graph.isEmpty())
        return lines;
    if (isHead(row))
        lines << tr("head: nothing builds on it");
    if (!m_graph.parents(row).empty() || !m_graph.missing(row).isEmpty())
        lines << (m_branches && m_graph.isMerge(row) ? tr("merges %1") : tr("builds on %1")).arg(versions(m_graph.parents(row), m_graph.missing(row)));
    if (!m_graph.children(row).empty())
        lines << tr("needed by %1").arg(versions(m_graph.children(row)));
    return lines;
}

QString HistoryModel::toolTip(const HistoryEntry &entry, int row) const
{
    QStringList lines{QStringLiteral("%1 %2: %3").arg(entry.version(), entry.description(), word(entry.state))};
    if (!entry.note.isEmpty())
        lines << entry.note;
    lines += relations(row);
    if (entry.file) {
        if (!entry.file->tags.isEmpty())
            lines << tr("tags: %1").arg(entry.file->tags.join(QStringLiteral(", ")));
        for (const FileProblem &problem : entry.file->problems)
            lines << problem.message;
    }
    return plainToolTip(lines);
}

} // namespace lk
