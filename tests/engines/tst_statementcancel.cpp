// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/statementcancel.h"

#include <QTest>

#include <atomic>

using namespace lk;

/// A cancel reaches a statement whenever it comes, and only while one runs.
class TestStatementCancel : public QObject
{
    Q_OBJECT

private slots:
    void reachesTheRunningStatement();
    void reachesTheStatementThatBeginsLater();
    void repeatsUntilItHasEnded();
    void leavesTheRestAlone();
    void endsWithoutACancel();
};

void TestStatementCancel::reachesTheRunningStatement()
{
    std::stop_source source;
    std::atomic<int> calls = 0;
    StatementCancel cancel(source.get_token(), [&] { ++calls; });
    const StatementCancel::Running running(cancel);
    QCOMPARE(calls.load(), 0);
    source.request_stop();
    QTRY_VERIFY(calls > 0);
}

void TestStatementCancel::reachesTheStatementThatBeginsLater()
{
    std::stop_source source;
    std::atomic<int> calls = 0;
    StatementCancel cancel(source.get_token(), [&] { ++calls; });
    source.request_stop();
    const StatementCancel::Running running(cancel);
    QTRY_VERIFY(calls > 0);
}

void TestStatementCancel::repeatsUntilItHasEnded()
{
    std::stop_source source;
    std::atomic<int> calls = 0;
    StatementCancel cancel(source.get_token(), [&] { ++calls; });
    const StatementCancel::Running running(cancel);
    source.request_stop();
    QTRY_VERIFY(calls >= 3); // the first ones may have come before the engine began
}

void TestStatementCancel::leavesTheRestAlone()
{
    std::stop_source source;
    std::atomic<int> calls = 0;
    std::atomic<bool> inside = false;
    std::atomic<bool> hitOutside = false;
    StatementCancel cancel(source.get_token(), [&] {
        ++calls;
        if (!inside)
            hitOutside = true;
    });
    source.request_stop();
    for (int i = 0; i < 50; ++i) {
        inside = true;
        {
            const StatementCancel::Running running(cancel);
            const int before = calls;
            QTRY_VERIFY(calls > before);
        }
        inside = false; // as a ROLLBACK that follows
        QThread::usleep(200);
    }
    QVERIFY(!hitOutside);
}

void TestStatementCancel::endsWithoutACancel()
{
    std::stop_source source;
    std::atomic<int> calls = 0;
    {
        StatementCancel cancel(source.get_token(), [&] { ++calls; });
        const StatementCancel::Running running(cancel);
    }
    source.request_stop();
    QCOMPARE(calls.load(), 0);
}

QTEST_GUILESS_MAIN(TestStatementCancel)
#include "tst_statementcancel.moc"
