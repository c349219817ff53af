// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/blockmarks.h"
#include "models/sql/characters.h"
#include "models/sql/splitter.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

#include <sqlite3.h>

#include <array>
#include <bit>

using namespace lk;

struct Piece {
    QByteArray text;
    qint64 line;
    qint64 column;

    bool operator==(const Piece &) const = default;
};
using Pieces = QList<Piece>;
Q_DECLARE_METATYPE(Piece)

namespace QTest {
template <>
char *toString(const Pieces &pieces)
{
    QByteArray text;
    for (const Piece &piece : pieces)
        text += '\n' + QByteArray::number(piece.line) + ':' + QByteArray::number(piece.column) + ' ' + piece.text;
    return qstrdup(text.constData());
}
} // namespace QTest

static Pieces pieces(const QByteArray &script, const Dialect &dialect = sqliteDialect())
{
    Pieces result;
    const auto spans = splitStatements(script, dialect);
    if (!spans)
        return {{spans.error().text().toUtf8(), -1, -1}};
    for (const StatementSpan &span : *spans)
        result.append({script.sliced(span.offset, span.length), span.line, span.column});
    return result;
}

class tst_Splitter : public QObject
{
    Q_OBJECT

private slots:
    void split_data();
    void split();
    void blockBoundaries_data();
    void blockBoundaries();
    void unterminated_data();
    void unterminated();
    void otherDialects_data();
    void otherDialects();
    void placeOfOffset_data();
    void placeOfOffset();
    void agreesWithSqlite_data();
    void agreesWithSqlite();
    void agreesWithSqliteOnMutations();
    void masksAgree();
    void longLineOfManyStatements();
};

void tst_Splitter::split_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<Pieces>("expected");
    const auto row = [](const char *name, QByteArray script, Pieces expected) {
        QTest::newRow(name) << script << expected;
    };
    row("nothing", "", {});
    row("space only", " \r\n\t\f ", {});
    row("semicolons only", ";;; ;\n;", {});
    row("line comment only", "-- SELECT 1;", {});
    row("block comment only", "/* SELECT 1; */\n", {});
    row("one", "SELECT 1;", {{"SELECT 1", 1, 1}});
    row("no last semicolon", "SELECT 1;\nSELECT 2", {{"SELECT 1", 1, 1}, {"SELECT 2", 2, 1}});
    row("no last semicolon, line feed", "SELECT 1\n", {{"SELECT 1", 1, 1}});
    row("two on a line", "a; b;", {{"a", 1, 1}, {"b", 1, 4}});
    row("comment before", "-- why\nSELECT 1;", {{"SELECT 1", 2, 1}});
    row("comment before the semicolon", "SELECT 1 -- why ; \n ;x", {{"SELECT 1", 1, 1}, {"x", 2, 3}});
    row("comments before the semicolon", "a /* b */ -- c  \r\n /* d */ ;e", {{"a", 1, 1}, {"e", 2, 11}});
    row("comment at the end", "SELECT 1 -- the end", {{"SELECT 1", 1, 1}});
    row("block comment at the end", "SELECT 1/* the end */", {{"SELECT 1", 1, 1}});
    row("comment within", "SELECT -- ;\n 1;", {{"SELECT -- ;\n 1", 1, 1}});
    row("block comment within", "SELECT /* ; ' \n*/ 1;b", {{"SELECT /* ; ' \n*/ 1", 1, 1}, {"b", 2, 6}});
    row("comment-only piece", "a;/* b */;-- c\n;d", {{"a", 1, 1}, {"d", 2, 2}});
    row("no nested comments", "/* /* */ a; */", {{"a", 1, 10}, {"*/", 1, 13}});
    row("comment that seems to close at once", "/*/ a; */ b", {{"b", 1, 11}});
    row("two stars", "/***/a;/**/b", {{"a", 1, 6}, {"b", 1, 12}});
    row("minus minus minus", "a --- ;\n;b", {{"a", 1, 1}, {"b", 2, 2}});
    row("operators that open no comment", "SELECT 1 - 2 / 3 * 4 - -5;", {{"SELECT 1 - 2 / 3 * 4 - -5", 1, 1}});
    row("string", "SELECT 'a;b';", {{"SELECT 'a;b'", 1, 1}});
    row("doubled quote", "SELECT 'it''s;';b", {{"SELECT 'it''s;'", 1, 1}, {"b", 1, 17}});
    row("empty strings", "SELECT '', '''', ';';b", {{"SELECT '', '''', ';'", 1, 1}, {"b", 1, 22}});
    row("backslash is a character", "SELECT 'a\\';b", {{"SELECT 'a\\'", 1, 1}, {"b", 1, 13}});
    row("comment marks in a string", "SELECT '--', '/*';b", {{"SELECT '--', '/*'", 1, 1}, {"b", 1, 19}});
    row("lines in a string", "SELECT '\n;\r\n';b", {{"SELECT '\n;\r\n'", 1, 1}, {"b", 3, 3}});
    row("double quotes", "SELECT \"a;\"\"b\";c", {{"SELECT \"a;\"\"b\"", 1, 1}, {"c", 1, 16}});
    row("back quotes", "SELECT `a;``b`;c", {{"SELECT `a;``b`", 1, 1}, {"c", 1, 16}});
    row("brackets", "SELECT [a;'b];c", {{"SELECT [a;'b]", 1, 1}, {"c", 1, 15}});
    row("brackets do not double", "SELECT [a]];c", {{"SELECT [a]]", 1, 1}, {"c", 1, 13}});
    row("blob", "SELECT x'3b';b", {{"SELECT x'3b'", 1, 1}, {"b", 1, 14}});
    row("BOM", "\xEF\xBB\xBFSELECT 1;\nb", {{"SELECT 1", 1, 1}, {"b", 2, 1}});
    row("BOM and comment", "\xEF\xBB\xBF-- a\n  b;", {{"b", 2, 3}});
    row("BOM only", "\xEF\xBB\xBF", {});
    row("CRLF", "SELECT 1;\r\nSELECT 2;\r\n", {{"SELECT 1", 1, 1}, {"SELECT 2", 2, 1}});
    row("CRLF in a comment", "-- a\r\nb -- c\r\n;d", {{"b", 2, 1}, {"d", 3, 2}});
    row("column in characters", "SELECT 'äöü€😀'; b;", {{"SELECT 'äöü€😀'", 1, 1}, {"b", 1, 17}});
    row("names beyond ASCII", "SELECT größe; ß;", {{"SELECT größe", 1, 1}, {"ß", 1, 15}});
    row("parameters", "SELECT ?1, :a, @b, $c;d", {{"SELECT ?1, :a, @b, $c", 1, 1}, {"d", 1, 23}});
    row("string first", "'a;b'; c", {{"'a;b'", 1, 1}, {"c", 1, 8}});

    const QByteArray trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN UPDATE b SET c = 1; DELETE FROM d; END";
    row("trigger", trigger + ";\nx", {{trigger, 1, 1}, {"x", 2, 1}});
    row("trigger at the end", trigger, {{trigger, 1, 1}});
    row("comment after a trigger", trigger + " -- ; \n;x", {{trigger, 1, 1}, {"x", 2, 2}});
    row("two triggers", trigger + ";" + trigger + ";", {{trigger, 1, 1}, {trigger, 1, trigger.size() + 2}});
    const QByteArray cases = "create temp trigger if not exists t after update on a when case when 1 then 2 end begin\n"
                             "  update b set c = case when d then case 1 when 2 then 3 end else 4 end; -- end;\n"
                             "  select 'end;';\n"
                             "end";
    row("CASE in a trigger", "a;" + cases + "; b", {{"a", 1, 1}, {cases, 1, 3}, {"b", 4, 6}});
    const QByteArray named =
        "CREATE TRIGGER t BEFORE DELETE ON a BEGIN SELECT old.end, [end]; UPDATE a SET end = 1; END";
    row("a column named end", named + ";b", {{named, 1, 1}, {"b", 1, named.size() + 2}});
    const QByteArray commented =
        "CREATE /* ; */ TEMPORARY -- ;\n TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; /* ; */ END";
    row("comments in a trigger's head", commented + ";b", {{commented, 1, 1}, {"b", 2, 58}});
    row("explained trigger", "EXPLAIN QUERY PLAN " + trigger + ";b",
        {{"EXPLAIN QUERY PLAN " + trigger, 1, 1}, {"b", 1, trigger.size() + 21}});
    row("trigger without a body", "CREATE TRIGGER t; BEGIN; END;",
        {{"CREATE TRIGGER t", 1, 1}, {"BEGIN", 1, 19}, {"END", 1, 26}});
    row("a table named trigger", "CREATE TABLE trigger_log (a); BEGIN; COMMIT",
        {{"CREATE TABLE trigger_log (a)", 1, 1}, {"BEGIN", 1, 31}, {"COMMIT", 1, 38}});
    row("transaction", "BEGIN; SELECT 1; END;", {{"BEGIN", 1, 1}, {"SELECT 1", 1, 8}, {"END", 1, 18}});
}

void tst_Splitter::split()
{
    QFETCH(QByteArray, script);
    QFETCH(Pieces, expected);
    QCOMPARE(pieces(script), expected);
}

/// The splitter reads blocks of 64 bytes: every peculiarity has to work at every place of a block.
void tst_Splitter::blockBoundaries_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("line comment") << QByteArray("a --;\n b;c");
    QTest::newRow("block comment") << QByteArray("a /*;'*/ b;c");
    QTest::newRow("trailing comments") << QByteArray("a /* x */ -- y \n ;b");
    QTest::newRow("doubled quotes") << QByteArray("SELECT 'a''b;''';c");
    QTest::newRow("all quotes") << QByteArray("SELECT \"a;\", `;`, [;], ';';b");
    QTest::newRow("trigger") << QByteArray("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END ;b");
    QTest::newRow("CRLF") << QByteArray("a\r\n;\r\nb;\r\n");
}

void tst_Splitter::blockBoundaries()
{
    QFETCH(QByteArray, script);
    const Pieces plain = pieces(script);
    QVERIFY(plain.size() == 2);
    for (int shift = 1; shift < 200; ++shift) {
        Pieces shifted = plain;
        for (Piece &piece : shifted)
            piece.column += piece.line == 1 ? shift : 0;
        QCOMPARE(pieces(QByteArray(shift, ' ') + script), shifted);
        Pieces lower = plain;
        for (Piece &piece : lower)
            piece.line += shift;
        QCOMPARE(pieces(QByteArray(shift, '\n') + script), lower);
        Pieces after = plain;
        after.prepend({"x" + QByteArray(shift, 'y'), 1, 1});
        for (qsizetype i = 1; i < after.size(); ++i)
            after[i].column += after[i].line == 1 ? shift + 2 : 0;
        QCOMPARE(pieces("x" + QByteArray(shift, 'y') + ";" + script), after);
    }
}

void tst_Splitter::unterminated_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("what");
    QTest::addColumn<qint64>("line");
    QTest::addColumn<qint64>("column");
    QTest::newRow("string") << QByteArray("a;\nSELECT 'b; c") << "string" << 2LL << 8LL;
    QTest::newRow("string after characters") << QByteArray("SELECT 'ä', 'b") << "string" << 1LL << 13LL;
    QTest::newRow("string with a doubled quote") << QByteArray("SELECT 'it''s") << "string" << 1LL << 8LL;
    QTest::newRow("string, longer than a block")
        << QByteArray("SELECT '" + QByteArray(1000, 'x')) << "string" << 1LL << 8LL;
    QTest::newRow("string at the end of a block") << QByteArray(QByteArray(63, ' ') + "'") << "string" << 1LL << 64LL;
    QTest::newRow("double quotes") << QByteArray("SELECT \"b; c") << "quoted name" << 1LL << 8LL;
    QTest::newRow("back quotes") << QByteArray("SELECT `b; c") << "quoted name" << 1LL << 8LL;
    QTest::newRow("bracket") << QByteArray("SELECT [b; c") << "quoted name" << 1LL << 8LL;
    QTest::newRow("comment between") << QByteArray("a;\r\n /* b; c") << "comment" << 2LL << 2LL;
    QTest::newRow("comment within") << QByteArray("a\n/* b; *") << "comment" << 2LL << 1LL;
    QTest::newRow("trigger") << QByteArray("a;\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; b; c")
                             << "trigger body" << 2LL << 1LL;
    QTest::newRow("string in a trigger") << QByteArray("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT '1; END;")
                                         << "string" << 1LL << 49LL;
}

void tst_Splitter::unterminated()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, what);
    QFETCH(qint64, line);
    QFETCH(qint64, column);
    const auto spans = splitStatements(script, sqliteDialect());
    QVERIFY(!spans);
    QCOMPARE(spans.error().what, QStringLiteral("A %1 begins here and never ends").arg(what));
    QCOMPARE(spans.error().where, (Place{QString(), line, column}));
    QVERIFY(!spans.error().why.isEmpty());
    QVERIFY(!spans.error().nextStep.isEmpty());
}

void tst_Splitter::otherDialects_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<Pieces>("expected");
    const Dialect dollars{.name = QStringLiteral("x"), .nestedComments = true, .dollarQuotes = true};
    const Dialect hashes{
        .name = QStringLiteral("y"), .backtickQuotes = true, .hashComments = true, .backslashEscapes = true};
    QTest::newRow("dollar quotes") << dollars << QByteArray("DO $$ a; $b$ ; $$;c")
                                   << Pieces{{"DO $$ a; $b$ ; $$", 1, 1}, {"c", 1, 19}};
    QTest::newRow("tagged dollars") << dollars << QByteArray("DO $f$ $$; $f$;c")
                                    << Pieces{{"DO $f$ $$; $f$", 1, 1}, {"c", 1, 16}};
    QTest::newRow("dollars in names and parameters")
        << dollars << QByteArray("a$b$;$1;") << Pieces{{"a$b$", 1, 1}, {"$1", 1, 6}};
    QTest::newRow("nested comments") << dollars << QByteArray("/* /* ; */ ; */ a;b")
                                     << Pieces{{"a", 1, 17}, {"b", 1, 19}};
    QTest::newRow("brackets are subscripts") << dollars << QByteArray("a[1;b]") << Pieces{{"a[1", 1, 1}, {"b]", 1, 5}};
    QTest::newRow("hash") << hashes << QByteArray("# a;\nb # ;\n;c") << Pieces{{"b", 2, 1}, {"c", 3, 2}};
    QTest::newRow("backslash") << hashes << QByteArray("'a\\';';b") << Pieces{{"'a\\';'", 1, 1}, {"b", 1, 8}};
    QTest::newRow("no trigger bodies") << hashes << QByteArray("CREATE TRIGGER t BEGIN a; END")
                                       << Pieces{{"CREATE TRIGGER t BEGIN a", 1, 1}, {"END", 1, 27}};
}

void tst_Splitter::otherDialects()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, script);
    QFETCH(Pieces, expected);
    QCOMPARE(pieces(script, dialect), expected);
}

void tst_Splitter::placeOfOffset_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<qsizetype>("offset");
    QTest::addColumn<qint64>("line");
    QTest::addColumn<qint64>("column");
    QTest::newRow("first") << QByteArray("abc") << qsizetype(0) << 1LL << 1LL;
    QTest::newRow("empty") << QByteArray("") << qsizetype(0) << 1LL << 1LL;
    QTest::newRow("beyond the end") << QByteArray("a\nb") << qsizetype(99) << 2LL << 2LL;
    QTest::newRow("after umlauts") << QByteArray("äö€x") << qsizetype(7) << 1LL << 4LL;
    QTest::newRow("after a BOM") << QByteArray("\xEF\xBB\xBFx") << qsizetype(3) << 1LL << 1LL;
    QTest::newRow("within a BOM") << QByteArray("\xEF\xBB\xBFx") << qsizetype(1) << 1LL << 1LL;
    QTest::newRow("second line") << QByteArray("\xEF\xBB\xBFx\r\n  y") << qsizetype(8) << 2LL << 3LL;
}

void tst_Splitter::placeOfOffset()
{
    QFETCH(QByteArray, script);
    QFETCH(qsizetype, offset);
    QFETCH(qint64, line);
    QFETCH(qint64, column);
    QCOMPARE(placeOf(script, offset), (Place{QString(), line, column}));
}

/// Where SQLite itself ends each statement: sqlite3_complete() says so for a whole one, one byte less is not complete.
static bool complete(const QByteArray &script, qsizetype begin, qsizetype end)
{
    return sqlite3_complete(script.sliced(begin, end - begin).constData()) != 0;
}

/// Cuts with the tail that sqlite3_prepare_v2 leaves; tables and triggers are really made, so that later statements
/// prepare.
struct Cut {
    qsizetype begin;
    qsizetype end;
};

static QList<Cut> cutBySqlite(const QByteArray &script, QByteArray *error)
{
    sqlite3 *db = nullptr;
    sqlite3_open(":memory:", &db);
    QList<Cut> result;
    const char *at = script.constData();
    while (*at && error->isEmpty()) {
        sqlite3_stmt *statement = nullptr;
        const char *tail = nullptr;
        if (sqlite3_prepare_v2(db, at, -1, &statement, &tail) != SQLITE_OK)
            *error = QByteArray(sqlite3_errmsg(db)) + " at: " + QByteArray(at).left(80);
        else if (statement)
            result.append({at - script.constData(), tail - script.constData()});
        while (statement && sqlite3_step(statement) == SQLITE_ROW) {}
        sqlite3_finalize(statement);
        at = tail ? tail : "";
    }
    sqlite3_close(db);
    return result;
}

static QByteArray corpusFile(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void tst_Splitter::agreesWithSqlite_data()
{
    QTest::addColumn<QByteArray>("script");
    const QDir corpus(QStringLiteral(LOCKKEEPER_SOURCE_DIR "/tests/sql/data"));
    for (const QString &name : corpus.entryList({QStringLiteral("*.sql")}, QDir::Files))
        QTest::newRow(qPrintable(name)) << corpusFile(corpus.filePath(name));
    QByteArray demo;
    const QDir shop(QStringLiteral(LOCKKEEPER_SOURCE_DIR "/resources/demo/migrations"));
    for (const QString &name : shop.entryList({QStringLiteral("*.sql")}, QDir::Files)) {
        const QByteArray text = corpusFile(shop.filePath(name));
        if (!name.endsWith(QStringLiteral(".down.sql")))
            demo += text.left(text.indexOf("-- Down"));
    }
    QTest::newRow("demo project") << demo;
}

void tst_Splitter::agreesWithSqlite()
{
    QFETCH(QByteArray, script);
    QVERIFY(!script.isEmpty());
    QByteArray error;
    const QList<Cut> expected = cutBySqlite(script, &error);
    QCOMPARE(error, QByteArray());
    const auto spans = splitStatements(script, sqliteDialect());
    QVERIFY(spans);
    QCOMPARE(qsizetype(spans->size()), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const StatementSpan &span = spans->at(size_t(i));
        // SQLite's piece has the comments before it and the semicolon; our bytes must be what is left, and no more.
        const auto [begin, end] = expected[i];
        QVERIFY2(span.offset >= begin, script.sliced(begin, end - begin).constData());
        QVERIFY2(span.offset + span.length <= end, script.sliced(begin, end - begin).constData());
        const QByteArray before = script.sliced(begin, span.offset - begin);
        QVERIFY2(pieces(before).isEmpty(), before.constData());
        const QByteArray after = script.sliced(span.offset + span.length, end - span.offset - span.length);
        QVERIFY2(pieces(after).isEmpty(), after.constData());
        QVERIFY(complete(script, span.offset, end) || i + 1 == expected.size());
        QVERIFY(complete(script.sliced(span.offset, span.length) + ";", 0, span.length + 1));
        QCOMPARE(placeOf(script, span.offset), (Place{QString(), span.line, span.column}));
    }
}

/// What remains of a statement when sqlite3_prepare_v2 has read it, for texts that need not be valid SQL: the
/// splitter's own cut must be the first place at which sqlite3_complete() agrees.
void tst_Splitter::agreesWithSqliteOnMutations()
{
    QRandomGenerator random(20240401);
    const QByteArray alphabet[] = {"a",  " ",  ";",  "'", "\"",    "`", "[", "]", "--",
                                   "/*", "*/", "\n", "ä", "BEGIN", "-", "/", "''"};
    int compared = 0;
    for (int round = 0; round < 20000; ++round) {
        QByteArray script;
        for (int i = random.bounded(1, 40); i > 0; --i)
            script += alphabet[random.bounded(int(std::size(alphabet)))];
        const auto spans = splitStatements(script, sqliteDialect());
        if (!spans)
            continue;
        qsizetype from = 0;
        for (const StatementSpan &span : *spans) {
            QVERIFY2(span.offset >= from && span.length > 0, script.constData());
            QVERIFY2(!isSpace(script[span.offset]) && !isSpace(script[span.offset + span.length - 1]),
                     script.constData());
            qsizetype end = span.offset + span.length;
            // The first complete text that holds the statement ends with the semicolon that cut it.
            while (end < script.size() && !complete(script, span.offset, end))
                ++end;
            const bool closed = complete(script, span.offset, end);
            const auto again = splitStatements(script.sliced(span.offset, end - span.offset), sqliteDialect());
            QVERIFY2(again && again->size() == 1 && again->front().length == span.length, script.constData());
            QVERIFY2(closed || &span == &spans->back(), script.constData());
            from = end;
            ++compared;
        }
    }
    QVERIFY(compared > 5000);
}

void tst_Splitter::masksAgree()
{
    constexpr int blocks = 5;
    const std::vector<ReadMarks> ways = waysToReadMarks();
    QVERIFY(!ways.empty());
    QRandomGenerator random(7);
    for (int round = 0; round < 2000; ++round) {
        char bytes[64 * blocks];
        for (char &byte : bytes)
            byte = char(round % 2 ? random.bounded(256) : random.bounded(32, 128));
        const ByteSet set{'"', ';', '-', bytes[5], bytes[9], '\0', char(round)};
        std::array<BlockMarks, blocks> plain;
        ways.front()(bytes, blocks, set, plain.data());
        for (int i = 0; i < 64 * blocks; ++i) {
            const bool inSet = std::find(set.begin(), set.end(), bytes[i]) != set.end();
            QCOMPARE((plain[size_t(i / 64)].others >> (i % 64) & 1) != 0, inSet);
            QCOMPARE((plain[size_t(i / 64)].quotes >> (i % 64) & 1) != 0, bytes[i] == '\'');
        }
        for (const ReadMarks way : ways) {
            std::array<BlockMarks, blocks> marks;
            way(bytes, blocks, set, marks.data());
            QVERIFY(marks == plain);
        }
        QCOMPARE(bitCount(plain[0].others), std::popcount(plain[0].others));
    }
}

/// Columns go on from the statement before; counting each from the line's beginning would take minutes here.
void tst_Splitter::longLineOfManyStatements()
{
    const qsizetype count = 500000;
    const QByteArray script = QByteArray("é;").repeated(count);
    const auto spans = splitStatements(script, sqliteDialect());
    QVERIFY(spans);
    QCOMPARE(qsizetype(spans->size()), count);
    QCOMPARE(spans->back().column, qint64(2 * count - 1));
    QCOMPARE(spans->back().line, 1);
}

QTEST_GUILESS_MAIN(tst_Splitter)
#include "tst_splitter.moc"
