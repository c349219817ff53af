// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/rehearsal.h"

#include <QAbstractTableModel>

namespace lk {

/// The project's queries before and after a rehearsal, those that got worse first.
class QueryModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { QueryColumn, PlaceColumn, BeforeColumn, AfterColumn, WorseColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        FileRole = Qt::UserRole,
        LineRole,   ///< qint64
        WorseRole,  ///< bool
        BeforeRole, ///< the whole plan as the engine prints it; why there is none
        AfterRole,
    };
    Q_ENUM(Role)

    explicit QueryModel(QObject *parent = nullptr);

    void setRehearsal(const Rehearsal &rehearsal);
    int worseCount() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant text(const QueryComparison &query, int column) const;
    QString numbers(const QueryPlan &plan) const;

    std::vector<QueryComparison> m_queries;
    bool m_rows = true; ///< the copy held some, so that costs mean something
};

} // namespace lk
