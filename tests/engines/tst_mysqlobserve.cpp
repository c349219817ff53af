// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engines/watcheddatabase.h"

#include <QTest>

namespace lk {

namespace {

/// Each form finds its tables anew, as they were when the forms were measured on MariaDB 10.11.
const char *const Schema = R"sql(
DROP TABLE IF EXISTS child, t, parent, n, latin, compressed, fts, aria, parts, checked;
CREATE TABLE parent (id INT PRIMARY KEY);
INSERT INTO parent SELECT seq FROM seq_1_to_100;
CREATE TABLE t (id INT NOT NULL PRIMARY KEY, a INT, b VARCHAR(50), c VARCHAR(63), s VARCHAR(31), d DECIMAL(10, 2), e ENUM ('x', 'y'), f DATETIME, g CHAR(10),
    w VARCHAR(50) COLLATE utf8mb4_general_ci, p INT, KEY by_a (a), KEY by_b (b)) CHARSET utf8mb4;
INSERT INTO t SELECT seq, seq, 'b', 'c', 's', 1, 'x', NOW(), 'g', 'w', 1 + seq MOD 100 FROM seq_1_to_200;
CREATE TABLE child (id INT PRIMARY KEY, p INT, CONSTRAINT child_p FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE);
INSERT INTO child SELECT seq, seq FROM seq_1_to_100;
CREATE TABLE n (a INT, b INT);
INSERT INTO n SELECT seq, seq FROM seq_1_to_100;
CREATE TABLE latin (id INT PRIMARY KEY, a VARCHAR(127), b VARCHAR(128), c VARCHAR(256)) CHARSET latin1;
INSERT INTO latin SELECT seq, 'a', 'b', 'c' FROM seq_1_to_100;
CREATE TABLE compressed (id INT PRIMARY KEY, a INT) ROW_FORMAT=COMPRESSED;
INSERT INTO compressed SELECT seq, seq FROM seq_1_to_100;
CREATE TABLE fts (id INT PRIMARY KEY, words TEXT, more TEXT, FULLTEXT KEY by_words (words));
INSERT INTO fts SELECT seq, 'w', 'm' FROM seq_1_to_100;
CREATE TABLE aria (id INT PRIMARY KEY, a INT) ENGINE=Aria;
INSERT INTO aria SELECT seq, seq FROM seq_1_to_100;
CREATE TABLE parts (id INT PRIMARY KEY, a INT) PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (50), PARTITION high VALUES LESS THAN (1000));
INSERT INTO parts SELECT seq, seq FROM seq_1_to_100;
CREATE TABLE checked (id INT PRIMARY KEY, a INT, CONSTRAINT positive CHECK (a > 0));
INSERT INTO checked SELECT seq, seq FROM seq_1_to_100;
)sql";

} // namespace

/// The algorithm that an ALTER uses, the lock that goes with it, and whether files were replaced, for forms measured on MariaDB 10.11.
class TestMysqlObserve : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void forms_data();
    void forms();
    void otherStatements_data();
    void otherStatements();
    void trialLeavesNothing();

private:
    WatchedDatabase m_database;
};

void TestMysqlObserve::initTestCase()
{
    const QString engine = QStringLiteral("mariadb");
    if (m_database.openOnServer(engine))
        return;
    if (!qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(engine)));
    QFAIL(qPrintable(TestServer::problem(engine)));
}

void TestMysqlObserve::cleanupTestCase()
{
    m_database.close();
    if (m_database.server)
        m_database.server->dropDatabase(m_database.name + QStringLiteral("_trial"));
}

void TestMysqlObserve::forms_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<QString>("lock");
    QTest::addColumn<bool>("rewritten");
    const auto form = [](const char *statement, const char *algorithm, const char *lock = "NONE") {
        const QString way = QString::fromLatin1(algorithm);
        const bool rewritten = way == QLatin1String("COPY") || way == QLatin1String("INPLACE");
        QTest::newRow(statement) << QByteArray(statement) << way << QString::fromLatin1(lock) << rewritten;
    };
    form("ALTER TABLE t ADD COLUMN z INT", "INSTANT");
    form("ALTER TABLE t ADD COLUMN z INT AFTER id", "INSTANT");
    form("ALTER TABLE t ADD COLUMN z INT NOT NULL DEFAULT 1", "INSTANT");
    form("ALTER TABLE t ADD COLUMN z VARCHAR(40) DEFAULT (uuid())", "COPY", "SHARED");
    form("ALTER TABLE t ADD COLUMN z DATETIME DEFAULT CURRENT_TIMESTAMP", "INSTANT");
    form("ALTER TABLE t ADD COLUMN z INT UNIQUE", "INPLACE");
    form("ALTER TABLE t ADD COLUMN z INT AS (a * 2) STORED", "COPY", "SHARED");
    form("ALTER TABLE t ADD COLUMN z INT AS (a * 2) VIRTUAL", "INSTANT");
    form("ALTER TABLE t ADD COLUMN z INT, ADD INDEX (z)", "INPLACE");
    form("ALTER TABLE n ADD COLUMN z INT AUTO_INCREMENT PRIMARY KEY", "INPLACE", "SHARED");
    form("ALTER TABLE compressed ADD COLUMN z INT", "INPLACE");
    form("ALTER TABLE fts ADD COLUMN z INT", "INPLACE", "SHARED");
    form("ALTER TABLE aria ADD COLUMN z INT", "COPY", "SHARED");
    form("ALTER TABLE t DROP COLUMN d", "INSTANT");
    form("ALTER TABLE t DROP COLUMN a", "NOCOPY");
    form("ALTER TABLE t RENAME COLUMN a TO aa", "INSTANT");
    form("ALTER TABLE t CHANGE COLUMN a aa INT", "INSTANT");
    form("ALTER TABLE t CHANGE COLUMN a aa BIGINT", "COPY", "SHARED");
    form("ALTER TABLE t ALTER COLUMN a SET DEFAULT 7", "INSTANT");
    form("ALTER TABLE t MODIFY a INT NOT NULL", "INPLACE");
    form("ALTER TABLE t MODIFY a INT AFTER b", "INSTANT");
    form("ALTER TABLE t MODIFY a INT COMMENT 'x'", "INSTANT");
    form("ALTER TABLE t MODIFY a BIGINT", "COPY", "SHARED");
    form("ALTER TABLE t MODIFY a INT UNSIGNED", "COPY", "SHARED");
    form("ALTER TABLE t MODIFY b VARCHAR(60)", "INSTANT");
    form("ALTER TABLE t MODIFY c VARCHAR(64)", "COPY", "SHARED");
    form("ALTER TABLE t MODIFY s VARCHAR(64)", "INSTANT");
    form("ALTER TABLE t MODIFY b VARCHAR(40)", "COPY", "SHARED");
    form("ALTER TABLE latin MODIFY a VARCHAR(300)", "INSTANT");
    form("ALTER TABLE latin MODIFY b VARCHAR(300)", "COPY", "SHARED");
    form("ALTER TABLE latin MODIFY c VARCHAR(1000)", "INSTANT");
    form("ALTER TABLE t MODIFY d DECIMAL(12, 2)", "COPY", "SHARED");
    form("ALTER TABLE t MODIFY e ENUM ('x', 'y', 'z')", "INSTANT");
    form("ALTER TABLE t MODIFY e ENUM ('x', 'z', 'y')", "COPY", "SHARED");
    form("ALTER TABLE t MODIFY f DATETIME(3)", "COPY", "SHARED");
    form("ALTER TABLE t MODIFY g CHAR(20)", "COPY", "SHARED");
    form("ALTER TABLE t MODIFY w VARCHAR(50) COLLATE utf8mb4_bin", "INSTANT");
    form("ALTER TABLE t ADD INDEX (c)", "NOCOPY");
    form("CREATE INDEX by_c ON t (c) -- with a comment", "NOCOPY");
    form("CREATE UNIQUE INDEX by_id ON t (id)", "NOCOPY");
    form("DROP INDEX by_a ON t", "NOCOPY");
    form("ALTER TABLE t DROP INDEX by_a", "NOCOPY");
    form("ALTER TABLE t RENAME INDEX by_a TO by_aa", "INSTANT");
    form("ALTER TABLE t ADD FULLTEXT INDEX (b)", "INPLACE", "SHARED");
    form("ALTER TABLE fts ADD FULLTEXT INDEX (more)", "NOCOPY", "SHARED");
    form("ALTER TABLE n ADD PRIMARY KEY (a)", "INPLACE");
    form("ALTER TABLE t DROP PRIMARY KEY, ADD PRIMARY KEY (id, p)", "INPLACE");
    form("ALTER TABLE t ADD FOREIGN KEY (p) REFERENCES parent (id)", "COPY", "SHARED");
    form("ALTER TABLE child DROP FOREIGN KEY child_p", "INSTANT");
    form("ALTER TABLE child MODIFY id BIGINT", "COPY", "SHARED");
    form("ALTER TABLE t ADD CHECK (a > 0)", "COPY", "SHARED");
    form("ALTER TABLE checked DROP CONSTRAINT positive", "INSTANT");
    form("ALTER TABLE t CONVERT TO CHARACTER SET latin1", "COPY", "SHARED");
    form("ALTER TABLE t AUTO_INCREMENT = 500", "INSTANT");
    form("ALTER TABLE t COMMENT = 'x'", "INSTANT");
    form("ALTER TABLE t ENGINE=InnoDB", "INPLACE");
    form("ALTER TABLE t FORCE", "INPLACE");
    form("ALTER TABLE t ENGINE=Aria", "COPY", "SHARED");
    form("ALTER TABLE t ROW_FORMAT=COMPRESSED", "INPLACE");
    form("ALTER TABLE t ADD SYSTEM VERSIONING", "COPY", "SHARED");
    form("ALTER TABLE parts ADD COLUMN z INT", "INSTANT");
}

void TestMysqlObserve::forms()
{
    QFETCH(QByteArray, statement);
    QFETCH(QString, algorithm);
    QFETCH(QString, lock);
    QFETCH(bool, rewritten);
    m_database.server->run(m_database.name, Schema);
    const auto seen = m_database.watched(statement);
    QVERIFY2(seen, seen ? "" : qPrintable(seen.error().text()));
    QCOMPARE(seen->unknown.join(u'\n'), QStringLiteral("scans: the server does not tell by table"));
    QCOMPARE(seen->algorithm, algorithm);
    QCOMPARE(seen->locks.value().front().mode, QStringLiteral("LOCK=") + lock);
    QCOMPARE(seen->stops(), lock == QLatin1String("NONE") ? Stops::SchemaChanges : Stops::Writers);
    const QString table = readFacts(statement, m_database.engine->traits().dialect).table;
    QCOMPARE(seen->rewrites.value(), rewritten ? QStringList{table} : QStringList());
}

void TestMysqlObserve::otherStatements_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QStringList>("rewrites");
    QTest::addColumn<QStringList>("emptied");
    QTest::newRow("truncate") << QByteArray("TRUNCATE t") << QStringList() << QStringList{QStringLiteral("t")};
    QTest::newRow("optimize") << QByteArray("OPTIMIZE TABLE t") << QStringList{QStringLiteral("t")} << QStringList();
    QTest::newRow("partition") << QByteArray("ALTER TABLE parts DROP PARTITION high") << QStringList{QStringLiteral("parts")} << QStringList();
    QTest::newRow("update") << QByteArray("UPDATE t SET a = a + 1") << QStringList() << QStringList();
    QTest::newRow("create") << QByteArray("CREATE TABLE fresh_table (id INT)") << QStringList() << QStringList();
    QTest::newRow("drop") << QByteArray("DROP TABLE fresh_table") << QStringList() << QStringList();
}

/// Locks of other statements can't be seen, and that is said.
void TestMysqlObserve::otherStatements()
{
    QFETCH(QByteArray, statement);
    QFETCH(QStringList, rewrites);
    QFETCH(QStringList, emptied);
    m_database.server->run(m_database.name, Schema);
    const auto seen = m_database.watched(statement);
    QVERIFY2(seen, seen ? "" : qPrintable(seen.error().text()));
    QCOMPARE(seen->rewrites.value(), rewrites);
    QCOMPARE(seen->emptied, emptied);
    QVERIFY(!seen->locks);
    QVERIFY2(seen->unknown.join(u'\n').contains(QStringLiteral("locks: ")), qPrintable(seen->unknown.join(u'\n')));
}

/// A change that fails leaves the tables as they were; a scratch takes its trial with it.
void TestMysqlObserve::trialLeavesNothing()
{
    m_database.server->run(m_database.name, Schema);
    const Target target = m_database.engine->target(m_database.server->url(m_database.name), {}).value();
    RunControl control;
    const auto databases = [&] { return m_database.server->run({}, "SELECT COUNT(*) FROM information_schema.schemata WHERE schema_name LIKE 'lockkeeper\\_scratch%'"); };
    {
        auto scratch = m_database.engine->scratch(target, ScratchData::Full, control, {});
        QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
        auto watch = m_database.engine->observe((*scratch)->session());
        QVERIFY(watch);
        const QByteArray statement = "ALTER TABLE `" + m_database.name.toUtf8() + "`.t MODIFY a BIGINT";
        const StatementFacts facts = readFacts(statement, m_database.engine->traits().dialect);
        QVERIFY((*watch)->before(statement, facts, true));
        const auto outcome = (*scratch)->session().execute(statement);
        QVERIFY(outcome);
        QCOMPARE((*watch)->after(statement, facts, *outcome).value().algorithm, QStringLiteral("COPY"));
        QCOMPARE(databases(), QStringLiteral("2"));
    }
    QCOMPARE(databases(), QStringLiteral("0"));
    QCOMPARE(m_database.server->run(m_database.name, "SELECT data_type FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 't' AND column_name = 'a'"),
             QStringLiteral("int"));
}

} // namespace lk

QTEST_GUILESS_MAIN(lk::TestMysqlObserve)
#include "tst_mysqlobserve.moc"
