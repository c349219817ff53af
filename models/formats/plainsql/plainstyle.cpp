// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/plainsql/plainstyle.h"

#include "models/formats/plainsql/plainname.h"
#include "models/formats/versionnumber.h"

#include <algorithm>
#include <limits>

namespace lk {

namespace {

QString fileNameOf(const Migration &migration)
{
    return (migration.upFile.isEmpty() ? migration.downFile : migration.upFile).section(u'/', -1);
}

QString timeFormat(qsizetype width)
{
    switch (width) {
    case 8: return QStringLiteral("yyyyMMdd");
    case 12: return QStringLiteral("yyyyMMddHHmm");
    case 14: return QStringLiteral("yyyyMMddHHmmss");
    default: return {};
    }
}

bool isTimestamp(const QString &version)
{
    const QString format = timeFormat(version.size());
    return !format.isEmpty() && QDateTime::fromString(version, format).isValid();
}

PlainStyle::Down downStyle(const Migration &migration)
{
    if (migration.downFile == migration.upFile)
        return PlainStyle::Down::Section;
    return migration.upFile.endsWith(u".up.sql") ? PlainStyle::Down::TwinWithUp : PlainStyle::Down::Twin;
}

} // namespace

PlainStyle styleOf(const std::vector<Migration> &existing)
{
    PlainStyle style;
    const auto newest = std::find_if(existing.rbegin(), existing.rend(), [](const Migration &migration) {
        return readPlainName(fileNameOf(migration)).has_value();
    });
    if (newest == existing.rend())
        return style;
    style.separator = readPlainName(fileNameOf(*newest))->separator;
    style.width = newest->version.size();
    style.numbers = isTimestamp(newest->version) ? PlainStyle::Numbers::Timestamp : PlainStyle::Numbers::Sequence;
    const auto reversible = std::find_if(existing.rbegin(), existing.rend(),
                                         [](const Migration &migration) { return migration.down && migration.up; });
    if (reversible != existing.rend())
        style.down = downStyle(*reversible);
    else if (newest->upFile.endsWith(u".up.sql"))
        style.down = PlainStyle::Down::TwinWithUp;
    return style;
}

Result<QString> nextVersion(const PlainStyle &style, const std::vector<Migration> &existing, const QDateTime &now)
{
    qint64 newest = 0;
    for (const Migration &migration : existing)
        newest = std::max(newest, storableNumber(migration.key).value_or(0));
    if (newest == std::numeric_limits<qint64>::max())
        return Failure(Error{ErrorCode::Usage,
                             QStringLiteral("there is no number after %1").arg(newest),
                             {},
                             {},
                             QStringLiteral("rename the newest migration")});
    qint64 next = newest + 1;
    if (style.numbers == PlainStyle::Numbers::Timestamp)
        next = std::max(next, now.toUTC().toString(timeFormat(style.width)).toLongLong());
    return QString::number(next).rightJustified(style.width, u'0');
}

} // namespace lk
