// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/drizzle/drizzleformat.h"

#include "models/formats/drizzle/breakpoints.h"
#include "models/formats/drizzle/drizzlefolder.h"
#include "models/formats/drizzle/drizzlenew.h"
#include "models/formats/drizzle/drizzlesettings.h"
#include "models/formats/drizzle/drizzletable.h"
#include "models/formats/migrationfolders.h"
#include "models/formats/textvariants.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

DrizzleLayout layoutOf(const FormatSetup &setup)
{
    return drizzleLayout(setup.folder, setup.migrations);
}

/// Why @p migrations is a folder of drizzle's; empty where it is none.
QString evidence(const QString &folder, const QString &migrations)
{
    if (QFileInfo(QDir(folder).absoluteFilePath(drizzleJournalFile(migrations))).isFile())
        return QStringLiteral("%1 is there").arg(drizzleJournalFile(migrations));
    const auto folders = listMigrationFolders(folder, migrations, migrations, QStringLiteral("migration.sql"));
    const auto isDrizzles = [&](const SqlFile &file) {
        const QString snapshot = file.path.section(u'/', 0, -2) + QStringLiteral("/snapshot.json");
        return file.regular && isDrizzleFolder(file.name) && QFileInfo(QDir(folder).absoluteFilePath(snapshot)).isFile();
    };
    return folders && std::ranges::any_of(*folders, isDrizzles) ? QStringLiteral("%1 has folders with migration.sql and snapshot.json").arg(migrations) : QString();
}

/// The database that the migrations are written for, in drizzle's word.
QString dialectOf(const FormatSetup &setup, const std::optional<DrizzleSettings> &settings)
{
    if (settings && !settings->dialect.isEmpty())
        return settings->dialect;
    if (!QFileInfo::exists(QDir(setup.folder).absoluteFilePath(drizzleJournalFile(setup.migrations))))
        return {};
    const auto journal = readDrizzleJournal(setup.folder, setup.migrations);
    return journal ? journal->dialect : QString(); // load() says what is wrong with it
}

} // namespace

const FormatTraits &DrizzleFormat::traits() const
{
    static const FormatTraits traits{.name = QStringLiteral("drizzle"),
                                     .title = QStringLiteral("Drizzle"),
                                     .engines = {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
                                     .trackingTable = QStringLiteral("__drizzle_migrations"),
                                     .defaultFolder = QStringLiteral("drizzle"),
                                     .reversible = false,
                                     .late = LateRule::Skips};
    return traits;
}

LateRule DrizzleFormat::late(const FormatSetup &setup) const
{
    return layoutOf(setup) == DrizzleLayout::Folders ? LateRule::Runs : LateRule::Skips;
}

Recognition DrizzleFormat::recognise(const QString &folder) const
{
    const auto settings = readDrizzleSettings(folder);
    QStringList places{QStringLiteral("drizzle"), QStringLiteral("migrations"), QStringLiteral("src/drizzle"), QStringLiteral("supabase/migrations"), QStringLiteral(".")};
    if (settings && *settings && !(*settings)->out.isEmpty())
        places.prepend(QDir::cleanPath((*settings)->out));
    for (const QString &place : std::as_const(places)) {
        if (const QString found = evidence(folder, place); !found.isEmpty())
            return {true, found, place};
    }
    const QString configuration = drizzleConfiguration(folder);
    if (configuration.isEmpty())
        return {};
    return {true, QStringLiteral("%1 is there").arg(configuration), settings && *settings && !(*settings)->out.isEmpty() ? places.front() : traits().defaultFolder};
}

Result<FormatSetup> DrizzleFormat::setup(const QString &folder, const QString &migrations) const
{
    const auto settings = readDrizzleSettings(folder);
    if (!settings)
        return Failure(settings.error());
    auto setup = Format::setup(folder, migrations);
    if (!setup)
        return setup;
    const QString dialect = dialectOf(*setup, *settings);
    if (!dialect.isEmpty())
        setup->options.insert(QStringLiteral("dialect"), dialect);
    if (*settings && !(*settings)->prefix.isEmpty())
        setup->options.insert(QStringLiteral("prefix"), (*settings)->prefix);
    if (*settings && !(*settings)->computed.isEmpty())
        setup->options.insert(QStringLiteral("computed"), (*settings)->computed.join(QStringLiteral(", ")));
    const QString table = *settings && !(*settings)->table.isEmpty() ? (*settings)->table : traits().trackingTable;
    if (isPostgresql(dialect)) {
        const QString schema = *settings && !(*settings)->schema.isEmpty() ? (*settings)->schema : QStringLiteral("drizzle");
        setup->table = schema + u'.' + table;
        if (schema == u"drizzle")
            setup->ownTables = {QStringLiteral("drizzle.*")}; // the tool made the schema for itself
    } else if (table != traits().trackingTable) {
        setup->table = table;
    }
    return setup;
}

Result<QString> DrizzleFormat::url(const FormatSetup &setup, const QString &) const
{
    const auto settings = readDrizzleSettings(setup.folder);
    if (!settings)
        return Failure(settings.error());
    return *settings ? drizzleUrl(**settings, setup.folder) : Result<QString>(QString());
}

Result<std::vector<Migration>> DrizzleFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    return layoutOf(setup) == DrizzleLayout::Folders ? folderMigrations(setup, dialect) : journalMigrations(setup, dialect, QDateTime::currentMSecsSinceEpoch());
}

std::optional<Script> DrizzleFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const
{
    const bool isUp = !file.startsWith(u"lockkeeper/down/") && file.endsWith(u".sql");
    if (isUp != (direction == Direction::Up))
        return std::nullopt;
    if (direction == Direction::Down && contentOfPieces(text, dialect) != ScriptContent::Statements)
        return std::nullopt;
    return Script{file, text, 0, text.size(), 1};
}

Result<std::vector<StatementSpan>> DrizzleFormat::split(QByteArrayView script, const Dialect &dialect) const
{
    return splitAtBreakpoints(script, dialect);
}

Result<std::vector<AppliedMigration>> DrizzleFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    return drizzleRows(session, setup, layoutOf(setup), files);
}

bool DrizzleFormat::passesOver(const Migration &pending, const AppliedMigration &newest) const
{
    return !pending.details.contains(NameDetail) && pending.details.contains(WhenDetail) && pending.details.value(WhenDetail).toLongLong() <= newest.key.toLongLong();
}

std::vector<RecordStatement> DrizzleFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    return makeDrizzleTable(engine.name, setup, layoutOf(setup));
}

Record DrizzleFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool, const FormatSetup &setup) const
{
    // Nothing may be noted before the end: drizzle 1.0 refuses a table with rows that it does not know.
    return {{}, {direction == Direction::Up ? insertDrizzleRow(migration, engine.name, setup) : deleteDrizzleRow(migration, engine.name, setup)}};
}

QString DrizzleFormat::explainChange(const Migration &migration, const AppliedMigration &applied) const
{
    return explainDifference(migration.up ? migration.up->bytes : QByteArray(), applied.checksum, QCryptographicHash::Sha256);
}

Result<std::vector<NewFile>> DrizzleFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    FormatSetup named = setup;
    if (named.migrations.isEmpty())
        named.migrations = traits().defaultFolder;
    return newDrizzleMigration(wanted, named, layoutOf(named), existing);
}

} // namespace lk
