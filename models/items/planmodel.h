// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/plan.h"
#include "models/rehearsal/rehearsal.h"

#include <QAbstractItemModel>

#include <optional>

namespace lk {

/// A plan as a tree: steps with the statements that will run, and what the rehearsal of the same plan saw of each.
class PlanModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { WhatColumn, PlaceColumn, LocksColumn, RowsColumn, TimeColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        VersionRole = Qt::UserRole,
        NumberRole, ///< of a statement within its step, from 1; 0 for a step
        OriginRole, ///< StatementOrigin as int, only statements
        ScopeRole,  ///< StatementScope as int, only statements
        SqlRole,    ///< excerpt for people
        FileRole,
        LineRole,    ///< qint64
        RowsRole,    ///< qint64 as rehearsed; invalid when not known
        MsRole,      ///< double as rehearsed; invalid when not known
        RemarksRole, ///< QStringList: what the engine says of running the step
        ErrorRole,   ///< of the rehearsal
        StopsRole,   ///< Stops as int: who has to wait for the statement, as rehearsed; invalid when not known or not rehearsed
        CostRole,    ///< what it means that a statement runs outside of the transaction; empty: it runs inside
    };
    Q_ENUM(Role)

    explicit PlanModel(QObject *parent = nullptr);

    /// @p rehearsal is used only when it is of this very plan (same fingerprint).
    void setPlan(Plan plan, std::optional<Rehearsal> rehearsal = std::nullopt);
    const Plan &plan() const { return m_plan; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    const RehearsedStatement *seen(int step, int statement) const;
    const RehearsedStep *seen(int step) const;
    void matchStatements();
    static QString locksText(const Statement &statement, const RehearsedStatement &rehearsed);
    static QString locksToolTip(const RehearsedStatement &rehearsed);
    QVariant stepText(int step, int column) const;
    QVariant statementText(int step, int statement, int column) const;
    QVariant stepData(int step, int column, int role) const;
    QVariant statementData(int step, int statement, int column, int role) const;

    Plan m_plan;
    std::optional<Rehearsal> m_rehearsal;
    std::vector<std::vector<int>>
        m_seenStatements; ///< by step and statement: index into the rehearsal's statements, -1 for none
};

} // namespace lk
