// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/run/verification.h"

#include <QScrollArea>

namespace lk {

/// Lines of what was looked at: an icon with its word, a title, what was found.
class CheckLines : public QScrollArea
{
    Q_OBJECT

public:
    explicit CheckLines(QWidget *parent = nullptr);

    void setChecks(const std::vector<VerificationCheck> &checks);
    /// A line each: "failing Connection: ...".
    QStringList texts() const { return m_texts; }

private:
    QStringList m_texts;
};

} // namespace lk
