// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/newname.h"

#include <algorithm>

namespace lk {

namespace {

// File systems allow 255 bytes; version and suffix need their part of it.
constexpr qsizetype LongestName = 200;

Failure badName(const QString &why, const QString &nextStep)
{
    return Failure(Error{ErrorCode::Usage, QStringLiteral("the migration can't be named so"), {}, why, nextStep});
}

bool isInvisible(QChar c)
{
    const QChar::Category category = c.category();
    return category == QChar::Other_Control || category == QChar::Other_Format || category == QChar::Separator_Line
           || category == QChar::Separator_Paragraph;
}

bool endsInSuffix(const QString &name)
{
    constexpr QStringView suffixes[] = {u".sql", u".up", u".down"};
    return std::ranges::any_of(suffixes,
                               [&](QStringView suffix) { return name.endsWith(suffix, Qt::CaseInsensitive); });
}

} // namespace

Result<QString> fileNamePart(const QString &name)
{
    static const QString Forbidden = QStringLiteral("/\\:*?\"<>|");
    if (std::ranges::any_of(name, isInvisible))
        return badName(QStringLiteral("it has a control or an invisible character"),
                       QStringLiteral("type it with letters, digits and spaces"));
    QString part = name.simplified();
    if (part.isEmpty())
        return badName(QStringLiteral("the name is empty"),
                       QStringLiteral("say in a few words what the migration does"));
    const auto bad = std::ranges::find_if(part, [](QChar c) { return Forbidden.contains(c); });
    if (bad != part.end())
        return badName(QStringLiteral("\"%1\" can't stand in a file's name on every system").arg(*bad),
                       QStringLiteral("leave it out"));
    if (part.startsWith(u'.') || endsInSuffix(part))
        return badName(
            QStringLiteral(
                "it begins with a dot, or ends in .sql, .up or .down, which would change the file's meaning"),
            QStringLiteral("give the bare name, version and suffix are added"));
    if (part.toUtf8().size() > LongestName)
        return badName(QStringLiteral("it is longer than %1 bytes").arg(LongestName), QStringLiteral("shorten it"));
    return part.replace(u' ', u'_');
}

} // namespace lk
