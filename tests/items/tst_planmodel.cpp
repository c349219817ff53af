// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/planmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

Plan plan()
{
    Plan made;
    made.fingerprint = u"f1"_s;
    PlanStep step;
    step.migration.version = u"0010"_s;
    step.migration.description = u"orders"_s;
    step.migration.upFile = u"migrations/0010_orders.sql"_s;
    step.transaction = false;
    const QByteArray source = "CREATE TABLE a (id);\nINSERT INTO a\n  SELECT 1;\n";
    const auto add = [&step](const QByteArray &text, qsizetype offset, qsizetype length, const QString &file, qint64 line, StatementOrigin origin) {
        Statement statement;
        statement.source = text;
        statement.offset = offset;
        statement.length = length;
        statement.file = file;
        statement.line = line;
        statement.number = int(step.statements.size()) + 1;
        statement.origin = origin;
        step.statements.push_back(std::move(statement));
    };
    add(source, 0, 19, step.migration.upFile, 1, StatementOrigin::Script);
    add(source, 21, 24, step.migration.upFile, 2, StatementOrigin::Script);
    add("INSERT INTO lockkeeper_migrations", 0, 33, {}, 0, StatementOrigin::Record);
    made.steps.push_back(step);
    return made;
}

Rehearsal rehearsal(const QString &fingerprint)
{
    Rehearsal made;
    made.fingerprint = fingerprint;
    RehearsedStatement second;
    second.version = u"0010"_s;
    second.number = 2;
    second.ms = 1500;
    second.rows = 12'040;
    made.statements = {second};
    RehearsedStep step;
    step.version = u"0010"_s;
    step.ms = 1600;
    made.steps = {step};
    return made;
}

} // namespace

class TestPlanModel : public QObject
{
    Q_OBJECT

private slots:
    void showsStepsAndStatements()
    {
        PlanModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPlan(plan());
        QCOMPARE(model.rowCount(), 1);
        const QModelIndex step = model.index(0, 0);
        QCOMPARE(step.data().toString(), u"0010 orders (outside of a transaction)"_s);
        QCOMPARE(step.siblingAtColumn(PlanModel::PlaceColumn).data().toString(), u"0010_orders.sql"_s);
        QCOMPARE(model.rowCount(step), 3);
        QCOMPARE(model.index(1, 0, step).data().toString(), u"INSERT INTO a SELECT 1"_s);
        QCOMPARE(model.index(1, PlanModel::PlaceColumn, step).data().toString(), u"line 2"_s);
        QCOMPARE(model.index(2, PlanModel::PlaceColumn, step).data().toString(), u"tracking table"_s);
        QCOMPARE(model.index(1, PlanModel::TimeColumn, step).data().toString(), QString());
        QVERIFY(!model.index(1, 0, step).data(PlanModel::RowsRole).isValid());
    }

    void tellsWhatCommitsAtOnce()
    {
        Plan alone = plan();
        PlanStep &first = alone.steps.front();
        first.transaction = true;
        first.statements[1].scope = StatementScope::Alone;
        first.statements[1].cost = u"commits <at once>"_s;
        PlanModel model;
        model.setPlan(alone);
        const QModelIndex step = model.index(0, 0);
        QCOMPARE(step.data().toString(), u"0010 orders (not one transaction)"_s);
        QCOMPARE(model.index(1, 0, step).data(PlanModel::CostRole).toString(), u"commits <at once>"_s);
        QCOMPARE(model.index(1, PlanModel::PlaceColumn, step).data().toString(), u"line 2, commits at once"_s);
        QVERIFY(model.index(1, 0, step).data(Qt::ToolTipRole).toString().contains(u"commits &lt;at once&gt;"_s));
        QCOMPARE(model.index(0, 0, step).data(PlanModel::CostRole).toString(), QString());
    }

    void showsWhatTheRehearsalSaw()
    {
        PlanModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPlan(plan(), rehearsal(u"f1"_s));
        const QModelIndex step = model.index(0, 0);
        QCOMPARE(step.siblingAtColumn(PlanModel::TimeColumn).data().toString(), u"1.60 s"_s);
        QCOMPARE(model.index(1, PlanModel::RowsColumn, step).data().toString(), QLocale().toString(12'040));
        QCOMPARE(model.index(1, 0, step).data(PlanModel::MsRole).toDouble(), 1500.0);
        QVERIFY(!model.index(0, 0, step).data(PlanModel::MsRole).isValid());
    }

    void showsTheWorstLock_data()
    {
        QTest::addColumn<std::optional<std::vector<ObservedLock>>>("locks");
        QTest::addColumn<QString>("shown");
        using Locks = std::optional<std::vector<ObservedLock>>;
        const ObservedLock orders{u"public.orders"_s, u"ACCESS EXCLUSIVE"_s, Stops::Everybody};
        const ObservedLock index{u"index public.orders_pkey"_s, u"ACCESS EXCLUSIVE"_s, Stops::Everybody};
        const ObservedLock customers{u"public.customers"_s, u"SHARE ROW EXCLUSIVE"_s, Stops::Writers};
        const ObservedLock harmless{u"public.items"_s, u"ROW EXCLUSIVE"_s, Stops::Nobody};
        QTest::newRow("nobody waits") << Locks({harmless}) << QString();
        QTest::newRow("one") << Locks({harmless, orders}) << u"orders ACCESS EXCLUSIVE"_s;
        QTest::newRow("with its index") << Locks({index, orders}) << u"orders ACCESS EXCLUSIVE"_s;
        QTest::newRow("the worst and one more") << Locks({customers, orders, index}) << u"orders ACCESS EXCLUSIVE +1"_s;
        QTest::newRow("unknown") << Locks() << u"unknown"_s;
    }

    void showsTheWorstLock()
    {
        QFETCH(std::optional<std::vector<ObservedLock>>, locks);
        QFETCH(QString, shown);
        Rehearsal seen = rehearsal(u"f1"_s);
        seen.statements.front().seen.locks = locks;
        PlanModel model;
        model.setPlan(plan(), seen);
        const QModelIndex step = model.index(0, 0);
        QCOMPARE(model.index(1, PlanModel::LocksColumn, step).data().toString(), shown);
        QCOMPARE(model.index(1, 0, step).data(PlanModel::StopsRole).isValid(), locks.has_value());
        QCOMPARE(model.index(0, PlanModel::LocksColumn, step).data().toString(), QString()); // not rehearsed
    }

    void ignoresTheRehearsalOfAnotherPlan()
    {
        PlanModel model;
        model.setPlan(plan(), rehearsal(u"f2"_s));
        QVERIFY(!model.index(0, 0).data(PlanModel::MsRole).isValid());
        QVERIFY(!model.index(1, 0, model.index(0, 0)).data(PlanModel::MsRole).isValid());
    }
};

QTEST_GUILESS_MAIN(TestPlanModel)
#include "tst_planmodel.moc"
