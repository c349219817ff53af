// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/formats/formatsamples.h"

#include <QDateTime>

#include <algorithm>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// "1", "2", ... padded with zeros to @p width.
QString numbered(int number, int width)
{
    return QString::number(number).rightJustified(width, u'0');
}

/// A time of its own for each number, as tools put it in front: yyyyMMddHHmmss. One second each, so that 5,000 fit into the day's start.
QString timed(int number)
{
    return QDateTime(QDate(2025, 1, 1), QTime(0, 0), Qt::UTC).addSecs(number).toString(u"yyyyMMddHHmmss"_s);
}

// ---- drizzle ----

QByteArray drizzleDialect(const QString &engine)
{
    return engine == u"postgresql" ? "postgresql" : engine == u"sqlite" ? "sqlite" : "mysql";
}

/// Each line is a statement; a breakpoint stands between them.
QByteArray drizzleScript(const QByteArray &script)
{
    return script.trimmed().replace(";\n", ";\n--> statement-breakpoint\n") + '\n';
}

QList<SampleFile> drizzleJournal(const SampleSet &set)
{
    QList<SampleFile> files;
    QByteArray entries;
    for (const SampleMigration &migration : set.migrations) {
        const QString tag = numbered(migration.number, 4) + u'_' + migration.name;
        files << SampleFile{u"drizzle/%1.sql"_s.arg(tag), drizzleScript(migration.up)};
        if (!migration.down.isEmpty())
            files << SampleFile{u"lockkeeper/down/%1.sql"_s.arg(tag), migration.down};
        entries += entries.isEmpty() ? "\n" : ",\n";
        entries += "    {\n      \"idx\": " + QByteArray::number(migration.number) + ",\n      \"version\": \"7\",\n      \"when\": "
                   + QByteArray::number(1700000000000 + qint64(migration.number) * 1000) + ",\n      \"tag\": \"" + tag.toUtf8()
                   + "\",\n      \"breakpoints\": true\n    }";
    }
    files << SampleFile{u"drizzle/meta/_journal.json"_s, "{\n  \"version\": \"7\",\n  \"dialect\": \"" + drizzleDialect(set.engine)
                                                              + "\",\n  \"entries\": [" + entries + "\n  ]\n}"};
    return files;
}

QList<SampleFile> drizzleFolders(const SampleSet &set)
{
    QList<SampleFile> files{{u"drizzle.config.ts"_s, "import { defineConfig } from 'drizzle-kit';\n\nexport default defineConfig({\n  out: './drizzle',\n  dialect: '"
                                                         + drizzleDialect(set.engine) + "',\n});\n"},
                            {u"package.json"_s, R"({"devDependencies": {"drizzle-kit": "1.0.0-rc.4"}})"}};
    for (const SampleMigration &migration : set.migrations) {
        const QString name = timed(migration.number) + u'_' + migration.name;
        files << SampleFile{u"drizzle/%1/migration.sql"_s.arg(name), drizzleScript(migration.up)}
              << SampleFile{u"drizzle/%1/snapshot.json"_s.arg(name), R"({"id": "00000000-0000-4000-8000-000000000001", "prevIds": []})"};
        if (!migration.down.isEmpty())
            files << SampleFile{u"lockkeeper/down/%1.sql"_s.arg(name), migration.down};
    }
    return files;
}

void addDrizzle(std::vector<FormatSample> &samples)
{
    samples.push_back({.name = u"drizzle, journal"_s, .format = u"drizzle"_s, .files = drizzleJournal, .duplicates = false});
    samples.push_back({.name = u"drizzle, folders"_s, .format = u"drizzle"_s, .files = drizzleFolders, .duplicates = false});
}

// ---- flyway ----

/// Undo scripts beside the others, or down scripts of our own.
QList<SampleFile> flywayFiles(const SampleSet &set, QString (*version)(int), bool undo)
{
    QList<SampleFile> files{{u"flyway.toml"_s, "[flyway]\nlocations = [\"filesystem:migrations\"]\n"}};
    for (const SampleMigration &migration : set.migrations) {
        const QString rest = version(migration.number) + u"__"_s + migration.name + u".sql"_s;
        files << SampleFile{u"migrations/V"_s + rest, migration.up};
        if (!migration.down.isEmpty())
            files << SampleFile{(undo ? u"migrations/U"_s : u"lockkeeper/down/V"_s) + rest, migration.down};
    }
    return files;
}

void addFlyway(std::vector<FormatSample> &samples)
{
    samples.push_back({.name = u"flyway"_s, .format = u"flyway"_s, .files = [](const SampleSet &set) {
                           return flywayFiles(set, [](int number) { return QString::number(number + 8); }, true);
                       }, .tellsLineEnds = false});
    samples.push_back({.name = u"flyway, dotted"_s, .format = u"flyway"_s, .files = [](const SampleSet &set) {
                           return flywayFiles(set, [](int number) { return u"1_"_s + QString::number(number + 8); }, false);
                       }, .tellsLineEnds = false});
}

// ---- sqlx ----

QList<SampleFile> sqlxFiles(const SampleSet &set, QString (*version)(int), const SampleFile &configuration)
{
    QList<SampleFile> files{configuration};
    for (const SampleMigration &migration : set.migrations) {
        const QString stem = u"migrations/%1_%2"_s.arg(version(migration.number), migration.name);
        files << SampleFile{stem + u".up.sql"_s, migration.up};
        if (!migration.down.isEmpty())
            files << SampleFile{stem + u".down.sql"_s, migration.down};
    }
    return files;
}

void addSqlx(std::vector<FormatSample> &samples)
{
    samples.push_back({u"sqlx"_s, u"sqlx"_s, [](const SampleSet &set) {
                           return sqlxFiles(set, [](int number) { return QString::number(number + 8); }, // 9, 10: not the order of their letters
                                            {u"Cargo.toml"_s, "[dependencies]\nsqlx = \"0.8\"\n"});
                       }});
    samples.push_back({u"sqlx, times"_s, u"sqlx"_s, [](const SampleSet &set) { return sqlxFiles(set, timed, {u"sqlx.toml"_s, ""}); }});
}

// ---- dbmate ----

QList<SampleFile> dbmateFiles(const SampleSet &set, QString (*version)(int), const QString &folder)
{
    QList<SampleFile> files;
    for (const SampleMigration &migration : set.migrations)
        files << SampleFile{folder + u"/%1_%2.sql"_s.arg(version(migration.number), migration.name), "-- migrate:up\n" + migration.up + "\n-- migrate:down\n" + migration.down};
    return files;
}

void addDbmate(std::vector<FormatSample> &samples)
{
    samples.push_back({u"dbmate, times"_s, u"dbmate"_s, [](const SampleSet &set) { return dbmateFiles(set, timed, u"db/migrations"_s); }});
    samples.push_back({u"dbmate, numbers"_s, u"dbmate"_s, [](const SampleSet &set) {
                           return dbmateFiles(set, [](int number) { return numbered(number, 5); }, u"migrations"_s);
                       }});
}

// ---- goose ----

QList<SampleFile> gooseFiles(const SampleSet &set)
{
    QList<SampleFile> files;
    for (const SampleMigration &migration : set.migrations) {
        const QByteArray down = migration.down.isEmpty() ? QByteArray() : "-- +goose Down\n" + migration.down;
        files << SampleFile{u"migrations/%1_%2.sql"_s.arg(numbered(migration.number, 5), migration.name), "-- +goose Up\n" + migration.up + down};
    }
    return files;
}

void addGoose(std::vector<FormatSample> &samples)
{
    samples.push_back({u"goose"_s, u"goose"_s, gooseFiles});
}

// ---- golang-migrate ----

QList<SampleFile> golangMigrateFiles(const SampleSet &set, QString (*version)(int))
{
    QList<SampleFile> files{{u"go.mod"_s, "module shop\n\nrequire github.com/golang-migrate/migrate/v4 v4.18.1\n"}};
    for (const SampleMigration &migration : set.migrations) {
        const QString stem = u"migrations/%1_%2"_s.arg(version(migration.number), migration.name);
        files << SampleFile{stem + u".up.sql"_s, migration.up};
        if (!migration.down.isEmpty())
            files << SampleFile{stem + u".down.sql"_s, migration.down};
    }
    return files;
}

void addGolangMigrate(std::vector<FormatSample> &samples)
{
    samples.push_back({u"golang-migrate"_s, u"golang-migrate"_s, [](const SampleSet &set) {
                           return golangMigrateFiles(set, [](int number) { return numbered(number, 6); });
                       }});
    samples.back().rowEach = false;
    samples.push_back({u"golang-migrate, times"_s, u"golang-migrate"_s, [](const SampleSet &set) { return golangMigrateFiles(set, timed); }});
    samples.back().rowEach = false;
}

// ---- Diesel ----

QList<SampleFile> dieselFiles(const SampleSet &set, QString (*version)(int), const QList<SampleFile> &configuration)
{
    QList<SampleFile> files = configuration;
    for (const SampleMigration &migration : set.migrations) {
        const QString folder = u"migrations/%1_%2"_s.arg(version(migration.number), migration.name);
        files << SampleFile{folder + u"/up.sql"_s, migration.up};
        if (!migration.down.isEmpty())
            files << SampleFile{folder + u"/down.sql"_s, migration.down};
    }
    return files;
}

void addDiesel(std::vector<FormatSample> &samples)
{
    samples.push_back({u"diesel"_s, u"diesel"_s, [](const SampleSet &set) {
                           const auto version = [](int number) {
                               return QDateTime(QDate(2025, 1, 1), QTime(0, 0), Qt::UTC).addSecs(number).toString(u"yyyy-MM-dd-HHmmss"_s) + u"-0000"_s;
                           };
                           return dieselFiles(set, version, {{u"diesel.toml"_s, "[migrations_directory]\ndir = \"migrations\"\n"}});
                       }});
    samples.push_back({u"diesel, digits"_s, u"diesel"_s, [](const SampleSet &set) { return dieselFiles(set, timed, {}); }});
}

// ---- Liquibase ----

/// An address in the properties tells how the tracking table is written; lockkeeper.toml's comes before it.
SampleFile liquibaseProperties(const QString &engine, const QByteArray &changelog)
{
    return {u"liquibase.properties"_s, "# the shop\nchangeLogFile: " + changelog + "\nurl: jdbc:" + engine.toUtf8() + (engine == u"sqlite" ? ":shop.db\n" : "://localhost/shop\n")};
}

QByteArray liquibaseSql(const SampleMigration &migration)
{
    QByteArray text = "--liquibase formatted sql\n\n--changeset ann:" + QByteArray::number(migration.number) + "\n" + migration.up;
    for (const QByteArray &line : migration.down.trimmed().split('\n')) {
        if (!line.isEmpty())
            text += "--rollback " + line + '\n';
    }
    return text;
}

QList<SampleFile> liquibaseFolder(const SampleSet &set)
{
    QList<SampleFile> files{liquibaseProperties(set.engine, "db/changelog/db.changelog-master.yaml"),
                            {u"db/changelog/db.changelog-master.yaml"_s, "databaseChangeLog:\n  - includeAll:\n      path: changes/ # all of them\n      relativeToChangelogFile: true\n"}};
    for (const SampleMigration &migration : set.migrations)
        files << SampleFile{u"db/changelog/changes/%1_%2.sql"_s.arg(numbered(migration.number, 4), migration.name), liquibaseSql(migration)};
    return files;
}

QList<SampleFile> liquibaseIncludes(const SampleSet &set)
{
    QByteArray includes;
    QList<SampleFile> files{liquibaseProperties(set.engine, "changelog.xml")};
    for (const SampleMigration &migration : set.migrations) {
        const QString path = u"sql/%1-%2.sql"_s.arg(migration.name).arg(migration.number);
        includes += "  <include file=\"" + path.toUtf8() + "\"/>\n";
        files << SampleFile{path, liquibaseSql(migration)};
    }
    files << SampleFile{u"changelog.xml"_s, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\">\n" + includes + "</databaseChangeLog>\n"};
    return files;
}

void addLiquibase(std::vector<FormatSample> &samples)
{
    samples.push_back({.name = u"liquibase, folder"_s, .format = u"liquibase"_s, .files = liquibaseFolder, .duplicates = false, .tellsLineEnds = false});
    samples.push_back({.name = u"liquibase, includes"_s, .format = u"liquibase"_s, .files = liquibaseIncludes, .duplicates = false, .tellsLineEnds = false});
}

// ---- Prisma ----

QList<SampleFile> prismaFiles(const SampleSet &set)
{
    const QByteArray provider = set.engine == u"mariadb" ? "mysql" : set.engine.toUtf8();
    QList<SampleFile> files{{u"prisma/schema.prisma"_s, "// the shop\ndatasource db {\n  provider = \"" + provider + "\" // one of them\n  url      = env(\"SHOP_URL\")\n}\n"},
                            {u"prisma/migrations/migration_lock.toml"_s, "provider = \"" + provider + "\"\n"}};
    for (const SampleMigration &migration : set.migrations) {
        const QString name = timed(migration.number) + u'_' + migration.name;
        files << SampleFile{u"prisma/migrations/%1/migration.sql"_s.arg(name), migration.up};
        if (!migration.down.isEmpty())
            files << SampleFile{u"lockkeeper/down/%1.sql"_s.arg(name), migration.down};
    }
    return files;
}

void addPrisma(std::vector<FormatSample> &samples)
{
    samples.push_back({.name = u"prisma"_s, .format = u"prisma"_s, .files = prismaFiles, .duplicates = false, .tellsLineEnds = false});
}

// ---- plain ----

QList<SampleFile> plainSections(const SampleSet &set)
{
    QList<SampleFile> files;
    for (const SampleMigration &migration : set.migrations) {
        const QByteArray down = migration.down.isEmpty() ? QByteArray() : "-- Down\n" + migration.down;
        files << SampleFile{u"migrations/%1_%2.sql"_s.arg(migration.number + 8).arg(migration.name), "-- Up\n" + migration.up + down};
    }
    return files;
}

QList<SampleFile> plainTwins(const SampleSet &set, QString (*version)(int), const QString &separator, const QString &upSuffix)
{
    QList<SampleFile> files;
    for (const SampleMigration &migration : set.migrations) {
        const QString stem = u"migrations/"_s + version(migration.number) + separator + migration.name;
        files << SampleFile{stem + upSuffix, migration.up};
        if (!migration.down.isEmpty())
            files << SampleFile{stem + u".down.sql"_s, migration.down};
    }
    return files;
}

void addPlain(std::vector<FormatSample> &samples)
{
    samples.push_back({u"plain, sections"_s, u"plain"_s, plainSections});
    samples.push_back({u"plain, twins"_s, u"plain"_s, [](const SampleSet &set) {
                           return plainTwins(set, [](int number) { return numbered(number, 4); }, u"-"_s, u".sql"_s);
                       }});
    samples.push_back({u"plain, times"_s, u"plain"_s, [](const SampleSet &set) { return plainTwins(set, timed, u"_"_s, u".up.sql"_s); }});
}

} // namespace

const std::vector<FormatSample> &formatSamples()
{
    static const std::vector<FormatSample> samples = [] {
        std::vector<FormatSample> all;
        addDrizzle(all);
        addPrisma(all);
        addFlyway(all);
        addLiquibase(all);
        addDiesel(all);
        addDbmate(all);
        addGoose(all);
        addSqlx(all);
        addGolangMigrate(all);
        addPlain(all);
        return all;
    }();
    return samples;
}

void writeSample(const TemporaryProject &project, const FormatSample &sample, const SampleSet &set)
{
    const QList<SampleFile> wanted = sample.files(set);
    for (const QString &file : project.files()) {
        const bool ours = file == u"lockkeeper.toml" || file.startsWith(u".lockkeeper/") || file.startsWith(u"test.db") || file.startsWith(u"sqitch.db") || file.startsWith(u"node_modules");
        if (!ours && std::ranges::none_of(wanted, [&](const SampleFile &some) { return some.path == file; }))
            project.remove(file);
    }
    for (const SampleFile &file : wanted)
        project.write(file.path, file.content);
}

} // namespace lk
