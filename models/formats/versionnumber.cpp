// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/versionnumber.h"

#include <algorithm>

namespace lk {

std::optional<QString> canonicalNumber(QStringView text)
{
    const bool negative = text.startsWith(u'-');
    QStringView digits = negative || text.startsWith(u'+') ? text.sliced(1) : text;
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    if (digits.isEmpty() || !std::all_of(digits.begin(), digits.end(), isDigit))
        return std::nullopt;
    while (digits.size() > 1 && digits.startsWith(u'0'))
        digits = digits.sliced(1);
    return negative && digits != u"0" ? u'-' + digits.toString() : digits.toString();
}

bool numberLess(QStringView a, QStringView b)
{
    const bool negativeA = a.startsWith(u'-');
    const bool negativeB = b.startsWith(u'-');
    if (negativeA != negativeB)
        return negativeA;
    if (negativeA)
        return numberLess(b.sliced(1), a.sliced(1));
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::optional<qint64> storableNumber(QStringView text)
{
    const auto number = canonicalNumber(text);
    bool fits = false;
    const qint64 value = number ? number->toLongLong(&fits) : 0;
    return fits ? std::optional(value) : std::nullopt;
}

} // namespace lk
