// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIconEngine>

namespace lk {

enum class Tone;

/// Draws an icon of the resources in the colour that its tone has at that moment: the theme may change under it.
class ToneIcon : public QIconEngine
{
public:
    ToneIcon(QString name, Tone tone);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override;
    QIconEngine *clone() const override;
    QString key() const override;

private:
    QColor color(QIcon::Mode mode) const;

    QString m_name;
    Tone m_tone;
};

} // namespace lk
