// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/findings/findingspanel.h"

#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace lk;

namespace {

Finding finding(const QString &rule, Severity severity, const QString &replacement = {}, bool destructive = false)
{
    Finding made;
    made.rule = rule;
    made.severity = severity;
    made.destructive = destructive;
    made.file = QStringLiteral("migrations/0009.sql");
    made.line = 4;
    made.column = 2;
    made.message = QStringLiteral("message of ") + rule;
    made.replacement = replacement;
    made.waiverKey = rule + QStringLiteral(":key");
    return made;
}

} // namespace

class TestFindingsPanel : public QObject
{
    Q_OBJECT

private slots:
    void worstStandsFirst();
    void goesToThePlace();
    void buttonsSayWhyNot();
    void waivedIsCountedApart();
};

void TestFindingsPanel::worstStandsFirst()
{
    FindingsPanel panel;
    panel.setFindings({finding(QStringLiteral("n"), Severity::Note), finding(QStringLiteral("b"), Severity::Blocks),
                       finding(QStringLiteral("c"), Severity::Caution)},
                      {});
    auto *view = panel.findChild<QTableView *>();
    QStringList rules;
    for (int row = 0; row < view->model()->rowCount(); ++row)
        rules << view->model()->index(row, 1).data().toString();
    QCOMPARE(rules, (QStringList{QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("n")}));
    panel.findChild<QLineEdit *>()->setText(QStringLiteral("message of c"));
    QCOMPARE(view->model()->rowCount(), 1);
}

void TestFindingsPanel::goesToThePlace()
{
    FindingsPanel panel;
    QSignalSpy goTo(&panel, &FindingsPanel::goToRequested);
    panel.setFindings({finding(QStringLiteral("b"), Severity::Blocks)}, {});
    panel.show();
    panel.selectFirst(Severity::Blocks);
    QTest::keyClick(panel.findChild<QTableView *>(), Qt::Key_Return);
    QCOMPARE(goTo.count(), 1);
    QCOMPARE(goTo.first(), (QVariantList{QStringLiteral("migrations/0009.sql"), 4, 2}));
}

void TestFindingsPanel::buttonsSayWhyNot()
{
    FindingsPanel panel;
    auto *fix = panel.findChild<QToolButton *>(QStringLiteral("applyFix"));
    auto *waive = panel.findChild<QToolButton *>(QStringLiteral("waiveFinding"));
    QVERIFY(!fix->isEnabled() && !waive->isEnabled() && !fix->toolTip().isEmpty());
    panel.setFindings({finding(QStringLiteral("b"), Severity::Blocks, QStringLiteral("SELECT 1")),
                       finding(QStringLiteral("d"), Severity::Blocks, {}, true),
                       finding(QStringLiteral("n"), Severity::Note)},
                      {});
    auto *view = panel.findChild<QTableView *>();
    view->setCurrentIndex(view->model()->index(0, 0));
    QVERIFY(fix->isEnabled() && waive->isEnabled());
    panel.setWaiveRefusal(QStringLiteral("production takes no waiver"));
    QVERIFY(waive->isEnabled()); // not destructive
    view->setCurrentIndex(view->model()->index(1, 0));
    QVERIFY(!waive->isEnabled());
    QCOMPARE(waive->toolTip(), QStringLiteral("production takes no waiver"));
    QVERIFY(!fix->isEnabled());
    view->setCurrentIndex(view->model()->index(2, 0));
    QVERIFY(!waive->isEnabled());
}

void TestFindingsPanel::waivedIsCountedApart()
{
    FindingsPanel panel;
    panel.setFindings({finding(QStringLiteral("b"), Severity::Blocks), finding(QStringLiteral("c"), Severity::Blocks)},
                      {QStringLiteral("b:key")});
    QCOMPARE(panel.count(Severity::Blocks), 1);
    QVERIFY(panel.findChild<QLabel *>(QStringLiteral("findingsSummary"))->text().contains(QStringLiteral("1 waived")));
    panel.setFindings({}, {});
    QCOMPARE(panel.findChild<QLabel *>(QStringLiteral("findingsSummary"))->text(), QStringLiteral("No findings."));
}

QTEST_MAIN(TestFindingsPanel)
#include "tst_findingspanel.moc"
