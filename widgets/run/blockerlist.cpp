// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/blockerlist.h"

#include "models/checklist/checklist.h"
#include "models/items/texts.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

namespace lk {

namespace {

constexpr int lineLength = 85; // of a reason, beside the buttons

} // namespace

BlockerList::BlockerList(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_content(new QWidget), m_rows(new QVBoxLayout(m_content))
{
    setObjectName(QStringLiteral("blockers"));
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setObjectName(QStringLiteral("blockersTitle"));
    m_rows->setContentsMargins(0, 0, 6, 0);
    m_rows->setSpacing(4);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_content);
    m_scroll = scroll;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(m_title);
    layout->addWidget(scroll, 1);
    m_scroll->hide();
    m_title->setText(tr("The policy of this environment is met."));
}

void BlockerList::setBlockers(const std::vector<ChecklistItem> &blockers)
{
    if (m_shown == blockers)
        return;
    m_shown = blockers;
    while (QLayoutItem *old = m_rows->takeAt(0)) {
        if (QWidget *widget = old->widget()) {
            // A button of the row may be what led here.
            widget->hide();
            widget->setObjectName({});
            widget->deleteLater();
        }
        delete old;
    }
    for (const ChecklistItem &item : blockers)
        m_rows->addWidget(createRow(item));
    m_rows->addStretch(1);
    m_title->setText(blockers.empty() ? tr("The policy of this environment is met.")
                                      : tr("The policy of this environment still wants %n thing(s):", nullptr,
                                           int(blockers.size())));
    m_scroll->setVisible(!blockers.empty());
    constexpr size_t rows = 4; // more are reached by the scroll bar
    int height = 0;
    for (size_t row = 0; row < std::min(blockers.size(), rows); ++row)
        height += (blockers[row].why.size() > lineLength ? 3 : 2) * fontMetrics().height() + 6;
    m_scroll->setFixedHeight(height);
}

QWidget *BlockerList::createRow(const ChecklistItem &item)
{
    auto *row = new QWidget(m_content);
    row->setObjectName(QStringLiteral("blocker_") + item.id);
    auto *text = new QLabel(
        QStringLiteral("<b>%1</b> (%2)<br>%3")
            .arg(item.title.toHtmlEscaped(), word(item.state).toHtmlEscaped(), oneLine(item.why, 2 * lineLength - 20).toHtmlEscaped()),
        row);
    if (oneLine(item.why, 2 * lineLength - 20) != item.why)
        text->setToolTip(plainToolTip({item.why}));
    text->setTextFormat(Qt::RichText);
    text->setWordWrap(true);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(new IconLabel(Look::icon(item.state), row), 0, Qt::AlignTop);
    layout->addWidget(text, 1);
    const auto addButton = [row, layout](const QString &name, const QString &label) {
        auto *button = new QPushButton(label, row);
        button->setObjectName(name);
        button->setAutoDefault(false);
        layout->addWidget(button, 0, Qt::AlignTop);
        return button;
    };
    if (const ItemAction action = actionFor(item.id); action != ItemAction::None) {
        connect(addButton(QStringLiteral("blockerAct"), title(action)), &QPushButton::clicked, this,
                [this, action, item] { emit actionRequested(action, item); });
    }
    if (mayBeWaived(item.id)) {
        connect(addButton(QStringLiteral("blockerWaive"), tr("Waive…")), &QPushButton::clicked, this,
                [this, item] { emit waiveRequested(item); });
    }
    connect(addButton(QStringLiteral("blockerGoTo"), tr("Go to")), &QPushButton::clicked, this,
            [this, id = item.id] { emit goToRequested(id); });
    return row;
}

} // namespace lk
