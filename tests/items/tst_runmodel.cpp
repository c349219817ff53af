// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/runmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

RunEvent told(decltype(RunEvent::what) what)
{
    return {QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC), std::move(what)};
}

Plan plan(int statements)
{
    Plan made;
    made.fingerprint = u"f1"_s;
    for (const QString &version : {u"0010"_s, u"0011"_s}) {
        PlanStep step;
        step.migration.version = version;
        step.statements.resize(size_t(statements));
        made.steps.push_back(step);
    }
    return made;
}

RunModel::RowState stateOf(const QModelIndex &index)
{
    return RunModel::RowState(index.data(RunModel::StateRole).toInt());
}

} // namespace

class TestRunModel : public QObject
{
    Q_OBJECT

private slots:
    void followsARun()
    {
        RunModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPlan(plan(2));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(stateOf(model.index(0, 0)), RunModel::RowState::Waiting);
        model.add({told(RunStarted{u"f1"_s, u"up"_s, 2, 4}), told(StepStarted{0, u"0010"_s, u"a.sql"_s, 2}),
                   told(StatementStarted{0, u"0010"_s, 1, 3, u"CREATE TABLE a"_s})});
        QVERIFY(model.running());
        const QModelIndex first = model.index(0, 0, model.index(0, 0));
        QCOMPARE(model.current(), first);
        QCOMPARE(stateOf(first), RunModel::RowState::Running);
        QCOMPARE(first.data(RunModel::LineRole).toLongLong(), 3);
        QVERIFY(!first.data(RunModel::MsRole).isValid());
        model.add({told(StatementDone{0, u"0010"_s, 1, 12.5, 7}), told(StatementStarted{0, u"0010"_s, 2, 4, u"x"_s}),
                   told(StatementDone{0, u"0010"_s, 2, 1, -1}), told(StepDone{0, u"0010"_s, Outcome::Committed, 20})});
        QCOMPARE(stateOf(first), RunModel::RowState::Done);
        QCOMPARE(first.data(RunModel::RowsRole).toLongLong(), 7);
        QCOMPARE(model.index(0, RunModel::TimeColumn, model.index(0, 0)).data().toString(), u"13 ms"_s);
        QCOMPARE(stateOf(model.index(0, 0)), RunModel::RowState::Done);
        QCOMPARE(model.statementsDone(), 2);
        QCOMPARE(model.statementsTotal(), 4);
    }

    void tellsFailuresAndTheOutcome()
    {
        RunModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy outcome(&model, &RunModel::outcomeChanged);
        model.setPlan(plan(1));
        Error error;
        error.what = u"no such table: b"_s;
        model.add({told(RunStarted{u"f1"_s, u"up"_s, 2, 2}), told(StepStarted{0, u"0010"_s, {}, 1}),
                   told(StatementStarted{0, u"0010"_s, 1, 1, u"DROP TABLE b"_s}), told(RunNotice{0, u"a notice"_s}),
                   told(RunFailed{0, 1, error}), told(StepDone{0, u"0010"_s, Outcome::RolledBack, 3}),
                   told(RunDone{Outcome::RolledBack, 0, 4})});
        QCOMPARE(outcome.count(), 1);
        QCOMPARE(model.outcome(), Outcome::RolledBack);
        QVERIFY(!model.running());
        QCOMPARE(stateOf(model.index(0, 0)), RunModel::RowState::RolledBack);
        const QModelIndex statement = model.index(0, 0, model.index(0, 0));
        QCOMPARE(stateOf(statement), RunModel::RowState::Failed);
        QVERIFY(statement.data(RunModel::ErrorRole).toString().contains(u"no such table"));
        QCOMPARE(RunModel::RowKind(model.index(1, 0, model.index(0, 0)).data(RunModel::KindRole).toInt()),
                 RunModel::RowKind::Notice);
        QCOMPARE(stateOf(model.index(1, 0)), RunModel::RowState::Waiting);
    }

    void staysBounded_data()
    {
        QTest::addColumn<int>("batch");
        QTest::newRow("one by one") << 1;
        QTest::newRow("batches") << 97;
        QTest::newRow("all at once") << 1'000'000;
    }

    void staysBounded()
    {
        QFETCH(int, batch);
        RunModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const int statements = RunModel::maximumRowsPerStep * 2 + 5;
        model.setPlan(plan(statements));
        std::vector<RunEvent> events{told(StepStarted{0, u"0010"_s, {}, statements})};
        for (int number = 1; number <= statements; ++number) {
            events.push_back(told(StatementStarted{0, u"0010"_s, number, number, u"x"_s}));
            events.push_back(told(StatementDone{0, u"0010"_s, number, 1, 0}));
            if (int(events.size()) >= batch) {
                model.add(events);
                events.clear();
            }
        }
        model.add(events);
        const QModelIndex step = model.index(0, 0);
        QCOMPARE(model.rowCount(step), RunModel::maximumRowsPerStep);
        const QModelIndex last = model.index(RunModel::maximumRowsPerStep - 1, 0, step);
        QCOMPARE(last.data(RunModel::NumberRole).toInt(), statements);
        QCOMPARE(stateOf(last), RunModel::RowState::Done);
        QCOMPARE(model.statementsDone(), statements);
    }

    void expectsWhatTheRehearsalTook()
    {
        RunModel model;
        Rehearsal rehearsal;
        rehearsal.fingerprint = u"f1"_s;
        RehearsedStatement seen;
        seen.version = u"0010"_s;
        seen.number = 1;
        seen.ms = 40;
        rehearsal.statements = {seen};
        model.setPlan(plan(1), rehearsal);
        model.add({told(StepStarted{0, u"0010"_s, {}, 1}), told(StatementStarted{0, u"0010"_s, 1, 1, u"x"_s})});
        const QModelIndex statement = model.index(0, 0, model.index(0, 0));
        QCOMPARE(statement.data(RunModel::ExpectedMsRole).toDouble(), 40.0);
        QCOMPARE(statement.siblingAtColumn(RunModel::TimeColumn).data().toString(), u"expected 40 ms"_s);
    }

    void survivesEventsOfUnknownSteps()
    {
        RunModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.add({told(StatementDone{3, u"x"_s, 1, 1, 1}), told(RunFailed{-1, 0, {}}),
                   told(StepStarted{1, u"0002"_s, {}, 1})});
        QCOMPARE(model.rowCount(), 2);
        QVERIFY(model.error().has_value());
    }
};

QTEST_GUILESS_MAIN(TestRunModel)
#include "tst_runmodel.moc"
