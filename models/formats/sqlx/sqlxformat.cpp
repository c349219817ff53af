// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/sqlx/sqlxformat.h"

#include "models/formats/locks.h"
#include "models/formats/newname.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/sqlx/sqlxfolder.h"
#include "models/formats/sqlx/sqlxname.h"
#include "models/formats/sqlx/sqlxsettings.h"
#include "models/formats/textvariants.h"
#include "models/formats/trackingtable.h"
#include "models/formats/versionnumber.h"
#include "models/sql/dialect.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <set>

namespace lk {

namespace {

constexpr auto Algorithm = QCryptographicHash::Sha384;

/// How sqlx 0.8.6 and 0.9 keep their history in one database (sqlx-sqlite, sqlx-postgres, sqlx-mysql: src/migrate.rs).
/// SQLite keeps the text of CREATE TABLE in its catalogue, so it is theirs to the letter.
struct Flavour {
    const char *engine;
    const char *installedOn;
    const char *checksumType;
    bool marksBegun; ///< success is false while the script runs: there the script commits by itself
    bool mayOptOut;  ///< the file may say that it runs outside of a transaction
};

const Flavour flavours[] = {
    {"sqlite", "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP", "BLOB", false, true},
    {"postgresql", "TIMESTAMPTZ NOT NULL DEFAULT now()", "BYTEA", false, true},
    {"mysql", "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP", "BLOB", true, false},
    {"mariadb", "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP", "BLOB", true, false},
};

const Flavour &flavourOf(const QString &engine)
{
    const auto found = std::ranges::find_if(flavours, [&](const Flavour &flavour) { return engine == QLatin1String(flavour.engine); });
    return found == std::end(flavours) ? flavours[0] : *found;
}

const QStringList &columns()
{
    static const QStringList names =
        QStringLiteral("version description installed_on success checksum execution_time").split(u' ');
    return names;
}

bool isCandidate(QStringView name)
{
    return endsInSql(name);
}

std::vector<qint64> versionsOf(const std::vector<Migration> &existing)
{
    std::set<qint64> versions;
    for (const Migration &migration : existing) {
        if (const auto number = storableNumber(migration.key))
            versions.insert(*number);
    }
    return {versions.begin(), versions.end()};
}

/// sqlx infers a sequence from two neighbouring last versions, or from a single 0 or 1.
bool isSequence(const std::vector<qint64> &versions)
{
    if (versions.size() == 1)
        return versions.front() == 0 || versions.front() == 1;
    return versions.size() > 1 && versions.back() - versions[versions.size() - 2] == 1;
}

QString nextVersion(const std::vector<qint64> &versions, const QDateTime &now)
{
    if (isSequence(versions))
        return QString::number(versions.back() + 1).rightJustified(4, u'0');
    qint64 version = now.toUTC().toString(QStringLiteral("yyyyMMddHHmmss")).toLongLong();
    while (std::ranges::binary_search(versions, version))
        ++version;
    return QString::number(version);
}

QVariant versionOf(const Migration &migration)
{
    return QVariant::fromValue<qlonglong>(storableNumber(migration.key).value_or(0));
}

RecordStatement insertion(const Migration &migration, const QByteArray &table, const char *success)
{
    return {"INSERT INTO " + table + " ( version, description, success, checksum, execution_time ) VALUES ( ?, ?, " + QByteArray(success) + ", ?, ? )",
            {versionOf(migration), QVariant(migration.description), QVariant(migration.checksum), RunValue::ElapsedNs}};
}

} // namespace

const FormatTraits &SqlxFormat::traits() const
{
    static const FormatTraits traits{QStringLiteral("sqlx"),
                                     QStringLiteral("SQLx"),
                                     {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"),
                                      QStringLiteral("mariadb")},
                                     QStringLiteral("_sqlx_migrations"),
                                     QStringLiteral("migrations"),
                                     false,
                                     true};
    return traits;
}

Recognition SqlxFormat::recognise(const QString &folder) const
{
    QString migrations = traits().defaultFolder;
    if (QFileInfo::exists(folder + QStringLiteral("/sqlx.toml"))) {
        const auto settings = readSqlxSettings(folder);
        if (settings && *settings && !(*settings)->migrations.isEmpty())
            migrations = (*settings)->migrations;
        return {true, QStringLiteral("sqlx.toml is there"), migrations};
    }
    const auto depends = cargoDependsOnSqlx(folder);
    if (!depends)
        return {};
    const auto files = listSqlFiles(folder, migrations, migrations, isCandidate);
    const auto has = [&](auto predicate) {
        return files && std::ranges::any_of(*files, [&](const SqlFile &file) {
                   const auto name = readSqlxName(file.name);
                   return name && name->number && predicate(*name);
               });
    };
    if (*depends && has([](const SqlxName &) { return true; }))
        return {true, QStringLiteral("Cargo.toml depends on sqlx"), migrations};
    const bool foreign = QFileInfo::exists(folder + QStringLiteral("/go.mod"))
                         || QFileInfo::exists(folder + QStringLiteral("/diesel.toml"));
    if (!foreign && has([](const SqlxName &name) { return name.kind != SqlxName::Kind::Simple; }))
        return {true, QStringLiteral("%1 has .up.sql and .down.sql files beside a Cargo.toml").arg(migrations),
                migrations};
    return {};
}

Result<FormatSetup> SqlxFormat::setup(const QString &folder, const QString &migrations) const
{
    const auto settings = readSqlxSettings(folder);
    if (!settings)
        return Failure(settings.error());
    return Format::setup(folder, migrations).map([&](FormatSetup setup) {
        if (*settings)
            setup.table = (*settings)->table;
        return setup;
    });
}

Result<std::vector<Migration>> SqlxFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    const auto settings = readSqlxSettings(setup.folder);
    if (!settings)
        return Failure(settings.error());
    auto files = listSqlFiles(setup.folder, setup.migrations, traits().defaultFolder, isCandidate);
    if (!files)
        return failure(std::move(files));
    // sqlx looks at regular files only; what a broken link stands for it wants to know.
    std::erase_if(*files, [&](const SqlFile &file) {
        return !file.regular && QFileInfo::exists(QDir(setup.folder).absoluteFilePath(file.path));
    });
    const auto other = std::ranges::stable_partition(
        *files, [](const SqlFile &file) { return readSqlxName(file.name).has_value(); });
    const std::vector<SqlFile> passedOver(other.begin(), other.end());
    files->erase(other.begin(), other.end());
    readSqlFiles(setup.folder, *files, Algorithm, *settings ? (*settings)->ignored : QByteArrayList());
    return sqlxMigrations(*files, passedOver, dialect, flavourOf(dialect.name).mayOptOut);
}

std::optional<Script> SqlxFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const
{
    const auto name = readSqlxName(file.section(u'/', -1));
    const bool isDown = name && name->kind == SqlxName::Kind::Down;
    if (isDown != (direction == Direction::Down))
        return std::nullopt;
    if (isDown && contentOf(text, dialect) != ScriptContent::Statements)
        return std::nullopt;
    return Script{file, text, 0, text.size(), 1};
}

Result<std::vector<AppliedMigration>> SqlxFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &) const
{
    const auto exists = findTrackingTable(session, trackingTable(setup), columns());
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    const auto rows = session.query(
        QStringLiteral("SELECT version, description, installed_on, success, checksum, execution_time"
                       " FROM %1 ORDER BY installed_on, version").arg(trackingTable(setup)));
    if (!rows)
        return Failure(rows.error());
    applied.reserve(rows->rows.size());
    for (const QVariantList &row : rows->rows) {
        AppliedMigration migration;
        migration.version = row[0].toString();
        migration.key = canonicalNumber(migration.version).value_or(migration.version);
        migration.description = row[1].toString();
        migration.appliedAt = utcTime(row[2]);
        migration.success = row[3].toBool();
        migration.checksum = row[4].toByteArray();
        const qint64 nanoseconds = row[5].toLongLong();
        migration.durationMs = nanoseconds < 0 ? -1 : nanoseconds / 1'000'000;
        applied.push_back(std::move(migration));
    }
    return applied;
}

std::vector<RecordStatement> SqlxFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    const Flavour &flavour = flavourOf(engine.name);
    return {{"CREATE TABLE IF NOT EXISTS " + trackingTable(setup).toUtf8() + " (\n"
             "    version BIGINT PRIMARY KEY,\n"
             "    description TEXT NOT NULL,\n"
             "    installed_on " + flavour.installedOn + ",\n"
             "    success BOOLEAN NOT NULL,\n"
             "    checksum " + flavour.checksumType + " NOT NULL,\n"
             "    execution_time BIGINT NOT NULL\n)",
             {}}};
}

Record SqlxFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool,
                          const FormatSetup &setup) const
{
    const QVariant version = versionOf(migration);
    const QByteArray table = trackingTable(setup).toUtf8();
    const bool marksBegun = flavourOf(engine.name).marksBegun;
    const RecordStatement remove{"DELETE FROM " + table + " WHERE version = ?", {version}};
    const RecordStatement begun{"UPDATE " + table + " SET success = FALSE WHERE version = ?", {version}};
    if (direction == Direction::Down)
        return marksBegun ? Record{{begun}, {remove}, {{"UPDATE " + table + " SET success = TRUE WHERE version = ?", {version}}}}
                          : Record{{}, {remove}};
    if (!marksBegun)
        return {{}, {insertion(migration, table, "TRUE")}};
    return {{insertion(migration, table, "FALSE")},
            {{"UPDATE " + table + " SET success = TRUE, execution_time = ? WHERE version = ?", {RunValue::ElapsedNs, version}}},
            {remove}};
}

std::vector<RecordStatement> SqlxFormat::mark(const Migration &migration, Direction direction, const EngineTraits &, const FormatSetup &setup) const
{
    const QByteArray table = trackingTable(setup).toUtf8();
    if (direction == Direction::Down)
        return {{"DELETE FROM " + table + " WHERE version = ?", {versionOf(migration)}}};
    return {insertion(migration, table, "TRUE")};
}

std::vector<RecordStatement> SqlxFormat::accept(const Migration &migration, const AppliedMigration &, const EngineTraits &, const FormatSetup &setup) const
{
    return {{"UPDATE " + trackingTable(setup).toUtf8() + " SET checksum = ? WHERE version = ?", {QVariant(migration.checksum), versionOf(migration)}}};
}

/// sqlx-postgres and sqlx-mysql, src/migrate.rs: 0x3d32ad9e times the CRC-32 of the database's name. sqlx waits for MySQL's without an
/// end, which MariaDB refuses (NULL, and nothing is locked): there sqlx itself has no lock, and ours keeps out only who waits with a time.
std::vector<FormatLock> SqlxFormat::locks(const EngineTraits &engine, const QString &database, const FormatSetup &) const
{
    const qint64 key = qint64(0x3d32ad9e) * crc32(database.toUtf8());
    if (engine.name == u"postgresql")
        return {advisoryLock(QStringLiteral("SQLx's lock"), key)};
    if (engine.name == u"mysql" || engine.name == u"mariadb")
        return {namedLock(QStringLiteral("SQLx's lock"), QString::number(quint64(key), 16))};
    return {};
}

QString SqlxFormat::explainChange(const Migration &migration, const AppliedMigration &applied) const
{
    return explainDifference(migration.up ? migration.up->bytes : QByteArray(), applied.checksum, Algorithm);
}

Result<std::vector<NewFile>> SqlxFormat::create(const NewMigration &wanted, const FormatSetup &setup,
                                                const std::vector<Migration> &existing) const
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const QString folder = QDir::cleanPath(setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations);
    const QString prefix = folder == u"." ? QString() : folder + u'/';
    const QString stem = prefix + nextVersion(versionsOf(existing), wanted.now) + u'_' + *part;
    if (!wanted.reversible)
        return std::vector{NewFile{stem + QStringLiteral(".sql"), "-- Add migration script here\n"}};
    return std::vector{NewFile{stem + QStringLiteral(".up.sql"), "-- Add up migration script here\n"},
                       NewFile{stem + QStringLiteral(".down.sql"), "-- Add down migration script here\n"}};
}

} // namespace lk
