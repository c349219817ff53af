// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/look/palette.h"

#include "widgets/look/look.h"

namespace lk {

namespace {

struct Colors {
    QRgb window, base, alternate, text, quiet, disabled, button, light, mid, dark, shadow, highlight, highlighted,
        inactive, link, toolTip;
};

constexpr Colors lightColors{0xfff1f3f5, 0xffffffff, 0xfff7f8fa, 0xff1c2128, 0xff626b77, 0xff8f97a3,
                             0xfff8f9fa, 0xffffffff, 0xffc3c8d0, 0xffaab1bb, 0xff767d88, 0xffcfe3fb,
                             0xff0e2a4d, 0xffdfe5ec, 0xff0a5cae, 0xffffffff};
constexpr Colors darkColors{0xff24282d, 0xff1b1e22, 0xff202429, 0xffe4e7eb, 0xffa3abb6, 0xff757d88,
                            0xff2f343b, 0xff3d434b, 0xff3a4048, 0xff15171a, 0xff0c0d0f, 0xff264a73,
                            0xffffffff, 0xff34404e, 0xff74b4ff, 0xff2f343b};

} // namespace

QPalette applicationPalette(bool dark)
{
    const Colors &c = dark ? darkColors : lightColors;
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, QRgb color) { palette.setColor(role, QColor::fromRgb(color)); };
    set(QPalette::Window, c.window);
    set(QPalette::WindowText, c.text);
    set(QPalette::Base, c.base);
    set(QPalette::AlternateBase, c.alternate);
    set(QPalette::Text, c.text);
    set(QPalette::PlaceholderText, c.quiet);
    set(QPalette::Button, c.button);
    set(QPalette::ButtonText, c.text);
    set(QPalette::BrightText, dark ? 0xffffffff : 0xff000000);
    set(QPalette::Light, c.light);
    set(QPalette::Midlight, c.alternate);
    set(QPalette::Mid, c.mid);
    set(QPalette::Dark, c.dark);
    set(QPalette::Shadow, c.shadow);
    set(QPalette::Highlight, c.highlight);
    set(QPalette::HighlightedText, c.highlighted);
    set(QPalette::Link, c.link);
    set(QPalette::LinkVisited, c.link);
    set(QPalette::ToolTipBase, c.toolTip);
    set(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::Inactive, QPalette::Highlight, QColor::fromRgb(c.inactive));
    palette.setColor(QPalette::Inactive, QPalette::HighlightedText, QColor::fromRgb(c.text));
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText})
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(c.disabled));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgb(c.inactive));
    palette.setColor(QPalette::Disabled, QPalette::Base, QColor::fromRgb(c.window));
    return palette;
}

QColor toneColor(Tone tone, bool dark)
{
    switch (tone) {
    case Tone::Plain: return QColor::fromRgb(dark ? darkColors.text : lightColors.text);
    case Tone::Quiet: return QColor::fromRgb(dark ? 0xffa3abb6 : 0xff59626e);
    case Tone::Good: return QColor::fromRgb(dark ? 0xff63cd83 : 0xff17702f);
    case Tone::Accent: return QColor::fromRgb(dark ? 0xff74b4ff : 0xff0a5cae);
    case Tone::Warning: return QColor::fromRgb(dark ? 0xffe8b84f : 0xff855400);
    case Tone::Bad: return QColor::fromRgb(dark ? 0xffff9085 : 0xffb3221a);
    }
    return {};
}

QColor toneTint(Tone tone, bool dark)
{
    switch (tone) {
    case Tone::Plain: return QColor::fromRgb(dark ? darkColors.base : lightColors.base);
    case Tone::Quiet: return QColor::fromRgb(dark ? 0xff2b3037 : 0xffeceff2);
    case Tone::Good: return QColor::fromRgb(dark ? 0xff1c3526 : 0xffe2f5e7);
    case Tone::Accent: return QColor::fromRgb(dark ? 0xff1b324f : 0xffe4effc);
    case Tone::Warning: return QColor::fromRgb(dark ? 0xff3b3117 : 0xfffdf2d9);
    case Tone::Bad: return QColor::fromRgb(dark ? 0xff46211f : 0xfffde8e6);
    }
    return {};
}

} // namespace lk
