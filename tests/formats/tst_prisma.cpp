// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/formats/prisma/prismafolder.h"
#include "models/formats/prisma/prismaformat.h"
#include "models/formats/prisma/prismasettings.h"
#include "tests/formats/formatsession.h"

#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_Prisma : public QObject
{
    Q_OBJECT

private slots:
    void init() { qunsetenv("DATABASE_URL"); }
    void checksums_data();
    void checksums();
    void order();
    void oddFolders();
    void datasource_data();
    void datasource();
    void badSchemas_data();
    void badSchemas();
    void places_data();
    void places();
    void providers();
    void addresses_data();
    void addresses();
    void addressOfAFile();
    void databaseSchema();
    void tableIsTheTools_data() { everyTestEngine(); }
    void tableIsTheTools();
    void rowsAreTheTools_data() { everyTestEngine(); }
    void rowsAreTheTools();
    void rowsInSteps_data() { everyTestEngine(); }
    void rowsInSteps();
    void states_data() { everyTestEngine(); }
    void states();
    void resolve_data() { everyTestEngine(); }
    void resolve();
    void locks_data() { everyTestEngine(); }
    void locks();
    void ownSchema();
    void newFiles_data();
    void newFiles();

private:
    Migration migration(const QByteArray &text = "CREATE TABLE t (id INTEGER PRIMARY KEY);\n", const QString &name = u"20250101000000_a"_s) const
    {
        TemporaryProject project;
        project.write(u"prisma/migrations/%1/migration.sql"_s.arg(name), text);
        return m_format.load({project.folder(), {}}, sqliteDialect())->front();
    }

    PrismaFormat m_format;
};

void tst_Prisma::checksums_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("stored");
    QTest::addColumn<bool>("same");
    const QByteArray a = "CREATE TABLE t (id INTEGER PRIMARY KEY);\n";
    const QByteArray crlf = "CREATE TABLE t (id INTEGER PRIMARY KEY);\r\n";
    const QByteArray sumA = "0884e3a1377e298c8b6932b7d78a5244a4e7fcf6066486be45fff155d85fd58b";
    const QByteArray sumCrlf = "af780847d8c5f525569dd818c89b3123b08104973c395ea9dafe7081830f4e11";
    QTest::newRow("A") << a << sumA << true;
    QTest::newRow("A, without zeros") << a << "884e3a1377e298c8b6932b7d78a5244a4e7fcf666486be45fff155d85fd58b"_ba << true;
    QTest::newRow("A-CRLF") << crlf << sumCrlf << true;
    QTest::newRow("A, was CRLF") << a << sumCrlf << true;
    QTest::newRow("A-CRLF, was LF") << crlf << sumA << true;
    QTest::newRow("B") << "-- no-transaction\nCREATE INDEX CONCURRENTLY t_id_idx ON t (id);\n"_ba << "ca05c372fdf5fce23932a09c05a730c56133ba5ae4ff38fe5c584055d7319248"_ba << true;
    QTest::newRow("C") << "-- caf\xc3\xa9\nALTER TABLE t ADD COLUMN n TEXT;"_ba << "002445df9b60608fd48767f99a4e93a412b2138dcc8ec12d294b0c5ccd1c20e2"_ba << true;
    QTest::newRow("D") << "\xef\xbb\xbf" + a << "21eb1fc3adfef58236ce74f39832163375aa821afa61d27626d3e630f93fb5f8"_ba << true;
    QTest::newRow("E") << ""_ba << "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_ba << true;
    QTest::newRow("hello") << "hello"_ba << "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"_ba << true;
    QTest::newRow("edited") << a + " " << sumA << false;
    QTest::newRow("byte order mark taken off") << a << "21eb1fc3adfef58236ce74f39832163375aa821afa61d27626d3e630f93fb5f8"_ba << false;
}

void tst_Prisma::checksums()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, stored);
    QFETCH(bool, same);
    QCOMPARE(isPrismaChecksum(stored, text), same);
    const Migration file = migration(text);
    AppliedMigration row;
    row.checksum = stored.size() == 64 ? QByteArray::fromHex(stored) : stored;
    QCOMPARE(m_format.isSame(file, row), same);
    if (same && !QTest::currentDataTag()[1])
        QCOMPARE(file.checksum.toHex(), stored);
}

void tst_Prisma::order()
{
    TemporaryProject project;
    const QStringList names{u"0_init"_s, u"1_a"_s, u"10_b"_s, u"2_c"_s, u"20250101000000_d"_s, u"20250101000000_E"_s, u"later"_s};
    for (const QString &name : names)
        project.write(u"prisma/migrations/%1/migration.sql"_s.arg(name), "SELECT 1;\n");
    project.write(u"prisma/migrations/migration_lock.toml"_s, "provider = \"sqlite\"\n");
    const auto all = m_format.load({project.folder(), {}}, sqliteDialect());
    QVERIFY(all);
    QStringList found;
    for (const Migration &one : *all) {
        QCOMPARE(one.key, one.version);
        found += one.version;
    }
    QCOMPARE(found, names);
    QCOMPARE(all->at(0).description, u"init"_s);
    QCOMPARE(all->at(4).upFile, u"prisma/migrations/20250101000000_d/migration.sql"_s);
}

void tst_Prisma::oddFolders()
{
    TemporaryProject project;
    project.makeFolder(u"prisma/migrations/1_empty"_s);
    project.write(u"prisma/migrations/2_latin/migration.sql"_s, "-- gr\xfc\xdf\nSELECT 1;\n");
    project.write(u"prisma/migrations/3_comment/migration.sql"_s, "-- This is an empty migration.");
    project.makeFolder(u"prisma/migrations/4_loop"_s);
    QVERIFY(QFile::link(u"migration.sql"_s, project.path(u"prisma/migrations/4_loop/migration.sql"_s)));
    project.write(u"prisma/migrations/README.md"_s, "no migration");
    const auto all = m_format.load({project.folder(), {}}, sqliteDialect());
    QVERIFY(all);
    QCOMPARE(all->size(), 4u);
    QVERIFY(problemOf(all->at(0), u"folder-without-up")->blocks);
    QVERIFY(problemOf(all->at(1), u"not-utf8")->blocks);
    QVERIFY(!problemOf(all->at(2), u"comment-only")->blocks);
    QVERIFY(problemOf(all->at(3), u"folder-without-up")->blocks);
    QVERIFY(!m_format.load({project.folder(), u"elsewhere"_s}, sqliteDialect()));
}

void tst_Prisma::datasource_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("provider");
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("variable");
    QTest::addColumn<qint64>("line");
    QTest::newRow("variable") << "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n"_ba << u"postgresql"_s << u"DATABASE_URL"_s << true << qint64(3);
    QTest::newRow("literal") << "generator client {\n  provider = \"prisma-client-js\"\n}\n\ndatasource db {\n  provider = \"sqlite\"\n  url      = \"file:./dev.db\"\n}\n"_ba << u"sqlite"_s
                             << u"file:./dev.db"_s << false << qint64(7);
    QTest::newRow("comments, CRLF") << "// datasource old {\r\n/// x\r\ndatasource db { // it\r\n  // url = \"a\"\r\n  provider=\"mysql\"// x\r\n  url = env( \"X\" ) // y\r\n}\r\n"_ba
                                    << u"mysql"_s << u"X"_s << true << qint64(6);
    QTest::newRow("escaped") << "datasource db {\n  provider = \"mysql\"\n  url = \"mysql://a:\\\"@h/d\"\n}\n"_ba << u"mysql"_s << u"mysql://a:\"@h/d"_s << false << qint64(3);
    QTest::newRow("no address") << "datasource db {\n  provider = \"postgresql\"\n  schemas = [\"a\", \"b\"]\n  extensions = [pg_trgm]\n}\n"_ba << u"postgresql"_s << QString() << false
                                << qint64(0);
    QTest::newRow("none") << "model a {\n  id Int @id\n}\n"_ba << QString() << QString() << false << qint64(0);
}

void tst_Prisma::datasource()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, provider);
    QFETCH(QString, url);
    QFETCH(bool, variable);
    QFETCH(qint64, line);
    const auto source = readPrismaDatasource(text, u"schema.prisma"_s);
    QVERIFY2(source, source ? "" : qPrintable(source.error().text()));
    QCOMPARE(source->found, !provider.isEmpty());
    QCOMPARE(source->provider.text, provider);
    QCOMPARE(source->url.text, url);
    QCOMPARE(source->url.isVariable, variable);
    QCOMPARE(source->url.where.line, line);
}

void tst_Prisma::badSchemas_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("line");
    QTest::newRow("open block") << "\ndatasource db {\n  provider = \"sqlite\"\n"_ba << qint64(2);
    QTest::newRow("open text") << "datasource db {\n  url = \"file:a\n}\n"_ba << qint64(2);
    QTest::newRow("open env") << "datasource db {\n  url = env(\"A\"\n}\n"_ba << qint64(2);
    QTest::newRow("no text") << "datasource db {\n  provider = sqlite\n}\n"_ba << qint64(2);
    QTest::newRow("env without bracket") << "datasource db {\n  url = env \"A\"\n}\n"_ba << qint64(2);
}

void tst_Prisma::badSchemas()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, line);
    TemporaryProject project;
    project.write(u"prisma/schema.prisma"_s, text);
    QVERIFY(m_format.recognise(project.folder()).matches);
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(!setup);
    QCOMPARE(setup.error().where.line, line);
    QVERIFY2(setup.error().where.file.endsWith(u"schema.prisma"), qPrintable(setup.error().text()));
    QVERIFY(!setup.error().nextStep.isEmpty());
}

void tst_Prisma::places_data()
{
    QTest::addColumn<QStringList>("files"); // path, text, path, text
    QTest::addColumn<QString>("migrations");
    const QString source = u"datasource db {\n  provider = \"sqlite\"\n  url = env(\"U\")\n}\n"_s;
    QTest::newRow("usual") << QStringList{u"prisma/schema.prisma"_s, source} << u"prisma/migrations"_s;
    QTest::newRow("beside") << QStringList{u"schema.prisma"_s, source} << u"migrations"_s;
    QTest::newRow("package.json") << QStringList{u"db/my.prisma"_s, source, u"package.json"_s, u"{\"prisma\": {\"schema\": \"./db/my.prisma\"}}"_s} << u"db/migrations"_s;
    QTest::newRow("several files") << QStringList{u"prisma/schema/a.prisma"_s, u"model a {\n}\n"_s, u"prisma/schema/main.prisma"_s, source} << u"prisma/schema/migrations"_s;
    QTest::newRow("several files, migrations beside") << QStringList{u"prisma/schema/main.prisma"_s, source, u"prisma/migrations/migration_lock.toml"_s, u"provider = \"sqlite\"\n"_s}
                                                      << u"prisma/migrations"_s;
    QTest::newRow("configuration") << QStringList{u"prisma.config.ts"_s,
                                                  u"import path from 'node:path'\nimport { defineConfig, env } from 'prisma/config'\n\nexport default defineConfig({\n  schema: path.join('data', "
                                                  "'schema.prisma'),\n  migrations: { path: 'data/steps' },\n  datasource: { url: env('U') },\n})\n"_s,
                                                  u"data/schema.prisma"_s, u"datasource db {\n  provider = \"sqlite\"\n}\n"_s}
                                   << u"data/steps"_s;
    QTest::newRow("configuration that is a program") << QStringList{u"prisma.config.ts"_s, u"export default make()\n"_s, u"prisma/schema.prisma"_s, source} << u"prisma/migrations"_s;
    QTest::newRow("out of the project") << QStringList{u"prisma.config.ts"_s, u"export default { migrations: { path: '../x' } }\n"_s, u"prisma/schema.prisma"_s, source}
                                        << u"prisma/migrations"_s;
    QTest::newRow("lock alone") << QStringList{u"prisma/migrations/migration_lock.toml"_s, u"provider = \"sqlite\"\n"_s} << u"prisma/migrations"_s;
}

void tst_Prisma::places()
{
    QFETCH(QStringList, files);
    QFETCH(QString, migrations);
    TemporaryProject project;
    for (int i = 0; i < files.size(); i += 2)
        project.write(files[i], files[i + 1].toUtf8());
    const Recognition found = m_format.recognise(project.folder());
    QVERIFY(found.matches && !found.because.isEmpty());
    QCOMPARE(found.migrations, migrations);
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY2(setup, setup ? "" : qPrintable(setup.error().text()));
    QCOMPARE(setup->migrations, migrations);
    QCOMPARE(setup->options.value(u"provider"_s), u"sqlite"_s);
    QCOMPARE(detectFormat(project.folder())->format->traits().name, u"prisma"_s);
    QCOMPARE(m_format.setup(project.folder(), u"other"_s)->migrations, u"other"_s); // the person's word comes first
}

void tst_Prisma::providers()
{
    TemporaryProject project;
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"prisma/schema.prisma"_s, "datasource db {\n  provider = \"mongodb\"\n  url = env(\"U\")\n}\n");
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"prisma/schema.prisma"_s, "datasource db {\n  provider = \"postgres\"\n  url = env(\"U\")\n}\n");
    project.write(u"prisma/migrations/1_a/migration.sql"_s, "SELECT 1;\n");
    project.write(u"prisma/migrations/migration_lock.toml"_s, "# x\nprovider = \"postgresql\"\n");
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(setup);
    QVERIFY(!m_format.load(*setup, postgresqlDialect())->front().blocked());
    const auto other = m_format.load(*setup, mysqlDialect());
    QVERIFY(problemOf(other->front(), u"provider-differs")->blocks);
    project.write(u"prisma/migrations/migration_lock.toml"_s, "# x\nprovider = \"mysql\"\n");
    const auto differs = m_format.setup(project.folder(), {});
    QVERIFY(!differs);
    QCOMPARE(differs.error().where.line, 2);
    QVERIFY(differs.error().text().contains(u"P3019"));
    project.write(u"prisma/migrations/migration_lock.toml"_s, "provider = \n");
    const auto broken = m_format.setup(project.folder(), {});
    QVERIFY(!broken);
    QCOMPARE(broken.error().where.line, 1);
}

void tst_Prisma::addresses_data()
{
    QTest::addColumn<QString>("theirs");
    QTest::addColumn<QString>("ours");
    QTest::newRow("postgresql") << u"postgresql://me:p%40ss@db1:5433/shop?schema=public"_s << u"postgresql://me:p%40ss@db1:5433/shop"_s;
    QTest::newRow("schema") << u"postgres://me@db1/shop?schema=app&connection_limit=5&sslmode=require"_s << u"postgresql://me@db1/shop?options=-c%20search_path%3Dapp&sslmode=require"_s;
    QTest::newRow("pooler") << u"postgresql://me@db1/shop?pgbouncer=true&pool_timeout=3"_s << u"postgresql://me@db1/shop"_s;
    QTest::newRow("mysql") << u"mysql://me:p%40ss@db1:3307/shop?connection_limit=3"_s << u"mysql://me:p%40ss@db1:3307/shop"_s;
    QTest::newRow("service") << u"prisma+postgres://accelerate.prisma-data.net/?api_key=secret"_s << u"!"_s;
    QTest::newRow("other") << u"sqlserver://db1;database=secret"_s << u"!"_s;
    QTest::newRow("none") << QString() << QString();
}

void tst_Prisma::addresses()
{
    QFETCH(QString, theirs);
    QFETCH(QString, ours);
    TemporaryProject project;
    project.write(u"prisma/schema.prisma"_s, "datasource db {\n  provider = \"postgresql\"\n  url = \"postgresql://not/this\"\n  directUrl = env(\"DATABASE_URL\")\n}\n");
    for (const QString &file : {u".env"_s, u"prisma/.env"_s}) {
        project.write(file, "DATABASE_URL=\"" + theirs.toUtf8() + "\"\n");
        const auto url = m_format.url({project.folder(), {}}, {});
        if (ours == u"!") {
            QVERIFY(!url);
            QVERIFY(!url.error().text().contains(u"secret"));
        } else {
            QVERIFY2(url, url ? "" : qPrintable(url.error().text()));
            QCOMPARE(*url, ours);
            if (!ours.isEmpty())
                QVERIFY(engineByName(ours.section(u':', 0, 0))->target(ours, project.folder()));
        }
        project.remove(file);
    }
    qputenv("DATABASE_URL", "mysql://me@db2/shop"); // the process's own variable comes first
    project.write(u".env"_s, "DATABASE_URL=\"" + theirs.toUtf8() + "\"\n");
    QCOMPARE(*m_format.url({project.folder(), {}}, {}), u"mysql://me@db2/shop"_s);
}

void tst_Prisma::addressOfAFile()
{
    TemporaryProject project;
    project.write(u"prisma/schema.prisma"_s, "datasource db {\n  provider = \"sqlite\"\n  url = \"file:./dev.db?connection_limit=1\"\n}\n");
    QCOMPARE(*m_format.url({project.folder(), {}}, {}), u"sqlite:prisma/dev.db"_s); // beside the schema
    project.write(u"prisma/schema.prisma"_s, "datasource db {\n  provider = \"sqlite\"\n  url = \"file:///srv/a b.db\"\n}\n");
    QCOMPARE(*m_format.url({project.folder(), {}}, {}), u"sqlite:/srv/a b.db"_s);
    project.write(u"prisma/schema.prisma"_s, "datasource db {\n  provider = \"sqlite\"\n}\n");
    project.write(u"prisma.config.ts"_s, "export default { datasource: { url: 'file:./dev.db' } }\n");
    QCOMPARE(*m_format.url({project.folder(), {}}, {}), u"sqlite:dev.db"_s); // beside the configuration
}

void tst_Prisma::databaseSchema()
{
    TemporaryProject project;
    project.write(u"prisma/schema.prisma"_s, "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n");
    project.write(u".env"_s, "DATABASE_URL=postgresql://me@db1/shop?schema=app\n");
    QCOMPARE(m_format.trackingTable(*m_format.setup(project.folder(), {})), u"app._prisma_migrations"_s);
    project.write(u".env"_s, "DATABASE_URL=postgresql://me@db1/shop?schema=public\n");
    QCOMPARE(m_format.trackingTable(*m_format.setup(project.folder(), {})), u"_prisma_migrations"_s);
}

/// The texts as the schema engine of Prisma 6 sends them (sql_schema_connector, flavour).
void tst_Prisma::tableIsTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase ours(engine);
    FormatDatabase theirs(engine);
    ours.run(m_format.prepare(ours.traits(), {}));
    theirs.run(engine == u"sqlite" ? R"(CREATE TABLE "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
))"_ba
               : engine == u"postgresql" ? R"(CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
))"_ba
                                         : R"(CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             DATETIME(3),
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          DATETIME(3),
    started_at              DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count     INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci)"_ba);
    const QString look = engine == u"sqlite" ? u"SELECT sql FROM sqlite_schema WHERE name = '_prisma_migrations'"_s
                                             : u"SELECT column_name, data_type, is_nullable, character_maximum_length, column_default, collation_name FROM information_schema.columns"
                                               " WHERE table_name = '_prisma_migrations' AND table_schema = "_s + (engine == u"postgresql" ? u"current_schema()"_s : u"DATABASE()"_s)
                                                   + u" ORDER BY ordinal_position"_s;
    QCOMPARE(ours.rows(look), theirs.rows(look));
    QCOMPARE(ours.rows(look).size(), engine == u"sqlite" ? 1 : 8);
    ours.run(m_format.prepare(ours.traits(), {})); // twice is harmless
}

void tst_Prisma::rowsAreTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const Migration file = migration();
    database.run(m_format.prepare(database.traits(), {}));
    database.run(m_format.record(file, Direction::Up, database.traits(), true, {}));
    QCOMPARE(database.rows(u"SELECT checksum, migration_name, logs, rolled_back_at, applied_steps_count FROM _prisma_migrations"_s),
             (QStringList{u"0884e3a1377e298c8b6932b7d78a5244a4e7fcf6066486be45fff155d85fd58b|20250101000000_a|NULL|NULL|1"_s}));
    if (engine == u"sqlite") // whole numbers of milliseconds
        QCOMPARE(database.rows(u"SELECT typeof(started_at), typeof(finished_at) FROM _prisma_migrations"_s), (QStringList{u"integer|integer"_s}));
    else
        QCOMPARE(database.rows(u"SELECT CASE WHEN started_at <= finished_at THEN 'ok' END FROM _prisma_migrations"_s), (QStringList{u"ok"_s}));
    const auto applied = m_format.applied(database.session(), {}, {file});
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->size(), 1u);
    QVERIFY(applied->front().success && m_format.isSame(file, applied->front()));
    if (engine != u"sqlite") // the test's statements bind no clock there
        QVERIFY2(std::abs(applied->front().appliedAt.secsTo(QDateTime::currentDateTimeUtc())) < 60, qPrintable(applied->front().appliedAt.toString()));
    database.run(m_format.record(file, Direction::Down, database.traits(), true, {}));
    QVERIFY(database.rows(u"SELECT 1 FROM _prisma_migrations"_s).isEmpty());
}

/// Where a script can stop half way, the row says so from its beginning: Prisma then refuses to go on, P3009.
void tst_Prisma::rowsInSteps()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const Migration file = migration();
    const QString look = u"SELECT applied_steps_count, CASE WHEN finished_at IS NULL THEN 'begun' ELSE 'finished' END FROM _prisma_migrations"_s;
    database.run(m_format.prepare(database.traits(), {}));
    const Record up = m_format.record(file, Direction::Up, database.traits(), false, {});
    database.run(up.before);
    QCOMPARE(database.rows(look), (QStringList{u"0|begun"_s}));
    QVERIFY(!m_format.applied(database.session(), {}, {})->front().success);
    database.run(up.takeBack);
    QVERIFY(database.rows(look).isEmpty());
    database.run(up.before);
    database.run(up.after);
    QCOMPARE(database.rows(look), (QStringList{u"1|finished"_s}));
    const Record down = m_format.record(file, Direction::Down, database.traits(), false, {});
    database.run(down.before);
    QCOMPARE(database.rows(look), (QStringList{u"1|begun"_s}));
    database.run(down.takeBack);
    QCOMPARE(database.rows(look), (QStringList{u"1|finished"_s}));
    database.run(down.before);
    database.run(down.after);
    QVERIFY(database.rows(look).isEmpty());
}

void tst_Prisma::states()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    database.run(m_format.prepare(database.traits(), {}));
    const QByteArray time = engine == u"sqlite" ? "1764000000123" : "'2025-11-24 16:00:00.123'";
    const auto insert = [&](const char *id, const char *name, bool finished, bool rolledBack, const char *logs = "NULL") {
        database.run("INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, rolled_back_at, logs) VALUES ('" + QByteArray(id) + "', 'ab', '" + name + "', "
                     + time + ", " + (finished ? time : "NULL") + ", " + (rolledBack ? time : "NULL") + ", " + logs + ")");
    };
    insert("1", "1_done", true, false);
    insert("2", "2_rolled_back", false, true);
    insert("3", "3_again", false, true);
    insert("4", "3_again", true, false);
    insert("5", "4_failed", false, false, "'it broke'");
    insert("6", "5_failed_and_done", true, false);
    insert("7", "5_failed_and_done", false, false);
    const auto applied = m_format.applied(database.session(), {}, {});
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QStringList found;
    for (const AppliedMigration &row : *applied)
        found += row.version + (row.success ? u""_s : u" failed"_s);
    QCOMPARE(found, (QStringList{u"1_done"_s, u"3_again"_s, u"4_failed failed"_s, u"5_failed_and_done failed"_s}));
    QCOMPARE(applied->at(2).details.value(u"logs"_s), u"it broke"_s);
    QCOMPARE(applied->at(0).appliedAt, QDateTime(QDate(2025, 11, 24), QTime(16, 0, 0, 123), Qt::UTC));
    QCOMPARE(applied->at(0).durationMs, 0);
    if (engine == u"sqlite") { // as Prisma's driver adapters write it
        database.run("UPDATE _prisma_migrations SET finished_at = '2026-11-21T13:35:20.204+00:00' WHERE id = '1'");
        QCOMPARE(m_format.applied(database.session(), {}, {})->at(0).appliedAt, QDateTime(QDate(2026, 11, 21), QTime(13, 35, 20, 204), Qt::UTC));
    }
    database.run("ALTER TABLE _prisma_migrations ADD COLUMN tenant INT");
    QVERIFY(!m_format.applied(database.session(), {}, {}));
}

void tst_Prisma::resolve()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const Migration file = migration();
    const QString look = u"SELECT applied_steps_count, logs, CASE WHEN finished_at IS NULL THEN 'begun' ELSE 'finished' END, CASE WHEN rolled_back_at IS NULL THEN 'there' ELSE 'rolled back' END"
                         " FROM _prisma_migrations ORDER BY 3, 4"_s;
    database.run(m_format.prepare(database.traits(), {}));
    database.run(m_format.record(file, Direction::Up, database.traits(), false, {}).before);
    database.run(m_format.mark(file, Direction::Up, database.traits(), {})); // resolve --applied
    QCOMPARE(database.rows(look), (QStringList{u"0|NULL|begun|rolled back"_s, u"0||finished|there"_s}));
    const QStringList id = database.rows(u"SELECT id FROM _prisma_migrations WHERE finished_at IS NOT NULL"_s);
    QVERIFY2(id.front().size() == 36 && id.front()[14] == u'4', qPrintable(id.front()));
    database.run(m_format.mark(file, Direction::Down, database.traits(), {}));
    QCOMPARE(database.rows(look), (QStringList{u"0|NULL|begun|rolled back"_s}));
    QVERIFY(m_format.applied(database.session(), {}, {})->empty());
    database.run(m_format.mark(file, Direction::Up, database.traits(), {})); // and again
    QCOMPARE(m_format.applied(database.session(), {}, {})->size(), 1u);
    database.run(m_format.accept(migration("SELECT 2;\n"), {}, database.traits(), {}));
    QVERIFY(m_format.isSame(migration("SELECT 2;\n"), m_format.applied(database.session(), {}, {})->front()));
}

void tst_Prisma::locks()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto locks = m_format.locks(database.traits(), database.name(), {});
    QCOMPARE(locks.size(), engine == u"sqlite" ? 0u : 1u);
    if (locks.empty())
        return;
    QVERIFY2(locks[0].title.contains(engine == u"postgresql" ? u"72707369" : u"prisma_migrate"), qPrintable(locks[0].title));
    FormatDatabase other(engine);
    const auto taken = database.session().query(QString::fromUtf8(locks[0].take.sql), {std::get<QVariant>(locks[0].take.values[0])});
    QVERIFY(taken && taken->rows[0][0].toBool());
    if (engine == u"postgresql")
        QCOMPARE(database.rows(u"SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = 72707369 AND pid = pg_backend_pid()"_s).size(), 1);
    else
        QCOMPARE(other.rows(u"SELECT IS_FREE_LOCK('prisma_migrate')"_s), (QStringList{u"0"_s}));
}

/// The table stands in the schema that the address names, which is made with it.
void tst_Prisma::ownSchema()
{
    if (!TestServer::forEngine(u"postgresql"_s)) {
        QVERIFY2(!qEnvironmentVariableIsSet("CI"), qPrintable(TestServer::problem(u"postgresql"_s)));
        return;
    }
    FormatDatabase database(u"postgresql"_s);
    FormatSetup setup;
    setup.table = u"app._prisma_migrations"_s;
    database.run(m_format.prepare(database.traits(), setup));
    database.run(m_format.prepare(database.traits(), setup));
    database.run(m_format.record(migration(), Direction::Up, database.traits(), true, setup));
    QCOMPARE(database.rows(u"SELECT migration_name FROM app._prisma_migrations"_s), (QStringList{u"20250101000000_a"_s}));
    QCOMPARE(m_format.applied(database.session(), setup, {})->size(), 1u);
}

void tst_Prisma::newFiles_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("slug");
    QTest::newRow("words") << u"Add users"_s << u"add_users"_s;
    QTest::newRow("camels") << u"addUserTable"_s << u"add_user_table"_s;
    QTest::newRow("capitals") << u"HTTPServer"_s << u"http_server"_s;
    QTest::newRow("accents") << u"caf\u00e9 M\u00e4rz"_s << u"cafe_maerz"_s;
    QTest::newRow("dashes") << u"add-users--now"_s << u"add_users_now"_s;
}

void tst_Prisma::newFiles()
{
    QFETCH(QString, name);
    QFETCH(QString, slug);
    QCOMPARE(prismaSlug(name), slug);
    TemporaryProject project;
    FormatSetup setup{project.folder(), u"prisma/migrations"_s};
    setup.options.insert(u"provider"_s, u"postgresql"_s);
    const QDateTime now(QDate(2025, 3, 4), QTime(5, 6, 7), Qt::UTC);
    auto files = m_format.create({name, true, now}, setup, {});
    QVERIFY(files);
    QCOMPARE(files->size(), 3u);
    QCOMPARE(files->at(0).path, u"prisma/migrations/20250304050607_%1/migration.sql"_s.arg(slug));
    QCOMPARE(files->at(1).path, u"prisma/migrations/migration_lock.toml"_s);
    QVERIFY(files->at(1).content.endsWith("provider = \"postgresql\"\n"));
    QCOMPARE(files->at(2).path, u"lockkeeper/down/20250304050607_%1.sql"_s.arg(slug));
    Migration other;
    other.version = u"20250304050607_x"_s;
    project.write(u"prisma/migrations/migration_lock.toml"_s, "provider = \"postgresql\"\n");
    files = m_format.create({name, false, now}, setup, {other});
    QCOMPARE(files->size(), 1u);
    QVERIFY(files->at(0).path.contains(u"/20250304050608_"_s));
    QVERIFY(!m_format.create({u"a/b"_s, false, now}, setup, {}));
    QVERIFY(!m_format.create({u"\u65e5"_s, false, now}, setup, {}));
}

QTEST_GUILESS_MAIN(tst_Prisma)
#include "tst_prisma.moc"
