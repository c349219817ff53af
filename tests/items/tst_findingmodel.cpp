// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/findingmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

Finding finding(const QString &rule, Severity severity, const QString &file, qint64 line)
{
    Finding made;
    made.rule = rule;
    made.severity = severity;
    made.file = file;
    made.line = line;
    made.column = line > 0 ? 1 : 0;
    made.message = u"It <b>drops</b> a table."_s;
    made.waiverKey = rule + u'@' + file;
    return made;
}

} // namespace

class TestFindingModel : public QObject
{
    Q_OBJECT

private slots:
    void showsFindings()
    {
        FindingModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFindings({finding(u"ban-drop-table"_s, Severity::Blocks, u"migrations/0012.sql"_s, 3),
                           finding(u"no-down"_s, Severity::Note, u"migrations/0011.sql"_s, 0)});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, FindingModel::SeverityColumn).data().toString(), u"blocks"_s);
        QCOMPARE(model.index(0, FindingModel::PlaceColumn).data().toString(), u"0012.sql:3:1"_s);
        QCOMPARE(model.index(1, FindingModel::PlaceColumn).data().toString(), u"0011.sql"_s);
        QCOMPARE(model.index(0, 0).data(FindingModel::LineRole).toLongLong(), 3);
        QCOMPARE(model.index(0, 0).data(FindingModel::FileRole).toString(), u"migrations/0012.sql"_s);
        QVERIFY(!model.index(0, 0).data(Qt::ToolTipRole).toString().contains(u"<b>"));
        QVERIFY(model.index(0, 0).data(FindingModel::OrderRole).toInt()
                < model.index(1, 0).data(FindingModel::OrderRole).toInt());
        model.setFindings({});
        QCOMPARE(model.rowCount(), 0);
    }

    void countsWhatIsNotWaived()
    {
        FindingModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setFindings(
            {finding(u"a"_s, Severity::Blocks, u"x.sql"_s, 1), finding(u"b"_s, Severity::Blocks, u"x.sql"_s, 2)});
        QCOMPARE(model.count(Severity::Blocks), 2);
        const QSignalSpy changed(&model, &FindingModel::dataChanged);
        model.setWaived({u"a@x.sql"_s});
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.count(Severity::Blocks), 1);
        QCOMPARE(model.count(Severity::Note), 0);
        QVERIFY(model.index(0, 0).data(FindingModel::WaivedRole).toBool());
        QVERIFY(!model.index(1, 0).data(FindingModel::WaivedRole).toBool());
        QCOMPARE(model.index(0, 0).data().toString(), u"blocks (waived)"_s);
    }
};

QTEST_GUILESS_MAIN(TestFindingModel)
#include "tst_findingmodel.moc"
