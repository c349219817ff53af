// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/look/bardelegate.h"

#include "widgets/look/look.h"

#include <QPainter>

namespace lk {

namespace {

constexpr int textRoom = 66; // "59 min 59 s"
constexpr int thickness = 8;

} // namespace

BarDelegate::BarDelegate(Fraction fraction, QObject *parent) : QStyledItemDelegate(parent), m_fraction(std::move(fraction)) {}

void BarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const std::optional<double> fraction = m_fraction(index);
    const int room = option.rect.width() - textRoom - 8;
    if (!fraction || room < thickness)
        return;
    // The shortest can still be seen.
    const double width = std::clamp(*fraction, 0.0, 1.0) * (room - 2) + 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(Look::color(Tone::Accent));
    painter->drawRoundedRect(QRectF(option.rect.left() + 4, option.rect.center().y() - thickness / 2.0 + 0.5, width, thickness), 2, 2);
    painter->restore();
}

} // namespace lk
