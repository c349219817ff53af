// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/planexecutor.h"
#include "tests/support/opendesk.h"

#include <QTest>

#include <thread>

using namespace lk;

class TestPlanExecutor : public QObject
{
    Q_OBJECT

private slots:
    void tellsEveryStepAndStatement();
    void pausesBetweenStatements();
    void manyStatementsReportProgressInstead();
    void endedTransactionStopsTheRun();
    void brokenReferencesDoNotCommit();
    void journalHoldsTheRun();
};

namespace {

QString nameOf(const RunEvent &event)
{
    return toJson(event)[QStringLiteral("event")].toString();
}

Execution run(Desk &desk, RunControl &control, const EventSink &sink)
{
    const auto plan = desk.plan({});
    if (!plan)
        qFatal("plan: %s", qPrintable(plan.error().text()));
    auto session = desk.engine().open(desk.target(), Access::ReadWrite, true);
    if (!session)
        qFatal("open: %s", qPrintable(session.error().text()));
    return PlanExecutor(desk.engine(), **session, control, sink, {QStringLiteral("tester"), systemClock(), true, true, 0, nullptr}).execute(*plan);
}

} // namespace

void TestPlanExecutor::tellsEveryStepAndStatement()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_a.sql"), "CREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1), (2);\n");
    auto desk = openDesk(project);
    QStringList names;
    qint64 rows = -1;
    RunControl control;
    const Execution execution = run(*desk, control, [&](const RunEvent &event) {
        names << nameOf(event);
        if (const auto *done = std::get_if<StatementDone>(&event.what); done && done->rows == 2)
            rows = done->rows;
    });
    QCOMPARE(execution.outcome, Outcome::Committed);
    QCOMPARE(rows, 2);
    QCOMPARE(names.first(), QStringLiteral("run_started"));
    QCOMPARE(names.last(), QStringLiteral("run_done"));
    QCOMPARE(names.count(QStringLiteral("statement_started")), names.count(QStringLiteral("statement_done")));
    QVERIFY(names.indexOf(QStringLiteral("step_done")) > names.lastIndexOf(QStringLiteral("statement_done")));
}

void TestPlanExecutor::pausesBetweenStatements()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_a.sql"), "CREATE TABLE a (id INTEGER);\nCREATE TABLE b (id INTEGER);\n");
    auto desk = openDesk(project);
    RunControl control;
    control.pause();
    QStringList names;
    std::thread other;
    const Execution execution = run(*desk, control, [&](const RunEvent &event) {
        names << nameOf(event);
        if (const auto *paused = std::get_if<RunPaused>(&event.what); paused && paused->paused)
            other = std::thread([&control] { std::this_thread::sleep_for(std::chrono::milliseconds(30)); control.resume(); });
    });
    other.join();
    QCOMPARE(execution.outcome, Outcome::Committed);
    QVERIFY(names.contains(QStringLiteral("paused")));
    QVERIFY(names.indexOf(QStringLiteral("resumed")) > names.indexOf(QStringLiteral("paused")));
}

void TestPlanExecutor::manyStatementsReportProgressInstead()
{
    TemporaryProject project;
    project.writePlainProject();
    QByteArray script = "CREATE TABLE a (id INTEGER);\n";
    for (int i = 0; i < 2000; ++i)
        script += "INSERT INTO a VALUES (1);\n";
    project.write(QStringLiteral("migrations/0001_a.sql"), script);
    auto desk = openDesk(project);
    int events = 0;
    RunControl control;
    QCOMPARE(run(*desk, control, [&](const RunEvent &) { ++events; }).outcome, Outcome::Committed);
    QVERIFY2(events < 500, QByteArray::number(events));
    QCOMPARE(sqliteSays(project.path(QStringLiteral("shop.db")), "SELECT count(*) FROM a"), QStringLiteral("2000"));
}

void TestPlanExecutor::endedTransactionStopsTheRun()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_a.sql"), "CREATE TABLE a (id INTEGER);\nCOMMIT;\nCREATE TABLE b (id INTEGER);\n");
    auto desk = openDesk(project);
    RunControl control;
    const Execution execution = run(*desk, control, {});
    QCOMPARE(execution.outcome, Outcome::PartlyApplied);
    QCOMPARE(execution.error->where.line, 2);
    QCOMPARE(sqliteSays(project.path(QStringLiteral("shop.db")), "SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), QStringLiteral("0"));
}

void TestPlanExecutor::brokenReferencesDoNotCommit()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_a.sql"),
                  "PRAGMA foreign_keys = OFF;\nCREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c (p INTEGER REFERENCES p (id));\nINSERT INTO c VALUES (7);\n");
    auto desk = openDesk(project);
    RunControl control;
    const Execution execution = run(*desk, control, {});
    QCOMPARE(execution.outcome, Outcome::RolledBack);
    QVERIFY2(execution.error->what.contains(QStringLiteral("broken references")), qPrintable(execution.error->text()));
    QCOMPARE(sqliteSays(project.path(QStringLiteral("shop.db")), "SELECT count(*) FROM sqlite_schema"), QStringLiteral("0"));
}

void TestPlanExecutor::journalHoldsTheRun()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_a.sql"), "CREATE TABLE a (id INTEGER);\n");
    auto desk = openDesk(project);
    applyAll(*desk);
    const QStringList journals = project.files().filter(QStringLiteral(".lockkeeper/journals/"));
    QCOMPARE(journals.size(), 1);
    const QByteArray text = project.read(journals.first());
    QVERIFY(text.startsWith("{"));
    QVERIFY(text.split('\n').first().contains("\"intent\""));
    QVERIFY(text.contains("\"run_done\""));
    QVERIFY(desk->interruptedRuns().empty());

    // The same journal, cut off by a crash of another process.
    QByteArray cut = text.left(text.indexOf("{", text.indexOf("step_started")));
    cut.replace("\"pid\":" + QByteArray::number(QCoreApplication::applicationPid()), "\"pid\":0");
    project.write(journals.first(), cut + "{\"event\":\"st");
    const auto interrupted = desk->interruptedRuns();
    QCOMPARE(interrupted.size(), size_t(1));
    QCOMPARE(interrupted.front().findings, QStringList{QStringLiteral("0001: committed")});
    QVERIFY(desk->closeInterrupted(interrupted.front().id));
    QVERIFY(desk->interruptedRuns().empty());
}

QTEST_GUILESS_MAIN(TestPlanExecutor)
#include "tst_planexecutor.moc"
