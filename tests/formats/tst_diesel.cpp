// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/diesel/dieselfolder.h"
#include "models/formats/diesel/dieselformat.h"
#include "models/formats/formatregistry.h"
#include "tests/formats/formatsession.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_Diesel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void versions_data();
    void versions();
    void order();
    void metadata_data();
    void metadata();
    void badFolders();
    void settings();
    void addresses_data();
    void addresses();
    void recognition();
    void tableIsTheTools_data() { everyTestEngine(); }
    void tableIsTheTools();
    void rowsAreTheTools_data() { everyTestEngine(); }
    void rowsAreTheTools();
    void newFiles();

private:
    std::vector<Migration> load(const TemporaryProject &project) const
    {
        auto migrations = m_format.load({project.folder(), u"migrations"_s}, sqliteDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }

    DieselFormat m_format;
};

void tst_Diesel::init()
{
    qunsetenv("DATABASE_URL");
    qunsetenv("MIGRATION_DIRECTORY");
}

void tst_Diesel::versions_data()
{
    QTest::addColumn<QString>("version");
    QTest::newRow("2024-01-02-030405_users") << u"20240102030405"_s;
    QTest::newRow("2024-01-02-030405-0000_users") << u"202401020304050000"_s;
    QTest::newRow("2024-01-02-030405-000a_x") << u"20240102030405000a"_s;
    QTest::newRow("00000000000000_diesel_initial_setup") << u"00000000000000"_s;
}

void tst_Diesel::versions()
{
    QFETCH(QString, version);
    QCOMPARE(dieselVersion(QString::fromLatin1(QTest::currentDataTag())), version);
}

void tst_Diesel::order()
{
    TemporaryProject project;
    for (const QString &name : {u"2_b"_s, u"10_a"_s, u"2024-01-02-030405-0000_c"_s, u"00000000000000_diesel_initial_setup"_s})
        project.write(u"migrations/%1/up.sql"_s.arg(name), "SELECT 1;");
    project.write(u"migrations/10_a/down.sql"_s, "SELECT 2;");
    project.write(u"migrations/.hidden/x"_s, "");
    project.write(u"migrations/README.md"_s, "");
    project.makeFolder(u"migrations/empty"_s);
    QStringList keys;
    const auto all = load(project);
    for (const Migration &migration : all)
        keys += migration.key;
    QCOMPARE(keys, (QStringList{u"00000000000000"_s, u"10"_s, u"2"_s, u"202401020304050000"_s})); // as text
    QCOMPARE(all[0].description, u"diesel initial setup"_s);
    QVERIFY(all[1].reversible() && !all[2].reversible());
    QCOMPARE(all[1].downFile, u"migrations/10_a/down.sql"_s);
}

void tst_Diesel::metadata_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("transaction");
    QTest::addColumn<bool>("noted");
    QTest::newRow("false") << "run_in_transaction = false\n"_ba << false << false;
    QTest::newRow("true") << "run_in_transaction = true\n"_ba << true << false;
    QTest::newRow("empty: no key") << ""_ba << false << true;
    QTest::newRow("other key") << "author = \"me\"\n"_ba << false << true;
    QTest::newRow("broken: as if it were not there") << "run_in_transaction = \n"_ba << true << false;
}

void tst_Diesel::metadata()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, transaction);
    QFETCH(bool, noted);
    TemporaryProject project;
    project.write(u"migrations/1_a/up.sql"_s, "SELECT 1;");
    QVERIFY(load(project)[0].transaction);
    project.write(u"migrations/1_a/metadata.toml"_s, text);
    const auto all = load(project);
    QCOMPARE(all[0].transaction, transaction);
    QCOMPARE(all[0].downTransaction, transaction);
    QCOMPARE(problemOf(all[0], u"metadata-without-key") != nullptr, noted);
    QVERIFY(!all[0].blocked());
}

void tst_Diesel::badFolders()
{
    TemporaryProject project;
    project.write(u"migrations/1_a/down.sql"_s, "SELECT 1;");
    project.write(u"migrations/2_b/up.sql"_s, "");
    project.write(u"migrations/3_c/up.sql"_s, "A;");
    project.write(u"migrations/3_d/up.sql"_s, "A;");
    project.write(u"migrations/4_e/up.sql"_s, "-- gr\xfc\xdf");
    const auto all = load(project);
    QVERIFY(problemOf(all[0], u"folder-without-up")->blocks);
    QVERIFY(problemOf(all[1], u"empty-script")->blocks);
    QVERIFY(problemOf(all[2], u"duplicate-version")->blocks && problemOf(all[3], u"duplicate-version")->blocks);
    QVERIFY(problemOf(all[4], u"not-utf8")->blocks);
}

void tst_Diesel::settings()
{
    TemporaryProject project;
    QCOMPARE(m_format.setup(project.folder(), {})->migrations, u"migrations"_s);
    project.write(u"diesel.toml"_s, "[migrations_directory]\ndir = \"db/steps\"\n");
    QCOMPARE(m_format.setup(project.folder(), {})->migrations, u"db/steps"_s);
    project.write(u".env"_s, "MIGRATION_DIRECTORY=other\n");
    QCOMPARE(m_format.setup(project.folder(), {})->migrations, u"other"_s);
    project.remove(u".env"_s);
    project.write(u"diesel.toml"_s, "[migrations_directory\n");
    const auto broken = m_format.setup(project.folder(), {});
    QVERIFY(!broken);
    QVERIFY(broken.error().where.file.endsWith(u"diesel.toml") && broken.error().where.line > 0);
}

void tst_Diesel::addresses_data()
{
    QTest::addColumn<QString>("theirs");
    QTest::addColumn<QString>("ours");
    QTest::newRow("postgres") << u"postgres://me@db1/shop"_s << u"postgresql://me@db1/shop"_s;
    QTest::newRow("mysql socket") << u"mysql://me@localhost/shop?unix_socket=/run/m.sock&ssl_mode=disabled"_s << u"mysql://me@localhost/shop?socket=/run/m.sock&ssl-mode=disabled"_s;
    QTest::newRow("file") << u"db/shop.sqlite"_s << u"sqlite:db/shop.sqlite"_s;
    QTest::newRow("sqlite URL") << u"sqlite:///srv/shop.db"_s << u"sqlite:/srv/shop.db"_s;
    QTest::newRow("none") << QString() << QString();
}

void tst_Diesel::addresses()
{
    QFETCH(QString, theirs);
    QFETCH(QString, ours);
    TemporaryProject project;
    project.write(u".env"_s, "DATABASE_URL=" + theirs.toUtf8() + "\n");
    QCOMPARE(m_format.url({project.folder(), u"migrations"_s}, {}).value_or(u"!"_s), ours);
    if (!ours.isEmpty())
        QVERIFY(engineByName(ours.section(u':', 0, 0))->target(ours, project.folder()));
}

void tst_Diesel::recognition()
{
    TemporaryProject project;
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u"migrations/1_a/up.sql"_s, "SELECT 1;");
    QCOMPARE(m_format.recognise(project.folder()).because, u"migrations/1_a has an up.sql"_s);
    project.write(u"diesel.toml"_s, "");
    QCOMPARE(m_format.recognise(project.folder()).because, u"diesel.toml is there"_s);
    QCOMPARE(detectFormat(project.folder())->format, formatByName(u"diesel"_s));
}

void tst_Diesel::tableIsTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase ours(engine);
    FormatDatabase theirs(engine);
    ours.run(m_format.prepare(ours.traits(), {}));
    ours.run(m_format.prepare(ours.traits(), {}));
    theirs.run("CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (\n       version VARCHAR(50) PRIMARY KEY NOT NULL,\n"
               "       run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP\n)");
    const QString look = engine == u"sqlite" ? u"SELECT sql FROM sqlite_schema WHERE name = '__diesel_schema_migrations'"_s
                                             : u"SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns"
                                               " WHERE table_name = '__diesel_schema_migrations' AND table_schema = "_s
                                                   + (engine == u"postgresql" ? u"current_schema()"_s : u"DATABASE()"_s) + u" ORDER BY ordinal_position"_s;
    QCOMPARE(ours.rows(look), theirs.rows(look));
    QVERIFY(!ours.rows(look).isEmpty());
}

void tst_Diesel::rowsAreTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    TemporaryProject project;
    project.write(u"migrations/2024-01-02-030405-0000_users/up.sql"_s, "SELECT 1;");
    const auto all = load(project);
    database.run(m_format.prepare(database.traits(), {}));
    database.run(m_format.record(all[0], Direction::Up, database.traits(), true, {}));
    QCOMPARE(database.rows(u"SELECT version FROM __diesel_schema_migrations"_s), QStringList{u"202401020304050000"_s});
    const auto applied = m_format.applied(database.session(), {}, all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->at(0).description, u"users"_s);
    QVERIFY(applied->at(0).appliedAt.isValid());
    database.run(m_format.record(all[0], Direction::Down, database.traits(), true, {}));
    QVERIFY(m_format.applied(database.session(), {}, all)->empty());
    QVERIFY(m_format.locks(database.traits(), u"shop"_s, {}).empty());
}

void tst_Diesel::newFiles()
{
    const NewMigration wanted{u"add it"_s, true, QDateTime({2025, 6, 30}, {12, 15, 30}, Qt::UTC)};
    const auto made = m_format.create(wanted, {{}, u"migrations"_s}, {});
    QCOMPARE(made->size(), 2u);
    QCOMPARE(made->at(0).path, u"migrations/2025-06-30-121530-0000_add_it/up.sql"_s);
    QCOMPARE(made->at(1).path, u"migrations/2025-06-30-121530-0000_add_it/down.sql"_s);
    Migration taken;
    taken.version = u"202506301215300000"_s;
    QCOMPARE(m_format.create(wanted, {{}, u"migrations"_s}, {taken})->at(0).path, u"migrations/2025-06-30-121530-0001_add_it/up.sql"_s);
}

QTEST_GUILESS_MAIN(tst_Diesel)
#include "tst_diesel.moc"
