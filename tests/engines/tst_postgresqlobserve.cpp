// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engines/watcheddatabase.h"

#include <QTest>

namespace lk {

namespace {

/// Every kind of table that the forms need; the expectations were measured on their like.
const char *const Schema = R"sql(
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN plain_int AS int;
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE parent (id bigint PRIMARY KEY, n text);
INSERT INTO parent SELECT i, 'n' FROM generate_series(1, 500) i;
CREATE TABLE t (id bigint PRIMARY KEY, a int, b varchar(20), c text, d numeric(10, 2), e timestamp(3), f int, g char(10), j json, k text NOT NULL DEFAULT 'k',
    m text, r bigint);
INSERT INTO t SELECT i, i, 'b', 'c', i, now(), i, 'g', '{}', 'k', '1', 1 + i % 500 FROM generate_series(1, 2000) i;
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b);
CREATE INDEX t_c ON t (c);
CREATE INDEX t_d ON t (d);
CREATE INDEX t_e ON t (e);
CREATE TABLE child (id bigint PRIMARY KEY, t_id bigint REFERENCES t (id), q int CHECK (q > 0));
INSERT INTO child SELECT i, i, i FROM generate_series(1, 300) i;
CREATE TABLE t2 (id bigint NOT NULL, nid bigint, v int);
INSERT INTO t2 SELECT i, i, i FROM generate_series(1, 2000) i;
CREATE UNIQUE INDEX t2_id_uidx ON t2 (id);
CREATE TABLE nv (id bigint PRIMARY KEY, a int, p_id bigint, x int);
INSERT INTO nv SELECT i, i, 1 + i % 500, i FROM generate_series(1, 500) i;
ALTER TABLE nv ADD CONSTRAINT nv_a CHECK (a IS NOT NULL) NOT VALID, ADD CONSTRAINT nv_p FOREIGN KEY (p_id) REFERENCES parent NOT VALID;
CREATE TABLE vv (id bigint, a int CHECK (a IS NOT NULL));
INSERT INTO vv SELECT i, i FROM generate_series(1, 500) i;
CREATE TABLE part (id bigint NOT NULL, v int) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (1) TO (1000);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (1000) TO (2000);
INSERT INTO part SELECT i, i FROM generate_series(1, 1500) i;
CREATE TABLE cand (id bigint NOT NULL, v int);
INSERT INTO cand SELECT i, i FROM generate_series(2000, 2500) i;
CREATE TABLE cand_ck (id bigint NOT NULL CHECK (id >= 2000 AND id < 3000), v int);
INSERT INTO cand_ck SELECT i, i FROM generate_series(2000, 2500) i;
CREATE TABLE ul (id bigint PRIMARY KEY, v int);
INSERT INTO ul SELECT i, i FROM generate_series(1, 500) i;
CREATE TABLE src (id bigint, v int);
INSERT INTO src SELECT i, i FROM generate_series(1, 500) i;
CREATE VIEW w AS SELECT id FROM src;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM src;
CREATE UNIQUE INDEX mv_uidx ON mv (id);
CREATE TABLE dom (id bigint, x positive);
INSERT INTO dom SELECT i, i FROM generate_series(1, 500) i;
)sql";

QString shortMode(const QString &mode)
{
    static const QMap<QString, QString> known{
        {QStringLiteral("ACCESS SHARE"), QStringLiteral("AS")}, {QStringLiteral("ROW SHARE"), QStringLiteral("RS")},
        {QStringLiteral("ROW EXCLUSIVE"), QStringLiteral("RX")}, {QStringLiteral("SHARE UPDATE EXCLUSIVE"), QStringLiteral("SUX")},
        {QStringLiteral("SHARE"), QStringLiteral("S")}, {QStringLiteral("SHARE ROW EXCLUSIVE"), QStringLiteral("SRX")},
        {QStringLiteral("EXCLUSIVE"), QStringLiteral("X")}, {QStringLiteral("ACCESS EXCLUSIVE"), QStringLiteral("AX")}};
    return known.value(mode, mode);
}

QString sorted(QStringList names)
{
    names.sort();
    return names.join(QStringLiteral(", "));
}

/// "parent SRX, t AX": of tables and views; indexes are compared where a form names one.
QString locksOf(const Observation &seen, bool indexes)
{
    if (!seen.locks)
        return QStringLiteral("unknown");
    QStringList locks;
    for (const ObservedLock &lock : *seen.locks) {
        if (indexes || !lock.object.startsWith(QLatin1String("index ")))
            locks << lock.object + u' ' + shortMode(lock.mode);
    }
    return sorted(locks);
}

} // namespace

/// Lock modes, rewrites and scans of the forms of DDL that were measured on PostgreSQL 15 (each in its own transaction, strongest mode of each
/// relation that stood before), seen again by the watch.
class TestPostgresqlObserve : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();
    void forms_data();
    void forms();
    void aloneForms_data();
    void aloneForms();
    void locksOfAStepAreToldOnce();
    void settingsComeFirst();
    void droppedRelationsKeepTheirNames();

private:
    WatchedDatabase m_database;
};

void TestPostgresqlObserve::initTestCase()
{
    const QString engine = QStringLiteral("postgresql");
    if (m_database.openOnServer(engine))
        return static_cast<void>(m_database.server->run(m_database.name, Schema));
    if (!qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(engine)));
    QFAIL(qPrintable(TestServer::problem(engine)));
}

void TestPostgresqlObserve::cleanupTestCase()
{
    m_database.close();
}

void TestPostgresqlObserve::forms_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("locks");
    QTest::addColumn<QString>("rewrites");
    QTest::addColumn<QString>("scans");
    const auto form = [](const char *statement, const char *locks, const char *rewrites = "", const char *scans = "") {
        QTest::newRow(statement) << QByteArray(statement) << QString::fromLatin1(locks) << QString::fromLatin1(rewrites) << QString::fromLatin1(scans);
    };
    // Columns
    form("ALTER TABLE t ADD COLUMN z int", "t AX");
    form("ALTER TABLE t ADD COLUMN z int DEFAULT 1", "t AX");
    form("ALTER TABLE t ADD COLUMN z int NOT NULL DEFAULT 1", "t AX");
    form("ALTER TABLE t ADD COLUMN z timestamptz DEFAULT now()", "t AX");
    form("ALTER TABLE t ADD COLUMN z timestamptz DEFAULT clock_timestamp()", "t AX", "t");
    form("ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()", "t AX", "t");
    form("ALTER TABLE t ADD COLUMN z serial", "t AX", "t");
    form("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS IDENTITY", "t AX", "t");
    form("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a * 2) STORED", "t AX", "t");
    form("ALTER TABLE t ADD COLUMN z plain_int", "t AX");
    form("ALTER TABLE t ADD COLUMN z positive", "t AX", "t");
    form("ALTER TABLE t ADD COLUMN z int CHECK (z > 0)", "t AX", "", "t");
    form("ALTER TABLE t ADD COLUMN z int UNIQUE", "t AX", "", "t");
    form("ALTER TABLE t ADD COLUMN z bigint REFERENCES parent", "parent SRX, t AX");
    form("ALTER TABLE t ADD COLUMN IF NOT EXISTS a int", "t AX");
    form("ALTER TABLE part ADD COLUMN z int", "part AX, part_1 AX, part_2 AX");
    form("ALTER TABLE t DROP COLUMN f", "t AX");
    form("ALTER TABLE t ALTER COLUMN a SET DEFAULT 7", "t AX");
    form("ALTER TABLE t ALTER COLUMN k DROP NOT NULL", "t AX");
    form("ALTER TABLE t ALTER COLUMN a SET NOT NULL", "t AX", "", "t");
    form("ALTER TABLE t ALTER COLUMN k SET NOT NULL", "t AX");
    form("ALTER TABLE vv ALTER COLUMN a SET NOT NULL", "vv AX");
    form("ALTER TABLE nv ALTER COLUMN a SET NOT NULL", "nv AX", "", "nv");
    form("ALTER TABLE t ALTER COLUMN a SET STATISTICS 500", "t SUX");
    form("ALTER TABLE t ALTER COLUMN c SET STORAGE EXTERNAL", "t AX");
    form("ALTER TABLE t RENAME COLUMN f TO ff", "t AX");
    form("ALTER TABLE t RENAME TO tt", "t AX");
    // Types
    form("ALTER TABLE t ALTER COLUMN f TYPE bigint", "t AX", "t");
    form("ALTER TABLE t ALTER COLUMN a TYPE bigint", "t AX", "t");
    form("ALTER TABLE t ALTER COLUMN b TYPE varchar(40)", "t AX");
    form("ALTER TABLE t ALTER COLUMN b TYPE varchar(10)", "t AX", "t");
    form("ALTER TABLE t ALTER COLUMN b TYPE varchar", "t AX");
    form("ALTER TABLE t ALTER COLUMN b TYPE text", "t AX");
    form("ALTER TABLE t ALTER COLUMN m TYPE varchar(50)", "t AX", "t");
    form("ALTER TABLE t ALTER COLUMN g TYPE text", "t AX", "t");
    form("ALTER TABLE t ALTER COLUMN d TYPE numeric(12, 2)", "t AX");
    form("ALTER TABLE t ALTER COLUMN d TYPE numeric(12, 4)", "t AX", "t");
    form("ALTER TABLE t ALTER COLUMN e TYPE timestamp(6)", "t AX");
    form("ALTER TABLE t ALTER COLUMN j TYPE jsonb", "t AX", "t");
    form("ALTER TABLE t ALTER COLUMN m TYPE int USING m::int", "t AX", "t");
    form("ALTER TABLE t ALTER COLUMN f TYPE plain_int", "t AX");
    form("ALTER TABLE t ALTER COLUMN f TYPE int", "t AX");
    form("ALTER TABLE child ALTER COLUMN q TYPE bigint", "child AX", "child");
    form("ALTER TABLE child ALTER COLUMN q TYPE int", "child AX", "", "child");
    form("ALTER TABLE t ALTER COLUMN b TYPE varchar(20) COLLATE \"C\"", "t AX", "index t_b", "t");
    // Constraints
    form("ALTER TABLE t ADD CHECK (a > 0)", "t AX", "", "t");
    form("ALTER TABLE t ADD CHECK (a > 0) NOT VALID", "t AX");
    form("ALTER TABLE nv VALIDATE CONSTRAINT nv_a", "nv SUX", "", "nv");
    form("ALTER TABLE t ADD FOREIGN KEY (r) REFERENCES parent", "parent SRX, t SRX", "", "parent, t");
    form("ALTER TABLE t ADD FOREIGN KEY (r) REFERENCES parent NOT VALID", "parent SRX, t SRX");
    form("ALTER TABLE nv VALIDATE CONSTRAINT nv_p", "nv SUX, parent RS", "", "nv, parent");
    form("ALTER TABLE t2 ADD UNIQUE (nid)", "t2 AX", "", "t2");
    form("ALTER TABLE t2 ADD UNIQUE USING INDEX t2_id_uidx", "t2 AX");
    form("ALTER TABLE t2 ADD PRIMARY KEY (id)", "t2 AX", "", "t2");
    form("ALTER TABLE t2 ADD PRIMARY KEY USING INDEX t2_id_uidx", "t2 AX");
    form("ALTER TABLE child DROP CONSTRAINT child_q_check", "child AX");
    form("ALTER TABLE child DROP CONSTRAINT child_t_id_fkey", "child AX, t AX");
    form("ALTER TABLE part ADD CHECK (v > 0)", "part AX, part_1 AX, part_2 AX", "", "part_1, part_2");
    // Indexes
    form("CREATE INDEX ON t (f)", "t S", "", "t");
    form("CREATE INDEX IF NOT EXISTS t_a ON t (a)", "t S");
    form("CREATE INDEX ON part (v)", "part S, part_1 S, part_2 S", "", "part_1, part_2");
    form("CREATE INDEX ON ONLY part (v)", "part S");
    form("DROP INDEX t_a", "t AX");
    form("REINDEX INDEX t_a", "t S", "index t_a", "t");
    form("CREATE STATISTICS s ON a, f FROM t", "t SUX");
    // Tables
    form("CREATE TABLE fresh (id int)", "");
    form("CREATE TABLE fresh (id int, p bigint REFERENCES parent)", "parent SRX");
    form("CREATE TABLE fresh AS SELECT * FROM parent", "parent AS", "", "parent");
    form("DROP TABLE ul", "ul AX");
    form("DROP TABLE child", "child AX, t AX");
    form("TRUNCATE ul", "ul AX");
    form("ALTER TABLE ul SET UNLOGGED", "ul AX", "ul");
    form("CLUSTER t2 USING t2_id_uidx", "t2 AX", "t2");
    form("ALTER TABLE t SET (fillfactor = 70)", "t SUX");
    form("ALTER TABLE t REPLICA IDENTITY FULL", "t AX");
    // Partitions
    form("CREATE TABLE part_3 PARTITION OF part FOR VALUES FROM (2000) TO (3000)", "part AX");
    form("ALTER TABLE part ATTACH PARTITION cand FOR VALUES FROM (2000) TO (3000)", "cand AX, part SUX", "", "cand");
    form("ALTER TABLE part ATTACH PARTITION cand_ck FOR VALUES FROM (2000) TO (3000)", "cand_ck AX, part SUX");
    form("ALTER TABLE part DETACH PARTITION part_2", "part AX, part_2 AX");
    form("DROP TABLE part_2", "part AX, part_2 AX");
    // Views, domains, triggers, rights
    form("CREATE VIEW x AS SELECT id FROM t", "t AS");
    form("CREATE OR REPLACE VIEW w AS SELECT id FROM src", "src AS, w AX");
    form("DROP VIEW w", "w AX");
    form("REFRESH MATERIALIZED VIEW mv", "mv AX, src AS", "mv", "src");
    form("ALTER TYPE mood ADD VALUE 'fine'", "");
    form("ALTER DOMAIN positive ADD CHECK (VALUE < 100000)", "dom S", "", "dom");
    form("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "t AX");
    form("CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", "t SRX");
    form("COMMENT ON TABLE t IS 'x'", "t SUX");
    form("GRANT SELECT ON t TO PUBLIC", "");
    // Data
    form("UPDATE t2 SET v = v + 1", "t2 RX", "", "t2");
    form("INSERT INTO ul SELECT i, i FROM generate_series(1000, 1010) i", "ul RX");
    form("LOCK TABLE t2", "t2 AX");
}

void TestPostgresqlObserve::forms()
{
    QFETCH(QByteArray, statement);
    QFETCH(QString, locks);
    QFETCH(QString, rewrites);
    QFETCH(QString, scans);
    QVERIFY(m_database.watch->start());
    QVERIFY(m_database.session->begin());
    const auto seen = m_database.watched(statement);
    QVERIFY(m_database.session->rollback());
    QVERIFY2(seen, seen ? "" : qPrintable(seen.error().text()));
    QCOMPARE(locksOf(*seen, false), locks);
    QCOMPARE(sorted(seen->rewrites.value()), rewrites);
    QCOMPARE(sorted(seen->scans.value()), scans);
    QCOMPARE(sorted(seen->emptied), statement.startsWith("TRUNCATE") ? QStringLiteral("ul") : QString());
    QVERIFY(seen->logBytes.value() >= 0);
    QCOMPARE(seen->unknown, QStringList());
}

void TestPostgresqlObserve::aloneForms_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("locks");
    QTest::addColumn<QString>("rewrites");
    QTest::newRow("create") << QByteArray("CREATE INDEX CONCURRENTLY src_v ON src (v)") << QStringLiteral("src SUX") << QString();
    QTest::newRow("reindex") << QByteArray("REINDEX INDEX CONCURRENTLY src_v") << QStringLiteral("src SUX") << QStringLiteral("index src_v");
    QTest::newRow("drop") << QByteArray("DROP INDEX CONCURRENTLY src_v") << QStringLiteral("src SUX") << QString();
}

void TestPostgresqlObserve::aloneForms()
{
    QFETCH(QByteArray, statement);
    QFETCH(QString, locks);
    QFETCH(QString, rewrites);
    QVERIFY(m_database.watch->start());
    const auto seen = m_database.watched(statement, true);
    QVERIFY2(seen, seen ? "" : qPrintable(seen.error().text()));
    QCOMPARE(locksOf(*seen, false), locks); // that on the index at the very end is held too briefly to be sampled each time
    QCOMPARE(sorted(seen->rewrites.value()), rewrites);
    QVERIFY(!seen->scans);
    QCOMPARE(seen->unknown.size(), 2);
}

/// What an earlier statement of the transaction holds is not told again, a stronger mode is.
void TestPostgresqlObserve::locksOfAStepAreToldOnce()
{
    QVERIFY(m_database.watch->start());
    QVERIFY(m_database.session->begin());
    QCOMPARE(locksOf(m_database.watched("COMMENT ON TABLE t IS 'x'").value(), false), QStringLiteral("t SUX"));
    QCOMPARE(locksOf(m_database.watched("COMMENT ON TABLE t IS 'y'").value(), false), QString());
    const auto stronger = m_database.watched("ALTER TABLE t ADD COLUMN z int");
    QCOMPARE(locksOf(stronger.value(), false), QStringLiteral("t AX"));
    QCOMPARE(stronger->stops(), Stops::Everybody);
    QCOMPARE(locksOf(m_database.watched("UPDATE t SET z = 1").value(), false), QString());
    QVERIFY(m_database.session->rollback());
}

/// SET TRANSACTION is refused after a query: the watch must not ask anything before it.
void TestPostgresqlObserve::settingsComeFirst()
{
    QVERIFY(m_database.watch->start());
    QVERIFY(m_database.session->begin());
    QVERIFY(m_database.watched("SET LOCAL lock_timeout = '2s'"));
    const auto seen = m_database.watched("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
    QVERIFY2(seen, seen ? "" : qPrintable(seen.error().text()));
    QVERIFY(m_database.session->rollback());
}

void TestPostgresqlObserve::droppedRelationsKeepTheirNames()
{
    QVERIFY(m_database.watch->start());
    QVERIFY(m_database.session->begin());
    const auto seen = m_database.watched("DROP TABLE t CASCADE");
    QVERIFY(m_database.session->rollback());
    QCOMPARE(locksOf(seen.value(), true),
             QStringLiteral("child AX, index t_a AX, index t_b AX, index t_c AX, index t_d AX, index t_e AX, index t_pkey AX, t AX"));
}

} // namespace lk

QTEST_GUILESS_MAIN(lk::TestPostgresqlObserve)
#include "tst_postgresqlobserve.moc"
