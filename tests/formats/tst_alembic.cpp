// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembicaddress.h"
#include "models/formats/alembic/alembicformat.h"
#include "models/formats/alembic/alembicgraph.h"
#include "models/formats/alembic/alembicnew.h"
#include "models/formats/alembic/alembicrevision.h"
#include "models/formats/alembic/alembicsettings.h"
#include "models/formats/alembic/alembictable.h"
#include "models/formats/alembic/alembictool.h"
#include "models/formats/alembic/inifile.h"
#include "models/formats/alembic/pythonmodule.h"
#include "models/formats/formatregistry.h"
#include "models/history/history.h"
#include "tests/formats/formatsession.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

using namespace lk;
using namespace Qt::StringLiterals;

class tst_Alembic : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void literals_data();
    void literals();
    void values_data();
    void values();
    void functions_data();
    void functions();
    void wholeRevision();
    void badFiles_data();
    void badFiles();
    void duplicates();
    void order();
    void orderIsStable();
    void missingParent();
    void circles_data();
    void circles();
    void severalHeads();
    void labels();
    void oddFolder();
    void hugeFile();
    void ini_data();
    void ini();
    void brokenIni_data();
    void brokenIni();
    void recognition_data();
    void recognition();
    void folders_data();
    void folders();
    void severalSections();
    void tables_data();
    void tables();
    void addresses_data();
    void addresses();
    void whereTheAddressComesFrom_data();
    void whereTheAddressComesFrom();
    void appliedByAncestors_data();
    void appliedByAncestors();
    void appliedRows_data() { everyTestEngine(); }
    void appliedRows();
    void ownSchema();
    void longIds_data() { everyTestEngine(); }
    void longIds();
    void names_data();
    void names();
    void slugs_data();
    void slugs();
    void newFile();
    void newFileRefused_data();
    void newFileRefused();
    void commands();
    void interpreters();
    void trustedFiles();

private:
    using Files = QList<std::pair<QString, QByteArray>>;

    static QByteArray revision(const QByteArray &id, const QByteArray &parents, const QByteArray &more = {})
    {
        return "\"\"\"make " + id + "\"\"\"\nrevision = '" + id + "'\ndown_revision = " + parents + "\n" + more + "\ndef upgrade():\n    op.do()\n\ndef downgrade():\n    op.undo()\n";
    }
    static TemporaryProject *project(const Files &revisions)
    {
        auto *project = new TemporaryProject;
        project->write(u"alembic.ini"_s, "[alembic]\nscript_location = alembic\n");
        project->makeFolder(u"alembic/versions"_s);
        for (const auto &[name, content] : revisions)
            project->write(u"alembic/versions/"_s + name, content);
        return project;
    }
    std::vector<Migration> load(const Files &revisions) const
    {
        const std::unique_ptr<TemporaryProject> files(project(revisions));
        auto migrations = m_format.load({files->folder(), u"alembic/versions"_s}, sqliteDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }
    static QStringList keys(const std::vector<Migration> &migrations)
    {
        QStringList keys;
        for (const Migration &migration : migrations)
            keys += migration.key;
        return keys;
    }

    AlembicFormat m_format;
};

void tst_Alembic::init()
{
    for (const char *name : {"DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "SHOP_DB", "VIRTUAL_ENV", "FLASK_APP"})
        qunsetenv(name);
}

void tst_Alembic::literals_data()
{
    QTest::addColumn<QByteArray>("literal");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("known");
    QTest::newRow("single") << "'abc'"_ba << u"abc"_s << true;
    QTest::newRow("double") << "\"it's\""_ba << u"it's"_s << true;
    QTest::newRow("triple") << "\"\"\"a\"b\"\"\""_ba << u"a\"b"_s << true;
    QTest::newRow("empty") << "''"_ba << QString() << true;
    QTest::newRow("escapes") << "'a\\n\\t\\'\\\\\\x41\\u00e9'"_ba << u"a\n\t'\\Aé"_s << true;
    QTest::newRow("unknown escape stays") << "'\\d'"_ba << u"\\d"_s << true;
    QTest::newRow("raw") << "r'a\\n'"_ba << u"a\\n"_s << true;
    QTest::newRow("u") << "u'abc'"_ba << u"abc"_s << true;
    QTest::newRow("UTF-8") << "'é'"_ba << u"é"_s << true;
    QTest::newRow("bytes") << "b'abc'"_ba << QString() << false;
    QTest::newRow("f-string") << "f'{x}'"_ba << QString() << false;
    QTest::newRow("f-string without a field") << "f'x'"_ba << u"x"_s << true;
    QTest::newRow("cut off") << "'"_ba << QString() << false;
    QTest::newRow("no quote") << "rb"_ba << QString() << false;
}

void tst_Alembic::literals()
{
    QFETCH(QByteArray, literal);
    QFETCH(QString, text);
    QFETCH(bool, known);
    const auto value = pythonText(literal);
    QCOMPARE(value.has_value(), known);
    QCOMPARE(value.value_or(QString()), text);
    if (known)
        QCOMPARE(pythonText(pythonLiteral(text).toUtf8()), std::optional(text));
}

void tst_Alembic::values_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QStringList>("texts");
    const auto row = [](const char *name, const QByteArray &text, PythonValue::Kind kind, const QStringList &texts = {}) { QTest::newRow(name) << text << int(kind) << texts; };
    using Kind = PythonValue::Kind;
    row("none", "down_revision = None\n", Kind::None);
    row("text", "down_revision = 'a'\n", Kind::Text, {u"a"_s});
    row("annotated", "down_revision: Union[str, Sequence[str], None] = 'a'\n", Kind::Text, {u"a"_s});
    row("annotation with a text", "down_revision: 'Union[str]' = None\n", Kind::None);
    row("tuple", "down_revision = ('a', 'b')\n", Kind::List, {u"a"_s, u"b"_s});
    row("tuple of one", "down_revision = ('a',)\n", Kind::List, {u"a"_s});
    row("in parentheses", "down_revision = ('a')\n", Kind::Text, {u"a"_s});
    row("joined", "down_revision = ('a' 'b')\n", Kind::Text, {u"ab"_s});
    row("list over lines", "down_revision = [\n    'a',  # first\n\n    'b',\n]\n", Kind::List, {u"a"_s, u"b"_s});
    row("empty tuple", "down_revision = ()\n", Kind::List);
    row("comment behind", "down_revision = 'a'  # 'b'\n", Kind::Text, {u"a"_s});
    row("no line end", "down_revision = 'a'", Kind::Text, {u"a"_s});
    row("CRLF", "down_revision = 'a'\r\nrevision = 'b'\r\n", Kind::Text, {u"a"_s});
    row("continued", "down_revision = \\\n    'a'\n", Kind::Text, {u"a"_s});
    row("semicolons", "revision = 'x'; down_revision = 'a'; x = 1\n", Kind::Text, {u"a"_s});
    row("the last counts", "down_revision = 'a'\ndown_revision = 'b'\n", Kind::Text, {u"b"_s});
    row("another name", "parent = 'a'\ndown_revision = parent\n", Kind::Text, {u"a"_s});
    row("BOM", "\xef\xbb\xbf" "down_revision = 'a'\n", Kind::Text, {u"a"_s});
    row("computed", "down_revision = 'a' + 'b'\n", Kind::Other, {u"a"_s});
    row("called", "down_revision = make('a')\n", Kind::Other);
    row("unknown name", "down_revision = parent\n", Kind::Other);
    row("in a function", "def f():\n    down_revision = 'a'\n", Kind::Missing);
    row("in a string", "x = '''\ndown_revision = 'a'\n'''\n", Kind::Missing);
    row("commented out", "# down_revision = 'a'\n", Kind::Missing);
    row("compared", "down_revision == 'a'\n", Kind::Missing);
    row("never closed", "down_revision = ('a',\n", Kind::Other, {u"a"_s});
}

void tst_Alembic::values()
{
    QFETCH(QByteArray, text);
    QFETCH(int, kind);
    QFETCH(QStringList, texts);
    const PythonValue value = readPythonModule(text).values.value("down_revision");
    QCOMPARE(int(value.kind), kind);
    QCOMPARE(value.texts, texts);
}

void tst_Alembic::functions_data()
{
    QTest::addColumn<QByteArray>("upgrade");
    QTest::addColumn<QByteArray>("downgrade");
    QTest::addColumn<bool>("reversible");
    const QByteArray work = "def upgrade():\n    op.do()\n";
    const QByteArray idle = "def upgrade():\n    pass\n";
    QTest::newRow("both") << work << "def downgrade():\n    op.undo()\n"_ba << true;
    QTest::newRow("annotated") << work << "def downgrade() -> None:\n    \"\"\"Back.\"\"\"\n    op.undo()\n"_ba << true;
    QTest::newRow("on one line") << work << "def downgrade(): op.undo()\n"_ba << true;
    QTest::newRow("pass") << work << "def downgrade():\n    pass\n"_ba << false;
    QTest::newRow("pass on one line") << work << "def downgrade(): pass\n"_ba << false;
    QTest::newRow("text and comments") << work << "def downgrade():\n    \"\"\"No way back.\"\"\"\n    # op.undo()\n    ...\n"_ba << false;
    QTest::newRow("raises") << work << "def downgrade():\n    raise NotImplementedError('no')\n"_ba << false;
    QTest::newRow("returns") << work << "def downgrade():\n    return\n"_ba << false;
    QTest::newRow("returns work") << work << "def downgrade():\n    return op.undo()\n"_ba << true;
    QTest::newRow("none") << work << ""_ba << false;
    QTest::newRow("inner one") << work << "class X:\n    def downgrade(self):\n        op.undo()\n"_ba << false;
    QTest::newRow("nothing to revert") << idle << "def downgrade():\n    pass\n"_ba << true;
    QTest::newRow("nothing to revert, but refuses") << idle << "def downgrade():\n    raise X()\n"_ba << false;
    QTest::newRow("tabs") << "def upgrade():\n\top.do()\n"_ba << "def downgrade():\n\top.undo()\n"_ba << true;
    QTest::newRow("deep") << work << "def downgrade(\n    engine_name=None,\n):\n    if engine_name:\n        pass\n"_ba << true;
}

void tst_Alembic::functions()
{
    QFETCH(QByteArray, upgrade);
    QFETCH(QByteArray, downgrade);
    QFETCH(bool, reversible);
    const QByteArray text = "revision = 'a'\ndown_revision = None\n" + upgrade + "\n" + downgrade;
    const auto all = load({{u"x.py"_s, text}});
    QCOMPARE(all.size(), 1u);
    QVERIFY(all[0].up && !all[0].blocked());
    QCOMPARE(all[0].reversible(), reversible);
    QCOMPARE(m_format.cut(u"alembic/versions/x.py"_s, text, Direction::Up, sqliteDialect()), all[0].up);
    QCOMPARE(m_format.cut(u"alembic/versions/x.py"_s, text, Direction::Down, sqliteDialect()), all[0].down);
    const auto pieces = m_format.split(all[0].up->view(), sqliteDialect());
    QVERIFY(pieces);
    QCOMPARE(pieces->size(), 1u);
    QCOMPARE(pieces->front().length, text.size());
}

void tst_Alembic::wholeRevision()
{
    const QByteArray text = R"("""Add the users' table
and their names.

More of it.

Revision ID: ae1027a6acf4
Revises: b1, c1
Create Date: 2024-05-06 07:08:09.123456

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = 'ae1027a6acf4'
down_revision: Union[str, Sequence[str], None] = ('b1', 'c1')
branch_labels: Union[str, Sequence[str], None] = ('users', 'names')
depends_on: Union[str, Sequence[str], None] = 'd1'


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE mood ADD VALUE 'soso'")


def downgrade() -> None:
    pass
)";
    const auto all = load({{u"2023_12_31_121000_add.py"_s, text}, {u"b.py"_s, revision("b1", "None")}, {u"c.py"_s, revision("c1", "None")}, {u"d.py"_s, revision("d1", "None")}});
    QCOMPARE(all.size(), 4u);
    const Migration &one = all.back();
    QCOMPARE(one.version, u"ae1027a6acf4"_s);
    QCOMPARE(one.key, one.version);
    QCOMPARE(one.description, u"Add the users' table and their names."_s);
    QCOMPARE(one.dependsOn, (QStringList{u"b1"_s, u"c1"_s, u"d1"_s}));
    QCOMPARE(one.tags, (QStringList{u"users"_s, u"names"_s}));
    QCOMPARE(one.details.value(u"Create Date"_s), u"2024-05-06 07:08:09.123456"_s);
    QCOMPARE(one.details.value(u"Revises"_s), u"b1, c1"_s);
    QCOMPARE(one.details.value(u"Depends on"_s), u"d1"_s);
    QCOMPARE(one.language, u"python"_s);
    QCOMPARE(one.upFile, u"alembic/versions/2023_12_31_121000_add.py"_s);
    QCOMPARE(one.up->bytes, text);
    QCOMPARE(one.up->length, text.size());
    QVERIFY(!one.transaction && !one.reversible() && !one.blocked());
    QVERIFY(one.checksum.isEmpty() && all[0].transaction && all[0].reversible());
}

void tst_Alembic::badFiles_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<qint64>("line");
    QTest::addColumn<bool>("blocks");
    const QByteArray functions = "def upgrade():\n    op.do()\n\ndef downgrade():\n    op.undo()\n";
    QTest::newRow("no revision") << "down_revision = None\n" + functions << u"no-revision"_s << 0ll << true;
    QTest::newRow("no down_revision") << "revision = 'a'\n" + functions << u"no-revision"_s << 0ll << true;
    QTest::newRow("revision computed") << "import x\nrevision = x.id()\ndown_revision = None\n" + functions << u"not-literal"_s << 2ll << true;
    QTest::newRow("parent computed") << "revision = 'a'\ndown_revision = parent()\n" + functions << u"not-literal"_s << 2ll << true;
    QTest::newRow("forbidden character") << "revision = 'a-b'\ndown_revision = None\n" + functions << u"bad-revision"_s << 1ll << true;
    QTest::newRow("33 characters") << "\nrevision = '" + QByteArray(33, 'a') + "'\ndown_revision = None\n" + functions << u"long-revision"_s << 2ll << false;
    QTest::newRow("no upgrade") << "revision = 'a'\ndown_revision = None\n"_ba << u"no-upgrade"_s << 0ll << true;
    QTest::newRow("idle upgrade") << "revision = 'a'\ndown_revision = None\ndef upgrade():\n    pass\n"_ba << u"empty-script"_s << 3ll << false;
    QTest::newRow("unclosed") << "revision = 'a'\ndown_revision = None\ndef upgrade():\n    x = '''\n"_ba << u"python-syntax"_s << 4ll << true;
    QTest::newRow("UTF-16") << "r\0e\0v\0i\0s\0i\0o\0n\0"_ba + QByteArray("x\0y\0", 4) << u"no-revision"_s << 0ll << true;
    QTest::newRow("not UTF-8") << "# \xff\nrevision = 'a'\n"_ba << u"not-utf8"_s << 1ll << true;
}

void tst_Alembic::badFiles()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, rule);
    QFETCH(qint64, line);
    QFETCH(bool, blocks);
    if (QTest::currentDataTag() == "UTF-16"_ba) {
        text = QByteArray("r\0e\0v\0i\0s\0i\0o\0n\0", 16);
        rule = u"utf16"_s;
        line = 1;
    }
    const auto all = load({{u"x.py"_s, text}});
    QCOMPARE(all.size(), 1u);
    const FileProblem *problem = problemOf(all[0], rule);
    QVERIFY2(problem, all[0].problems.empty() ? "no problem" : qPrintable(all[0].problems[0].rule));
    if (rule != u"utf16")
        QCOMPARE(problem->line, line);
    QCOMPARE(problem->blocks, blocks);
    QCOMPARE(all[0].blocked(), blocks);
}

void tst_Alembic::duplicates()
{
    const auto all = load({{u"a.py"_s, revision("aaaa", "None")}, {u"b.py"_s, revision("aaaa", "None")}, {u"c.py"_s, revision("cccc", "'aaaa'")}});
    QCOMPARE(all.size(), 3u);
    int marked = 0;
    for (const Migration &migration : all) {
        const FileProblem *problem = problemOf(migration, u"duplicate-version");
        marked += problem != nullptr;
        QVERIFY(!problem || (problem->message.contains(u"a.py"_s) && problem->message.contains(u"b.py"_s)));
    }
    QCOMPARE(marked, 2);
    QVERIFY(!all[2].blocked());
}

void tst_Alembic::order()
{
    const auto dated = [](const QByteArray &id, const QByteArray &parents, const QByteArray &day, const QByteArray &more = {}) {
        return "\"\"\"x\n\nCreate Date: 2024-01-" + day + " 00:00:00\n\"\"\"" + revision(id, parents, more).mid(qstrlen("\"\"\"make \"\"\"") + id.size());
    };
    // Names, dates and ids all say something else than the graph.
    const auto all = load({{u"1.py"_s, dated("dddd", "('bbbb', 'cccc')", "01")},
                           {u"2.py"_s, dated("cccc", "'eeee'", "03")},
                           {u"3.py"_s, dated("bbbb", "'eeee'", "05")},
                           {u"4.py"_s, dated("eeee", "None", "04")},
                           {u"5.py"_s, dated("aaaa", "None", "06", "depends_on = ('dddd',)\n")}});
    QCOMPARE(keys(all), (QStringList{u"eeee"_s, u"cccc"_s, u"bbbb"_s, u"dddd"_s, u"aaaa"_s}));
    QVERIFY(problemOf(all[3], u"several-heads")); // something depends on it, nothing comes after it
}

void tst_Alembic::orderIsStable()
{
    Files files;
    QByteArray parent = "None";
    for (int i = 0; i < 50; ++i) {
        const QByteArray id = QByteArray::number(1000 + i * 7919 % 1000);
        files.append({QString::number((i * 37) % 50) + u".py"_s, revision(id, parent)});
        parent = '\'' + id + '\'';
    }
    const QStringList once = keys(load(files));
    std::ranges::reverse(files);
    QCOMPARE(keys(load(files)), once);
    QCOMPARE(once.front(), u"1000"_s);
}

void tst_Alembic::missingParent()
{
    const auto all = load({{u"a.py"_s, revision("aaaa", "None")}, {u"b.py"_s, revision("bbbb", "'gone'")}, {u"c.py"_s, revision("cccc", "'aaaa'", "depends_on = 'lost'\n")}});
    QCOMPARE(all.size(), 3u);
    for (const Migration &migration : all) {
        const FileProblem *problem = problemOf(migration, u"missing-parent");
        QCOMPARE(problem != nullptr, migration.key != u"aaaa");
        QVERIFY(!problem || (problem->line == 3 && problem->message.contains(migration.key == u"bbbb" ? u"gone"_s : u"lost"_s)));
    }
}

void tst_Alembic::circles_data()
{
    QTest::addColumn<QList<QByteArray>>("parents"); // of aaaa, bbbb, cccc
    QTest::addColumn<QStringList>("blocked");
    QTest::newRow("itself") << QList<QByteArray>{"None", "'bbbb'", "'aaaa'"} << QStringList{u"bbbb"_s};
    QTest::newRow("two") << QList<QByteArray>{"None", "'cccc'", "'bbbb'"} << QStringList{u"bbbb"_s, u"cccc"_s};
    QTest::newRow("three") << QList<QByteArray>{"'cccc'", "'aaaa'", "'bbbb'"} << QStringList{u"aaaa"_s, u"bbbb"_s, u"cccc"_s};
    QTest::newRow("behind it") << QList<QByteArray>{"'aaaa'", "'aaaa'", "'bbbb'"} << QStringList{u"aaaa"_s, u"bbbb"_s, u"cccc"_s};
    QTest::newRow("none") << QList<QByteArray>{"None", "'aaaa'", "('aaaa', 'bbbb')"} << QStringList();
}

void tst_Alembic::circles()
{
    QFETCH(QList<QByteArray>, parents);
    QFETCH(QStringList, blocked);
    const auto all = load({{u"a.py"_s, revision("aaaa", parents[0])}, {u"b.py"_s, revision("bbbb", parents[1])}, {u"c.py"_s, revision("cccc", parents[2])}});
    QCOMPARE(all.size(), 3u);
    QStringList found;
    for (const Migration &migration : all) {
        const FileProblem *problem = problemOf(migration, u"cyclic-revisions");
        if (!problem)
            continue;
        found += migration.key;
        QCOMPARE(problem->line, 3);
        QVERIFY(problem->blocks && problem->message.contains(u" after "_s));
    }
    found.sort();
    QCOMPARE(found, blocked);
}

void tst_Alembic::severalHeads()
{
    const Files two{{u"a.py"_s, revision("aaaa", "None")}, {u"b.py"_s, revision("bbbb", "'aaaa'")}, {u"c.py"_s, revision("cccc", "'aaaa'")}};
    auto all = load(two);
    QCOMPARE(alembicHeads(all), (QStringList{u"bbbb"_s, u"cccc"_s}));
    QVERIFY(!problemOf(all[0], u"several-heads") && problemOf(all[1], u"several-heads") && problemOf(all[2], u"several-heads"));
    QVERIFY(!all[1].blocked());
    QVERIFY(problemOf(all[1], u"several-heads")->message.contains(u"bbbb, cccc"_s));
    all = load(two + Files{{u"m.py"_s, revision("mmmm", "('bbbb', 'cccc')")}});
    QCOMPARE(alembicHeads(all), QStringList{u"mmmm"_s});
    for (const Migration &migration : all)
        QVERIFY(migration.problems.empty());
}

void tst_Alembic::labels()
{
    auto all = load({{u"a.py"_s, revision("aaaa", "None", "branch_labels = ('shop',)\n")}, {u"b.py"_s, revision("bbbb", "None", "depends_on = 'shop'\n")}});
    QCOMPARE(keys(all), (QStringList{u"aaaa"_s, u"bbbb"_s}));
    QCOMPARE(all[1].dependsOn, QStringList{u"aaaa"_s}); // by its label
    all = load({{u"a.py"_s, revision("aaaa", "None", "branch_labels = 'shop'\n")}, {u"b.py"_s, revision("bbbb", "'aaaa'", "branch_labels = ['shop']\n")}});
    QVERIFY(problemOf(all[1], u"duplicate-label") && all[1].blocked());
}

void tst_Alembic::oddFolder()
{
    const auto all = load({{u"a.py"_s, revision("aaaa", "None")},
                           {u"__init__.py"_s, "x = 1\n"},
                           {u".#b.py"_s, "x = 1\n"},
                           {u"README"_s, "x"},
                           {u"old.pyc"_s, "x"},
                           {u"abc123.py"_s, "down_revision = 'aaaa'\ndef upgrade():\n    op.x()\n"}, // as Alembic 0.1 named them
                           {u"__pycache__/c.py"_s, "x = 1\n"}});
    QCOMPARE(keys(all), (QStringList{u"aaaa"_s, u"abc123"_s}));

    const std::unique_ptr<TemporaryProject> files(project({{u"a.py"_s, revision("aaaa", "None")}}));
    QVERIFY(QFile::link(files->path(u"alembic/versions"_s), files->path(u"alembic/versions/loop"_s)));
    QVERIFY(QFile::link(files->path(u"nowhere.py"_s), files->path(u"alembic/versions/link.py"_s)));
    files->write(u"alembic.ini"_s, "[alembic]\nscript_location = alembic\nrecursive_version_locations = true\n");
    files->write(u"alembic/versions/2024/b.py"_s, revision("bbbb", "'aaaa'"));
    const auto setup = m_format.setup(files->folder(), {});
    QVERIFY(setup);
    const auto found = m_format.load(*setup, sqliteDialect());
    QVERIFY(found);
    QCOMPARE(found->size(), 3u);
    QVERIFY(std::ranges::any_of(*found, [](const Migration &migration) { return problemOf(migration, u"unreadable"); }));
    QVERIFY(std::ranges::any_of(*found, [](const Migration &migration) { return migration.upFile == u"alembic/versions/2024/b.py"; }));
}

void tst_Alembic::hugeFile()
{
    const auto all = load({{u"a.py"_s, revision("aaaa", "None") + "X = '''" + QByteArray(100 * 1024 * 1024, 'x') + "'''\n"}});
    QCOMPARE(all.size(), 1u);
    QCOMPARE(all[0].key, u"aaaa"_s);
}

void tst_Alembic::ini_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<std::optional<QString>>("value"); // of [a] x
    const auto row = [](const char *name, const QByteArray &text, const std::optional<QString> &value) { QTest::newRow(name) << text << value; };
    row("plain", "[a]\nx = 1\n", u"1"_s);
    row("colon", "[a]\nx: 1\n", u"1"_s);
    row("first of both counts", "[a]\nx = a:b\n", u"a:b"_s);
    row("capitals", "[a]\nX = 1\n", u"1"_s);
    row("comments", "# c\n; c\n[a]\n# x = 2\nx = 1 # no comment\n", u"1 # no comment"_s);
    row("over lines", "[a]\nx = 1\n  2\n\n  3\ny = 4\n", u"1\n2\n3"_s);
    row("percent", "[a]\nx = 5%%\n", u"5%"_s);
    row("here", "[a]\nx = %(here)s/y\n", u"/srv/y"_s);
    row("other name", "[a]\nx = %(y)s-%(Y)s\ny = %(z)s\nz = 1\n", u"1-1"_s);
    row("DEFAULT", "[DEFAULT]\ny = 1\n[a]\nx = %(y)s\n", u"1"_s);
    row("unknown name", "[a]\nx = %(y)s\n", std::nullopt);
    row("names itself", "[a]\nx = %(x)s\n", std::nullopt);
    row("single percent", "[a]\nx = 5%\n", std::nullopt);
    row("other section", "[b]\nx = 1\n", std::nullopt);
    row("empty", "[a]\nx =\n", QString(u""_s));
    row("CRLF and BOM", "\xef\xbb\xbf[a]\r\nx = 1\r\n", u"1"_s);
}

void tst_Alembic::ini()
{
    QFETCH(QByteArray, text);
    QFETCH(std::optional<QString>, value);
    auto ini = IniFile::parse(text, u"alembic.ini"_s);
    QVERIFY2(ini, ini ? "" : qPrintable(ini.error().text()));
    ini->setDefault(u"here"_s, u"/srv"_s);
    QCOMPARE(ini->value(u"a"_s, u"x"_s), value);
}

void tst_Alembic::brokenIni_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("line");
    QTest::newRow("no section") << "x = 1\n"_ba << 1ll;
    QTest::newRow("no value") << "[alembic]\n\nscript_location\n"_ba << 3ll;
    QTest::newRow("section twice") << "[alembic]\n[b]\n[alembic]\n"_ba << 3ll;
    QTest::newRow("name twice") << "[alembic]\nx = 1\nX = 2\n"_ba << 3ll;
    QTest::newRow("nameless") << "[]\n"_ba << 1ll;
    QTest::newRow("no name") << "[alembic]\n= 3\n"_ba << 2ll;
}

void tst_Alembic::brokenIni()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, line);
    TemporaryProject project;
    project.write(u"alembic.ini"_s, text);
    QVERIFY(m_format.recognise(project.folder()).matches);
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(!setup);
    QCOMPARE(setup.error().where.file, u"alembic.ini"_s);
    QCOMPARE(setup.error().where.line, line);
    QVERIFY(!m_format.load({project.folder(), u"alembic/versions"_s}, sqliteDialect()));
    QVERIFY(!m_format.command({ToolAction::Address}, {project.folder(), u"alembic/versions"_s}));
}

void tst_Alembic::recognition_data()
{
    QTest::addColumn<Files>("files");
    QTest::addColumn<QString>("because"); // empty: it is not Alembic's
    QTest::addColumn<QString>("migrations");
    QTest::newRow("alembic.ini") << Files{{u"alembic.ini"_s, "[alembic]\nscript_location = db/scripts\n"}} << u"alembic.ini is Alembic's"_s << u"db/scripts/versions"_s;
    QTest::newRow("Flask-Migrate") << Files{{u"migrations/alembic.ini"_s, "[alembic]\n"}, {u"migrations/env.py"_s, "from flask import current_app\n"}}
                                   << u"migrations/env.py is Flask-Migrate's"_s << u"migrations/versions"_s;
    QTest::newRow("a word in a comment") << Files{{u"alembic.ini"_s, "[alembic]\nscript_location = x\n"}, {u"x/env.py"_s, "# not current_app\n"}} << u"alembic.ini is Alembic's"_s << u"x/versions"_s;
    QTest::newRow("pyproject") << Files{{u"pyproject.toml"_s, "[project]\nname = \"x\"\n[tool.alembic]\nscript_location = \"%(here)s/alembic\"\n"}} << u"pyproject.toml has [tool.alembic]"_s
                               << u"alembic/versions"_s;
    QTest::newRow("no configuration") << Files{{u"migrations/env.py"_s, "from alembic import context\n"}, {u"migrations/script.py.mako"_s, "x"}} << u"migrations/env.py is Alembic's"_s
                                      << u"migrations/versions"_s;
    QTest::newRow("another env.py") << Files{{u"migrations/env.py"_s, "x = 1\n"}} << QString() << QString();
    QTest::newRow("pyproject of others") << Files{{u"pyproject.toml"_s, "[tool.black]\n"}} << QString() << QString();
    QTest::newRow("empty") << Files{} << QString() << QString();
}

void tst_Alembic::recognition()
{
    QFETCH(Files, files);
    QFETCH(QString, because);
    QFETCH(QString, migrations);
    TemporaryProject project;
    for (const auto &[name, content] : files)
        project.write(name, content);
    const Recognition recognition = m_format.recognise(project.folder());
    QCOMPARE(recognition.matches, !because.isEmpty());
    QCOMPARE(recognition.because, because);
    QCOMPARE(recognition.migrations, migrations);
    if (recognition.matches) {
        QCOMPARE(m_format.setup(project.folder(), {})->migrations, migrations);
        QCOMPARE(detectFormat(project.folder())->format->traits().name, u"alembic"_s);
    }
}

void tst_Alembic::folders_data()
{
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QStringList>("versions");
    QTest::newRow("default") << "script_location = alembic\n"_ba << QStringList{u"alembic/versions"_s};
    QTest::newRow("here") << "script_location = %(here)s/app/../alembic/\n"_ba << QStringList{u"alembic/versions"_s};
    QTest::newRow("package") << "script_location = shop.db:migrations\n"_ba << QStringList{u"shop/db/migrations/versions"_s};
    QTest::newRow("legacy separators") << "script_location = a\nversion_locations = a/one, a/two a/three\n"_ba << QStringList{u"a/one"_s, u"a/two"_s, u"a/three"_s};
    QTest::newRow("os, with a comment") << "script_location = a\nversion_path_separator = os  # Use os.pathsep.\nversion_locations = %(here)s/a/one:a/two\n"_ba
                                        << QStringList{u"a/one"_s, u"a/two"_s};
    QTest::newRow("newline") << "script_location = a\npath_separator = newline\nversion_locations =\n  a/one x\n  a/two\n"_ba << QStringList{u"a/one x"_s, u"a/two"_s};
}

void tst_Alembic::folders()
{
    QFETCH(QByteArray, options);
    QFETCH(QStringList, versions);
    TemporaryProject project;
    project.write(u"alembic.ini"_s, "[alembic]\n" + options);
    const auto settings = readAlembicSettings(project.folder(), {});
    QVERIFY2(settings, settings ? "" : qPrintable(settings.error().text()));
    QCOMPARE(settings->versions, versions);
    for (int i = 0; i < versions.size(); ++i)
        project.write(versions[i] + u"/x.py"_s, revision("aaa" + QByteArray::number(i), i == 0 ? "None"_ba : "'aaa" + QByteArray::number(i - 1) + '\''));
    QCOMPARE(m_format.load(*m_format.setup(project.folder(), {}), sqliteDialect())->size(), size_t(versions.size()));
}

void tst_Alembic::severalSections()
{
    TemporaryProject project;
    project.write(u"alembic.ini"_s, "[one]\nscript_location = a\nsqlalchemy.url = sqlite:///one.db\n[two]\nscript_location = b\nsqlalchemy.url = sqlite:///two.db\n");
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(!setup);
    QVERIFY(setup.error().why.contains(u"one, two"_s));
    const auto second = m_format.setup(project.folder(), u"b"_s);
    QVERIFY2(second, second ? "" : qPrintable(second.error().text()));
    QCOMPARE(second->migrations, u"b/versions"_s);
    QCOMPARE(*m_format.url(*second, {}), u"sqlite:two.db"_s);
    const auto command = m_format.command({ToolAction::Address}, *second);
    QVERIFY(command);
    QVERIFY(command->arguments.join(u' ').contains(u"--section two"_s));
    // -n: an environment of that name.
    project.write(u"alembic.ini"_s, "[alembic]\nscript_location = a\nsqlalchemy.url = sqlite:///one.db\n[production]\nsqlalchemy.url = sqlite:///two.db\n");
    QCOMPARE(*m_format.url(*m_format.setup(project.folder(), {}), {}), u"sqlite:one.db"_s);
    QCOMPARE(*m_format.url(*m_format.setup(project.folder(), {}), u"production"_s), u"sqlite:two.db"_s);
}

void tst_Alembic::tables_data()
{
    QTest::addColumn<QByteArray>("env");
    QTest::addColumn<QString>("table");
    QTest::newRow("default") << "context.configure(connection=c)\n"_ba << u"alembic_version"_s;
    QTest::newRow("named") << "context.configure(connection=c, version_table=\"versions\")\n"_ba << u"versions"_s;
    QTest::newRow("schema") << "context.configure(version_table_schema='meta')\n"_ba << u"meta.alembic_version"_s;
    QTest::newRow("both") << "context.configure(version_table='v', version_table_schema='meta')\n"_ba << u"meta.v"_s;
    QTest::newRow("by a name") << "TABLE = 'versions'\ncontext.configure(version_table=TABLE)\n"_ba << u"versions"_s;
    QTest::newRow("in a dictionary") << "options = {'version_table': 'versions'}\ncontext.configure(**options)\n"_ba << u"versions"_s;
    QTest::newRow("commented out") << "# version_table='versions'\n"_ba << u"alembic_version"_s;
    QTest::newRow("computed") << "context.configure(version_table=name())\n"_ba << u"alembic_version"_s;
}

void tst_Alembic::tables()
{
    QFETCH(QByteArray, env);
    QFETCH(QString, table);
    const std::unique_ptr<TemporaryProject> files(project({}));
    files->write(u"alembic/env.py"_s, env);
    QCOMPARE(m_format.trackingTable(*m_format.setup(files->folder(), {})), table);
}

void tst_Alembic::addresses_data()
{
    QTest::addColumn<QString>("theirs");
    QTest::addColumn<QString>("ours"); // "-": refused
    QTest::newRow("placeholder") << u"driver://user:pass@localhost/dbname"_s << QString();
    QTest::newRow("relative") << u"sqlite:///shop.db"_s << u"sqlite:shop.db"_s;
    QTest::newRow("absolute") << u"sqlite:////srv/shop.db"_s << u"sqlite:/srv/shop.db"_s;
    QTest::newRow("memory") << u"sqlite://"_s << QString();
    QTest::newRow("memory by name") << u"sqlite:///:memory:"_s << QString();
    QTest::newRow("async sqlite") << u"sqlite+aiosqlite:///a/b.db?check_same_thread=false"_s << u"sqlite:a/b.db"_s;
    QTest::newRow("postgresql") << u"postgresql+psycopg2://me:p%40ss@db1:5433/shop?sslmode=require"_s << u"postgresql://me:p%40ss@db1:5433/shop?sslmode=require"_s;
    QTest::newRow("socket folder") << u"postgresql://me@/shop?host=/run/postgresql"_s << u"postgresql://me@/shop?host=/run/postgresql"_s;
    QTest::newRow("old scheme") << u"postgres://me@db1/shop"_s << u"postgresql://me@db1/shop"_s;
    QTest::newRow("mysql") << u"mysql+pymysql://me:x@db1:3307/shop?charset=utf8mb4&ssl_ca=/etc/ca.pem"_s << u"mysql://me:x@db1:3307/shop?ssl-ca=/etc/ca.pem"_s;
    QTest::newRow("mariadb") << u"mariadb+mariadbconnector://me@db1/shop"_s << u"mysql://me@db1/shop"_s;
    QTest::newRow("oracle") << u"oracle+cx_oracle://me:secret@db1/shop"_s << u"-"_s;
    QTest::newRow("nonsense") << u"secret"_s << u"-"_s;
}

void tst_Alembic::addresses()
{
    QFETCH(QString, theirs);
    QFETCH(QString, ours);
    const auto url = sqlalchemyAddress(theirs);
    QCOMPARE(url.has_value(), ours != u"-");
    if (!url) {
        QVERIFY(!url.error().text().contains(u"secret"_s));
        return;
    }
    QCOMPARE(*url, ours);
    TemporaryProject project;
    if (!ours.isEmpty())
        QVERIFY(engineByName(ours.section(u':', 0, 0))->target(ours, project.folder()));
}

void tst_Alembic::whereTheAddressComesFrom_data()
{
    QTest::addColumn<QByteArray>("env");
    QTest::addColumn<QByteArray>("dotenv");
    QTest::addColumn<QString>("url");
    const QByteArray usual = "config.get_main_option(\"sqlalchemy.url\")\n";
    QTest::newRow("the file") << usual << ""_ba << u"sqlite:ini.db"_s;
    QTest::newRow("not .env") << usual << "DATABASE_URL=sqlite:///env.db\n"_ba << u"sqlite:ini.db"_s;
    QTest::newRow("a variable") << "url = os.environ['SHOP_DB']\n"_ba << "DATABASE_URL=sqlite:///env.db\nSHOP_DB=sqlite:///shop.db\n"_ba << u"sqlite:shop.db"_s;
    QTest::newRow("a usual variable") << "url = os.getenv(name)\n"_ba << "DATABASE_URL=sqlite:///env.db\n"_ba << u"sqlite:env.db"_s;
    QTest::newRow("a variable not set") << "url = os.getenv('SHOP_DB')\n"_ba << ""_ba << QString();
    QTest::newRow("set by the program") << "config.set_main_option('sqlalchemy.url', make())\n"_ba << ""_ba << QString();
    QTest::newRow("Flask") << "from flask import current_app\n"_ba << "SQLALCHEMY_DATABASE_URI=sqlite:///flask.db\n"_ba << u"sqlite:flask.db"_s;
    QTest::newRow("Flask's own file") << "from flask import current_app\n"_ba << "FLASKENV"_ba << u"sqlite:flaskenv.db"_s;
    QTest::newRow("no address") << "url = os.environ['SHOP_DB']\n"_ba << "SHOP_DB=shop\n"_ba << QString();
}

void tst_Alembic::whereTheAddressComesFrom()
{
    QFETCH(QByteArray, env);
    QFETCH(QByteArray, dotenv);
    QFETCH(QString, url);
    const std::unique_ptr<TemporaryProject> files(project({}));
    files->write(u"alembic.ini"_s, "[alembic]\nscript_location = alembic\nsqlalchemy.url = sqlite:///ini.db\n");
    files->write(u"alembic/env.py"_s, env);
    if (dotenv == "FLASKENV")
        files->write(u".flaskenv"_s, "FLASK_APP=shop\nDATABASE_URL=sqlite:///flaskenv.db\n");
    else
        files->write(u".env"_s, dotenv);
    const auto found = m_format.url(*m_format.setup(files->folder(), {}), {});
    QVERIFY2(found, found ? "" : qPrintable(found.error().text()));
    QCOMPARE(*found, url);
}

void tst_Alembic::appliedByAncestors_data()
{
    QTest::addColumn<QStringList>("heads");
    QTest::addColumn<QStringList>("applied");
    QTest::newRow("none") << QStringList() << QStringList();
    QTest::newRow("base") << QStringList{u"aaaa"_s} << QStringList{u"aaaa"_s};
    QTest::newRow("branch") << QStringList{u"cccc"_s} << QStringList{u"aaaa"_s, u"cccc"_s};
    QTest::newRow("both") << QStringList{u"bbbb"_s, u"cccc"_s} << QStringList{u"aaaa"_s, u"bbbb"_s, u"cccc"_s};
    QTest::newRow("merge") << QStringList{u"mmmm"_s} << QStringList{u"aaaa"_s, u"bbbb"_s, u"cccc"_s, u"mmmm"_s};
    QTest::newRow("another, which depends") << QStringList{u"xxxx"_s} << QStringList{u"aaaa"_s, u"bbbb"_s, u"xxxx"_s};
    QTest::newRow("unknown beside") << QStringList{u"bbbb"_s, u"gone"_s} << QStringList{u"aaaa"_s, u"bbbb"_s, u"gone"_s};
}

void tst_Alembic::appliedByAncestors()
{
    QFETCH(QStringList, heads);
    QFETCH(QStringList, applied);
    const auto all = load({{u"a.py"_s, revision("aaaa", "None")},
                           {u"b.py"_s, revision("bbbb", "'aaaa'")},
                           {u"c.py"_s, revision("cccc", "'aaaa'")},
                           {u"m.py"_s, revision("mmmm", "('bbbb', 'cccc')")},
                           {u"x.py"_s, revision("xxxx", "None", "depends_on = 'bbbb'\n")}});
    const auto rows = appliedByHeads(heads, all);
    QStringList found;
    for (const AppliedMigration &row : rows) {
        found += row.key;
        QVERIFY(row.success && !row.appliedAt.isValid());
        QCOMPARE(row.note.isEmpty(), heads.contains(row.key) && row.key != u"gone");
    }
    QCOMPARE(found, applied);
    const History history = joinHistory(all, rows, m_format, {});
    for (const HistoryEntry &entry : history.entries)
        QCOMPARE(entry.state, entry.key() == u"gone" ? State::Missing : applied.contains(entry.key()) ? State::Applied : State::Pending); // never out of order
    if (heads.contains(u"gone"_s))
        QVERIFY(history.find(u"gone"_s)->note.contains(u"Alembic can't locate it"_s));
}

void tst_Alembic::appliedRows()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const std::unique_ptr<TemporaryProject> files(project({{u"a.py"_s, revision("ae1027a6acf4", "None")}, {u"b.py"_s, revision("bbbb", "'ae1027a6acf4'")}}));
    const FormatSetup setup = *m_format.setup(files->folder(), {});
    const auto all = *m_format.load(setup, database.traits().dialect);
    QVERIFY(m_format.applied(database.session(), setup, all)->empty());
    QVERIFY(!database.session().hasTable(u"alembic_version"_s).value_or(true)); // reading makes nothing
    database.run(m_format.prepare(database.traits(), setup));
    database.run(m_format.prepare(database.traits(), setup)); // twice is harmless
    database.run(m_format.record(all[0], Direction::Up, database.traits(), true, setup));
    QCOMPARE(database.rows(u"SELECT * FROM alembic_version"_s), QStringList{u"ae1027a6acf4"_s});
    database.run(m_format.record(all[1], Direction::Up, database.traits(), true, setup));
    QCOMPARE(database.rows(u"SELECT * FROM alembic_version"_s), QStringList{u"bbbb"_s}); // one row, not two heads
    QCOMPARE(m_format.applied(database.session(), setup, all)->size(), 2u);
    database.run(m_format.record(all[1], Direction::Down, database.traits(), true, setup));
    QCOMPARE(database.rows(u"SELECT * FROM alembic_version"_s), QStringList{u"ae1027a6acf4"_s});
    // A row of a revision that is gone can be taken away.
    database.run("INSERT INTO alembic_version VALUES ('gone')");
    Migration gone;
    gone.version = gone.key = u"gone"_s;
    database.run(m_format.mark(gone, Direction::Down, database.traits(), setup));
    QCOMPARE(database.rows(u"SELECT * FROM alembic_version"_s), QStringList{u"ae1027a6acf4"_s});
    QVERIFY(m_format.locks(database.traits(), u"shop"_s, setup).empty());
    // Another tool's table.
    database.run("DROP TABLE alembic_version");
    database.run("CREATE TABLE alembic_version (version_num VARCHAR(32), dirty INT)");
    const auto foreign = m_format.applied(database.session(), setup, all);
    QVERIFY(!foreign);
    QCOMPARE(foreign.error().code, ErrorCode::Disagreement);
}

void tst_Alembic::ownSchema()
{
    if (!TestServer::postgresql() && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(u"postgresql"_s)));
    FormatDatabase database(u"postgresql"_s);
    const std::unique_ptr<TemporaryProject> files(project({{u"a.py"_s, revision("aaaa", "None")}}));
    files->write(u"alembic/env.py"_s, "context.configure(version_table='our versions', version_table_schema='meta')\n");
    const FormatSetup setup = *m_format.setup(files->folder(), {});
    const auto all = *m_format.load(setup, database.traits().dialect);
    QVERIFY(m_format.applied(database.session(), setup, all)->empty());
    database.run("CREATE SCHEMA meta");
    database.run(m_format.prepare(database.traits(), setup));
    database.run(m_format.record(all[0], Direction::Up, database.traits(), true, setup));
    QCOMPARE(database.rows(u"SELECT * FROM meta.\"our versions\""_s), QStringList{u"aaaa"_s});
    QCOMPARE(m_format.applied(database.session(), setup, all)->size(), 1u);
}

/// 37 characters: refused by servers, taken by SQLite.
void tst_Alembic::longIds()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = load({{u"a.py"_s, revision("2023_12_31_121000_add_security_fields", "None")}});
    QVERIFY(problemOf(all[0], u"long-revision"));
    database.run(m_format.prepare(database.traits(), {}));
    const auto done = database.session().execute("INSERT INTO alembic_version VALUES ('" + all[0].key.toUtf8() + "')");
    QCOMPARE(done.has_value(), engine == u"sqlite");
}

void tst_Alembic::names_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("name"); // empty: refused
    QTest::newRow("default") << u"%(rev)s_%(slug)s"_s << u"abc_add_it.py"_s;
    QTest::newRow("dated") << u"%(year)d_%(month).2d_%(day).2d_%(hour).2d%(minute).2d-%(rev)s_%(slug)s"_s << u"2024_05_06_0708-abc_add_it.py"_s;
    QTest::newRow("zeros") << u"%(month)02d%(second)02d%(day)d_%(rev)s"_s << u"05096_abc.py"_s;
    QTest::newRow("epoch") << u"%(epoch)s_%(rev)s"_s << u"1714979289_abc.py"_s;
    QTest::newRow("percent") << u"%(rev)s%%"_s << u"abc%.py"_s;
    QTest::newRow("folder") << u"%(year)d/%(rev)s"_s << u"2024/abc.py"_s;
    QTest::newRow("unknown") << u"%(user)s_%(rev)s"_s << QString();
    QTest::newRow("out of the folder") << u"../%(rev)s"_s << QString();
}

void tst_Alembic::names()
{
    QFETCH(QString, pattern);
    QFETCH(QString, name);
    const auto made = alembicFileName(pattern, u"abc"_s, u"add_it"_s, QDateTime({2024, 5, 6}, {7, 8, 9}, Qt::UTC));
    QCOMPARE(made.has_value(), !name.isEmpty());
    QCOMPARE(made.value_or(QString()), name);
}

void tst_Alembic::slugs_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("slug");
    QTest::newRow("plain") << u"Add users"_s << u"add_users"_s;
    QTest::newRow("marks") << u"Add: users' table!"_s << u"add_users_table"_s;
    QTest::newRow("letters of others") << u"Größe"_s << u"größe"_s;
    QTest::newRow("nothing") << u"!"_s << QString();
    QTest::newRow("40") << u"a123456789 b123456789 c123456789 d123456"_s << u"a123456789_b123456789_c123456789_d123456"_s;
    QTest::newRow("41") << u"a123456789 b123456789 c123456789 d1234567"_s << u"a123456789_b123456789_c123456789_"_s;
}

void tst_Alembic::slugs()
{
    QFETCH(QString, message);
    QFETCH(QString, slug);
    QCOMPARE(alembicSlug(message, 40), slug);
}

void tst_Alembic::newFile()
{
    const std::unique_ptr<TemporaryProject> files(project({{u"a.py"_s, revision("aaaa", "None")}}));
    files->write(u"alembic.ini"_s, "[alembic]\nscript_location = alembic\ntimezone = Europe/Berlin\nfile_template = %%(hour).2d_%%(rev)s_%%(slug)s\n");
    const FormatSetup setup = *m_format.setup(files->folder(), {});
    const auto made = m_format.create({u"add it"_s, true, QDateTime({2024, 5, 6}, {7, 8, 9, 120}, Qt::UTC)}, setup, *m_format.load(setup, sqliteDialect()));
    QVERIFY2(made, made ? "" : qPrintable(made.error().text()));
    QCOMPARE(made->size(), 1u);
    const QString text = QString::fromUtf8(made->front().content);
    const auto id = QRegularExpression(u"\nrevision = '([0-9a-f]{12})'\n"_s).match(text).captured(1);
    QVERIFY(!id.isEmpty());
    QCOMPARE(made->front().path, u"alembic/versions/09_%1_add_it.py"_s.arg(id));
    QVERIFY2(text.startsWith(u"\"\"\"add it\n\nRevision ID: %1\nRevises: aaaa\nCreate Date: 2024-05-06 09:08:09.120000+02:00\n\n\"\"\"\n"_s.arg(id)), qPrintable(text));
    QVERIFY(text.contains(u"\ndown_revision = 'aaaa'\nbranch_labels = None\ndepends_on = None\n"_s));
    files->write(made->front().path, made->front().content);
    const auto all = *m_format.load(setup, sqliteDialect());
    QCOMPARE(all.size(), 2u);
    QCOMPARE(all[1].dependsOn, QStringList{u"aaaa"_s});
    QCOMPARE(all[1].description, u"add it"_s);
    // The project's own template.
    files->write(u"alembic/script.py.mako"_s, "## a note of the template's\n\"\"\"${message}\"\"\"\n${imports if imports else \"\"}\nrevision: str = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n\n"
                                              "def upgrade():\n    ${upgrades if upgrades else \"pass\"}\n");
    const auto own = m_format.create({u"x"_s, true, QDateTime::currentDateTimeUtc()}, setup, all);
    QVERIFY2(own, own ? "" : qPrintable(own.error().text()));
    const QString theirs = QString::fromUtf8(own->front().content);
    QVERIFY2(theirs.startsWith(u"\"\"\"x\"\"\"\n\nrevision: str = '"_s) && theirs.endsWith(u"down_revision = '%1'\n\ndef upgrade():\n    pass\n"_s.arg(id)), qPrintable(theirs));
}

void tst_Alembic::newFileRefused_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("mako");
    QTest::addColumn<QString>("why");
    QTest::newRow("empty") << u"  "_s << ""_ba << u"the name is empty"_s;
    QTest::newRow("quotes") << u"a \"\"\" b"_s << ""_ba << u"end the text"_s;
    QTest::newRow("backslash") << u"a\\"_s << ""_ba << u"end the text"_s;
    QTest::newRow("line") << u"a\nb"_s << ""_ba << u"end the text"_s;
    QTest::newRow("program in the template") << u"a"_s << "x\n<%!\nimport re\n%>\n"_ba << u"more than plain text"_s;
    QTest::newRow("loop in the template") << u"a"_s << "% for x in y:\n${x}\n% endfor\n"_ba << u"more than plain text"_s;
    QTest::newRow("unknown expression") << u"a"_s << "${config.get('x')}\n"_ba << u"more than plain text"_s;
}

void tst_Alembic::newFileRefused()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, mako);
    QFETCH(QString, why);
    const std::unique_ptr<TemporaryProject> files(project({{u"a.py"_s, revision("aaaa", "None")}}));
    if (!mako.isEmpty())
        files->write(u"alembic/script.py.mako"_s, mako);
    const FormatSetup setup = *m_format.setup(files->folder(), {});
    const auto made = m_format.create({name, true, QDateTime::currentDateTimeUtc()}, setup, *m_format.load(setup, sqliteDialect()));
    QVERIFY(!made);
    QVERIFY2(made.error().text().contains(why), qPrintable(made.error().text()));
    if (!mako.isEmpty())
        files->remove(u"alembic/script.py.mako"_s);
    files->write(u"alembic/versions/b.py"_s, revision("bbbb", "None"));
    const auto branched = m_format.create({u"x"_s, true, QDateTime::currentDateTimeUtc()}, setup, *m_format.load(setup, sqliteDialect()));
    QVERIFY(!branched);
    QVERIFY2(branched.error().text().contains(u"aaaa, bbbb"_s) && branched.error().nextStep.contains(u"alembic merge"_s), qPrintable(branched.error().text()));
}

void tst_Alembic::commands()
{
    const std::unique_ptr<TemporaryProject> files(project({{u"a.py"_s, revision("aaaa", "None")}, {u"b.py"_s, "revision = x\n"}}));
    const FormatSetup setup = *m_format.setup(files->folder(), {});
    const auto all = *m_format.load(setup, sqliteDialect());
    ToolRequest request{ToolAction::Run};
    request.migration = all[0].blocked() ? all[1] : all[0];
    request.target.password = Secret(u"geheim"_s);
    const auto command = m_format.command(request, setup);
    QVERIFY2(command, command ? "" : qPrintable(command.error().text()));
    QVERIFY(!command->arguments.join(u' ').contains(u"geheim"_s) && command->environment.isEmpty());
    QVERIFY(command->input.contains("geheim"));
    const QJsonObject input = QJsonDocument::fromJson(command->input).object();
    QCOMPARE(input[u"version"].toString(), u"aaaa"_s);
    QCOMPARE(input[u"file"].toString(), u"alembic/versions/a.py"_s);
    QVERIFY(command->script.contains("def main()"));
    QVERIFY(command->scriptName != u"alembic.py"); // which would hide Alembic from itself
    request.migration = all[0].blocked() ? all[0] : all[1];
    QVERIFY(!m_format.command(request, setup));
    TemporaryProject empty;
    QVERIFY(!m_format.command({ToolAction::Address}, {empty.folder(), u"migrations/versions"_s}));
}

void tst_Alembic::interpreters()
{
    TemporaryProject project;
    TemporaryProject programs;
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", programs.folder().toLocal8Bit());
    QCOMPARE(pythonOf(project.folder()), u"python3"_s);
    programs.write(u"alembic"_s, "#!/usr/bin/env bash\n");
    QCOMPARE(pythonOf(project.folder()), u"python3"_s); // a wrapper says nothing
    programs.write(u"alembic"_s, "#!/opt/tools/bin/python3.11 -E\n");
    QCOMPARE(pythonOf(project.folder()), u"/opt/tools/bin/python3.11"_s);
    programs.write(u"venv/bin/python"_s, "");
    QVERIFY(QFile::setPermissions(programs.path(u"venv/bin/python"_s), QFile::ReadOwner | QFile::ExeOwner));
    qputenv("VIRTUAL_ENV", programs.path(u"venv"_s).toLocal8Bit());
    QCOMPARE(pythonOf(project.folder()), programs.path(u"venv/bin/python"_s));
    project.write(u".venv/bin/python"_s, "");
    QVERIFY(QFile::setPermissions(project.path(u".venv/bin/python"_s), QFile::ReadOwner | QFile::ExeOwner));
    QCOMPARE(pythonOf(project.folder()), u".venv/bin/python"_s);
    qputenv("PATH", path);
    qunsetenv("VIRTUAL_ENV");
}

void tst_Alembic::trustedFiles()
{
    const std::unique_ptr<TemporaryProject> files(project({}));
    files->write(u"alembic/env.py"_s, "x = 1\n");
    files->write(u"app.py"_s, "x = 1\n");
    QCOMPARE(m_format.programFiles(*m_format.setup(files->folder(), {})), (QStringList{u"alembic.ini"_s, u"alembic/env.py"_s}));
    files->write(u"alembic/env.py"_s, "from flask import current_app\n");
    QCOMPARE(m_format.programFiles(*m_format.setup(files->folder(), {})), (QStringList{u"alembic.ini"_s, u"alembic/env.py"_s, u"app.py"_s}));
    files->write(u".flaskenv"_s, "FLASK_APP=shop.web:create_app\n");
    files->write(u"shop/web/__init__.py"_s, "x = 1\n");
    QCOMPARE(m_format.programFiles(*m_format.setup(files->folder(), {})), (QStringList{u"alembic.ini"_s, u"alembic/env.py"_s, u".flaskenv"_s, u"shop/web/__init__.py"_s}));
}

QTEST_GUILESS_MAIN(tst_Alembic)
#include "tst_alembic.moc"
