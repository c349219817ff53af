// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/flyway/flywayformat.h"

#include "models/formats/flyway/flywayfolder.h"
#include "models/formats/flyway/flywaysettings.h"
#include "models/formats/flyway/flywaytable.h"
#include "models/formats/jdbcurl.h"
#include "models/formats/locks.h"
#include "models/formats/newname.h"
#include "models/formats/owndown.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/trackingtable.h"
#include "models/formats/versionnumber.h"

#include <QDir>
#include <QtEndian>

#include <algorithm>

namespace lk {

namespace {

FlywayTable tableOf(const Format &format, const EngineTraits &engine, const FormatSetup &setup)
{
    return {format.trackingTable(setup), engine.name, setup.options.value(QStringLiteral("installedBy"))};
}

/// String.hashCode() of Java.
qint32 javaHash(const QString &text)
{
    quint32 hash = 0;
    for (QChar c : text)
        hash = hash * 31 + c.unicode();
    return qint32(hash);
}

bool hasMigrations(const QString &folder)
{
    const QStringList names = QDir(folder).entryList({QStringLiteral("V*__*.sql"), QStringLiteral("R__*.sql")}, QDir::Files | QDir::CaseSensitive);
    return std::ranges::any_of(names, [](const QString &name) { return readFlywayName(name, {}).has_value(); });
}

QString firstFolder(const QString &folder)
{
    for (const char *candidate : {"sql", "src/main/resources/db/migration", "db/migration", "migrations", "db/migrations", "."}) {
        if (hasMigrations(folder + u'/' + QLatin1String(candidate)))
            return QString::fromLatin1(candidate);
    }
    return {};
}

/// The version after all of @p existing, in their style: counted on, or the time.
QString nextVersion(const std::vector<Migration> &existing, const QDateTime &now)
{
    QString last;
    for (const Migration &migration : existing) {
        if (!migration.repeatable && canonicalNumber(migration.key.section(u'.', 0, 0)) && !migration.upFile.isEmpty() && migration.up)
            last = migration.version;
    }
    if (last.isEmpty())
        return QStringLiteral("1");
    const QString part = last.section(u'.', -1);
    if (part == last && part.size() >= 12) {
        const QString time = now.toUTC().toString(QStringLiteral("yyyyMMddHHmmss")).left(part.size());
        if (numberLess(flywayVersionKey(last), time))
            return time;
    }
    bool fits = false;
    const QString next = QString::number(part.toULongLong(&fits) + 1).rightJustified(part.size(), u'0');
    return fits ? last.chopped(part.size()) + next : last + QStringLiteral(".1");
}

} // namespace

const FormatTraits &FlywayFormat::traits() const
{
    static const FormatTraits traits{
        .name = QStringLiteral("flyway"),
        .title = QStringLiteral("Flyway"),
        .engines = {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
        .trackingTable = QStringLiteral("flyway_schema_history"),
        .defaultFolder = QStringLiteral("sql"),
        .late = LateRule::Refuses,
    };
    return traits;
}

Recognition FlywayFormat::recognise(const QString &folder) const
{
    const QString configuration = flywayConfiguration(folder);
    const QString found = firstFolder(folder);
    if (configuration.isEmpty())
        return found.isEmpty() ? Recognition{} : Recognition{true, QStringLiteral("%1 has V<version>__<name>.sql or R__<name>.sql files").arg(found), found};
    const auto settings = readFlywaySettings(folder);
    const auto locations = settings ? flywayLocations(*settings) : Result<QStringList>(QStringList());
    QString migrations = locations && !locations->isEmpty() ? locations->first() : found;
    return {true, QStringLiteral("%1 is there").arg(configuration), migrations.isEmpty() ? traits().defaultFolder : migrations};
}

Result<FormatSetup> FlywayFormat::setup(const QString &folder, const QString &migrations) const
{
    const auto settings = readFlywaySettings(folder);
    if (!settings)
        return Failure(settings.error());
    FormatSetup setup{folder, migrations};
    setup.options = settings->values;
    QStringList folders{migrations};
    if (migrations.isEmpty()) {
        const auto locations = flywayLocations(*settings);
        if (!locations)
            return Failure(locations.error());
        const QString found = firstFolder(folder);
        folders = locations->isEmpty() ? QStringList{found.isEmpty() ? traits().defaultFolder : found} : *locations;
        setup.migrations = folders.first();
    }
    setup.options.insert(QStringLiteral("folders"), folders.join(u','));
    const QString schema = settings->value(QStringLiteral("defaultSchema"), settings->value(QStringLiteral("schemas")).section(u',', 0, 0)).trimmed();
    const QString table = settings->value(QStringLiteral("table"), traits().trackingTable);
    if (!schema.isEmpty())
        setup.table = schema + u'.' + table;
    else if (table != traits().trackingTable)
        setup.table = table;
    return setup;
}

Result<QString> FlywayFormat::url(const FormatSetup &setup, const QString &environment) const
{
    const auto settings = readFlywaySettings(setup.folder);
    if (!settings)
        return Failure(settings.error());
    const QString chosen = settings->value(QStringLiteral("environment"), QStringLiteral("default"));
    for (const QString &prefix : {QStringLiteral("environments.%1.").arg(environment), QStringLiteral("environments.%1.").arg(chosen), QString()}) {
        const QString name = prefix + QStringLiteral("url");
        if (const QString url = settings->value(name); !url.isEmpty())
            return addressFromJdbc(url, settings->value(prefix + QStringLiteral("user")), settings->value(prefix + QStringLiteral("password")), settings->places.value(name));
    }
    return QString();
}

Result<std::vector<Migration>> FlywayFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    return readFlywayFolders(setup, traits().defaultFolder, dialect);
}

std::optional<Script> FlywayFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const
{
    const auto name = readFlywayName(file.section(u'/', -1), {});
    const bool down = file.startsWith(u"lockkeeper/down/") || (name && name->kind == FlywayName::Kind::Undo);
    if (down != (direction == Direction::Down) || (down && contentOf(text, dialect) != ScriptContent::Statements))
        return std::nullopt;
    return Script{file, text, 0, text.size(), 1};
}

Result<std::vector<AppliedMigration>> FlywayFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    return FlywayTable::read(session, trackingTable(setup), files);
}

std::vector<RecordStatement> FlywayFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    return tableOf(*this, engine, setup).creation();
}

Record FlywayFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool atomic, const FormatSetup &setup) const
{
    const FlywayTable table = tableOf(*this, engine, setup);
    if (direction == Direction::Down)
        return atomic ? Record{{}, {table.removal(migration)}}
                      : Record{{table.setSuccess(migration, false)}, {table.removal(migration)}, {table.setSuccess(migration, true)}};
    return atomic ? Record{{}, {table.insertion(migration, true)}}
                  : Record{{table.insertion(migration, false)}, {table.finishing(migration)}, {table.removalOfFailed(migration)}};
}

std::vector<RecordStatement> FlywayFormat::mark(const Migration &migration, Direction direction, const EngineTraits &engine, const FormatSetup &setup) const
{
    const FlywayTable table = tableOf(*this, engine, setup);
    if (direction == Direction::Down)
        return {table.removal(migration)};
    return {table.removalOfFailed(migration), table.insertion(migration, true)};
}

/// PostgreSQLAdvisoryLockTemplate and MySQLNamedLockTemplate: the hash of the table's quoted name with its schema. Flyway's own lock on
/// PostgreSQL ends with its transaction; ours, of the session, is the same lock.
std::vector<FormatLock> FlywayFormat::locks(const EngineTraits &engine, const QString &database, const FormatSetup &setup) const
{
    const bool postgresql = engine.name == u"postgresql";
    const QString name = trackingTable(setup);
    const QString schema = postgresql ? QStringLiteral("public.") : database + u'.';
    const qint32 hash = javaHash(quotedTable(name.contains(u'.') ? name : schema + name, engine.name));
    constexpr qint64 Base = 77431708279161;
    if (postgresql)
        return {advisoryLock(QStringLiteral("Flyway's lock"), Base + hash)};
    if (engine.name == u"mysql" || engine.name == u"mariadb")
        return {namedLock(QStringLiteral("Flyway's lock"), QStringLiteral("Flyway-%1").arg(hash))};
    return {};
}

bool FlywayFormat::isSame(const Migration &migration, const AppliedMigration &applied) const
{
    if (applied.baseline)
        return true;
    const bool sum = applied.checksum.isEmpty() || migration.checksum == applied.checksum;
    if (migration.repeatable)
        return sum || (migration.up && flywayChecksum(migration.up->fileBytes()) == applied.checksum);
    const QString type = applied.details.value(QStringLiteral("type"), QStringLiteral("SQL"));
    return sum && type == u"SQL" && flywayDescription(migration.description) == applied.description;
}

QString FlywayFormat::explainChange(const Migration &migration, const AppliedMigration &applied) const
{
    QStringList differences;
    if (!applied.checksum.isEmpty() && migration.checksum != applied.checksum)
        differences += QStringLiteral("edited");
    if (flywayDescription(migration.description) != applied.description)
        differences += QStringLiteral("it was \"%1\" when it was applied").arg(applied.description);
    if (const QString type = applied.details.value(QStringLiteral("type"), QStringLiteral("SQL")); type != u"SQL")
        differences += QStringLiteral("it was of the type %1 when it was applied").arg(type);
    return differences.join(QStringLiteral("; "));
}

QString FlywayFormat::checksumText(const QByteArray &checksum) const
{
    return checksum.size() == 4 ? QString::number(qFromBigEndian<qint32>(checksum.constData())) : QString();
}

Result<std::vector<NewFile>> FlywayFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const FlywayNaming naming = flywayNaming(setup.options);
    const QString folder = QDir::cleanPath(setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations);
    const QString prefix = folder == u"." ? QString() : folder + u'/';
    const QString rest = nextVersion(existing, wanted.now) + naming.separator + *part;
    const QString suffix = naming.suffixes.value(0, QStringLiteral(".sql"));
    std::vector<NewFile> files{{prefix + naming.versioned + rest + suffix, "-- " + wanted.name.simplified().toUtf8() + '\n'}};
    if (!wanted.reversible)
        return files;
    const QByteArray comment = "-- Takes back: " + wanted.name.simplified().toUtf8() + '\n';
    const bool undoes = std::ranges::any_of(existing, [](const Migration &some) { return some.down && !some.downFile.startsWith(u"lockkeeper/"); });
    files.push_back({undoes ? prefix + naming.undo + rest + suffix : ownDownPath(naming.versioned + rest), comment});
    return files;
}

} // namespace lk
