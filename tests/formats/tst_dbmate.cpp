// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/dbmate/dbmateformat.h"
#include "models/formats/dbmate/dbmatesections.h"
#include "models/formats/dbmate/dbmatesettings.h"
#include "models/formats/formatregistry.h"
#include "tests/formats/formatsession.h"

#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_Dbmate : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void versions_data();
    void versions();
    void blocks_data();
    void blocks();
    void blockLines();
    void options_data();
    void options();
    void refusedFiles_data();
    void refusedFiles();
    void duplicates();
    void oddFiles();
    void severalFolders();
    void recognition();
    void addresses_data();
    void addresses();
    void tableNames();
    void tableIsTheTools_data() { everyTestEngine(); }
    void tableIsTheTools();
    void rowsAreTheTools_data() { everyTestEngine(); }
    void rowsAreTheTools();
    void schemaIsMade();
    void tablesOfOthers_data();
    void tablesOfOthers();
    void newFiles();

private:
    using Files = QList<std::pair<QString, QByteArray>>;

    std::vector<Migration> load(const Files &files) const
    {
        TemporaryProject project;
        project.makeFolder(u"db/migrations"_s);
        for (const auto &[name, content] : files)
            project.write(u"db/migrations/"_s + name, content);
        auto migrations = m_format.load({project.folder(), u"db/migrations"_s}, sqliteDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }

    DbmateFormat m_format;
};

void tst_Dbmate::init()
{
    for (const char *name : {"DATABASE_URL", "DBMATE_MIGRATIONS_DIR", "DBMATE_MIGRATIONS_TABLE"})
        qunsetenv(name);
}

void tst_Dbmate::versions_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("version"); // empty: dbmate passes over it
    QTest::addColumn<QString>("description");
    QTest::newRow("time") << u"20240101120000_a.sql"_s << u"20240101120000"_s << u"a"_s;
    QTest::newRow("zeros stay") << u"001_a.sql"_s << u"001"_s << u"a"_s;
    QTest::newRow("hyphen") << u"7-add-users.sql"_s << u"7"_s << u"add-users"_s;
    QTest::newRow("no name") << u"12.sql"_s << u"12"_s << QString();
    QTest::newRow("words") << u"3_add_the_users.sql"_s << u"3"_s << u"add the users"_s;
    QTest::newRow("letters first") << u"v1_a.sql"_s << QString() << QString();
    QTest::newRow("capital suffix") << u"1_a.SQL"_s << QString() << QString();
}

void tst_Dbmate::versions()
{
    QFETCH(QString, file);
    QFETCH(QString, version);
    QFETCH(QString, description);
    const auto all = load({{file, "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n"}});
    QCOMPARE(all.size(), 1u);
    QCOMPARE(all[0].up.has_value(), !version.isEmpty());
    if (version.isEmpty()) {
        QVERIFY(problemOf(all[0], u"bad-file-name") && !all[0].blocked());
        return;
    }
    QCOMPARE(all[0].version, version);
    QCOMPARE(all[0].key, version);
    QCOMPARE(all[0].description, description);
    QVERIFY(all[0].problems.empty());
}

void tst_Dbmate::blocks_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QByteArray>("down");
    QTest::newRow("plain") << "-- migrate:up\nA;\n-- migrate:down\nB;\n"_ba << "-- migrate:up\nA;\n"_ba << "-- migrate:down\nB;\n"_ba;
    QTest::newRow("no space") << "--migrate:up\nA;\n--  migrate:down\nB;"_ba << "--migrate:up\nA;\n"_ba << "--  migrate:down\nB;"_ba;
    QTest::newRow("comments above") << "-- first\n\n  -- more\n-- migrate:up\nA;\n-- migrate:down\nB;\n"_ba << "-- migrate:up\nA;\n"_ba << "-- migrate:down\nB;\n"_ba;
    QTest::newRow("CRLF") << "-- migrate:up\r\nA;\r\n-- migrate:down\r\nB;\r\n"_ba << "-- migrate:up\r\nA;\r\n"_ba << "-- migrate:down\r\nB;\r\n"_ba;
    QTest::newRow("indented is no mark") << "-- migrate:up\nA;\n  -- migrate:down\nB;\n-- migrate:down\nC;\n"_ba << "-- migrate:up\nA;\n  -- migrate:down\nB;\n"_ba
                                         << "-- migrate:down\nC;\n"_ba;
    QTest::newRow("longer word is no mark") << "-- migrate:up\nA;\n-- migrate:downs\n-- migrate:down\nC;\n"_ba << "-- migrate:up\nA;\n-- migrate:downs\n"_ba << "-- migrate:down\nC;\n"_ba;
    QTest::newRow("mark at the end") << "-- migrate:up\nA;\n-- migrate:down"_ba << "-- migrate:up\nA;\n"_ba << ""_ba;
    QTest::newRow("empty down") << "-- migrate:up\nA;\n-- migrate:down\n\n-- nothing\n"_ba << "-- migrate:up\nA;\n"_ba << ""_ba;
}

void tst_Dbmate::blocks()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, up);
    QFETCH(QByteArray, down);
    const auto all = load({{u"1_a.sql"_s, text}});
    QVERIFY2(all[0].problems.empty(), all[0].problems.empty() ? "" : qPrintable(all[0].problems[0].message));
    QCOMPARE(all[0].up->view().toByteArray(), up);
    QCOMPARE(all[0].up->bytes, text);
    QCOMPARE(all[0].reversible(), !down.isEmpty());
    if (!down.isEmpty())
        QCOMPARE(all[0].down->view().toByteArray(), down);
    QCOMPARE(m_format.cut(u"db/migrations/1_a.sql"_s, text, Direction::Up, sqliteDialect()), all[0].up);
    QCOMPARE(m_format.cut(u"db/migrations/1_a.sql"_s, text, Direction::Down, sqliteDialect()), all[0].down);
}

void tst_Dbmate::blockLines()
{
    const auto all = load({{u"1_a.sql"_s, "-- a\n\n-- migrate:up\nA;\n\n-- migrate:down\nB;\n"}});
    QCOMPARE(all[0].up->firstLine, 3);
    QCOMPARE(all[0].down->firstLine, 6);
}

void tst_Dbmate::options_data()
{
    QTest::addColumn<QByteArray>("mark");
    QTest::addColumn<bool>("transaction");
    QTest::addColumn<bool>("ignored");
    QTest::newRow("none") << ""_ba << true << false;
    QTest::newRow("false") << " transaction:false"_ba << false << false;
    QTest::newRow("false, CRLF") << " transaction:false\r"_ba << false << false;
    QTest::newRow("true") << " transaction:true"_ba << true << false;
    QTest::newRow("capital") << " transaction:False"_ba << true << true;
    QTest::newRow("spaced") << " transaction: false"_ba << true << true;
    QTest::newRow("other") << " timeout:3 transaction:false"_ba << false << true;
}

void tst_Dbmate::options()
{
    QFETCH(QByteArray, mark);
    QFETCH(bool, transaction);
    QFETCH(bool, ignored);
    const auto all = load({{u"1_a.sql"_s, "-- migrate:up" + mark + "\nA;\n-- migrate:down\nB;\n"}, {u"2_b.sql"_s, "-- migrate:up\nA;\n-- migrate:down" + mark + "\nB;\n"}});
    QCOMPARE(all[0].inTransaction(Direction::Up), transaction);
    QVERIFY(all[0].inTransaction(Direction::Down));
    QCOMPARE(all[1].inTransaction(Direction::Down), transaction);
    QVERIFY(all[1].inTransaction(Direction::Up));
    QCOMPARE(problemOf(all[0], u"ignored-option") != nullptr, ignored);
    QVERIFY(!all[0].blocked());
}

void tst_Dbmate::refusedFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>("line");
    QTest::newRow("no marks") << "CREATE TABLE t (x);\n"_ba << u"section-marks"_s << 1;
    QTest::newRow("no down") << "\n-- migrate:up\nA;\n"_ba << u"section-marks"_s << 2;
    QTest::newRow("down first") << "-- migrate:down\nB;\n-- migrate:up\nA;\n"_ba << u"section-marks"_s << 2;
    QTest::newRow("statement above") << "-- x\nSELECT 1;\n-- migrate:up\nA;\n-- migrate:down\n"_ba << u"section-marks"_s << 2;
    QTest::newRow("two downs") << "-- migrate:up\nA;\n-- migrate:down\nB;\n-- migrate:down\nC;\n"_ba << u"section-marks"_s << 5;
    QTest::newRow("two pairs") << "-- migrate:up\nA;\n-- migrate:down\nB;\n-- migrate:up\nC;\n-- migrate:down\nD;\n"_ba << u"several-sections"_s << 5;
    QTest::newRow("byte order mark") << "\xef\xbb\xbf-- migrate:up\nA;\n-- migrate:down\nB;\n"_ba << u"section-marks"_s << 1;
    QTest::newRow("empty") << ""_ba << u"section-marks"_s << 1;
}

void tst_Dbmate::refusedFiles()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, rule);
    QFETCH(int, line);
    const auto all = load({{u"1_a.sql"_s, text}});
    const FileProblem *found = problemOf(all[0], rule);
    QVERIFY(found && found->blocks);
    QCOMPARE(found->line, line);
    QVERIFY(!found->message.isEmpty() && !found->fix.isEmpty());
}

void tst_Dbmate::duplicates()
{
    const QByteArray text = "-- migrate:up\nA;\n-- migrate:down\n";
    const auto all = load({{u"01_a.sql"_s, text}, {u"1_a.sql"_s, text}, {u"1_b.sql"_s, text}});
    QVERIFY(!all[0].blocked()); // "01" and "1" are two versions
    QVERIFY(all[1].blocked() && all[2].blocked());
    QVERIFY(problemOf(all[2], u"duplicate-version")->message.contains(u"1_a.sql"));
}

void tst_Dbmate::oddFiles()
{
    TemporaryProject project;
    project.makeFolder(u"db/migrations/1_folder.sql"_s);
    project.write(u"db/migrations/2_latin.sql"_s, "-- migrate:up\n-- gr\xfc\xdf\nA;\n-- migrate:down\n");
    project.write(u"db/migrations/3_comment.sql"_s, "-- migrate:up\n\n\n-- migrate:down\n\n");
    QVERIFY(QFile::link(u"4_loop.sql"_s, project.path(u"db/migrations/4_loop.sql"_s)));
    const auto all = m_format.load({project.folder(), {}}, sqliteDialect());
    QVERIFY(all);
    QCOMPARE(all->size(), 3u);
    QVERIFY(problemOf(all->at(0), u"not-utf8")->blocks);
    QVERIFY(!problemOf(all->at(1), u"comment-only")->blocks);
    QVERIFY(problemOf(all->at(2), u"unreadable")->blocks);
}

void tst_Dbmate::severalFolders()
{
    TemporaryProject project;
    const QByteArray text = "-- migrate:up\nSELECT 1;\n-- migrate:down\n";
    project.write(u"b/1_x.sql"_s, text);
    project.write(u"a/2_y.sql"_s, text);
    project.write(u"b/3_z.sql"_s, text);
    project.write(u".env"_s, "DBMATE_MIGRATIONS_DIR=./b, a\n");
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(setup);
    const auto all = m_format.load(*setup, sqliteDialect());
    QVERIFY(all);
    QStringList files;
    for (const Migration &migration : *all)
        files += migration.upFile;
    QCOMPARE(files, (QStringList{u"b/1_x.sql"_s, u"a/2_y.sql"_s, u"b/3_z.sql"_s}));
    QCOMPARE(m_format.load(*m_format.setup(project.folder(), u"a"_s), sqliteDialect())->size(), 1u); // the person's word comes first
}

void tst_Dbmate::recognition()
{
    TemporaryProject project;
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"db/migrations/1_a.sql"_s, "CREATE TABLE a (x);\n");
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"package.json"_s, "{\"devDependencies\": {\"dbmate\": \"2.0.0\"}}");
    QCOMPARE(m_format.recognise(project.folder()).because, u"package.json depends on dbmate"_s);
    project.remove(u"package.json"_s);
    project.write(u"db/migrations/2_b.sql"_s, "-- migrate:up\nSELECT 1;\n");
    QCOMPARE(m_format.recognise(project.folder()).because, u"db/migrations/2_b.sql has the mark -- migrate:up"_s);
    QCOMPARE(detectFormat(project.folder())->format, formatByName(u"dbmate"_s));
    project.remove(u"db/migrations/2_b.sql"_s);
    project.write(u".env"_s, "DBMATE_NO_DUMP_SCHEMA=true\n");
    QCOMPARE(m_format.recognise(project.folder()).because, u".env sets variables of dbmate's"_s);
}

void tst_Dbmate::addresses_data()
{
    QTest::addColumn<QString>("theirs");
    QTest::addColumn<QString>("ours");
    QTest::newRow("postgres") << u"postgres://me:p%40ss@db1:5433/shop?sslmode=disable"_s << u"postgresql://me:p%40ss@db1:5433/shop?sslmode=disable"_s;
    QTest::newRow("search path") << u"postgres://me@db1/shop?search_path=app,public"_s << u"postgresql://me@db1/shop?options=-c%20search_path%3Dapp%2Cpublic"_s;
    QTest::newRow("socket folder") << u"postgres://me@/shop?socket=/run/pg"_s << u"postgresql://me@/shop?host=/run/pg"_s;
    QTest::newRow("driver's own") << u"postgres://me@db1/shop?binary_parameters=yes"_s << u"postgresql://me@db1/shop"_s;
    QTest::newRow("mysql") << u"mysql://me:p%40ss@db1:3307/shop?parseTime=true&tls=skip-verify"_s << u"mysql://me:p%40ss@db1:3307/shop?ssl-mode=REQUIRED"_s;
    QTest::newRow("mysql socket") << u"mysql://me@/shop?socket=/run/mysql.sock"_s << u"mysql://me@localhost/shop?socket=/run/mysql.sock"_s;
    QTest::newRow("sqlite") << u"sqlite:db/shop.db"_s << u"sqlite:db/shop.db"_s;
    QTest::newRow("sqlite3, absolute") << u"sqlite3:/srv/shop.db?mode=rwc"_s << u"sqlite:/srv/shop.db"_s;
    QTest::newRow("sqlite, slashes") << u"sqlite:///srv/shop.db"_s << u"sqlite:/srv/shop.db"_s;
    QTest::newRow("none") << QString() << QString();
    QTest::newRow("other") << u"clickhouse://db1/shop"_s << u"!"_s;
    QTest::newRow("no URL") << u"mysql:shop"_s << u"!"_s;
}

void tst_Dbmate::addresses()
{
    QFETCH(QString, theirs);
    QFETCH(QString, ours);
    TemporaryProject project;
    project.write(u".env"_s, "DATABASE_URL=\"" + theirs.toUtf8() + "\"\n");
    const auto url = m_format.url({project.folder(), u"db/migrations"_s}, {});
    if (ours == u"!") {
        QVERIFY(!url);
        QVERIFY(!url.error().text().contains(u"shop"));
        return;
    }
    QVERIFY2(url, url ? "" : qPrintable(url.error().text()));
    QCOMPARE(*url, ours);
    if (!ours.isEmpty()) {
        const auto target = engineByName(ours.section(u':', 0, 0))->target(ours, project.folder());
        QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
    }
    qputenv("DATABASE_URL", "sqlite:other.db"); // the process's own variable comes first
    QCOMPARE(*m_format.url({project.folder(), u"db/migrations"_s}, {}), u"sqlite:other.db"_s);
}

void tst_Dbmate::tableNames()
{
    TemporaryProject project;
    QCOMPARE(m_format.trackingTable(*m_format.setup(project.folder(), {})), u"schema_migrations"_s);
    project.write(u".env"_s, "DBMATE_MIGRATIONS_TABLE=versions\n");
    QCOMPARE(m_format.setup(project.folder(), {})->table, u"versions"_s);
    project.write(u".env"_s, "DATABASE_URL=postgres://me@db1/shop?search_path=app,public\n");
    QCOMPARE(m_format.setup(project.folder(), {})->table, u"app.schema_migrations"_s);
    project.write(u".env"_s, "DATABASE_URL=postgres://me@db1/shop?search_path=app\nDBMATE_MIGRATIONS_TABLE=meta.versions\n");
    QCOMPARE(m_format.setup(project.folder(), {})->table, u"meta.versions"_s);
}

void tst_Dbmate::tableIsTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase ours(engine);
    FormatDatabase theirs(engine);
    ours.run(m_format.prepare(ours.traits(), {}));
    // As dbmate's drivers send it.
    theirs.run(engine == u"sqlite"       ? "create table if not exists \"schema_migrations\" (version varchar(128) primary key)"_ba
               : engine == u"postgresql" ? "create table if not exists public.schema_migrations (version varchar primary key)"_ba
                                         : "create table if not exists `schema_migrations` (version varchar(128) primary key)"_ba);
    const QString look = engine == u"sqlite" ? u"SELECT sql FROM sqlite_schema WHERE name = 'schema_migrations'"_s
                                             : u"SELECT column_name, data_type, is_nullable, character_maximum_length, column_default, collation_name FROM information_schema.columns"
                                               " WHERE table_name = 'schema_migrations' AND table_schema = "_s + (engine == u"postgresql" ? u"current_schema()"_s : u"DATABASE()"_s)
                                                   + u" ORDER BY ordinal_position"_s;
    QCOMPARE(ours.rows(look), theirs.rows(look));
    QCOMPARE(ours.rows(look).size(), 1);
    ours.run(m_format.prepare(ours.traits(), {})); // twice is harmless
}

void tst_Dbmate::rowsAreTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const QByteArray text = "-- migrate:up\nA;\n-- migrate:down\n";
    const auto all = load({{u"001_a.sql"_s, text}, {u"20240101120000_b.sql"_s, text}});
    QVERIFY(m_format.applied(database.session(), {}, all)->empty());
    database.run(m_format.prepare(database.traits(), {}));
    for (const Migration &migration : all)
        database.run(m_format.record(migration, Direction::Up, database.traits(), true, {}));
    QCOMPARE(database.rows(u"SELECT * FROM schema_migrations ORDER BY version"_s), (QStringList{u"001"_s, u"20240101120000"_s}));
    const auto applied = m_format.applied(database.session(), {}, all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->size(), 2u);
    QCOMPARE(applied->at(0).key, all[0].key);
    QCOMPARE(applied->at(0).description, u"a"_s);
    QVERIFY(applied->at(0).success && !applied->at(0).appliedAt.isValid());
    QVERIFY(m_format.isSame(all[0], applied->at(0)));
    database.run(m_format.record(all[1], Direction::Down, database.traits(), true, {}));
    QCOMPARE(database.rows(u"SELECT * FROM schema_migrations"_s), QStringList{u"001"_s});
    database.run(m_format.mark(all[1], Direction::Up, database.traits(), {}));
    QCOMPARE(database.rows(u"SELECT count(*) FROM schema_migrations"_s), QStringList{u"2"_s});
    QVERIFY(m_format.locks(database.traits(), u"shop"_s, {}).empty()); // dbmate takes none
}

void tst_Dbmate::schemaIsMade()
{
    if (!TestServer::postgresql() && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(u"postgresql"_s)));
    FormatDatabase database(u"postgresql"_s);
    const FormatSetup setup{{}, u"db/migrations"_s, u"my app.versions"_s};
    const auto all = load({{u"001_a.sql"_s, "-- migrate:up\nA;\n-- migrate:down\n"}});
    QVERIFY(m_format.applied(database.session(), setup, all)->empty());
    database.run(m_format.prepare(database.traits(), setup));
    database.run(m_format.prepare(database.traits(), setup));
    database.run(m_format.record(all[0], Direction::Up, database.traits(), true, setup));
    QCOMPARE(database.rows(u"SELECT version FROM \"my app\".versions"_s), QStringList{u"001"_s});
    QCOMPARE(m_format.applied(database.session(), setup, all)->size(), 1u);
}

void tst_Dbmate::tablesOfOthers_data()
{
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QString>("tool");
    QTest::newRow("golang-migrate") << "CREATE TABLE schema_migrations (version uint64, dirty bool)"_ba << u"golang-migrate"_s;
    QTest::newRow("Diesel") << "CREATE TABLE schema_migrations (version TEXT, run_on TIMESTAMP)"_ba << u"Diesel"_s;
    QTest::newRow("Rails") << "CREATE TABLE schema_migrations (version varchar PRIMARY KEY)"_ba << u"Rails"_s;
}

void tst_Dbmate::tablesOfOthers()
{
    QFETCH(QByteArray, table);
    QFETCH(QString, tool);
    FormatDatabase database(u"sqlite"_s);
    database.run(table);
    if (tool == u"Rails")
        database.run("CREATE TABLE ar_internal_metadata (key TEXT, value TEXT)");
    const auto applied = m_format.applied(database.session(), {}, {});
    QVERIFY(!applied);
    QCOMPARE(applied.error().code, ErrorCode::Disagreement);
    QVERIFY2(applied.error().text().contains(tool), qPrintable(applied.error().text()));
}

void tst_Dbmate::newFiles()
{
    const auto made = m_format.create({u"add it"_s, true, QDateTime({2025, 6, 30}, {12, 15, 30}, Qt::UTC)}, {{}, u"db/migrations"_s},
                                      load({{u"20250630121530_a.sql"_s, "-- migrate:up\nA;\n-- migrate:down\n"}}));
    QVERIFY(made);
    QCOMPARE(made->size(), 1u);
    QCOMPARE(made->front().path, u"db/migrations/20250630121531_add_it.sql"_s); // the second before is taken
    QCOMPARE(made->front().content, "-- migrate:up\n\n\n-- migrate:down\n\n"_ba);
}

QTEST_GUILESS_MAIN(tst_Dbmate)
#include "tst_dbmate.moc"
