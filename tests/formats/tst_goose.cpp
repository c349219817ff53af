// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/formats/goose/gooseformat.h"
#include "models/formats/goose/gooseparser.h"
#include "tests/formats/formatsession.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_Goose : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void statements_data();
    void statements();
    void refused_data();
    void refused();
    void sections();
    void names();
    void variables();
    void addresses_data();
    void addresses();
    void recognition();
    void tableIsTheTools_data() { everyTestEngine(); }
    void tableIsTheTools();
    void rowsAreTheTools_data() { everyTestEngine(); }
    void rowsAreTheTools();
    void newFiles();

private:
    using Files = QList<std::pair<QString, QByteArray>>;

    std::vector<Migration> load(const Files &files, const QByteArray &variables = {}) const
    {
        TemporaryProject project;
        project.write(u".env"_s, variables);
        for (const auto &[name, content] : files)
            project.write(u"migrations/"_s + name, content);
        auto migrations = m_format.load({project.folder(), u"migrations"_s}, sqliteDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }

    GooseFormat m_format;
};

void tst_Goose::init()
{
    for (const char *name : {"GOOSE_DRIVER", "GOOSE_DBSTRING", "GOOSE_MIGRATION_DIR", "GOOSE_TABLE", "LK_GOOSE_NAME"})
        qunsetenv(name);
}

void tst_Goose::statements_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::newRow("vector") << "SELECT 1;\n-- +goose StatementBegin\nSELECT 2;\nSELECT 3;\n-- +goose StatementEnd\n"_ba << QByteArrayList{"SELECT 1;", "SELECT 2;\nSELECT 3;"};
    QTest::newRow("comment behind") << "SELECT 1; -- one\nSELECT 2;\n"_ba << QByteArrayList{"SELECT 1; -- one", "SELECT 2;"};
    QTest::newRow("comment above is dropped") << "-- x\n\n  SELECT 1\n-- y\n;\n"_ba << QByteArrayList{"SELECT 1\n-- y\n;"};
    QTest::newRow("two on a line") << "SELECT 1; SELECT 2;\n"_ba << QByteArrayList{"SELECT 1; SELECT 2;"};
    QTest::newRow("CRLF") << "SELECT 1;\r\nSELECT 2;\r\n"_ba << QByteArrayList{"SELECT 1;", "SELECT 2;"};
    QTest::newRow("no semicolon within") << "-- +goose StatementBegin\nSELECT 2\n-- +goose StatementEnd\n"_ba << QByteArrayList{"SELECT 2"};
}

void tst_Goose::statements()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArrayList, pieces);
    const auto spans = splitGoose(text);
    QVERIFY2(spans, spans ? "" : qPrintable(spans.error().text()));
    QByteArrayList actual;
    for (const StatementSpan &span : *spans) {
        actual += text.sliced(span.offset, span.length);
        QVERIFY(text.split('\n').value(qsizetype(span.line) - 1).contains(actual.back().split('\n').front()));
    }
    QCOMPARE(actual, pieces);
}

void tst_Goose::refused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>("line");
    const QString annotation = u"bad-annotation"_s;
    QTest::newRow("none") << "SELECT 1;\n"_ba << annotation << 1;
    QTest::newRow("two Ups") << "-- +goose Up\nA;\n-- +goose up\n"_ba << annotation << 3;
    QTest::newRow("Down first") << "-- +goose Down\nA;\n-- +goose Up\nB;\n"_ba << annotation << 1;
    QTest::newRow("unknown") << "-- +goose Up\nA;\n-- +goose Upp\n"_ba << annotation << 3;
    QTest::newRow("indented") << "-- +goose Up\nA;\n  -- +goose Down\nB;\n"_ba << annotation << 3;
    QTest::newRow("open statement") << "-- +goose Up\n-- +goose StatementBegin\nA;\n"_ba << annotation << 1;
    QTest::newRow("End alone") << "-- +goose Up\nA;\n-- +goose StatementEnd\n"_ba << annotation << 3;
    QTest::newRow("statement above") << "A;\n-- +goose Up\nB;\n"_ba << annotation << 1;
    QTest::newRow("no semicolon") << "-- +goose Up\nA;\n\nB\n-- +goose Down\nC;\n"_ba << u"missing-semicolon"_s << 4;
    QTest::newRow("no semicolon below") << "-- +goose Up\nA;\n-- +goose Down\nC\n"_ba << u"missing-semicolon"_s << 4;
}

void tst_Goose::refused()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, rule);
    QFETCH(int, line);
    const auto all = load({{u"1_a.sql"_s, text}});
    const FileProblem *found = problemOf(all[0], rule);
    QVERIFY(found && found->blocks);
    QCOMPARE(found->line, line);
}

void tst_Goose::sections()
{
    const QByteArray text = "-- +goose NO TRANSACTION\n-- +goose Up\nA;\n-- +goose Down\nB;\n";
    const auto all = load({{u"00002_b.sql"_s, text}, {u"3_c.sql"_s, "-- +goose Up\nA;\n"}});
    QVERIFY(all[0].problems.empty());
    QCOMPARE(all[0].key, u"2"_s);
    QCOMPARE(all[0].up->view().toByteArray(), "A;\n"_ba);
    QCOMPARE(all[0].up->firstLine, 3);
    QCOMPARE(all[0].down->view().toByteArray(), "B;\n"_ba);
    QCOMPARE(all[0].down->firstLine, 5);
    QVERIFY(!all[0].transaction && !all[0].downTransaction);
    QVERIFY(all[1].transaction && !all[1].reversible());
    QCOMPARE(m_format.cut(u"migrations/00002_b.sql"_s, text, Direction::Up, sqliteDialect()), all[0].up);
    QCOMPARE(m_format.cut(u"migrations/00002_b.sql"_s, text, Direction::Down, sqliteDialect()), all[0].down);
}

void tst_Goose::names()
{
    const QByteArray text = "-- +goose Up\nA;\n";
    const auto all = load({{u"10_c.sql"_s, text}, {u"9_b.sql"_s, text}, {u"11_d.go"_s, "package x"}, {u"11_d_test.go"_s, ""}, {u"main.go"_s, ""}, {u"seed.sql"_s, text}, {u"010_e.sql"_s, text}});
    QCOMPARE(all.size(), 5u);
    QVERIFY(problemOf(all[0], u"bad-file-name")->blocks);
    QCOMPARE(all[1].key, u"9"_s);
    QVERIFY(problemOf(all[2], u"duplicate-version") && problemOf(all[3], u"duplicate-version"));
    QCOMPARE(all[4].language, u"go"_s);
    QVERIFY(problemOf(all[4], u"foreign-program")->blocks && !all[4].up);
}

void tst_Goose::variables()
{
    const QByteArray text = "-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${LK_GOOSE_NAME}', '${LK_GOOSE_OTHER:-b}';\n-- +goose ENVSUB OFF\nSELECT '${LK_GOOSE_NAME}';\n";
    const auto all = load({{u"1_a.sql"_s, text}}, "LK_GOOSE_NAME=a\n");
    QVERIFY(all[0].problems.empty());
    QVERIFY(all[0].up->view().toByteArray().contains("SELECT 'a', 'b';\n"));
    QVERIFY(all[0].up->view().toByteArray().contains("SELECT '${LK_GOOSE_NAME}';\n"));
    QCOMPARE(all[0].up->fileBytes(), text);
    const auto unset = load({{u"1_a.sql"_s, text}});
    QVERIFY(!problemOf(unset[0], u"unset-variable")->blocks);
    QCOMPARE(problemOf(unset[0], u"unset-variable")->line, 3);
}

void tst_Goose::addresses_data()
{
    QTest::addColumn<QByteArray>("driver");
    QTest::addColumn<QByteArray>("theirs");
    QTest::addColumn<QString>("ours");
    QTest::newRow("keywords") << "postgres"_ba << "host=db1 port=5433 user=me password='a b' dbname=shop sslmode=disable"_ba
                              << u"postgresql://me:a%20b@/shop?host=db1&port=5433&sslmode=disable"_s;
    QTest::newRow("URL") << "pgx"_ba << "postgres://me@db1/shop"_ba << u"postgresql://me@db1/shop"_s;
    QTest::newRow("mysql") << "mysql"_ba << "me:p@ss/w@tcp(db1:3307)/shop?parseTime=true&timeout=90s"_ba << u"mysql://me:p%40ss%2Fw@db1:3307/shop?connect-timeout=90"_s;
    QTest::newRow("mysql socket") << "mysql"_ba << "me@unix(/run/m.sock)/shop"_ba << u"mysql://me@localhost/shop?socket=/run/m.sock"_s;
    QTest::newRow("mysql default") << "mysql"_ba << "me@/shop"_ba << u"mysql://me@127.0.0.1:3306/shop"_s;
    QTest::newRow("sqlite3") << "sqlite3"_ba << "./shop.db?_journal=WAL"_ba << u"sqlite:./shop.db"_s;
    QTest::newRow("other") << "clickhouse"_ba << "tcp://db1"_ba << u"!"_s;
}

void tst_Goose::addresses()
{
    QFETCH(QByteArray, driver);
    QFETCH(QByteArray, theirs);
    QFETCH(QString, ours);
    TemporaryProject project;
    project.write(u".env"_s, "GOOSE_DRIVER=" + driver + "\nGOOSE_DBSTRING=\"" + theirs + "\"\n");
    QCOMPARE(m_format.url({project.folder(), u"migrations"_s}, {}).value_or(u"!"_s), ours);
    if (ours != u"!") {
        const auto target = engineByName(ours.section(u':', 0, 0))->target(ours, project.folder());
        QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
    }
}

void tst_Goose::recognition()
{
    TemporaryProject project;
    project.write(u"db/steps/1_a.sql"_s, "-- +goose Up\nSELECT 1;\n");
    QVERIFY(!m_format.recognise(project.folder()).matches);
    project.write(u".env"_s, "GOOSE_MIGRATION_DIR=db/steps\nGOOSE_TABLE=versions\n");
    QCOMPARE(m_format.recognise(project.folder()).because, u"db/steps/1_a.sql has the annotation -- +goose Up"_s);
    QCOMPARE(m_format.setup(project.folder(), {})->migrations, u"db/steps"_s);
    QCOMPARE(m_format.setup(project.folder(), {})->table, u"versions"_s);
    QCOMPARE(detectFormat(project.folder())->format, formatByName(u"goose"_s));
}

void tst_Goose::tableIsTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase ours(engine);
    FormatDatabase theirs(engine);
    ours.run(m_format.prepare(ours.traits(), {}));
    ours.run(m_format.prepare(ours.traits(), {}));
    // As goose's dialects send it.
    theirs.run(engine == u"sqlite"
                   ? "CREATE TABLE goose_db_version (\n\t\tid INTEGER PRIMARY KEY AUTOINCREMENT,\n\t\tversion_id INTEGER NOT NULL,\n\t\tis_applied INTEGER NOT NULL,\n"
                     "\t\ttstamp TIMESTAMP DEFAULT (datetime('now'))\n\t)"_ba
               : engine == u"postgresql"
                   ? "CREATE TABLE goose_db_version (id integer PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, version_id bigint NOT NULL, is_applied boolean NOT NULL,"
                     " tstamp timestamp NOT NULL DEFAULT now())"_ba
                   : "CREATE TABLE goose_db_version (id bigint(20) unsigned NOT NULL AUTO_INCREMENT, version_id bigint NOT NULL, is_applied boolean NOT NULL,"
                     " tstamp timestamp NULL default now(), PRIMARY KEY(id))"_ba);
    theirs.run(engine == u"postgresql" ? "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, TRUE)"_ba : "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1)"_ba);
    const QString look = engine == u"sqlite" ? u"SELECT sql FROM sqlite_schema WHERE name = 'goose_db_version'"_s
                                             : u"SELECT column_name, data_type, is_nullable, column_default FROM information_schema.columns"
                                               " WHERE table_name = 'goose_db_version' AND table_schema = "_s
                                                   + (engine == u"postgresql" ? u"current_schema()"_s : u"DATABASE()"_s) + u" ORDER BY ordinal_position"_s;
    QCOMPARE(ours.rows(look), theirs.rows(look));
    const QString rows = u"SELECT id, version_id, is_applied FROM goose_db_version"_s;
    QCOMPARE(ours.rows(rows), theirs.rows(rows));
    QCOMPARE(ours.rows(rows).size(), 1);
}

void tst_Goose::rowsAreTheTools()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const QByteArray text = "-- +goose Up\nA;\n";
    const auto all = load({{u"00001_a.sql"_s, text}, {u"00002_b.sql"_s, text}, {u"00003_c.sql"_s, text}});
    database.run(m_format.prepare(database.traits(), {}));
    QVERIFY(m_format.applied(database.session(), {}, all)->empty());
    for (const size_t i : {size_t(0), size_t(2), size_t(1)})
        database.run(m_format.record(all[i], Direction::Up, database.traits(), true, {}));
    QCOMPARE(database.rows(u"SELECT version_id FROM goose_db_version ORDER BY id"_s), (QStringList{u"0"_s, u"1"_s, u"3"_s, u"2"_s}));
    const auto applied = m_format.applied(database.session(), {}, all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->size(), 3u);
    QCOMPARE(applied->at(1).key, u"3"_s); // in the order of installation
    QVERIFY(applied->at(1).appliedAt.isValid());
    database.run(m_format.record(all[2], Direction::Down, database.traits(), true, {}));
    QCOMPARE(database.rows(u"SELECT version_id FROM goose_db_version ORDER BY id"_s), (QStringList{u"0"_s, u"1"_s, u"2"_s}));
}

void tst_Goose::newFiles()
{
    const NewMigration wanted{u"Add it"_s, true, QDateTime({2025, 6, 30}, {12, 15, 30}, Qt::UTC)};
    QCOMPARE(m_format.create(wanted, {{}, u"migrations"_s}, {})->at(0).path, u"migrations/20250630121530_add_it.sql"_s);
    const auto next = m_format.create(wanted, {{}, u"migrations"_s}, load({{u"00009_a.sql"_s, "-- +goose Up\nA;\n"}}));
    QCOMPARE(next->at(0).path, u"migrations/00010_add_it.sql"_s);
}

QTEST_GUILESS_MAIN(tst_Goose)
#include "tst_goose.moc"
