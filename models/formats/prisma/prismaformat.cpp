// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/prisma/prismaformat.h"

#include "models/formats/locks.h"
#include "models/formats/newname.h"
#include "models/formats/owndown.h"
#include "models/formats/prisma/prismafolder.h"
#include "models/formats/prisma/prismasettings.h"
#include "models/formats/prisma/prismatable.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/textvariants.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

const QString ProviderOption = QStringLiteral("provider");

PrismaTable tableOf(const Format &format, const EngineTraits &engine, const FormatSetup &setup)
{
    return {format.trackingTable(setup), engine.name};
}

/// Prisma's name for the database that @p dialect is of.
QString providerOf(const Dialect &dialect)
{
    return dialect.name == u"mariadb" ? QStringLiteral("mysql") : dialect.name;
}

QString canonical(const QString &provider)
{
    return provider == u"postgres" ? QStringLiteral("postgresql") : provider;
}

FileProblem otherDatabase(const QString &provider, const Dialect &dialect)
{
    return {QStringLiteral("provider-differs"),
            QStringLiteral("the migrations are written for %1, and the database is %2's: Prisma refuses that").arg(provider, providerOf(dialect)),
            QStringLiteral("check the environment's address, and the provider in schema.prisma and migration_lock.toml"), 0, true};
}

} // namespace

const FormatTraits &PrismaFormat::traits() const
{
    static const FormatTraits traits{.name = QStringLiteral("prisma"),
                                     .title = QStringLiteral("Prisma"),
                                     .engines = {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
                                     .trackingTable = QStringLiteral("_prisma_migrations"),
                                     .defaultFolder = QStringLiteral("prisma/migrations"),
                                     .reversible = false};
    return traits;
}

Recognition PrismaFormat::recognise(const QString &folder) const
{
    const auto settings = readPrismaSettings(folder);
    if (!settings) { // it is Prisma's all the same; setup() says what is wrong with it
        const bool there = QFileInfo::exists(folder + QStringLiteral("/prisma"));
        return there ? Recognition{true, QStringLiteral("%1 is there").arg(QFileInfo(settings.error().where.file).fileName()), traits().defaultFolder} : Recognition{};
    }
    const QString because = prismaEvidence(folder, *settings);
    return because.isEmpty() ? Recognition{} : Recognition{true, because, settings->migrations};
}

Result<FormatSetup> PrismaFormat::setup(const QString &folder, const QString &migrations) const
{
    const auto settings = readPrismaSettings(folder);
    if (!settings)
        return Failure(settings.error());
    FormatSetup setup{folder, migrations.isEmpty() ? settings->migrations : migrations};
    const QString provider = canonical(settings->provider);
    const QString locked = canonical(settings->lockProvider);
    if (!provider.isEmpty() && !locked.isEmpty() && provider != locked)
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the project names two databases"), settings->lockPlace,
                             QStringLiteral("migration_lock.toml says %1, and the schema %2 (%3): Prisma refuses that, P3019").arg(locked, provider, settings->providerPlace.text()),
                             QStringLiteral("write the right one into both")});
    if (const QString known = provider.isEmpty() ? locked : provider; !known.isEmpty())
        setup.options.insert(ProviderOption, known);
    if (const QString schema = prismaDatabaseSchema(folder, *settings); !schema.isEmpty())
        setup.table = schema + u'.' + traits().trackingTable;
    return setup;
}

Result<QString> PrismaFormat::url(const FormatSetup &setup, const QString &) const
{
    const auto settings = readPrismaSettings(setup.folder);
    return settings ? prismaAddress(setup.folder, *settings) : Result<QString>(Failure(settings.error()));
}

Result<std::vector<Migration>> PrismaFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    auto all = prismaMigrations(setup.folder, setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations, dialect);
    const QString provider = setup.options.value(ProviderOption);
    if (all && !provider.isEmpty() && provider != providerOf(dialect)) {
        for (Migration &migration : *all)
            migration.problems.push_back(otherDatabase(provider, dialect));
    }
    return all;
}

std::optional<Script> PrismaFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const
{
    const bool isDown = file.startsWith(u"lockkeeper/down/");
    if (isDown != (direction == Direction::Down) || (isDown && contentOf(text, dialect) != ScriptContent::Statements))
        return std::nullopt;
    return Script{file, text, 0, text.size(), 1};
}

Result<std::vector<AppliedMigration>> PrismaFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &) const
{
    return PrismaTable::read(session, trackingTable(setup));
}

std::vector<RecordStatement> PrismaFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    return tableOf(*this, engine, setup).creation();
}

Record PrismaFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool atomic, const FormatSetup &setup) const
{
    const PrismaTable table = tableOf(*this, engine, setup);
    if (direction == Direction::Down)
        return atomic ? Record{{}, {table.removal(migration)}} : Record{{table.unfinishing(migration)}, {table.removal(migration)}, {table.finishing(migration)}};
    return atomic ? Record{{}, {table.finished(migration)}} : Record{{table.begun(migration)}, {table.finishing(migration)}, {table.removalOfBegun(migration)}};
}

/// mark_migration_applied and mark_migration_rolled_back of the schema engine. A row that came to its end can only be taken out.
std::vector<RecordStatement> PrismaFormat::mark(const Migration &migration, Direction direction, const EngineTraits &engine, const FormatSetup &setup) const
{
    const PrismaTable table = tableOf(*this, engine, setup);
    if (direction == Direction::Down)
        return {table.rollingBack(migration), table.removalOfFinished(migration)};
    return {table.rollingBack(migration), table.resolved(migration)};
}

std::vector<RecordStatement> PrismaFormat::accept(const Migration &migration, const AppliedMigration &, const EngineTraits &engine, const FormatSetup &setup) const
{
    return {tableOf(*this, engine, setup).checksum(migration)};
}

std::vector<FormatLock> PrismaFormat::locks(const EngineTraits &engine, const QString &, const FormatSetup &) const
{
    const QString title = QStringLiteral("Prisma's lock");
    if (engine.name == u"postgresql")
        return {advisoryLock(title, 72707369)};
    if (engine.name == u"mysql" || engine.name == u"mariadb")
        return {namedLock(title, QStringLiteral("prisma_migrate"))};
    return {};
}

bool PrismaFormat::isSame(const Migration &migration, const AppliedMigration &applied) const
{
    if (migration.checksum == applied.checksum)
        return true;
    const QByteArray stored = applied.checksum.size() == 32 ? applied.checksum.toHex() : applied.checksum;
    return migration.up && isPrismaChecksum(stored, migration.up->bytes);
}

QString PrismaFormat::explainChange(const Migration &migration, const AppliedMigration &applied) const
{
    return migration.up ? explainDifference(migration.up->bytes, applied.checksum, QCryptographicHash::Sha256) : QStringLiteral("edited");
}

Result<std::vector<NewFile>> PrismaFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    if (const auto part = fileNamePart(wanted.name); !part)
        return Failure(part.error());
    const QString slug = prismaSlug(wanted.name);
    if (slug.isEmpty())
        return Failure(Error{ErrorCode::Usage, QStringLiteral("the name \"%1\" can't be used").arg(wanted.name), {}, QStringLiteral("Prisma's folder names are made of a-z and 0-9"),
                             QStringLiteral("say it in Latin letters")});
    const QString folder = QDir::cleanPath(setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations);
    QDateTime now = wanted.now.toUTC();
    const auto timeOf = [](const QDateTime &time) { return time.toString(QStringLiteral("yyyyMMddHHmmss")); };
    while (std::ranges::any_of(existing, [&](const Migration &other) { return other.version.startsWith(timeOf(now)); }))
        now = now.addSecs(1);
    const QString name = timeOf(now) + u'_' + slug;
    std::vector<NewFile> files{{folder + u'/' + name + QStringLiteral("/migration.sql"), "-- This is an empty migration."}};
    const QString lock = folder + QStringLiteral("/migration_lock.toml");
    if (const QString provider = setup.options.value(ProviderOption); !provider.isEmpty() && !QFileInfo::exists(setup.folder + u'/' + lock))
        files.push_back({lock, "# Please do not edit this file manually\n# It should be added in your version-control system (e.g., Git)\nprovider = \"" + provider.toUtf8() + "\"\n"});
    if (wanted.reversible)
        files.push_back({ownDownPath(name), "-- Takes back: " + wanted.name.simplified().toUtf8() + '\n'});
    return files;
}

} // namespace lk
