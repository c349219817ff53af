// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/run/verification.h"

#include <QDialog>

namespace lk {

/// Questions with what was seen: a verification, or what the doctor found.
class ChecksDialog : public QDialog
{
    Q_OBJECT

public:
    /// A button for each of @p leftovers.
    ChecksDialog(const QString &title, const QString &summary, const std::vector<VerificationCheck> &checks,
                 const std::vector<Leftover> &leftovers = {}, QWidget *parent = nullptr);

signals:
    void repairRequested(const lk::Leftover &leftover);
};

} // namespace lk
