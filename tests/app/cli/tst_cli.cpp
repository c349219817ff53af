// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/agekeys.h"
#include "tests/support/cliproject.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// Every command of the command line, in this process: what it prints, what it does to the database, its exit code.
class TestCli : public QObject
{
    Q_OBJECT

private slots:
    void wrongUsage_data();
    void wrongUsage();
    void helpAndVersion();
    void globalOptionsStandAnywhere();
    void findsTheProjectFromBelow();
    void statusOfPending();
    void statusOfApplied();
    void statusOfDisagreement();
    void planNamesEveryStatement();
    void planOfRevert();
    void lookingWritesNothing();
    void applyNeedsAYes();
    void applyAsksOnATerminal();
    void protectedNeedsItsName_data();
    void protectedNeedsItsName();
    void urlIsNoWayRoundProtection();
    void applyUpTo();
    void applyNothing();
    void dryRunRunsNothing();
    void policyBlocksAndSaysHow();
    void revertTakesBack();
    void revertWithoutDownIsRefused();
    void rehearseTellsWhatItSaw();
    void rehearseTellsOfFailure();
    void verifyAfterApply();
    void backupAndRestore();
    void encryptedBackup();
    void restoreNeedsAYes();
    void newMigration();
    void checklistTicksAndWaives();
    void reviewSigns();
    void logTellsItsChain();
    void brokenLogIsNoticed();
    void reportAsPageAndMarkdown();
    void formatsAndDoctor();
    void controlCharactersAreWrittenOut();
    void quietSaysOnlyResults();
};

namespace {

const QString Yes = u"--yes"_s;

QByteArray digestOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256) : QByteArray("none");
}

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

} // namespace

void TestCli::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");
    QTest::newRow("nothing") << QStringList{} << u"error: wrong usage: a command is missing; `lockkeeper-cli --help` shows the right one\n"_s;
    QTest::newRow("no such command") << QStringList{u"aply"_s}
                                     << u"error: wrong usage: there is no command or option \"aply\"; `lockkeeper-cli --help` shows the right one\n"_s;
    QTest::newRow("later command") << QStringList{u"resume"_s}
                                   << u"error: wrong usage: there is no command or option \"resume\"; `lockkeeper-cli --help` shows the right one\n"_s;
    QTest::newRow("no such option") << QStringList{u"status"_s, u"--nonsense"_s}
                                    << u"error: wrong usage: The following argument was not expected: --nonsense; `lockkeeper-cli status --help` shows the right one\n"_s;
    QTest::newRow("environment and URL") << QStringList{u"status"_s, u"-e"_s, u"x"_s, u"--url"_s, u"sqlite:x"_s}
                                         << u"error: wrong usage: --environment excludes --url; `lockkeeper-cli status --help` shows the right one\n"_s;
    QTest::newRow("no number") << QStringList{u"revert"_s, u"--steps"_s, u"0"_s} << u"--steps"_s;
    QTest::newRow("no such output") << QStringList{u"check"_s, u"--output"_s, u"xml"_s} << u"--output"_s;
    QTest::newRow("no name") << QStringList{u"new"_s}
                             << u"error: a new migration needs a name; say: lockkeeper-cli new \"add customer phone\"\n"_s;
    QTest::newRow("no environment") << QStringList{u"status"_s, u"-e"_s, u"moon"_s} << u"development, production"_s;
    QTest::newRow("no format") << QStringList{u"status"_s, u"--format"_s, u"cobol"_s} << u"cobol"_s;
    QTest::newRow("no PDF") << QStringList{u"report"_s, u"--output"_s, u"pdf"_s}
                            << u"error: this program makes no PDF: that needs the window's libraries; use Report in the window, or --output html and print that\n"_s;
}

void TestCli::wrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);
    const CliProject project;
    const CliResult result = project.run(arguments);
    COMPARE_CODE(result, 2);
    QVERIFY(result.out.isEmpty());
    QVERIFY2(result.err.startsWith(u"error: "), qPrintable(result.err));
    if (message.startsWith(u"error: "))
        QCOMPARE(result.err, message);
    else
        HOLDS(result.err, message);
}

void TestCli::helpAndVersion()
{
    const CliResult help = runInProcess({u"--help"_s});
    COMPARE_CODE(help, 0);
    const QStringList commands{u"status"_s, u"check"_s,   u"plan"_s,   u"rehearse"_s, u"diff"_s,   u"snapshot"_s,  u"backup"_s, u"backups"_s, u"restore"_s, u"apply"_s,
                               u"revert"_s, u"verify"_s,  u"repair"_s, u"baseline"_s, u"mark"_s, u"new"_s,    u"checklist"_s, u"review"_s, u"log"_s,      u"report"_s, u"formats"_s, u"doctor"_s};
    for (const QString &command : commands) {
        HOLDS(help.out, u"\n  "_s + command + u' ');
        const CliResult own = runInProcess({command, u"--help"_s});
        COMPARE_CODE(own, 0);
        HOLDS(own.out, u"lockkeeper-cli "_s + command);
    }
    const CliResult version = runInProcess({u"--version"_s});
    COMPARE_CODE(version, 0);
    QCOMPARE(version.out, QStringLiteral("lockkeeper-cli " LOCKKEEPER_VERSION "\n"));
}

void TestCli::globalOptionsStandAnywhere()
{
    const CliProject project;
    const CliResult before = runInProcess({u"-C"_s, project.folder(), u"--json"_s, u"plan"_s, u"--to"_s, u"0002"_s});
    const CliResult after = runInProcess({u"plan"_s, u"--to"_s, u"0002"_s, u"--json"_s, u"-C"_s, project.folder()});
    COMPARE_CODE(before, 0);
    QVERIFY(before.out.startsWith(u'{'));
    QCOMPARE(after.out, before.out);
}

void TestCli::findsTheProjectFromBelow()
{
    const CliProject project;
    const QString old = QDir::currentPath();
    QVERIFY(QDir::setCurrent(project.path(u"migrations"_s)));
    const CliResult result = runInProcess({u"status"_s});
    QVERIFY(QDir::setCurrent(old));
    COMPARE_CODE(result, 0);
    HOLDS(result.out, u"3 pending"_s);
}

void TestCli::statusOfPending()
{
    const CliProject project;
    const CliResult result = project.run({u"status"_s});
    COMPARE_CODE(result, 0);
    QCOMPARE(project.steady(result.out), u"Shop · development · Plain numbered SQL · SQLite V · sqlite:DIR/shop.db\n"
                                         "tracking table lockkeeper_migrations\n"
                                         "There is no database yet: the first apply creates it.\n"
                                         "\n"
                                         "STATE  VERSION  DESCRIPTION  APPLIED AT (UTC)  BY  TIME  DOWN  NOTE\n"
                                         "pending  0001  orders  yes\n"
                                         "pending  0002  index  yes\n"
                                         "pending  0003  first orders  no\n"
                                         "\n"
                                         "3 pending\n"_s);
    QVERIFY(result.err.isEmpty());
    QVERIFY(!QFile::exists(project.database()));
}

void TestCli::statusOfApplied()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes}), 0);
    const CliResult result = project.run({u"status"_s});
    COMPARE_CODE(result, 0);
    QCOMPARE(project.steady(result.out), u"Shop · development · Plain numbered SQL · SQLite V · sqlite:DIR/shop.db\n"
                                         "tracking table lockkeeper_migrations\n"
                                         "\n"
                                         "STATE  VERSION  DESCRIPTION  APPLIED AT (UTC)  BY  TIME  DOWN  NOTE\n"
                                         "applied  0001  orders  TIME  ME  N ms  yes\n"
                                         "applied  0002  index  TIME  ME  N ms  yes\n"
                                         "pending  0003  first orders  no\n"
                                         "\n"
                                         "2 applied, 1 pending\n"_s);
}

void TestCli::statusOfDisagreement()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes}), 0);
    project.remove(u"migrations/0001_orders.sql"_s);
    const CliResult result = project.run({u"status"_s});
    COMPARE_CODE(result, 4);
    HOLDS(result.out, u"missing"_s);
    HOLDS(result.err, u"disagree"_s);
}

void TestCli::planNamesEveryStatement()
{
    const CliProject project;
    const CliResult result = project.run({u"plan"_s, u"--to"_s, u"0001"_s});
    COMPARE_CODE(result, 0);
    const QString text = project.steady(result.out);
    QVERIFY2(text.startsWith(u"Apply 1 migration to development (sqlite:DIR/shop.db)\n"
                             "There is no database yet: this creates it.\n"
                             "fingerprint HASH\n"
                             "\n"
                             "0001  orders  (migrations/0001_orders.sql, one transaction)\n"
                             "  1  tracking  CREATE TABLE IF NOT EXISTS lockkeeper_migrations"_s),
             qPrintable(text));
    HOLDS(text, u"\n  2  line 3  CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, total INTEGER)\n"_s);
    HOLDS(text, u"\n  3  tracking  INSERT INTO lockkeeper_migrations"_s);
    const CliResult unknown = project.run({u"plan"_s, u"--to"_s, u"0009"_s});
    COMPARE_CODE(unknown, 2);
}

void TestCli::planOfRevert()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes}), 0);
    const CliResult result = project.run({u"plan"_s, u"--revert"_s, u"--steps"_s, u"2"_s});
    COMPARE_CODE(result, 0);
    const QString text = project.steady(result.out);
    HOLDS(text, u"Revert 2 migrations from development"_s);
    QVERIFY(text.indexOf(u"DROP INDEX IF EXISTS orders_total"_s) < text.indexOf(u"DROP TABLE IF EXISTS orders"_s));
    QVERIFY(text.contains(u"DROP INDEX IF EXISTS orders_total"_s));
}

void TestCli::lookingWritesNothing()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, Yes}), 0);
    const QByteArray before = digestOf(project.database());
    const QList<QStringList> looks{{u"status"_s},
                                   {u"check"_s},
                                   {u"plan"_s},
                                   {u"rehearse"_s},
                                   {u"diff"_s},
                                   {u"snapshot"_s, u"--sql"_s},
                                   {u"checklist"_s},
                                   {u"verify"_s},
                                   {u"doctor"_s},
                                   {u"log"_s},
                                   {u"apply"_s, u"--dry-run"_s}};
    for (const QStringList &look : looks) {
        const CliResult result = project.run(look);
        COMPARE_CODE(result, 0);
        QVERIFY2(digestOf(project.database()) == before, qPrintable(look.join(u' ')));
    }
    QVERIFY(!QFile::exists(project.database() + u"-wal"_s));
}

void TestCli::applyNeedsAYes()
{
    const CliProject project;
    const CliResult result = project.run({u"apply"_s});
    COMPARE_CODE(result, 2);
    QCOMPARE(result.err, u"error: this needs a yes: standard input is no terminal, so nobody can be asked; add --yes\n"_s);
    QVERIFY(!QFile::exists(project.database()));
}

void TestCli::applyAsksOnATerminal()
{
    const CliProject project;
    const CliResult no = project.runAnswering({u"apply"_s}, "n\n");
    COMPARE_CODE(no, 130);
    HOLDS(no.out, u"CREATE TABLE IF NOT EXISTS orders"_s); // the plan is shown before the question
    HOLDS(no.err, u"Apply 3 migrations (0001, 0002, 0003) to development? [y/N]"_s);
    QVERIFY(!QFile::exists(project.database()));

    COMPARE_CODE(project.runAnswering({u"apply"_s}, ""), 130);
    QVERIFY(!QFile::exists(project.database()));

    COMPARE_CODE(project.runAnswering({u"apply"_s}, "y\n"), 0);
    QCOMPARE(TestDatabase(project.database()).rows("SELECT total FROM orders ORDER BY id"), (QStringList{u"10"_s, u"20"_s}));
    QCOMPARE(TestDatabase(project.database()).rows("SELECT version FROM lockkeeper_migrations ORDER BY version"), (QStringList{u"1"_s, u"2"_s, u"3"_s}));
}

void TestCli::protectedNeedsItsName_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("answers");
    QTest::addColumn<int>("code");
    QTest::newRow("nothing") << QStringList{} << QByteArray() << 2;
    QTest::newRow("a bare yes") << QStringList{Yes} << QByteArray() << 3;
    QTest::newRow("another name") << QStringList{Yes, u"--confirm"_s, u"shop.db"_s} << QByteArray() << 3;
    QTest::newRow("the name") << QStringList{Yes, u"--confirm"_s, u"live.db"_s} << QByteArray() << 0;
    QTest::newRow("typed y") << QStringList{} << QByteArray("y\n") << 130;
    QTest::newRow("typed name") << QStringList{} << QByteArray("live.db\n") << 0;
}

void TestCli::protectedNeedsItsName()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, answers);
    QFETCH(int, code);
    const CliProject project;
    // A protected target also wants its rollback proven.
    COMPARE_CODE(project.run({u"-e"_s, u"production"_s, u"rehearse"_s, u"--to"_s, u"0002"_s}), 0);
    const QStringList call = QStringList{u"-e"_s, u"production"_s, u"apply"_s, u"--to"_s, u"0002"_s} + arguments;
    const CliResult result = answers.isEmpty() ? project.run(call) : project.runAnswering(call, answers);
    COMPARE_CODE(result, code);
    QCOMPARE(QFile::exists(project.path(u"live.db"_s)), code == 0);
    if (code == 2 || code == 3)
        HOLDS(result.err, code == 2 || arguments == QStringList{Yes} ? u"--confirm live.db"_s : u"\"live.db\""_s);
    if (code != 0)
        return;
    // The way back is held to the same.
    COMPARE_CODE(project.run({u"-e"_s, u"production"_s, u"revert"_s, Yes}), 3);
    QCOMPARE(TestDatabase(project.path(u"live.db"_s)).value("SELECT count(*) FROM lockkeeper_migrations"), u"2"_s);
    COMPARE_CODE(project.run({u"-e"_s, u"production"_s, u"revert"_s, Yes, u"--confirm"_s, u"live.db"_s}), 0);
    QCOMPARE(TestDatabase(project.path(u"live.db"_s)).value("SELECT count(*) FROM lockkeeper_migrations"), u"1"_s);
}

void TestCli::urlIsNoWayRoundProtection()
{
    const CliProject project;
    const CliResult result = project.run({u"--url"_s, u"sqlite:live.db"_s, u"apply"_s, Yes});
    COMPARE_CODE(result, 3);
    HOLDS(result.err, u"use -e production instead of --url"_s);
    QVERIFY(!QFile::exists(project.path(u"live.db"_s)));
    COMPARE_CODE(project.run({u"--url"_s, u"sqlite:other.db"_s, u"apply"_s, Yes}), 0);
    project.write(u"migrations/0004_drop.sql"_s, "-- Away.\nDROP TABLE orders;\n");
    const CliResult blocked = project.run({u"--url"_s, u"sqlite:other.db"_s, u"apply"_s, Yes});
    COMPARE_CODE(blocked, 3);
    HOLDS(project.steady(blocked.out), u"lockkeeper-cli --url sqlite:DIR/other.db checklist waive ban-drop-table"_s);
    QVERIFY(QFile::exists(project.path(u"other.db"_s)));
}

void TestCli::applyUpTo()
{
    const CliProject project;
    const CliResult result = project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes});
    COMPARE_CODE(result, 0);
    const QString text = project.steady(result.out);
    HOLDS(text, u"0001  committed  N ms\n0002  committed  N ms\nApplied 2 migrations in N ms.\nVerification passed.\n"_s);
    QCOMPARE(TestDatabase(project.database()).rows("SELECT name FROM sqlite_master WHERE name LIKE 'orders%' ORDER BY name"),
             (QStringList{u"orders"_s, u"orders_total"_s}));
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM orders"), u"0"_s);
}

void TestCli::applyNothing()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    const QByteArray before = digestOf(project.database());
    const CliResult again = project.run({u"apply"_s, Yes});
    COMPARE_CODE(again, 0);
    QCOMPARE(again.err, u"Nothing is pending.\n"_s);
    QVERIFY(again.out.isEmpty());
    QCOMPARE(digestOf(project.database()), before);
}

void TestCli::dryRunRunsNothing()
{
    const CliProject project;
    const CliResult result = project.run({u"apply"_s, u"--dry-run"_s});
    COMPARE_CODE(result, 0);
    HOLDS(result.out, u"Nothing was run (--dry-run). The checklist would let it run.\n"_s);
    QVERIFY(!QFile::exists(project.database()));
    const CliResult strict = project.run({u"-e"_s, u"production"_s, u"apply"_s, u"--dry-run"_s});
    COMPARE_CODE(strict, 3);
    HOLDS(strict.out, u"The checklist would stop it:"_s);
    HOLDS(strict.out, u"rollback-planned"_s);
}

void TestCli::policyBlocksAndSaysHow()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    project.write(u"migrations/0004_drop.sql"_s, "-- Away with the orders.\n-- Up\nDROP TABLE orders;\n-- Down\nCREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER);\n");
    const CliResult blocked = project.run({u"apply"_s, Yes});
    COMPARE_CODE(blocked, 3);
    HOLDS(blocked.out, u"safety-checks"_s);
    HOLDS(blocked.out, u"ban-drop-table (migrations/0004_drop.sql:3:1)"_s);
    HOLDS(blocked.out, u"lockkeeper-cli -e development checklist waive ban-drop-table --reason"_s);
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM orders"), u"2"_s);

    COMPARE_CODE(project.run({u"checklist"_s, u"waive"_s, u"ban-drop-table"_s}), 2); // without its reason
    COMPARE_CODE(project.run({u"checklist"_s, u"waive"_s, u"ban-drop-table"_s, u"--reason"_s, u"the orders live elsewhere now"_s}), 0);
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM sqlite_master WHERE name = 'orders'"), u"0"_s);
}

void TestCli::revertTakesBack()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes}), 0);
    COMPARE_CODE(project.run({u"revert"_s}), 2);
    const CliResult one = project.run({u"revert"_s, Yes});
    COMPARE_CODE(one, 0);
    HOLDS(one.out, u"Reverted 1 migration in "_s);
    QCOMPARE(TestDatabase(project.database()).rows("SELECT version FROM lockkeeper_migrations"), QStringList{u"1"_s});
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM sqlite_master WHERE name = 'orders_total'"), u"0"_s);
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM sqlite_master WHERE name = 'orders'"), u"1"_s);
}

void TestCli::revertWithoutDownIsRefused()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    const QByteArray before = digestOf(project.database());
    const CliResult result = project.run({u"revert"_s, Yes});
    COMPARE_CODE(result, 2);
    HOLDS(result.err, u"no down script"_s);
    QCOMPARE(digestOf(project.database()), before);
}

void TestCli::rehearseTellsWhatItSaw()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, Yes}), 0);
    const CliResult result = project.run({u"rehearse"_s, u"--to"_s, u"0002"_s});
    COMPARE_CODE(result, 0);
    const QString text = project.steady(result.out);
    HOLDS(text, u"CREATE INDEX IF NOT EXISTS orders_total ON orders (total)"_s);
    HOLDS(text, u"index orders.orders_total"_s);
    HOLDS(text, u"round trip: schema equal yes, rows equal yes"_s);
    HOLDS(text, u"safe to run twice: yes"_s);
    HOLDS(text, u"The plan went through in N ms."_s);
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM sqlite_master WHERE name = 'orders_total'"), u"0"_s);
}

void TestCli::rehearseTellsOfFailure()
{
    const CliProject project;
    project.write(u"migrations/0004_wrong.sql"_s, "-- Wrong.\nCREATE TABLE notes (id INTEGER PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\n");
    const CliResult result = project.run({u"rehearse"_s});
    COMPARE_CODE(result, 1);
    HOLDS(result.out, u"The plan did not go through."_s);
    // 0003's second INSERT runs under the lock that its first one took.
    HOLDS(result.out, u"the database RESERVED  writers"_s);
    HOLDS(result.out, u"writers, still  INSERT INTO orders (total) VALUES (20)"_s);
    HOLDS(result.err, u"migrations/0004_wrong.sql:3"_s);
    HOLDS(result.err, u"no such table: nowhere"_s);
    QVERIFY(!QFile::exists(project.database()));
}

void TestCli::verifyAfterApply()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    const CliResult good = project.run({u"verify"_s});
    COMPARE_CODE(good, 0);
    HOLDS(good.out, u"Verification passed.\n"_s);
    TestDatabase(project.database()).run("DELETE FROM lockkeeper_migrations WHERE version = 2");
    const CliResult bad = project.run({u"verify"_s});
    COMPARE_CODE(bad, 1);
    HOLDS(bad.out, u"FAIL"_s);
}

void TestCli::backupAndRestore()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    const CliResult none = project.run({u"backups"_s});
    COMPARE_CODE(none, 0);
    HOLDS(none.out, u"No backups yet"_s);
    const CliResult taken = project.run({u"backup"_s, u"--verify"_s, u"restore"_s});
    COMPARE_CODE(taken, 0);
    const QString file = taken.out.section(u'\n', 0, 0);
    QVERIFY2(QFile::exists(file), qPrintable(taken.out));
    HOLDS(taken.out, u"verified (restore)"_s);
    HOLDS(project.run({u"backups"_s}).out, file.section(u'/', -1));

    TestDatabase(project.database()).run("DELETE FROM orders");
    const CliResult restored = project.run({u"restore"_s, file.section(u'/', -1), Yes});
    COMPARE_CODE(restored, 0);
    QCOMPARE(TestDatabase(project.database()).rows("SELECT total FROM orders ORDER BY id"), (QStringList{u"10"_s, u"20"_s}));

    COMPARE_CODE(project.run({u"restore"_s, file, u"--into"_s, u"sqlite:copy.db"_s, Yes}), 0);
    QCOMPARE(TestDatabase(project.path(u"copy.db"_s)).value("SELECT count(*) FROM orders"), u"2"_s);
}

void TestCli::encryptedBackup()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    const AgeKeys keys = makeAgeKeys(project.path(u"identity"_s));
    const auto configure = [&](const QString &policy) {
        project.write(u"lockkeeper.toml"_s, u"[environments.dev]\nurl = \"sqlite:shop.db\"\nbackup = { %1 }\n"_s.arg(policy).toUtf8());
    };
    const QString to = u"encrypt_to = [\"%1\"]"_s.arg(keys.recipient);
    configure(to);
    const CliResult taken = project.run({u"backup"_s});
    COMPARE_CODE(taken, 0);
    HOLDS(taken.out, u"encrypted to "_s + keys.recipient);
    HOLDS(taken.out, u"taken, not verified: encrypted, and the identity that opens it is not here"_s);
    const QString file = taken.out.section(u'\n', 0, 0);
    QVERIFY(file.endsWith(u".db.age"_s));
    HOLDS(project.run({u"backups"_s}).out, u"ENCRYPTED"_s);
    // A proof that was asked for and can't be had is a failure.
    COMPARE_CODE(project.run({u"backup"_s, u"--verify"_s, u"restore"_s}), 1);
    HOLDS(project.run({u"doctor"_s}).out, u"can't be verified or restored here"_s);
    const CliResult blind = project.run({u"restore"_s, file, u"--into"_s, u"sqlite:copy.db"_s, Yes});
    COMPARE_CODE(blind, 2);
    HOLDS(blind.err, u"the identity that opens this backup is not here"_s);

    configure(to + u", identity = \"identity\""_s);
    const CliResult proven = project.run({u"backup"_s, u"--verify"_s, u"restore"_s});
    COMPARE_CODE(proven, 0);
    HOLDS(proven.out, u"verified (restore)"_s);
    COMPARE_CODE(project.run({u"restore"_s, file, u"--into"_s, u"sqlite:copy.db"_s, Yes}), 0);
    QCOMPARE(TestDatabase(project.path(u"copy.db"_s)).value("SELECT count(*) FROM orders"), u"2"_s);

    configure(to + u", identity = \"${LK_NO_SUCH_VARIABLE}\""_s);
    HOLDS(project.run({u"doctor"_s}).out, u"${LK_NO_SUCH_VARIABLE} has no value"_s);
    configure(u"encrypt_to = [\"%1\"]"_s.arg(u"AGE-SECRET-KEY-1X"_s));
    COMPARE_CODE(project.run({u"backup"_s}), 2);
}

void TestCli::restoreNeedsAYes()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, Yes}), 0);
    const QString file = project.run({u"backup"_s}).out.section(u'\n', 0, 0);
    TestDatabase(project.database()).run("DELETE FROM orders WHERE total = 10");
    COMPARE_CODE(project.run({u"restore"_s, file}), 2);
    COMPARE_CODE(project.runAnswering({u"restore"_s, file}, "no\n"), 130);
    // A protected database is no less so as the goal of a restore.
    COMPARE_CODE(project.run({u"restore"_s, file, u"--into"_s, u"sqlite:live.db"_s, Yes}), 3);
    QVERIFY(!QFile::exists(project.path(u"live.db"_s)));
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM orders"), u"1"_s);
    const CliResult unknown = project.run({u"restore"_s, u"nothing.db"_s, Yes});
    QVERIFY(unknown.code != 0);
    QVERIFY(unknown.err.startsWith(u"error: "_s));
}

void TestCli::newMigration()
{
    const CliProject project;
    const CliResult made = project.run({u"new"_s, u"Add customer phone"_s});
    COMPARE_CODE(made, 0);
    const QStringList files = made.out.split(u'\n', Qt::SkipEmptyParts);
    QVERIFY(!files.isEmpty());
    for (const QString &file : files) {
        QVERIFY2(QFile::exists(project.path(file)), qPrintable(file));
        QVERIFY2(file.startsWith(u"migrations/0004"_s) && file.endsWith(u".sql"_s), qPrintable(file));
    }
    HOLDS(project.run({u"status"_s}).out, u"0004"_s);
    const CliResult irreversible = project.run({u"new"_s, u"one way"_s, u"--irreversible"_s});
    COMPARE_CODE(irreversible, 0);
    const CliResult patterns = project.run({u"new"_s, u"--list"_s});
    COMPARE_CODE(patterns, 0);
    QVERIFY(patterns.out.startsWith(u"empty "_s));
    COMPARE_CODE(project.run({u"new"_s, u"../../etc/passwd\n"_s}), 2);
}

void TestCli::checklistTicksAndWaives()
{
    const CliProject project;
    const CliResult open = project.run({u"checklist"_s});
    COMPARE_CODE(open, 0);
    HOLDS(open.out, u"Deploy: before"_s);
    HOLDS(project.steady(open.out), u"open  application-works"_s);

    COMPARE_CODE(project.run({u"checklist"_s, u"tick"_s, u"application-works"_s, u"--note"_s, u"clicked through"_s}), 0);
    const QString ticked = project.steady(project.run({u"checklist"_s}).out);
    HOLDS(ticked, u"done  application-works"_s);
    HOLDS(ticked, u"ME, TIME: clicked through"_s);

    COMPARE_CODE(project.run({u"checklist"_s, u"untick"_s, u"application-works"_s}), 0);
    HOLDS(project.steady(project.run({u"checklist"_s}).out), u"open  application-works"_s);

    COMPARE_CODE(project.run({u"checklist"_s, u"waive"_s, u"edge-cases"_s, u"--reason"_s, u"none are known"_s}), 0);
    HOLDS(project.steady(project.run({u"checklist"_s}).out), u"waived  edge-cases"_s);

    const CliResult unknown = project.run({u"checklist"_s, u"tick"_s, u"nonsense"_s});
    COMPARE_CODE(unknown, 2);
    HOLDS(unknown.err, u"it knows: schema-documented"_s);
    // An automatic item is shown, not ticked.
    COMPARE_CODE(project.run({u"checklist"_s, u"tick"_s, u"rollback-tested"_s}), 2);
}

void TestCli::reviewSigns()
{
    const CliProject project;
    const CliResult before = project.run({u"review"_s});
    COMPARE_CODE(before, 0);
    HOLDS(before.out, u"INSERT INTO orders (total) VALUES (10)"_s);
    HOLDS(before.out, u"0 reviews of 0 wanted"_s);
    COMPARE_CODE(project.run({u"review"_s, u"--sign"_s, u"--note"_s, u"read it all"_s}), 0);
    HOLDS(project.steady(project.run({u"review"_s}).out), u"reviewed by ME, TIME UTC: read it all\n1 review of 0 wanted\n"_s);
    // Other content, other review.
    project.write(u"migrations/0003_first_orders.sql"_s, "-- One order.\nINSERT INTO orders (total) VALUES (30);\n");
    HOLDS(project.run({u"review"_s}).out, u"0 reviews of 0 wanted"_s);
}

void TestCli::logTellsItsChain()
{
    const CliProject project;
    HOLDS(project.run({u"log"_s}).out, u"0 entries, chain whole"_s);
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, Yes}), 0);
    const CliResult result = project.run({u"log"_s});
    COMPARE_CODE(result, 0);
    HOLDS(result.out, u"intent"_s);
    HOLDS(result.out, u"committed"_s);
    HOLDS(result.out, u"entries, chain whole, last "_s);
}

void TestCli::brokenLogIsNoticed()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, Yes}), 0);
    QByteArray log = project.read(u".lockkeeper/audit.jsonl"_s);
    QVERIFY(log.contains("development"));
    project.write(u".lockkeeper/audit.jsonl"_s, log.replace("development", "elsewhere"));
    const CliResult result = project.run({u"log"_s});
    QVERIFY(result.code != 0);
    HOLDS(result.err, u"audit.jsonl"_s);
}

void TestCli::reportAsPageAndMarkdown()
{
    const CliProject project;
    const CliResult none = project.run({u"report"_s});
    COMPARE_CODE(none, 2);
    HOLDS(none.err, u"there was no run yet"_s);
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0002"_s, Yes}), 0);

    const CliResult page = project.run({u"report"_s});
    COMPARE_CODE(page, 0);
    QVERIFY(page.out.startsWith(u"<!DOCTYPE html>"_s));
    QVERIFY(page.out.endsWith(u"</html>\n"_s));
    HOLDS(page.out, u"<tr><th>Outcome</th><td>committed</td></tr>"_s);
    HOLDS(page.out, u"<tr><th>Migrations</th><td>0001, 0002</td></tr>"_s);
    HOLDS(page.out, u"Verification: passed"_s);
    HOLDS(page.out, u"<td>intent</td>"_s);

    const CliResult markdown = project.run({u"report"_s, u"--output"_s, u"md"_s});
    COMPARE_CODE(markdown, 0);
    QVERIFY(markdown.out.startsWith(u"# Apply of 0001, 0002\n"_s));
    HOLDS(markdown.out, u"| Outcome | committed |"_s);

    const QString list = project.run({u"report"_s, u"--list"_s}).out;
    const QString id = list.section(u'\n', 1, 1).section(u' ', 0, 0);
    COMPARE_CODE(project.run({u"report"_s, id}), 0);
    COMPARE_CODE(project.run({u"report"_s, u"no-such-run"_s}), 2);
}

void TestCli::formatsAndDoctor()
{
    const CliProject project;
    const CliResult formats = project.run({u"formats"_s});
    COMPARE_CODE(formats, 0);
    HOLDS(project.steady(formats.out), u"sqlx  SQLx  sqlite, postgresql, mysql, mariadb  _sqlx_migrations  migrations  own file  yes  run  lockkeeper  postgresql, mysql, mariadb\n"_s);
    HOLDS(project.steady(formats.out), u"plain  Plain numbered SQL  sqlite, postgresql, mysql, mariadb  lockkeeper_migrations  migrations  in the file  yes  run  lockkeeper  none\n"_s);
    HOLDS(project.steady(formats.out), u"liquibase  Liquibase  sqlite, postgresql, mysql, mariadb  DATABASECHANGELOG  db/changelog  in the file  yes  run  lockkeeper, programs by the tool  sqlite, postgresql, mysql, mariadb\n"_s); // Liquibase: SQL, and XML, YAML, JSON
    HOLDS(project.steady(formats.out), u"alembic  Alembic  sqlite, postgresql, mysql, mariadb  alembic_version  migrations/versions  in the file  no  a graph  the tool  by the tool\n"_s);
    const CliResult doctor = project.run({u"doctor"_s});
    COMPARE_CODE(doctor, 0);
    HOLDS(doctor.out, u"ok    Connection"_s);
}

void TestCli::controlCharactersAreWrittenOut()
{
    const CliProject project;
    COMPARE_CODE(project.run({u"apply"_s, u"--to"_s, u"0001"_s, Yes}), 0);
    TestDatabase(project.database()).run("UPDATE lockkeeper_migrations SET applied_by = 'eve' || char(27) || '[2J' || char(10)");
    const CliResult result = project.run({u"status"_s});
    QVERIFY(!result.out.contains(u'\x1b'));
    HOLDS(result.out, u"eve\\x1b[2J\\n"_s);
}

void TestCli::quietSaysOnlyResults()
{
    const CliProject project;
    const CliResult result = project.run({u"-q"_s, u"apply"_s, u"--to"_s, u"0001"_s, Yes});
    COMPARE_CODE(result, 0);
    QCOMPARE(project.steady(result.out), u"Applied 1 migration in N ms.\nVerification passed.\n"_s);
    QVERIFY(result.err.isEmpty());
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
