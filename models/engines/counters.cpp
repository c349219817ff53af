// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/counters.h"

#include "models/schema/tablecontent.h"

#include <algorithm>

namespace lk {

Counters without(Counters counters, const QStringList &names)
{
    std::erase_if(counters, [&](const Counter &counter) { return isLeftOut(counter.table, names); });
    return counters;
}

QStringList counterDifferences(const Counters &before, const Counters &after)
{
    QStringList differences;
    for (const Counter &old : before) {
        const auto now = std::find_if(after.begin(), after.end(), [&old](const Counter &counter) { return counter.name == old.name; });
        if (now == after.end() || (old.descends ? now->next <= old.next : now->next >= old.next))
            continue;
        differences << QStringLiteral("%1: the next number was %2, is %3: numbers would be given out again").arg(old.name).arg(old.next).arg(now->next);
    }
    return differences;
}

} // namespace lk
