// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/printable.h"

#include <QList>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

bool movesText(char32_t c)
{
    return c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

QString escaped(char32_t c)
{
    switch (c) {
    case '\n': return u"\\n"_s;
    case '\r': return u"\\r"_s;
    case '\t': return u"\\t"_s;
    default: break;
    }
    return c < 0x100 ? u"\\x%1"_s.arg(uint(c), 2, 16, QLatin1Char('0')) : u"\\u%1"_s.arg(uint(c), 4, 16, QLatin1Char('0'));
}

QString cleaned(const QString &text, bool keepLines)
{
    QString result;
    result.reserve(text.size());
    for (const char32_t c : text.toUcs4()) {
        const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0) || movesText(c);
        if (!control || (keepLines && (c == '\n' || c == '\t')))
            result += QChar::fromUcs4(c);
        else
            result += escaped(c);
    }
    return result;
}

} // namespace

QString printable(const QString &text)
{
    return cleaned(text, false);
}

QString printableBlock(const QString &text)
{
    return cleaned(text, true);
}

} // namespace lk
