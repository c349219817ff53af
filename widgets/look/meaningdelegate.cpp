// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/look/meaningdelegate.h"

namespace lk {

MeaningDelegate::MeaningDelegate(Show show, QObject *parent) : QStyledItemDelegate(parent), m_show(std::move(show)) {}

void MeaningDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const Shown shown = m_show(index);
    if (!shown.icon.isNull()) {
        option->features |= QStyleOptionViewItem::HasDecoration;
        option->icon = shown.icon;
        option->decorationSize = QSize(16, 16);
    }
    if (shown.color.isValid())
        option->palette.setColor(QPalette::Text, shown.color);
}

} // namespace lk
