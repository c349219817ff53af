// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace lk {

/// Stands where the schema diff would: the database can't be read, why, and what to do.
class ConnectionProblem : public QWidget
{
    Q_OBJECT

public:
    explicit ConnectionProblem(QWidget *parent = nullptr);

    void setProblem(const DatabaseView &database);
    QString text() const;

signals:
    void retryRequested();
    void doctorRequested();
    void passwordRequested();
    void editRequested();

private:
    QPushButton *m_password;
    QLabel *m_title;
    QLabel *m_why;
    QLabel *m_nextStep;
};

} // namespace lk
