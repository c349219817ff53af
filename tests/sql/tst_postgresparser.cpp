// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/postgresparser.h"
#include "models/sql/splitter.h"

#include <QRandomGenerator>
#include <QTest>

#include <pg_query.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace lk;

class tst_PostgresParser : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void hugeStatementsPass();
    void deepNestingDoesNoHarm();
    void manyThreads();
    void acceptsWhatTheSplitterCuts();
    void cutsLikePostgresOwnScanner();
};

void tst_PostgresParser::accepts_data()
{
    QTest::addColumn<QByteArray>("statement");
    for (const char *statement :
         {"SELECT 1", "SELECT 1;", "", "-- only a comment", "CREATE TABLE \"ü\" (a int GENERATED ALWAYS AS IDENTITY)",
          "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END",
          "CREATE RULE r AS ON INSERT TO a DO ALSO (DELETE FROM b; DELETE FROM c)", "COPY a (b) FROM stdin",
          "DO $$ this is not looked at $$", "MERGE INTO a USING b ON a.c = b.c WHEN MATCHED THEN DELETE"})
        QTest::newRow(statement) << QByteArray(statement);
}

void tst_PostgresParser::accepts()
{
    QFETCH(QByteArray, statement);
    const Result<void> result = checkPostgresSyntax(statement);
    QVERIFY2(result, result ? "" : qPrintable(result.error().text()));
}

void tst_PostgresParser::refuses_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("what");
    QTest::addColumn<qint64>("line");
    QTest::addColumn<qint64>("column");
    QTest::newRow("first word") << QByteArray("SELEC 1") << "syntax error at or near \"SELEC\"" << 1LL << 1LL;
    QTest::newRow("second line") << QByteArray("SELECT\n  1 frm a b") << "syntax error at or near \"a\"" << 2LL << 9LL;
    QTest::newRow("after characters") << QByteArray("SELECT 'üü€',, 1") << "syntax error at or near \",\"" << 1LL
                                      << 14LL;
    QTest::newRow("at the end") << QByteArray("SELECT (1") << "syntax error at end of input" << 1LL << 10LL;
    QTest::newRow("string") << QByteArray("SELECT 'a") << "unterminated quoted string" << 1LL << 8LL;
    QTest::newRow("of another database") << QByteArray("ALTER TABLE a MODIFY b int") << "\"MODIFY\"" << 1LL << 15LL;
    QTest::newRow("two statements") << QByteArray("SELECT 1; SELECT 2") << "second statement" << 1LL << 10LL;
    QTest::newRow("zero byte") << QByteArray("SELECT \0 1", 10) << "zero byte" << 1LL << 8LL;
}

void tst_PostgresParser::refuses()
{
    QFETCH(QByteArray, statement);
    QFETCH(QString, what);
    QFETCH(qint64, line);
    QFETCH(qint64, column);
    const Result<void> result = checkPostgresSyntax(statement);
    QVERIFY(!result);
    QVERIFY2(result.error().what.contains(what), qPrintable(result.error().what));
    QCOMPARE(result.error().where, (Place{QString(), line, column}));
    QVERIFY(!result.error().nextStep.isEmpty());
}

void tst_PostgresParser::hugeStatementsPass()
{
    QVERIFY(!checkPostgresSyntax("SELECT '" + QByteArray(1'000'000, 'x')));
    QVERIFY(checkPostgresSyntax("SELECT '" + QByteArray(17 * 1024 * 1024, 'x')));
}

void tst_PostgresParser::deepNestingDoesNoHarm()
{
    for (const int depth : {100, 10000, 100000})
        checkPostgresSyntax("SELECT " + QByteArray(depth, '(') + '1' + QByteArray(depth, ')'));
    QVERIFY(checkPostgresSyntax("SELECT 1"));
}

void tst_PostgresParser::manyThreads()
{
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&right] {
            for (int round = 0; round < 50; ++round)
                right += checkPostgresSyntax("SELECT a FROM b") && !checkPostgresSyntax("SELECT FROM FROM") ? 1 : 0;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(right.load(), 400);
}

/// Whatever PostgreSQL's grammar takes as one statement after another, the splitter cuts at the same places.
void tst_PostgresParser::acceptsWhatTheSplitterCuts()
{
    const QByteArray script = "CREATE TABLE a (b int DEFAULT 1, c text[] DEFAULT '{x;y}');\n"
                              "SELECT E'it\\'s;', U&'\\0041;', $$ ; $$, $t$ $$; $t$, B'01', N'x', 1 <> -1, a[1:2], "
                              "'x'::text, '{}'::jsonb ? 'a';\n"
                              "/* a /* b; */ c; */ INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING; -- d;\n"
                              "CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE x "
                              "WHEN 1 THEN 2 END; SELECT "
                              "3; END;\n"
                              "CREATE RULE r AS ON DELETE TO a DO INSTEAD (DELETE FROM b; DELETE FROM c);\n"
                              "SELECT E'a'\n 'b\\';';\n"
                              "DO $do$ BEGIN PERFORM 1; END $do$;\n";
    const auto spans = splitStatements(script, postgresqlDialect());
    QVERIFY(spans);
    QCOMPARE(spans->size(), size_t(7));
    for (const StatementSpan &span : *spans) {
        const Result<void> result = checkPostgresSyntax(script.sliced(span.offset, span.length));
        QVERIFY2(result, result ? "" : qPrintable(result.error().text()));
    }
}

/// Random texts, cut by the splitter and by PostgreSQL's own scanner: the same number of statements, each of ours
/// within the one there. Parentheses are left out: that scanner takes a semicolon between them for a rule's.
void tst_PostgresParser::cutsLikePostgresOwnScanner()
{
    const QByteArrayList pieces{
        "a",  "e",   " ",          "\n", ";SELECT ", "'",   "''", "E'",    "\\",  "\"",
        "$$", "$t$", "--",         "/*", "*/",       "1",   "-",  "/",     "U&'", "B'0'",
        "é",  "$1",  ";\nselect ", "=",  "name",     "'x'", "*",  "type'", "'e'", "xxxxxxxxxxxxxxxxxxxxxxxx"};
    QRandomGenerator random(99);
    int compared = 0;
    for (int round = 0; round < 60000; ++round) {
        QByteArray script = "SELECT "; // that scanner counts what has a keyword
        for (int i = random.bounded(1, 40); i > 0; --i)
            script += pieces[random.bounded(int(pieces.size()))];
        const auto spans = splitStatements(script, postgresqlDialect());
        PgQuerySplitResult expected = pg_query_split_with_scanner(script.constData());
        if (spans && !expected.error) {
            QVERIFY2(int(spans->size()) == expected.n_stmts, script.constData());
            for (int i = 0; i < expected.n_stmts; ++i) {
                const StatementSpan &span = spans->at(size_t(i));
                const qsizetype begin = expected.stmts[i]->stmt_location;
                const qsizetype end = begin + expected.stmts[i]->stmt_len;
                QVERIFY2(span.offset >= begin && span.offset + span.length <= end, script.constData());
            }
            ++compared;
        }
        pg_query_free_split_result(expected);
    }
    QVERIFY(compared > 2000);
}

QTEST_GUILESS_MAIN(tst_PostgresParser)
#include "tst_postgresparser.moc"
