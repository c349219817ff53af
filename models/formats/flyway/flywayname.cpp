// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/flyway/flywayname.h"

#include "models/formats/versionnumber.h"

#include <algorithm>
#include <array>

namespace lk {

namespace {

constexpr std::array Events{"beforeMigrate", "beforeRepeatables", "beforeEachMigrate", "beforeEachMigrateStatement", "afterEachMigrateStatement",
                            "afterEachMigrateStatementError", "afterEachMigrate", "afterEachMigrateError", "afterMigrate", "afterMigrateApplied",
                            "afterVersioned", "afterMigrateError", "beforeClean", "afterClean", "afterCleanError", "beforeInfo", "afterInfo",
                            "afterInfoError", "beforeValidate", "afterValidate", "afterValidateError", "beforeBaseline", "afterBaseline",
                            "afterBaselineError", "beforeRepair", "afterRepair", "afterRepairError", "beforeUndo", "beforeEachUndo", "afterEachUndo",
                            "afterUndo", "createSchema", "beforeCreateSchema", "beforeConnect", "afterConnect"};

bool isEvent(QStringView name)
{
    return std::ranges::any_of(Events, [&](const char *event) { return name == QLatin1String(event); });
}

std::optional<QString> withoutSuffix(const QString &name, const QStringList &suffixes)
{
    for (const QString &suffix : suffixes) {
        if (!suffix.isEmpty() && name.endsWith(suffix, Qt::CaseInsensitive))
            return name.chopped(suffix.size());
    }
    return std::nullopt;
}

/// "1_2" is "1.2"; nothing for what is no version.
std::optional<QString> versionFrom(QString text)
{
    text.replace(u'_', u'.');
    for (QStringView part : QStringView(text).split(u'.')) {
        if (part.isEmpty() || !std::ranges::all_of(part, [](QChar c) { return c >= u'0' && c <= u'9'; }))
            return std::nullopt;
    }
    return text;
}

} // namespace

std::optional<FlywayName> readFlywayName(const QString &fileName, const FlywayNaming &naming)
{
    const auto stem = withoutSuffix(fileName, naming.suffixes);
    if (!stem)
        return std::nullopt;
    const qsizetype at = stem->indexOf(naming.separator);
    const QString left = at < 0 ? *stem : stem->left(at);
    const QString description = at < 0 ? QString() : stem->mid(at + naming.separator.size()).replace(u'_', u' ');
    if (isEvent(left))
        return FlywayName{FlywayName::Kind::Callback, {}, left};
    if (left == naming.repeatable)
        return FlywayName{FlywayName::Kind::Repeatable, {}, description};
    using Kind = FlywayName::Kind;
    const std::pair<QString, Kind> prefixes[] = {{naming.versioned, Kind::Versioned}, {naming.undo, Kind::Undo}, {naming.baseline, Kind::Baseline}};
    for (const auto &[prefix, kind] : prefixes) {
        if (!left.startsWith(prefix))
            continue;
        if (const auto version = versionFrom(left.mid(prefix.size())))
            return FlywayName{kind, *version, description};
    }
    return std::nullopt;
}

QString flywayVersionKey(const QString &version)
{
    QStringList parts;
    for (const QString &part : version.split(u'.'))
        parts += canonicalNumber(part).value_or(part);
    while (parts.size() > 1 && parts.last() == u"0")
        parts.removeLast();
    return parts.join(u'.');
}

bool flywayVersionLess(QStringView a, QStringView b)
{
    const auto partsA = a.split(u'.');
    const auto partsB = b.split(u'.');
    return std::ranges::lexicographical_compare(partsA, partsB, [](QStringView x, QStringView y) { return numberLess(x, y); });
}

} // namespace lk
