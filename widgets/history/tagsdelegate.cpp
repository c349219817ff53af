// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/history/tagsdelegate.h"

#include "models/items/historymodel.h"
#include "widgets/look/look.h"

#include <QApplication>
#include <QPainter>

namespace lk {

QList<TagsDelegate::Plate> TagsDelegate::plates(const QModelIndex &index)
{
    QList<Plate> found;
    if (index.data(HistoryModel::HeadRole).toBool())
        found.append({tr("head"), Tone::Accent});
    for (const QString &tag : index.data(HistoryModel::TagsRole).toStringList())
        found.append({tag, Tone::Warning});
    return found;
}

void TagsDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QList<Plate> shown = plates(index);
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
    const QRect free = paintPlates(painter, cell, shown, option.rect.adjusted(4, 0, -4, 0));
    const bool selected = cell.state & QStyle::State_Selected;
    const auto group = cell.state & QStyle::State_Active ? QPalette::Normal : QPalette::Inactive;
    painter->setFont(cell.font);
    painter->setPen(cell.palette.color(group, selected ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(free, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, cell.fontMetrics.elidedText(text, Qt::ElideRight, free.width()));
    painter->restore();
}

/// Gives what is left of @p free.
QRect TagsDelegate::paintPlates(QPainter *painter, const QStyleOptionViewItem &option, const QList<Plate> &plates, QRect free)
{
    QFont font = option.font;
    font.setPointSizeF(font.pointSizeF() * 0.88);
    const QFontMetrics metrics(font);
    painter->setFont(font);
    painter->setRenderHint(QPainter::Antialiasing);
    const int most = free.left() + free.width() * 2 / 3; // the description wants room, too
    for (qsizetype i = 0; i < plates.size(); ++i) {
        QString text = plates[i].text;
        Tone tone = plates[i].tone;
        int width = metrics.horizontalAdvance(text) + 10;
        const bool fits = free.left() + width <= most;
        if (!fits && i == 0) {
            text = metrics.elidedText(text, Qt::ElideRight, std::max(16, most - free.left() - 10));
            width = metrics.horizontalAdvance(text) + 10;
        } else if (!fits) {
            text = QStringLiteral("+%1").arg(plates.size() - i);
            tone = Tone::Quiet;
            width = metrics.horizontalAdvance(text) + 8;
        }
        const QRectF plate(free.left() + 0.5, free.center().y() - metrics.height() / 2.0 + 0.5, width - 1, metrics.height());
        painter->setPen(Look::color(tone));
        painter->setBrush(Look::tint(tone));
        painter->drawRoundedRect(plate, 3, 3);
        painter->drawText(plate, Qt::AlignCenter, text);
        free.setLeft(free.left() + width + 4);
        if (!fits && i > 0)
            break;
    }
    return free;
}

} // namespace lk
