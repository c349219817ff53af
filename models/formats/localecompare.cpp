// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/localecompare.h"

namespace lk {

namespace {

/// ASCII's marks in the order of the root collation (Unicode CLDR).
constexpr QStringView Marks = u" _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

int weight(QChar c)
{
    const ushort code = c.unicode();
    if (code >= 'a' && code <= 'z')
        return 200 + code - 'a';
    if (code >= 'A' && code <= 'Z')
        return 200 + code - 'A';
    if (code >= '0' && code <= '9')
        return 100 + code - '0';
    const qsizetype mark = Marks.indexOf(c);
    return mark >= 0 ? int(mark) + 1 : 1000 + c.toLower().unicode();
}

} // namespace

bool localeLess(QStringView a, QStringView b)
{
    const qsizetype both = std::min(a.size(), b.size());
    for (qsizetype i = 0; i < both; ++i) {
        const int difference = weight(a[i]) - weight(b[i]);
        if (difference != 0)
            return difference < 0;
    }
    if (a.size() != b.size())
        return a.size() < b.size();
    for (qsizetype i = 0; i < both; ++i) {
        if (a[i] != b[i])
            return a[i].isLower();
    }
    return false;
}

} // namespace lk
