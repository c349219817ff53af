// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/scanner.h"
#include "models/sql/splitter.h"

#include <QRandomGenerator>
#include <QTest>

using namespace lk;

/// Every statement's text; its data after " <- ", or the error with its place.
static QStringList pieces(const QByteArray &script, const Dialect &dialect)
{
    QStringList result;
    const auto spans = splitStatements(script, dialect);
    if (!spans) {
        const Place where = spans.error().where;
        return {QStringLiteral("%1:%2 %3").arg(where.line).arg(where.column).arg(spans.error().what)};
    }
    for (const StatementSpan &span : *spans) {
        QString text = QString::fromUtf8(script.sliced(span.offset, span.length));
        if (span.dataOffset > 0)
            text += QStringLiteral(" <- ") + QString::fromUtf8(script.sliced(span.dataOffset, span.dataLength));
        result << text;
    }
    return result;
}

static QStringList list(std::initializer_list<const char *> texts)
{
    QStringList result;
    for (const char *text : texts)
        result << QString::fromUtf8(text);
    return result;
}

class tst_ServerSplitter : public QObject
{
    Q_OBJECT

private slots:
    void postgresql_data();
    void postgresql();
    void mysql_data();
    void mysql();
    void sqlModes();
    void errorsSayWhatToDo_data();
    void errorsSayWhatToDo();
    void copyDataOffsets();
    void everyPlaceOfABlock_data();
    void everyPlaceOfABlock();
    void joinedAgain_data();
    void joinedAgain();
    void agreesWithScanner_data();
    void agreesWithScanner();
};

void tst_ServerSplitter::postgresql_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *script, std::initializer_list<const char *> expected) {
        QTest::newRow(name) << QByteArray(script) << list(expected);
    };
    row("plain", "a; b;\n-- c;\nd", {"a", "b", "d"});
    row("dollar quotes", "DO $$ a; $b$ ; $$;c", {"DO $$ a; $b$ ; $$", "c"});
    row("dollar tags differ by case", "DO $a$ ; $A$ ; $a$;c", {"DO $a$ ; $A$ ; $a$", "c"});
    row("dollars that overlap", "DO $a$ ; $b$a$;c", {"DO $a$ ; $b$a$", "c"});
    row("dollar in a name", "SELECT a$b$, c; d$e$;", {"SELECT a$b$, c", "d$e$"});
    row("parameters", "SELECT $1; $2", {"SELECT $1", "$2"});
    row("dollars after a number", "SELECT 1$a$;$a$, $1$b$;$b$;c", {"SELECT 1$a$;$a$, $1$b$;$b$", "c"});
    row("quotes and comments in dollar quotes", "DO $$ ' -- /* \" $$;c", {"DO $$ ' -- /* \" $$", "c"});
    row("E string", "SELECT E'a\\';b';c", {"SELECT E'a\\';b'", "c"});
    row("e string", "SELECT e'\\\\';c", {"SELECT e'\\\\'", "c"});
    row("E string with a doubled quote", "SELECT E'a''b\\';';c", {"SELECT E'a''b\\';'", "c"});
    row("E string goes on", "SELECT E'a'\n'b\\';';c", {"SELECT E'a'\n'b\\';'", "c"});
    row("E string goes on after a comment", "SELECT E'a' -- x\n  'b\\';';c", {"SELECT E'a' -- x\n  'b\\';'", "c"});
    row("E string ends on its line", "SELECT E'a' 'b\\';c", {"SELECT E'a' 'b\\'", "c"});
    row("a name that ends in e", "SELECT name'a\\';c", {"SELECT name'a\\'", "c"});
    row("plain string keeps backslashes", "SELECT 'a\\';c", {"SELECT 'a\\'", "c"});
    row("U& strings and names", "SELECT U&'\\0041;', U&\"a;\\0041\";c", {"SELECT U&'\\0041;', U&\"a;\\0041\"", "c"});
    row("bit strings", "SELECT B'01', X'1F';c", {"SELECT B'01', X'1F'", "c"});
    row("nested comments", "/* a /* ; */ ; */ b /* /* ; */ ; */;c", {"b", "c"});
    row("back quotes are operators", "SELECT 1 ` 2;c", {"SELECT 1 ` 2", "c"});
    row("brackets are subscripts", "SELECT a[1];c", {"SELECT a[1]", "c"});
    row("atomic body",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 2 END; END;c",
        {"CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a THEN 2 END; END",
         "c"});
    row("atomic body, nested cases",
        "create or replace procedure p(a int default 1) begin atomic insert into t values (case case 1 when 1 then 2 "
        "end "
        "when 2 then 3 end); end ; c",
        {"create or replace procedure p(a int default 1) begin atomic insert into t values (case case 1 when 1 then 2 "
         "end "
         "when 2 then 3 end); end",
         "c"});
    row("empty atomic body", "CREATE PROCEDURE p() BEGIN ATOMIC END;c", {"CREATE PROCEDURE p() BEGIN ATOMIC END", "c"});
    row("function with dollars", "CREATE FUNCTION f() RETURNS int AS $$ BEGIN ATOMIC; $$ LANGUAGE plpgsql;c",
        {"CREATE FUNCTION f() RETURNS int AS $$ BEGIN ATOMIC; $$ LANGUAGE plpgsql", "c"});
    row("rule with commands", "CREATE RULE r AS ON INSERT TO a DO ALSO (DELETE FROM b; DELETE FROM c;);d",
        {"CREATE RULE r AS ON INSERT TO a DO ALSO (DELETE FROM b; DELETE FROM c;)", "d"});
    row("rule with one", "CREATE OR REPLACE RULE r AS ON INSERT TO a DO INSTEAD NOTHING;d",
        {"CREATE OR REPLACE RULE r AS ON INSERT TO a DO INSTEAD NOTHING", "d"});
    row("transaction", "BEGIN; a; END;", {"BEGIN", "a", "END"});
    row("restrict", "\\restrict abc\nSELECT 1;\n\\unrestrict abc\n", {"SELECT 1"});
    row("display commands",
        "\\echo 'it is'\n\\qecho x\n\\set ON_ERROR_STOP on\n\\timing\n\\pset pager off\n\\encoding UTF8\na;", {"a"});
    row("a command at the end", "a;\n\\unrestrict x", {"a"});
    row("copy", "COPY a (b, c) FROM stdin;\n1\t\\N\n2\tx;'\"\n\\.\n\nSELECT 1;",
        {"COPY a (b, c) FROM stdin <- 1\t\\N\n2\tx;'\"\n", "SELECT 1"});
    row("copy, other spelling", "copy \"A\".b from STDIN with (format csv) ; -- x\na;\n\\.\nb;",
        {"copy \"A\".b from STDIN with (format csv) <- a;\n", "b"});
    row("copy of nothing", "COPY a FROM stdin;\n\\.\nb;", {"COPY a FROM stdin <- ", "b"});
    row("copy, CRLF", "COPY a FROM stdin;\r\n1\r\n\\.\r\nb;", {"COPY a FROM stdin <- 1\r\n", "b"});
    row("copy at the end", "COPY a FROM stdin;\n1\n\\.", {"COPY a FROM stdin <- 1\n"});
    row("copy, lines like the end", "COPY a FROM stdin;\n\\.x\nx\\.\n \\.\n\\\\.\n\\.\nb;",
        {"COPY a FROM stdin <- \\.x\nx\\.\n \\.\n\\\\.\n", "b"});
    row("copies", "COPY a FROM stdin;\n1\n\\.\nCOPY b FROM stdin;\n2\n\\.\n",
        {"COPY a FROM stdin <- 1\n", "COPY b FROM stdin <- 2\n"});
    row("copies without data",
        "COPY a TO STDOUT; COPY a FROM '/x'; COPY a FROM PROGRAM 'y'; COPY (SELECT 1) TO STDOUT; c",
        {"COPY a TO STDOUT", "COPY a FROM '/x'", "COPY a FROM PROGRAM 'y'", "COPY (SELECT 1) TO STDOUT", "c"});
    row("a table named copy", "SELECT copy FROM stdin; b", {"SELECT copy FROM stdin", "b"});

    row("include", "a;\n  \\i x.sql\n", {"2:3 \\i is a command of psql, not SQL"});
    row("copy command", "\\copy a from 'x'", {"1:1 \\copy is a command of psql, not SQL"});
    row("connect", "\\c shop", {"1:1 \\c is a command of psql, not SQL"});
    row("shell", "\\! rm", {"1:1 \\! is a command of psql, not SQL"});
    row("if", "\\if true\na;\n\\endif", {"1:1 \\if is a command of psql, not SQL"});
    row("other variables", "\\set x 1\n", {"1:1 \\set is a command of psql, not SQL"});
    row("no stop on errors", "\\set ON_ERROR_STOP off\n", {"1:1 \\set is a command of psql, not SQL"});
    row("other encodings", "\\encoding latin1\n", {"1:1 \\encoding is a command of psql, not SQL"});
    row("two commands", "\\echo a \\i b\n", {"1:1 \\echo is a command of psql, not SQL"});
    row("gexec", "SELECT 'ä' \\gexec\n", {"1:12 \\gexec is a command of psql, not SQL"});
    row("end of no data", "a;\n\\.\n", {"2:1 \\. is a command of psql, not SQL"});
    row("copy without an end", "a;\nCOPY a FROM stdin;\n1\n2\n",
        {"2:1 The data of this COPY ... FROM stdin never end"});
    row("copy without a semicolon", "COPY a FROM stdin", {"1:1 The data of this COPY ... FROM stdin never end"});
    row("statement before the data", "COPY a FROM stdin; b;\n\\.\n",
        {"1:19 Something stands between COPY ... FROM stdin; and its data"});
    row("unterminated dollars", "a;\n b $x$ ; $$", {"2:4 A dollar-quoted string begins here and never ends"});
    row("unterminated E string", "SELECT E'a\\'", {"1:9 A string begins here and never ends"});
    row("unterminated comment", "/* /* */ a", {"1:1 A comment begins here and never ends"});
    row("unterminated body", "a;\nCREATE FUNCTION f() BEGIN ATOMIC SELECT 1; b",
        {"2:1 A body with BEGIN ATOMIC begins here and never ends"});
    row("unterminated rule", "CREATE RULE r AS ON INSERT TO a DO (b; c",
        {"1:1 A rule's list of commands begins here and never ends"});
}

void tst_ServerSplitter::postgresql()
{
    QFETCH(QByteArray, script);
    QFETCH(QStringList, expected);
    QCOMPARE(pieces(script, postgresqlDialect()), expected);
}

void tst_ServerSplitter::mysql_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *script, std::initializer_list<const char *> expected) {
        QTest::newRow(name) << QByteArray(script) << list(expected);
    };
    row("plain", "a; b;\n-- c;\n# d;\ne", {"a", "b", "e"});
    row("backslashes", "SELECT 'a\\';', \"b\\\";\", `c\\`;d", {"SELECT 'a\\';', \"b\\\";\", `c\\`", "d"});
    row("doubled quotes", "SELECT 'a'';', \"b\"\";\", `c``;`;d", {"SELECT 'a'';', \"b\"\";\", `c``;`", "d"});
    row("dashes without a space", "SELECT 1--1;c", {"SELECT 1--1", "c"});
    row("dashes with a tab", "SELECT 1 --\t;\n;c", {"SELECT 1", "c"});
    row("dashes at the end", "SELECT 1;--", {"SELECT 1"});
    row("a line of dashes", "----------\na;\n--x\nb;", {"a", "b"});
    row("hash within", "SELECT 1 # ;'\n, 2;c", {"SELECT 1 # ;'\n, 2", "c"});
    row("no nested comments", "/* /* */ a; b", {"a", "b"});
    row("dollars are letters", "SELECT $$, a$b; c", {"SELECT $$, a$b", "c"});
    row("NULL of old", "INSERT INTO a VALUES (\\N);b", {"INSERT INTO a VALUES (\\N)", "b"});
    row("versioned comment", "/*!40101 SET NAMES utf8 */;\n/*!40000 ALTER TABLE a DISABLE KEYS */;b",
        {"/*!40101 SET NAMES utf8 */", "/*!40000 ALTER TABLE a DISABLE KEYS */", "b"});
    row("semicolon in a versioned comment", "/*!50003 a; b */;c", {"/*!50003 a; b */", "c"});
    row("string in a versioned comment", "/*! SET a = '*/;' */;c", {"/*! SET a = '*/;' */", "c"});
    row("comment in a versioned comment", "/*!50003 a /* ; */ b; */;c", {"/*!50003 a /* ; */ b; */", "c"});
    row("versioned comment within", "CREATE TABLE a (b INT) /*!50100 PARTITION BY HASH (b) */;c",
        {"CREATE TABLE a (b INT) /*!50100 PARTITION BY HASH (b) */", "c"});
    row("hint", "SELECT /*+ NO_ICP(a;) */ 1;c", {"SELECT /*+ NO_ICP(a;) */ 1", "c"});
    row("sandbox mark of dumps", "/*M!999999\\- enable the sandbox mode */ \n-- x\na;", {"a"});
    row("delimiter", "DELIMITER //\nCREATE PROCEDURE p() BEGIN a; b; END//\ndelimiter ;\nc;",
        {"CREATE PROCEDURE p() BEGIN a; b; END", "c"});
    row("delimiter of dollars", "delimiter $$\na $$\nb$$\nDELIMITER ;\nc;", {"a", "b", "c"});
    row("delimiter of two semicolons",
        "DELIMITER ;;\n/*!50003 CREATE*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW "
        "BEGIN b; END */;;\nDELIMITER ;\nc;",
        {"/*!50003 CREATE*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN b; END */", "c"});
    row("delimiter of letters", "DELIMITER GO\na GO\nDELIMITER ;\nb;", {"a", "b"});
    row("delimiter, semicolon before it",
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN a; END; //\nSELECT 1; -- x\n//\nDELIMITER ;",
        {"CREATE PROCEDURE p() BEGIN a; END", "SELECT 1"});
    row("delimiter never set back", "DELIMITER //\na//\n-- b", {"a"});
    row("delimiter in a string", "DELIMITER //\nSELECT '//', \"//\", `//`//\n", {"SELECT '//', \"//\", `//`"});
    row("delimiter, CRLF", "DELIMITER //\r\na//\r\nDELIMITER ;\r\nb;\r\n", {"a", "b"});
    row("delimiter and a comment", "DELIMITER // -- from here\na//", {"a"});
    row("procedure", "CREATE PROCEDURE p(IN a INT, OUT b VARCHAR(10)) SQL SECURITY INVOKER COMMENT 'x;' BEGIN a; END;c",
        {"CREATE PROCEDURE p(IN a INT, OUT b VARCHAR(10)) SQL SECURITY INVOKER COMMENT 'x;' BEGIN a; END", "c"});
    row("procedure with one statement", "CREATE PROCEDURE p() SELECT 1; b", {"CREATE PROCEDURE p() SELECT 1", "b"});
    row("function",
        "CREATE DEFINER=`a`@`%` FUNCTION f(a INT) RETURNS VARCHAR(10) CHARACTER SET utf8mb4 DETERMINISTIC BEGIN "
        "DECLARE "
        "begin INT; RETURN IF(a, 1, 2); END;c",
        {"CREATE DEFINER=`a`@`%` FUNCTION f(a INT) RETURNS VARCHAR(10) CHARACTER SET utf8mb4 DETERMINISTIC BEGIN "
         "DECLARE "
         "begin INT; RETURN IF(a, 1, 2); END",
         "c"});
    row("function with one statement", "CREATE FUNCTION f() RETURNS INT RETURN CASE WHEN 1 THEN 2 END; b",
        {"CREATE FUNCTION f() RETURNS INT RETURN CASE WHEN 1 THEN 2 END", "b"});
    row("nested blocks",
        "CREATE PROCEDURE p() l: BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION, SQLSTATE '23000' BEGIN ROLLBACK; END; "
        "DECLARE CONTINUE HANDLER FOR NOT FOUND SET d = 1; IF a THEN b; ELSEIF c THEN d; ELSE e; END IF; CASE x WHEN 1 "
        "THEN "
        "a; ELSE b; END CASE; m: LOOP a; LEAVE m; END LOOP m; WHILE a DO b; END WHILE; REPEAT a; UNTIL b END REPEAT; "
        "SET x "
        "= CASE WHEN 1 THEN 2 END; SELECT t.end; BEGIN END; END l;c",
        {"CREATE PROCEDURE p() l: BEGIN DECLARE EXIT HANDLER FOR SQLEXCEPTION, SQLSTATE '23000' BEGIN ROLLBACK; END; "
         "DECLARE CONTINUE HANDLER FOR NOT FOUND SET d = 1; IF a THEN b; ELSEIF c THEN d; ELSE e; END IF; CASE x WHEN "
         "1 "
         "THEN a; ELSE b; END CASE; m: LOOP a; LEAVE m; END LOOP m; WHILE a DO b; END WHILE; REPEAT a; UNTIL b END "
         "REPEAT; "
         "SET x = CASE WHEN 1 THEN 2 END; SELECT t.end; BEGIN END; END l",
         "c"});
    row("FOR", "BEGIN NOT ATOMIC FOR i IN 1..10 DO a; END FOR; FOR r IN (SELECT 1) DO b; END FOR; END;c",
        {"BEGIN NOT ATOMIC FOR i IN 1..10 DO a; END FOR; FOR r IN (SELECT 1) DO b; END FOR; END", "c"});
    row("trigger",
        "CREATE OR REPLACE TRIGGER t AFTER UPDATE ON a FOR EACH ROW FOLLOWS s BEGIN IF NEW.end THEN b; END IF; END;c",
        {"CREATE OR REPLACE TRIGGER t AFTER UPDATE ON a FOR EACH ROW FOLLOWS s BEGIN IF NEW.end THEN b; END IF; END",
         "c"});
    row("trigger with IF", "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF NEW.b THEN SET NEW.c = 1; END IF; d",
        {"CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW IF NEW.b THEN SET NEW.c = 1; END IF", "d"});
    row("trigger with one statement", "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 1; c",
        {"CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 1", "c"});
    row("event", "CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO BEGIN a; b; END;c",
        {"CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'x' DO BEGIN a; b; END", "c"});
    row("event with one statement", "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM a; b",
        {"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM a", "b"});
    row("transaction", "BEGIN; a; END; BEGIN WORK; COMMIT", {"BEGIN", "a", "END", "BEGIN WORK", "COMMIT"});
    row("IF outside", "IF a THEN b; END IF; c", {"IF a THEN b; END IF", "c"});
    row("a table named trigger", "CREATE TABLE trigger_log (a INT); b", {"CREATE TABLE trigger_log (a INT)", "b"});
    row("replace", "REPLACE INTO a VALUES (1); b", {"REPLACE INTO a VALUES (1)", "b"});
    row("versioned head", "/*!50003 CREATE */ PROCEDURE p() BEGIN a; END;b",
        {"/*!50003 CREATE */ PROCEDURE p() BEGIN a; END", "b"});

    row("source", "a;\nsource x.sql\n", {"2:1 source is a command of the mysql client, not SQL"});
    row("backslash dot", "\\. x.sql\n", {"1:1 \\. is a command of the mysql client, not SQL"});
    row("vertical", "SELECT 1\\G\n", {"1:9 \\G is a command of the mysql client, not SQL"});
    row("go", "SELECT 1 \\g\n", {"1:10 \\g is a command of the mysql client, not SQL"});
    row("delimiter within a line", "a; DELIMITER //\n", {"1:4 DELIMITER does not stand at the beginning of a line"});
    row("delimiter of nothing", "DELIMITER\na", {"1:1 DELIMITER names no mark"});
    row("quoted delimiter", "DELIMITER '//'\n", {"1:1 DELIMITER '//' can't be used"});
    row("delimiter that opens comments", "DELIMITER /\na /\n", {"1:1 DELIMITER / can't be used"});
    row("text after the delimiter", "DELIMITER // a//\n", {"1:1 More than a mark follows DELIMITER"});
    row("text after the last mark", "DELIMITER //\na//\nb;\n",
        {"3:1 The script ends before //, which is to end this statement"});
    row("wrong mark", "DELIMITER //\nCREATE PROCEDURE p() BEGIN a; END$$\nDELIMITER ;\nb;",
        {"2:1 The script ends before //, which is to end this statement"});
    row("mark forgotten", "DELIMITER //\nCREATE PROCEDURE p() BEGIN a; END\nDELIMITER ;\nb;\nDELIMITER //\nc//\n",
        {"3:1 The statement before this DELIMITER is not ended by //"});
    row("two statements before a mark", "DELIMITER //\na; b;\n//\n", {"2:4 A second statement begins here before //"});
    row("two bodies before a mark",
        "DELIMITER //\nCREATE PROCEDURE p() BEGIN a; END;\nCREATE PROCEDURE q() BEGIN b; END//\n",
        {"3:1 A second statement begins here before //"});
    row("script ends in a body", "a;\nCREATE PROCEDURE p() BEGIN IF a THEN b; END;",
        {"2:41 This END does not close the block that is open"});
    row("body never ends", "CREATE PROCEDURE p()\nBEGIN\n  a;\n  b",
        {"2:1 A stored program's block begins here and never ends"});
    row("inner block never ends", "CREATE PROCEDURE p()\nBEGIN\n LOOP\n  a;",
        {"3:2 A stored program's block begins here and never ends"});
    row("package", "CREATE PACKAGE p\n PROCEDURE q();\nEND;", {"1:1 Where this package ends can't be told"});
    row("unterminated string", "SELECT \"a\\\"", {"1:8 A string begins here and never ends"});
    row("unterminated name", "SELECT `a", {"1:8 A quoted name begins here and never ends"});
    row("unterminated versioned comment", "/*!40101 a; b", {"1:1 A comment begins here and never ends"});
}

void tst_ServerSplitter::mysql()
{
    QFETCH(QByteArray, script);
    QFETCH(QStringList, expected);
    QCOMPARE(pieces(script, mysqlDialect()), expected);
    QCOMPARE(pieces(script, mariadbDialect()), expected);
}

void tst_ServerSplitter::sqlModes()
{
    const Dialect ansi = withSqlMode(mysqlDialect(), QStringLiteral("STRICT_TRANS_TABLES, ansi_quotes"));
    QCOMPARE(pieces("SELECT \"a\\\"; 'b\\';'; c", ansi), list({"SELECT \"a\\\"", "'b\\';'", "c"}));
    const Dialect plain = withSqlMode(mariadbDialect(), QStringLiteral("NO_BACKSLASH_ESCAPES"));
    QCOMPARE(pieces("SELECT 'a\\'; \"b\\\"; c", plain), list({"SELECT 'a\\'", "\"b\\\"", "c"}));
    QVERIFY(withSqlMode(mysqlDialect(), QStringLiteral("STRICT_ALL_TABLES")) == mysqlDialect());
    QCOMPARE(pieces("/*M!100100 a; */;b", mariadbDialect()), list({"/*M!100100 a; */", "b"}));
    QCOMPARE(pieces("/*M!100100 a; */;b", mysqlDialect()), list({"b"}));
}

void tst_ServerSplitter::errorsSayWhatToDo_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("part");
    const auto row = [](const Dialect &dialect, const char *script, const char *part) {
        QTest::newRow(script) << dialect << QByteArray(script) << QString::fromUtf8(part);
    };
    row(postgresqlDialect(), "\\i x", "put the file's statements here");
    row(postgresqlDialect(), "\\copy a from b", "COPY ... FROM stdin");
    row(postgresqlDialect(), "\\gexec", "DO block");
    row(postgresqlDialect(), "\\watch", "take the line out");
    row(postgresqlDialect(), "COPY a FROM stdin;\n1", "a line \\. after them");
    row(mysqlDialect(), "source x", "put the file's statements here");
    row(mysqlDialect(), "a\\G", "semicolon");
    row(mysqlDialect(), "\n\nDELIMITER //\na;", "since DELIMITER at line 3 only // ends a statement");
    row(mysqlDialect(), "CREATE PACKAGE p", "DELIMITER //");
}

void tst_ServerSplitter::errorsSayWhatToDo()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, script);
    QFETCH(QString, part);
    const auto spans = splitStatements(script, dialect);
    QVERIFY(!spans);
    const Error &error = spans.error();
    QVERIFY(error.where.line > 0 && !error.why.isEmpty() && !error.nextStep.isEmpty());
    QVERIFY2((error.why + u'|' + error.nextStep).contains(part), qPrintable(error.why + u'|' + error.nextStep));
}

void tst_ServerSplitter::copyDataOffsets()
{
    const QByteArray head = "-- ü\nCOPY a FROM stdin;\n";
    for (int rows = 0; rows < 60; ++rows) {
        const QByteArray data = QByteArray("\\N\t1\n").repeated(rows);
        const auto spans = splitStatements(head + data + "\\.\n  SELECT 1;", postgresqlDialect());
        QVERIFY(spans);
        QCOMPARE(spans->size(), size_t(2));
        QCOMPARE(spans->at(0).dataOffset, head.size());
        QCOMPARE(spans->at(0).dataLength, data.size());
        QCOMPARE(spans->at(1).line, qint64(4 + rows));
        QCOMPARE(spans->at(1).column, qint64(3));
        QCOMPARE(spans->at(1).dataOffset, qsizetype(0));
    }
}

/// The splitter reads blocks of 64 bytes: each construct has to work wherever a block begins or ends.
void tst_ServerSplitter::everyPlaceOfABlock_data()
{
    QTest::addColumn<bool>("mysqlToo");
    QTest::newRow("postgresql") << false;
    QTest::newRow("mysql") << true;
}

void tst_ServerSplitter::everyPlaceOfABlock()
{
    QFETCH(bool, mysqlToo);
    const Dialect &dialect = mysqlToo ? mysqlDialect() : postgresqlDialect();
    const QByteArrayList scripts = mysqlToo ? QByteArrayList{"SELECT 'a\\';';b;",
                                                             "a -- ;\n;b",
                                                             "a /* ; */ # ;\n;b",
                                                             "/*!40101 a; */;b",
                                                             "DELIMITER //\na / 2//\nDELIMITER ;\nb;",
                                                             "CREATE PROCEDURE p() BEGIN a; END;b;"}
                                            : QByteArrayList{
                                                "SELECT E'a\\';b\\\\';b", "DO $ab$ ; $a$ ; $ab$;b",
                                                "/* /* ; */ ; */ a;b",    "COPY a FROM stdin;\n\\N\n\\.\nb",
                                                "\\restrict a\na;b",      "CREATE FUNCTION f() BEGIN ATOMIC a; END;b",
                                                "SELECT E'a'\n'b\\';';b"};
    for (const QByteArray &script : scripts) {
        const QStringList expected = pieces(script, dialect);
        QCOMPARE(expected.size(), 2);
        for (int shift = 0; shift < 130; ++shift)
            QCOMPARE(pieces(QByteArray(shift, '\n') + script, dialect), expected);
    }
}

/// Statements written one after another again give the same statements.
void tst_ServerSplitter::joinedAgain_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("script");
    const QByteArray both =
        "CREATE TABLE a (b INT DEFAULT 1, c TEXT DEFAULT 'x;''y');\n/* a */ INSERT INTO a VALUES (1, 'ü');\n"
        "-- b\nUPDATE a SET c = 'a -- b' WHERE b = 1 /* ; */;\nDROP TABLE a;\n";
    QTest::newRow("postgresql")
        << postgresqlDialect()
        << QByteArray(both + "DO $$ BEGIN a; END $$;\nSELECT E'\\'';CREATE FUNCTION f() BEGIN ATOMIC a; END;");
    QTest::newRow("mysql") << mysqlDialect()
                           << QByteArray(
                                  both
                                  + "CREATE PROCEDURE p() BEGIN IF a THEN b; END IF; END;\n/*!40101 SET a = 1 */;\n"
                                    "DELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN a; END//\n"
                                    "DELIMITER ;\nSELECT \"\\\"\", `a;`;");
}

void tst_ServerSplitter::joinedAgain()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, script);
    const QStringList once = pieces(script, dialect);
    QVERIFY(once.size() >= 6);
    QCOMPARE(pieces(once.join(u";\n").toUtf8(), dialect), once);
    QCOMPARE(pieces(once.join(u"; /* ; */ ").toUtf8() + ';', dialect), once);
}

/// The scanner reads byte by byte what the splitter reads by blocks: random texts have to be cut at the same
/// semicolons.
void tst_ServerSplitter::agreesWithScanner_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::newRow("sqlite") << sqliteDialect();
    QTest::newRow("postgresql") << postgresqlDialect();
    QTest::newRow("mysql") << mysqlDialect();
    QTest::newRow("mysql, ANSI_QUOTES") << withSqlMode(mysqlDialect(), QStringLiteral("ANSI_QUOTES"));
    QTest::newRow("mysql, NO_BACKSLASH_ESCAPES") << withSqlMode(mysqlDialect(), QStringLiteral("NO_BACKSLASH_ESCAPES"));
}

/// Beginning and end of each statement by tokens; false when the text ends inside one.
static bool cutByScanner(const QByteArray &script, const Dialect &dialect,
                         std::vector<std::pair<qsizetype, qsizetype>> &cuts)
{
    Scanner scanner(script, dialect);
    bool open = false;
    for (Token token = scanner.nextSignificant(); token.kind != TokenKind::End; token = scanner.nextSignificant()) {
        if (token.kind == TokenKind::Unterminated)
            return false;
        if (token.kind == TokenKind::Semicolon) {
            open = false;
            continue;
        }
        if (!open)
            cuts.push_back({token.offset, 0});
        open = true;
        cuts.back().second = token.offset + token.length;
    }
    return true;
}

void tst_ServerSplitter::agreesWithScanner()
{
    QFETCH(Dialect, dialect);
    const QByteArrayList pieces{"a",
                                "n ",
                                "e",
                                " ",
                                "\n",
                                ";",
                                "'",
                                "'",
                                "''",
                                "E'",
                                "\"",
                                "`",
                                "-- ",
                                "- ",
                                "/*",
                                "*/",
                                "/",
                                "1",
                                "é",
                                "= ",
                                "['",
                                "]",
                                "'\\",
                                "\\'",
                                "'a;b'",
                                "'x\\\\'",
                                "#\n",
                                "$",
                                "yyyyyyyyyyyyyyyyyyyyy"};
    QRandomGenerator random(5);
    int compared = 0;
    for (int round = 0; round < 40000; ++round) {
        QByteArray script;
        for (int i = random.bounded(1, 40); i > 0; --i)
            script += pieces[random.bounded(int(pieces.size()))];
        const auto spans = splitStatements(script, dialect);
        std::vector<std::pair<qsizetype, qsizetype>> cuts;
        const bool whole = cutByScanner(script, dialect, cuts);
        // A backslash outside of strings is refused by the splitter alone.
        const bool backslash = !spans && spans.error().what.contains(u"is a command of");
        if (backslash)
            continue;
        QVERIFY2(whole == spans.has_value(), script.constData());
        if (!whole)
            continue;
        QVERIFY2(spans->size() == cuts.size(), script.constData());
        for (size_t i = 0; i < cuts.size(); ++i) {
            QVERIFY2(spans->at(i).offset == cuts[i].first, script.constData());
            QVERIFY2(spans->at(i).offset + spans->at(i).length == cuts[i].second, script.constData());
        }
        ++compared;
    }
    QVERIFY(compared > 2000);
}

QTEST_GUILESS_MAIN(tst_ServerSplitter)
#include "tst_serversplitter.moc"
