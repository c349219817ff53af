// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/maplook.h"

#include <QGuiApplication>
#include <QIcon>
#include <QPalette>

namespace lk {

namespace {

constexpr QSize signSize(42, 42); // three times what is drawn at full size, for a map that is zoomed in

} // namespace

MapLook MapLook::current()
{
    MapLook look;
    for (size_t tone = 0; tone < tones; ++tone) {
        look.m_colors[tone] = Look::color(Tone(tone));
        look.m_tints[tone] = Look::tint(Tone(tone));
    }
    for (size_t kind = 0; kind < kinds; ++kind)
        look.m_signs[kind] = Look::icon(ChangeKind(kind)).pixmap(signSize, 1.0).toImage();
    look.m_ground = QGuiApplication::palette().color(QPalette::Base);
    look.m_font = QGuiApplication::font();
    return look;
}

QFont MapLook::font(double pixels, bool bold) const
{
    QFont font = m_font;
    font.setPixelSize(int(pixels));
    font.setBold(bold);
    return font;
}

} // namespace lk
