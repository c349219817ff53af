// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/auditmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lk;

class TestAuditModel : public QObject
{
    Q_OBJECT

private slots:
    void showsTheNewestFirst()
    {
        AuditModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        AuditEntry first;
        first.number = 1;
        first.who = u"ada"_qs;
        first.host = u"desk"_qs;
        first.action = u"apply"_qs;
        first.outcome = u"intent"_qs;
        AuditEntry second = first;
        second.number = 2;
        second.outcome = u"committed"_qs;
        model.setEntries({first, second});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, AuditModel::NumberColumn).data().toString(), u"2"_qs);
        QCOMPARE(model.index(0, AuditModel::WhoColumn).data().toString(), u"ada@desk"_qs);
        QCOMPARE(model.entry(1)->number, 1);
        QVERIFY(!model.entry(2));
    }

    void tellsWhatAnOutcomeMeans_data()
    {
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<AuditModel::Result>("result");
        QTest::newRow("committed") << u"committed"_qs << AuditModel::Result::Good;
        QTest::newRow("done") << u"done"_qs << AuditModel::Result::Good;
        QTest::newRow("intent") << u"intent"_qs << AuditModel::Result::Open;
        QTest::newRow("unknown") << u"unknown"_qs << AuditModel::Result::Unclear;
        QTest::newRow("failed") << u"failed"_qs << AuditModel::Result::Bad;
        QTest::newRow("partly applied") << u"partly applied"_qs << AuditModel::Result::Bad;
    }

    void tellsWhatAnOutcomeMeans()
    {
        QFETCH(QString, outcome);
        AuditModel model;
        AuditEntry entry;
        entry.outcome = outcome;
        model.setEntries({entry});
        QTEST(AuditModel::Result(model.index(0, 0).data(AuditModel::ResultRole).toInt()), "result");
    }
};

QTEST_GUILESS_MAIN(TestAuditModel)
#include "tst_auditmodel.moc"
