// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/checksdialog.h"

#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"
#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>

namespace lk {

namespace {

ItemState stateOf(const VerificationCheck &check)
{
    return !check.ok ? ItemState::Open : *check.ok ? ItemState::Done : ItemState::Failing;
}

QLabel *plain(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ChecksDialog::ChecksDialog(const QString &title, const QString &summary, const std::vector<VerificationCheck> &checks,
                           QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("checksDialog"));
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    auto *head = plain(summary, this);
    head->setObjectName(QStringLiteral("checksSummary"));
    QFont bold = font();
    bold.setBold(true);
    head->setFont(bold);

    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(2, 1);
    int row = 0;
    for (const VerificationCheck &check : checks) {
        auto *name = plain(check.title, content);
        name->setWordWrap(false);
        auto *icon = new IconLabel(Look::icon(stateOf(check)), content);
        icon->setAccessibleName(word(stateOf(check)));
        grid->addWidget(icon, row, 0, Qt::AlignTop);
        grid->addWidget(name, row, 1, Qt::AlignTop);
        grid->addWidget(plain(check.detail, content), row, 2, Qt::AlignTop);
        ++row;
    }
    grid->setRowStretch(row, 1);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    takeIcons(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(head);
    layout->addWidget(scroll, 1);
    layout->addWidget(buttons);
    resize(640, 380);
}

} // namespace lk
