// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"

#include "models/formats/alembic/alembicformat.h"
#include "models/formats/dbmate/dbmateformat.h"
#include "models/formats/diesel/dieselformat.h"
#include "models/formats/drizzle/drizzleformat.h"
#include "models/formats/flyway/flywayformat.h"
#include "models/formats/golangmigrate/golangmigrateformat.h"
#include "models/formats/goose/gooseformat.h"
#include "models/formats/knex/knexformat.h"
#include "models/formats/liquibase/liquibaseformat.h"
#include "models/formats/plainsql/plainsqlformat.h"
#include "models/formats/prisma/prismaformat.h"
#include "models/formats/rails/railsformat.h"
#include "models/formats/sequelize/sequelizeformat.h"
#include "models/formats/sqitch/sqitchformat.h"
#include "models/formats/sqlx/sqlxformat.h"

#include <QFileInfo>

#include <algorithm>

namespace lk {

const std::vector<const Format *> &formats()
{
    static const FlywayFormat flyway;
    static const DieselFormat diesel;
    static const DbmateFormat dbmate;
    static const GooseFormat goose;
    static const SqlxFormat sqlx;
    static const GolangMigrateFormat golangMigrate;
    static const PlainSqlFormat plain; // last: numbered files that are no tool's
    static const DrizzleFormat drizzle;
    static const AlembicFormat alembic;
    static const PrismaFormat prisma;
    static const SqitchFormat sqitch;
    static const SequelizeFormat sequelize;
    static const KnexFormat knex;
    static const RailsFormat rails;
    static const LiquibaseFormat liquibase;
    static const std::vector<const Format *> all{&sqitch, &drizzle, &prisma, &alembic, &sequelize, &knex, &rails, &flyway, &liquibase, &diesel, &dbmate, &goose, &sqlx, &golangMigrate, &plain};
    return all;
}

const Format *formatByName(const QString &name)
{
    const auto found = std::ranges::find_if(formats(),
                                            [&](const Format *format) { return format->traits().name == name; });
    return found == formats().end() ? nullptr : *found;
}

Result<Detected> detectFormat(const QString &folder)
{
    if (!QFileInfo(folder).isDir())
        return Failure(Error{ErrorCode::Usage,
                             QStringLiteral("no migrations found"),
                             {folder, 0, 0},
                             QStringLiteral("there is no such folder"),
                             QStringLiteral("name the project's folder")});
    QStringList titles;
    QStringList hints;
    for (const Format *format : formats()) {
        const Recognition recognition = format->recognise(folder);
        if (recognition.matches)
            return Detected{format, recognition};
        titles += format->traits().title;
        if (!recognition.because.isEmpty())
            hints += recognition.because;
    }
    if (!hints.isEmpty())
        return Failure(Error{ErrorCode::Usage,
                             QStringLiteral("the project's format is not supported"),
                             {folder, 0, 0},
                             hints.join(QStringLiteral("; ")),
                             QStringLiteral("apply its migrations with that tool; if the files are plain SQL all the "
                                            "same, write format = \"plain\" below [project] in lockkeeper.toml")});
    return Failure(Error{
        ErrorCode::Usage,
        QStringLiteral("no migrations found"),
        {folder, 0, 0},
        QStringLiteral("looked for %1: sqlx.toml, a Cargo.toml that depends on sqlx, and NUMBER_name.sql files in "
                       "migrations/, db/migrations/, sql/ and the folder itself")
            .arg(titles.join(QStringLiteral(" and "))),
        QStringLiteral("open the right folder, or write format and migrations below [project] in lockkeeper.toml")});
}

std::vector<Detected> fittingFormats(const QString &folder)
{
    std::vector<Detected> fitting;
    for (const Format *format : formats()) {
        if (Recognition recognition = format->recognise(folder); recognition.matches)
            fitting.push_back({format, std::move(recognition)});
    }
    return fitting;
}

} // namespace lk
