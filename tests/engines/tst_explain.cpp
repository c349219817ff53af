// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/engines/indexuse.h"
#include "models/engines/queryplan.h"
#include "tests/support/testserver.h"

#include <QTest>

namespace lk {

/// How servers say that they would answer queries, and how often their indexes were read.
class TestExplain : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void init();
    void cleanup();

    void tellsIndexesAndScans_data();
    void tellsIndexesAndScans();
    void runsOnlyWhatReads_data();
    void runsOnlyWhatReads();
    void saysWhatIsWrong();
    void staysWithinATransaction();
    void countsReadsOfIndexes();
    void mariadbCountsOnlyWhereItIsOn();

private:
    Result<QueryPlan> explain(const QByteArray &query, bool run) { return m_engine->explain(*m_session, query, run); }
    bool is(const char *engine) const { return m_engine->traits().name == QLatin1String(engine); }
    QString answer(const QString &question) { return m_session->query(question).value().rows.at(0).at(0).toString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    TestServer *m_server = nullptr;
    const Engine *m_engine = nullptr;
    QString m_database;
    std::unique_ptr<Session> m_session;
};

void TestExplain::initTestCase_data()
{
    QTest::addColumn<QString>("engine");
    for (const char *engine : {"sqlite", "postgresql", "mariadb"})
        QTest::newRow(engine) << engine;
}

void TestExplain::init()
{
    QFETCH_GLOBAL(QString, engine);
    m_engine = engineByName(engine);
    m_server = TestServer::forEngine(engine);
    m_folder = std::make_unique<QTemporaryDir>();
    m_database = m_server ? m_server->newDatabase() : QString();
    const auto target = m_engine->target(m_server ? m_server->url(m_database) : QStringLiteral("sqlite:shop.db"), m_folder->path());
    m_session = std::move(*m_engine->open(*target, Access::ReadWrite, true));
    const QByteArray numbers = is("sqlite") ? "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n)"
                               : is("postgresql") ? "generate_series(1, 20000)"
                                                  : "(SELECT seq AS i FROM seq_1_to_20000)";
    for (const QByteArray &statement : {QByteArray("CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(40))"),
                                        QByteArray("CREATE TABLE orders (id INT PRIMARY KEY, customer INT NOT NULL, total INT)"),
                                        QByteArray("CREATE INDEX by_customer ON orders (customer)"), "INSERT INTO customers SELECT i, 'n' FROM " + numbers + " AS n" + (is("postgresql") ? " (i)" : ""),
                                        "INSERT INTO orders SELECT i, i % 5000, i FROM " + numbers + " AS n" + (is("postgresql") ? " (i)" : "")}) {
        const auto done = m_session->execute(statement);
        QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
    }
}

void TestExplain::cleanup()
{
    m_session.reset();
    if (m_server)
        m_server->dropDatabase(m_database);
}

void TestExplain::tellsIndexesAndScans_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<bool>("index"); ///< by_customer is used
    QTest::addColumn<QStringList>("scans");
    QTest::newRow("index") << QByteArray("SELECT total FROM orders WHERE customer = 17") << true << QStringList();
    QTest::newRow("alias") << QByteArray("SELECT o.total FROM orders AS o WHERE o.customer = 17") << true << QStringList();
    QTest::newRow("whole") << QByteArray("SELECT sum(total) FROM orders") << false << QStringList{QStringLiteral("orders")};
    QTest::newRow("whole, alias") << QByteArray("SELECT sum(o.total) FROM orders o WHERE o.total > 5") << false << QStringList{QStringLiteral("orders")};
    QTest::newRow("join") << QByteArray("SELECT k.name, o.total FROM customers k JOIN orders o ON o.customer = k.id WHERE k.id = 12") << true << QStringList();
    QTest::newRow("subquery") << QByteArray("SELECT x.t FROM (SELECT total AS t FROM orders WHERE total = 4) AS x") << false << QStringList{QStringLiteral("orders")};
    QTest::newRow("union") << QByteArray("SELECT total FROM orders WHERE customer = 1 UNION ALL SELECT id FROM customers WHERE name = 'z'") << true
                           << QStringList{QStringLiteral("customers")};
}

void TestExplain::tellsIndexesAndScans()
{
    QFETCH(QByteArray, query);
    QFETCH(bool, index);
    QFETCH(QStringList, scans);
    const auto plan = explain(query, true);
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    const QString name = is("mariadb") ? QStringLiteral("orders.by_customer") : QStringLiteral("by_customer");
    QVERIFY2(plan->indexes.contains(name) == index, qPrintable(plan->text));
    QCOMPARE(plan->scans, scans);
    QVERIFY(plan->ms && *plan->ms >= 0);
    QVERIFY(!plan->text.isEmpty());
    if (is("sqlite"))
        QVERIFY(!plan->cost);
    if (is("postgresql"))
        QVERIFY(plan->cost.value_or(0) > 0);
    const auto asked = explain(query, false);
    QVERIFY(asked);
    QVERIFY(!asked->ms);
}

void TestExplain::runsOnlyWhatReads_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("delete") << QByteArray("DELETE FROM orders WHERE customer = 17");
    QTest::newRow("update") << QByteArray("UPDATE orders SET total = 0");
    QTest::newRow("insert") << QByteArray("INSERT INTO orders VALUES (0, 0, 0)");
}

/// What writes is explained, and nothing is written.
void TestExplain::runsOnlyWhatReads()
{
    QFETCH(QByteArray, query);
    const QString digest = QStringLiteral("SELECT count(*) + sum(total) FROM orders");
    const QString before = answer(digest);
    const auto plan = explain(query, true);
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    QVERIFY(!plan->ms);
    QCOMPARE(answer(digest), before);
}

void TestExplain::saysWhatIsWrong()
{
    const auto plan = explain("SELECT nothing FROM orders", true);
    QVERIFY(!plan);
    QVERIFY2(plan.error().text().contains(QStringLiteral("nothing")), qPrintable(plan.error().text()));
    // The session can go on.
    QCOMPARE(answer(QStringLiteral("SELECT count(*) FROM orders")), QStringLiteral("20000"));
}

/// An open transaction stays open and as it was, also where the query fails.
void TestExplain::staysWithinATransaction()
{
    QVERIFY(m_session->begin());
    QVERIFY(m_session->execute("DELETE FROM orders WHERE id > 10"));
    QVERIFY(!explain("SELECT nothing FROM orders", false));
    QVERIFY(explain("SELECT * FROM orders", false));
    QVERIFY(m_session->inTransaction());
    QCOMPARE(answer(QStringLiteral("SELECT count(*) FROM orders")), QStringLiteral("10"));
    QVERIFY(m_session->rollback());
}

void TestExplain::countsReadsOfIndexes()
{
    if (is("sqlite")) {
        const auto uses = m_engine->indexUse(*m_session);
        QVERIFY(!uses);
        return;
    }
    if (is("mariadb"))
        m_server->run({}, "SET GLOBAL userstat = 1");
    const auto reads = [&] {
        const auto uses = m_engine->indexUse(*m_session);
        if (!uses)
            qFatal("%s", qPrintable(uses.error().text()));
        const auto use = std::ranges::find(*uses, QStringLiteral("by_customer"), &IndexUse::index);
        return use == uses->end() || use->table != QLatin1String("orders") ? -1 : use->reads;
    };
    QCOMPARE(reads(), qint64(0));
    m_server->run(m_database, is("postgresql") ? "SET enable_seqscan = off; SELECT total FROM orders WHERE customer = 17" : "SELECT total FROM orders WHERE customer = 17");
    QTRY_VERIFY_WITH_TIMEOUT(reads() > 0, 15'000);
    if (is("mariadb"))
        m_server->run({}, "SET GLOBAL userstat = 0");
}

void TestExplain::mariadbCountsOnlyWhereItIsOn()
{
    if (!is("mariadb"))
        return;
    const auto uses = m_engine->indexUse(*m_session);
    QVERIFY(!uses);
    QVERIFY2(uses.error().text().contains(QStringLiteral("does not count")), qPrintable(uses.error().text()));
}

} // namespace lk

QTEST_GUILESS_MAIN(lk::TestExplain)
#include "tst_explain.moc"
