// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/projectqueries.h"
#include "tests/support/opendesk.h"
#include "tests/support/testserver.h"

#include <QJsonArray>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// The queries of a project before and after a plan.
class TestProjectQueries : public QObject
{
    Q_OBJECT

private slots:
    void reads();
    void refuses_data();
    void refuses();
    void judges_data();
    void judges();
    void comesBackFromJson();
    void seesWhatThePlanDoes_data();
    void seesWhatThePlanDoes();
    void withoutRowsCostsMeanNothing();
};

void TestProjectQueries::reads()
{
    const TemporaryProject project;
    QVERIFY(readProjectQueries(project.folder(), sqliteDialect()).value().empty());
    project.write(u"queries/b.sql"_s, "-- the shop's page\nSELECT 1;\n\nSELECT ';' FROM t\n");
    project.write(u"queries/a.sql"_s, "WITH x AS (SELECT 2) SELECT * FROM x");
    project.write(u"queries/notes.txt"_s, "not a query");
    const auto queries = readProjectQueries(project.folder(), sqliteDialect());
    QVERIFY2(queries, queries ? "" : qPrintable(queries.error().text()));
    QCOMPARE(queries->size(), size_t(3));
    QCOMPARE((*queries)[0].file, u"queries/a.sql"_s);
    QCOMPARE((*queries)[1].line, 2);
    QCOMPARE((*queries)[1].sql, QByteArray("SELECT 1"));
    QCOMPARE((*queries)[2].line, 4);
    QCOMPARE((*queries)[2].sql, QByteArray("SELECT ';' FROM t"));
}

void TestProjectQueries::refuses_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<qint64>("line");
    QTest::addColumn<QString>("says");
    QTest::newRow("cut off") << QByteArray("SELECT 1;\nSELECT 'x") << qint64(2) << QString();
    QTest::newRow("no query") << QByteArray("SELECT 1;\n\nDROP TABLE t;") << qint64(3) << u"DROP TABLE t"_s;
    QTest::newRow("setting") << QByteArray("PRAGMA foreign_keys = off") << qint64(1) << u"PRAGMA"_s;
    QTest::newRow("no text") << QByteArray("SELECT 1;\n\xff\xfe") << qint64(2) << QString();
    QTest::newRow("too many") << QByteArray("SELECT 1;\n").repeated(201) << qint64(201) << u"200"_s;
    QTest::newRow("too large") << QByteArray(1024 * 1024 + 1, ' ') << qint64(0) << u"1 MB"_s;
}

void TestProjectQueries::refuses()
{
    QFETCH(QByteArray, content);
    QFETCH(qint64, line);
    QFETCH(QString, says);
    const TemporaryProject project;
    project.write(u"queries/q.sql"_s, content);
    const auto queries = readProjectQueries(project.folder(), sqliteDialect());
    QVERIFY(!queries);
    QCOMPARE(queries.error().where.file, u"queries/q.sql"_s);
    QCOMPARE(queries.error().where.line, line);
    QVERIFY2(queries.error().text().contains(says), qPrintable(queries.error().text()));
}

void TestProjectQueries::judges_data()
{
    using Numbers = std::optional<double>;
    QTest::addColumn<QueryPlan>("before");
    QTest::addColumn<QueryPlan>("after");
    QTest::addColumn<bool>("rows");
    QTest::addColumn<QStringList>("worse");
    const auto plan = [](Numbers cost, Numbers ms, const QStringList &indexes, const QStringList &scans) { return QueryPlan{u"plan"_s, cost, ms, indexes, scans}; };
    const QStringList none;
    const QStringList index{u"by_a"_s};
    const QStringList other{u"by_b"_s};
    const QStringList table{u"t"_s};
    QTest::newRow("same") << plan(8.0, 1.0, index, none) << plan(8.0, 1.0, index, none) << true << none;
    QTest::newRow("lost index") << plan(8.0, 1.0, index, none) << plan(1250.0, 1.0, none, table) << true
                                << QStringList{u"no longer uses index by_a"_s, u"now reads t whole"_s, u"cost 8.0 before, 1250 after"_s};
    QTest::newRow("another index") << plan(8.0, 1.0, index, none) << plan(9.0, 1.0, other, none) << true << none;
    QTest::newRow("another index and a scan") << plan(8.0, {}, index, none) << plan(9.0, {}, other, table) << true
                                              << QStringList{u"no longer uses index by_a"_s, u"now reads t whole"_s};
    QTest::newRow("found an index") << plan(1250.0, {}, none, table) << plan(8.0, {}, index, none) << true << none;
    QTest::newRow("cheap jump") << plan(8.0, {}, none, table) << plan(80.0, {}, none, table) << true << none;
    QTest::newRow("less than twice") << plan(8000.0, {}, none, table) << plan(15'000.0, {}, none, table) << true << none;
    QTest::newRow("twice") << plan(8000.0, {}, none, table) << plan(16'000.0, {}, none, table) << true << QStringList{u"cost 8000 before, 16000 after"_s};
    QTest::newRow("twice, without rows") << plan(8000.0, {}, none, table) << plan(16'000.0, {}, none, table) << false << none;
    QTest::newRow("slower") << plan({}, 20.0, none, table) << plan({}, 90.0, none, table) << true << QStringList{u"took 20.0 ms before, 90.0 ms after"_s};
    QTest::newRow("slower, by chance") << plan({}, 1.0, none, table) << plan({}, 40.0, none, table) << true << none;
    QTest::newRow("new query") << QueryPlan() << plan(1e6, 9e4, none, table) << true << none;
}

void TestProjectQueries::judges()
{
    QFETCH(QueryPlan, before);
    QFETCH(QueryPlan, after);
    QFETCH(bool, rows);
    QFETCH(QStringList, worse);
    QueryComparison one{u"queries/q.sql"_s, 1, u"SELECT"_s, before, after, {}, {}};
    judge(one, rows);
    QCOMPARE(one.worse, worse);
    one.error = u"no such column"_s;
    judge(one, rows);
    QCOMPARE(one.worse, before.text.isEmpty() ? QStringList() : QStringList{u"fails after the plan"_s});
}

void TestProjectQueries::comesBackFromJson()
{
    const std::vector<QueryComparison> some{
        {u"queries/q.sql"_s, 7, u"SELECT 1"_s, {u"a\nb"_s, 8.5, 0.5, {u"i"_s}, {}}, {u"c"_s, {}, {}, {}, {u"t"_s}}, {}, {u"now reads t whole"_s}},
        {u"queries/r.sql"_s, 1, u"SELECT 2"_s, {}, {}, u"no such table"_s, {}}};
    QCOMPARE(queryComparisonsFromJson(toJson(some)), some);
}

void TestProjectQueries::seesWhatThePlanDoes_data()
{
    QTest::addColumn<QString>("engine");
    for (const char *engine : {"sqlite", "postgresql", "mariadb"})
        QTest::newRow(engine) << QString::fromLatin1(engine);
}

/// An index is dropped and a column renamed: one query reads whole tables afterwards, one fails, one stays as it was, one works only then.
void TestProjectQueries::seesWhatThePlanDoes()
{
    QFETCH(QString, engine);
    TestServer *server = TestServer::forEngine(engine);
    QVERIFY2(server || engine == u"sqlite", qPrintable(TestServer::problem(engine)));
    const QString database = server ? server->newDatabase() : QString();
    TemporaryProject project;
    if (server)
        project.write(u".env"_s, "DATABASE_PASSWORD=" + server->password().toUtf8() + "\n");
    project.write(u"lockkeeper.toml"_s, "[project]\nname = \"shop\"\nformat = \"plain\"\nmigrations = \"migrations\"\n\n[environments.development]\nurl = \"" + (server ? server->url(database).replace(server->password(), u"${DATABASE_PASSWORD}"_s) : u"sqlite:shop.db"_s).toUtf8() + "\"\n");
    const QByteArray numbers = engine == u"postgresql" ? "generate_series(1, 20000) AS n (i)"
                               : engine == u"mariadb"  ? "(SELECT seq AS i FROM seq_1_to_20000) AS n"
                                                       : "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n) AS n";
    project.write(u"migrations/0001_shop.sql"_s, "CREATE TABLE orders (id INT PRIMARY KEY, customer INT, total INT);\nCREATE INDEX by_customer ON orders (customer);\n"
                                                "INSERT INTO orders SELECT i, i % 5000, i FROM " + numbers + ";\n");
    project.write(u"queries/shop.sql"_s, "SELECT customer, count(*) FROM orders WHERE customer = 17 GROUP BY customer;\nSELECT total FROM orders WHERE id = 3;\nSELECT id FROM orders WHERE id = 4;\n"
                                        "SELECT euros FROM orders WHERE id = 5;\n");
    {
        const auto desk = openDesk(project);
        QVERIFY(!applyAll(*desk).error);
    }
    project.write(u"migrations/0002_worse.sql"_s, QByteArray("DROP INDEX by_customer") + (engine == u"mariadb" ? " ON orders" : "") + ";\nALTER TABLE orders RENAME COLUMN total TO euros;\n");
    {
        const auto desk = openDesk(project);
        const Plan plan = desk->plan({}).value();
        RunControl control;
        const auto rehearsal = desk->rehearse(plan, {}, control, {}, {});
        QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(rehearsal.error().text()));
        QVERIFY(rehearsal->ok);
        const auto &queries = rehearsal->queries;
        QCOMPARE(queries.size(), size_t(4));
        const QString index = engine == u"mariadb" ? u"orders.by_customer"_s : u"by_customer"_s;
        QCOMPARE(queries[0].before.indexes, QStringList{index});
        QCOMPARE(queries[0].after.scans, QStringList{u"orders"_s});
        QVERIFY2(queries[0].worse.contains(u"no longer uses index "_s + index), qPrintable(queries[0].worse.join(u'\n')));
        QVERIFY(queries[0].worse.contains(u"now reads orders whole"_s));
        QVERIFY(queries[0].before.ms && queries[0].after.ms);
        if (engine == u"postgresql")
            QVERIFY2(queries[0].worse.last().startsWith(u"cost "_s), qPrintable(queries[0].worse.join(u'\n')));
        QCOMPARE(queries[1].worse, QStringList{u"fails after the plan"_s});
        QVERIFY2(queries[1].error.contains(u"total"_s), qPrintable(queries[1].error));
        QCOMPARE(queries[1].line, 2);
        QVERIFY(queries[2].worse.isEmpty() && queries[2].error.isEmpty());
        QVERIFY(queries[3].worse.isEmpty() && queries[3].error.isEmpty() && queries[3].before.text.isEmpty() && !queries[3].after.text.isEmpty());
        // As it is kept.
        const auto kept = desk->rehearsal(plan);
        QVERIFY(kept);
        QCOMPARE(kept->queries, queries);
    }
    if (server)
        server->dropDatabase(database);
}

void TestProjectQueries::withoutRowsCostsMeanNothing()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(u"migrations/0001_shop.sql"_s, "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INT);\nCREATE INDEX by_customer ON orders (customer);\n");
    project.write(u"queries/shop.sql"_s, "SELECT * FROM orders WHERE customer = 17");
    {
        const auto desk = openDesk(project);
        applyAll(*desk);
    }
    project.write(u"migrations/0002_worse.sql"_s, "DROP INDEX by_customer;\n");
    const auto desk = openDesk(project);
    RunControl control;
    RehearseOptions options;
    options.data = ScratchData::None;
    const auto rehearsal = desk->rehearse(desk->plan({}).value(), options, control, {}, {});
    QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(rehearsal.error().text()));
    QCOMPARE(rehearsal->queries.at(0).worse, (QStringList{u"no longer uses index by_customer"_s, u"now reads orders whole"_s}));
    QVERIFY(!rehearsal->queries[0].before.ms);
    project.write(u"queries/shop.sql"_s, "SELECT 'x");
    const auto broken = desk->rehearse(desk->plan({}).value(), options, control, {}, {});
    QVERIFY(!broken);
    QCOMPARE(broken.error().where.file, u"queries/shop.sql"_s);
}

Q_DECLARE_METATYPE(lk::QueryPlan)

QTEST_GUILESS_MAIN(TestProjectQueries)
#include "tst_projectqueries.moc"
