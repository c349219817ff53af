// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/keywords.h"
#include "models/sql/postgresparser.h"
#include "models/sql/scanner.h"

#include <QRandomGenerator>
#include <QTest>

using namespace lk;

static QStringList tokens(const QByteArray &text, const Dialect &dialect)
{
    static const char *const names[] = {"Word",     "Name",      "String",  "Blob",  "Number",       "Parameter",
                                        "Operator", "Semicolon", "Comment", "Space", "Unterminated", "End"};
    QStringList result;
    Scanner scanner(text, dialect);
    for (Token token = scanner.next(); token.kind != TokenKind::End; token = scanner.next()) {
        if (token.kind != TokenKind::Space)
            result << QString::fromLatin1(names[int(token.kind)]) + u':' + QString::fromUtf8(scanner.text(token));
    }
    return result;
}

class tst_ServerScanner : public QObject
{
    Q_OBJECT

private slots:
    void postgresql_data();
    void postgresql();
    void mysql_data();
    void mysql();
    void mariadbComments();
    void names();
    void reservedWords();
    void canonicalEqual_data();
    void canonicalEqual();
    void canonicalDiffers_data();
    void canonicalDiffers();
    void coversEveryByte();
};

static void row(const char *text, const char *expected)
{
    QTest::newRow(text) << QByteArray(text) << QString::fromUtf8(expected).split(u'~');
}

void tst_ServerScanner::postgresql_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    row("E'a\\'b' e'' 'c\\'", "String:E'a\\'b'~String:e''~String:'c\\'");
    row("E'a'\n'\\'' 'b\\'", "String:E'a'~String:'\\''~String:'b\\'");
    row("U&'\\0061' U&\"x\" u & 'y'", "String:U&'\\0061'~Name:U&\"x\"~Word:u~Operator:&~String:'y'");
    row("B'01' x'1F' N'a'", "Blob:B'01'~Blob:x'1F'~String:N'a'");
    row("$1 $$a$$ $t$ $$ $t$ a$b$", "Parameter:$1~String:$$a$$~String:$t$ $$ $t$~Word:a$b$");
    row("a::b a:=1 :c", "Word:a~Operator:::~Word:b~Word:a~Operator::=~Number:1~Operator::~Word:c");
    row("a=-1 a@-1 a+-1 a@>b a#>>b a??b",
        "Word:a~Operator:=~Operator:-~Number:1~Word:a~Operator:@-~Number:1~Word:a~"
        "Operator:+~Operator:-~Number:1~Word:a~Operator:@>~Word:b~Word:a~Operator:#>>~"
        "Word:b~Word:a~Operator:??~Word:b");
    row("a<--b\nc", "Word:a~Operator:<~Comment:--b~Word:c");
    row("a*/**/b", "Word:a~Operator:*~Comment:/**/~Word:b");
    row("/* /* */ */a `b", "Comment:/* /* */ */~Word:a~Operator:`~Word:b");
    row("[1]", "Operator:[~Number:1~Operator:]");
    row("\"A\"\"b\"", "Name:\"A\"\"b\"");
    row("E'a\\'", "Unterminated:E'a\\'");
    row("$a$ $b$", "Unterminated:$a$ $b$");
}

void tst_ServerScanner::postgresql()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);
    QCOMPARE(tokens(text, postgresqlDialect()), expected);
}

void tst_ServerScanner::mysql_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    row("'a\\'b' \"c\\\"d\" `e\\`", "String:'a\\'b'~String:\"c\\\"d\"~Name:`e\\`");
    row("_utf8mb4'a\\'' _latin1\"b\" N'c\\'' x'00' b'1'",
        "String:_utf8mb4'a\\''~String:_latin1\"b\"~String:N'c\\''~Blob:x'00'~Blob:b'1'");
    row("_id _id 'x'", "Word:_id~Word:_id~String:'x'");
    row("@a @@global.b @'c d' @`e` 'u'@'h' @",
        "Parameter:@a~Parameter:@@global.b~Parameter:@'c d'~Parameter:@`e`~String:'u'~"
        "Parameter:@'h'~Operator:@");
    row("a--1 a -- 1", "Word:a~Operator:-~Operator:-~Number:1~Word:a~Comment:-- 1");
    row("a # b\nc", "Word:a~Comment:# b~Word:c");
    row("2fa 2e 2e5 2.5 $a a$b", "Word:2fa~Word:2e~Number:2e5~Number:2.5~Word:$a~Word:a$b");
    row("/*!40101 SET a */ b", "Comment:/*!40101~Word:SET~Word:a~Comment:*/~Word:b");
    row("/*! a */ /* b */", "Comment:/*!~Word:a~Comment:*/~Comment:/* b */");
    row("/*!999999 a */b", "Comment:/*!999999 a */~Word:b");
    row("/*M!100100 a */b", "Comment:/*M!100100 a */~Word:b");
    row("/*+ hint */a", "Comment:/*+ hint */~Word:a");
    row("a<=>b := ? l:BEGIN", "Word:a~Operator:<=>~Word:b~Operator::=~Parameter:?~Word:l~Operator::~Word:BEGIN");
    row("\"a\\\"", "Unterminated:\"a\\\"");
}

void tst_ServerScanner::mysql()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);
    QCOMPARE(tokens(text, mysqlDialect()), expected);
}

void tst_ServerScanner::mariadbComments()
{
    const QStringList expected{QStringLiteral("Comment:/*M!100100"), QStringLiteral("Word:a"),
                               QStringLiteral("Comment:*/"), QStringLiteral("Word:b")};
    QCOMPARE(tokens("/*M!100100 a */b", mariadbDialect()), expected);
    const Dialect ansi = withSqlMode(mysqlDialect(), QStringLiteral("ANSI"));
    QCOMPARE(tokens("\"a\\\"", ansi), QStringList{QStringLiteral("Name:\"a\\\"")});
}

void tst_ServerScanner::names()
{
    QCOMPARE(nameOf("Orders", postgresqlDialect()), QStringLiteral("orders"));
    QCOMPARE(nameOf("\"Orders\"", postgresqlDialect()), QStringLiteral("Orders"));
    QCOMPARE(nameOf("U&\"d\\0061t\\+000061\\\\\"", postgresqlDialect()), QStringLiteral("data\\"));
    QCOMPARE(nameOf("X", postgresqlDialect()), QStringLiteral("x"));
    QCOMPARE(nameOf("Orders", mysqlDialect()), QStringLiteral("Orders"));
    QCOMPARE(nameOf("`Or``ders`", mysqlDialect()), QStringLiteral("Or`ders"));
    QCOMPARE(nameOf("Orders", sqliteDialect()), QStringLiteral("Orders"));
    QCOMPARE(nameOf("", postgresqlDialect()), QString());
}

void tst_ServerScanner::reservedWords()
{
    for (const char *word : {"select", "user", "table", "ANALYZE", "left", "end", "order", "grant"}) {
        QVERIFY2(isReservedWord(word, postgresqlDialect()), word);
        QVERIFY2(!checkPostgresSyntax("CREATE TABLE " + QByteArray(word) + " (a int)"), word);
    }
    for (const char *word : {"orders", "begin", "name", "text", "view", "key"}) {
        QVERIFY2(!isReservedWord(word, postgresqlDialect()), word);
        QVERIFY2(checkPostgresSyntax("CREATE TABLE " + QByteArray(word) + " (a int)"), word);
    }
    for (const char *word : {"select", "KEY", "index", "int", "groups", "rank"})
        QVERIFY2(isReservedWord(word, mysqlDialect()), word);
    for (const char *word : {"orders", "text", "status", "user", "date"})
        QVERIFY2(!isReservedWord(word, mysqlDialect()), word);
    QVERIFY(isUnreservedMysqlWord("text"));
    QVERIFY(!isUnreservedMysqlWord("orders"));
}

void tst_ServerScanner::canonicalEqual_data()
{
    QTest::addColumn<bool>("mysql");
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    const auto add = [](const char *name, bool mysql, const char *a, const char *b) {
        QTest::newRow(name) << mysql << QByteArray(a) << QByteArray(b);
    };
    add("plain names", false, "SELECT A FROM Orders", "select a from orders");
    add("needless quotes", false, "SELECT \"a\" FROM \"orders\"", "SELECT a FROM orders");
    add("unicode names", false, "SELECT U&\"\\0061\"", "SELECT a");
    add("prefixes of strings", false, "SELECT e'a', X'0f'", "SELECT E'a', x'0F'");
    add("comments", false, "SELECT /* /* */ */ 1 -- b", "SELECT 1");
    add("words", true, "CREATE TABLE Orders (Id INT, n TEXT)", "create table Orders (Id int, n text)");
    add("back quotes", true, "SELECT `a` FROM `Orders`", "SELECT a FROM Orders");
    add("versioned code", true, "/*!40101 SET NAMES utf8 */", "SET NAMES utf8");
}

void tst_ServerScanner::canonicalEqual()
{
    QFETCH(bool, mysql);
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    const Dialect &dialect = mysql ? mysqlDialect() : postgresqlDialect();
    QCOMPARE(canonicalSql(a, dialect), canonicalSql(b, dialect));
    QCOMPARE(canonicalSql(canonicalSql(a, dialect), dialect), canonicalSql(a, dialect));
}

void tst_ServerScanner::canonicalDiffers_data()
{
    QTest::addColumn<bool>("mysql");
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    const auto add = [](const char *name, bool mysql, const char *a, const char *b) {
        QTest::newRow(name) << mysql << QByteArray(a) << QByteArray(b);
    };
    add("quoted names keep their case", false, "SELECT \"Orders\"", "SELECT orders");
    add("reserved names", false, "SELECT \"user\"", "SELECT user");
    add("dollar tags", false, "SELECT $A$ x $A$", "SELECT $a$ x $a$");
    add("strings", false, "SELECT 'A'", "SELECT 'a'");
    add("names keep their case", true, "SELECT * FROM Orders", "SELECT * FROM orders");
    add("strings and names", true, "SELECT \"a\"", "SELECT `a`");
    add("keyword as a name", true, "SELECT `key`", "SELECT key");
}

void tst_ServerScanner::canonicalDiffers()
{
    QFETCH(bool, mysql);
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    const Dialect &dialect = mysql ? mysqlDialect() : postgresqlDialect();
    QVERIFY(canonicalSql(a, dialect) != canonicalSql(b, dialect));
}

/// Whatever the bytes are, tokens follow each other without a gap and the scanner comes to an end.
void tst_ServerScanner::coversEveryByte()
{
    QRandomGenerator random(11);
    const QByteArrayList pieces{"a",  "E",  "U&",  "_x",    "1",  " ", "\n", ";", "'", "\"", "`",  "[", "$", "$$", "--",
                                "/*", "*/", "/*!", "40101", "M!", "#", "@",  ":", "?", ".",  "\\", "=", "+", "-",  "é"};
    for (int round = 0; round < 20000; ++round) {
        QByteArray text;
        for (int i = random.bounded(30); i > 0; --i)
            text += pieces[random.bounded(int(pieces.size()))];
        for (const Dialect *dialect : {&postgresqlDialect(), &mysqlDialect(), &mariadbDialect()}) {
            Scanner scanner(text, *dialect);
            qsizetype at = 0;
            for (Token token = scanner.next(); token.kind != TokenKind::End; token = scanner.next()) {
                QCOMPARE(token.offset, at);
                QVERIFY2(token.length > 0, text.constData());
                at += token.length;
            }
            QCOMPARE(at, text.size());
        }
    }
}

QTEST_GUILESS_MAIN(tst_ServerScanner)
#include "tst_serverscanner.moc"
