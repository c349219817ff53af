// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/audit/auditlog.h"

#include <QAbstractTableModel>

namespace lk {

/// The audit log as a table, newest first.
class AuditModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// What an outcome's word means, for icon and colour.
    enum class Result { Open, Good, Bad, Unclear };
    Q_ENUM(Result)
    enum Column {
        NumberColumn,
        AtColumn,
        WhoColumn,
        ActionColumn,
        EnvironmentColumn,
        VersionsColumn,
        OutcomeColumn,
        DetailColumn,
        ColumnCount
    };
    Q_ENUM(Column)
    enum Role {
        ResultRole = Qt::UserRole, ///< Result as int
        NumberRole,                ///< qint64
        AtRole,                    ///< QDateTime in UTC
        SubjectRole,
        OrderRole, ///< the column's value to sort by
    };
    Q_ENUM(Role)

    explicit AuditModel(QObject *parent = nullptr);

    /// @p entries oldest first, as AuditLog gives them.
    void setEntries(std::vector<AuditEntry> entries);
    const AuditEntry *entry(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant text(const AuditEntry &entry, int column) const;
    QVariant order(const AuditEntry &entry, int column) const;

    std::vector<AuditEntry> m_entries;
};

} // namespace lk
