// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/look/checklines.h"

#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"

#include <QGridLayout>
#include <QLabel>

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
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

CheckLines::CheckLines(QWidget *parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void CheckLines::setChecks(const std::vector<VerificationCheck> &checks)
{
    m_texts.clear();
    auto *content = new QWidget;
    auto *grid = new QGridLayout(content);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(2, 1);
    int row = 0;
    for (const VerificationCheck &check : checks) {
        auto *icon = new IconLabel(Look::icon(stateOf(check)), content);
        icon->setAccessibleName(word(stateOf(check)));
        auto *detail = plain(check.detail, content);
        detail->setWordWrap(true);
        grid->addWidget(icon, row, 0, Qt::AlignTop);
        grid->addWidget(plain(check.title, content), row, 1, Qt::AlignTop);
        grid->addWidget(detail, row, 2, Qt::AlignTop);
        m_texts << QStringLiteral("%1 %2: %3").arg(word(stateOf(check)), check.title, check.detail);
        ++row;
    }
    grid->setRowStretch(row, 1);
    setWidget(content);
}

} // namespace lk
