// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/checksdialog.h"

#include "widgets/look/checklines.h"
#include "widgets/look/tables.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace lk {

namespace {

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

    auto *lines = new CheckLines(this);
    lines->setChecks(checks);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    takeIcons(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(12);
    layout->addWidget(head);
    layout->addWidget(lines, 1);
    layout->addWidget(buttons);
    resize(640, 380);
}

} // namespace lk
