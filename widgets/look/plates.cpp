// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/look/plates.h"

#include "widgets/look/look.h"

#include <QApplication>
#include <QPainter>

namespace lk {

namespace {

QFont smaller(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

} // namespace

QRect paintPlates(QPainter *painter, const QFont &font, const QList<Plate> &plates, QRect room, int most)
{
    const QFont small = smaller(font);
    const QFontMetrics metrics(small);
    painter->setFont(small);
    painter->setRenderHint(QPainter::Antialiasing);
    const int countRoom = metrics.horizontalAdvance(QStringLiteral("+9")) + 12;
    for (qsizetype i = 0; i < plates.size(); ++i) {
        QString text = plates[i].text;
        Tone tone = plates[i].tone;
        int width = metrics.horizontalAdvance(text) + 10;
        const int limit = i + 1 < plates.size() ? most - countRoom : most;
        const bool fits = room.left() + width <= limit;
        if (!fits && i == 0) {
            text = metrics.elidedText(text, Qt::ElideRight, std::max(16, limit - room.left() - 10));
            width = metrics.horizontalAdvance(text) + 10;
        } else if (!fits) {
            text = QStringLiteral("+%1").arg(plates.size() - i);
            tone = Tone::Quiet;
            width = metrics.horizontalAdvance(text) + 8;
        }
        const QRectF plate(room.left() + 0.5, room.center().y() - metrics.height() / 2.0 + 0.5, width - 1, metrics.height());
        painter->setPen(Look::color(tone));
        painter->setBrush(Look::tint(tone));
        painter->drawRoundedRect(plate, 3, 3);
        painter->drawText(plate, Qt::AlignCenter, text);
        room.setLeft(room.left() + width + 4);
        if (!fits && i > 0)
            break;
    }
    return room;
}

PlatesDelegate::PlatesDelegate(Show show, Text text, QObject *parent) : QStyledItemDelegate(parent), m_show(std::move(show)), m_text(text) {}

void PlatesDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QList<Plate> shown = m_show(index);
    if (shown.isEmpty()) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QString text = std::exchange(cell.text, QString());
    const QStyle *style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    painter->save();
    painter->setClipRect(option.rect);
    const QRect room = option.rect.adjusted(4, 0, -4, 0);
    const int most = m_text == Text::Follows ? room.left() + room.width() * 2 / 3 : room.right(); // what follows wants room, too
    const QRect free = paintPlates(painter, cell.font, shown, room, most);
    if (m_text == Text::Follows) {
        const bool selected = cell.state & QStyle::State_Selected;
        const auto group = cell.state & QStyle::State_Active ? QPalette::Normal : QPalette::Inactive;
        painter->setFont(cell.font);
        painter->setPen(cell.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text));
        painter->drawText(free, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, cell.fontMetrics.elidedText(text, Qt::ElideRight, free.width()));
    }
    painter->restore();
}

QSize PlatesDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return size.expandedTo({0, QFontMetrics(smaller(option.font)).height() + 6}); // plates of two rows must not touch
}

void PlateLabel::setPlate(const Plate &plate)
{
    m_plate = plate;
    setAccessibleName(plate.text);
    updateGeometry();
    update();
}

QSize PlateLabel::sizeHint() const
{
    const QFontMetrics metrics(smaller(font()));
    return {metrics.horizontalAdvance(m_plate.text) + 12, metrics.height() + 4};
}

QSize PlateLabel::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), 120), sizeHint().height()};
}

void PlateLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintPlates(&painter, font(), {m_plate}, rect(), rect().right() + 1);
}

} // namespace lk
