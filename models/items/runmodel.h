// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/plan.h"
#include "models/rehearsal/rehearsal.h"
#include "models/run/runevent.h"

#include <QAbstractItemModel>

#include <deque>

namespace lk {

/// A run as it happens: steps, and below each the latest statements and notices (bounded). Fed with batches of events.
class RunModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { WhatColumn, StateColumn, RowsColumn, TimeColumn, ColumnCount };
    Q_ENUM(Column)
    enum class RowKind { Step, Statement, Notice };
    Q_ENUM(RowKind)
    enum class RowState { Waiting, Running, Done, Failed, RolledBack, PartlyApplied, Unknown };
    Q_ENUM(RowState)
    enum Role {
        KindRole = Qt::UserRole, ///< RowKind as int
        StateRole,               ///< RowState as int
        VersionRole,
        NumberRole, ///< of a statement, from 1
        SqlRole,
        FileRole,
        LineRole,       ///< qint64
        RowsRole,       ///< qint64; invalid when not known
        MsRole,         ///< double; invalid while running
        ExpectedMsRole, ///< double as rehearsed; invalid when not known
        StartedAtRole,  ///< QDateTime in UTC
        DoneRole,       ///< statements done in the step, int
        TotalRole,      ///< statements of the step, int
        ErrorRole,      ///< text of the error
    };
    Q_ENUM(Role)

    static constexpr int maximumRowsPerStep = 500; ///< older ones leave

    explicit RunModel(QObject *parent = nullptr);

    /// Starts over with the steps of @p plan waiting; the rehearsal of the same plan gives expected times.
    void setPlan(const Plan &plan, const std::optional<Rehearsal> &rehearsal = std::nullopt);
    /// Takes in what happened, in order.
    void add(const std::vector<RunEvent> &events);

    bool running() const { return m_running; }
    bool paused() const { return m_paused; }
    /// How the run ended; nothing before.
    std::optional<Outcome> outcome() const { return m_outcome; }
    std::optional<Error> error() const { return m_error; }
    qint64 statementsDone() const { return m_statementsDone; }
    qint64 statementsTotal() const { return m_statementsTotal; }
    /// The row that is running: a statement, else a step; invalid when none.
    QModelIndex current() const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void outcomeChanged();

private:
    struct Row {
        RowKind kind = RowKind::Statement;
        RowState state = RowState::Running;
        int number = 0;
        qint64 line = 0;
        QString text;
        double ms = -1;
        double expectedMs = -1;
        qint64 rows = -1;
        QString error;
        QDateTime startedAt;
    };
    struct Step {
        Row row;
        QString version;
        QString file;
        int done = 0;
        int total = 0;
        std::deque<Row> rows;
        std::vector<Row> arriving;      ///< told, not yet in the tree
        std::vector<double> expectedMs; ///< by statement number - 1
    };

    void take(const RunStarted &what, const QDateTime &at);
    void take(const StepStarted &what, const QDateTime &at);
    void take(const StatementStarted &what, const QDateTime &at);
    void take(const StatementDone &what, const QDateTime &at);
    void take(const StepProgress &what, const QDateTime &at);
    void take(const RunNotice &what, const QDateTime &at);
    void take(const RunPaused &what, const QDateTime &at);
    void take(const StepDone &what, const QDateTime &at);
    void take(const RunFailed &what, const QDateTime &at);
    void take(const RunDone &what, const QDateTime &at);
    Step *step(int number);
    Row *statement(Step &step, int number);
    void expect(const Rehearsal &rehearsal);
    void advance(Step &step, int done);
    void settle(int step);
    QVariant stepText(const Step &step, int column) const;
    QVariant rowText(const Row &row, int column) const;
    QVariant rowData(const Row &row, int role) const;
    static QString timesText(const Row &row);

    std::vector<Step> m_steps;
    bool m_running = false;
    bool m_paused = false;
    std::optional<Outcome> m_outcome;
    std::optional<Error> m_error;
    qint64 m_statementsDone = 0;
    qint64 m_statementsTotal = 0;
};

/// "waiting", "running", "done", "failed", "rolled back", "partly applied", "unknown".
QString word(RunModel::RowState state);

} // namespace lk
