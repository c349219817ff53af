// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/desk.h"
#include "tests/support/temporaryproject.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

using Files = QMap<QString, QByteArray>;
Q_DECLARE_METATYPE(Files)

/// A folder is opened as it is: the database's address comes from the tool's own configuration.
class tst_DeskAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { qunsetenv("DATABASE_URL"); }
    void fromTheTool_data();
    void fromTheTool();
    void oursComesFirst();
    void environmentOfTheTool();
    void variableComesLast();
    void nowhere();
    void brokenConfigurationSaysWhere();
};

void tst_DeskAddress::fromTheTool_data()
{
    QTest::addColumn<Files>("files");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("database");
    const QByteArray dbmate = "-- migrate:up\nCREATE TABLE a (x INT);\n-- migrate:down\nDROP TABLE a;\n";
    QTest::newRow("dbmate, .env") << Files{{u"db/migrations/20240101000000_a.sql"_s, dbmate}, {u".env"_s, "DATABASE_URL=sqlite:db/shop.sqlite3\n"}} << u"dbmate"_s << u"db/shop.sqlite3"_s;
    QTest::newRow("goose, .env") << Files{{u"migrations/00001_a.sql"_s, "-- +goose Up\nCREATE TABLE a (x INT);\n"},
                                          {u".env"_s, "GOOSE_DRIVER=sqlite3\nGOOSE_DBSTRING=./shop.db\nGOOSE_MIGRATION_DIR=migrations\n"}}
                                 << u"goose"_s << u"shop.db"_s;
    QTest::newRow("flyway.toml") << Files{{u"sql/V1__a.sql"_s, "CREATE TABLE a (x INT);\n"},
                                          {u"flyway.toml"_s, "[environments.default]\nurl = \"jdbc:sqlite:shop.db\"\n[flyway]\nlocations = [\"filesystem:sql\"]\n"}}
                                 << u"flyway"_s << u"shop.db"_s;
    QTest::newRow("drizzle.config.ts") << Files{{u"drizzle/0000_a.sql"_s, "CREATE TABLE a (x INT);\n"},
                                                {u"drizzle/meta/_journal.json"_s, R"({"version":"7","dialect":"sqlite","entries":[{"idx":0,"version":"6","when":1700000000000,"tag":"0000_a","breakpoints":true}]})"},
                                                {u"drizzle.config.ts"_s, "export default { dialect: 'sqlite', out: './drizzle', dbCredentials: { url: 'file:shop.db' } };\n"}}
                                       << u"drizzle"_s << u"shop.db"_s;
    QTest::newRow("diesel, .env") << Files{{u"diesel.toml"_s, "[migrations_directory]\ndir = \"migrations\"\n"}, {u"migrations/2024-01-01-000000_a/up.sql"_s, "CREATE TABLE a (x INT);\n"},
                                           {u"migrations/2024-01-01-000000_a/down.sql"_s, "DROP TABLE a;\n"}, {u".env"_s, "DATABASE_URL=shop.db\n"}}
                                  << u"diesel"_s << u"shop.db"_s;
    QTest::newRow("sqlx, .env") << Files{{u"Cargo.toml"_s, "[dependencies]\nsqlx = \"0.8\"\n"}, {u"migrations/0001_a.sql"_s, "CREATE TABLE a (x INT);\n"},
                                         {u".env"_s, "DATABASE_URL=sqlite://shop.db\n"}}
                                << u"sqlx"_s << u"shop.db"_s;
}

void tst_DeskAddress::fromTheTool()
{
    QFETCH(Files, files);
    QFETCH(QString, format);
    QFETCH(QString, database);
    const TemporaryProject project;
    for (auto file = files.begin(); file != files.end(); ++file)
        project.write(file.key(), file.value());
    OpenRequest request;
    request.folder = project.folder();
    auto desk = Desk::open(request);
    QVERIFY2(desk, desk ? "" : qPrintable(desk.error().text()));
    QCOMPARE((*desk)->format().traits().name, format);
    QCOMPARE((*desk)->target().database, project.folder() + u'/' + database);
    const auto history = (*desk)->refresh();
    QVERIFY(history);
    QCOMPARE(history->entries.size(), 1u);
    QCOMPARE(history->entries[0].state, State::Pending);
}

void tst_DeskAddress::oursComesFirst()
{
    const TemporaryProject project;
    project.write(u"db/migrations/1_a.sql"_s, "-- migrate:up\nSELECT 1;\n");
    project.write(u".env"_s, "DATABASE_URL=sqlite:theirs.db\n");
    project.write(u"lockkeeper.toml"_s, "[environments.development]\nurl = \"sqlite:ours.db\"\n");
    OpenRequest request;
    request.folder = project.folder();
    auto desk = Desk::open(request);
    QVERIFY2(desk, desk ? "" : qPrintable(desk.error().text()));
    QCOMPARE((*desk)->target().name(), u"ours.db"_s);
    request.environment = u"production"_s; // ours are all that count where there are any
    QVERIFY(!Desk::open(request));
    request.url = u"sqlite:typed.db"_s;
    QCOMPARE((*Desk::open(request))->target().name(), u"typed.db"_s);
}

void tst_DeskAddress::environmentOfTheTool()
{
    const TemporaryProject project;
    project.write(u"sql/V1__a.sql"_s, "CREATE TABLE a (x INT);\n");
    project.write(u"flyway.toml"_s, "[environments.test]\nurl = \"jdbc:sqlite:test.db\"\n[environments.live]\nurl = \"jdbc:sqlite:live.db\"\n[flyway]\nenvironment = \"test\"\nlocations = [\"filesystem:sql\"]\n");
    OpenRequest request;
    request.folder = project.folder();
    QCOMPARE((*Desk::open(request))->target().name(), u"test.db"_s);
    request.environment = u"live"_s;
    const auto desk = Desk::open(request);
    QVERIFY2(desk, desk ? "" : qPrintable(desk.error().text()));
    QCOMPARE((*desk)->target().name(), u"live.db"_s);
    QCOMPARE((*desk)->environment().name, u"live"_s);
}

void tst_DeskAddress::variableComesLast()
{
    const TemporaryProject project;
    project.write(u"migrations/0001_a.sql"_s, "SELECT 1;\n");
    qputenv("DATABASE_URL", "sqlite:variable.db");
    OpenRequest request;
    request.folder = project.folder();
    QCOMPARE((*Desk::open(request))->target().name(), u"variable.db"_s);
    qunsetenv("DATABASE_URL");
}

void tst_DeskAddress::nowhere()
{
    const TemporaryProject project;
    project.write(u"migrations/0001_a.sql"_s, "SELECT 1;\n");
    OpenRequest request;
    request.folder = project.folder();
    const auto desk = Desk::open(request);
    QVERIFY(!desk);
    QCOMPARE(desk.error().code, ErrorCode::Usage);
    QCOMPARE(desk.error().what, u"no database is named"_s);
}

void tst_DeskAddress::brokenConfigurationSaysWhere()
{
    const TemporaryProject project;
    project.write(u"sql/V1__a.sql"_s, "CREATE TABLE a (x INT);\n");
    project.write(u"flyway.toml"_s, "[flyway]\nlocations = [\"filesystem:sql\"\n");
    OpenRequest request;
    request.folder = project.folder();
    const auto desk = Desk::open(request);
    QVERIFY(!desk);
    QVERIFY2(desk.error().text().contains(u"flyway.toml:"), qPrintable(desk.error().text()));
}

QTEST_GUILESS_MAIN(tst_DeskAddress)
#include "tst_deskaddress.moc"
