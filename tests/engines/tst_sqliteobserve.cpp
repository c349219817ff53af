// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engines/watcheddatabase.h"

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
    void locksOfWhatRunsAloneAreUnknown();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    WatchedDatabase m_database;
};

void TestSqliteObserve::init()
{
    m_database.close();
    m_folder = std::make_unique<QTemporaryDir>();
    m_database.open(QStringLiteral("sqlite"), QStringLiteral("sqlite:shop.db"), m_folder->path());
    for (const char *sql : {"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b TEXT)", "CREATE INDEX by_a ON t (a)", "INSERT INTO t VALUES (1, 2, 'x'), (2, 3, 'y')",
                            "CREATE VIEW v AS SELECT id FROM t"})
        QVERIFY(m_database.session->execute(sql));
    QVERIFY(m_database.watch->start());
    QVERIFY(m_database.session->execute("BEGIN"));
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
    const auto seen = m_database.watched(statement);
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
    QCOMPARE(m_database.watched("CREATE TABLE new_t (id INTEGER PRIMARY KEY, a INT NOT NULL, b TEXT)").value().locks->front(),
             (ObservedLock{QStringLiteral("the database"), QStringLiteral("RESERVED"), Stops::Writers}));
    QVERIFY(m_database.watched("INSERT INTO new_t SELECT * FROM t")->locks->empty()); // held already
    QVERIFY(m_database.watched("DROP VIEW v"));
    QVERIFY(m_database.watched("DROP TABLE t"));
    QCOMPARE(m_database.watched("ALTER TABLE new_t RENAME TO t")->rewrites.value(), QStringList{QStringLiteral("t")});
    QCOMPARE(m_database.watched("CREATE INDEX by_a ON t (a)")->rewrites.value(), QStringList{QStringLiteral("index by_a")});
    QCOMPARE(m_database.watched("UPDATE t SET a = 1")->rewrites.value(), QStringList());
    QVERIFY(m_database.session->execute("COMMIT"));
}

/// It has let its lock go when it ends: nobody is said to wait for nothing.
void TestSqliteObserve::locksOfWhatRunsAloneAreUnknown()
{
    QVERIFY(m_database.session->execute("COMMIT"));
    const auto seen = m_database.watched("UPDATE t SET a = 1", true);
    QVERIFY2(seen, seen ? "" : qPrintable(seen.error().text()));
    QVERIFY(!seen->locks);
    QVERIFY(!seen->stops());
    QVERIFY2(seen->unknown.join(u'\n').contains(QLatin1String("locks: ")), qPrintable(seen->unknown.join(u'\n')));
    QCOMPARE(seen->rewrites.value(), QStringList());
}

} // namespace lk

QTEST_GUILESS_MAIN(lk::TestSqliteObserve)
#include "tst_sqliteobserve.moc"
