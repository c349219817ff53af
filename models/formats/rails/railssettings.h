// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/formats/rails/databaseyml.h"

namespace lk {

/// Settings of a project, by these names in FormatSetup::options.
namespace rails {
inline const QString Paths = QStringLiteral("migrations_paths"); ///< separated by commas; relative to the project
inline const QString MetadataTable = QStringLiteral("internal_metadata_table_name");
inline const QString Databases = QStringLiteral("databases");    ///< others than the first, which is the one that is looked at
} // namespace rails

/// config/database.yml; empty where there is none.
Result<YamlValue> readRailsConfig(const QString &folder);

/// The section for @p environment, or for the one that Rails itself would take; of several databases the first.
YamlValue railsDatabase(const YamlValue &config, const QString &environment);

/// What Rails calls @p environment of ours: the same where database.yml knows it, else RAILS_ENV, else "development".
QString railsEnvironment(const YamlValue &config, const QString &environment);

/// The database's address as our engines read it; empty where only Ruby could tell.
Result<QString> railsAddress(const YamlValue &database);

FormatSetup railsSetup(const QString &folder, const YamlValue &config);

} // namespace lk
