// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/look/look.h"

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;

namespace lk {

/// A line above a view that says something about it, with buttons for what can be done. Its text is never taken for
/// markup.
class MessageBar : public QFrame
{
    Q_OBJECT

public:
    explicit MessageBar(QWidget *parent = nullptr);

    /// Shows @p text without buttons; an empty text hides the bar.
    void say(const QString &text, const QString &icon = {}, Tone tone = Tone::Quiet);
    /// Adds a button to what was said last.
    void offer(const QString &text, const std::function<void()> &action);
    QString text() const;

private:
    void takeLook();

    QLabel *m_icon;
    QLabel *m_text;
    QHBoxLayout *m_buttons;
    QString m_iconName;
    Tone m_tone = Tone::Quiet;
};

} // namespace lk
