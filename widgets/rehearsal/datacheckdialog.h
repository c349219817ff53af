// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/datachecks.h"

#include <QDialog>

#include <chrono>

class QLabel;
class QPushButton;
class QSpinBox;

namespace lk {

class CheckLines;

/// Asks whether the target's rows may be read, and shows which of them would make the plan fail.
class DataCheckDialog : public QDialog
{
    Q_OBJECT

public:
    DataCheckDialog(const QString &versions, const QString &database, QWidget *parent = nullptr);

    void showAnswers(const Result<std::vector<DataCheckAnswer>> &answers);

signals:
    void askRequested(std::chrono::milliseconds limit);

private:
    void ask();

    QLabel *m_head;
    QSpinBox *m_limit;
    CheckLines *m_lines;
    QPushButton *m_ask;
};

} // namespace lk
