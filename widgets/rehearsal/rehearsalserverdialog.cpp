// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rehearsal/rehearsalserverdialog.h"

#include "models/engines/address.h"
#include "widgets/environment/addressform.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QVBoxLayout>

namespace lk {

RehearsalServerDialog::RehearsalServerDialog(const EngineTraits &engine, const Target &target, const QString &folder, Copy copy, QWidget *parent)
    : QDialog(parent)
    , m_folder(folder)
    , m_form(new AddressForm(folder, this))
    , m_password(new QLineEdit(m_form))
    , m_address(new QLabel(this))
{
    setObjectName(QStringLiteral("rehearsalServerDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Rehearse on another server"));
    m_form->setEngine(engine.name);
    m_form->keepEngine();
    m_form->setParts(addressParts(engine, target));
    m_password->setObjectName(QStringLiteral("rehearsalServerPassword"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setPlaceholderText(tr("empty: from the keyring or the product's own password file"));
    m_form->form()->addRow(tr("Pass&word"), m_password);
    auto *tabs = new QTabWidget(this);
    tabs->addTab(m_form, tr("Server"));
    tabs->addTab(m_form->encryptionPage(), tr("Encryption"));
    auto *explain = quietLabel(QStringLiteral("rehearsalServerExplain"), this);
    explain->setWordWrap(true);
    const QString made = copy == Copy::Kept ? tr("A copy of %1 is made beside the database that is named here, and left there when the rehearsal is over.")
                                            : tr("A copy of %1 is made beside the database that is named here, and removed when the rehearsal is over.");
    explain->setText(made.arg(target.name()) + u' ' + tr("This is for one rehearsal; `rehearsal = { on = \"URL\" }` in lockkeeper.toml is for all."));
    m_address->setObjectName(QStringLiteral("rehearsalServerAddress"));
    m_address->setTextFormat(Qt::PlainText);
    m_address->setWordWrap(true);
    m_address->setFont(Look::scriptFont());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    m_rehearse = buttons->addButton(tr("&Rehearse there"), QDialogButtonBox::AcceptRole);
    m_rehearse->setObjectName(QStringLiteral("rehearsalServerAccept"));
    m_rehearse->setDefault(true);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(explain);
    layout->addWidget(tabs, 1);
    layout->addWidget(m_address);
    layout->addWidget(buttons);
    resize(600, 440);

    connect(m_form, &AddressForm::changed, this, &RehearsalServerDialog::showState);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        const QString url = addressOf(m_form->engine().traits(), m_form->parts());
        const Secret password(m_password->text());
        accept();
        emit chosen(url, password);
    });
    showState();
}

QString RehearsalServerDialog::problem() const
{
    if (const QString missing = m_form->missing(); !missing.isEmpty())
        return missing;
    const auto target = m_form->engine().target(addressOf(m_form->engine().traits(), m_form->parts()), m_folder);
    return target ? QString() : target.error().text();
}

void RehearsalServerDialog::showState()
{
    const QString wrong = problem();
    m_address->setText(wrong.isEmpty() ? addressOf(m_form->engine().traits(), m_form->parts()) : wrong);
    setEnabledOrWhy(m_rehearse, wrong, tr("Make a copy there, and run the plan on it"));
}

} // namespace lk
