// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/rails/railsformat.h"

#include "models/formats/rails/railsfolder.h"
#include "models/formats/rails/railsnew.h"
#include "models/formats/rails/railssettings.h"
#include "models/formats/trackingtable.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace lk {

namespace {

QString metadataTable(const FormatSetup &setup)
{
    return setup.options.value(rails::MetadataTable, QStringLiteral("ar_internal_metadata"));
}

bool isFile(const QString &folder, const char *name)
{
    return QFileInfo(QDir(folder).filePath(QString::fromLatin1(name))).isFile();
}

bool isSmaller(const QString &a, const QString &b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

} // namespace

const FormatTraits &RailsFormat::traits() const
{
    static const FormatTraits traits{.name = QStringLiteral("rails"),
                                     .title = QStringLiteral("Rails"),
                                     .engines = {QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb"), QStringLiteral("sqlite")},
                                     .trackingTable = QStringLiteral("schema_migrations"),
                                     .defaultFolder = QStringLiteral("db/migrate"),
                                     .checksums = false,
                                     .late = LateRule::Runs,
                                     .programs = true};
    return traits;
}

Recognition RailsFormat::recognise(const QString &folder) const
{
    const bool app = isFile(folder, "config/application.rb") || isFile(folder, "bin/rails");
    if (!isFile(folder, "config/database.yml"))
        return {};
    const auto config = readRailsConfig(folder);
    const FormatSetup setup = railsSetup(folder, config.value_or(YamlValue()));
    const QDir migrations(QDir(folder).filePath(setup.migrations));
    if (!app && migrations.entryList({QStringLiteral("[0-9]*_*.rb")}, QDir::Files).isEmpty())
        return {};
    return {true, app ? QStringLiteral("it is a Rails application with a config/database.yml") : QStringLiteral("config/database.yml stands beside %1/*.rb").arg(setup.migrations), setup.migrations};
}

Result<FormatSetup> RailsFormat::setup(const QString &folder, const QString &migrations) const
{
    return readRailsConfig(folder).map([&](const YamlValue &config) {
        FormatSetup setup = railsSetup(folder, config);
        if (!migrations.isEmpty() && migrations != setup.migrations) {
            setup.migrations = migrations;
            setup.options.insert(rails::Paths, migrations);
        }
        return setup;
    });
}

Result<QString> RailsFormat::url(const FormatSetup &setup, const QString &environment) const
{
    return readRailsConfig(setup.folder).and_then([&](const YamlValue &config) -> Result<QString> {
        // Rails puts DATABASE_URL over the section of the environment in which it runs, which one that is named here need not be.
        const bool named = !environment.isEmpty() && config.map.contains(environment);
        const QString everywhere = qEnvironmentVariable("DATABASE_URL");
        YamlValue database = railsDatabase(config, environment);
        if (!named && !everywhere.isEmpty())
            database = YamlValue{{}, true, {}, {{QStringLiteral("url"), YamlValue{everywhere}}}, {QStringLiteral("url")}};
        return railsAddress(database);
    });
}

Result<std::vector<Migration>> RailsFormat::load(const FormatSetup &setup, const Dialect &) const
{
    return railsMigrations(setup);
}

std::optional<Script> RailsFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &) const
{
    if (direction == Direction::Down && !readRailsText(text).hasDown)
        return std::nullopt;
    return Script{file, text, 0, text.size(), 1};
}

Result<std::vector<AppliedMigration>> RailsFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    const auto exists = findTrackingTable(session, trackingTable(setup), {QStringLiteral("version")});
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    const auto rows = session.query(QStringLiteral("SELECT version FROM %1").arg(quotedTable(trackingTable(setup), session.info().engine)));
    if (!rows)
        return Failure(rows.error());
    QHash<QString, QString> descriptions;
    for (const Migration &file : files)
        descriptions.insert(file.key, file.description);
    applied.reserve(rows->rows.size());
    for (const QVariantList &row : rows->rows) {
        AppliedMigration &migration = applied.emplace_back();
        migration.version = row[0].toString();
        migration.key = migration.version;
        while (migration.key.size() > 1 && migration.key.startsWith(u'0'))
            migration.key.remove(0, 1); // as another tool may have written it
        migration.description = descriptions.value(migration.key);
        if (!descriptions.contains(migration.key))
            migration.note = QStringLiteral("Rails shows it as NO FILE, and `rails db:rollback` stops if it is the newest");
    }
    std::ranges::sort(applied, [](const AppliedMigration &a, const AppliedMigration &b) { return isSmaller(a.key, b.key); });
    return applied;
}

/// As ActiveRecord makes them. The row `environment` is Rails' own to write: it knows which one it is.
std::vector<RecordStatement> RailsFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    const bool postgresql = engine.name == u"postgresql";
    const QByteArray text = postgresql ? "character varying" : engine.name == u"sqlite" ? "varchar" : "varchar(255)";
    const QByteArray time = postgresql ? "timestamp(6) without time zone" : "datetime(6)";
    const auto quoted = [&](const QString &name) { return quotedTable(name, engine.name).toUtf8(); };
    const auto column = [&](const char *name) { return quoted(QString::fromLatin1(name)) + ' '; };
    return {{"CREATE TABLE IF NOT EXISTS " + quoted(trackingTable(setup)) + " (" + column("version") + text + " NOT NULL PRIMARY KEY)", {}},
            {"CREATE TABLE IF NOT EXISTS " + quoted(metadataTable(setup)) + " (" + column("key") + text + " NOT NULL PRIMARY KEY, " + column("value") + text + ", " + column("created_at") + time + " NOT NULL, "
                 + column("updated_at") + time + " NOT NULL)",
             {}}};
}

Record RailsFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool, const FormatSetup &setup) const
{
    const QByteArray table = quotedTable(trackingTable(setup), engine.name).toUtf8();
    const QVariant key(migration.key);
    if (direction == Direction::Up)
        return {{}, {{"INSERT INTO " + table + " (version) VALUES (?)", {key}}}};
    if (migration.version == migration.key || migration.version.isEmpty())
        return {{}, {{"DELETE FROM " + table + " WHERE version = ?", {key}}}};
    return {{}, {{"DELETE FROM " + table + " WHERE version IN (?, ?)", {key, QVariant(migration.version)}}}};
}

QString RailsFormat::explainChange(const Migration &, const AppliedMigration &) const
{
    return {}; // it keeps nothing by which a change could be told
}

Result<std::vector<NewFile>> RailsFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    return newRailsMigration(wanted, setup, existing);
}

Result<ToolCommand> RailsFormat::command(const ToolRequest &request, const FormatSetup &setup) const
{
    if (request.action == ToolAction::Preview)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("Rails has no preview"), {}, QStringLiteral("what a migration sends is seen at the rehearsal"), {}});
    const auto config = readRailsConfig(setup.folder);
    if (!config)
        return Failure(config.error());
    ToolCommand command;
    command.program = QStringLiteral("ruby");
    command.scriptName = QStringLiteral("rails.rb");
    command.script = toolScript(command.scriptName);
    command.input = toolInput(request);
    command.arguments = {QStringLiteral("{script}"), setup.options.value(rails::Paths, setup.migrations)};
    command.environment = {{QStringLiteral("RAILS_ENV"), railsEnvironment(*config, request.environment)}, {QStringLiteral("DISABLE_SPRING"), QStringLiteral("1")}};
    return command;
}

QStringList RailsFormat::programFiles(const FormatSetup &setup) const
{
    QStringList files{QStringLiteral("Gemfile"), QStringLiteral("Gemfile.lock"), QStringLiteral("config/database.yml")};
    for (const char *folder : {"config", "config/environments", "config/initializers"}) {
        const QString name = QString::fromLatin1(folder);
        for (const QString &file : QDir(QDir(setup.folder).filePath(name)).entryList({QStringLiteral("*.rb")}, QDir::Files, QDir::Name))
            files += name + u'/' + file;
    }
    return files;
}

} // namespace lk
