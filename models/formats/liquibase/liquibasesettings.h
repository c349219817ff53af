// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QMap>

namespace lk {

/// A project's liquibase.properties and the variables that overrule it. Names are compared as Liquibase does: "changeLogFile",
/// "changelog-file" and "liquibase.command.changelogFile" are one.
struct LiquibaseSettings {
    QString file;      ///< "liquibase.properties", relative to the project; empty: there is none
    QString base;      ///< folder that changelogs' paths are relative to, relative to the project; "."
    QString changelog; ///< the root changelog's path below `base`; empty: not found
    QMap<QString, QString> values; ///< by canonical names
    QMap<QString, Place> places;
    QMap<QString, QString> parameters; ///< of changelogs

    QString value(const QString &name) const { return values.value(name); }
};

/// Errors carry file and line.
Result<LiquibaseSettings> readLiquibaseSettings(const QString &folder);

/// "liquibase.command.changelogFile" as "changelogfile".
QString canonicalSetting(QString name);

} // namespace lk
