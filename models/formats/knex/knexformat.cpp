// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/knex/knexformat.h"

#include "models/formats/jsmigration.h"
#include "models/formats/knex/knexfolder.h"
#include "models/formats/knex/knexsettings.h"
#include "models/formats/knex/knextable.h"

#include <QDir>

namespace lk {

const FormatTraits &KnexFormat::traits() const
{
    static const FormatTraits traits{.name = QStringLiteral("knex"),
                                     .title = QStringLiteral("Knex"),
                                     .engines = {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
                                     .trackingTable = QStringLiteral("knex_migrations"),
                                     .defaultFolder = QStringLiteral("migrations"),
                                     .downInSameFile = true,
                                     .checksums = false,
                                     .programs = true};
    return traits;
}

Recognition KnexFormat::recognise(const QString &folder) const
{
    if (const QString file = knexfile(folder); !file.isEmpty()) {
        const auto settings = readKnexSettings(folder);
        const bool named = settings && !settings->folders.isEmpty();
        return {true, QStringLiteral("%1 is there").arg(file), named ? settings->folders.front() : traits().defaultFolder};
    }
    if (!packageDependencies(folder).contains(QStringLiteral("knex")))
        return {};
    for (const QString &place : {traits().defaultFolder, QStringLiteral("db/migrations"), QStringLiteral("src/migrations"), QStringLiteral("src/db/migrations")}) {
        if (const QString file = programWith(folder, place, "knex"); !file.isEmpty())
            return {true, QStringLiteral("package.json depends on knex, and %1 uses it").arg(file), place};
    }
    return {};
}

Result<FormatSetup> KnexFormat::setup(const QString &folder, const QString &migrations) const
{
    const auto settings = readKnexSettings(folder);
    if (!settings)
        return Failure(settings.error());
    if (migrations.isEmpty() && settings->folderProblem)
        return Failure(*settings->folderProblem);
    auto setup = Format::setup(folder, migrations);
    if (!setup)
        return setup;
    const QString table = settings->table.isEmpty() ? traits().trackingTable : settings->table;
    if (!settings->schema.isEmpty())
        setup->table = settings->schema + u'.' + table;
    else if (!settings->table.isEmpty())
        setup->table = table;
    setup->ownTables = {trackingTable(*setup) + QStringLiteral("_lock")};
    const auto note = [&](const QString &name, const QString &value, bool wanted) {
        if (wanted)
            setup->options.insert(name, value);
    };
    note(knexoption::Folders, settings->folders.join(u'\n'), migrations.isEmpty() && settings->folders.size() > 1);
    note(knexoption::Separately, QStringLiteral("true"), settings->separately);
    note(knexoption::Extensions, settings->extensions.join(u' '), true);
    note(knexoption::NoTransactions, QStringLiteral("true"), !settings->transactions);
    note(knexoption::NoValidation, QStringLiteral("true"), !settings->validates);
    note(knexoption::Stub, settings->stub, !settings->stub.isEmpty());
    note(knexoption::Extension, settings->extension, true);
    note(knexoption::Computed, settings->computed, !settings->computed.isEmpty());
    return setup;
}

Result<QString> KnexFormat::url(const FormatSetup &setup, const QString &environment) const
{
    return knexAddress(setup.folder, environment);
}

Result<std::vector<Migration>> KnexFormat::load(const FormatSetup &setup, const Dialect &) const
{
    return knexMigrations(setup);
}

std::optional<Script> KnexFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &) const
{
    return cutProgram(file, text, direction);
}

Result<std::vector<StatementSpan>> KnexFormat::split(QByteArrayView script, const Dialect &) const
{
    return wholeProgram(script);
}

Result<std::vector<AppliedMigration>> KnexFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    return knexRows(session, trackingTable(setup), files, !setup.options.contains(knexoption::NoValidation));
}

std::vector<RecordStatement> KnexFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    return makeKnexTables(trackingTable(setup), engine.name);
}

Record KnexFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool, const FormatSetup &setup) const
{
    const QString table = trackingTable(setup);
    return {{}, {direction == Direction::Up ? insertKnexRow(migration, table, engine.name, true) : deleteKnexRow(migration, table, engine.name)}};
}

std::vector<RecordStatement> KnexFormat::baseline(const std::vector<Migration> &migrations, const EngineTraits &engine, const FormatSetup &setup) const
{
    std::vector<RecordStatement> all; // one batch, as if they had been run at once
    for (const Migration &migration : migrations)
        all.push_back(insertKnexRow(migration, trackingTable(setup), engine.name, all.empty()));
    return all;
}

QString KnexFormat::explainChange(const Migration &, const AppliedMigration &) const
{
    return {}; // it keeps nothing by which a change could be told
}

Result<std::vector<NewFile>> KnexFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    return newKnexMigration(wanted, setup, existing);
}

Result<ToolCommand> KnexFormat::command(const ToolRequest &request, const FormatSetup &setup) const
{
    if (request.action == ToolAction::Preview)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("Knex can't say beforehand what a migration sends"), {}, QStringLiteral("its migrations are programs that ask the database"),
                             QStringLiteral("rehearse the migration: what it really sends is shown then")});
    ToolCommand command;
    command.program = QStringLiteral("node");
    command.scriptName = QStringLiteral("knex.cjs");
    command.script = toolScript(QStringLiteral("nodetool.cjs")) + toolScript(command.scriptName);
    command.arguments = {QStringLiteral("{script}"), knexfile(setup.folder), trackingTable(setup)};
    command.input = toolInput(request);
    return command;
}

QStringList KnexFormat::programFiles(const FormatSetup &setup) const
{
    const QString file = knexfile(setup.folder);
    return file.isEmpty() ? QStringList() : QStringList{file};
}

} // namespace lk
