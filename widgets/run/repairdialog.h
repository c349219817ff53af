// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/project/environment.h"
#include "models/run/repairpermit.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace lk {

class IconLabel;

/// Asks before one leftover is taken away: what it is, the statement that would run, what the policy says; where the environment is
/// protected, the database's name.
class RepairDialog : public QDialog
{
    Q_OBJECT

public:
    RepairDialog(const Leftover &leftover, const Environment &environment, const Target &target, QWidget *parent = nullptr);

    /// What the policy says; until then nothing can be run.
    void setPermit(const Result<RepairPermit> &permit);

signals:
    void repairRequested(const lk::RepairPermit &permit);

private:
    QLayout *createPolicy();
    void updateButton();

    Environment m_environment;
    QString m_wanted; ///< the database's name
    std::optional<RepairPermit> m_permit;
    QString m_refusal;
    IconLabel *m_policyIcon;
    QLabel *m_policy;
    QLabel *m_ask;
    QLineEdit *m_typed;
    QPushButton *m_run;
};

/// "Drop invalid index public.orders_by_total…"
QString repairText(const Leftover &leftover);

} // namespace lk
