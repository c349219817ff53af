// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/checklist/itemdetail.h"

#include "models/checklist/checklist.h"
#include "models/items/texts.h"
#include "widgets/look/iconlabel.h"
#include "widgets/look/look.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace lk {

namespace {

QLabel *wrappingLabel(const QString &objectName, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ItemDetail::ItemDetail(QWidget *parent)
    : QWidget(parent)
    , m_title(wrappingLabel(QStringLiteral("itemTitle"), this))
    , m_stateIcon(new IconLabel({}, this))
    , m_state(new QLabel(this))
    , m_why(wrappingLabel(QStringLiteral("itemWhy"), this))
    , m_note(wrappingLabel(QStringLiteral("itemNote"), this))
{
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_state->setTextFormat(Qt::PlainText);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_tick = button(QStringLiteral("tickItem"), tr("Tick…"));
    m_untick = button(QStringLiteral("untickItem"), tr("Untick"));
    m_act = button(QStringLiteral("actOnItem"), {});
    m_waive = button(QStringLiteral("waiveItem"), tr("Waive…"));

    auto *state = new QHBoxLayout;
    state->setSpacing(6);
    state->addWidget(m_stateIcon);
    state->addWidget(m_state, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    for (QPushButton *each : {m_act, m_tick, m_untick, m_waive})
        buttons->addWidget(each);
    buttons->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 8, 10, 8);
    layout->setSpacing(6);
    layout->addWidget(m_title);
    layout->addLayout(state);
    layout->addWidget(m_why);
    layout->addWidget(m_note);
    layout->addLayout(buttons);
    layout->addStretch(1);

    connect(m_tick, &QPushButton::clicked, this, [this] { emit tickRequested(ChecklistItem(*m_item)); });
    connect(m_untick, &QPushButton::clicked, this, [this] { emit untickRequested(ChecklistItem(*m_item)); });
    connect(m_waive, &QPushButton::clicked, this, [this] { emit waiveRequested(ChecklistItem(*m_item)); });
    connect(m_act, &QPushButton::clicked, this,
            [this] { emit actionRequested(actionFor(m_item->id), ChecklistItem(*m_item)); });
    setItem(std::nullopt);
}

QPushButton *ItemDetail::button(const QString &objectName, const QString &text)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    return button;
}

void ItemDetail::setItem(const std::optional<ChecklistItem> &item)
{
    m_item = item;
    m_stateIcon->setVisible(item.has_value());
    m_state->setVisible(item.has_value());
    m_why->setVisible(item.has_value());
    m_title->setText(item ? item->title : tr("Choose an item to see what shows it."));
    m_title->setForegroundRole(item ? QPalette::WindowText : QPalette::PlaceholderText);
    if (item) {
        m_stateIcon->setIcon(Look::icon(item->state));
        m_state->setText(QStringLiteral("%1 · %2").arg(word(item->state), kindText(*item)));
        m_why->setText(item->why);
    }
    const QString signedBy = item && !item->by.isEmpty() ? tr("%1, %2").arg(item->by, timeText(item->at)) : QString();
    const QString note = item && !item->note.isEmpty() ? QStringLiteral("“%1”").arg(item->note) : QString();
    m_note->setText(
        QStringList{signedBy, note}.join(signedBy.isEmpty() || note.isEmpty() ? QString() : QStringLiteral("\n")));
    m_note->setVisible(!m_note->text().isEmpty());
    showButtons();
}

void ItemDetail::showButtons()
{
    const bool ticked = m_item && mayBeTicked(*m_item) && m_item->state == ItemState::Done && !m_item->by.isEmpty();
    const QString action = m_item ? title(actionFor(m_item->id)) : QString();
    m_tick->setVisible(m_item && mayBeTicked(*m_item) && !m_item->satisfied());
    m_untick->setVisible(ticked);
    m_act->setVisible(!action.isEmpty());
    m_act->setText(action);
    m_waive->setVisible(m_item && !m_item->satisfied() && mayBeWaived(m_item->id));
}

QString kindText(const ChecklistItem &item)
{
    const QString kind = item.automatic ? ItemDetail::tr("shown by evidence") : ItemDetail::tr("ticked by hand");
    return item.gates ? ItemDetail::tr("%1 · Apply waits for it").arg(kind) : kind;
}

} // namespace lk
