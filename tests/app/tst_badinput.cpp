// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cliproject.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTest>

#include <functional>

#include <sys/stat.h>

using namespace lk;
using namespace Qt::StringLiterals;

/// What people and machines really hand in. Each gets its exit code and a message with a next step, and nothing is lost: the
/// database's bytes and the project's files are afterwards what they were.
class TestBadInput : public QObject
{
    Q_OBJECT

private slots:
    void database_data();
    void database();
    void readOnlyFile();
    void readOnlyFolder();
    void lockedByAnotherProcess();
    void script_data();
    void script();
    void editedAfterApply();
    void vanishedAfterApply();
    void lineEndsOnly();
    void thirdStatementFails();
    void thirdStatementFailsInRevert();
    void diskFullDuringBackup();
    void diskFullDuringApply();
    void tenThousandFiles();
    void noProjectAtAll();
    void brokenConfiguration();
};

namespace {

const QString Yes = u"--yes"_s;

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

/// Every file that a person owns with its bytes; what Lockkeeper writes for itself is left out.
QMap<QString, QByteArray> belongings(const CliProject &project)
{
    QMap<QString, QByteArray> files;
    for (const QString &file : project.files()) {
        if (!file.startsWith(u".lockkeeper/"_s) && !file.endsWith(u"-shm"_s))
            files[file] = QCryptographicHash::hash(project.read(file), QCryptographicHash::Sha256);
    }
    return files;
}

/// "error: what (where): why; next step": a next step is there.
bool hasNextStep(const CliResult &result)
{
    const QString line = result.err.section(u"error: "_s, -1).section(u'\n', 0, 0);
    return line.section(u"; "_s, 1).size() > 5;
}

QByteArray sqliteBytes(const QByteArray &sql)
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"made.db"_s);
    TestDatabase(path).run(sql);
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray corruptDatabase()
{
    QByteArray bytes = sqliteBytes("CREATE TABLE t (a); CREATE INDEX i ON t (a); WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO t SELECT i FROM n;");
    // The schema page stays, so that it opens; the rest is noise.
    for (qsizetype i = 100; i < bytes.size(); ++i)
        bytes[i] = char(i * 7 + 3);
    return bytes;
}

} // namespace

void TestBadInput::database_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("word");
    QByteArray encrypted(8192, '\0');
    for (qsizetype i = 0; i < encrypted.size(); ++i)
        encrypted[i] = char((i * 167 + 59) ^ (i >> 5));
    QTest::newRow("a text file") << QByteArray("this is not a database, it is a shopping list\n").repeated(50) << u"shop.db"_s;
    QTest::newRow("encrypted") << encrypted << u"encrypted"_s;
    QTest::newRow("corrupt") << corruptDatabase() << u"shop.db"_s;
    QTest::newRow("torn after the header") << sqliteBytes("CREATE TABLE t (a); INSERT INTO t VALUES (1);").left(60) << u"shop.db"_s;
}

void TestBadInput::database()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, word);
    const CliProject project;
    project.write(u"shop.db"_s, content);
    const auto before = belongings(project);
    for (const QStringList &call : {QStringList{u"status"_s}, QStringList{u"plan"_s}, QStringList{u"rehearse"_s}, QStringList{u"apply"_s, Yes}, QStringList{u"backup"_s}}) {
        const CliResult result = project.run(call);
        COMPARE_CODE(result, 5);
        HOLDS(result.err, word);
        QVERIFY2(hasNextStep(result), qPrintable(result.err));
        QCOMPARE(belongings(project), before);
    }
    // The files can still be looked at, and no state is made up.
    const CliResult status = project.run({u"status"_s});
    HOLDS(status.out, u"3 unknown"_s);
    QVERIFY(!status.out.contains(u"pending"_s));
}

void TestBadInput::readOnlyFile()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, Yes}), 0);
    QCOMPARE(::chmod(qPrintable(project.database()), 0444), 0);
    const auto before = belongings(project);
    CliLimits limits;
    limits.obeyPermissions = true;
    const CliResult status = project.program({u"status"_s}, limits);
    COMPARE_CODE(status, 0); // looking needs no right to write
    const CliResult result = project.program({u"apply"_s, Yes}, limits);
    COMPARE_CODE(result, 3);
    HOLDS(result.out + result.err, u"shop.db"_s);
    HOLDS(result.out, u"privileges"_s);
    QVERIFY2(hasNextStep(result), qPrintable(result.err));
    QCOMPARE(belongings(project), before);
    QCOMPARE(TestDatabase(project.database()).rows("SELECT version FROM lockkeeper_migrations"), QStringList{u"1"_s});
}

void TestBadInput::readOnlyFolder()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, Yes}), 0);
    const auto before = belongings(project);
    QCOMPARE(::chmod(qPrintable(project.folder()), 0555), 0);
    CliLimits limits;
    limits.obeyPermissions = true;
    const CliResult status = project.program({u"status"_s}, limits);
    const CliResult result = project.program({u"apply"_s, Yes}, limits);
    const CliResult backup = project.program({u"backup"_s}, limits);
    QCOMPARE(::chmod(qPrintable(project.folder()), 0755), 0);
    COMPARE_CODE(status, 0);
    COMPARE_CODE(result, 3);
    HOLDS(result.out, u"privileges"_s);
    HOLDS(result.out + result.err, u"folder"_s);
    QVERIFY2(hasNextStep(result), qPrintable(result.err));
    COMPARE_CODE(backup, 1);
    HOLDS(backup.err, u"backups"_s);
    QVERIFY2(hasNextStep(backup), qPrintable(backup.err));
    QCOMPARE(belongings(project), before);
}

void TestBadInput::lockedByAnotherProcess()
{
    const CliProject project;
    project.write(u"lockkeeper.toml"_s, project.read(u"lockkeeper.toml"_s).replace("shop.db\"\n", "shop.db\"\nlock_timeout = \"300ms\"\n"));
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, Yes}), 0);
    const auto before = belongings(project);
    {
        TestDatabase other(project.database());
        other.run("BEGIN IMMEDIATE");
        const CliResult status = project.program({u"status"_s});
        COMPARE_CODE(status, 0); // a reader is not kept out by a writer that has not committed
        const CliResult result = project.program({u"apply"_s, Yes});
        COMPARE_CODE(result, 6);
        HOLDS(result.err, u"somebody is writing to the database"_s);
        QVERIFY2(hasNextStep(result), qPrintable(result.err));
        other.run("ROLLBACK");
    }
    {
        TestDatabase other(project.database());
        other.run("BEGIN EXCLUSIVE");
        const CliResult result = project.program({u"apply"_s, Yes});
        QVERIFY2(result.code == 5 || result.code == 6, qPrintable(result.err));
        QVERIFY2(hasNextStep(result), qPrintable(result.err));
        other.run("ROLLBACK");
    }
    QCOMPARE(belongings(project), before);
    COMPARE_CODE(project.program({u"apply"_s, Yes}), 0); // and goes on as soon as it is free
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM orders"), u"2"_s);
}

void TestBadInput::script_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("word");   // in what `check` or `apply` says
    QTest::addColumn<bool>("blocks");
    const QString next = u"migrations/0004_next.sql"_s;
    QTest::newRow("UTF-16") << next << QByteArray("\xff\xfe-\0-\0 \0a\0\n\0", 12) << u"UTF-16"_s << true;
    QTest::newRow("UTF-16 without mark") << next << QByteArray("S\0E\0L\0E\0C\0T\0 \0001\0;\0", 18) << u"UTF-16"_s << true;
    QTest::newRow("Latin-1") << next << QByteArray("-- Stra\xdf" "e\nCREATE TABLE a (b);\n") << u"UTF-8"_s << true;
    QTest::newRow("NUL bytes") << next << QByteArray("CREATE TABLE a (b);\n\0DROP TABLE orders;\n", 40) << u"NUL"_s << true;
    QTest::newRow("empty") << next << QByteArray() << u"empty"_s << true;
    QTest::newRow("only spaces") << next << QByteArray(" \n\t\r\n") << u"empty"_s << true;
    QTest::newRow("comment only") << next << QByteArray("-- later\n/* much later */\n") << u"comment"_s << false;
    QTest::newRow("one version twice") << u"migrations/0003_other.sql"_s << QByteArray("CREATE TABLE a (b);\n") << u"0003"_s << true;
    QTest::newRow("string without end") << next << QByteArray("CREATE TABLE a (b);\nINSERT INTO a VALUES ('x);\n") << u"0004_next.sql:2"_s << true;
}

void TestBadInput::script()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QString, word);
    QFETCH(bool, blocks);
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes}), 0);
    project.write(file, content);
    const auto before = belongings(project);

    COMPARE_CODE(project.run({u"status"_s}), 0);
    const CliResult check = project.run({u"check"_s});
    COMPARE_CODE(check, blocks ? 3 : 0);
    HOLDS(check.out, word);
    HOLDS(check.out, u"fix: "_s);
    if (!blocks)
        return;
    const CliResult apply = project.run({u"apply"_s, Yes});
    QVERIFY2(apply.code >= 1 && apply.code <= 3, qPrintable(u"exit %1\n%2\n%3"_s.arg(apply.code).arg(apply.out, apply.err)));
    HOLDS(apply.out + apply.err, word);
    QVERIFY2(hasNextStep(apply), qPrintable(apply.err));
    QCOMPARE(belongings(project), before);
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM lockkeeper_migrations"), u"2"_s);
}

void TestBadInput::editedAfterApply()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes}), 0);
    project.write(u"migrations/0001_orders.sql"_s, project.read(u"migrations/0001_orders.sql"_s).replace("total INTEGER", "total TEXT"));
    const auto before = belongings(project);
    const CliResult status = project.run({u"status"_s});
    COMPARE_CODE(status, 4);
    HOLDS(project.steady(status.out), u"changed  0001  orders"_s);
    const CliResult apply = project.run({u"apply"_s, Yes});
    COMPARE_CODE(apply, 4);
    HOLDS(apply.err, u"migrations/0001_orders.sql"_s);
    QVERIFY2(hasNextStep(apply), qPrintable(apply.err));
    QCOMPARE(belongings(project), before);
}

void TestBadInput::vanishedAfterApply()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes}), 0);
    project.remove(u"migrations/0002_index.sql"_s);
    const auto before = belongings(project);
    const CliResult status = project.run({u"status"_s});
    COMPARE_CODE(status, 4);
    HOLDS(project.steady(status.out), u"missing  2  index"_s);
    const CliResult apply = project.run({u"apply"_s, Yes});
    COMPARE_CODE(apply, 4);
    HOLDS(apply.err, u"its file is gone"_s);
    QVERIFY2(hasNextStep(apply), qPrintable(apply.err));
    QCOMPARE(belongings(project), before);
}

void TestBadInput::lineEndsOnly()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes}), 0);
    project.write(u"migrations/0001_orders.sql"_s, project.read(u"migrations/0001_orders.sql"_s).replace("\n", "\r\n"));
    const CliResult status = project.run({u"status"_s});
    HOLDS(status.out, u"line end"_s); // Git on another system did it, not a person
}

void TestBadInput::thirdStatementFails()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    project.write(u"migrations/0004_notes.sql"_s, "-- Notes.\nCREATE TABLE notes (id INTEGER PRIMARY KEY);\nUPDATE orders SET total = 0 WHERE id = 1;\n"
                                                   "\n   INSERT INTO nowhere VALUES (1);\nCREATE TABLE more (id INTEGER);\n");
    const CliResult result = project.run({u"apply"_s, Yes});
    COMPARE_CODE(result, 1);
    HOLDS(result.err, u"migrations/0004_notes.sql:5:4"_s);
    HOLDS(result.err, u"statement 3"_s);
    HOLDS(result.err, u"no such table: nowhere"_s);
    HOLDS(result.err, u"nothing of 0004 stayed"_s);
    QVERIFY2(hasNextStep(result), qPrintable(result.err));
    HOLDS(result.out, u"Outcome: rolled back"_s);

    TestDatabase database(project.database());
    QCOMPARE(database.value("SELECT count(*) FROM sqlite_master WHERE name IN ('notes', 'more')"), u"0"_s);
    QCOMPARE(database.rows("SELECT total FROM orders ORDER BY id"), (QStringList{u"10"_s, u"20"_s}));
    QCOMPARE(database.value("SELECT count(*) FROM lockkeeper_migrations"), u"3"_s);
    const CliResult status = project.run({u"status"_s});
    COMPARE_CODE(status, 0);
    HOLDS(status.out, u"3 applied, 1 pending"_s);
}

void TestBadInput::thirdStatementFailsInRevert()
{
    const CliProject project;
    project.write(u"migrations/0003_first_orders.sql"_s, "-- Two orders.\n-- Up\nINSERT INTO orders (total) VALUES (10);\nINSERT INTO orders (total) VALUES (20);\n"
                                                          "-- Down\nDELETE FROM orders WHERE total = 10;\nDELETE FROM orders WHERE total = 20;\nDELETE FROM nowhere WHERE id = 1;\n");
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    const CliResult result = project.run({u"revert"_s, Yes});
    COMPARE_CODE(result, 1);
    HOLDS(result.err, u"migrations/0003_first_orders.sql:8"_s);
    HOLDS(result.err, u"no such table: nowhere"_s);
    TestDatabase database(project.database());
    QCOMPARE(database.rows("SELECT total FROM orders ORDER BY id"), (QStringList{u"10"_s, u"20"_s}));
    QCOMPARE(database.value("SELECT count(*) FROM lockkeeper_migrations"), u"3"_s);
}

void TestBadInput::diskFullDuringBackup()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    TestDatabase(project.database())
        .run("WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO orders (total) SELECT i FROM n; CREATE TABLE big (x); "
             "WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO big SELECT randomblob(1000) FROM n;");
    const auto before = belongings(project);
    CliLimits limits;
    limits.largestFile = 200 * 1024;
    QVERIFY(QFileInfo(project.database()).size() > 2 * limits.largestFile);
    const CliResult result = project.program({u"backup"_s}, limits);
    COMPARE_CODE(result, 1);
    HOLDS(result.err, u"space"_s);
    QVERIFY2(hasNextStep(result), qPrintable(result.err));
    QCOMPARE(belongings(project), before); // no half of a backup either
    COMPARE_CODE(project.program({u"backup"_s}), 0);
}

void TestBadInput::diskFullDuringApply()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    project.write(u"migrations/0004_big.sql"_s, "-- Much.\nCREATE TABLE big (x);\nWITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO big SELECT randomblob(1000) FROM n;\n");
    CliLimits limits;
    limits.largestFile = 4 * 1024 * 1024;
    const CliResult result = project.program({u"apply"_s, Yes}, limits);
    COMPARE_CODE(result, 1);
    QVERIFY2(hasNextStep(result), qPrintable(result.err));
    TestDatabase database(project.database());
    QCOMPARE(database.value("PRAGMA integrity_check"), u"ok"_s);
    QCOMPARE(database.value("SELECT count(*) FROM sqlite_master WHERE name = 'big'"), u"0"_s);
    QCOMPARE(database.rows("SELECT total FROM orders ORDER BY id"), (QStringList{u"10"_s, u"20"_s}));
    HOLDS(project.run({u"status"_s}).out, u"3 applied, 1 pending"_s);
}

void TestBadInput::tenThousandFiles()
{
    const CliProject project;
    for (int i = 4; i <= 10'000; ++i)
        project.write(u"migrations/%1_step.sql"_s.arg(i, 5, 10, QLatin1Char('0')), "-- A step.\nCREATE INDEX IF NOT EXISTS i" + QByteArray::number(i) + " ON orders (total);\n");
    const CliResult status = project.run({u"status"_s});
    COMPARE_CODE(status, 0);
    HOLDS(status.out, u"10000 pending"_s);
    const CliResult plan = project.run({u"plan"_s, u"--to"_s, u"00010"_s, u"-q"_s});
    COMPARE_CODE(plan, 0);
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"00010"_s, Yes, u"-q"_s}), 0);
    HOLDS(project.run({u"status"_s}).out, u"10 applied, 9990 pending"_s);
}

void TestBadInput::noProjectAtAll()
{
    const TemporaryProject empty;
    const CliResult result = runInProcess({u"-C"_s, empty.folder(), u"status"_s});
    COMPARE_CODE(result, 2);
    QVERIFY2(hasNextStep(result), qPrintable(result.err));
    const CliResult nowhere = runInProcess({u"-C"_s, empty.path(u"nowhere"_s), u"status"_s});
    COMPARE_CODE(nowhere, 2);
    HOLDS(nowhere.err, u"nowhere"_s);
    QVERIFY(empty.files().isEmpty());
}

void TestBadInput::brokenConfiguration()
{
    const CliProject project;
    project.write(u"lockkeeper.toml"_s, "[project]\nname = \"Shop\"\nformat = plain\n");
    const CliResult result = project.run({u"status"_s});
    COMPARE_CODE(result, 2);
    HOLDS(result.err, u"lockkeeper.toml:3"_s);
    QVERIFY2(hasNextStep(result), qPrintable(result.err));
}

QTEST_GUILESS_MAIN(TestBadInput)
#include "tst_badinput.moc"
