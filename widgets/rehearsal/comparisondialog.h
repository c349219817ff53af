// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/rehearsal.h"

#include <QDialog>

namespace lk {

/// A rehearsal beside the one before it.
class ComparisonDialog : public QDialog
{
    Q_OBJECT

public:
    ComparisonDialog(const Rehearsal &before, const Rehearsal &now, QWidget *parent = nullptr);

signals:
    void goToRequested(const QString &file, qint64 line, qint64 column);
};

} // namespace lk
