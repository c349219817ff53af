// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/dbmate/dbmateformat.h"

#include "models/formats/dbmate/dbmatefolder.h"
#include "models/formats/dbmate/dbmatesections.h"
#include "models/formats/dbmate/dbmatesettings.h"
#include "models/formats/newname.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/trackingtable.h"

#include <QDir>
#include <QFile>
#include <QHash>

#include <algorithm>

namespace lk {

namespace {

const QString FoldersOption = QStringLiteral("migrations-dir");

/// The folders of migrations; several where dbmate was told so.
QStringList foldersOf(const FormatSetup &setup, const QString &defaultFolder)
{
    if (const QString several = setup.options.value(FoldersOption); !several.isEmpty())
        return several.split(u',');
    return {setup.migrations.isEmpty() ? defaultFolder : setup.migrations};
}

/// The first file of @p folder / @p migrations with dbmate's marks, among the first few; what is a folder of dbmate's has them in each.
QString markedFile(const QString &folder, const QString &migrations)
{
    const auto files = listSqlFiles(folder, migrations, migrations, [](QStringView name) { return !dbmateVersion(name.toString()).isEmpty(); });
    if (!files)
        return {};
    for (size_t i = 0; i < std::min<size_t>(files->size(), 5); ++i) {
        QFile file(QDir(folder).absoluteFilePath(files->at(i).path));
        if (files->at(i).regular && file.open(QIODevice::ReadOnly) && hasDbmateMark(file.read(64 * 1024)))
            return files->at(i).path;
    }
    return {};
}

QByteArray tableOf(const Format &format, const FormatSetup &setup, const QString &engine)
{
    return quotedTable(format.trackingTable(setup), engine).toUtf8();
}

} // namespace

const FormatTraits &DbmateFormat::traits() const
{
    static const FormatTraits traits{QStringLiteral("dbmate"),
                                     QStringLiteral("dbmate"),
                                     {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
                                     QStringLiteral("schema_migrations"),
                                     QStringLiteral("db/migrations"),
                                     true,
                                     false};
    return traits;
}

Recognition DbmateFormat::recognise(const QString &folder) const
{
    const DbmateSettings settings = readDbmateSettings(folder);
    const QStringList candidates = settings.folders.isEmpty() ? QStringList{traits().defaultFolder, QStringLiteral("migrations"), QStringLiteral(".")}
                                                              : settings.folders;
    for (const QString &candidate : candidates) {
        if (const QString file = markedFile(folder, candidate); !file.isEmpty())
            return {true, QStringLiteral("%1 has the mark -- migrate:up").arg(file), QDir::cleanPath(candidate)};
    }
    if (!settings.because.isEmpty() && QDir(QDir(folder).absoluteFilePath(candidates.front())).exists())
        return {true, settings.because, QDir::cleanPath(candidates.front())};
    return {};
}

Result<FormatSetup> DbmateFormat::setup(const QString &folder, const QString &migrations) const
{
    return Format::setup(folder, migrations).map([&](FormatSetup setup) {
        const DbmateSettings settings = readDbmateSettings(folder);
        if (migrations.isEmpty() && settings.folders.size() > 1)
            setup.options.insert(FoldersOption, settings.folders.join(u','));
        setup.table = settings.table;
        const QString schema = dbmateSchema(settings.url);
        if (!schema.isEmpty() && !setup.table.contains(u'.'))
            setup.table = schema + u'.' + trackingTable(setup);
        return setup;
    });
}

Result<QString> DbmateFormat::url(const FormatSetup &setup, const QString &) const
{
    return dbmateAddress(readDbmateSettings(setup.folder).url);
}

Result<std::vector<Migration>> DbmateFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    std::vector<SqlFile> files;
    for (const QString &folder : foldersOf(setup, traits().defaultFolder)) {
        auto some = listSqlFiles(setup.folder, folder, traits().defaultFolder, endsInSql);
        if (!some)
            return failure(std::move(some));
        std::ranges::move(*some, std::back_inserter(files));
    }
    const auto other = std::ranges::stable_partition(files, [](const SqlFile &file) { return !dbmateVersion(file.name).isEmpty(); });
    const std::vector<SqlFile> passedOver(other.begin(), other.end());
    files.erase(other.begin(), other.end());
    std::ranges::stable_sort(files, {}, &SqlFile::name);
    readSqlFiles(setup.folder, files, QCryptographicHash::Md5); // dbmate keeps no checksum
    return dbmateMigrations(files, passedOver, dialect);
}

std::optional<Script> DbmateFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const
{
    const DbmateSections sections = cutDbmate(text);
    const auto &block = direction == Direction::Up ? sections.up : sections.down;
    if (!block)
        return std::nullopt;
    Script script{file, text, block->offset, block->length, block->line};
    if (direction == Direction::Down && contentOf(script.view(), dialect) != ScriptContent::Statements)
        return std::nullopt;
    return script;
}

Result<std::vector<AppliedMigration>> DbmateFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    const auto exists = findTrackingTable(session, trackingTable(setup), {QStringLiteral("version")});
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    if (session.hasTable(QStringLiteral("ar_internal_metadata")).value_or(false))
        return Failure(Error{ErrorCode::Disagreement, QStringLiteral("the tracking table %1 is not dbmate's").arg(trackingTable(setup)), {},
                             QStringLiteral("ar_internal_metadata stands beside it: it looks like the table of Rails"),
                             QStringLiteral("find out which tool made the table; nothing is written to it")});
    const auto rows = session.query(QStringLiteral("SELECT version FROM %1 ORDER BY version").arg(quotedTable(trackingTable(setup), session.info().engine)));
    if (!rows)
        return Failure(rows.error());
    QHash<QString, QString> descriptions;
    for (const Migration &file : files)
        descriptions.insert(file.key, file.description);
    applied.reserve(rows->rows.size());
    for (const QVariantList &row : rows->rows) {
        AppliedMigration migration;
        migration.version = row[0].toString();
        migration.key = migration.version;
        migration.description = descriptions.value(migration.key);
        applied.push_back(std::move(migration));
    }
    return applied;
}

/// pkg/driver/{sqlite,postgres,mysql} of dbmate 2: CreateMigrationsTable.
std::vector<RecordStatement> DbmateFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    const bool postgresql = engine.name == u"postgresql";
    std::vector<RecordStatement> statements;
    const QString name = trackingTable(setup);
    if (const QString schema = name.contains(u'.') ? name.section(u'.', 0, 0) : QString(); postgresql && !schema.isEmpty()) {
        // IF NOT EXISTS asks for the right to make one even where it is there.
        const QByteArray quoted = quotedTable(schema, engine.name).toUtf8();
        const QByteArray literal = '\'' + QString(schema).replace(u'\'', QStringLiteral("''")).toUtf8() + '\'';
        statements.push_back({"DO $lockkeeper$ BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = " + literal
                                  + ") THEN CREATE SCHEMA " + quoted + "; END IF; END $lockkeeper$",
                              {}});
    }
    statements.push_back({"create table if not exists " + tableOf(*this, setup, engine.name) + " (version " + (postgresql ? "varchar" : "varchar(128)")
                              + " primary key)",
                          {}});
    return statements;
}

Record DbmateFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool, const FormatSetup &setup) const
{
    const QByteArray table = tableOf(*this, setup, engine.name);
    const QVariant version(migration.version);
    if (direction == Direction::Down)
        return {{}, {{"delete from " + table + " where version = ?", {version}}}};
    return {{}, {{"insert into " + table + " (version) values (?)", {version}}}};
}

QString DbmateFormat::explainChange(const Migration &, const AppliedMigration &) const
{
    return {}; // it keeps nothing by which a change could be told
}

Result<std::vector<NewFile>> DbmateFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const QString folder = QDir::cleanPath(foldersOf(setup, traits().defaultFolder).front());
    const auto isTaken = [&](const QString &version) {
        return std::ranges::any_of(existing, [&](const Migration &migration) { return migration.version == version; });
    };
    QDateTime now = wanted.now.toUTC();
    const auto versionAt = [](const QDateTime &time) { return time.toString(QStringLiteral("yyyyMMddHHmmss")); };
    while (isTaken(versionAt(now)))
        now = now.addSecs(1);
    const QString prefix = folder == u"." ? QString() : folder + u'/';
    return std::vector{NewFile{prefix + versionAt(now) + u'_' + *part + QStringLiteral(".sql"), "-- migrate:up\n\n\n-- migrate:down\n\n"}};
}

} // namespace lk
