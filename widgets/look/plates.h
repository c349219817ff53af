// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>
#include <QWidget>

#include <functional>

namespace lk {

enum class Tone;

/// A short word in a rounded frame of its tone.
struct Plate {
    QString text;
    Tone tone;

    bool operator==(const Plate &) const = default;
};

/// Draws @p plates from the left of @p room on, no further than @p most; those that don't fit become "+2". Gives what is left of the room.
QRect paintPlates(QPainter *painter, const QFont &font, const QList<Plate> &plates, QRect room, int most);

/// Draws plates in a cell: in place of its text, which says the same to those who don't see them, or before it.
class PlatesDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    enum class Text { Replaced, Follows };
    using Show = std::function<QList<Plate>(const QModelIndex &)>;

    PlatesDelegate(Show show, Text text, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Show m_show;
    Text m_text;
};

/// One plate as a widget of its own.
class PlateLabel : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    void setPlate(const Plate &plate);
    QString text() const { return m_plate.text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Plate m_plate{};
};

} // namespace lk
