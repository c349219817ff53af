// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/run/planexecutor.h"
#include "tests/support/faultysession.h"
#include "tests/support/opendesk.h"

#include <QTest>

using namespace lk;

/// The run is made to fail at every single call; after each, the database must hold whole steps and their rows, nothing else.
class TestFaults : public QObject
{
    Q_OBJECT

private slots:
    void everyCallFails_data();
    void everyCallFails();
};

namespace {

void writeThree(const TemporaryProject &project)
{
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_a.sql"), "CREATE TABLE a (id INTEGER PRIMARY KEY);\nINSERT INTO a VALUES (1), (2);\n");
    project.write(QStringLiteral("migrations/0002_rebuild.sql"),
                  "PRAGMA foreign_keys = OFF;\nCREATE TABLE a_new (id INTEGER PRIMARY KEY, x TEXT);\nINSERT INTO a_new (id) SELECT id FROM a;\nDROP TABLE a;\n"
                  "ALTER TABLE a_new RENAME TO a;\n");
    project.write(QStringLiteral("migrations/0003_b.sql"), "CREATE TABLE b (id INTEGER PRIMARY KEY);\nUPDATE a SET x = 'y' WHERE id = 1;\n");
}

struct Ran {
    Execution execution;
    int calls = 0;
};

Ran runWithFault(const TemporaryProject &project, int failAt)
{
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    if (!plan)
        qFatal("plan: %s", qPrintable(plan.error().text()));
    auto session = desk->engine().open(desk->target(), Access::ReadWrite, true);
    if (!session)
        qFatal("open: %s", qPrintable(session.error().text()));
    FaultySession faulty(**session, failAt);
    RunControl control;
    PlanExecutor executor(desk->engine(), faulty, control, {}, {QStringLiteral("tester"), systemClock(), true, true, 0, nullptr});
    const Execution execution = executor.execute(*plan);
    return {execution, faulty.calls()};
}

} // namespace

void TestFaults::everyCallFails_data()
{
    TemporaryProject project;
    writeThree(project);
    const Ran whole = runWithFault(project, 0);
    QVERIFY2(!whole.execution.error, whole.execution.error ? qPrintable(whole.execution.error->text()) : "");
    QVERIFY(whole.calls > 15);

    QTest::addColumn<int>("failAt");
    for (int i = 1; i <= whole.calls; ++i)
        QTest::addRow("call %d", i) << i;
}

void TestFaults::everyCallFails()
{
    QFETCH(int, failAt);
    TemporaryProject project;
    writeThree(project);
    const Ran ran = runWithFault(project, failAt);
    QVERIFY(ran.execution.error);

    const QString file = project.path(QStringLiteral("shop.db"));
    const QString tracking = sqliteSays(file, "SELECT count(*) FROM sqlite_schema WHERE name = 'lockkeeper_migrations'");
    const int recorded = tracking == QStringLiteral("1") ? sqliteSays(file, "SELECT count(*) FROM lockkeeper_migrations").toInt() : 0;
    const QString tables = sqliteSays(file, "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'lockkeeper_migrations' ORDER BY name)");
    const QString columns = sqliteSays(file, "SELECT count(*) FROM pragma_table_info('a')");
    static const QStringList tablesAfter{QString(), QStringLiteral("a"), QStringLiteral("a"), QStringLiteral("a,b")};
    static const QStringList columnsAfter{QStringLiteral("0"), QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("2")};
    QCOMPARE(tables, tablesAfter[recorded]);
    QCOMPARE(columns, columnsAfter[recorded]);
    if (recorded > 0)
        QCOMPARE(sqliteSays(file, "SELECT count(*) FROM a"), QStringLiteral("2"));
    QCOMPARE(sqliteSays(file, "PRAGMA integrity_check"), QStringLiteral("ok"));
    // Also a fault after the commit (putting the session back) does not unsay what was committed.
    QCOMPARE(ran.execution.stepsDone, recorded);
    QVERIFY(ran.execution.outcome == Outcome::RolledBack || ran.execution.outcome == Outcome::Committed);
}

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
