// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/look/toneicon.h"

#include "widgets/look/look.h"

#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QSvgRenderer>

/// The icons stand in a static library, from which the linker takes only what somebody asks for. Must be outside of any
/// namespace.
static void takeResources()
{
    Q_INIT_RESOURCE(lockkeeper);
}

namespace lk {

ToneIcon::ToneIcon(QString name, Tone tone) : m_name(std::move(name)), m_tone(tone)
{
    [[maybe_unused]] static const bool once = (takeResources(), true);
}

QColor ToneIcon::color(QIcon::Mode mode) const
{
    const QPalette palette = QGuiApplication::palette();
    if (mode == QIcon::Disabled)
        return palette.color(QPalette::Disabled, QPalette::ButtonText);
    if (mode == QIcon::Selected && m_tone == Tone::Plain)
        return palette.color(QPalette::HighlightedText);
    return Look::color(m_tone);
}

void ToneIcon::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state)
{
    const qreal scale = painter->device() ? painter->device()->devicePixelRatio() : 1;
    QPixmap drawn = pixmap(rect.size() * scale, mode, state);
    drawn.setDevicePixelRatio(scale);
    painter->drawPixmap(rect.topLeft(), drawn);
}

QPixmap ToneIcon::scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal)
{
    return pixmap(size, mode, state);
}

QPixmap ToneIcon::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State)
{
    const QColor ink = color(mode);
    const QString cacheKey =
        QStringLiteral("lk:%1:%2x%3:%4").arg(m_name).arg(size.width()).arg(size.height()).arg(ink.name());
    QPixmap pixmap;
    if (size.isEmpty() || QPixmapCache::find(cacheKey, &pixmap))
        return pixmap;
    QFile file(QStringLiteral(":/icons/%1.svg").arg(m_name));
    if (!file.open(QIODevice::ReadOnly))
        return pixmap;
    QByteArray svg = file.readAll();
    svg.replace("#fff", QGuiApplication::palette().color(QPalette::Base).name().toLatin1());
    svg.replace("#000", ink.name().toLatin1());
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    const int side = qMin(size.width(), size.height());
    QPainter painter(&pixmap);
    QSvgRenderer(svg).render(&painter, QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0, side, side));
    painter.end();
    QPixmapCache::insert(cacheKey, pixmap);
    return pixmap;
}

QIconEngine *ToneIcon::clone() const
{
    return new ToneIcon(*this);
}

QString ToneIcon::key() const
{
    return QStringLiteral("lk.ToneIcon");
}

} // namespace lk
