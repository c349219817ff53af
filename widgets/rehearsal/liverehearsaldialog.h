// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/plan.h"

#include <QDialog>

namespace lk {

/// Asks whether a plan may be rehearsed on the database itself, and tells whom that keeps waiting for how long. Where it can't be, it says why.
class LiveRehearsalDialog : public QDialog
{
    Q_OBJECT

public:
    LiveRehearsalDialog(const Plan &plan, const Dialect &dialect, QWidget *parent = nullptr);

signals:
    void agreed();
};

} // namespace lk
