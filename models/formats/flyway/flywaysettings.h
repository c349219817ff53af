// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/flyway/flywayname.h"
#include "models/formats/format.h"

namespace lk {

/// A project's flyway.conf, flyway.toml and flyway.user.toml by their own names without "flyway." ("table", "placeholders.owner",
/// "environments.default.url"); lists are joined by commas. Later files overrule earlier ones.
struct FlywaySettings {
    QMap<QString, QString> values;
    QMap<QString, Place> places;

    QString value(const QString &name, const QString &otherwise = {}) const { return values.value(name, otherwise); }
};

/// Whether the folder has any of these files; its name.
QString flywayConfiguration(const QString &folder);

/// Errors carry file and line.
Result<FlywaySettings> readFlywaySettings(const QString &folder);

/// The folders, relative to the project's, in which the configuration has the migrations; empty where it names none.
Result<QStringList> flywayLocations(const FlywaySettings &settings);

/// As setup() keeps them in FormatSetup::options.
FlywayNaming flywayNaming(const QMap<QString, QString> &options);

} // namespace lk
