// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/liquibaseformat.h"

#include "models/formats/jdbcurl.h"
#include "models/formats/liquibase/changelog.h"
#include "models/formats/liquibase/formattedsql.h"
#include "models/formats/liquibase/liquibasecommand.h"
#include "models/formats/liquibase/liquibasenew.h"
#include "models/formats/liquibase/liquibasesettings.h"
#include "models/formats/liquibase/liquibasetable.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

/// The engine that a JDBC address is of; empty where there is none or another.
QString engineOf(const QString &url)
{
    const QString scheme = url.trimmed().section(u':', 1, 1);
    return scheme == u"postgresql" || scheme == u"mysql" || scheme == u"mariadb" || scheme == u"sqlite" ? scheme : QString();
}

QString folderOf(const LiquibaseSettings &settings)
{
    const QString path = QDir::cleanPath(settings.base + u'/' + settings.changelog);
    const qsizetype slash = path.lastIndexOf(u'/');
    return slash < 0 ? QStringLiteral(".") : path.left(slash);
}

/// Whether the root changelog, found by its name alone, is one by its content too.
bool isChangelog(const QString &folder, const LiquibaseSettings &settings)
{
    QFile file(QDir(folder).absoluteFilePath(settings.base + u'/' + settings.changelog));
    if (settings.changelog.isEmpty() || !file.open(QIODevice::ReadOnly))
        return false;
    const QByteArray beginning = file.read(64 * 1024);
    return settings.changelog.endsWith(u".sql", Qt::CaseInsensitive) ? isFormattedSql(beginning) : beginning.contains("databaseChangeLog");
}

QString schemaOf(const LiquibaseSettings &settings)
{
    const QString own = settings.value(QStringLiteral("liquibaseschemaname"));
    return own.isEmpty() ? settings.value(QStringLiteral("defaultschemaname")) : own;
}

} // namespace

const FormatTraits &LiquibaseFormat::traits() const
{
    static const FormatTraits traits{.name = QStringLiteral("liquibase"),
                                     .title = QStringLiteral("Liquibase"),
                                     .engines = {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
                                     .trackingTable = QStringLiteral("DATABASECHANGELOG"),
                                     .defaultFolder = QStringLiteral("db/changelog"),
                                     .downInSameFile = true,
                                     .programs = true};
    return traits;
}

Recognition LiquibaseFormat::recognise(const QString &folder) const
{
    const auto settings = readLiquibaseSettings(folder);
    if (!settings)
        return {true, QStringLiteral("%1 is there").arg(QFileInfo(settings.error().where.file).fileName()), QStringLiteral(".")};
    if (!settings->file.isEmpty())
        return {true, QStringLiteral("%1 is there").arg(settings->file), settings->changelog.isEmpty() ? QStringLiteral(".") : folderOf(*settings)};
    if (isChangelog(folder, *settings))
        return {true, QStringLiteral("%1 is a changelog").arg(QDir::cleanPath(settings->base + u'/' + settings->changelog)), folderOf(*settings)};
    return {};
}

Result<FormatSetup> LiquibaseFormat::setup(const QString &folder, const QString &migrations) const
{
    const auto settings = readLiquibaseSettings(folder);
    if (!settings)
        return Failure(settings.error());
    FormatSetup setup{folder, migrations.isEmpty() ? (settings->changelog.isEmpty() ? traits().defaultFolder : folderOf(*settings)) : migrations};
    const auto put = [&](const QString &option, const QString &value) {
        if (!value.isEmpty())
            setup.options.insert(option, value);
    };
    const QString engine = engineOf(settings->value(QStringLiteral("url")));
    put(ChangelogOption, settings->changelog);
    put(BaseOption, settings->base);
    put(EngineOption, engine);
    put(ContextsOption, settings->value(settings->values.contains(QStringLiteral("contextfilter")) ? QStringLiteral("contextfilter") : QStringLiteral("contexts")));
    put(LabelsOption, settings->value(settings->values.contains(QStringLiteral("labelfilter")) ? QStringLiteral("labelfilter") : QStringLiteral("labels")));
    for (auto parameter = settings->parameters.begin(); parameter != settings->parameters.end(); ++parameter)
        put(ParameterPrefix + parameter.key(), parameter.value());
    const QString schema = schemaOf(*settings);
    const auto table = [&](const char *setting, const QString &usual) {
        const QString name = settings->value(QString::fromLatin1(setting));
        const QString named = LiquibaseTable::named(name.isEmpty() ? usual : name, engine);
        return schema.isEmpty() || engine == u"sqlite" ? named : schema + u'.' + named;
    };
    const QString log = table("databasechangelogtablename", traits().trackingTable);
    const QString lock = table("databasechangeloglocktablename", QStringLiteral("DATABASECHANGELOGLOCK"));
    if (log != traits().trackingTable)
        setup.table = log;
    setup.options.insert(LockTableOption, lock);
    setup.ownTables = {lock, lock.toLower(), log.toLower()}; // PostgreSQL has them in small letters
    setup.ownTables.removeDuplicates();
    return setup;
}

Result<QString> LiquibaseFormat::url(const FormatSetup &setup, const QString &) const
{
    const auto settings = readLiquibaseSettings(setup.folder);
    if (!settings)
        return Failure(settings.error());
    const QString url = settings->value(QStringLiteral("url"));
    if (url.isEmpty())
        return QString();
    return addressFromJdbc(url, settings->value(QStringLiteral("username")), settings->value(QStringLiteral("password")), settings->places.value(QStringLiteral("url")));
}

Result<std::vector<Migration>> LiquibaseFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    return readChangelog(setup, dialect);
}

/// The last changeset's part: the one that is being written.
std::optional<Script> LiquibaseFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const
{
    ChangelogParameters parameters;
    if (!file.endsWith(u".sql", Qt::CaseInsensitive))
        return std::nullopt;
    if (!isFormattedSql(text))
        return direction == Direction::Up ? std::optional(Script{file, text, 0, text.size(), 1}) : std::nullopt;
    const FormattedSql sql = readFormattedSql(text, parameters, dialect);
    if (sql.changesets.empty())
        return std::nullopt;
    const SqlChangeset &last = sql.changesets.back();
    const bool up = direction == Direction::Up;
    if (!up && last.rollback != SqlChangeset::Rollback::Sql && last.rollback != SqlChangeset::Rollback::Nothing)
        return std::nullopt;
    const QByteArray &bytes = up ? last.script : last.rollbackScript;
    return Script{file, bytes, 0, bytes.size(), std::max<qint64>(up ? last.line : last.rollbackLine, 1), text};
}

Result<std::vector<AppliedMigration>> LiquibaseFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &) const
{
    return LiquibaseTable(setup, session.info().engine).read(session);
}

std::vector<RecordStatement> LiquibaseFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    return LiquibaseTable(setup, engine.name).creation();
}

Record LiquibaseFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool, const FormatSetup &setup) const
{
    const LiquibaseTable table(setup, engine.name);
    if (direction == Direction::Down)
        return {{}, {table.removal(migration)}};
    return {{}, {migration.rerun ? table.rerun(migration) : table.insertion(migration)}};
}

std::vector<RecordStatement> LiquibaseFormat::mark(const Migration &migration, Direction direction, const EngineTraits &engine, const FormatSetup &setup) const
{
    const LiquibaseTable table(setup, engine.name);
    if (direction == Direction::Down)
        return {table.removal(migration)};
    return {table.removal(migration), table.insertion(migration)}; // a row that says failed goes
}

std::vector<RecordStatement> LiquibaseFormat::accept(const Migration &migration, const AppliedMigration &, const EngineTraits &engine, const FormatSetup &setup) const
{
    return {LiquibaseTable(setup, engine.name).checksum(migration)};
}

std::vector<FormatLock> LiquibaseFormat::locks(const EngineTraits &engine, const QString &, const FormatSetup &setup) const
{
    return {LiquibaseTable(setup, engine.name).lock()};
}

/// Checksums of older versions, and of other languages, are for the tool to compare.
bool LiquibaseFormat::isSame(const Migration &migration, const AppliedMigration &applied) const
{
    if (!migration.language.isEmpty() || !applied.checksum.startsWith("9:") || applied.checksum == migration.checksum)
        return true;
    const QStringList valid = migration.details.value(ValidChecksumsDetail).split(u' ', Qt::SkipEmptyParts);
    return std::ranges::any_of(valid, [&](const QString &sum) {
        return sum.compare(u"any", Qt::CaseInsensitive) == 0 || sum.compare(u"1:any", Qt::CaseInsensitive) == 0 || sum.toLatin1() == applied.checksum;
    });
}

QString LiquibaseFormat::explainChange(const Migration &, const AppliedMigration &) const
{
    return QStringLiteral("edited"); // white space does not count
}

Result<std::vector<NewFile>> LiquibaseFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    return newChangeset(wanted, setup, existing);
}

Result<ToolCommand> LiquibaseFormat::command(const ToolRequest &request, const FormatSetup &setup) const
{
    return liquibaseCommand(request, setup);
}

/// It may name archives, a driver and listeners, which are programs.
QStringList LiquibaseFormat::programFiles(const FormatSetup &setup) const
{
    const auto settings = readLiquibaseSettings(setup.folder);
    return settings && !settings->file.isEmpty() ? QStringList{settings->file} : QStringList();
}

} // namespace lk
