// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/plainsql/plainname.h"

#include "models/formats/versionnumber.h"

namespace lk {

QString PlainName::description() const
{
    QString words = name;
    return words.replace(u'_', u' ').replace(u'-', u' ').simplified();
}

std::optional<PlainName> readPlainName(QStringView fileName)
{
    if (!fileName.endsWith(u".sql"))
        return std::nullopt;
    QStringView rest = fileName.chopped(4);
    qsizetype digits = 0;
    while (digits < rest.size() && rest[digits] >= u'0' && rest[digits] <= u'9')
        ++digits;
    if (digits == 0 || digits + 1 >= rest.size() || (rest[digits] != u'_' && rest[digits] != u'-'))
        return std::nullopt;

    PlainName name;
    name.version = rest.first(digits).toString();
    name.key = *canonicalNumber(name.version);
    name.separator = rest[digits];
    rest = rest.sliced(digits + 1);
    for (const auto &[suffix, direction] :
         {std::pair(QStringView(u".up"), Direction::Up), std::pair(QStringView(u".down"), Direction::Down)}) {
        if (rest.size() > suffix.size() && rest.endsWith(suffix)) {
            name.suffix = direction;
            rest.chop(suffix.size());
            break;
        }
    }
    name.name = rest.toString();
    return name;
}

} // namespace lk
