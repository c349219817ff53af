// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sequelize/sequelizeformat.h"

#include "models/formats/jsmigration.h"
#include "models/formats/newname.h"
#include "models/formats/sequelize/sequelizesettings.h"
#include "models/formats/sequelize/sequelizetable.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

const QString TimestampsOption = QStringLiteral("migrationTimestamps");

const char Skeleton[] = R"('use strict';

/** @type {import('sequelize-cli').Migration} */
module.exports = {
  async up (queryInterface, Sequelize) {
    /**
     * Add altering commands here.
     *
     * Example:
     * await queryInterface.createTable('users', { id: Sequelize.INTEGER });
     */
  },

  async down (queryInterface, Sequelize) {
    /**
     * Add reverting commands here.
     *
     * Example:
     * await queryInterface.dropTable('users');
     */
  }
};
)";

bool isProgram(QStringView name)
{
    return !name.endsWith(u".d.ts") && (name.endsWith(u".cjs") || name.endsWith(u".js") || name.endsWith(u".cts") || name.endsWith(u".ts"));
}

/// A file that was meant to be run, though the tool passes over its ending.
bool isOtherProgram(QStringView name)
{
    return !name.isEmpty() && name[0] >= u'0' && name[0] <= u'9' && (name.endsWith(u".mjs") || name.endsWith(u".mts") || name.endsWith(u".sql"));
}

bool timestampsOf(const FormatSetup &setup)
{
    return setup.options.contains(TimestampsOption);
}

} // namespace

const FormatTraits &SequelizeFormat::traits() const
{
    static const FormatTraits traits{.name = QStringLiteral("sequelize"),
                                     .title = QStringLiteral("Sequelize"),
                                     .engines = {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
                                     .trackingTable = QStringLiteral("SequelizeMeta"),
                                     .defaultFolder = QStringLiteral("migrations"),
                                     .downInSameFile = true,
                                     .checksums = false,
                                     .programs = true};
    return traits;
}

Recognition SequelizeFormat::recognise(const QString &folder) const
{
    const auto settings = readSequelizeSettings(folder);
    const QString named = settings && !settings->migrations.isEmpty() ? settings->migrations : traits().defaultFolder;
    if (QFileInfo(folder + QStringLiteral("/.sequelizerc")).isFile())
        return {true, QStringLiteral(".sequelizerc is there"), named};
    const QStringList packages = packageDependencies(folder);
    if (packages.contains(QStringLiteral("sequelize-cli")))
        return {true, QStringLiteral("package.json depends on sequelize-cli"), named};
    const bool depends = packages.contains(QStringLiteral("sequelize")) || packages.contains(QStringLiteral("umzug"));
    if (!depends && sequelizeFiles(folder).isEmpty())
        return {};
    for (const QString &place : {named, QStringLiteral("src/migrations"), QStringLiteral("db/migrations")}) {
        if (const QString file = programWith(folder, place, "queryInterface"); !file.isEmpty())
            return {true, QStringLiteral("%1 uses a queryInterface").arg(file), place};
    }
    return {};
}

Result<FormatSetup> SequelizeFormat::setup(const QString &folder, const QString &migrations) const
{
    const auto settings = readSequelizeSettings(folder);
    if (!settings)
        return Failure(settings.error());
    return Format::setup(folder, migrations).map([&](FormatSetup setup) {
        const QString table = settings->table.isEmpty() ? traits().trackingTable : settings->table;
        if (!settings->schema.isEmpty())
            setup.table = settings->schema + u'.' + table;
        else if (!settings->table.isEmpty())
            setup.table = table;
        if (settings->timestamps)
            setup.options.insert(TimestampsOption, QStringLiteral("true"));
        if (!settings->computed.isEmpty())
            setup.options.insert(QStringLiteral("computed"), settings->computed);
        return setup;
    });
}

Result<QString> SequelizeFormat::url(const FormatSetup &setup, const QString &environment) const
{
    return sequelizeAddress(setup.folder, environment);
}

Result<std::vector<Migration>> SequelizeFormat::load(const FormatSetup &setup, const Dialect &) const
{
    auto files = listSqlFiles(setup.folder, setup.migrations, traits().defaultFolder, [](QStringView name) { return isProgram(name) || isOtherProgram(name); });
    if (!files)
        return failure(std::move(files));
    const auto other = std::ranges::stable_partition(*files, [](const SqlFile &file) { return isProgram(file.name); });
    const std::vector<SqlFile> passedOver(other.begin(), other.end());
    files->erase(other.begin(), other.end());
    readSqlFiles(setup.folder, *files, QCryptographicHash::Md5); // Sequelize keeps no checksum
    std::vector<Migration> migrations;
    migrations.reserve(files->size());
    for (const SqlFile &file : *files) {
        migrations.push_back(jsMigration(file, traits().title, readJsModule(file.bytes)));
        migrations.back().transaction = migrations.back().downTransaction = false; // it knows none
    }
    markTwins(migrations, traits().title);
    for (const SqlFile &file : passedOver)
        migrations.push_back(passedOverFile(file, QStringLiteral("Sequelize takes files that end in .js, .cjs, .ts or .cts"),
                                            QStringLiteral("give it one of these endings, or move it out of the folder")));
    return migrations;
}

std::optional<Script> SequelizeFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &) const
{
    return cutProgram(file, text, direction);
}

Result<std::vector<StatementSpan>> SequelizeFormat::split(QByteArrayView script, const Dialect &) const
{
    return wholeProgram(script);
}

Result<std::vector<AppliedMigration>> SequelizeFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    return sequelizeRows(session, trackingTable(setup), files, timestampsOf(setup));
}

std::vector<RecordStatement> SequelizeFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    return makeSequelizeTable(trackingTable(setup), engine.name, timestampsOf(setup));
}

Record SequelizeFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool, const FormatSetup &setup) const
{
    const QString table = trackingTable(setup);
    return {{}, {direction == Direction::Up ? insertSequelizeRow(migration, table, engine.name, timestampsOf(setup)) : deleteSequelizeRow(migration, table, engine.name)}};
}

QString SequelizeFormat::explainChange(const Migration &, const AppliedMigration &) const
{
    return {}; // it keeps nothing by which a change could be told
}

Result<std::vector<NewFile>> SequelizeFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    QDateTime now = wanted.now.toUTC();
    const auto versionAt = [](const QDateTime &time) { return time.toString(QStringLiteral("yyyyMMddHHmmss")); };
    while (std::ranges::any_of(existing, [&](const Migration &migration) { return migration.key.startsWith(versionAt(now)); }))
        now = now.addSecs(1);
    const QString folder = QDir::cleanPath(setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations);
    const QString prefix = folder == u"." ? QString() : folder + u'/';
    return std::vector{NewFile{prefix + versionAt(now) + u'-' + *part + QStringLiteral(".js"), Skeleton}};
}

Result<ToolCommand> SequelizeFormat::command(const ToolRequest &request, const FormatSetup &setup) const
{
    if (request.action == ToolAction::Preview)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("Sequelize can't say beforehand what a migration sends"), {}, QStringLiteral("its migrations are programs that ask the database"),
                             QStringLiteral("rehearse the migration: what it really sends is shown then")});
    ToolCommand command;
    command.program = QStringLiteral("node");
    command.scriptName = QStringLiteral("sequelize.cjs");
    command.script = toolScript(QStringLiteral("nodetool.cjs")) + toolScript(command.scriptName);
    command.arguments = {QStringLiteral("{script}"), setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations, trackingTable(setup)};
    command.input = toolInput(request);
    return command;
}

QStringList SequelizeFormat::programFiles(const FormatSetup &setup) const
{
    return sequelizeFiles(setup.folder);
}

} // namespace lk
