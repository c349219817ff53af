// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/messagebar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace lk {

MessageBar::MessageBar(QWidget *parent)
    : QFrame(parent), m_icon(new QLabel(this)), m_text(new QLabel(this)), m_buttons(new QHBoxLayout)
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setObjectName(QStringLiteral("messageBarText"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 10, 6);
    layout->setSpacing(8);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addLayout(m_buttons);
    setAutoFillBackground(true);
    connect(&Look::instance(), &Look::changed, this, &MessageBar::takeLook);
    hide();
}

void MessageBar::say(const QString &text, const QString &icon, Tone tone)
{
    while (QLayoutItem *item = m_buttons->takeAt(0)) {
        item->widget()->hide(); // deleted later: a button may be the one that was just pressed
        item->widget()->deleteLater();
        delete item;
    }
    m_text->setText(text);
    m_iconName = icon;
    m_tone = tone;
    setAccessibleName(text);
    takeLook();
    setVisible(!text.isEmpty());
}

void MessageBar::offer(const QString &text, const std::function<void()> &action)
{
    auto *button = new QPushButton(text, this);
    connect(button, &QPushButton::clicked, this, action);
    m_buttons->addWidget(button, 0, Qt::AlignTop);
}

QString MessageBar::text() const
{
    return m_text->text();
}

void MessageBar::takeLook()
{
    QPalette colors = parentWidget() ? parentWidget()->palette() : palette();
    colors.setColor(QPalette::Window, Look::tint(m_tone));
    setPalette(colors);
    m_icon->setVisible(!m_iconName.isEmpty());
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(Look::icon(m_iconName, m_tone).pixmap(QSize(16, 16), devicePixelRatioF()));
}

} // namespace lk
