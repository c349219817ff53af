// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/repairdialog.h"

#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
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

QPlainTextEdit *statementText(const QString &statement, QWidget *parent)
{
    auto *text = new QPlainTextEdit(statement + u';', parent);
    text->setObjectName(QStringLiteral("repairStatement"));
    text->setAccessibleName(RepairDialog::tr("The statement that would run"));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFont(Look::scriptFont());
    constexpr int lines = 3;
    text->setFixedHeight(lines * text->fontMetrics().lineSpacing() + 2 * int(text->document()->documentMargin()) + 2 * text->frameWidth());
    return text;
}

} // namespace

QString repairText(const Leftover &leftover)
{
    return RepairDialog::tr("Drop %1…").arg(leftover.object);
}

RepairDialog::RepairDialog(const Leftover &leftover, const Environment &environment, const Target &target, QWidget *parent)
    : QDialog(parent)
    , m_environment(environment)
    , m_wanted(target.name())
    , m_policyIcon(new IconLabel({}, this))
    , m_policy(plain(tr("Asking what the policy of %1 says…").arg(environment.name), "repairPolicy", this))
    , m_ask(new QLabel(this))
    , m_typed(new QLineEdit(this))
{
    setObjectName(QStringLiteral("repairDialog"));
    setWindowTitle(tr("Take away what was left behind"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *title = plain(tr("This drops %1 in %2 (%3).").arg(leftover.object, target.name(), environment.name), "repairTitle", this);
    QFont bold = font();
    bold.setBold(true);
    title->setFont(bold);
    auto *head = new QHBoxLayout;
    head->setSpacing(10);
    head->addWidget(new IconLabel(Look::icon(QStringLiteral("severity-caution"), Tone::Warning), this, 24), 0, Qt::AlignTop);
    head->addWidget(title, 1);
    m_ask->setText(tr("%1 is protected. Type the database's &name to confirm: %2").arg(environment.name, QString(m_wanted).replace(u'&', QStringLiteral("&&"))));
    m_ask->setTextFormat(Qt::PlainText);
    m_ask->setWordWrap(true);
    m_ask->setBuddy(m_typed);
    m_typed->setObjectName(QStringLiteral("repairName"));
    m_ask->setVisible(environment.isProtected);
    m_typed->setVisible(environment.isProtected);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    m_run = buttons->addButton(tr("Drop it"), QDialogButtonBox::ActionRole);
    m_run->setObjectName(QStringLiteral("repairAccept"));
    m_run->setAutoDefault(false);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true); // never the button that changes a database
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addLayout(head);
    layout->addWidget(plain(leftover.problem, "repairProblem", this));
    layout->addWidget(plain(tr("This statement runs, and nothing else:"), "repairWhat", this));
    layout->addWidget(statementText(leftover.statement, this));
    layout->addWidget(plain(tr("It runs under the migration lock, with a journal and an entry in the audit log. Afterwards the database is asked "
                               "whether it is gone, and is verified."),
                            "repairHow", this));
    layout->addLayout(createPolicy());
    layout->addStretch(1);
    layout->addWidget(m_ask);
    layout->addWidget(m_typed);
    layout->addWidget(buttons);
    resize(600, sizeHint().height());

    connect(m_typed, &QLineEdit::textChanged, this, &RepairDialog::updateButton);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_run, &QPushButton::clicked, this, [this] {
        const RepairPermit permit = *m_permit;
        accept();
        emit repairRequested(permit);
    });
    updateButton();
}

QLayout *RepairDialog::createPolicy()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_policyIcon, 0, Qt::AlignTop);
    row->addWidget(m_policy, 1);
    m_policyIcon->setIcon(Look::icon(ItemState::Open));
    return row;
}

void RepairDialog::setPermit(const Result<RepairPermit> &permit)
{
    m_permit.reset();
    m_refusal.clear();
    if (permit) {
        m_permit = *permit;
        m_policy->setText(tr("The policy of %1 lets it run now.").arg(m_environment.name));
    } else {
        m_refusal = permit.error().why.isEmpty() ? permit.error().text() : permit.error().why;
        m_policy->setText(tr("The policy of %1 does not let it run yet: %2").arg(m_environment.name, m_refusal));
    }
    m_policyIcon->setIcon(Look::icon(permit ? ItemState::Done : ItemState::Failing));
    updateButton();
}

void RepairDialog::updateButton()
{
    QString why;
    if (!m_permit)
        why = m_refusal.isEmpty() ? tr("The policy is being asked") : m_refusal;
    else if (m_environment.isProtected && m_typed->text() != m_wanted)
        why = tr("Type %1 first").arg(m_wanted);
    setEnabledOrWhy(m_run, why, tr("Runs exactly this statement"));
}

} // namespace lk
