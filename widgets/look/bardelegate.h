// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

#include <functional>

namespace lk {

/// Draws a cell's text at its right and, in the room that this leaves, a bar.
class BarDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using Fraction = std::function<std::optional<double>(const QModelIndex &)>; ///< 0 to 1; nothing: no bar

    explicit BarDelegate(Fraction fraction, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Fraction m_fraction;
};

} // namespace lk
