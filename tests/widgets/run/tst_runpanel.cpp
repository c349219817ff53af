// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/runpanel.h"

#include <QLabel>
#include <QProgressBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace lk;

namespace {

RunEvent at(decltype(RunEvent::what) what)
{
    return {QDateTime(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC), std::move(what)};
}

Plan onePlan()
{
    Plan plan;
    plan.fingerprint = QStringLiteral("f");
    PlanStep step;
    step.migration.version = QStringLiteral("0009");
    Statement statement;
    statement.source = "CREATE TABLE a (x)";
    statement.length = statement.source.size();
    statement.number = 1;
    step.statements = {statement};
    plan.steps = {step};
    return plan;
}

} // namespace

class TestRunPanel : public QObject
{
    Q_OBJECT

private slots:
    void followsARun();
    void everyEventHasALine();
    void cancelAndPauseAsk();
};

void TestRunPanel::followsARun()
{
    RunPanel panel;
    panel.show();
    auto *pause = panel.findChild<QToolButton *>(QStringLiteral("pauseRun"));
    auto *reviewed = panel.findChild<QToolButton *>(QStringLiteral("logReviewed"));
    QVERIFY(!pause->isVisible() && !reviewed->isVisible());
    panel.begin(QStringLiteral("Applying 0009"), onePlan(), std::nullopt);
    QVERIFY(panel.running() && pause->isVisible() && !reviewed->isVisible());
    panel.add({at(RunStarted{QStringLiteral("f"), QStringLiteral("up"), 1, 1}),
               at(StepStarted{0, QStringLiteral("0009"), QStringLiteral("a.sql"), 1}),
               at(StatementStarted{0, QStringLiteral("0009"), 1, 3, QStringLiteral("CREATE TABLE a (x)")}),
               at(StatementDone{0, QStringLiteral("0009"), 1, 12, 5})});
    QCOMPARE(panel.findChild<QProgressBar *>()->maximum(), 1);
    QCOMPARE(panel.findChild<QProgressBar *>()->value(), 1);
    QVERIFY(panel.logText().contains(QStringLiteral("CREATE TABLE a (x)")));
    QVERIFY(panel.logText().contains(QStringLiteral("5 rows")));
    panel.end(QStringLiteral("Applied 0009"), true);
    QVERIFY(!panel.running() && !pause->isVisible() && reviewed->isVisible());
    QVERIFY(panel.findChild<QLabel *>(QStringLiteral("runWhat"))->text().contains(QStringLiteral("Applied 0009")));
}

void TestRunPanel::everyEventHasALine()
{
    const std::vector<RunEvent> events{
        at(RunStarted{}),       at(StepStarted{}),
        at(StatementStarted{}), at(StatementDone{}),
        at(StepProgress{}),     at(RunNotice{0, QStringLiteral("n")}),
        at(RunPaused{true}),    at(RunPaused{false}),
        at(StepDone{}),         at(RunFailed{0, 1, {ErrorCode::Failed, QStringLiteral("oops"), {}, {}, {}}}),
        at(RunDone{})};
    for (const RunEvent &event : events)
        QVERIFY(!logLine(event).isEmpty());
    QVERIFY(logLine(events[9]).contains(QStringLiteral("oops")));
}

void TestRunPanel::cancelAndPauseAsk()
{
    RunPanel panel;
    panel.show();
    QSignalSpy pause(&panel, &RunPanel::pauseRequested);
    QSignalSpy cancel(&panel, &RunPanel::cancelRequested);
    panel.begin(QStringLiteral("x"), onePlan(), std::nullopt);
    auto *pauseButton = panel.findChild<QToolButton *>(QStringLiteral("pauseRun"));
    pauseButton->click();
    QCOMPARE(pause.takeFirst().first().toBool(), true);
    panel.showPausing(true);
    QCOMPARE(pauseButton->text(), QStringLiteral("Resume"));
    pauseButton->click();
    QCOMPARE(pause.takeFirst().first().toBool(), false);
    auto *cancelButton = panel.findChild<QToolButton *>(QStringLiteral("cancelRun"));
    cancelButton->click();
    QCOMPARE(cancel.count(), 1);
    panel.showCancelling();
    QVERIFY(!cancelButton->isEnabled());
}

QTEST_MAIN(TestRunPanel)
#include "tst_runpanel.moc"
