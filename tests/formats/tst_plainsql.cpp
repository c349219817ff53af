// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/formats/plainsql/plainname.h"
#include "models/formats/plainsql/plainsqlformat.h"
#include "models/formats/plainsql/sections.h"
#include "models/formats/versionnumber.h"
#include "models/sql/dialect.h"
#include "tests/support/temporaryproject.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTest>

#include <sys/stat.h>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_PlainSql : public QObject
{
    Q_OBJECT

private slots:
    void names_data();
    void names();
    void numbers();
    void orderIsNumeric();
    void twins_data();
    void twins();
    void sections_data();
    void sections();
    void markThatCutsAStatementBlocks();
    void furtherSectionsBlock();
    void ambiguousHeadBlocks();
    void downWithoutUpMarkIsANote();
    void sectionAndTwinBlock();
    void commentedOutDownIsNone_data();
    void commentedOutDownIsNone();
    void noTransaction();
    void badFiles_data();
    void badFiles();
    void badNamesComeLast();
    void oddFiles();
    void duplicates();
    void duplicateDowns();
    void downAlone();
    void notesOnNumbers_data();
    void notesOnNumbers();
    void foreignMarksBlock();
    void recognition_data();
    void recognition();
    void missingFolder();
    void subfoldersAreNotRead();
    void otherMigrationsFolder();
    void cutEqualsLoad();
    void rowHoldsEverything();
    void explanations();
    void newFiles_data();
    void newFiles();
    void badNewNames_data();
    void badNewNames();
    void demoProject();

private:
    using Files = QList<std::pair<QString, QByteArray>>;

    std::vector<Migration> load(const Files &files) const
    {
        TemporaryProject project;
        project.makeFolder(u"migrations"_s);
        for (const auto &[name, content] : files)
            project.write(u"migrations/"_s + name, content);
        auto migrations = m_format.load({project.folder(), u"migrations"_s}, sqliteDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }

    static const FileProblem *problem(const Migration &migration, QStringView rule)
    {
        const auto found = std::ranges::find_if(migration.problems,
                                                [&](const FileProblem &p) { return p.rule == rule; });
        return found == migration.problems.end() ? nullptr : &*found;
    }

    static QByteArray up(const Migration &migration)
    {
        return migration.up ? migration.up->view().toByteArray() : "none"_ba;
    }
    static QByteArray down(const Migration &migration)
    {
        return migration.down ? migration.down->view().toByteArray() : "none"_ba;
    }

    PlainSqlFormat m_format;
};

void tst_PlainSql::names_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("key"); // empty: not a plain name
    QTest::addColumn<QString>("description");
    QTest::addColumn<int>("suffix");
    QTest::newRow("sequence") << u"0001_add_users.sql"_s << u"1"_s << u"add users"_s << -1;
    QTest::newRow("hyphens") << u"12-add-users.sql"_s << u"12"_s << u"add users"_s << -1;
    QTest::newRow("timestamp") << u"20250131235959_x.sql"_s << u"20250131235959"_s << u"x"_s << -1;
    QTest::newRow("up") << u"1_x.up.sql"_s << u"1"_s << u"x"_s << int(Direction::Up);
    QTest::newRow("down") << u"1_x.down.sql"_s << u"1"_s << u"x"_s << int(Direction::Down);
    QTest::newRow("other dots") << u"1_x.v2.sql"_s << u"1"_s << u"x.v2"_s << -1;
    QTest::newRow("zero") << u"00000000000000_all.sql"_s << u"0"_s << u"all"_s << -1;
    QTest::newRow("name is the suffix") << u"1_.up.sql"_s << u"1"_s << u".up"_s << -1;
    QTest::newRow("umlaut") << u"1_größe.sql"_s << u"1"_s << u"größe"_s << -1;
    QTest::newRow("no number") << u"seed.sql"_s << QString() << QString() << -1;
    QTest::newRow("no name") << u"0001.sql"_s << QString() << QString() << -1;
    QTest::newRow("empty name") << u"0001_.sql"_s << QString() << QString() << -1;
    QTest::newRow("no separator") << u"0001x.sql"_s << QString() << QString() << -1;
    QTest::newRow("capital suffix") << u"0001_x.SQL"_s << QString() << QString() << -1;
    QTest::newRow("sign") << u"-1_x.sql"_s << QString() << QString() << -1;
    QTest::newRow("other digits") << u"\u0661_x.sql"_s << QString() << QString() << -1;
    QTest::newRow("other type") << u"0001_x.txt"_s << QString() << QString() << -1;
}

void tst_PlainSql::names()
{
    QFETCH(QString, file);
    QFETCH(QString, key);
    QFETCH(QString, description);
    QFETCH(int, suffix);
    const auto name = readPlainName(file);
    QCOMPARE(name.has_value(), !key.isEmpty());
    if (!name)
        return;
    QCOMPARE(name->key, key);
    QCOMPARE(name->description(), description);
    QCOMPARE(name->suffix ? int(*name->suffix) : -1, suffix);
}

void tst_PlainSql::numbers()
{
    QCOMPARE(canonicalNumber(u"0012").value(), u"12"_s);
    QCOMPARE(canonicalNumber(u"+7").value(), u"7"_s);
    QCOMPARE(canonicalNumber(u"-0").value(), u"0"_s);
    QCOMPARE(canonicalNumber(u"-05").value(), u"-5"_s);
    QVERIFY(!canonicalNumber(u""));
    QVERIFY(!canonicalNumber(u"-"));
    QVERIFY(!canonicalNumber(u"1x"));
    QVERIFY(numberLess(u"9", u"10"));
    QVERIFY(numberLess(u"-10", u"-9"));
    QVERIFY(numberLess(u"-1", u"0"));
    QVERIFY(!numberLess(u"5", u"5"));
    QCOMPARE(storableNumber(u"9223372036854775807").value(), std::numeric_limits<qint64>::max());
    QVERIFY(!storableNumber(u"9223372036854775808"));
}

void tst_PlainSql::orderIsNumeric()
{
    const auto all = load({{u"10_j.sql"_s, "SELECT 10;"},
                           {u"9_i.sql"_s, "SELECT 9;"},
                           {u"20250101000000_t.sql"_s, "SELECT 1;"},
                           {u"100000000000000000_u.sql"_s, "SELECT 2;"},
                           {u"0002_b.sql"_s, "SELECT 2;"}});
    QStringList keys;
    for (const Migration &migration : all)
        keys += migration.key;
    QCOMPARE(keys, (QStringList{u"2"_s, u"9"_s, u"10"_s, u"20250101000000"_s, u"100000000000000000"_s}));
    QCOMPARE(all.front().version, u"0002"_s);
}

void tst_PlainSql::twins_data()
{
    QTest::addColumn<QString>("upName");
    QTest::addColumn<QString>("downName");
    QTest::newRow("plain and down") << u"0001_x.sql"_s << u"0001_x.down.sql"_s;
    QTest::newRow("up and down") << u"0001_x.up.sql"_s << u"0001_x.down.sql"_s;
    QTest::newRow("other name") << u"0001_x.sql"_s << u"0001_take_x_away.down.sql"_s;
    QTest::newRow("other width") << u"0001_x.sql"_s << u"1_x.down.sql"_s;
}

void tst_PlainSql::twins()
{
    QFETCH(QString, upName);
    QFETCH(QString, downName);
    const auto all = load({{upName, "CREATE TABLE x (a);"}, {downName, "DROP TABLE x;"}});
    QCOMPARE(all.size(), 1u);
    const Migration &migration = all.front();
    QCOMPARE(up(migration), "CREATE TABLE x (a);"_ba);
    QCOMPARE(down(migration), "DROP TABLE x;"_ba);
    QCOMPARE(migration.upFile, u"migrations/"_s + upName);
    QCOMPARE(migration.downFile, u"migrations/"_s + downName);
    QCOMPARE(migration.checksum, QCryptographicHash::hash("CREATE TABLE x (a);", QCryptographicHash::Sha256));
    QVERIFY(migration.reversible());
    QVERIFY(!migration.blocked());
}

void tst_PlainSql::sections_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("upText");
    QTest::addColumn<QByteArray>("downText"); // "none": none
    QTest::addColumn<int>("downLine");
    const auto row = [](const char *name, const QByteArray &text, const QByteArray &upText, const QByteArray &downText,
                        int line = 0) { QTest::newRow(name) << text << upText << downText << line; };
    row("none", "CREATE TABLE x (a);\n", "CREATE TABLE x (a);\n", "none");
    row("both", "-- Up\nA;\n-- Down\nB;\n", "-- Up\nA;\n", "B;\n", 4);
    row("head comment", "-- why\n\n-- Up\nA;\n\n-- Down\nB;", "-- why\n\n-- Up\nA;\n\n", "B;", 7);
    row("down first", "-- Down\nB;\n-- Up\nA;\n", "-- Up\nA;\n", "B;\n", 2);
    row("down only", "A;\n-- Down\nB;\n", "A;\n", "B;\n", 3);
    row("up only", "-- Up\nA;\n", "-- Up\nA;\n", "none");
    row("rollback", "A;\n-- Rollback\nB;\n", "A;\n", "B;\n", 3);
    row("case", "-- UP\nA;\n-- down\nB;\n", "-- UP\nA;\n", "B;\n", 4);
    row("with a word", "-- Up Migration\nA;\n-- Down migration\nB;\n", "-- Up Migration\nA;\n", "B;\n", 4);
    row("framed", "-- ==== Up ====\nA;\n-----[ no mark ]----\n---- Down ----\nB;\n",
        "-- ==== Up ====\nA;\n-----[ no mark ]----\n", "B;\n", 5);
    row("colon", "--Up:\nA;\n--Down:\nB;\n", "--Up:\nA;\n", "B;\n", 4);
    row("indented", "  -- Up\nA;\n\t-- Down\nB;\n", "  -- Up\nA;\n", "B;\n", 4);
    row("CRLF", "-- Up\r\nA;\r\n-- Down\r\nB;\r\n", "-- Up\r\nA;\r\n", "B;\r\n", 4);
    row("BOM", "\xef\xbb\xbf-- Up\nA;\n-- Down\nB;\n", "\xef\xbb\xbf-- Up\nA;\n", "B;\n", 4);
    row("no last line end", "A;\n-- Down\nB", "A;\n", "B", 3);
    row("mark at the very end", "A;\n-- Down", "A;\n", "none");
    row("two words for one section", "A;\n-- Down\n-- Rollback\nB;\n", "A;\n", "-- Rollback\nB;\n", 3);
    row("not a mark: words", "A; \n-- Down with it\nB;\n", "A; \n-- Down with it\nB;\n", "none");
    row("not a mark: goose", "A;\n-- +Down\nB;\n", "A;\n-- +Down\nB;\n", "none");
    row("not a mark: after a statement", "A; -- Down\nB;\n", "A; -- Down\nB;\n", "none");
    row("not a mark: string", "INSERT INTO t VALUES ('\n-- Down\n');\n", "INSERT INTO t VALUES ('\n-- Down\n');\n",
        "none");
    row("not a mark: quoted name", "SELECT \"\n-- Down\n\";\n", "SELECT \"\n-- Down\n\";\n", "none");
    row("not a mark: block comment", "A;\n/*\n-- Down\nB;\n*/\n", "A;\n/*\n-- Down\nB;\n*/\n", "none");
    row("not a mark: in parentheses", "CREATE TABLE t (\n-- Down\na int);\n", "CREATE TABLE t (\n-- Down\na int);\n",
        "none");
    row("not a mark: in a trigger",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN\n UPDATE t SET a = 1;\n-- Down\n UPDATE t SET b = 1;\nEND;\n",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN\n UPDATE t SET a = 1;\n-- Down\n UPDATE t SET b = 1;\nEND;\n",
        "none");
    row("after a trigger",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN\n UPDATE t SET a = 1;\nEND;\n-- Down\nDROP TRIGGER g;\n",
        "CREATE TRIGGER g AFTER INSERT ON t BEGIN\n UPDATE t SET a = 1;\nEND;\n", "DROP TRIGGER g;\n", 5);
    row("string before the real mark", "INSERT INTO t VALUES ('\n-- Down\n');\n-- Down\nB;\n",
        "INSERT INTO t VALUES ('\n-- Down\n');\n", "B;\n", 5);
    row("empty", "", "", "none");
}

void tst_PlainSql::sections()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, upText);
    QFETCH(QByteArray, downText);
    QFETCH(int, downLine);
    const Sections parts = cutSections(text, sqliteDialect());
    QCOMPARE(text.mid(parts.up.offset, parts.up.length), upText);
    QCOMPARE(parts.down.has_value(), downText != "none");
    for (const FileProblem &found : parts.problems)
        QVERIFY2(!found.blocks, qPrintable(found.message));
    if (!parts.down)
        return;
    QCOMPARE(text.mid(parts.down->offset, parts.down->length), downText);
    QCOMPARE(parts.down->firstLine, downLine);
    QCOMPARE(text.left(parts.down->offset).count('\n') + 1, downLine);
    QCOMPARE(text.left(parts.up.offset).count('\n') + 1, parts.up.firstLine);
}

void tst_PlainSql::markThatCutsAStatementBlocks()
{
    // Taken as a mark without a word, this would delete every row.
    const auto all = load({{u"1_x.sql"_s, "DELETE FROM t\n-- Down\nWHERE a = 1;\n"}});
    const FileProblem *found = problem(all[0], u"section-marks");
    QVERIFY(found && found->blocks);
    QCOMPARE(found->line, 2);

    // A last statement without its semicolon is fine as long as nothing follows.
    QVERIFY(!load({{u"1_x.sql"_s, "CREATE TABLE t (a)\n-- Rollback\n-- DROP TABLE t;\n"}})[0].blocked());
    QVERIFY(load({{u"1_x.sql"_s, "CREATE TABLE t (a)\n-- Rollback\nDROP TABLE t;\n"}})[0].blocked());
}

void tst_PlainSql::furtherSectionsBlock()
{
    const auto all = load({{u"1_x.sql"_s, "-- Up\nA;\n-- Down\nB;\n-- Up\nC;\n"}});
    const FileProblem *found = problem(all[0], u"section-marks");
    QVERIFY(found && found->blocks);
    QCOMPARE(found->line, 5);
}

void tst_PlainSql::ambiguousHeadBlocks()
{
    const auto all = load({{u"1_x.sql"_s, "A;\n-- Down\nB;\n-- Up\nC;\n"}});
    QVERIFY(all[0].blocked());
}

void tst_PlainSql::downWithoutUpMarkIsANote()
{
    const auto all = load({{u"1_x.sql"_s, "A;\n-- Down\nB;\n"}, {u"2_y.sql"_s, "-- Up\nA;\n-- Down\nB;\n"}});
    const FileProblem *found = problem(all[0], u"section-marks");
    QVERIFY(found && !found->blocks);
    QVERIFY(!problem(all[1], u"section-marks"));
}

void tst_PlainSql::sectionAndTwinBlock()
{
    const auto all = load({{u"1_x.sql"_s, "A;\n-- Down\nB;\n"}, {u"1_x.down.sql"_s, "C;\n"}});
    const FileProblem *found = problem(all[0], u"two-downs");
    QVERIFY(found && found->blocks);
    QVERIFY(found->message.contains(u"1_x.down.sql"));
}

void tst_PlainSql::commentedOutDownIsNone_data()
{
    QTest::addColumn<QByteArray>("below");
    QTest::newRow("line comments") << "-- DROP TABLE x;\n"_ba;
    QTest::newRow("block comment") << "/* DROP TABLE x; */\n"_ba;
    QTest::newRow("lone semicolon") << ";\n"_ba;
    QTest::newRow("nothing") << ""_ba;
}

void tst_PlainSql::commentedOutDownIsNone()
{
    QFETCH(QByteArray, below);
    const auto inside = load({{u"1_x.sql"_s, "A;\n-- Down\n" + below}});
    QVERIFY(!inside[0].reversible());
    QVERIFY(inside[0].downFile.isEmpty());
    const auto beside = load({{u"1_x.sql"_s, "A;\n"}, {u"1_x.down.sql"_s, below}});
    QVERIFY(!beside[0].reversible());
    QCOMPARE(beside[0].downFile, u"migrations/1_x.down.sql"_s);
}

void tst_PlainSql::noTransaction()
{
    const auto all = load({{u"1_a.sql"_s, "-- no-transaction\nVACUUM;\n"},
                           {u"1_a.down.sql"_s, "SELECT 1;\n"},
                           {u"2_b.sql"_s, "-- about\n-- no-transaction\nA;\n"},
                           {u"3_c.sql"_s, "A;\n-- Down\n-- no-transaction\nB;\n"}});
    QVERIFY(!all[0].inTransaction(Direction::Up));
    QVERIFY(all[0].inTransaction(Direction::Down));
    QVERIFY(all[1].inTransaction(Direction::Up));
    QVERIFY(all[2].inTransaction(Direction::Up));
    QVERIFY(!all[2].inTransaction(Direction::Down));
}

void tst_PlainSql::badFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<qint64>("line");
    QTest::addColumn<bool>("blocks");
    QTest::newRow("Latin-1") << "SELECT 1;\n-- gr\xfc\xdf\n"_ba << u"not-utf8"_s << qint64(2) << true;
    QTest::newRow("UTF-16") << QByteArray("\xff\xfeS\0E\0L\0", 8) << u"utf16"_s << qint64(0) << true;
    QTest::newRow("NUL") << QByteArray("SELECT 1;\n\n\0SELECT 2;", 21) << u"has-nul"_s << qint64(3) << true;
    QTest::newRow("empty") << ""_ba << u"empty-script"_s << qint64(1) << true;
    QTest::newRow("space only") << " \n\t\n"_ba << u"empty-script"_s << qint64(1) << true;
    QTest::newRow("BOM only") << "\xef\xbb\xbf"_ba << u"empty-script"_s << qint64(1) << true;
    QTest::newRow("comments only") << "-- soon\n/* more */\n"_ba << u"comment-only"_s << qint64(1) << false;
    QTest::newRow("up section empty") << "-- Up\n-- Down\nDROP TABLE x;\n"_ba << u"comment-only"_s << qint64(1)
                                      << false;
}

void tst_PlainSql::badFiles()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, rule);
    QFETCH(qint64, line);
    QFETCH(bool, blocks);
    const auto all = load({{u"1_bad.sql"_s, content}, {u"2_good.sql"_s, "SELECT 1;"}});
    QCOMPARE(all.size(), 2u);
    const FileProblem *found = problem(all[0], rule);
    QVERIFY(found);
    QCOMPARE(found->line, line);
    QCOMPARE(found->blocks, blocks);
    QVERIFY(!found->fix.isEmpty());
    QVERIFY(all[1].problems.empty());

    // As a down script it spoils its own migration only.
    const auto asDown = load({{u"1_x.sql"_s, "SELECT 1;"}, {u"1_x.down.sql"_s, content}});
    QVERIFY(!asDown[0].down || rule == u"comment-only");
    if (blocks && rule != u"empty-script")
        QVERIFY(problem(asDown[0], rule)->message.contains(u"1_x.down.sql"));
}

void tst_PlainSql::badNamesComeLast()
{
    const auto all = load({{u"0002_b.sql"_s, "SELECT 1;"},
                           {u"001x.sql"_s, "SELECT 1;"},
                           {u"Seed.SQL"_s, "SELECT 1;"},
                           {u".#0003_c.sql"_s, "x"},
                           {u"README.md"_s, "x"},
                           {u"0004_d.sql.bak"_s, "x"}});
    QCOMPARE(all.size(), 3u);
    QCOMPARE(all[0].key, u"2"_s);
    for (size_t i : {size_t(1), size_t(2)}) {
        const FileProblem *found = problem(all[i], u"bad-file-name");
        QVERIFY(found && !found->blocks);
        QVERIFY(!all[i].up);
        QVERIFY(found->message.contains(all[i].upFile.section(u'/', -1)));
    }
    QCOMPARE(all[1].version, u"001x"_s);

    const auto huge = load({{u"99999999999999999999_x.sql"_s, "SELECT 1;"}});
    QVERIFY(problem(huge[0], u"bad-file-name")->blocks);
}

void tst_PlainSql::oddFiles()
{
    TemporaryProject project;
    project.makeFolder(u"migrations/0001_folder.sql"_s);
    project.write(u"elsewhere.sql"_s, "SELECT 2;");
    QVERIFY(QFile::link(project.path(u"elsewhere.sql"_s), project.path(u"migrations/0002_link.sql"_s)));
    QVERIFY(QFile::link(project.path(u"migrations/0003_loop.sql"_s), project.path(u"migrations/0003_loop.sql"_s)));
    QVERIFY(QFile::link(project.path(u"nowhere"_s), project.path(u"migrations/0004_broken.sql"_s)));
    QCOMPARE(::mkfifo(QFile::encodeName(project.path(u"migrations/0005_pipe.sql"_s)).constData(), 0600), 0);
    const auto all = m_format.load({project.folder(), u"migrations"_s}, sqliteDialect());
    QVERIFY(all);
    QCOMPARE(all->size(), 4u);
    QCOMPARE(up((*all)[0]), "SELECT 2;"_ba);
    for (size_t i = 1; i < 4; ++i) {
        const FileProblem *found = problem((*all)[i], u"unreadable");
        QVERIFY(found && found->blocks);
        QVERIFY(!(*all)[i].up);
    }
}

void tst_PlainSql::duplicates()
{
    const auto all = load({{u"0001_a.sql"_s, "SELECT 1;"},
                           {u"1_b.sql"_s, "SELECT 2;"},
                           {u"1_b.down.sql"_s, "SELECT 3;"},
                           {u"2_c.sql"_s, "SELECT 4;"}});
    QCOMPARE(all.size(), 3u);
    for (size_t i : {size_t(0), size_t(1)}) {
        const FileProblem *found = problem(all[i], u"duplicate-version");
        QVERIFY(found && found->blocks);
        QVERIFY(found->message.contains(u"0001_a.sql") && found->message.contains(u"1_b.sql"));
    }
    QVERIFY(!all[0].down);
    QCOMPARE(down(all[1]), "SELECT 3;"_ba); // the twin is the one of the same name
    QVERIFY(!all[2].blocked());
}

void tst_PlainSql::duplicateDowns()
{
    const auto all = load(
        {{u"1_a.sql"_s, "SELECT 1;"}, {u"1_b.down.sql"_s, "SELECT 2;"}, {u"1_c.down.sql"_s, "SELECT 3;"}});
    QVERIFY(std::ranges::any_of(all, [](const Migration &m) { return problem(m, u"duplicate-version") != nullptr; }));
}

void tst_PlainSql::downAlone()
{
    const auto all = load({{u"1_a.down.sql"_s, "SELECT 1;"}});
    QCOMPARE(all.size(), 1u);
    QVERIFY(!all[0].up && all[0].upFile.isEmpty());
    const FileProblem *found = problem(all[0], u"down-without-up");
    QVERIFY(found && !found->blocks);
}

void tst_PlainSql::notesOnNumbers_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("rule"); // of the last one; empty: none
    QTest::newRow("neighbours") << QStringList{u"0001_a.sql"_s, u"0002_b.sql"_s} << QString();
    QTest::newRow("gap") << QStringList{u"0001_a.sql"_s, u"0003_b.sql"_s} << u"number-gap"_s;
    QTest::newRow("begins late") << QStringList{u"0005_a.sql"_s, u"0006_b.sql"_s} << QString();
    QTest::newRow("timestamps") << QStringList{u"20250101000000_a.sql"_s, u"20250301000000_b.sql"_s} << QString();
    QTest::newRow("widths") << QStringList{u"0001_a.sql"_s, u"02_b.sql"_s} << u"mixed-widths"_s;
    QTest::newRow("sequence, then time") << QStringList{u"1_a.sql"_s, u"20250301000000_b.sql"_s} << u"mixed-widths"_s;
    QTest::newRow("natural growth") << QStringList{u"9_a.sql"_s, u"10_b.sql"_s} << QString();
}

void tst_PlainSql::notesOnNumbers()
{
    QFETCH(QStringList, names);
    QFETCH(QString, rule);
    Files files;
    for (const QString &name : names)
        files.append({name, "SELECT 1;"});
    const auto all = load(files);
    QCOMPARE(all.back().problems.size(), rule.isEmpty() ? 0u : 1u);
    if (rule.isEmpty())
        return;
    QCOMPARE(all.back().problems.front().rule, rule);
    QVERIFY(!all.back().blocked());
}

void tst_PlainSql::foreignMarksBlock()
{
    for (const QByteArray &text :
         {"-- +goose Up\nA;\n-- +goose Down\nB;\n"_ba, "-- migrate:up\nA;\n-- migrate:down\nB;\n"_ba,
          "--liquibase formatted sql\n--changeset a:1\nA;\n"_ba}) {
        const auto all = load({{u"1_x.sql"_s, text}});
        const FileProblem *found = problem(all[0], u"other-tool");
        QVERIFY(found && found->blocks);
        QVERIFY(!all[0].up);
    }
}

void tst_PlainSql::recognition_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("migrations"); // empty: not plain
    QTest::newRow("migrations") << QStringList{u"migrations/0001_x.sql"_s} << u"migrations"_s;
    QTest::newRow("db") << QStringList{u"db/migrations/0001_x.sql"_s} << u"db/migrations"_s;
    QTest::newRow("sql") << QStringList{u"sql/0001_x.sql"_s} << u"sql"_s;
    QTest::newRow("here") << QStringList{u"0001_x.sql"_s} << u"."_s;
    QTest::newRow("nothing") << QStringList{u"readme"_s} << QString();
    QTest::newRow("no numbers") << QStringList{u"migrations/seed.sql"_s} << QString();
    for (const char *other :
         {"drizzle.config.ts", "migrations/meta/_journal.json", "diesel.toml"})
        QTest::newRow(other) << QStringList{u"migrations/0001_x.sql"_s, QString::fromLatin1(other)} << QString();
}

void tst_PlainSql::recognition()
{
    QFETCH(QStringList, files);
    QFETCH(QString, migrations);
    TemporaryProject project;
    for (const QString &file : files)
        project.write(file, "SELECT 1;");
    const Recognition recognition = m_format.recognise(project.folder());
    QCOMPARE(recognition.matches, !migrations.isEmpty());
    QCOMPARE(recognition.migrations, migrations);
    if (recognition.matches || files.size() > 1)
        QVERIFY(!recognition.because.isEmpty());
}

void tst_PlainSql::missingFolder()
{
    TemporaryProject project;
    const auto none = m_format.load({project.folder(), u"migrations"_s}, sqliteDialect());
    QVERIFY(none && none->empty()); // a new project
    QVERIFY(m_format.load({project.folder(), {}}, sqliteDialect())->empty());
    const auto mistyped = m_format.load({project.folder(), u"migratons"_s}, sqliteDialect());
    QVERIFY(!mistyped);
    QCOMPARE(mistyped.error().code, ErrorCode::Usage);
    QVERIFY(!m_format.load({project.path(u"gone"_s), u"migrations"_s}, sqliteDialect()));
    project.write(u"file"_s, "x");
    QVERIFY(!m_format.load({project.folder(), u"file"_s}, sqliteDialect()));
}

void tst_PlainSql::subfoldersAreNotRead()
{
    const auto all = load({{u"0001_a.sql"_s, "SELECT 1;"}, {u"old/0002_b.sql"_s, "SELECT 1;"}});
    QCOMPARE(all.size(), 1u);
}

void tst_PlainSql::otherMigrationsFolder()
{
    TemporaryProject project;
    project.write(u"db/sql/0001_a.sql"_s, "SELECT 1;");
    project.write(u"0002_b.sql"_s, "SELECT 2;");
    QCOMPARE(m_format.load({project.folder(), u"./db/sql/"_s}, sqliteDialect())->at(0).upFile, u"db/sql/0001_a.sql"_s);
    QCOMPARE(m_format.load({project.folder(), u"."_s}, sqliteDialect())->at(0).upFile, u"0002_b.sql"_s);
    const auto absolute = m_format.load({project.path(u"db"_s), project.path(u"db/sql"_s)}, sqliteDialect());
    QVERIFY(absolute);
    QCOMPARE(up(absolute->at(0)), "SELECT 1;"_ba);
}

void tst_PlainSql::cutEqualsLoad()
{
    const QByteArray both = "-- about\n-- Up\nA;\n-- Down\nB;\n";
    const auto all = load({{u"1_a.sql"_s, both}, {u"2_b.sql"_s, "A;"}, {u"2_b.down.sql"_s, "B;"}});
    QVERIFY(m_format.cut(u"migrations/1_a.sql"_s, both, Direction::Up, sqliteDialect()) == all[0].up);
    QVERIFY(m_format.cut(u"migrations/1_a.sql"_s, both, Direction::Down, sqliteDialect()) == all[0].down);
    QVERIFY(m_format.cut(u"migrations/2_b.down.sql"_s, "B;", Direction::Down, sqliteDialect()) == all[1].down);
    QVERIFY(!m_format.cut(u"migrations/2_b.down.sql"_s, "B;", Direction::Up, sqliteDialect()));
    QVERIFY(!m_format.cut(u"migrations/2_b.down.sql"_s, "-- B;", Direction::Down, sqliteDialect()));
    QVERIFY(!m_format.cut(u"migrations/2_b.sql"_s, "A;", Direction::Down, sqliteDialect()));
}

void tst_PlainSql::rowHoldsEverything()
{
    const auto all = load(
        {{u"0007_a_b.sql"_s, "A;\r\n-- Down\r\nB;\r\n"}, {u"0008_c.sql"_s, "C;"}, {u"0008_c.down.sql"_s, "D;"}});
    const EngineTraits &engine = engines().front()->traits();
    const auto hash = [](const QByteArray &text) {
        return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
    };
    const auto value = [](const RecordStatement &statement, size_t i) {
        return std::get<QVariant>(statement.values.at(i));
    };

    const RecordStatement sectioned = m_format.record(all[0], Direction::Up, engine, true, {}).after.at(0);
    QCOMPARE(sectioned.values.size(), 9u);
    QCOMPARE(value(sectioned, 0), QVariant(qlonglong(7)));
    QCOMPARE(value(sectioned, 1), QVariant(u"a b"_s));
    QCOMPARE(value(sectioned, 2), QVariant(hash("A;\r\n-- Down\r\nB;\r\n")));
    QVERIFY(value(sectioned, 3).isNull());
    QCOMPARE(value(sectioned, 4), QVariant(hash("A;\n-- Down\nB;\n")));
    QCOMPARE(value(sectioned, 5), QVariant(u"B;\r\n"_s));
    QVERIFY(std::get<RunValue>(sectioned.values[6]) == RunValue::NowUtcText);
    QVERIFY(std::get<RunValue>(sectioned.values[7]) == RunValue::User);
    QVERIFY(std::get<RunValue>(sectioned.values[8]) == RunValue::ElapsedMs);

    const RecordStatement twin = m_format.record(all[1], Direction::Up, engine, true, {}).after.at(0);
    QCOMPARE(value(twin, 2), QVariant(hash("C;")));
    QCOMPARE(value(twin, 3), QVariant(hash("D;")));
    QCOMPARE(value(twin, 5), QVariant(u"D;"_s));
}

void tst_PlainSql::explanations()
{
    const auto hash = [](const QByteArray &text) { return QCryptographicHash::hash(text, QCryptographicHash::Sha256); };
    const auto explain = [&](const QByteArray &file, const QByteArray &then, const QByteArray &lf = {},
                             const QByteArray &keptDown = {}) {
        AppliedMigration applied;
        applied.checksum = hash(then);
        applied.checksumLf = lf.isEmpty() ? QByteArray() : hash(lf);
        if (!keptDown.isEmpty())
            applied.downScript = keptDown;
        return m_format.explainChange(load({{u"1_x.sql"_s, file}})[0], applied);
    };
    QCOMPARE(explain("A;\nB;\n", "A;\r\nB;\r\n"), u"only line ends differ"_s);
    QCOMPARE(explain("A;\r\nB;\r\n", "A;\nB;\n"), u"only line ends differ"_s);
    QCOMPARE(explain("A;\nB;\n", "A;\r\nB;\n", "A;\nB;\n"),
             u"only line ends differ"_s); // mixed ends: the kept checksum tells
    QCOMPARE(explain("\xef\xbb\xbf"
                     "A;\n",
                     "A;\n"),
             u"only the byte order mark differs"_s);
    QCOMPARE(explain("A;\n", "\xef\xbb\xbf"
                             "A;\n"),
             u"only the byte order mark differs"_s);
    QCOMPARE(explain("\xef\xbb\xbf"
                     "A;\n",
                     "A;\r\n"),
             u"only line ends and the byte order mark differ"_s);
    QCOMPARE(explain("A;\n-- Down\nC;\n", "A;\n-- Down\nB;\n", {}, "B;\n"), u"only its down section was edited"_s);
    QCOMPARE(explain("A2;\n-- Down\nC;\n", "A;\n-- Down\nB;\n", {}, "B;\n"), u"edited"_s);
    QCOMPARE(explain("A;\n", "A; \n"), u"edited"_s);
}

void tst_PlainSql::newFiles_data()
{
    QTest::addColumn<QStringList>("existing");
    QTest::addColumn<bool>("reversible");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("first") << QStringList() << true << QStringList{u"migrations/0001_add_it.sql"_s};
    QTest::newRow("sequence") << QStringList{u"0009_a.sql"_s} << false << QStringList{u"migrations/0010_add_it.sql"_s};
    QTest::newRow("narrow") << QStringList{u"9_a.sql"_s} << false << QStringList{u"migrations/10_add_it.sql"_s};
    QTest::newRow("hyphen") << QStringList{u"001-a.sql"_s} << false << QStringList{u"migrations/002-add_it.sql"_s};
    QTest::newRow("time") << QStringList{u"20240101000000_a.sql"_s} << false
                          << QStringList{u"migrations/20250630121530_add_it.sql"_s};
    QTest::newRow("time in the future") << QStringList{u"20300101000000_a.sql"_s} << false
                                        << QStringList{u"migrations/20300101000001_add_it.sql"_s};
    QTest::newRow("minutes") << QStringList{u"202401010000_a.sql"_s} << false
                             << QStringList{u"migrations/202506301215_add_it.sql"_s};
    QTest::newRow("date") << QStringList{u"20240101_a.sql"_s} << false
                          << QStringList{u"migrations/20250630_add_it.sql"_s};
    QTest::newRow("twin") << QStringList{u"0001_a.sql"_s, u"0001_a.down.sql"_s} << true
                          << QStringList{u"migrations/0002_add_it.sql"_s, u"migrations/0002_add_it.down.sql"_s};
    QTest::newRow("up and down") << QStringList{u"0001_a.up.sql"_s, u"0001_a.down.sql"_s} << true
                                 << QStringList{u"migrations/0002_add_it.up.sql"_s,
                                                u"migrations/0002_add_it.down.sql"_s};
    QTest::newRow("bad names don't count")
        << QStringList{u"0003_a.sql"_s, u"zzz.sql"_s} << false << QStringList{u"migrations/0004_add_it.sql"_s};
}

void tst_PlainSql::newFiles()
{
    QFETCH(QStringList, existing);
    QFETCH(bool, reversible);
    QFETCH(QStringList, expected);
    Files files;
    for (const QString &name : existing)
        files.append({name, "SELECT 1;"});
    const NewMigration wanted{u"  add  it "_s, reversible, QDateTime({2025, 6, 30}, {12, 15, 30}, Qt::UTC)};
    const auto made = m_format.create(wanted, {{}, u"migrations"_s}, load(files));
    QVERIFY(made);
    QStringList paths;
    for (const NewFile &file : *made)
        paths += file.path;
    QCOMPARE(paths, expected);
    QVERIFY(made->front().content.startsWith("-- add it\n"));

    // What was made is read back as one migration that has nothing to run yet.
    for (const NewFile &file : *made)
        files.append({file.path.section(u'/', -1), file.content});
    const auto again = load(files);
    const auto last = std::ranges::find_if(again, [&](const Migration &m) { return m.upFile == expected.front(); });
    QVERIFY(last != again.end());
    QVERIFY(problem(*last, u"comment-only"));
    QVERIFY(!last->blocked());
    if (made->size() == 1 && reversible)
        QVERIFY(m_format.cut(last->upFile, made->front().content + "DROP TABLE x;\n", Direction::Down, sqliteDialect()));
}

void tst_PlainSql::badNewNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("empty") << u""_s;
    QTest::newRow("spaces") << u"   "_s;
    QTest::newRow("slash") << u"../../etc/passwd"_s;
    QTest::newRow("backslash") << u"a\\b"_s;
    QTest::newRow("line feed") << u"a\nb"_s;
    QTest::newRow("NUL") << u"a"_s + QChar(0) + u"b"_s;
    QTest::newRow("right-to-left override") << u"a\u202eb"_s;
    QTest::newRow("too long") << QString(201, u'x');
    QTest::newRow("too long in bytes") << QString(101, u'ü');
    QTest::newRow("suffix") << u"a.sql"_s;
    QTest::newRow("down suffix") << u"a.down"_s;
    QTest::newRow("hidden") << u".a"_s;
    QTest::newRow("colon") << u"a:b"_s;
}

void tst_PlainSql::badNewNames()
{
    QFETCH(QString, name);
    const auto made = m_format.create({name, true, QDateTime::currentDateTimeUtc()}, {{}, u"migrations"_s}, {});
    QVERIFY(!made);
    QCOMPARE(made.error().code, ErrorCode::Usage);
    QVERIFY(!made.error().nextStep.isEmpty());
    QVERIFY(m_format.create({QString(200, u'x'), true, QDateTime::currentDateTimeUtc()}, {{}, u"migrations"_s}, {}));
}

void tst_PlainSql::demoProject()
{
    const QString folder = QStringLiteral(LOCKKEEPER_SOURCE_DIR) + u"/resources/demo"_s;
    QVERIFY(m_format.recognise(folder).matches);
    const auto all = m_format.load({folder, u"migrations"_s}, sqliteDialect());
    QVERIFY(all);
    QCOMPARE(all->size(), 12u);
    for (const Migration &migration : *all) {
        QVERIFY2(migration.problems.empty(), qPrintable(migration.upFile));
        QVERIFY(migration.up);
    }
    QCOMPARE(all->at(0).downFile, all->at(0).upFile);
    QCOMPARE(all->at(6).downFile, u"migrations/0007_reviews.down.sql"_s);
}

QTEST_GUILESS_MAIN(tst_PlainSql)
#include "tst_plainsql.moc"
