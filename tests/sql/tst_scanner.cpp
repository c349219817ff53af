// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/keywords.h"
#include "models/sql/scanner.h"

#include <QRandomGenerator>
#include <QTest>

#include <sqlite3.h>

using namespace lk;

/// Tokens as "Kind:text" with spaces left out, so that a row reads like the text.
static QStringList tokens(const QByteArray &text, const Dialect &dialect = sqliteDialect())
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

class tst_Scanner : public QObject
{
    Q_OBJECT

private slots:
    void kinds_data();
    void kinds();
    void dialects_data();
    void dialects();
    void coversEveryByte();
    void endIsForEver();
    void startsAtAnOffset();
    void nextSignificantSkips();
    void keywords();
    void keywordListIsSqlites();
    void names_data();
    void names();
    void canonicalEqual_data();
    void canonicalEqual();
    void canonicalDiffers_data();
    void canonicalDiffers();
    void canonicalIsStable();
};

void tst_Scanner::kinds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *text, const QString &expected) {
        QTest::newRow(name) << QByteArray(text) << (expected.isEmpty() ? QStringList() : expected.split(u'~'));
    };
    row("nothing", "", {});
    row("words", "select _a a1 a$b größe", QStringLiteral("Word:select~Word:_a~Word:a1~Word:a$b~Word:größe"));
    row("quoted names", "\"a\"\"b\" `c``d` [e'f]", QStringLiteral("Name:\"a\"\"b\"~Name:`c``d`~Name:[e'f]"));
    row("strings", "'a' 'it''s' ''", QStringLiteral("String:'a'~String:'it''s'~String:''"));
    row("blobs", "x'0F' X'' x y'", QStringLiteral("Blob:x'0F'~Blob:X''~Word:x~Word:y~Unterminated:'"));
    row("numbers", "1 2.5 .5 3. 1e5 1E-5 2e+3 0xFf",
        QStringLiteral("Number:1~Number:2.5~Number:.5~Number:3.~Number:1e5~Number:1E-5~Number:2e+3~Number:0xFf"));
    row("numbers that end early", "1e 0x 1.2.3",
        QStringLiteral("Number:1~Word:e~Number:0~Word:x~Number:1.2~Number:.3"));
    row("parameters", "? ?12 :a @b $c #",
        QStringLiteral("Parameter:?~Parameter:?12~Parameter::a~Parameter:@b~Parameter:$c~Operator:#"));
    row("operators", "a<=b<>c||d->e->>f==g",
        QStringLiteral("Word:a~Operator:<=~Word:b~Operator:<>~Word:c~Operator:||~Word:d~Operator:->~Word:e~Operator:->>"
                       "~Word:f~Operator:==~Word:g"));
    row("marks", "(a.b,*);",
        QStringLiteral("Operator:(~Word:a~Operator:.~Word:b~Operator:,~Operator:*~Operator:)~Semicolon:;"));
    row("line comment", "a -- b;'\nc", QStringLiteral("Word:a~Comment:-- b;'~Word:c"));
    row("block comment", "a /* -- ' */ b", QStringLiteral("Word:a~Comment:/* -- ' */~Word:b"));
    row("minus and slash", "1-2/3", QStringLiteral("Number:1~Operator:-~Number:2~Operator:/~Number:3"));
    row("unterminated string", "a 'b", QStringLiteral("Word:a~Unterminated:'b"));
    row("unterminated comment", "a /* b", QStringLiteral("Word:a~Unterminated:/* b"));
    row("unterminated blob", "x'0", QStringLiteral("Unterminated:x'0"));
    row("unterminated bracket", "[a", QStringLiteral("Unterminated:[a"));
}

void tst_Scanner::kinds()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);
    QCOMPARE(tokens(text), expected);
}

void tst_Scanner::dialects_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    const Dialect dollars{.name = QStringLiteral("x"), .nestedComments = true, .dollarQuotes = true};
    const Dialect hashes{.name = QStringLiteral("y"), .hashComments = true, .backslashEscapes = true};
    QTest::newRow("dollar quotes") << dollars << QByteArray("$$a;$$ $t$ $$ $t$ $1")
                                   << QStringList{QStringLiteral("String:$$a;$$"), QStringLiteral("String:$t$ $$ $t$"),
                                                  QStringLiteral("Parameter:$1")};
    QTest::newRow("unterminated dollars")
        << dollars << QByteArray("$t$ a $$") << QStringList{QStringLiteral("Unterminated:$t$ a $$")};
    QTest::newRow("nested comments") << dollars << QByteArray("/* /* */ */a")
                                     << QStringList{QStringLiteral("Comment:/* /* */ */"), QStringLiteral("Word:a")};
    QTest::newRow("no back quotes") << dollars << QByteArray("`a")
                                    << QStringList{QStringLiteral("Operator:`"), QStringLiteral("Word:a")};
    QTest::newRow("hash") << hashes << QByteArray("a # b\nc")
                          << QStringList{QStringLiteral("Word:a"), QStringLiteral("Comment:# b"),
                                         QStringLiteral("Word:c")};
    QTest::newRow("backslash") << hashes << QByteArray("'a\\'b' c")
                               << QStringList{QStringLiteral("String:'a\\'b'"), QStringLiteral("Word:c")};
}

void tst_Scanner::dialects()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);
    QCOMPARE(tokens(text, dialect), expected);
}

/// Whatever the bytes are, tokens follow each other without a gap and the scanner comes to an end.
void tst_Scanner::coversEveryByte()
{
    QRandomGenerator random(11);
    const QByteArray alphabet = "ab1 \n\t;'\"`[]()-/*#$@:?.xe+=<>|\\";
    for (int round = 0; round < 5000; ++round) {
        QByteArray text;
        for (int i = random.bounded(60); i > 0; --i)
            text += round % 5 ? alphabet[random.bounded(int(alphabet.size()))] : char(random.bounded(256));
        Scanner scanner(text, sqliteDialect());
        qsizetype at = 0;
        for (Token token = scanner.next(); token.kind != TokenKind::End; token = scanner.next()) {
            QCOMPARE(token.offset, at);
            QVERIFY2(token.length > 0, text.constData());
            at += token.length;
        }
        QCOMPARE(at, text.size());
    }
}

void tst_Scanner::endIsForEver()
{
    Scanner scanner("a", sqliteDialect());
    QCOMPARE(scanner.next().kind, TokenKind::Word);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(scanner.next(), (Token{TokenKind::End, 1, 0}));
}

void tst_Scanner::startsAtAnOffset()
{
    Scanner scanner("abc def", sqliteDialect(), 4);
    QCOMPARE(scanner.next(), (Token{TokenKind::Word, 4, 3}));
}

void tst_Scanner::nextSignificantSkips()
{
    Scanner scanner(" /* a */ -- b\n c", sqliteDialect());
    QCOMPARE(scanner.nextSignificant(), (Token{TokenKind::Word, 15, 1}));
    QCOMPARE(scanner.nextSignificant().kind, TokenKind::End);
}

void tst_Scanner::keywords()
{
    QVERIFY(isKeyword("select", "SELECT"));
    QVERIFY(isKeyword("SeLeCt", "SELECT"));
    QVERIFY(!isKeyword("selects", "SELECT"));
    QVERIFY(!isKeyword("\"select\"", "SELECT"));
    QVERIFY(!isKeyword("", "SELECT"));
}

void tst_Scanner::keywordListIsSqlites()
{
    QVERIFY(sqlite3_keyword_count() > 100);
    for (int i = 0; i < sqlite3_keyword_count(); ++i) {
        const char *name = nullptr;
        int length = 0;
        QCOMPARE(sqlite3_keyword_name(i, &name, &length), SQLITE_OK);
        QVERIFY2(isReservedWord(QByteArrayView(name, length)), name);
    }
    QVERIFY(!isReservedWord("orders"));
}

void tst_Scanner::names_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("name");
    QTest::newRow("plain") << QByteArray("Orders") << QStringLiteral("Orders");
    QTest::newRow("double quotes") << QByteArray("\"a\"\"b\"") << QStringLiteral("a\"b");
    QTest::newRow("back quotes") << QByteArray("`a``b`") << QStringLiteral("a`b");
    QTest::newRow("brackets") << QByteArray("[a b]") << QStringLiteral("a b");
    QTest::newRow("string as a name") << QByteArray("'it''s'") << QStringLiteral("it's");
    QTest::newRow("four quotes") << QByteArray("\"\"\"\"") << QStringLiteral("\"");
    QTest::newRow("empty quotes") << QByteArray("\"\"") << QString(QStringLiteral(""));
    QTest::newRow("one mark") << QByteArray("\"") << QStringLiteral("\"");
    QTest::newRow("not closed") << QByteArray("\"a") << QStringLiteral("\"a");
    QTest::newRow("umlauts") << QByteArray("\"größe\"") << QStringLiteral("größe");
}

void tst_Scanner::names()
{
    QFETCH(QByteArray, token);
    QFETCH(QString, name);
    QCOMPARE(nameOf(token), name);
}

void tst_Scanner::canonicalEqual_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    const auto row = [](const char *name, const char *a, const char *b) {
        QTest::newRow(name) << QByteArray(a) << QByteArray(b);
    };
    row("space", "CREATE TABLE a(b INT,c)", "CREATE  TABLE\n a ( b INT , c )");
    row("comments", "CREATE TABLE a (b)", "CREATE /* x */ TABLE a -- y\n (b) -- z");
    row("letter case", "create table Orders (Id integer)", "CREATE TABLE orders (id INTEGER)");
    row("needless quotes", "CREATE TABLE \"a\" (`b` INT, [c] TEXT)", "CREATE TABLE a (b INT, c TEXT)");
    row("quotes of other kinds", "CREATE TABLE \"web orders\" ([a b])", "CREATE TABLE [Web Orders] (`A B`)");
    row("quoted by a rename", "CREATE TABLE \"Orders\" (id)", "CREATE TABLE Orders (id)");
    row("last semicolon", "SELECT 1;", "SELECT 1");
    row("line ends", "SELECT 1,\r\n2", "SELECT 1,\n2");
    row("numbers and blobs", "SELECT 1E5, X'AB', 0XFF", "SELECT 1e5, x'ab', 0xff");
    row("dots", "SELECT a . b", "SELECT a.b");
    row("default in quotes", "CREATE TABLE a (b DEFAULT \"new\")", "CREATE TABLE a (b DEFAULT new)");
}

void tst_Scanner::canonicalEqual()
{
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QCOMPARE(canonicalSql(a, sqliteDialect()), canonicalSql(b, sqliteDialect()));
}

void tst_Scanner::canonicalDiffers_data()
{
    QTest::addColumn<QByteArray>("a");
    QTest::addColumn<QByteArray>("b");
    const auto row = [](const char *name, const char *a, const char *b) {
        QTest::newRow(name) << QByteArray(a) << QByteArray(b);
    };
    row("strings keep their case", "SELECT 'Paid'", "SELECT 'paid'");
    row("strings keep their space", "SELECT 'a  b'", "SELECT 'a b'");
    row("a comment in a string", "SELECT '-- a'", "SELECT ''");
    row("default in double quotes", "CREATE TABLE a (b DEFAULT \"New\")", "CREATE TABLE a (b DEFAULT \"new\")");
    row("check in double quotes", "CREATE TABLE a (b CHECK (b IN (\"New\", \"Paid\")))",
        "CREATE TABLE a (b CHECK (b IN (\"new\", \"paid\")))");
    row("comparison in double quotes", "CREATE VIEW v AS SELECT a FROM b WHERE c = \"New\"",
        "CREATE VIEW v AS SELECT a FROM b WHERE c = \"new\"");
    row("keyword as a name", "CREATE TABLE a (\"check\" INT)", "CREATE TABLE a (check INT)");
    row("name and string", "SELECT \"a\"", "SELECT 'a'");
    row("types", "CREATE TABLE a (b INT)", "CREATE TABLE a (b INTEGER)");
    row("words joined", "SELECT ab", "SELECT a b");
    row("letters beyond ASCII", "CREATE TABLE Ä (b)", "CREATE TABLE ä (b)");
    row("semicolons within", "a;b", "a b");
}

void tst_Scanner::canonicalDiffers()
{
    QFETCH(QByteArray, a);
    QFETCH(QByteArray, b);
    QVERIFY(canonicalSql(a, sqliteDialect()) != canonicalSql(b, sqliteDialect()));
}

void tst_Scanner::canonicalIsStable()
{
    const QByteArray sql =
        "CREATE TABLE [Web Orders] (\"Id\" INTEGER, b TEXT DEFAULT \"New\", CHECK (\"b\" <> 'X' AND c IN (\"Y\"))); ; ";
    const QByteArray once = canonicalSql(sql, sqliteDialect());
    QCOMPARE(canonicalSql(once, sqliteDialect()), once);
    QCOMPARE(once, QByteArray("create table \"web orders\" ( id integer , b text default \"New\" , check ( b <> 'X' "
                              "and c in ( \"Y\" ) ) )"));
    QCOMPARE(canonicalSql(";;", sqliteDialect()), QByteArray());
    QCOMPARE(canonicalSql("-- a", sqliteDialect()), QByteArray());
}

QTEST_GUILESS_MAIN(tst_Scanner)
#include "tst_scanner.moc"
