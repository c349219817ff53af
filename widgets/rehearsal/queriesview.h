// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/rehearsal.h"

#include <QWidget>

class QPlainTextEdit;
class QTableView;

namespace lk {

class QueryModel;

/// The project's queries before and after the plan, and both of the server's plans for the chosen one, side by side.
class QueriesView : public QWidget
{
    Q_OBJECT

public:
    explicit QueriesView(QWidget *parent = nullptr);

    void showRehearsal(const Rehearsal &rehearsal);
    /// "Queries", "Queries: 1 of 4 worse".
    QString title() const;
    bool isEmpty() const;
    bool isAnyWorse() const;

signals:
    void goToRequested(const QString &file, qint64 line, qint64 column);

private:
    void showPlans();

    QueryModel *m_model;
    QTableView *m_table;
    QPlainTextEdit *m_before;
    QPlainTextEdit *m_after;
};

} // namespace lk
