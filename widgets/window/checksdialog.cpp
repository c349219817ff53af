// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/checksdialog.h"

#include "widgets/look/checklines.h"
#include "widgets/look/tables.h"
#include "widgets/run/repairdialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
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
                           const std::vector<Leftover> &leftovers, QWidget *parent)
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
    for (const Leftover &leftover : leftovers) {
        QPushButton *repair = buttons->addButton(repairText(leftover), QDialogButtonBox::ActionRole);
        repair->setObjectName(QStringLiteral("checksRepair"));
        repair->setAutoDefault(false);
        repair->setToolTip(leftover.statement.toHtmlEscaped());
        connect(repair, &QPushButton::clicked, this, [this, leftover] {
            accept();
            emit repairRequested(leftover);
        });
    }
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
