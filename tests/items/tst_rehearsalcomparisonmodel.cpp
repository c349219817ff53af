// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/rehearsalcomparisonmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class TestRehearsalComparisonModel : public QObject
{
    Q_OBJECT
private slots:
    void tellsWhatDiffers();
};

void TestRehearsalComparisonModel::tellsWhatDiffers()
{
    RehearsalComparisonModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setStatements({{u"1"_s, u"m/1.sql"_s, 3, u"CREATE\n  TABLE t"_s, 1.5, 12.0, {}}, {u"1"_s, u"m/1.sql"_s, 9, u"DROP TABLE <b>x"_s, {}, 3.0, {u"was not there before"_s}}});
    const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(text(0, RehearsalComparisonModel::VersionColumn), u"1"_s);
    QCOMPARE(text(0, RehearsalComparisonModel::DifferencesColumn), u"the same"_s);
    QVERIFY(!text(0, RehearsalComparisonModel::BeforeColumn).isEmpty());
    QCOMPARE(text(1, RehearsalComparisonModel::BeforeColumn), QString());
    QCOMPARE(text(1, RehearsalComparisonModel::DifferencesColumn), u"was not there before"_s);
    QCOMPARE(model.index(1, 0).data(RehearsalComparisonModel::LineRole).toLongLong(), 9);
    QCOMPARE(model.index(1, 0).data(RehearsalComparisonModel::FileRole).toString(), u"m/1.sql"_s);
    QVERIFY(model.index(1, 0).data(RehearsalComparisonModel::DiffersRole).toBool());
    QVERIFY(!model.index(1, RehearsalComparisonModel::StatementColumn).data(Qt::ToolTipRole).toString().contains(u"<b>"_s));
    model.setStatements({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_GUILESS_MAIN(TestRehearsalComparisonModel)
#include "tst_rehearsalcomparisonmodel.moc"
