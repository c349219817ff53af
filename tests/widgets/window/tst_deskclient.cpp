// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/deskclient.h"

#include <QSignalSpy>
#include <QTest>

using namespace lk;

class TestDeskClient : public QObject
{
    Q_OBJECT

private slots:
    void answersComeBackInThisThread();
    void newerJobReplacesTheLane();
    void droppedAnswersAreNotTold();
    void contextThatIsGoneIsNotCalled();
    void eventsComeInOrderAndInBatches();
    void cancelActsAtOnce();
    void cancelWakesWhatIsPaused();
    void actingJobIsTold();
    void destroyedWhileBusy();
};

void TestDeskClient::answersComeBackInThisThread()
{
    DeskClient client;
    QThread *worker = nullptr;
    int answer = 0;
    QThread *told = nullptr;
    client.run(
        {}, this,
        [&worker](JobScope &) {
            worker = QThread::currentThread();
            return 42;
        },
        [&](int value) {
            answer = value;
            told = QThread::currentThread();
        });
    QCOMPARE(answer, 0); // run() returns before anything was done
    QTRY_COMPARE(answer, 42);
    QVERIFY(worker != QThread::currentThread());
    QCOMPARE(told, QThread::currentThread());
    QTRY_VERIFY(client.isIdle());
}

void TestDeskClient::newerJobReplacesTheLane()
{
    DeskClient client;
    std::atomic<int> done = 0;
    QList<int> answers;
    std::atomic<bool> go = false;
    client.run(
        {}, this,
        [&go](JobScope &) {
            while (!go)
                QThread::msleep(1);
            return 0;
        },
        [](int) {});
    for (int number = 1; number <= 5; ++number) {
        client.run(
            {{}, QStringLiteral("plan")}, this,
            [&done, number](JobScope &) {
                ++done;
                return number;
            },
            [&answers](int answer) { answers << answer; });
    }
    client.run(
        {{}, QStringLiteral("other")}, this, [](JobScope &) { return 99; },
        [&answers](int answer) { answers << answer; });
    go = true;
    QTRY_VERIFY(client.isIdle());
    QCOMPARE(answers, (QList<int>{5, 99}));
    QCOMPARE(done.load(), 1); // what nobody waits for is not even begun
}

void TestDeskClient::droppedAnswersAreNotTold()
{
    DeskClient client;
    std::atomic<bool> go = false;
    std::atomic<bool> ended = false;
    bool told = false;
    client.run(
        {}, this,
        [&](JobScope &) {
            while (!go)
                QThread::msleep(1);
            ended = true;
            return 1;
        },
        [&told](int) { told = true; });
    QTest::qWait(20);
    client.dropAll();
    go = true;
    QTRY_VERIFY(client.isIdle());
    QVERIFY(ended);
    QVERIFY(!told);
}

void TestDeskClient::contextThatIsGoneIsNotCalled()
{
    DeskClient client;
    auto context = std::make_unique<QObject>();
    bool told = false;
    client.run(
        {}, context.get(), [](JobScope &) { return 1; }, [&told](int) { told = true; });
    context.reset();
    QTRY_VERIFY(client.isIdle());
    QVERIFY(!told);
}

void TestDeskClient::eventsComeInOrderAndInBatches()
{
    DeskClient client;
    std::vector<int> seen;
    int batches = 0;
    bool doneBeforeLastEvent = false;
    constexpr int count = 20'000;
    connect(&client, &DeskClient::happened, this, [&](int, const std::vector<RunEvent> &events) {
        ++batches;
        for (const RunEvent &event : events)
            seen.push_back(std::get<StatementDone>(event.what).number);
    });
    bool done = false;
    client.run(
        {}, this,
        [](JobScope &scope) {
            for (int number = 0; number < count; ++number)
                scope.events({QDateTime(), StatementDone{0, {}, number, 0, -1}});
            return 0;
        },
        [&](int) {
            done = true;
            doneBeforeLastEvent = seen.size() < count;
        });
    QTRY_VERIFY(done);
    QVERIFY(!doneBeforeLastEvent);
    QCOMPARE(seen.size(), size_t(count));
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    QVERIFY2(batches < 500, qPrintable(QString::number(batches)));
}

void TestDeskClient::cancelActsAtOnce()
{
    DeskClient client;
    bool told = false;
    const int job = client.run(
        {QStringLiteral("long"), {}, true, true}, this,
        [](JobScope &scope) {
            while (!scope.control.cancelled())
                QThread::msleep(1);
            return 1;
        },
        [&told](int) { told = true; });
    QTest::qWait(20);
    QVERIFY(!told);
    client.cancel(job);
    QTRY_VERIFY(told);
}

void TestDeskClient::cancelWakesWhatIsPaused()
{
    DeskClient client;
    std::atomic<int> turns = 0;
    bool told = false;
    const int job = client.run(
        {QStringLiteral("long"), {}, true, true}, this,
        [&turns](JobScope &scope) {
            while (!scope.control.cancelled()) {
                scope.control.waitWhilePaused();
                ++turns;
                QThread::msleep(1);
            }
            return 1;
        },
        [&told](int) { told = true; });
    QTRY_VERIFY(turns > 3);
    client.pause(job, true);
    QTest::qWait(30);
    const int paused = turns;
    QTest::qWait(60);
    QCOMPARE(turns.load(), paused);
    client.pause(job, false);
    QTRY_VERIFY(turns > paused);
    client.pause(job, true);
    client.cancel(job);
    QTRY_VERIFY(told);
}

void TestDeskClient::actingJobIsTold()
{
    DeskClient client;
    QSignalSpy changed(&client, &DeskClient::actingChanged);
    std::atomic<bool> go = false;
    const int job = client.run(
        {QStringLiteral("Rehearsing 0009"), {}, true, true}, this,
        [&go](JobScope &) {
            while (!go)
                QThread::msleep(1);
            return 1;
        },
        [](int) {});
    client.run(
        {}, this, [](JobScope &) { return 1; }, [](int) {});
    QCOMPARE(client.actingJob(), job);
    QCOMPARE(client.titleOf(job), QStringLiteral("Rehearsing 0009"));
    QVERIFY(client.isCancellable(job));
    go = true;
    QTRY_VERIFY(client.isIdle());
    QCOMPARE(client.actingJob(), 0);
    QCOMPARE(changed.count(), 2);
}

void TestDeskClient::destroyedWhileBusy()
{
    QElapsedTimer watch;
    watch.start();
    bool told = false;
    {
        DeskClient client;
        client.run(
            {QStringLiteral("long"), {}, true, true}, this,
            [](JobScope &scope) {
                while (!scope.control.cancelled())
                    QThread::msleep(1);
                return 1;
            },
            [&told](int) { told = true; });
        QTest::qWait(20);
    }
    QVERIFY(watch.elapsed() < 5000);
    QCoreApplication::processEvents();
    QVERIFY(!told);
}

QTEST_GUILESS_MAIN(TestDeskClient)
#include "tst_deskclient.moc"
