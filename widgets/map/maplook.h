// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"
#include "widgets/look/look.h"

#include <QFont>
#include <QImage>

#include <array>

namespace lk {

/// Colours, signs and font of the theme in force, as values: a map can be drawn with them in any thread.
class MapLook
{
public:
    /// Of the theme now; in the window's thread only.
    static MapLook current();

    QColor color(Tone tone) const { return m_colors[size_t(tone)]; }
    QColor color(ChangeKind kind) const { return color(Look::tone(kind)); }
    QColor tint(Tone tone) const { return m_tints[size_t(tone)]; }
    QColor tint(ChangeKind kind) const { return tint(Look::tone(kind)); }
    const QImage &sign(ChangeKind kind) const { return m_signs[size_t(kind)]; }
    const QColor &ground() const { return m_ground; }
    QFont font(double pixels, bool bold) const;

private:
    static constexpr size_t tones = size_t(Tone::Bad) + 1;
    static constexpr size_t kinds = size_t(ChangeKind::Renamed) + 1;

    std::array<QColor, tones> m_colors;
    std::array<QColor, tones> m_tints;
    std::array<QImage, kinds> m_signs;
    QColor m_ground;
    QFont m_font;
};

} // namespace lk
