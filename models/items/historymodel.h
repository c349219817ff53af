// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/revisiongraph.h"

#include <QAbstractTableModel>
#include <QHash>

namespace lk {

/// The history as a table, oldest first, a row a migration.
class HistoryModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        StateColumn,
        VersionColumn,
        DescriptionColumn,
        AppliedAtColumn,
        ByColumn,
        DurationColumn,
        ReversibleColumn,
        GraphColumn, ///< what builds on what; the view shows it first, where there is such a thing
        ColumnCount
    };
    Q_ENUM(Column)
    enum Role {
        StateRole = Qt::UserRole, ///< State as int
        KeyRole,                  ///< HistoryEntry::key()
        NoteRole,                 ///< why it is in this state; may be empty
        AppliedAtRole,            ///< QDateTime in UTC, invalid when not applied
        DurationRole,             ///< ms as qint64, -1 unknown
        ReversibleRole,           ///< bool
        ProblemsRole,             ///< number of file problems, int
        OrderRole,                ///< the column's value to sort by
        TagsRole,                 ///< names that the tool gives the state after it, QStringList
        HeadRole,                 ///< bool: the end of a branch, where the tool knows branches
    };
    Q_ENUM(Role)

    explicit HistoryModel(QObject *parent = nullptr);

    /// @p branches: the tool's order is a graph's, whose ends are its heads.
    void setHistory(History history, bool branches = false);
    const History &history() const { return m_history; }
    /// What builds on what; empty where no migration says so.
    const RevisionGraph &graph() const { return m_graph; }
    /// The entry of a row, or nothing outside of the table.
    const HistoryEntry *entry(int row) const;
    /// Row of the entry with this key, -1 if there is none.
    int rowOf(const QString &key) const { return m_rows.value(key, -1); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant text(const HistoryEntry &entry, int column) const;
    QVariant order(const HistoryEntry &entry, int row, int column) const;
    QString accessibleText(const HistoryEntry &entry, int row, int column) const;
    QString toolTip(const HistoryEntry &entry, int row) const;
    QStringList relations(int row) const;
    QString versions(const std::vector<int> &rows, const QStringList &missing = {}) const;
    bool isHead(int row) const { return m_branches && m_graph.isHead(row); }

    History m_history;
    RevisionGraph m_graph;
    bool m_branches = false;
    QHash<QString, int> m_rows;
};

} // namespace lk
