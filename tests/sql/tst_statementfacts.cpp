// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/assignments.h"
#include "models/sql/statementfacts.h"
#include "tests/sql/describedfacts.h"

#include <QRandomGenerator>
#include <QTest>

using namespace lk;

class tst_StatementFacts : public QObject
{
    Q_OBJECT

private slots:
    void facts_data();
    void facts();
    void where_data();
    void where();
    void tableBody_data();
    void tableBody();
    void assignments_data();
    void assignments();
    void garbageDoesNoHarm();
    void deepNestingDoesNoHarm();
};

void tst_StatementFacts::facts_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *sql, const char *expected) {
        QTest::newRow(sql) << QByteArray(sql) << QString::fromUtf8(expected);
    };
    row("CREATE TABLE a (b)", "Create Table name=a table=a");
    row("create temp table if not exists main.\"a b\" (c)",
        "Create Table name=a b schema=main table=a b guarded temporary");
    row("CREATE /* x */ TABLE -- y\n a (b REFERENCES c, FOREIGN KEY (b) REFERENCES \"d\" (e))",
        "Create Table name=a table=a references=c,d");
    row("CREATE TABLE a AS SELECT 1", "Create Table name=a table=a as");
    row("CREATE VIRTUAL TABLE a USING fts5(b)", "Create VirtualTable name=a table=a");
    row("CREATE UNIQUE INDEX IF NOT EXISTS i ON a (b) WHERE c", "Create Index name=i table=a guarded unique");
    row("CREATE INDEX main.i ON a (b)", "Create Index name=i schema=main table=a");
    row("CREATE VIEW v (a, b) AS SELECT 1, 2", "Create View name=v");
    row("CREATE TEMPORARY VIEW v AS SELECT 1", "Create View name=v temporary");
    row("CREATE TRIGGER t AFTER UPDATE OF b, c ON a BEGIN DELETE FROM d; END", "Create Trigger name=t table=a");
    row("CREATE TRIGGER t INSTEAD OF INSERT ON v WHEN new.a BEGIN SELECT 1; END", "Create Trigger name=t table=v");
    row("CREATE USER u", "Create Object");
    row("CREATE OR REPLACE VIEW v AS SELECT 1", "Create View name=v");
    row("DROP TABLE a", "Drop Table name=a table=a");
    row("DROP TABLE IF EXISTS temp.[a b];", "Drop Table name=a b schema=temp table=a b guarded");
    row("DROP INDEX i", "Drop Index name=i");
    row("DROP VIEW IF EXISTS v", "Drop View name=v guarded");
    row("DROP TRIGGER t", "Drop Trigger name=t");
    row("DROP TYPE t", "Drop Object");
    row("ALTER TABLE a RENAME TO b", "Alter Table RenameTable name=a table=a new=b");
    row("ALTER TABLE main.a RENAME TO \"b c\"", "Alter Table RenameTable name=a schema=main table=a new=b c");
    row("ALTER TABLE a RENAME COLUMN b TO c", "Alter Table RenameColumn name=a table=a column=b new=c");
    row("ALTER TABLE a RENAME b TO c", "Alter Table RenameColumn name=a table=a column=b new=c");
    row("ALTER TABLE a RENAME CONSTRAINT b TO c", "Alter Table OtherChange name=a table=a");
    row("ALTER TABLE a ADD COLUMN b TEXT", "Alter Table AddColumn name=a table=a column=b");
    row("ALTER TABLE a ADD b NUMERIC(10, 2) NOT NULL DEFAULT 0",
        "Alter Table AddColumn name=a table=a column=b notnull default");
    row("ALTER TABLE a ADD COLUMN b TEXT NOT NULL", "Alter Table AddColumn name=a table=a column=b notnull");
    row("ALTER TABLE a ADD COLUMN b TEXT NULL DEFAULT NULL", "Alter Table AddColumn name=a table=a column=b");
    row("ALTER TABLE a ADD COLUMN b TEXT CHECK (b IS NOT NULL) DEFAULT (1)",
        "Alter Table AddColumn name=a table=a column=b default");
    row("ALTER TABLE a ADD COLUMN b GENERATED ALWAYS AS (c) VIRTUAL NOT NULL",
        "Alter Table AddColumn name=a table=a column=b notnull generated");
    row("ALTER TABLE a ADD COLUMN b AS (c)", "Alter Table AddColumn name=a table=a column=b generated");
    row("ALTER TABLE a ADD COLUMN b INTEGER REFERENCES main.c (d)",
        "Alter Table AddColumn name=a table=a column=b references=c");
    row("ALTER TABLE a ADD COLUMN IF NOT EXISTS b TEXT", "Alter Table AddColumn name=a table=a column=b guarded");
    row("ALTER TABLE a ADD CONSTRAINT b FOREIGN KEY (c) REFERENCES d (e)",
        "Alter Table OtherChange name=a table=a references=d");
    row("ALTER TABLE a DROP COLUMN b", "Alter Table DropColumn name=a table=a column=b");
    row("ALTER TABLE a DROP b", "Alter Table DropColumn name=a table=a column=b");
    row("ALTER TABLE a DROP CONSTRAINT b", "Alter Table OtherChange name=a table=a");
    row("ALTER TABLE a ALTER COLUMN b SET NOT NULL", "Alter Table OtherChange name=a table=a");
    row("ALTER INDEX a RENAME TO b", "Alter Index");
    row("INSERT INTO a (b) VALUES (1)", "Insert table=a");
    row("INSERT OR IGNORE INTO main.\"a b\" SELECT 1", "Insert schema=main table=a b");
    row("REPLACE INTO a VALUES (1)", "Insert table=a");
    row("WITH x AS (SELECT 1), y (c) AS NOT MATERIALIZED (SELECT 2) INSERT INTO a SELECT * FROM x", "Insert table=a");
    row("WITH RECURSIVE x AS (SELECT 1) UPDATE a SET b = 1", "Update table=a");
    row("WITH \"update\" AS (SELECT 1 WHERE 2) DELETE FROM a", "Delete table=a");
    row("WITH x AS (SELECT ')') SELECT 1", "Select");
    row("UPDATE OR ROLLBACK main.a AS x INDEXED BY i SET b = 1 WHERE c", "Update schema=main table=a where");
    row("UPDATE a SET b = c.d FROM c WHERE c.id = a.id", "Update table=a where");
    row("UPDATE a SET b = 1 WHERE c LIMIT 3", "Update table=a where limit");
    row("DELETE FROM a", "Delete table=a");
    row("DELETE FROM a AS x WHERE x.b ORDER BY c LIMIT 1 RETURNING *", "Delete table=a where limit");
    row("SELECT 1", "Select");
    row("VALUES (1)", "Select");
    row("PRAGMA foreign_keys", "Pragma name=foreign_keys");
    row("PRAGMA foreign_keys = OFF", "Pragma name=foreign_keys value=OFF");
    row("PRAGMA main.user_version(-3)", "Pragma name=user_version schema=main value=-3");
    row("PRAGMA journal_mode='wal'", "Pragma name=journal_mode value=wal");
    row("PRAGMA x = 1.5;", "Pragma name=x value=1.5");
    row("BEGIN IMMEDIATE TRANSACTION", "Begin");
    row("COMMIT", "Commit");
    row("END TRANSACTION", "Commit");
    row("ROLLBACK", "Rollback");
    row("ROLLBACK TRANSACTION TO SAVEPOINT s", "Rollback name=s");
    row("SAVEPOINT s", "Savepoint name=s");
    row("RELEASE SAVEPOINT s", "Release name=s");
    row("RELEASE s", "Release name=s");
    row("VACUUM INTO 'a'", "Vacuum");
    row("ATTACH DATABASE 'a' AS b", "Attach");
    row("DETACH b", "Detach");
    row("REINDEX i", "Reindex name=i");
    row("ANALYZE", "Analyze");
    row("EXPLAIN QUERY PLAN DELETE FROM a", "Explain");
    row("TRUNCATE a", "Other");
    row("", "Other");
    row("(", "Other");
    row("'DROP TABLE a'", "Other");
}

void tst_StatementFacts::facts()
{
    QFETCH(QByteArray, sql);
    QFETCH(QString, expected);
    QCOMPARE(described(readFacts(sql, sqliteDialect())), expected);
}

void tst_StatementFacts::where_data()
{
    QTest::addColumn<QByteArray>("condition");
    QTest::addColumn<bool>("filters");
    const auto row = [](const char *condition, bool filters) {
        QTest::newRow(condition) << QByteArray(condition) << filters;
    };
    row("1", false);
    row("17", false);
    row("1.5", false);
    row("true", false);
    row("TRUE", false);
    row("((1))", false);
    row("1=1", false);
    row("1 == 1", false);
    row("'a' = 'a'", false);
    row("true IS true", false);
    row("(1 = 1) AND (true)", false);
    row("b = 1 OR 1 = 1", false);
    row("(b = 1) OR (2 > 1 OR 1)", false);
    row("0", true);
    row("0.0", true);
    row("false", true);
    row("1 = 2", true);
    row("b", true);
    row("b = b", true);
    row("1 = 1 AND b", true);
    row("b = 1 OR c = 1", true);
    row("b BETWEEN 1 AND 1", true);
    row("id IN (SELECT 1 OR 1)", true);
    row("CASE WHEN b THEN 1 ELSE 1 = 1 END", true);
    row("EXISTS (SELECT 1 WHERE 1 = 1)", true);
    row("(b) OR (c)", true);
    row("'1'", true);
    row("", false);
}

void tst_StatementFacts::where()
{
    QFETCH(QByteArray, condition);
    QFETCH(bool, filters);
    for (const QByteArray &head :
         {QByteArray("DELETE FROM a WHERE "), QByteArray("UPDATE a SET b = (SELECT 1 FROM c WHERE d = 2) WHERE ")}) {
        for (const QByteArray &tail :
             {QByteArray(), QByteArray(" RETURNING b"), QByteArray(" ORDER BY b LIMIT 1"), QByteArray(";")})
            QCOMPARE(readFacts(head + condition + tail, sqliteDialect()).hasWhere, filters);
    }
    QVERIFY(!readFacts("UPDATE a SET b = (SELECT 1 FROM c WHERE d = 2)", sqliteDialect()).hasWhere);
}

void tst_StatementFacts::tableBody_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QStringList>("columns");
    QTest::addColumn<QStringList>("constraints");
    QTest::addColumn<QString>("options");
    const auto row = [](const char *name, const char *sql, const char *columns, const char *constraints,
                        const char *options) {
        const auto list = [](const char *text) { return *text ? QString::fromUtf8(text).split(u'~') : QStringList(); };
        QTest::newRow(name) << QByteArray(sql) << list(columns) << list(constraints) << QString::fromUtf8(options);
    };
    row("simple", "CREATE TABLE a (b, c TEXT)", "b~c TEXT", "", "");
    row("nested", "CREATE TABLE a(b NUMERIC(10, 2) DEFAULT (max(1, 2)), c CHECK (c IN (1, 2)))",
        "b NUMERIC(10, 2) DEFAULT (max(1, 2))~c CHECK (c IN (1, 2))", "", "");
    row("constraints",
        "CREATE TABLE a (b, PRIMARY KEY (b, c), constraint d UNIQUE (e), CHECK (f > 1), FOREIGN KEY (g) REFERENCES h "
        "(i))",
        "b", "PRIMARY KEY (b, c)~constraint d UNIQUE (e)~CHECK (f > 1)~FOREIGN KEY (g) REFERENCES h (i)", "");
    row("quoted like a constraint", "CREATE TABLE a (\"check\" TEXT, [unique], primary_key)",
        "\"check\" TEXT~[unique]~primary_key", "", "");
    row("options", "CREATE TABLE a (b) STRICT, WITHOUT ROWID ;", "b", "", "STRICT, WITHOUT ROWID");
    row("comments", "CREATE TABLE a ( -- first, (\n b INT, /* second ) */ c TEXT -- third\n ) -- end", "b INT~c TEXT",
        "", "");
    row("marks in strings", "CREATE TABLE a (b DEFAULT '),(', \"c,d\")", "b DEFAULT '),('~\"c,d\"", "", "");
    row("temporary, guarded, prefixed", "CREATE TEMPORARY TABLE IF NOT EXISTS main.a (b)", "b", "", "");
    row("as select", "CREATE TABLE a AS SELECT (1), 2", "", "", "");
    row("virtual", "CREATE VIRTUAL TABLE a USING fts5(b, c)", "", "", "");
    row("something else", "CREATE INDEX i ON a (b, c)", "", "", "");
    row("cut off", "CREATE TABLE a (b, c INT", "b~c INT", "", "");
    row("empty", "CREATE TABLE a ()", "", "", "");
}

void tst_StatementFacts::tableBody()
{
    QFETCH(QByteArray, sql);
    QFETCH(QStringList, columns);
    QFETCH(QStringList, constraints);
    QFETCH(QString, options);
    const TableBody body = readTableBody(sql, sqliteDialect());
    const auto texts = [](const std::vector<QByteArrayView> &pieces) {
        QStringList list;
        for (const QByteArrayView piece : pieces)
            list << QString::fromUtf8(piece);
        return list;
    };
    QCOMPARE(texts(body.columns), columns);
    QCOMPARE(texts(body.constraints), constraints);
    QCOMPARE(QString::fromUtf8(body.options), options);
}

void tst_StatementFacts::assignments_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *sql, const QStringList &expected) {
        QTest::newRow(sql) << QByteArray(sql) << expected;
    };
    row("UPDATE a SET b = 1, \"c d\" = 'x,y' WHERE e = 2", {QStringLiteral("b=1"), QStringLiteral("c d='x,y'")});
    row("UPDATE a SET (b, c) = (SELECT 1, 2), d = max(1, 2)",
        {QStringLiteral("b=(SELECT 1, 2)"), QStringLiteral("c=(SELECT 1, 2)"), QStringLiteral("d=max(1, 2)")});
    row("UPDATE a SET b = 1 AND c = 2", {QStringLiteral("b=1 AND c = 2!c")});
    row("UPDATE a SET b = c + 1 AND d = 2", {QStringLiteral("b=c + 1 AND d = 2")});
    row("WITH x AS (SELECT 1) UPDATE a SET b = x.y FROM x", {QStringLiteral("b=x.y")});
    row("UPDATE a SET", {});
    row("DELETE FROM a", {});
}

void tst_StatementFacts::assignments()
{
    QFETCH(QByteArray, sql);
    QFETCH(QStringList, expected);
    QStringList actual;
    for (const Assignment &assignment : readAssignments(sql, sqliteDialect())) {
        actual << assignment.column + u'=' + QString::fromUtf8(assignment.value.trimmed())
                      + (assignment.swallowed.isEmpty() ? QString() : u'!' + assignment.swallowed);
    }
    QCOMPARE(actual, expected);
}

static void readEverything(const QByteArray &sql)
{
    const StatementFacts facts = readFacts(sql, sqliteDialect());
    QVERIFY(facts.name.size() <= sql.size() && facts.table.size() <= sql.size());
    const TableBody body = readTableBody(sql, sqliteDialect());
    for (const QByteArrayView piece : body.columns)
        QVERIFY(piece.data() >= sql.constData() && piece.data() + piece.size() <= sql.constData() + sql.size());
    for (const Assignment &assignment : readAssignments(sql, sqliteDialect()))
        QVERIFY(assignment.value.data() >= sql.constData()
                && assignment.value.data() + assignment.value.size() <= sql.constData() + sql.size());
}

/// Statements with bytes cut out, doubled, swapped and replaced: facts may be wrong then, but reading them ends and
/// stays in bounds.
void tst_StatementFacts::garbageDoesNoHarm()
{
    const QByteArrayList seeds{
        "CREATE TABLE IF NOT EXISTS main.\"a b\" (b TEXT NOT NULL DEFAULT 'x', c REFERENCES d (e), PRIMARY KEY (b)) "
        "STRICT, WITHOUT ROWID",
        "CREATE TRIGGER t AFTER UPDATE OF b ON a WHEN new.b BEGIN UPDATE c SET d = CASE WHEN 1 THEN 2 END; END",
        "CREATE UNIQUE INDEX i ON [a b] (`c`) WHERE d > 0x1F",
        "DROP TABLE IF EXISTS temp.a",
        "ALTER TABLE a RENAME COLUMN b TO c",
        "ALTER TABLE a ADD COLUMN b GENERATED ALWAYS AS (c || 'it''s') STORED NOT NULL",
        "PRAGMA main.foreign_keys(OFF)",
        "WITH RECURSIVE x (a, b) AS (SELECT 1 WHERE 2), y AS NOT MATERIALIZED (VALUES (1)) UPDATE OR FAIL a SET (b, c) "
        "= (1, 2) FROM x WHERE (1 = 1) OR b LIMIT 3",
        "DELETE FROM a WHERE b BETWEEN 1 AND 2 AND (c = 'x' OR true) RETURNING *",
        "INSERT OR REPLACE INTO a (b) VALUES (x'00', ?1, :p) ON CONFLICT DO NOTHING",
        "ROLLBACK TRANSACTION TO SAVEPOINT s"};
    const QByteArrayList pieces{"(", ")",  "'",   "\"",    "[",  "]",    "`",     "/*",  "--", ";",  ",",    ".",
                                " ", "\n", "SET", "WHERE", "AS", "WITH", "TABLE", "AND", "OR", "\0", "\xff", "="};
    QRandomGenerator random(4711);
    for (int round = 0; round < 20000; ++round) {
        QByteArray sql = seeds[random.bounded(int(seeds.size()))];
        for (int i = random.bounded(1, 6); i > 0; --i) {
            const int at = random.bounded(int(sql.size()) + 1);
            const int length = random.bounded(6);
            switch (random.bounded(4)) {
            case 0: sql.remove(at, length); break;
            case 1: sql.insert(at, pieces[random.bounded(int(pieces.size()))]); break;
            case 2: sql.insert(at, sql.mid(random.bounded(int(sql.size()) + 1), 20)); break;
            default: sql.truncate(std::max(at, 1)); break;
            }
        }
        readEverything(sql);
        if (QTest::currentTestFailed()) {
            qWarning("%s", sql.constData());
            return;
        }
    }
}

void tst_StatementFacts::deepNestingDoesNoHarm()
{
    for (const int depth : {10, 1000, 20000}) {
        readEverything("DELETE FROM a WHERE " + QByteArray(depth, '(') + "1" + QByteArray(depth, ')'));
        readEverything("CREATE TABLE a " + QByteArray(depth, '(') + "b");
        readEverything("UPDATE a SET b = " + QByteArray(depth, '('));
        readEverything("WITH " + QByteArray("a AS (SELECT 1), ").repeated(depth));
        readEverything("DELETE FROM a WHERE " + QByteArray("(b OR ").repeated(depth) + "1" + QByteArray(depth, ')'));
    }
}

QTEST_GUILESS_MAIN(tst_StatementFacts)
#include "tst_statementfacts.moc"
