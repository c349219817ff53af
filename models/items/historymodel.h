// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/history.h"

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
    };
    Q_ENUM(Role)

    explicit HistoryModel(QObject *parent = nullptr);

    void setHistory(History history);
    const History &history() const { return m_history; }
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
    QString accessibleText(const HistoryEntry &entry, int column) const;
    QString toolTip(const HistoryEntry &entry) const;

    History m_history;
    QHash<QString, int> m_rows;
};

} // namespace lk
