// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/rehearsal/liverehearsaldialog.h"

#include "models/rehearsal/rolledback.h"
#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lk {

LiveRehearsalDialog::LiveRehearsalDialog(const Plan &plan, const Dialect &dialect, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("liveRehearsalDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Rehearse on the database itself"));
    auto *about = new QLabel(tr("Rehearse %1 on %2 itself?").arg(plan.versions(), plan.target.url), this);
    about->setTextFormat(Qt::PlainText);
    about->setWordWrap(true);
    QFont bold = font();
    bold.setBold(true);
    about->setFont(bold);
    const auto obstacle = cannotBeRolledBack(plan, dialect);
    auto *question = new QLabel(obstacle ? obstacle->text() : liveQuestion(plan, dialect), this);
    question->setObjectName(QStringLiteral("liveRehearsalQuestion"));
    question->setTextFormat(Qt::PlainText);
    question->setWordWrap(true);
    question->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    takeIcons(buttons);
    QPushButton *agree = buttons->addButton(tr("&Rehearse, and roll back"), QDialogButtonBox::AcceptRole);
    agree->setObjectName(QStringLiteral("liveRehearsalAgree"));
    setEnabledOrWhy(agree, obstacle ? obstacle->why : QString(), tr("Run it there now"));
    QPushButton *cancel = buttons->button(QDialogButtonBox::Cancel);
    cancel->setDefault(true);
    cancel->setFocus();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(about);
    layout->addWidget(question, 1);
    layout->addWidget(buttons);
    resize(560, 240);

    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        accept();
        emit agreed();
    });
}

} // namespace lk
