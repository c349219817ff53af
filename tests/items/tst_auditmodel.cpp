// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/auditmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

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
        first.who = u"ada"_s;
        first.host = u"desk"_s;
        first.action = u"apply"_s;
        first.outcome = u"intent"_s;
        AuditEntry second = first;
        second.number = 2;
        second.outcome = u"committed"_s;
        model.setEntries({first, second});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, AuditModel::NumberColumn).data().toString(), u"2"_s);
        QCOMPARE(model.index(0, AuditModel::WhoColumn).data().toString(), u"ada@desk"_s);
        QCOMPARE(model.entry(1)->number, 1);
        QVERIFY(!model.entry(2));
    }

    void tellsWhatAnOutcomeMeans_data()
    {
        QTest::addColumn<QString>("outcome");
        QTest::addColumn<AuditModel::Result>("result");
        QTest::newRow("committed") << u"committed"_s << AuditModel::Result::Good;
        QTest::newRow("done") << u"done"_s << AuditModel::Result::Good;
        QTest::newRow("intent") << u"intent"_s << AuditModel::Result::Open;
        QTest::newRow("unknown") << u"unknown"_s << AuditModel::Result::Unclear;
        QTest::newRow("failed") << u"failed"_s << AuditModel::Result::Bad;
        QTest::newRow("partly applied") << u"partly applied"_s << AuditModel::Result::Bad;
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
