// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cliproject.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QXmlStreamReader>

using namespace lk;
using namespace Qt::StringLiterals;

/// `check` in all of its outputs, and `diff` and `snapshot` in theirs.
class TestCliOutputs : public QObject
{
    Q_OBJECT

private slots:
    void checkText();
    void checkExitCodes();
    void checkBareFileWithoutProject();
    void checkOfflineKnowsTheProjectsSections();
    void checkUnknownEngine();
    void checkAsksTheRows();
    void sarif();
    void junit();
    void github();
    void diffText();
    void diffSql();
    void diffHtml();
    void diffMarkdown();
    void diffSources_data();
    void diffSources();
    void diffSeesDrift();
    void diffOfUnknown();
    void snapshotRoundTrip();
    void snapshotNeverOverwrites();
};

namespace {

#define COMPARE_CODE(result, expected)                                                                                                     \
    do {                                                                                                                                   \
        const CliResult once = (result);                                                                                                   \
        QVERIFY2(once.code == (expected), qPrintable(u"exit %1\n%2\n%3"_s.arg(once.code).arg(once.out, once.err)));                      \
    } while (false)
#define HOLDS(text, part)                                                                                                                  \
    do {                                                                                                                                   \
        const QString whole = (text);                                                                                                      \
        QVERIFY2(whole.contains(part), qPrintable(whole));                                                                                 \
    } while (false)

void addDrop(const CliProject &project)
{
    project.write(u"migrations/0004_drop.sql"_s, "-- Away, 100%.\n-- Up\nDROP TABLE orders;\n-- Down\nCREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);\n");
}

QJsonObject documentOf(const CliResult &result)
{
    return QJsonDocument::fromJson(result.out.toUtf8()).object();
}

} // namespace

void TestCliOutputs::checkText()
{
    const CliProject project;
    addDrop(project);
    const CliResult result = project.run({u"check"_s});
    COMPARE_CODE(result, 3);
    HOLDS(result.out, u"migrations/0004_drop.sql:3:1: blocks: "_s);
    HOLDS(result.out, u"[ban-drop-table]\n"_s);
    HOLDS(result.out, u"    fix: "_s);
    HOLDS(result.out, u"4 files checked: 1 blocks"_s);
}

void TestCliOutputs::checkExitCodes()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"check"_s}), 0);
    addDrop(project);
    COMPARE_CODE(project.run({u"check"_s}), 3);
    // A waiver covers it, and it is still shown.
    COMPARE_CODE(project.run({u"checklist"_s, u"waive"_s, u"ban-drop-table"_s, u"--reason"_s, u"moved elsewhere"_s}), 0);
    const CliResult waived = project.run({u"check"_s});
    COMPARE_CODE(waived, 0);
    HOLDS(waived.out, u"[ban-drop-table]"_s);
    COMPARE_CODE(project.run({u"check"_s, project.path(u"migrations/0001_orders.sql"_s)}), 0);
    COMPARE_CODE(project.run({u"check"_s, project.path(u"migrations/0004_drop.sql"_s)}), 3);
    const CliResult missing = project.run({u"check"_s, project.path(u"migrations/0099_nothing.sql"_s)});
    QVERIFY(missing.code != 0);
    HOLDS(missing.err, u"0099_nothing.sql"_s);
}

void TestCliOutputs::checkBareFileWithoutProject()
{
    TemporaryProject empty;
    empty.write(u"drop.sql"_s, "CREATE TABLE IF NOT EXISTS a (id INTEGER);\n\n  DROP TABLE b;\n");
    const QString file = empty.path(u"drop.sql"_s);
    const CliResult without = runInProcess({u"-C"_s, empty.folder(), u"check"_s, file});
    COMPARE_CODE(without, 2);
    HOLDS(without.err, u"--engine sqlite"_s);
    for (const QString &engine : {u"sqlite"_s, u"sqlite:3.40"_s}) {
        const CliResult result = runInProcess({u"-C"_s, empty.folder(), u"check"_s, u"--engine"_s, engine, file});
        COMPARE_CODE(result, 3);
        HOLDS(result.out, file + u":3:3: blocks: "_s);
    }
    QCOMPARE(empty.files(), QStringList{u"drop.sql"_s}); // nothing was written beside it
}

void TestCliOutputs::checkOfflineKnowsTheProjectsSections()
{
    const CliProject project;
    addDrop(project);
    // As a bare script, the down sections would be statements of the up script.
    const CliResult one = project.run({u"check"_s, u"--engine"_s, u"sqlite"_s, project.path(u"migrations/0004_drop.sql"_s), u"--json"_s});
    COMPARE_CODE(one, 3);
    QStringList rules;
    for (const QJsonValue &finding : documentOf(one)[u"findings"_s].toArray())
        rules << finding[u"rule"_s].toString();
    QCOMPARE(rules.count(u"ban-drop-table"_s), 1);
    const CliResult all = project.run({u"check"_s, u"--engine"_s, u"sqlite"_s});
    COMPARE_CODE(all, 3);
    HOLDS(all.out, u"4 files checked"_s);
    QVERIFY(!QFile::exists(project.database()));
}

void TestCliOutputs::checkUnknownEngine()
{
    const CliProject project;
    const CliResult result = project.run({u"check"_s, u"--engine"_s, u"oracle"_s});
    COMPARE_CODE(result, 2);
    QCOMPARE(result.err, u"error: no such engine: \"oracle\"; this build knows sqlite, postgresql, mysql, mariadb, with a version if wanted: sqlite:3.40\n"_s);
}

/// With --data the rows that are there are asked; without, they are not.
void TestCliOutputs::checkAsksTheRows()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, u"--yes"_s}), 0);
    const CliResult none = project.run({u"check"_s, u"--data"_s, u"--json"_s});
    QVERIFY2(documentOf(none)[u"data"_s].isArray(), qPrintable(none.out + none.err));
    QVERIFY(!documentOf(project.run({u"check"_s, u"--json"_s})).contains(u"data"_s));

    project.write(u"migrations/0004_more.sql"_s, "-- Others.\n-- Up\nINSERT INTO orders (id, total) VALUES (101, 5), (102, 5), (103, 6);\n-- Down\nDELETE FROM orders WHERE id > 100;\n");
    COMPARE_CODE(project.run({u"apply"_s, u"--yes"_s}), 0);
    project.write(u"migrations/0005_unique.sql"_s, "-- One total once.\n-- Up\nCREATE UNIQUE INDEX IF NOT EXISTS by_total ON orders (total);\n-- Down\nDROP INDEX by_total;\n");
    const CliResult result = project.run({u"check"_s, u"--data"_s});
    HOLDS(result.out, u"data: FAIL orders, index by_total: rows that share their values of (total): 2; keys 101, 102"_s);
    QCOMPARE(result.code, 3);
    COMPARE_CODE(project.run({u"check"_s, u"--data"_s, u"some.sql"_s}), 2);
}

void TestCliOutputs::sarif()
{
    const CliProject project;
    addDrop(project);
    const CliResult result = project.run({u"check"_s, u"--output"_s, u"sarif"_s});
    COMPARE_CODE(result, 3);
    const QJsonObject log = documentOf(result);
    QCOMPARE(log[u"version"_s].toString(), u"2.1.0"_s);
    QVERIFY(log[u"$schema"_s].toString().contains(u"sarif-2.1.0"_s));
    QCOMPARE(log[u"runs"_s].toArray().size(), 1);
    const QJsonObject run = log[u"runs"_s].toArray().first().toObject();
    const QJsonObject driver = run[u"tool"_s][u"driver"_s].toObject();
    QCOMPARE(driver[u"name"_s].toString(), u"Lockkeeper"_s);
    const QJsonArray rules = driver[u"rules"_s].toArray();
    bool found = false;
    for (const QJsonValue &item : run[u"results"_s].toArray()) {
        // Every result points to its rule, says its level and words, and where.
        QCOMPARE(rules[item[u"ruleIndex"_s].toInt()][u"id"_s], item[u"ruleId"_s]);
        QVERIFY((QStringList{u"error"_s, u"warning"_s, u"note"_s}).contains(item[u"level"_s].toString()));
        QVERIFY(!item[u"message"_s][u"text"_s].toString().isEmpty());
        const QJsonValue place = item[u"locations"_s].toArray().first()[u"physicalLocation"_s];
        QVERIFY(!place[u"artifactLocation"_s][u"uri"_s].toString().isEmpty());
        if (item[u"ruleId"_s].toString() != u"ban-drop-table")
            continue;
        found = true;
        QCOMPARE(item[u"level"_s].toString(), u"error"_s);
        QCOMPARE(place[u"artifactLocation"_s][u"uri"_s].toString(), u"migrations/0004_drop.sql"_s);
        QCOMPARE(place[u"region"_s][u"startLine"_s].toInt(), 3);
        QCOMPARE(place[u"region"_s][u"startColumn"_s].toInt(), 1);
    }
    QVERIFY(found);
}

void TestCliOutputs::junit()
{
    const CliProject project;
    addDrop(project);
    const CliResult result = project.run({u"check"_s, u"--output"_s, u"junit"_s});
    COMPARE_CODE(result, 3);
    QXmlStreamReader xml(result.out);
    int cases = 0;
    int failures = 0;
    int declaredCases = -1;
    int declaredFailures = -1;
    QString message;
    while (!xml.atEnd()) {
        xml.readNext();
        if (!xml.isStartElement())
            continue;
        if (xml.name() == u"testsuite") {
            declaredCases = xml.attributes().value(u"tests"_s).toInt();
            declaredFailures = xml.attributes().value(u"failures"_s).toInt();
        }
        cases += xml.name() == u"testcase";
        if (xml.name() == u"failure") {
            ++failures;
            if (xml.attributes().value(u"type"_s) == u"blocks")
                message = xml.readElementText();
        }
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(cases, declaredCases);
    QCOMPARE(failures, declaredFailures);
    HOLDS(message, u"migrations/0004_drop.sql:3:1"_s);
}

void TestCliOutputs::github()
{
    const CliProject project;
    addDrop(project);
    const CliResult result = project.run({u"check"_s, u"--output"_s, u"github"_s});
    COMPARE_CODE(result, 3);
    const QStringList lines = result.out.split(u'\n', Qt::SkipEmptyParts);
    const auto errors = lines.filter(u"::error "_s);
    QCOMPARE(errors.size(), 1);
    QVERIFY2(errors.first().startsWith(u"::error file=migrations/0004_drop.sql,line=3,col=1,title=ban-drop-table::"_s), qPrintable(errors.first()));
    for (const QString &line : lines)
        QVERIFY2(line.startsWith(u"::error "_s) || line.startsWith(u"::warning "_s) || line.startsWith(u"::notice "_s), qPrintable(line));
}

void TestCliOutputs::diffText()
{
    const CliProject project;
    QCOMPARE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, u"--yes"_s}).code, 0);
    const CliResult result = project.run({u"diff"_s});
    COMPARE_CODE(result, 0);
    QCOMPARE(result.out, u"from live (development)\nto   pending (0002, 0003, rehearsed)\n\n+ index orders.orders_total\n\n1 change\n"_s);
    const CliResult equal = project.run({u"diff"_s, u"--from"_s, u"live"_s, u"--to"_s, u"live"_s});
    COMPARE_CODE(equal, 0);
    HOLDS(equal.out, u"The schemas are equal.\n"_s);
    const CliResult verbose = project.run({u"diff"_s, u"-v"_s});
    HOLDS(verbose.out, u"    + CREATE INDEX"_s);
}

void TestCliOutputs::diffSql()
{
    const CliProject project;
    const CliResult result = project.run({u"diff"_s, u"--output"_s, u"sql"_s});
    COMPARE_CODE(result, 0);
    HOLDS(result.out, u"-- + table orders\nCREATE TABLE"_s);
    // What is added is SQL that runs.
    TestDatabase file(project.path(u"built.db"_s));
    file.run(result.out.toUtf8());
    QCOMPARE(file.rows("SELECT name FROM sqlite_master ORDER BY name"), (QStringList{u"orders"_s, u"orders_total"_s}));
}

void TestCliOutputs::diffHtml()
{
    const CliProject project;
    project.write(u"migrations/0004_markup.sql"_s, "-- Names.\nCREATE TABLE \"<b>\" (id INTEGER);\n");
    const CliResult result = project.run({u"diff"_s, u"--output"_s, u"html"_s});
    COMPARE_CODE(result, 0);
    QVERIFY(result.out.startsWith(u"<!DOCTYPE html>"_s));
    QVERIFY(result.out.endsWith(u"</html>\n"_s));
    HOLDS(result.out, u"&lt;b&gt;"_s);
    HOLDS(result.out, u"class=\"added\""_s);
    QVERIFY(!result.out.contains(u"table <b>"_s));
}

void TestCliOutputs::diffMarkdown()
{
    const CliProject project;
    const CliResult result = project.run({u"diff"_s, u"--output"_s, u"md"_s});
    COMPARE_CODE(result, 0);
    QVERIFY(result.out.startsWith(u"# Schema diff"_s));
    HOLDS(result.out, u"orders_total"_s);
}

void TestCliOutputs::diffSources_data()
{
    QTest::addColumn<QString>("what");
    QTest::newRow("an environment") << u"production"_s;
    QTest::newRow("a URL") << u"sqlite:live.db"_s;
    QTest::newRow("a schema script") << u"FOLDER/schema.sql"_s;
    QTest::newRow("a snapshot file") << u"FOLDER/kept.json"_s;
    QTest::newRow("expected") << u"expected"_s;
    QTest::newRow("live") << u"live"_s;
}

void TestCliOutputs::diffSources()
{
    QFETCH(QString, what);
    const CliProject project;
    // The same schema in each of them.
    QCOMPARE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, u"--yes"_s}).code, 0);
    const QByteArray schema = "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, total INTEGER);\nCREATE INDEX orders_total ON orders (total);\n";
    project.write(u"schema.sql"_s, schema);
    TestDatabase(project.path(u"live.db"_s)).run(schema);
    COMPARE_CODE(project.run({u"snapshot"_s, project.path(u"kept.json"_s)}), 0);

    what.replace(u"FOLDER"_s, project.folder());
    const CliResult equal = project.run({u"diff"_s, u"--from"_s, what, u"--to"_s, u"live"_s});
    COMPARE_CODE(equal, 0);
    HOLDS(equal.out, u"The schemas are equal.\n"_s);
    project.write(u"other.sql"_s, "CREATE TABLE others (id INTEGER);\n");
    const CliResult other = project.run({u"diff"_s, u"--from"_s, what, u"--to"_s, project.path(u"other.sql"_s), u"--json"_s});
    COMPARE_CODE(other, 0);
    QVERIFY(documentOf(other)[u"changes"_s].toArray().size() >= 2);
}

void TestCliOutputs::diffSeesDrift()
{
    const CliProject project;
    QCOMPARE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, u"--yes"_s}).code, 0);
    TestDatabase(project.database()).run("ALTER TABLE orders ADD COLUMN by_hand TEXT");
    const CliResult result = project.run({u"diff"_s, u"--from"_s, u"expected"_s});
    COMPARE_CODE(result, 0);
    HOLDS(result.out, u"from expected (2 applied migrations, built from its files)\nto   live (development)\n\n+ column orders.by_hand\n"_s);
}

void TestCliOutputs::diffOfUnknown()
{
    const CliProject project;
    const CliResult unknown = project.run({u"diff"_s, u"--from"_s, u"moon"_s});
    COMPARE_CODE(unknown, 2);
    HOLDS(unknown.err, u"say live, pending, expected, an environment, a URL, a snapshot file or a .sql file"_s);
    const CliResult secret = project.run({u"diff"_s, u"--from"_s, u"oracle://scott:tiger@db/shop"_s});
    COMPARE_CODE(secret, 2);
    QVERIFY2(!secret.err.contains(u"tiger"_s), qPrintable(secret.err));
    const CliResult missing = project.run({u"diff"_s, u"--from"_s, u"sqlite:nothing.db"_s});
    COMPARE_CODE(missing, 5);
    QVERIFY(!QFile::exists(project.path(u"nothing.db"_s)));
    project.write(u"broken.sql"_s, "CREATE TABLE a (id INTEGER);\nCREATE TABL b (id INTEGER);\n");
    const CliResult broken = project.run({u"diff"_s, u"--from"_s, project.path(u"broken.sql"_s)});
    COMPARE_CODE(broken, 1);
    HOLDS(broken.err, u"broken.sql:2:1"_s);
}

void TestCliOutputs::snapshotRoundTrip()
{
    const CliProject project;
    QCOMPARE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, u"--yes"_s}).code, 0);
    const CliResult kept = project.run({u"snapshot"_s});
    COMPARE_CODE(kept, 0);
    const QString file = kept.out.trimmed();
    QVERIFY2(QFile::exists(file), qPrintable(kept.out));
    HOLDS(project.steady(project.run({u"checklist"_s}).out), u"done  schema-documented"_s);
    const CliResult sql = project.run({u"snapshot"_s, u"--sql"_s});
    COMPARE_CODE(sql, 0);
    TestDatabase built(project.path(u"built.db"_s));
    built.run(sql.out.toUtf8());
    QCOMPARE(built.rows("SELECT name FROM sqlite_master WHERE name LIKE 'orders%' ORDER BY name"), (QStringList{u"orders"_s, u"orders_total"_s}));
}

void TestCliOutputs::snapshotNeverOverwrites()
{
    const CliProject project;
    project.write(u"mine.json"_s, "precious");
    const CliResult refused = project.run({u"snapshot"_s, project.path(u"mine.json"_s)});
    COMPARE_CODE(refused, 2);
    HOLDS(refused.err, u"add --force"_s);
    QCOMPARE(project.read(u"mine.json"_s), QByteArray("precious"));
    COMPARE_CODE(project.run({u"snapshot"_s, u"--force"_s, project.path(u"mine.json"_s)}), 0);
    QVERIFY(project.read(u"mine.json"_s).startsWith('{'));
}

QTEST_GUILESS_MAIN(TestCliOutputs)
#include "tst_clioutputs.moc"
