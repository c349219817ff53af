// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/backup/backuprecord.h"

#include <QAbstractTableModel>

#include <vector>

namespace lk {

/// Backups as a table, in the order handed in (newest first).
class BackupModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        TakenAtColumn,
        VerifiedColumn,
        KindColumn, ///< encrypted, a file, a folder
        HeadColumn,
        SizeColumn,
        RowsColumn,
        ByColumn,
        FileColumn,
        ColumnCount
    };
    Q_ENUM(Column)
    enum Role {
        VerifiedRole = Qt::UserRole, ///< Verified as int
        FileRole,                    ///< absolute path
        TakenAtRole,                 ///< QDateTime in UTC
        BytesRole,                   ///< qint64
        EnvironmentRole,
        EncryptedRole, ///< bool
        OrderRole,     ///< the column's value to sort by
    };
    Q_ENUM(Role)

    explicit BackupModel(QObject *parent = nullptr);

    void setBackups(std::vector<BackupRecord> backups);
    const BackupRecord *backup(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString verifiedText(const BackupRecord &backup);
    static QString kindText(const BackupRecord &backup);
    static QString toolTip(const BackupRecord &backup);
    QVariant text(const BackupRecord &backup, int column) const;
    QVariant order(const BackupRecord &backup, int column) const;

    std::vector<BackupRecord> m_backups;
};

} // namespace lk
