// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/wizard/notedialog.h"

#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace lk {

namespace {

QLabel *wrapping(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

NoteDialog::NoteDialog(const Words &words, const QString &user, QWidget *parent)
    : QDialog(parent), m_words(words), m_note(new QPlainTextEdit(this))
{
    setWindowTitle(words.title);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *about = wrapping(words.about, this);
    QFont bold = font();
    bold.setBold(true);
    about->setFont(bold);
    about->setObjectName(QStringLiteral("noteAbout"));
    auto *label = new QLabel(words.label, this);
    label->setBuddy(m_note);
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setAccessibleName(words.label);
    m_note->setTabChangesFocus(true);
    m_note->setMinimumHeight(90);
    auto *who = quietLabel(QStringLiteral("noteUser"), this);
    who->setText(tr("Kept with your name: %1").arg(user));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    m_accept = buttons->addButton(words.accept, QDialogButtonBox::AcceptRole);
    m_accept->setObjectName(QStringLiteral("noteAccept"));
    m_accept->setDefault(true);

    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(8);
    layout->addWidget(about);
    if (!words.explain.isEmpty())
        layout->addWidget(wrapping(words.explain, this));
    layout->addSpacing(4);
    layout->addWidget(label);
    layout->addWidget(m_note, 1);
    layout->addWidget(who);
    layout->addWidget(buttons);
    resize(460, 300);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        emit noted(note());
        accept();
    });
    connect(m_note, &QPlainTextEdit::textChanged, this, &NoteDialog::updateButton);
    updateButton();
    m_note->setFocus();
}

QString NoteDialog::note() const
{
    return m_note->toPlainText().trimmed();
}

void NoteDialog::updateButton()
{
    const bool missing = m_words.required && note().isEmpty();
    setEnabledOrWhy(m_accept, missing ? tr("Write a reason first") : QString(), {});
}

} // namespace lk
