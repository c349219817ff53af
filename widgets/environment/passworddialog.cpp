// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/environment/passworddialog.h"

#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace lk {

namespace {

QLabel *plain(const QString &text, const char *name, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

PasswordDialog::PasswordDialog(const Words &words, QWidget *parent)
    : QDialog(parent), m_password(new QLineEdit(this)), m_keep(new QCheckBox(tr("&Keep it in the keyring"), this))
{
    setObjectName(QStringLiteral("passwordDialog"));
    setWindowTitle(tr("Password"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *title = plain(words.refused ? tr("That password was refused. %1 wants another one.").arg(words.environment)
                                      : tr("%1 wants a password.").arg(words.environment),
                        "passwordTitle", this);
    QFont bold = font();
    bold.setBold(true);
    title->setFont(bold);
    auto *said = plain(words.said, "passwordSaid", this);
    said->setForegroundRole(QPalette::PlaceholderText);
    said->setVisible(!words.said.isEmpty());
    auto *texts = new QVBoxLayout;
    texts->setSpacing(4);
    texts->addWidget(title);
    texts->addWidget(said);
    auto *head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new IconLabel(Look::icon(QStringLiteral("shield"), words.refused ? Tone::Bad : Tone::Accent), this, 24), 0,
                    Qt::AlignTop);
    head->addLayout(texts, 1);

    m_password->setObjectName(QStringLiteral("password"));
    m_password->setEchoMode(QLineEdit::Password);
    m_keep->setObjectName(QStringLiteral("passwordKeep"));
    setEnabledOrWhy(m_keep, words.canKeep ? QString() : tr("There is no keyring"),
                    tr("Kept by this desktop for you alone, never in the project"));
    auto *form = new QFormLayout;
    form->setVerticalSpacing(6);
    form->addRow(tr("User"), plain(words.user, "passwordUser", this));
    if (!words.purpose.isEmpty())
        form->addRow(tr("Used to"), plain(words.purpose, "passwordPurpose", this));
    form->addRow(tr("Server"), plain(words.server, "passwordServer", this));
    form->addRow(tr("Database"), plain(words.database, "passwordDatabase", this));
    form->addRow(tr("&Password"), m_password);
    form->addRow({}, m_keep);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    m_open = buttons->addButton(tr("Open"), QDialogButtonBox::AcceptRole);
    m_open->setObjectName(QStringLiteral("passwordOpen"));
    m_open->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addLayout(form);
    layout->addStretch(1);
    layout->addWidget(buttons);
    resize(460, sizeHint().height());

    connect(m_password, &QLineEdit::textChanged, this, &PasswordDialog::updateButton);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &PasswordDialog::give);
    updateButton();
    m_password->setFocus();
}

void PasswordDialog::updateButton()
{
    setEnabledOrWhy(m_open, m_password->text().isEmpty() ? tr("Type the password first") : QString(), {});
}

void PasswordDialog::give()
{
    const Secret password(m_password->text());
    const bool keep = m_keep->isChecked();
    m_password->clear();
    accept();
    emit given(password, keep);
}

} // namespace lk
