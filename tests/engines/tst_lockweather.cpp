// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/engines/lockweather.h"
#include "tests/support/testserver.h"

#include <QTest>

#include <thread>

namespace lk {

/// Who holds what on a server's tables, with real sessions that do.
class TestLockWeather : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();

    void seesWhoHoldsATable_data();
    void seesWhoHoldsATable();
    void seesWhoWaits();
    void seesAPreparedTransaction();
    void seesAPreparedTransactionOfMariadb();
    void seesAutovacuum();
    void seesAnIdleTransactionElsewhere_data();
    void seesAnIdleTransactionElsewhere();
    void saysWhatIsHidden_data();
    void saysWhatIsHidden();
    void saysThatLocksAreNotShown();
    void seesASlotThatNobodyReads();
    void sqliteSaysThatItDoesNotTell();

private:
    std::unique_ptr<Session> open(Access access = Access::ReadWrite)
    {
        auto session = m_engine->open(m_target, access);
        return session ? *std::move(session) : nullptr;
    }
    void begin(const char *engine);
    LockWeather weather(const QStringList &tables)
    {
        auto seen = m_engine->lockWeather(*m_watching, tables);
        if (!seen)
            qFatal("%s", qPrintable(seen.error().text()));
        return *std::move(seen);
    }

    TestServer *m_server = nullptr;
    const Engine *m_engine = nullptr;
    QString m_database;
    Target m_target;
    std::unique_ptr<Session> m_watching;
};

void TestLockWeather::begin(const char *engine)
{
    m_engine = engineByName(QLatin1String(engine));
    m_server = TestServer::forEngine(m_engine->traits().name);
    QVERIFY2(m_server, qPrintable(TestServer::problem(m_engine->traits().name)));
    m_database = m_server->newDatabase();
    m_target = m_engine->target(m_server->url(m_database), {}).value();
    m_target.lockTimeoutMs = 20'000;
    m_server->run(m_database, "CREATE TABLE orders (id INT PRIMARY KEY, total INT); CREATE TABLE customers (id INT PRIMARY KEY); INSERT INTO orders VALUES (1, 10), (2, 20)");
    if (m_engine->traits().name == QLatin1String("mariadb"))
        m_server->run({}, "INSTALL SONAME 'metadata_lock_info'");
    m_watching = open(Access::ReadOnly);
    QVERIFY(m_watching);
}

void TestLockWeather::cleanup()
{
    m_watching.reset();
    if (m_server && m_engine->traits().name == QLatin1String("mariadb"))
        m_server->run({}, "UNINSTALL SONAME IF EXISTS 'metadata_lock_info'");
    if (m_server)
        m_server->dropDatabase(m_database);
    m_server = nullptr;
}

void TestLockWeather::seesWhoHoldsATable_data()
{
    QTest::addColumn<QByteArray>("engine");
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("keepsOut"); ///< the mildest
    QTest::newRow("postgresql, reader") << QByteArray("postgresql") << QByteArray("SELECT * FROM orders") << "ACCESS SHARE" << "ACCESS EXCLUSIVE";
    QTest::newRow("postgresql, row locks") << QByteArray("postgresql") << QByteArray("SELECT * FROM orders FOR UPDATE") << "ROW SHARE" << "EXCLUSIVE";
    QTest::newRow("postgresql, writer") << QByteArray("postgresql") << QByteArray("UPDATE orders SET total = 1") << "ROW EXCLUSIVE" << "SHARE";
    QTest::newRow("postgresql, index") << QByteArray("postgresql") << QByteArray("CREATE INDEX by_total ON orders (total)") << "SHARE" << "ROW EXCLUSIVE";
    QTest::newRow("postgresql, table") << QByteArray("postgresql") << QByteArray("ALTER TABLE orders ADD note text") << "ACCESS EXCLUSIVE" << "ACCESS SHARE";
    QTest::newRow("mariadb, reader") << QByteArray("mariadb") << QByteArray("SELECT * FROM orders") << "SHARED READ" << "LOCK=NONE";
    QTest::newRow("mariadb, writer") << QByteArray("mariadb") << QByteArray("UPDATE orders SET total = 1") << "SHARED WRITE" << "LOCK=NONE";
}

/// Only the strongest lock is told, and what has to wait for it.
void TestLockWeather::seesWhoHoldsATable()
{
    QFETCH(QByteArray, engine);
    QFETCH(QByteArray, statement);
    QFETCH(QString, mode);
    QFETCH(QString, keepsOut);
    begin(engine);
    QVERIFY(weather({QStringLiteral("orders"), QStringLiteral("customers")}).bystanders.empty());
    const auto other = open();
    QVERIFY(other->begin());
    QVERIFY(other->execute(statement));
    LockWeather seen;
    // InnoDB's list of transactions is the last one for whoever asks again within a tenth of a second.
    const auto isTold = [&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        seen = weather({QStringLiteral("orders"), QStringLiteral("customers")});
        return !seen.bystanders.empty() && seen.bystanders[0].transactionMs && seen.bystanders[0].state == QLatin1String("idle in transaction");
    };
    QTRY_VERIFY(isTold());
    QCOMPARE(seen.bystanders.size(), size_t(1));
    const Bystander &one = seen.bystanders[0];
    QCOMPARE(one.session, other->info().connection.section(u'@', 0, 0));
    QVERIFY(one.user == m_server->user());
    QCOMPARE(one.state, QStringLiteral("idle in transaction"));
    QVERIFY2(one.client.contains(QStringLiteral("127.0.0.1")), qPrintable(one.client));
    QVERIFY(one.transactionMs && *one.transactionMs < 60'000);
    QCOMPARE(one.holds.size(), size_t(1));
    QCOMPARE(one.holds[0].object, QStringLiteral("orders"));
    QCOMPARE(one.holds[0].mode, mode);
    QVERIFY(!one.holds[0].waiting);
    QCOMPARE(one.holds[0].keepsOut.value(0), keepsOut);
    QCOMPARE(seen.unknown, QStringList());
    // Of a table that nobody asked for nothing is told.
    QVERIFY(std::ranges::all_of(weather({QStringLiteral("customers")}).bystanders, [](const Bystander &any) { return any.holds.empty(); }));
    QVERIFY(other->rollback());
    QTRY_VERIFY((std::this_thread::sleep_for(std::chrono::milliseconds(150)), weather({QStringLiteral("orders")}).bystanders.empty()));
}

/// Whoever stands in the queue keeps out those who come after.
void TestLockWeather::seesWhoWaits()
{
    begin("postgresql");
    const auto reader = open();
    QVERIFY(reader->begin());
    QVERIFY(reader->execute("SELECT * FROM orders"));
    const auto changer = open();
    QVERIFY(changer->begin());
    std::thread waits([&] { changer->execute("ALTER TABLE orders ADD note text"); });
    LockWeather seen;
    const auto queued = [&] {
        seen = weather({QStringLiteral("orders")});
        return std::ranges::any_of(seen.bystanders, [](const Bystander &one) { return !one.holds.empty() && one.holds[0].waiting; });
    };
    const bool found = QTest::qWaitFor(queued, 15'000);
    reader->rollback();
    waits.join();
    QVERIFY(found);
    QCOMPARE(seen.bystanders.size(), size_t(2));
    const auto waiting = std::ranges::find_if(seen.bystanders, [](const Bystander &one) { return one.holds[0].waiting; });
    QCOMPARE(waiting->holds[0].mode, QStringLiteral("ACCESS EXCLUSIVE"));
    QCOMPARE(waiting->state, QStringLiteral("active"));
    QVERIFY(waiting->holds[0].keepsOut.contains(QStringLiteral("ACCESS SHARE")));
}

/// It holds its locks without any session, and over restarts.
void TestLockWeather::seesAPreparedTransaction()
{
    begin("postgresql");
    const auto other = open();
    QVERIFY(other->begin());
    QVERIFY(other->execute("INSERT INTO orders VALUES (3, 30)"));
    QVERIFY(other->execute("PREPARE TRANSACTION 'forgotten one'"));
    const LockWeather seen = weather({QStringLiteral("orders")});
    m_server->run(m_database, "ROLLBACK PREPARED 'forgotten one'");
    QCOMPARE(seen.bystanders.size(), size_t(1));
    QCOMPARE(seen.bystanders[0].session, QStringLiteral("forgotten one"));
    QCOMPARE(seen.bystanders[0].user, m_server->user());
    QCOMPARE(seen.bystanders[0].state, QStringLiteral("prepared transaction"));
    QVERIFY(seen.bystanders[0].transactionMs);
    QCOMPARE(seen.bystanders[0].holds.at(0).mode, QStringLiteral("ROW EXCLUSIVE"));
}

/// The server does not tell which tables it holds: it is told all the same, as the one that nobody ends by going home.
void TestLockWeather::seesAPreparedTransactionOfMariadb()
{
    begin("mariadb");
    m_server->run(m_database, "XA START 'forgotten'; INSERT INTO orders VALUES (3, 30); XA END 'forgotten'; XA PREPARE 'forgotten'");
    LockWeather seen;
    const auto isTold = [&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(150));
        seen = weather({QStringLiteral("orders")});
        return std::ranges::any_of(seen.bystanders, [](const Bystander &one) { return one.state == QLatin1String("prepared transaction"); });
    };
    const bool told = QTest::qWaitFor(isTold, 10'000);
    m_server->run(m_database, "XA ROLLBACK 'forgotten'");
    QVERIFY(told);
    QCOMPARE(seen.bystanders.size(), size_t(1));
    QCOMPARE(seen.bystanders[0].session, QStringLiteral("XA"));
    QVERIFY(seen.bystanders[0].transactionMs);
    QTRY_VERIFY((std::this_thread::sleep_for(std::chrono::milliseconds(150)), weather({QStringLiteral("orders")}).bystanders.empty()));
}

/// It gives way to whoever waits for its table, and so is no hindrance.
void TestLockWeather::seesAutovacuum()
{
    begin("postgresql");
    m_server->run({}, "ALTER SYSTEM SET autovacuum = on;\nALTER SYSTEM SET autovacuum_naptime = '1s';\nSELECT pg_reload_conf();\n");
    m_server->run(m_database, "ALTER TABLE orders SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);\n"
                              "INSERT INTO orders SELECT n, n FROM generate_series(3, 50000) n;\nDELETE FROM orders WHERE id % 2 = 0;\n");
    LockWeather seen;
    const auto isTold = [&] {
        seen = weather({QStringLiteral("orders")});
        return std::ranges::any_of(seen.bystanders, [](const Bystander &one) { return one.state == QLatin1String("autovacuum") && !one.holds.empty(); });
    };
    const bool told = QTest::qWaitFor(isTold, 60'000);
    m_server->run({}, "ALTER SYSTEM RESET autovacuum;\nALTER SYSTEM RESET autovacuum_naptime;\nSELECT pg_reload_conf();\n");
    QVERIFY(told);
    const auto worker = std::ranges::find(seen.bystanders, QStringLiteral("autovacuum"), &Bystander::state);
    QCOMPARE(worker->holds.front().object, QStringLiteral("orders"));
    QCOMPARE(worker->holds.front().mode, QStringLiteral("SHARE UPDATE EXCLUSIVE"));
    QCOMPARE(worker->holds.front().keepsOut, QStringList());
    // And so it does.
    const auto changer = open();
    QVERIFY(changer->execute("ALTER TABLE orders ADD note text"));
}

void TestLockWeather::seesAnIdleTransactionElsewhere_data()
{
    QTest::addColumn<QByteArray>("engine");
    QTest::newRow("postgresql") << QByteArray("postgresql");
    QTest::newRow("mariadb") << QByteArray("mariadb");
}

/// A transaction that holds nothing on the tables is told of once it is old: CREATE INDEX CONCURRENTLY waits for it all the same.
void TestLockWeather::seesAnIdleTransactionElsewhere()
{
    QFETCH(QByteArray, engine);
    begin(engine);
    const auto older = open();
    QVERIFY(older->begin());
    QVERIFY(older->execute("UPDATE orders SET total = total + 1 WHERE id = 1"));
    const auto seenAfter = [&](size_t count) { return weather({QStringLiteral("customers")}).bystanders.size() == count; };
    QTRY_VERIFY_WITH_TIMEOUT(seenAfter(1), 5'000);
    const auto younger = open();
    QVERIFY(younger->begin());
    QVERIFY(younger->execute("UPDATE orders SET total = total + 1 WHERE id = 2"));
    const LockWeather seen = weather({QStringLiteral("orders")});
    QCOMPARE(seen.bystanders.size(), size_t(2));
    QCOMPARE(seen.bystanders[0].session, older->info().connection.section(u'@', 0, 0));
    QVERIFY(*seen.bystanders[0].transactionMs >= NoticedTransactionMs);
}

void TestLockWeather::saysWhatIsHidden_data()
{
    QTest::addColumn<QByteArray>("engine");
    QTest::addColumn<QByteArray>("grants");
    QTest::addColumn<bool>("seesLocks");
    QTest::newRow("postgresql") << QByteArray("postgresql") << QByteArray("CREATE ROLE reader LOGIN PASSWORD 'r'") << true;
    QTest::newRow("mariadb") << QByteArray("mariadb") << QByteArray("CREATE USER reader IDENTIFIED BY 'r'; GRANT SELECT ON *.* TO reader") << false;
}

void TestLockWeather::saysWhatIsHidden()
{
    QFETCH(QByteArray, engine);
    QFETCH(QByteArray, grants);
    QFETCH(bool, seesLocks);
    begin(engine);
    m_server->run(m_database, grants);
    const auto other = open();
    QVERIFY(other->begin());
    QVERIFY(other->execute("UPDATE orders SET total = 1"));
    auto reader = m_engine->open(m_engine->target(m_server->urlAs(QStringLiteral("reader"), QStringLiteral("r"), m_database), {}).value(), Access::ReadOnly);
    QVERIFY2(reader, reader ? "" : qPrintable(reader.error().text()));
    const auto seen = m_engine->lockWeather(**reader, {QStringLiteral("orders")});
    reader->reset();
    m_server->run(m_database, engine == "postgresql" ? "DROP ROLE reader" : "DROP USER reader");
    QVERIFY2(seen, seen ? "" : qPrintable(seen.error().text()));
    QVERIFY2(seen->unknown.join(u'\n').contains(QStringLiteral("hidden from 'reader")), qPrintable(seen->unknown.join(u'\n')));
    QVERIFY2(seen->unknown.join(u'\n').contains(QRegularExpression(QStringLiteral("^\\d+ sessions"), QRegularExpression::MultilineOption)), qPrintable(seen->unknown.join(u'\n')));
    QCOMPARE(!seen->bystanders.empty(), seesLocks);
    if (seesLocks) {
        QCOMPARE(seen->bystanders[0].holds.at(0).mode, QStringLiteral("ROW EXCLUSIVE"));
        QVERIFY(!seen->bystanders[0].transactionMs);
    }
}

/// Without the plugin whoever has a transaction open in the database is told of, and that his locks are not known.
void TestLockWeather::saysThatLocksAreNotShown()
{
    begin("mariadb");
    m_server->run({}, "UNINSTALL SONAME 'metadata_lock_info'");
    const auto other = open();
    QVERIFY(other->begin());
    QVERIFY(other->execute("UPDATE orders SET total = 1"));
    const LockWeather seen = weather({QStringLiteral("orders")});
    QCOMPARE(seen.bystanders.size(), size_t(1));
    QVERIFY(seen.bystanders[0].holds.empty());
    QVERIFY2(seen.unknown.join(u'\n').contains(QStringLiteral("METADATA_LOCK_INFO")), qPrintable(seen.unknown.join(u'\n')));
}

void TestLockWeather::seesASlotThatNobodyReads()
{
    begin("postgresql");
    m_server->run(m_database, "SELECT pg_create_physical_replication_slot('lost_replica', true)");
    m_server->run(m_database, "INSERT INTO orders SELECT i, i FROM generate_series(100, 5000) i");
    const LockWeather seen = weather({});
    m_server->run(m_database, "SELECT pg_drop_replication_slot('lost_replica')");
    QCOMPARE(seen.replicas.size(), size_t(1));
    QVERIFY2(seen.replicas[0].name.contains(QStringLiteral("lost_replica")), qPrintable(seen.replicas[0].name));
    QVERIFY(seen.replicas[0].lagBytes.value_or(0) > 1000);
}

void TestLockWeather::sqliteSaysThatItDoesNotTell()
{
    m_engine = engineByName(QStringLiteral("sqlite"));
    QTemporaryDir folder;
    const auto session = m_engine->open(m_engine->target(QStringLiteral("sqlite:shop.db"), folder.path()).value(), Access::ReadWrite, true);
    QVERIFY(session);
    const auto seen = m_engine->lockWeather(**session, {QStringLiteral("orders")});
    QVERIFY(seen);
    QVERIFY(seen->bystanders.empty());
    QCOMPARE(seen->unknown.size(), 1);
}

} // namespace lk

QTEST_GUILESS_MAIN(lk::TestLockWeather)
#include "tst_lockweather.moc"
