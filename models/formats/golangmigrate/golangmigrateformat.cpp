// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/golangmigrate/golangmigrateformat.h"

#include "models/formats/golangmigrate/golangmigratefolder.h"
#include "models/formats/locks.h"
#include "models/formats/newname.h"
#include "models/formats/scriptcontent.h"
#include "models/formats/trackingtable.h"
#include "models/formats/versionnumber.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace lk {

namespace {

bool isCandidate(QStringView name)
{
    return endsInSql(name) || readGolangMigrateName(name.toString());
}

/// The row as the tool replaces it: none for a cursor below the first file that is clean.
std::vector<RecordStatement> cursor(const QByteArray &table, const QString &version, bool dirty)
{
    std::vector<RecordStatement> statements{{"DELETE FROM " + table, {}}};
    if (!version.isEmpty() || dirty)
        statements.push_back({"INSERT INTO " + table + " (version, dirty) VALUES (?, " + (dirty ? "TRUE" : "FALSE") + ")",
                              {QVariant::fromValue<qlonglong>(version.isEmpty() ? -1 : storableNumber(version).value_or(0))}});
    return statements;
}

/// database/util.go: CRC-32 of the names, salted, in 32 bits.
quint32 lockId(const QByteArray &names)
{
    return crc32(names) * quint32(1486364155);
}

bool requiresTool(const QString &folder)
{
    QFile file(folder + QStringLiteral("/go.mod"));
    return file.open(QIODevice::ReadOnly) && file.read(256 * 1024).contains("golang-migrate/migrate");
}

} // namespace

const FormatTraits &GolangMigrateFormat::traits() const
{
    static const FormatTraits traits{QStringLiteral("golang-migrate"),
                                     QStringLiteral("golang-migrate"),
                                     {QStringLiteral("sqlite"), QStringLiteral("postgresql"), QStringLiteral("mysql"), QStringLiteral("mariadb")},
                                     QStringLiteral("schema_migrations"),
                                     QStringLiteral("migrations"),
                                     false,
                                     false,
                                     true,
                                     LateRule::Skips};
    return traits;
}

Recognition GolangMigrateFormat::recognise(const QString &folder) const
{
    if (!QFileInfo(folder + QStringLiteral("/go.mod")).isFile())
        return {};
    for (const char *name : {"migrations", "db/migrations", "database/migrations", "db/migration", "sql/migrations", "internal/database/migrations"}) {
        const QString migrations = QString::fromLatin1(name);
        const auto files = listSqlFiles(folder, migrations, migrations, isCandidate);
        if (!files || std::ranges::none_of(*files, [](const SqlFile &file) { return readGolangMigrateName(file.name).has_value(); }))
            continue;
        return {true, requiresTool(folder) ? QStringLiteral("go.mod requires golang-migrate") : QStringLiteral("%1 has .up and .down files beside a go.mod").arg(migrations),
                migrations};
    }
    return {};
}

Result<std::vector<Migration>> GolangMigrateFormat::load(const FormatSetup &setup, const Dialect &dialect) const
{
    auto files = listSqlFiles(setup.folder, setup.migrations, traits().defaultFolder, isCandidate);
    if (!files)
        return failure(std::move(files));
    const auto other = std::ranges::stable_partition(*files, [](const SqlFile &file) { return readGolangMigrateName(file.name).has_value(); });
    const std::vector<SqlFile> passedOver(other.begin(), other.end());
    files->erase(other.begin(), other.end());
    readSqlFiles(setup.folder, *files, QCryptographicHash::Md5); // the tool keeps no checksum
    return golangMigrations(*files, passedOver, dialect);
}

std::optional<Script> GolangMigrateFormat::cut(const QString &file, const QByteArray &text, Direction direction, const Dialect &dialect) const
{
    const auto name = readGolangMigrateName(file.section(u'/', -1));
    if (!name || name->direction != direction || (direction == Direction::Down && contentOf(text, dialect) != ScriptContent::Statements))
        return std::nullopt;
    return Script{file, text, 0, text.size(), 1};
}

Result<std::vector<AppliedMigration>> GolangMigrateFormat::applied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files) const
{
    const auto exists = findTrackingTable(session, trackingTable(setup), {QStringLiteral("version"), QStringLiteral("dirty")});
    if (!exists)
        return Failure(exists.error());
    std::vector<AppliedMigration> applied;
    if (!*exists)
        return applied;
    const auto rows = session.query(QStringLiteral("SELECT version, dirty FROM %1 LIMIT 1").arg(quotedTable(trackingTable(setup), session.info().engine)));
    if (!rows)
        return Failure(rows.error());
    if (rows->rows.empty())
        return applied;
    const QString newest = rows->rows[0][0].toString();
    const bool dirty = rows->rows[0][1].toBool();
    const auto add = [&](const QString &version, const QString &key, const QString &description) {
        AppliedMigration row;
        row.version = version;
        row.key = key;
        row.description = description;
        applied.push_back(std::move(row));
    };
    for (const Migration &file : files) {
        const bool known = canonicalNumber(file.key) && !file.upFile.isEmpty();
        // Below the first file the dirty row says -1: it is the first one that was being taken back.
        if (known && (!numberLess(newest, file.key) || (newest.startsWith(u'-') && applied.empty())) && (applied.empty() || applied.back().key != file.key))
            add(file.version, file.key, file.description);
    }
    if (!newest.startsWith(u'-') && (applied.empty() || applied.back().key != newest))
        add(newest, newest, {});
    for (AppliedMigration &row : applied) {
        if (row.key != newest)
            row.note = QStringLiteral("golang-migrate notes the newest version only, %1: that this one ran before it is taken for granted; a file that came later is never run").arg(newest);
    }
    if (!applied.empty())
        applied.back().success = !dirty;
    return applied;
}

/// database/{postgres,mysql,sqlite3} of golang-migrate 4: ensureVersionTable.
std::vector<RecordStatement> GolangMigrateFormat::prepare(const EngineTraits &engine, const FormatSetup &setup) const
{
    if (engine.name == u"sqlite") {
        const QByteArray table = trackingTable(setup).toUtf8();
        return {{"CREATE TABLE IF NOT EXISTS " + table + " (version uint64,dirty bool)", {}},
                {"CREATE UNIQUE INDEX IF NOT EXISTS version_unique ON " + table + " (version)", {}}};
    }
    return {{"CREATE TABLE IF NOT EXISTS " + quotedTable(trackingTable(setup), engine.name).toUtf8() + " (version bigint not null primary key, dirty boolean not null)", {}}};
}

Record GolangMigrateFormat::record(const Migration &migration, Direction direction, const EngineTraits &engine, bool atomic, const FormatSetup &setup) const
{
    const QByteArray table = quotedTable(trackingTable(setup), engine.name).toUtf8();
    const QString previous = migration.dependsOn.value(0);
    const QString &target = direction == Direction::Up ? migration.key : previous;
    const QString &origin = direction == Direction::Up ? previous : migration.key;
    if (atomic)
        return {{}, cursor(table, target, false)};
    return {cursor(table, target, true), cursor(table, target, false), cursor(table, origin, false)};
}

/// The command line names the database with the slash of its URL, programs without: two locks for one database.
std::vector<FormatLock> GolangMigrateFormat::locks(const EngineTraits &engine, const QString &database, const FormatSetup &setup) const
{
    const QString name = trackingTable(setup);
    const QByteArray table = name.section(u'.', -1).toUtf8();
    if (engine.name == u"postgresql") {
        const QByteArray schema = name.contains(u'.') ? name.section(u'.', 0, 0).toUtf8() : QByteArray("public");
        const QByteArray front = schema + '\0' + table + '\0';
        return {advisoryLock(QStringLiteral("golang-migrate's lock"), lockId(front + '/' + database.toUtf8())),
                advisoryLock(QStringLiteral("golang-migrate's lock for programs"), lockId(front + database.toUtf8()))};
    }
    if (engine.server)
        return {namedLock(QStringLiteral("golang-migrate's lock"), QString::number(lockId(database.toUtf8() + ':' + table)))};
    return {};
}

Result<std::vector<NewFile>> GolangMigrateFormat::create(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing) const
{
    const auto part = fileNamePart(wanted.name);
    if (!part)
        return Failure(part.error());
    const Migration *last = nullptr;
    for (const Migration &migration : existing) {
        if (canonicalNumber(migration.key))
            last = &migration;
    }
    QString version = wanted.now.toUTC().toString(QStringLiteral("yyyyMMddHHmmss"));
    // The tool is told by -seq whether it counts; what is there shows which the project does.
    if (last && (last->version.size() < 14 || !numberLess(last->key, version)))
        version = QString::number(storableNumber(last->key).value_or(0) + 1).rightJustified(last->version.size(), u'0');
    const QString folder = QDir::cleanPath(setup.migrations.isEmpty() ? traits().defaultFolder : setup.migrations);
    const QString stem = (folder == u"." ? QString() : folder + u'/') + version + u'_' + *part;
    return std::vector{NewFile{stem + QStringLiteral(".up.sql"), {}}, NewFile{stem + QStringLiteral(".down.sql"), {}}};
}

} // namespace lk
