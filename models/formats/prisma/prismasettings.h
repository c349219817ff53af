// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/prisma/prismaschema.h"

#include <QStringList>

namespace lk {

/// How a project is set up for Prisma, as far as it is written out in its files; nothing is run.
struct PrismaSettings {
    QString configuration;  ///< "prisma.config.ts"; empty: there is none
    QString schema;         ///< schema.prisma, or the folder of several, relative to the project; empty: not found
    QString datasourceFile; ///< the file of these with the datasource block
    QString migrations;     ///< folder, relative to the project
    QString provider;       ///< "postgresql", "mysql", "sqlite", ...; empty: nobody says
    Place providerPlace;
    QString lockProvider;   ///< of migration_lock.toml; empty: there is none
    Place lockPlace;
    PrismaDatasource::Value url; ///< which migrations go through
    bool urlFromProject = false; ///< a file's path is relative to the project's folder, and not to the schema's
};

/// Errors carry file and line.
Result<PrismaSettings> readPrismaSettings(const QString &folder);

/// Why @p folder is a project of Prisma's; empty where it is none.
QString prismaEvidence(const QString &folder, const PrismaSettings &settings);

/// The database's address in our engines' form; a variable's value is looked up in the environment and the .env files.
Result<QString> prismaAddress(const QString &folder, const PrismaSettings &settings);

/// PostgreSQL's schema that the address names (?schema=); empty: none, which is "public".
QString prismaDatabaseSchema(const QString &folder, const PrismaSettings &settings);

} // namespace lk
