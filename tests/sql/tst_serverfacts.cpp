// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/statementfacts.h"
#include "models/sql/transactionfacts.h"
#include "tests/sql/describedfacts.h"

#include <QRandomGenerator>
#include <QTest>

using namespace lk;

class tst_ServerFacts : public QObject
{
    Q_OBJECT

private slots:
    void postgresql_data();
    void postgresql();
    void mysql_data();
    void mysql();
    void refusesTransaction_data();
    void refusesTransaction();
    void outlastsRollback_data();
    void outlastsRollback();
    void commitsImplicitly_data();
    void commitsImplicitly();
    void garbageDoesNoHarm();
};

static void addFactColumns()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("expected");
}

static void row(const char *sql, const char *expected)
{
    QTest::newRow(sql) << QByteArray(sql) << QString::fromUtf8(expected);
}

void tst_ServerFacts::postgresql_data()
{
    addFactColumns();
    row("CREATE TABLE Orders (b int REFERENCES \"C\" (d))", "Create Table name=orders table=orders references=C");
    row("CREATE UNLOGGED TABLE IF NOT EXISTS s.\"A b\" (c int)", "Create Table name=A b schema=s table=A b guarded");
    row("CREATE TEMP TABLE a AS SELECT 1", "Create Table name=a table=a temporary as");
    row("CREATE TABLE U&\"d\\0061t\" (a int)", "Create Table name=dat table=dat");
    row("SELECT a, b INTO TEMP c FROM d", "Create Table name=c table=c temporary as");
    row("SELECT (SELECT 1) FROM a", "Select");
    row("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON ONLY s.a (b)",
        "Create Index name=i schema=s table=a guarded unique concurrently");
    row("CREATE INDEX ON a (b)", "Create Index table=a");
    row("DROP INDEX CONCURRENTLY IF EXISTS s.i", "Drop Index name=i schema=s guarded concurrently");
    row("REINDEX (VERBOSE, CONCURRENTLY) TABLE a", "Reindex Table name=a table=a concurrently");
    row("REINDEX INDEX CONCURRENTLY i", "Reindex Index name=i concurrently");
    row("REINDEX DATABASE d", "Reindex Database name=d");
    row("CREATE MATERIALIZED VIEW v AS SELECT 1", "Create MaterializedView name=v as");
    row("CREATE OR REPLACE FUNCTION s.f(a int) RETURNS int AS $$ $$", "Create Function name=f schema=s replace");
    row("CREATE PROCEDURE p() AS $$ $$", "Create Procedure name=p");
    row("CREATE AGGREGATE g (int) (SFUNC = f)", "Create Function name=g");
    row("CREATE TYPE t AS ENUM ('a')", "Create Type name=t");
    row("CREATE SEQUENCE s", "Create Sequence name=s");
    row("CREATE SCHEMA IF NOT EXISTS s", "Create Schema name=s guarded");
    row("CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"", "Create Extension name=uuid-ossp guarded");
    row("CREATE DOMAIN d AS int", "Create Domain name=d");
    row("CREATE POLICY p ON s.a USING (true)", "Create Policy name=p schema=s table=a");
    row("CREATE RULE r AS ON INSERT TO a DO NOTHING", "Create Rule name=r table=a");
    row("CREATE CONSTRAINT TRIGGER t AFTER UPDATE OF b ON a EXECUTE FUNCTION f()", "Create Trigger name=t table=a");
    row("CREATE EVENT TRIGGER t ON ddl_command_start EXECUTE FUNCTION f()", "Create EventTrigger name=t");
    row("CREATE FOREIGN TABLE a (b int) SERVER s", "Create ForeignTable name=a table=a");
    row("CREATE PUBLICATION p FOR ALL TABLES", "Create Publication name=p");
    row("CREATE USER MAPPING FOR a SERVER s", "Create Object");
    row("CREATE USER a", "Create Role name=a");
    row("CREATE OPERATOR + (FUNCTION = f)", "Create Object");
    row("DROP TRIGGER IF EXISTS t ON a", "Drop Trigger name=t table=a guarded");
    row("DROP MATERIALIZED VIEW v", "Drop MaterializedView name=v");
    row("ALTER TABLE IF EXISTS ONLY s.a ADD COLUMN IF NOT EXISTS b int NOT NULL DEFAULT 1, DROP c",
        "Alter Table AddColumn name=a schema=s table=a column=b guarded notnull default actions=2");
    row("ALTER TABLE a ADD b numeric(1, 2)", "Alter Table AddColumn name=a table=a column=b");
    row("ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (b) REFERENCES d (e) NOT VALID",
        "Alter Table AddConstraint name=a table=a references=d");
    row("ALTER TABLE a VALIDATE CONSTRAINT c", "Alter Table ValidateConstraint name=a table=a");
    row("ALTER TABLE a ALTER COLUMN b SET NOT NULL", "Alter Table ChangeColumn name=a table=a column=b notnull");
    row("ALTER TABLE a ALTER b DROP NOT NULL", "Alter Table ChangeColumn name=a table=a column=b");
    row("ALTER TABLE a ALTER b TYPE text USING b::text, ALTER c SET DEFAULT 1",
        "Alter Table ChangeColumn name=a table=a column=b actions=2");
    row("ALTER TABLE a DETACH PARTITION s.p CONCURRENTLY", "Alter Table DetachPartition name=a table=a concurrently");
    row("ALTER TABLE a ATTACH PARTITION p DEFAULT", "Alter Table AttachPartition name=a table=a");
    row("ALTER TABLE a RENAME TO \"B\"", "Alter Table RenameTable name=a table=a new=B");
    row("ALTER TABLE a RENAME b TO c", "Alter Table RenameColumn name=a table=a column=b new=c");
    row("ALTER TABLE a SET SCHEMA s", "Alter Table SetSchema name=a table=a");
    row("ALTER TYPE t ADD VALUE IF NOT EXISTS 'x' AFTER 'y'", "Alter Type AddValue name=t new=x guarded");
    row("ALTER TYPE t RENAME TO u", "Alter Type RenameObject name=t new=u");
    row("ALTER FUNCTION f(int) OWNER TO a", "Alter Function OtherChange name=f");
    row("ALTER SYSTEM SET work_mem = '1MB'", "Alter System");
    row("ALTER DATABASE d SET TABLESPACE t", "Alter Database SetTablespace name=d");
    row("INSERT INTO s.a VALUES (1)", "Insert schema=s table=a");
    row("UPDATE ONLY a SET b = 1 WHERE c = $1", "Update table=a where");
    row("DELETE FROM ONLY a", "Delete table=a");
    row("MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE", "Merge table=a");
    row("WITH x AS (SELECT 1) DELETE FROM a WHERE true", "Delete table=a");
    row("TRUNCATE TABLE ONLY s.a, b", "Truncate Table name=a schema=s table=a");
    row("COPY s.a (b) FROM stdin WITH (FORMAT csv)", "Copy schema=s table=a stdin");
    row("COPY a FROM '/x'", "Copy table=a");
    row("COPY (SELECT 1) TO STDOUT", "Copy");
    row("COMMENT ON COLUMN s.a.b IS 'x'", "Comment Column name=b schema=s table=a column=b");
    row("COMMENT ON TABLE a IS 'x'", "Comment Table name=a table=a");
    row("REFRESH MATERIALIZED VIEW CONCURRENTLY s.v", "Refresh MaterializedView name=v schema=s concurrently");
    row("CLUSTER", "Cluster");
    row("CLUSTER VERBOSE a USING i", "Cluster Table name=a table=a");
    row("SET LOCAL search_path TO a, b", "Set name=search_path value=a , b");
    row("SET lock_timeout = '5s'", "Set name=lock_timeout value=5s");
    row("RESET ALL", "Set name=all");
    row("START TRANSACTION READ ONLY", "Begin");
    row("PREPARE TRANSACTION 'x'", "Commit");
    row("ROLLBACK TO SAVEPOINT s", "Rollback name=s");
    row("ABORT", "Rollback");
    row("GRANT SELECT ON a TO b", "Grant");
    row("REVOKE ALL ON a FROM b", "Revoke");
    row("LOCK TABLE ONLY a IN ACCESS EXCLUSIVE MODE", "Lock Table name=a table=a");
    row("DO $$ BEGIN END $$", "Do");
    row("CALL s.p(1)", "Call name=p schema=s");
    row("VACUUM (FULL) a", "Vacuum Table name=a table=a");
    row("DISCARD ALL", "Maintain");
    row("(SELECT 1) UNION SELECT 2", "Select");
    row("IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c", "Create ForeignTable");
    row("nonsense", "Other");
}

void tst_ServerFacts::postgresql()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, expected);
    QCOMPARE(described(readFacts(sql, postgresqlDialect())), expected);
}

void tst_ServerFacts::mysql_data()
{
    addFactColumns();
    row("CREATE TABLE `Orders` (b INT) ENGINE=InnoDB", "Create Table name=Orders table=Orders");
    row("CREATE TABLE d.a LIKE b", "Create Table name=a schema=d table=a");
    row("CREATE OR REPLACE TABLE a (b INT) SELECT 1", "Create Table name=a table=a as replace");
    row("/*!50001 CREATE ALGORITHM=UNDEFINED */ /*!50013 DEFINER=`a`@`%` SQL SECURITY DEFINER */ /*!50001 VIEW v AS "
        "SELECT 1 */",
        "Create View name=v");
    row("CREATE FULLTEXT INDEX i ON a (b)", "Create Index name=i table=a");
    row("CREATE DEFINER='a'@'b' PROCEDURE p() SELECT 1", "Create Procedure name=p");
    row("CREATE DEFINER = CURRENT_USER() TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 1",
        "Create Trigger name=t table=a");
    row("CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 DAY DO SELECT 1", "Create Event name=e guarded");
    row("CREATE SCHEMA s", "Create Database name=s");
    row("CREATE USER 'a'@'%' IDENTIFIED BY 'x'", "Create Role name=a");
    row("CREATE SEQUENCE s", "Create Sequence name=s");
    row("DROP TEMPORARY TABLE IF EXISTS a", "Drop Table name=a table=a guarded temporary");
    row("DROP INDEX i ON a", "Drop Index name=i table=a");
    row("ALTER TABLE a ADD COLUMN b INT NOT NULL AFTER c, ADD INDEX (b), ALGORITHM=INPLACE",
        "Alter Table AddColumn name=a table=a column=b notnull actions=3");
    row("ALTER TABLE a MODIFY b VARCHAR(10) NOT NULL", "Alter Table ChangeColumn name=a table=a column=b notnull");
    row("ALTER TABLE a CHANGE COLUMN b c INT", "Alter Table ChangeColumn name=a table=a column=b new=c");
    row("ALTER TABLE a ADD UNIQUE KEY k (b)", "Alter Table AddConstraint name=a table=a unique");
    row("ALTER TABLE a ADD KEY k (b)", "Alter Table AddIndex name=a table=a");
    row("ALTER TABLE a DROP PRIMARY KEY", "Alter Table DropConstraint name=a table=a");
    row("ALTER TABLE a DROP KEY k", "Alter Table DropIndex name=a table=a");
    row("ALTER TABLE a DROP b", "Alter Table DropColumn name=a table=a column=b");
    row("ALTER TABLE a RENAME b", "Alter Table RenameTable name=a table=a new=b");
    row("ALTER TABLE a RENAME COLUMN b TO c", "Alter Table RenameColumn name=a table=a column=b new=c");
    row("ALTER TABLE a ENGINE=InnoDB", "Alter Table OtherChange name=a table=a");
    row("RENAME TABLE a TO b, c TO d", "Rename Table RenameTable name=a table=a new=b");
    row("INSERT IGNORE INTO a VALUES (1) ON DUPLICATE KEY UPDATE b = 1", "Insert table=a");
    row("REPLACE a VALUES (1)", "Insert table=a");
    row("UPDATE LOW_PRIORITY IGNORE a SET b = 1 WHERE c = \"x\" LIMIT 1", "Update table=a where limit");
    row("DELETE QUICK FROM a WHERE 1 = 1", "Delete table=a");
    row("TRUNCATE a", "Truncate Table name=a table=a");
    row("LOAD DATA LOCAL INFILE 'x' INTO TABLE d.a", "Load schema=d table=a");
    row("LOAD INDEX INTO CACHE a", "Maintain");
    row("SET SESSION sql_mode = 'ORACLE'", "Set name=sql_mode value=ORACLE");
    row("SET @@global.sql_mode := 'ANSI', a = 1", "Set name=sql_mode value=ANSI");
    row("/*!40101 SET NAMES utf8 */", "Set name=NAMES value=utf8");
    row("LOCK TABLES a WRITE", "Lock Table name=a table=a");
    row("UNLOCK TABLES", "Unlock");
    row("BEGIN NOT ATOMIC SELECT 1; END", "Compound");
    row("l: LOOP SELECT 1; END LOOP", "Compound");
    row("BEGIN", "Begin");
    row("XA START 'x'", "Begin");
    row("ANALYZE TABLE a", "Analyze Table name=a table=a");
    row("OPTIMIZE NO_WRITE_TO_BINLOG TABLE a", "Maintain Table name=a table=a");
    row("FLUSH TABLES", "Maintain");
    row("USE shop", "Use name=shop");
    row("DESCRIBE a", "Show");
    row("CALL p()", "Call name=p");
}

void tst_ServerFacts::mysql()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, expected);
    QCOMPARE(described(readFacts(sql, mysqlDialect())), expected);
    QCOMPARE(described(readFacts(sql, mariadbDialect())), expected);
}

void tst_ServerFacts::refusesTransaction_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("expected");
    const auto add = [](const char *sql, bool expected, int version = 150004) {
        QTest::addRow("%s, %d", sql, version) << QByteArray(sql) << version << expected;
    };
    add("CREATE INDEX CONCURRENTLY i ON a (b)", true);
    add("CREATE INDEX i ON a (b)", false);
    add("DROP INDEX CONCURRENTLY i", true);
    add("DROP INDEX i", false);
    add("REINDEX TABLE CONCURRENTLY a", true);
    add("REINDEX (CONCURRENTLY false) TABLE a", false);
    add("REINDEX TABLE a", false);
    add("REINDEX DATABASE a", true);
    add("REINDEX SCHEMA a", true);
    add("REINDEX SYSTEM a", true);
    add("VACUUM", true);
    add("VACUUM ANALYZE a", true);
    add("ANALYZE a", false);
    add("CREATE DATABASE a", true);
    add("DROP DATABASE a", true);
    add("ALTER DATABASE a SET TABLESPACE b", true);
    add("ALTER DATABASE a SET search_path = b", false);
    add("CREATE TABLESPACE a LOCATION '/x'", true);
    add("DROP TABLESPACE a", true);
    add("ALTER TABLE a SET TABLESPACE b", false);
    add("ALTER SYSTEM SET a = 1", true);
    add("ALTER TYPE t ADD VALUE 'x'", true, 110005);
    add("ALTER TYPE t ADD VALUE 'x'", false, 120000);
    add("ALTER TYPE t ADD VALUE 'x'", false, 0);
    add("ALTER TYPE t RENAME TO u", false, 110005);
    add("CLUSTER", true);
    add("CLUSTER a", false);
    add("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p", true);
    add("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (create_slot = false)", false);
    add("CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p WITH (connect = off)", false);
    add("DROP SUBSCRIPTION s", true);
    add("ALTER SUBSCRIPTION s REFRESH PUBLICATION", true);
    add("ALTER SUBSCRIPTION s SET PUBLICATION p", true);
    add("ALTER SUBSCRIPTION s ADD PUBLICATION p WITH (refresh = false)", false);
    add("ALTER SUBSCRIPTION s DISABLE", false);
    add("ALTER TABLE a DETACH PARTITION b CONCURRENTLY", true);
    add("ALTER TABLE a DETACH PARTITION b", false);
    add("REFRESH MATERIALIZED VIEW CONCURRENTLY v", false);
    add("DISCARD ALL", true);
    add("DISCARD PLANS", false);
    add("COMMIT PREPARED 'x'", true);
    add("CREATE TABLE vacuum_log (concurrently int)", false);
}

void tst_ServerFacts::refusesTransaction()
{
    QFETCH(QByteArray, sql);
    QFETCH(int, version);
    QFETCH(bool, expected);
    QCOMPARE(lk::refusesTransaction(readFacts(sql, postgresqlDialect()), sql, version), expected);
}

void tst_ServerFacts::outlastsRollback_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("expected");
    const auto add = [](const char *sql, bool expected) { QTest::newRow(sql) << QByteArray(sql) << expected; };
    add("SELECT setval('a_id_seq', 1)", true);
    add("SELECT pg_catalog.SETVAL('a_id_seq', 1)", true);
    add("SELECT nextval('a_id_seq')", false);
    add("ALTER SEQUENCE a RESTART", false);
    add("DO $$ BEGIN PERFORM pg_terminate_backend(1); END $$", true);
    add("SELECT * FROM dblink('dbname=b', 'SELECT 1') AS t (a int)", true);
    add("COPY a TO '/tmp/a'", true);
    add("COPY a TO PROGRAM 'cat'", true);
    add("COPY a FROM PROGRAM 'cat'", true);
    add("COPY a (b, c) FROM '/tmp/a'", false);
    add("COPY a FROM stdin", false);
    add("COPY a TO STDOUT", false);
    add("CREATE TABLE setvalues (my_setval int)", false);
    add("ALTER TABLE a ADD COLUMN b int", false);
}

void tst_ServerFacts::outlastsRollback()
{
    QFETCH(QByteArray, sql);
    QFETCH(bool, expected);
    QCOMPARE(!lk::outlastsRollback(readFacts(sql, postgresqlDialect()), sql).isEmpty(), expected);
}

void tst_ServerFacts::commitsImplicitly_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("expected");
    const auto add = [](const char *sql, bool expected) { QTest::newRow(sql) << QByteArray(sql) << expected; };
    add("CREATE TABLE a (b INT)", true);
    add("CREATE TEMPORARY TABLE a (b INT)", false);
    add("DROP TABLE a", true);
    add("DROP TEMPORARY TABLE a", false);
    add("ALTER TABLE a ADD b INT", true);
    add("CREATE INDEX i ON a (b)", true);
    add("CREATE VIEW v AS SELECT 1", true);
    add("CREATE FUNCTION f() RETURNS INT RETURN 1", true);
    add("CREATE FUNCTION f RETURNS INT SONAME 'x.so'", false);
    add("CREATE SEQUENCE s", true);
    add("DROP SEQUENCE s", true);
    add("DROP PREPARE s", false);
    add("CREATE USER a", true);
    add("GRANT SELECT ON a TO b", true);
    add("REVOKE SELECT ON a FROM b", true);
    add("SET PASSWORD = 'x'", true);
    add("SET autocommit = 1", true);
    add("SET @x = 2, @@session.autocommit := ON", true);
    add("SET autocommit = 0", false);
    add("SET sql_mode = 'autocommit'", false);
    add("TRUNCATE a", true);
    add("RENAME TABLE a TO b", true);
    add("LOCK TABLES a READ", true);
    add("LOCK INSTANCE FOR BACKUP", false);
    add("UNLOCK TABLES", true);
    add("START TRANSACTION", true);
    add("BEGIN", true);
    add("ANALYZE TABLE a", true);
    add("ANALYZE SELECT 1", false);
    add("OPTIMIZE TABLE a", true);
    add("CHECK TABLE a", true);
    add("CHECKSUM TABLE a", false);
    add("FLUSH PRIVILEGES", true);
    add("RESET PERSIST", false);
    add("RESET MASTER", true);
    add("LOAD INDEX INTO CACHE a", true);
    add("LOAD DATA INFILE 'x' INTO TABLE a", false);
    add("START REPLICA", true);
    add("STOP SLAVE", true);
    add("KILL 1", false);
    add("INSERT INTO a VALUES ('DROP TABLE b')", false);
    add("UPDATE a SET b = 1", false);
    add("DELETE FROM a", false);
    add("SELECT 1", false);
    add("CALL p()", false);
    add("COMMIT", false);
    add("SAVEPOINT s", false);
    add("/*!40000 ALTER TABLE a DISABLE KEYS */", true);
}

void tst_ServerFacts::commitsImplicitly()
{
    QFETCH(QByteArray, sql);
    QFETCH(bool, expected);
    QCOMPARE(lk::commitsImplicitly(readFacts(sql, mysqlDialect()), sql), expected);
    QCOMPARE(lk::commitsImplicitly(readFacts(sql, mariadbDialect()), sql), expected);
}

/// Pieces of statements in any order: facts may be wrong then, but reading them ends.
void tst_ServerFacts::garbageDoesNoHarm()
{
    const QByteArrayList pieces{"CREATE ",
                                "OR REPLACE ",
                                "DEFINER=",
                                "a ",
                                "'b' ",
                                "@c ",
                                "TABLE ",
                                "INDEX ",
                                "(",
                                ")",
                                ",",
                                "ALTER ",
                                "ADD ",
                                "COLUMN ",
                                "RENAME ",
                                "TO ",
                                "SET ",
                                "=",
                                ":=",
                                "/*!40101 ",
                                "*/",
                                "$$",
                                "E'",
                                "\"",
                                "`",
                                ";",
                                "WITH ",
                                "AS ",
                                "REINDEX ",
                                "CONCURRENTLY ",
                                "COPY ",
                                "FROM ",
                                "--",
                                "\n",
                                "REFRESH ",
                                "DETACH PARTITION ",
                                "COMMENT ON COLUMN ",
                                ".",
                                "SUBSCRIPTION ",
                                "SELECT ",
                                "INTO "};
    QRandomGenerator random(3);
    for (int round = 0; round < 20000; ++round) {
        QByteArray sql;
        for (int i = random.bounded(1, 14); i > 0; --i)
            sql += pieces[random.bounded(int(pieces.size()))];
        for (const Dialect *dialect : {&postgresqlDialect(), &mysqlDialect(), &mariadbDialect()}) {
            const StatementFacts facts = readFacts(sql, *dialect);
            QVERIFY(facts.name.size() <= sql.size() && facts.table.size() <= sql.size());
            lk::refusesTransaction(facts, sql, 0);
            lk::commitsImplicitly(facts, sql);
        }
    }
}

QTEST_GUILESS_MAIN(tst_ServerFacts)
#include "tst_serverfacts.moc"
