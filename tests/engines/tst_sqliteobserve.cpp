// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/engines/observation.h"
#include "models/sql/statementfacts.h"

#include <QTemporaryDir>
#include <QTest>

namespace lk {

class TestSqliteObserve : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void forms_data();
    void forms();
    void rebuildIsSeen();

private:
    Result<Observation> watched(QByteArrayView statement);

    const Engine *m_engine = engineByName(QStringLiteral("sqlite"));
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<StatementWatch> m_watch;
};

void TestSqliteObserve::init()
{
    m_watch.reset();
    m_session.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_session = std::move(*m_engine->open(m_engine->target(QStringLiteral("sqlite:shop.db"), m_folder->path()).value(), Access::ReadWrite, true));
    for (const char *sql : {"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b TEXT)", "CREATE INDEX by_a ON t (a)", "INSERT INTO t VALUES (1, 2, 'x'), (2, 3, 'y')",
                            "CREATE VIEW v AS SELECT id FROM t"})
        QVERIFY(m_session->execute(sql));
    m_watch = std::move(*m_engine->observe(*m_session));
    QVERIFY(m_watch->start());
    QVERIFY(m_session->execute("BEGIN"));
}

Result<Observation> TestSqliteObserve::watched(QByteArrayView statement)
{
    const StatementFacts facts = readFacts(statement, m_engine->traits().dialect);
    if (auto ready = m_watch->before(statement, facts, false); !ready)
        return failure(std::move(ready));
    const auto outcome = m_session->execute(statement);
    if (!outcome)
        return Failure(outcome.error());
    return m_watch->after(statement, facts, *outcome);
}

void TestSqliteObserve::forms_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<bool>("writes");
    QTest::addColumn<QStringList>("rewrites");
    QTest::newRow("add column") << QByteArray("ALTER TABLE t ADD COLUMN c INT") << true << QStringList();
    QTest::newRow("rename") << QByteArray("ALTER TABLE t RENAME TO tt") << true << QStringList();
    QTest::newRow("drop column") << QByteArray("ALTER TABLE T DROP COLUMN b") << true << QStringList{QStringLiteral("t")};
    QTest::newRow("create") << QByteArray("CREATE TABLE x (id INT)") << true << QStringList();
    QTest::newRow("update") << QByteArray("UPDATE t SET a = 1") << true << QStringList();
    QTest::newRow("select") << QByteArray("SELECT count(*) FROM t") << false << QStringList();
}

void TestSqliteObserve::forms()
{
    QFETCH(QByteArray, statement);
    QFETCH(bool, writes);
    QFETCH(QStringList, rewrites);
    const auto seen = watched(statement);
    QVERIFY2(seen, seen ? "" : qPrintable(seen.error().text()));
    QCOMPARE(seen->stops(), writes ? Stops::Writers : Stops::Nobody);
    QCOMPARE(seen->rewrites.value(), rewrites);
    QVERIFY(!seen->scans);
    QVERIFY(!seen->logBytes);
    QCOMPARE(seen->unknown.size(), 1);
}

/// A table that is made anew under its old name begins elsewhere in the file.
void TestSqliteObserve::rebuildIsSeen()
{
    QCOMPARE(watched("CREATE TABLE new_t (id INTEGER PRIMARY KEY, a INT NOT NULL, b TEXT)").value().locks->front(),
             (ObservedLock{QStringLiteral("the database"), QStringLiteral("RESERVED"), Stops::Writers}));
    QVERIFY(watched("INSERT INTO new_t SELECT * FROM t")->locks->empty()); // held already
    QVERIFY(watched("DROP VIEW v"));
    QVERIFY(watched("DROP TABLE t"));
    QCOMPARE(watched("ALTER TABLE new_t RENAME TO t")->rewrites.value(), QStringList{QStringLiteral("t")});
    QCOMPARE(watched("CREATE INDEX by_a ON t (a)")->rewrites.value(), QStringList{QStringLiteral("index by_a")});
    QCOMPARE(watched("UPDATE t SET a = 1")->rewrites.value(), QStringList());
    QVERIFY(m_session->execute("COMMIT"));
}

} // namespace lk

QTEST_GUILESS_MAIN(lk::TestSqliteObserve)
#include "tst_sqliteobserve.moc"
