// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/rehearsalcomparison.h"

#include <QAbstractTableModel>

namespace lk {

/// Two rehearsals side by side, a row for each statement.
class RehearsalComparisonModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { VersionColumn, StatementColumn, BeforeColumn, NowColumn, DifferencesColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        FileRole = Qt::UserRole,
        LineRole, ///< qint64
        DiffersRole, ///< bool
    };
    Q_ENUM(Role)

    using QAbstractTableModel::QAbstractTableModel;

    void setStatements(std::vector<ComparedStatement> statements);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QVariant text(const ComparedStatement &statement, int column);

    std::vector<ComparedStatement> m_statements;
};

} // namespace lk
