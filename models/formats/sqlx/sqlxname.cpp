// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqlx/sqlxname.h"

#include "models/formats/versionnumber.h"

namespace lk {

std::optional<SqlxName> readSqlxName(const QString &fileName)
{
    const qsizetype underscore = fileName.indexOf(u'_');
    if (underscore < 0 || !fileName.endsWith(u".sql"))
        return std::nullopt;
    QStringView rest = QStringView(fileName).sliced(underscore + 1);

    SqlxName name;
    name.version = fileName.first(underscore);
    name.number = storableNumber(name.version);
    QStringView suffix = u".sql";
    if (rest.endsWith(u".up.sql")) {
        name.kind = SqlxName::Kind::Up;
        suffix = u".up.sql";
    } else if (rest.endsWith(u".down.sql")) {
        name.kind = SqlxName::Kind::Down;
        suffix = u".down.sql";
    }
    while (rest.endsWith(suffix)) // sqlx takes it off as often as it is there
        rest.chop(suffix.size());
    name.description = rest.toString().replace(u'_', u' ');
    return name;
}

} // namespace lk
