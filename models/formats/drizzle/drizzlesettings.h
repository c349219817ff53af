// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsliteral.h"

#include <QStringList>

#include <optional>

namespace lk {

/// What a project's drizzle.config says, as far as it is written out there.
struct DrizzleSettings {
    QString file;    ///< "drizzle.config.ts"
    QString out;     ///< folder of the migrations; empty: not set
    QString dialect; ///< "postgresql", "mysql", "sqlite", "turso", ...; empty: not set, or only the program knows
    QString table;   ///< `migrations.table`; empty: not set
    QString schema;  ///< `migrations.schema`; empty: not set
    QString prefix;  ///< `migrations.prefix`: "index", "timestamp", "supabase", "unix", "none"; empty: not set
    JsValue url;     ///< of `dbCredentials`; Null: not set
    QStringList computed; ///< settings that only the program knows, with their places: "out (drizzle.config.ts:4:8)"
};

/// The configuration that drizzle-kit takes by itself: drizzle.config.ts, .js, .json. None without one. It is read, never run.
Result<std::optional<DrizzleSettings>> readDrizzleSettings(const QString &folder);

/// Name of the first of these files that is there; empty where none is.
QString drizzleConfiguration(const QString &folder);

/// Whether the database that @p dialect (drizzle's word) names is PostgreSQL.
bool isPostgresql(const QString &dialect);

/// Which generation of drizzle-kit package.json asks for: true for 1.0 and above; nothing where it does not say.
std::optional<bool> wantsFolders(const QString &folder);

/// The database's address as our engines read it; a variable stays one ("${DATABASE_URL}") where its value need not be rewritten.
Result<QString> drizzleUrl(const DrizzleSettings &settings, const QString &folder);

} // namespace lk
