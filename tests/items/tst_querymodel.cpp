// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/querymodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class TestQueryModel : public QObject
{
    Q_OBJECT

private slots:
    void showsTheWorseFirst();
    void withoutRowsNoCosts();
};

namespace {

Rehearsal rehearsed()
{
    Rehearsal rehearsal;
    rehearsal.queries = {{u"queries/a.sql"_s, 1, u"SELECT 1"_s, {u"one"_s, 8.0, 0.5, {u"by_a"_s}, {}}, {u"one"_s, 8.0, 0.5, {u"by_a"_s}, {}}, {}, {}},
                         {u"queries/a.sql"_s, 3, u"SELECT *\n  FROM t"_s, {u"two"_s, 8.0, {}, {u"by_b"_s}, {}}, {u"three"_s, 1250.0, {}, {}, {u"t"_s}}, {}, {u"now reads t whole"_s, u"cost 8.0 before, 1250 after"_s}},
                         {u"queries/b.sql"_s, 1, u"SELECT x"_s, {u"four"_s, {}, {}, {}, {}}, {}, u"no column x"_s, {u"fails after the plan"_s}}};
    return rehearsal;
}

} // namespace

void TestQueryModel::showsTheWorseFirst()
{
    QueryModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.setRehearsal(rehearsed());
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.worseCount(), 2);
    const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(text(0, QueryModel::QueryColumn), u"SELECT * FROM t"_s);
    QCOMPARE(text(0, QueryModel::PlaceColumn), u"queries/a.sql:3"_s);
    QCOMPARE(text(0, QueryModel::BeforeColumn), u"cost 8.0, by_b"_s);
    QCOMPARE(text(0, QueryModel::AfterColumn), u"cost 1,250, reads t whole"_s);
    QCOMPARE(text(0, QueryModel::WorseColumn), u"now reads t whole; cost 8.0 before, 1250 after"_s);
    QCOMPARE(model.index(0, 0).data(QueryModel::BeforeRole).toString(), u"two"_s);
    QCOMPARE(model.index(0, 0).data(QueryModel::AfterRole).toString(), u"three"_s);
    QVERIFY(model.index(0, 0).data(QueryModel::WorseRole).toBool());
    QCOMPARE(model.index(1, 0).data(QueryModel::AfterRole).toString(), u"no column x"_s);
    QVERIFY(!model.index(2, 0).data(QueryModel::WorseRole).toBool());
    QCOMPARE(model.index(2, 0).data(QueryModel::LineRole).toLongLong(), 1);
}

void TestQueryModel::withoutRowsNoCosts()
{
    QueryModel model;
    Rehearsal rehearsal = rehearsed();
    rehearsal.data = ScratchData::None;
    model.setRehearsal(rehearsal);
    QCOMPARE(model.index(0, QueryModel::AfterColumn).data().toString(), u"reads t whole"_s);
}

int main(int argc, char *argv[])
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication app(argc, argv);
    TestQueryModel test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_querymodel.moc"
