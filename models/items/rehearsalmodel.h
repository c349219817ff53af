// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/plan.h"
#include "models/rehearsal/rehearsal.h"

#include <QAbstractItemModel>

namespace lk {

/// What a rehearsal saw, as a tree: the plan's steps with the statements of their scripts. Statements of the tracking table and the engine are
/// there only where they failed.
class RehearsalModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { WhatColumn, TimeColumn, RowsColumn, LogColumn, WaitsColumn, LocksColumn, SeenColumn, ColumnCount };
    Q_ENUM(Column)
    enum Role {
        VersionRole = Qt::UserRole,
        NumberRole, ///< of a statement within its step, from 1; 0 for a step
        FileRole,
        LineRole,     ///< qint64; 0 where there is none
        ErrorRole,    ///< empty: it succeeded
        MsRole,       ///< double; invalid when it did not run to its end
        FractionRole, ///< double: time relative to the longest statement's, 0 to 1; invalid for steps and where there is no time
        RowsRole,     ///< qint64; invalid when unknown
        LogBytesRole, ///< qint64; invalid when unknown; of a step the sum, if all are known
        StopsRole,    ///< Stops as int, the worst, locks that its transaction holds already among them; invalid when unknown
        LocksRole,    ///< std::vector<ObservedLock>; of a step those for which somebody waits, the strongest for each object
        MarksRole,    ///< QList<Mark>
        ObjectsRole,  ///< QStringList: names of what the statement is about, as they stand in its text or were seen
    };
    Q_ENUM(Role)

    enum class Weight { Quiet, Good, Notice, Caution, Bad };
    Q_ENUM(Weight)
    /// A short remark on a row: "rewrites orders", "round trip proven".
    struct Mark {
        QString text;
        Weight weight = Weight::Quiet;
        QString why; ///< for the tooltip; may be empty

        bool operator==(const Mark &) const = default;
    };

    explicit RehearsalModel(QObject *parent = nullptr);

    /// @p rehearsal has to be of @p plan (same fingerprint); else there are no rows.
    void setRehearsal(Plan plan, Rehearsal rehearsal);
    void clear();
    const Rehearsal &rehearsal() const { return m_rehearsal; }
    /// The first step of this version; invalid when there is none.
    QModelIndex stepIndex(const QString &version) const;
    /// The statement that failed; invalid when none did.
    QModelIndex failedIndex() const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        RehearsedStatement seen;
        QByteArrayView sql; ///< whole, within the plan; empty where a program made it
        QString cause; ///< of its failure, without place and statement
        std::vector<ObservedLock> held; ///< that earlier statements of its transaction took, and for which somebody waits

        std::optional<Stops> stops() const;
        bool waitsForHeld() const; ///< nothing of its own is worse than what is held already
    };
    struct Step {
        QString version;
        QString title;
        QString file;
        std::optional<RehearsedStep> seen; ///< nothing: it failed, or one before it did
        std::vector<Row> rows;
        std::optional<Stops> stops;
        std::vector<ObservedLock> locks;
        qint64 logBytes = -1;
    };

    Step stepOf(const PlanStep &planned) const;
    QStringList objectsOf(const Row &row) const;
    static void summarize(Step &step);
    QVariant stepText(const Step &step, int column) const;
    QVariant stepData(const Step &step, int column, int role) const;
    QVariant rowText(const Row &row, int column) const;
    QVariant rowData(const Step &step, const Row &row, int column, int role) const;
    static QList<Mark> marksOf(const Step &step);
    static QList<Mark> marksOf(const Row &row);
    static QString stepToolTip(const Step &step, int column);
    static QString rowToolTip(const Row &row, int column);

    Plan m_plan;
    const Dialect *m_dialect = nullptr;
    Rehearsal m_rehearsal;
    std::vector<Step> m_steps;
    double m_longest = 0;
};

/// "SQLite 3.40.1 · full copy · 2026-01-02 03:04:05 · statements 12 ms, whole rehearsal 1.2 s"
QString rehearsalText(const Rehearsal &rehearsal);
/// The lock for which the most have to wait, over all statements; its `stops` is Nobody where none was seen.
ObservedLock worstLock(const Rehearsal &rehearsal);
/// How many of the script's statements have locks that could not be seen.
int locksUnknown(const Rehearsal &rehearsal);
/// "everybody waits on orders", "nobody waits", "unknown who waits"; says how many statements could not be looked at.
QString worstLockText(const Rehearsal &rehearsal);

} // namespace lk

Q_DECLARE_METATYPE(lk::RehearsalModel::Mark)
Q_DECLARE_METATYPE(std::vector<lk::ObservedLock>)
