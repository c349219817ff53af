// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/engines/indexuse.h"
#include "models/rehearsal/lockforecast.h"
#include "models/rehearsal/unusedindexes.h"
#include "tests/support/opendesk.h"
#include "tests/support/testserver.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// Who would wait for whom: the joining as such, and with real sessions.
class TestLockForecast : public QObject
{
    Q_OBJECT

private slots:
    void joins_data();
    void joins();
    void tablesOfThePlan_data();
    void tablesOfThePlan();
    void locksAreHeldUntilTheTransactionEnds();
    void waitsForAll();
    void saysWhatIsNotKnown();
    void leavesOutIndexesThatAreNeeded_data();
    void leavesOutIndexesThatAreNeeded();
    void onAServer_data();
    void onAServer();
};

namespace {

Statement statementOf(const QByteArray &sql, int number)
{
    Statement statement;
    statement.source = sql;
    statement.length = sql.size();
    statement.line = number * 2;
    statement.number = number;
    return statement;
}

Plan planOf(const QList<QByteArray> &statements)
{
    Plan plan;
    plan.target.lockTimeoutMs = 5000;
    PlanStep step;
    step.migration.version = u"0003"_s;
    for (const QByteArray &sql : statements)
        step.statements.push_back(statementOf(sql, int(step.statements.size()) + 1));
    plan.steps.push_back(step);
    return plan;
}

Rehearsal rehearsalOf(const std::vector<std::optional<std::vector<ObservedLock>>> &locks, double ms = 100)
{
    Rehearsal rehearsal;
    for (const auto &seen : locks) {
        RehearsedStatement statement;
        statement.version = u"0003"_s;
        statement.number = int(rehearsal.statements.size()) + 1;
        statement.ms = ms;
        statement.seen.locks = seen;
        rehearsal.statements.push_back(statement);
    }
    return rehearsal;
}

LockWeather weatherOf(const std::vector<HeldLock> &holds, const QString &state = u"idle in transaction"_s)
{
    LockWeather weather;
    weather.bystanders.push_back({u"4711"_s, u"app"_s, u"pgbench"_s, state, holds, 200'000});
    return weather;
}

HeldLock writer(const QString &table)
{
    return {table, u"ROW EXCLUSIVE"_s, false, {u"SHARE"_s, u"SHARE ROW EXCLUSIVE"_s, u"EXCLUSIVE"_s, u"ACCESS EXCLUSIVE"_s}};
}

const ObservedLock OrdersWhole{u"orders"_s, u"ACCESS EXCLUSIVE"_s, Stops::Everybody};
const ObservedLock OrdersUpkeep{u"orders"_s, u"SHARE UPDATE EXCLUSIVE"_s, Stops::SchemaChanges};

QStringList textsOf(const LockForecast &forecast)
{
    QStringList texts;
    for (const ForecastLine &line : lines(forecast))
        texts << line.text;
    return texts;
}

} // namespace

void TestLockForecast::joins_data()
{
    QTest::addColumn<bool>("rehearsed");
    QTest::addColumn<ObservedLock>("lock");
    QTest::addColumn<HeldLock>("held");
    QTest::addColumn<bool>("waits");
    QTest::addColumn<QString>("says");
    QTest::newRow("in the way") << true << OrdersWhole << writer(u"orders"_s) << true
                                << u"0003 line 2, ALTER TABLE orders ADD note text: waits for session 4711 (pgbench; user app), idle in transaction, its transaction open for 3 min: "
                                   "it holds ROW EXCLUSIVE on orders, and ACCESS EXCLUSIVE is wanted; meanwhile everybody who wants orders waits behind it; after 5 s it gives up (lock time-out)"_s;
    QTest::newRow("mild enough") << true << OrdersUpkeep << writer(u"orders"_s) << false
                                 << u"session 4711 (pgbench; user app), idle in transaction, its transaction open for 3 min: holds ROW EXCLUSIVE on orders"_s;
    QTest::newRow("another table") << true << OrdersWhole << writer(u"customers"_s) << false
                                   << u"session 4711 (pgbench; user app), idle in transaction, its transaction open for 3 min: holds ROW EXCLUSIVE on customers"_s;
    QTest::newRow("same name elsewhere, as seen") << true << ObservedLock{u"app.orders"_s, u"ACCESS EXCLUSIVE"_s, Stops::Everybody} << writer(u"app.orders"_s) << true << QString();
    QTest::newRow("the queue") << true << OrdersWhole << HeldLock{u"orders"_s, u"SHARE"_s, true, {u"ACCESS EXCLUSIVE"_s}} << true
                               << u"0003 line 2, ALTER TABLE orders ADD note text: waits for session 4711 (pgbench; user app), idle in transaction, its transaction open for 3 min: "
                                  "it waits for SHARE on orders, and ACCESS EXCLUSIVE is wanted; meanwhile everybody who wants orders waits behind it; after 5 s it gives up (lock time-out)"_s;
    QTest::newRow("not rehearsed") << false << OrdersWhole << writer(u"orders"_s) << true
                                   << u"0003 line 2, ALTER TABLE orders ADD note text: may have to wait for session 4711 (pgbench; user app), idle in transaction, "
                                      "its transaction open for 3 min: it holds ROW EXCLUSIVE on orders; which lock is wanted is not known"_s;
    QTest::newRow("gives way") << true << OrdersWhole << HeldLock{u"orders"_s, u"SHARE UPDATE EXCLUSIVE"_s, false, {}} << false << QString();
}

void TestLockForecast::joins()
{
    QFETCH(bool, rehearsed);
    QFETCH(ObservedLock, lock);
    QFETCH(HeldLock, held);
    QFETCH(bool, waits);
    QFETCH(QString, says);
    const Plan plan = planOf({"ALTER TABLE orders ADD note text"});
    const std::optional<Rehearsal> rehearsal = rehearsed ? std::optional(rehearsalOf({std::vector{lock}})) : std::nullopt;
    const LockForecast forecast = lockForecast(plan, postgresqlDialect(), rehearsal, weatherOf({held}));
    QCOMPARE(forecast.meetings.size(), size_t(1));
    QCOMPARE(!forecast.meetings[0].inTheWay.empty(), waits);
    const auto told = lines(forecast);
    QCOMPARE(told.front().waits, waits);
    if (!says.isEmpty())
        QCOMPARE(told.front().text, says);
    const QJsonObject json = toJson(forecast);
    QCOMPARE(json[u"locks"_s][0][u"in_the_way"_s].toArray().size(), waits ? 1 : 0);
    QCOMPARE(json[u"bystanders"_s][0][u"transaction_ms"_s].toInteger(), 200'000);
}

void TestLockForecast::tablesOfThePlan_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QStringList>("tables");
    QTest::newRow("alter") << QByteArray("ALTER TABLE Orders ADD note text") << QStringList{u"orders"_s};
    QTest::newRow("of a schema") << QByteArray("ALTER TABLE app.lines ADD note text") << QStringList{u"app.lines"_s};
    QTest::newRow("by the path") << QByteArray("ALTER TABLE lines ADD note text") << QStringList{u"app.lines"_s};
    QTest::newRow("usual schema") << QByteArray("ALTER TABLE public.orders ADD note text") << QStringList{u"orders"_s};
    QTest::newRow("index") << QByteArray("CREATE INDEX i ON orders (id)") << QStringList{u"orders"_s};
    QTest::newRow("foreign key") << QByteArray("CREATE TABLE fresh (o int REFERENCES orders)") << QStringList{u"orders"_s};
    QTest::newRow("rows") << QByteArray("UPDATE orders SET id = 2") << QStringList{u"orders"_s};
    QTest::newRow("drop") << QByteArray("DROP TABLE orders") << QStringList{u"orders"_s};
    QTest::newRow("new") << QByteArray("CREATE TABLE fresh (id int)") << QStringList();
    QTest::newRow("setting") << QByteArray("SET lock_timeout = 3") << QStringList();
}

void TestLockForecast::tablesOfThePlan()
{
    QFETCH(QByteArray, statement);
    QFETCH(QStringList, tables);
    Snapshot schema;
    for (const auto &[where, name] : {std::pair{u""_s, u"orders"_s}, {u"app"_s, u"lines"_s}, {u""_s, u"customers"_s}}) {
        SchemaObject table;
        table.kind = u"table"_s;
        table.schema = where;
        table.name = name;
        schema.objects.push_back(table);
    }
    QCOMPARE(tablesWanted(planOf({statement}), postgresqlDialect(), {}, schema), tables);
    // What was seen counts more than names.
    const Rehearsal seen = rehearsalOf({std::vector{ObservedLock{u"customers"_s, u"SHARE"_s, Stops::Writers}, ObservedLock{u"index by_name"_s, u"SHARE"_s, Stops::Writers}}});
    QCOMPARE(tablesWanted(planOf({statement}), postgresqlDialect(), seen, schema), QStringList{u"customers"_s});
}

/// The first of three statements keeps its lock until the third is over; one that runs alone for itself only.
void TestLockForecast::locksAreHeldUntilTheTransactionEnds()
{
    const std::vector<ObservedLock> none;
    Plan plan = planOf({"ALTER TABLE orders ADD note text", "UPDATE customers SET name = ''", "ALTER TABLE orders ADD more text"});
    const Rehearsal rehearsal = rehearsalOf({std::vector{OrdersWhole}, none, std::vector{OrdersWhole}}, 700);
    LockForecast forecast = lockForecast(plan, postgresqlDialect(), rehearsal, {});
    QCOMPARE(forecast.meetings.size(), size_t(1));
    QCOMPARE(*forecast.meetings[0].heldMs, 2100.0);
    QCOMPARE(lines(forecast).front(), (ForecastLine{u"ACCESS EXCLUSIVE on orders was held for 2 s at the rehearsal: so long everybody who wants orders waits"_s, true}));
    plan.steps[0].transaction = false;
    forecast = lockForecast(plan, postgresqlDialect(), rehearsal, {});
    QCOMPARE(*forecast.meetings[0].heldMs, 700.0);
    QCOMPARE(lines(forecast).front(), (ForecastLine{u"ACCESS EXCLUSIVE on orders was held for 700 ms at the rehearsal: so long everybody who wants orders waits"_s, false}));
    Rehearsal estimated = rehearsal;
    estimated.statements[0].targetMs = 90'000;
    QVERIFY2(textsOf(lockForecast(plan, postgresqlDialect(), estimated, {})).front().contains(u"would be held for about 90 s here"_s), qPrintable(textsOf(lockForecast(plan, postgresqlDialect(), estimated, {})).front()));
}

void TestLockForecast::waitsForAll()
{
    const Plan plan = planOf({"CREATE INDEX CONCURRENTLY by_note ON orders (note)"});
    const LockForecast forecast = lockForecast(plan, postgresqlDialect(), rehearsalOf({std::vector{OrdersUpkeep}}), weatherOf({}));
    QCOMPARE(textsOf(forecast).front(), u"0003 line 2: waits for session 4711 (pgbench; user app), idle in transaction, its transaction open for 3 min to end"_s);
}

void TestLockForecast::saysWhatIsNotKnown()
{
    LockWeather weather;
    weather.replicas.push_back({u"reporting, 10.0.0.8"_s, 90'000, 3 * 1024 * 1024});
    weather.unknown << u"2 sessions: hidden"_s;
    const auto told = lines(lockForecast(planOf({}), postgresqlDialect(), {}, weather));
    QCOMPARE(told.size(), size_t(2));
    QCOMPARE(told[0], (ForecastLine{u"reporting, 10.0.0.8: 90 s behind, 3 MB of log to go"_s, true}));
    QCOMPARE(told[1], (ForecastLine{u"not known: 2 sessions: hidden"_s, false}));
}

void TestLockForecast::leavesOutIndexesThatAreNeeded_data()
{
    QTest::addColumn<QString>("engine");
    QTest::newRow("postgresql") << u"postgresql"_s;
    QTest::newRow("mariadb") << u"mariadb"_s;
}

void TestLockForecast::leavesOutIndexesThatAreNeeded()
{
    QFETCH(QString, engine);
    TestServer *server = TestServer::forEngine(engine);
    QVERIFY2(server, qPrintable(TestServer::problem(engine)));
    const QString database = server->newDatabase();
    server->run(database, "CREATE TABLE customers (id INT PRIMARY KEY, email VARCHAR(50) UNIQUE); CREATE TABLE orders (id INT PRIMARY KEY, customer INT, total INT, note VARCHAR(20), "
                          "FOREIGN KEY (customer) REFERENCES customers (id)); CREATE INDEX by_customer ON orders (customer); CREATE INDEX by_total ON orders (total); "
                          "CREATE INDEX by_note ON orders (note); CREATE UNIQUE INDEX one_note ON orders (note, total)");
    if (engine == u"mariadb")
        server->run({}, "SET GLOBAL userstat = 1");
    const Engine &under = *engineForUrl(server->url(database)).value();
    {
        const auto session = under.open(under.target(server->url(database), {}).value(), Access::ReadOnly).value();
        const auto uses = under.indexUse(*session);
        QVERIFY2(uses, uses ? "" : qPrintable(uses.error().text()));
        std::vector<IndexUse> changed = *uses;
        std::ranges::find(changed, u"by_total"_s, &IndexUse::index)->reads = 5;
        QStringList names;
        for (const IndexUse &use : unusedIndexes(under.snapshot(*session).value(), changed))
            names << use.table + u'.' + use.index;
        QCOMPARE(names, QStringList{u"orders.by_note"_s});
        const IndexUse &unused = *std::ranges::find(changed, u"by_note"_s, &IndexUse::index);
        QVERIFY(text(unused).startsWith(u"orders: index by_note was not read since "_s));
        QVERIFY(unused.bytes && *unused.bytes > 0);
        QVERIFY(text(unused).contains(u"(it takes "_s));
    }
    if (engine == u"mariadb")
        server->run({}, "SET GLOBAL userstat = 0");
    server->dropDatabase(database);
}

void TestLockForecast::onAServer_data()
{
    leavesOutIndexesThatAreNeeded_data();
}

/// A project, a rehearsal and somebody who has a transaction open: the desk tells that the plan would wait for him.
void TestLockForecast::onAServer()
{
    QFETCH(QString, engine);
    TestServer *server = TestServer::forEngine(engine);
    QVERIFY2(server, qPrintable(TestServer::problem(engine)));
    const QString database = server->newDatabase();
    server->run(database, "CREATE TABLE orders (id INT PRIMARY KEY, total INT); INSERT INTO orders VALUES (1, 10)");
    if (engine == u"mariadb")
        server->run({}, "INSTALL SONAME 'metadata_lock_info'");
    TemporaryProject project;
    project.write(u".env"_s, "DATABASE_PASSWORD=" + server->password().toUtf8() + "\n");
    project.write(u"lockkeeper.toml"_s, "[project]\nname = \"shop\"\nformat = \"plain\"\nmigrations = \"migrations\"\n\n[environments.development]\nurl = \"" + server->url(database).replace(server->password(), u"${DATABASE_PASSWORD}"_s).toUtf8() + "\"\n");
    project.write(u"migrations/0001_note.sql"_s, "ALTER TABLE orders ADD note VARCHAR(20);\n");
    {
        const auto desk = openDesk(project);
        const Plan plan = desk->plan({}).value();
        RunControl control;
        RehearseOptions options;
        QVERIFY(desk->rehearse(plan, options, control, {}, {}).value().ok);
        const auto other = desk->engine().open(desk->target(), Access::ReadWrite).value();
        QVERIFY(other->begin());
        QVERIFY(other->execute("UPDATE orders SET total = 5"));
        LockForecast forecast;
        const auto isSeen = [&] {
            forecast = lockForecast(plan, desk->engine().traits().dialect, desk->rehearsal(plan), desk->lockWeather(plan).value());
            return !forecast.meetings.empty() && !forecast.meetings[0].inTheWay.empty();
        };
        QTRY_VERIFY(isSeen());
        QVERIFY(forecast.rehearsed);
        QCOMPARE(forecast.meetings[0].object, u"orders"_s);
        QCOMPARE(forecast.meetings[0].mode, engine == u"mariadb" ? u"LOCK=NONE"_s : u"ACCESS EXCLUSIVE"_s);
        QCOMPARE(forecast.meetings[0].inTheWay[0].session, other->info().connection.section(u'@', 0, 0));
        QVERIFY2(textsOf(forecast).front().contains(u"waits for session "_s), qPrintable(textsOf(forecast).front()));
        QVERIFY2(textsOf(forecast).front().contains(u"meanwhile everybody who wants orders waits behind it"_s), qPrintable(textsOf(forecast).front()));
        QVERIFY(other->rollback());
    }
    if (engine == u"mariadb")
        server->run({}, "UNINSTALL SONAME 'metadata_lock_info'");
    server->dropDatabase(database);
}

Q_DECLARE_METATYPE(lk::ObservedLock)
Q_DECLARE_METATYPE(lk::HeldLock)

QTEST_GUILESS_MAIN(TestLockForecast)
#include "tst_lockforecast.moc"
