// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/cliproject.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace lk;
using namespace Qt::StringLiterals;

/// The real program, ended in the middle of a long statement: by kill -9, and by Ctrl-C.
class TestKill : public QObject
{
    Q_OBJECT

private slots:
    void killedInTheMiddle();
    void interruptedInTheMiddle();
    void readerWentAway();
};

namespace {

#define COMPARE_CODE(result, expected)                                                                                                     \
    do {                                                                                                                                   \
        const CliResult once = (result);                                                                                                   \
        QVERIFY2(once.code == (expected), qPrintable(u"exit %1\n%2\n%3"_s.arg(once.code).arg(once.out, once.err)));                      \
    } while (false)

/// Three migrations; the second writes a table and then counts for minutes.
void writeLongRun(const CliProject &project)
{
    project.write(u"migrations/0002_index.sql"_s,
                  "-- Long.\n-- Up\nCREATE TABLE half (x INTEGER);\nINSERT INTO half SELECT 1 FROM orders;\n"
                  "WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) INSERT INTO half SELECT i FROM n WHERE i % 1000 = 0;\n"
                  "-- Down\nDROP TABLE half;\n");
}

/// Reads events until the long statement of 0002 has begun.
bool waitForLongStatement(QProcess &process, QByteArray &seen)
{
    const QDeadlineTimer deadline(60'000);
    while (!deadline.hasExpired()) {
        while (process.canReadLine()) {
            const QByteArray line = process.readLine();
            seen += line;
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            if (event[u"event"_s].toString() == u"statement_started" && event[u"version"_s].toString() == u"0002" && event[u"sql"_s].toString().startsWith(u"WITH n"_s))
                return true;
        }
        if (!process.waitForReadyRead(1000) && process.state() == QProcess::NotRunning)
            return false;
    }
    return false;
}

void checkThatOnlyTheFirstStayed(const CliProject &project)
{
    TestDatabase database(project.database());
    QCOMPARE(database.value("PRAGMA integrity_check"), u"ok"_s);
    QCOMPARE(database.rows("SELECT version FROM lockkeeper_migrations"), QStringList{u"1"_s});
    QCOMPARE(database.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'lock%' AND name NOT LIKE 'sqlite%'"), QStringList{u"orders"_s});
    QCOMPARE(database.value("SELECT count(*) FROM orders"), u"0"_s);
}

} // namespace

void TestKill::killedInTheMiddle()
{
    const CliProject project;
    writeLongRun(project);
    QProcess process;
    process.start(cliProgram(), {u"-C"_s, project.folder(), u"apply"_s, u"--yes"_s, u"--json"_s});
    QVERIFY2(process.waitForStarted(), qPrintable(process.errorString()));
    QByteArray seen;
    const bool begun = waitForLongStatement(process, seen);
    if (begun)
        QTest::qSleep(200); // well inside of it: pages were written
    process.kill();
    QVERIFY(process.waitForFinished());
    QVERIFY2(begun, seen.constData());
    QCOMPARE(process.exitStatus(), QProcess::CrashExit);

    // The next start says what happened, and what the database says now.
    const CliResult status = project.program({u"status"_s});
    COMPARE_CODE(status, 0);
    QVERIFY2(status.out.contains(u"1 applied, 2 pending"_s), qPrintable(status.out));
    QVERIFY2(status.err.contains(u"warning: a run (up, started "_s), qPrintable(status.err));
    QVERIFY2(status.err.contains(u"0001: committed"_s), qPrintable(status.err));
    QVERIFY2(status.err.contains(u"0002: nothing of it stayed"_s), qPrintable(status.err));
    checkThatOnlyTheFirstStayed(project);

    // No lock is left that would keep the next run out, and after it the old story is closed.
    project.write(u"migrations/0002_index.sql"_s, "-- Finds orders by their total.\nCREATE INDEX IF NOT EXISTS orders_total ON orders (total);\n");
    COMPARE_CODE(project.program({u"apply"_s, u"--yes"_s}), 0);
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM lockkeeper_migrations"), u"3"_s);
    const CliResult after = project.program({u"status"_s});
    COMPARE_CODE(after, 0);
    QVERIFY2(!after.err.contains(u"warning"_s), qPrintable(after.err));
}

void TestKill::interruptedInTheMiddle()
{
    const CliProject project;
    writeLongRun(project);
    QProcess process;
    process.start(cliProgram(), {u"-C"_s, project.folder(), u"apply"_s, u"--yes"_s, u"--json"_s});
    QVERIFY2(process.waitForStarted(), qPrintable(process.errorString()));
    QByteArray seen;
    const bool begun = waitForLongStatement(process, seen);
    if (begun)
        ::kill(pid_t(process.processId()), SIGINT);
    else
        process.kill();
    QVERIFY(process.waitForFinished());
    QVERIFY2(begun, seen.constData());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    const QByteArray words = process.readAllStandardError();
    QVERIFY2(words.contains("cancelled"), words.constData());
    const QByteArray events = seen + process.readAllStandardOutput();
    QVERIFY2(events.contains("\"outcome\":\"rolled back\""), events.constData());
    checkThatOnlyTheFirstStayed(project);
    const CliResult status = project.program({u"status"_s});
    QVERIFY2(!status.err.contains(u"warning"_s), qPrintable(status.err)); // it had its last word
}

void TestKill::readerWentAway()
{
    const CliProject project;
    QProcess process;
    process.start(cliProgram(), {u"-C"_s, project.folder(), u"apply"_s, u"--yes"_s, u"--json"_s});
    QVERIFY2(process.waitForStarted(), qPrintable(process.errorString()));
    process.closeReadChannel(QProcess::StandardOutput); // as `| head -0` does
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QCOMPARE(TestDatabase(project.database()).value("SELECT count(*) FROM lockkeeper_migrations"), u"3"_s);
}

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
