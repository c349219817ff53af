// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace lk {

enum class Tone;

/// Draws the tool's names of a migration (tags, labels, "head") as small plates before its description.
class TagsDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    struct Plate {
        QString text;
        Tone tone;
    };
    static QList<Plate> plates(const QModelIndex &index);
    static QRect paintPlates(QPainter *painter, const QStyleOptionViewItem &option, const QList<Plate> &plates, QRect free);
};

} // namespace lk
