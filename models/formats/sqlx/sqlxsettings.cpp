// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqlx/sqlxsettings.h"

#include "models/project/tomlvalue.h"

#include <QFileInfo>
#include <QRegularExpression>

#include <algorithm>

namespace lk {

namespace {

bool namesSqlx(const TomlValue *dependencies)
{
    return dependencies && std::ranges::any_of(dependencies->members, [](const TomlValue &dependency) {
               const TomlValue *package = dependency.find(u"package");
               return (package ? package->text() : dependency.key) == u"sqlx";
           });
}

bool anyTableNamesSqlx(const TomlValue &table)
{
    return namesSqlx(table.find(u"dependencies")) || namesSqlx(table.find(u"dev-dependencies"))
           || namesSqlx(table.find(u"build-dependencies"));
}

} // namespace

Result<std::optional<SqlxSettings>> readSqlxSettings(const QString &folder)
{
    const QString path = folder + QStringLiteral("/sqlx.toml");
    if (!QFileInfo::exists(path))
        return std::nullopt;
    const auto root = readTomlFile(path);
    if (!root)
        return Failure(root.error());
    SqlxSettings settings;
    if (const TomlValue *migrations = root->find({u"migrate", u"migrations-dir"}))
        settings.migrations = migrations->text();
    if (const TomlValue *table = root->find({u"migrate", u"table-name"})) {
        static const QRegularExpression plainName(QStringLiteral("^([A-Za-z_]\\w*\\.)?[A-Za-z_]\\w*$"));
        if (!plainName.match(table->text()).hasMatch())
            return Failure(Error{ErrorCode::Usage, QStringLiteral("the tracking table \"%1\" is not supported").arg(table->text()), table->where,
                                 QStringLiteral("sqlx writes the name into its statements as it stands"),
                                 QStringLiteral("name it with letters, digits and _, with its schema in front where it needs one")});
        settings.table = table->text();
    }
    if (const TomlValue *ignored = root->find({u"migrate", u"ignored-chars"})) {
        for (const TomlValue &character : ignored->members)
            settings.ignored += character.text().toUtf8();
        settings.ignored.removeAll(QByteArray());
    }
    return settings;
}

std::optional<bool> cargoDependsOnSqlx(const QString &folder)
{
    const QString path = folder + QStringLiteral("/Cargo.toml");
    if (!QFileInfo(path).isFile())
        return std::nullopt;
    const auto root = readTomlFile(path);
    if (!root)
        return std::nullopt;
    if (anyTableNamesSqlx(*root))
        return true;
    if (const TomlValue *workspace = root->find(u"workspace"); workspace && anyTableNamesSqlx(*workspace))
        return true;
    const TomlValue *targets = root->find(u"target");
    return targets && std::ranges::any_of(targets->members, anyTableNamesSqlx);
}

} // namespace lk
