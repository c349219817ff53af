// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembicformat.h"

#include "models/base/sourcefile.h"
#include "models/formats/alembic/alembicaddress.h"
#include "models/formats/alembic/alembiccreate.h"
#include "models/formats/alembic/alembicgraph.h"
#include "models/formats/alembic/alembicrevision.h"
#include "models/formats/alembic/alembicsettings.h"
#include "models/formats/alembic/alembictable.h"
#include "models/formats/alembic/alembictool.h"
#include "models/formats/toolenvironment.h"
#include "models/formats/trackingtable.h"
#include "models/project/dotenv.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

AlembicTable tableOf(const Format &format, const FormatSetup &setup, const EngineTraits &engine)
{
    return {quotedTable(format.trackingTable(setup), engine.name).toUtf8(), engine.name == u"mysql" || engine.name == u"mariadb"};
}

QStringList withSubfolders(const QString &folder, const QStringList &places)
{
    QStringList all = places;
    for (const QString &place : places) {
        QDirIterator walk(QDir(folder).absoluteFilePath(place), QDir::Dirs | QDir::NoDotAndDotDot | QDir::NoSymLinks, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            walk.next();
            if (walk.fileName() != u"__pycache__")
                all += QDir(folder).relativeFilePath(walk.filePath());
        }
    }
    return all;
}

Result<std::vector<SqlFile>> readFiles(const FormatSetup &setup)
{
    const auto settings = readAlembicSettings(setup.folder, setup.migrations);
    if (!settings)
        return Failure(settings.error());
    std::vector<SqlFile> files;
    QSet<QString> paths;
    for (const QString &folder : settings->recursive ? withSubfolders(setup.folder, settings->versions) : settings->versions) {
        auto some = listSqlFiles(setup.folder, folder, folder, isRevisionName);
        if (!some)
            return failure(std::move(some));
        for (SqlFile &file : *some) {
            if (!paths.contains(file.path))
                files.push_back(std::move(file));
            paths.insert(files.back().path);
        }
    }
    readSqlFiles(setup.folder, files, QCryptographicHash::Md5); // Alembic keeps no checksum
    return files;
}

/// All revisions, for what a single one does not tell; none where they can't be read, then only the one itself is changed.
std::vector<Migration> revisionsOf(const FormatSetup &setup)
{
    const auto files = readFiles(setup);
    return files ? alembicMigrations(*files) : std::vector<Migration>();
}

/// Parents of @p migration, each with all that would keep it from becoming a head again.
QList<std::pair<QString, QSet<QString>>> parentsToReturn(const Migration &migration, const FormatSetup &setup)
{
    const AlembicGraph graph(revisionsOf(setup));
    const QSet<QString> own = graph.descendants(migration.key);
    QList<std::pair<QString, QSet<QString>>> parents;
    for (const QString &parent : migration.dependsOn) {
        // A parent that another one comes after is in that one's history.
        const bool covered = std::ranges::any_of(migration.dependsOn, [&](const QString &other) { return other != parent && graph.ancestors({other}).contains(parent); });
        if (!covered)
            parents.append({parent, graph.descendants(parent).subtract(own) + QSet<QString>{parent}});
    }
    return parents;
}

QHash<QString, QString> flaskVariables(const QString &folder)
{
    const QFileInfo file(QDir(folder).absoluteFilePath(QStringLiteral(".flaskenv")));
    const auto source = file.isFile() && file.size() < 1024 * 1024 ? readSourceFile(file.filePath()) : Failure(Error{});
    return source ? parseDotEnv(source->bytes) : QHash<QString, QString>();
}

/// The files in which `flask` looks for the app: "shop.web:create_app" is in shop/web.py or shop/web/__init__.py.
QStringList appFiles(const QString &folder)
{
    QString app = ToolEnvironment(folder).value(QStringLiteral("FLASK_APP"));
    if (app.isEmpty())
        app = flaskVariables(folder).value(QStringLiteral("FLASK_APP"));
    if (app.isEmpty())
        return {QStringLiteral("wsgi.py"), QStringLiteral("app.py")};
    QString module = app.section(u':', 0, 0);
    if (module.endsWith(u".py"))
        module.chop(3);
    else
        module.replace(u'.', u'/');
    return {module + QStringLiteral(".py"), module + QStringLiteral("/__init__.py")};
}

} // namespace

const FormatTraits &AlembicFormat::traits() const
{
    static const FormatTraits traits{QStringLiteral("alembic"),
                                     QStringLiteral("Alembic"),
                                     {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
                                     QStringLiteral("alembic_version"),
                                     QStringLiteral("migrations/versions"),
                                     true,
                                     false,
                                     true,
                                     LateRule::Graph,
                                     true};
    return traits;
}

Recognition AlembicFormat::recognise(const QString &folder) const
{
    const auto settings = readAlembicSettings(folder, {});
    if (!settings) // what is broken, setup() says
        return {true, QStringLiteral("%1 is Alembic's").arg(settings.error().where.file), {}};
    return {!settings->because.isEmpty(), settings->because, settings->because.isEmpty() ? QString() : settings->versions.front()};
}

Result<FormatSetup> AlembicFormat::setup(const QString &folder, const QString &migrations) const
{
    return readAlembicSettings(folder, migrations).map([&](const AlembicSettings &settings) {
        FormatSetup setup{folder, settings.versions.front()};
        setup.table = settings.table;
        if (!settings.schema.isEmpty())
            setup.table = settings.schema + u'.' + trackingTable(setup);
        return setup;
    });
}

Result<QString> AlembicFormat::url(const FormatSetup &setup, const QString &environment) const
{
    const auto settings = readAlembicSettings(setup.folder, setup.migrations, environment);
    if (!settings)
        return Failure(settings.error());
    if (!settings->programmedUrl)
        return sqlalchemyAddress(settings->url);
    const ToolEnvironment variables(setup.folder);
    const QHash<QString, QString> flask = flaskVariables(setup.folder);
    for (const QString &name : settings->urlNames) {
        if (const QString value = variables.value(name); isSqlalchemyAddress(value))
            return sqlalchemyAddress(value);
        if (settings->flask && isSqlalchemyAddress(flask.value(name)))
            return sqlalchemyAddress(flask.value(name));
    }
    return QString();
}

Result<std::vector<Migration>> AlembicFormat::load(const FormatSetup &setup, const Dialect &) const
{
    return readFiles(setup).map(&alembicMigrations);
}

std::optional<Script> AlembicFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &) const
{
    return hasDirection(text, direction) ? std::optional(Script{file, text, 0, text.size(), 1}) : std::nullopt;
}

Result<std::vector<StatementSpan>> AlembicFormat::split(QByteArrayView script, const Dialect &) const
{
    if (script.isEmpty())
        return std::vector<StatementSpan>();
    return std::vector{StatementSpan{0, script.size()}}; // a program is one piece
}

Result<std::vector<AppliedMigration>> AlembicFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    const auto exists = findTrackingTable(session, trackingTable(setup), {QStringLiteral("version_num")});
    if (!exists)
        return Failure(exists.error());
    if (!*exists)
        return std::vector<AppliedMigration>();
    const QString table = quotedTable(trackingTable(setup), session.info().engine);
    return session.query(QStringLiteral("SELECT version_num FROM %1 ORDER BY version_num").arg(table)).map([&](const Rows &rows) {
        QStringList heads;
        for (const QVariantList &row : rows.rows)
            heads += row[0].toString();
        return appliedByHeads(heads, files);
    });
}

std::vector<RecordStatement> AlembicFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    const QString table = trackingTable(setup);
    const QByteArray key = quotedTable(table.section(u'.', -1) + QStringLiteral("_pkc"), engine.name).toUtf8();
    return {{"CREATE TABLE IF NOT EXISTS " + quotedTable(table, engine.name).toUtf8() + " (version_num VARCHAR(32) NOT NULL, CONSTRAINT " + key
                 + " PRIMARY KEY (version_num))",
             {}}};
}

Record AlembicFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool, const FormatSetup &setup) const
{
    if (direction == Direction::Down)
        return {{}, mark(migration, direction, engine, setup)};
    return {{}, tableOf(*this, setup, engine).reach(migration.key, QSet<QString>(migration.dependsOn.begin(), migration.dependsOn.end()))};
}

std::vector<RecordStatement> AlembicFormat::mark(const Migration &migration, Direction direction, const EngineTraits &engine, const FormatSetup &setup) const
{
    const AlembicTable table = tableOf(*this, setup, engine);
    if (direction == Direction::Down)
        return table.leave(migration.key, parentsToReturn(migration, setup));
    QSet<QString> before = AlembicGraph(revisionsOf(setup)).ancestors(migration.dependsOn);
    before += QSet<QString>(migration.dependsOn.begin(), migration.dependsOn.end());
    return table.reach(migration.key, before);
}

std::vector<RecordStatement> AlembicFormat::baseline(const std::vector<Migration> &migrations, const EngineTraits &engine, const FormatSetup &setup) const
{
    QSet<QString> parents;
    for (const Migration &migration : migrations)
        parents += QSet<QString>(migration.dependsOn.begin(), migration.dependsOn.end());
    const AlembicTable table = tableOf(*this, setup, engine);
    QSet<QString> before = parents;
    for (const Migration &migration : migrations)
        before.remove(migration.key); // none of these has a row
    std::vector<RecordStatement> statements;
    for (const Migration &migration : migrations) {
        if (parents.contains(migration.key))
            continue;
        const auto one = table.reach(migration.key, std::exchange(before, {}));
        statements.insert(statements.end(), one.begin(), one.end());
    }
    return statements;
}

QString AlembicFormat::explainChange(const Migration &, const AppliedMigration &) const
{
    return {}; // it keeps nothing by which a change could be told
}

Result<std::vector<NewFile>> AlembicFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    const auto settings = readAlembicSettings(setup.folder, setup.migrations);
    if (!settings)
        return Failure(settings.error());
    return newRevision(wanted, *settings, setup.folder, existing).map([](NewFile file) { return std::vector{std::move(file)}; });
}

Result<ToolCommand> AlembicFormat::command(const ToolRequest &request, const FormatSetup &setup) const
{
    const auto settings = readAlembicSettings(setup.folder, setup.migrations, request.environment);
    if (!settings)
        return Failure(settings.error());
    return alembicCommand(request, *settings, setup.folder);
}

QStringList AlembicFormat::programFiles(const FormatSetup &setup) const
{
    const auto settings = readAlembicSettings(setup.folder, setup.migrations);
    if (!settings)
        return {};
    QStringList files;
    QStringList candidates{settings->file, settings->envFile()};
    if (settings->flask)
        candidates += QStringList{QStringLiteral(".flaskenv"), QStringLiteral(".env")} + appFiles(setup.folder) + QStringList{QStringLiteral("config.py")};
    for (const QString &file : std::as_const(candidates)) {
        if (!file.isEmpty() && QFileInfo(QDir(setup.folder).absoluteFilePath(file)).isFile())
            files += file;
    }
    return files;
}

} // namespace lk
