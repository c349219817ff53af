// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/audit/auditpanel.h"

#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTest>

using namespace lk;

class TestAuditPanel : public QObject
{
    Q_OBJECT

private slots:
    void newestStandsFirstAndFilters();
    void brokenChainIsSaid();
};

namespace {

std::vector<AuditEntry> entries()
{
    std::vector<AuditEntry> made(12);
    for (int number = 1; number <= 12; ++number) {
        made[size_t(number) - 1].number = number;
        made[size_t(number) - 1].action = number % 2 == 0 ? QStringLiteral("backup") : QStringLiteral("rehearse");
    }
    return made;
}

} // namespace

void TestAuditPanel::newestStandsFirstAndFilters()
{
    AuditPanel panel;
    panel.setEntries(entries(), std::nullopt);
    const QAbstractItemModel *model = panel.findChild<QTableView *>()->model();
    QCOMPARE(model->rowCount(), 12);
    QCOMPARE(model->index(0, 0).data().toString(), QStringLiteral("12")); // by number, not by text
    QCOMPARE(model->index(11, 0).data().toString(), QStringLiteral("1"));
    panel.findChild<QLineEdit *>()->setText(QStringLiteral("BACKUP"));
    QCOMPARE(model->rowCount(), 6);
    QVERIFY(
        panel.findChild<QLabel *>(QStringLiteral("auditChain"))->text().contains(QStringLiteral("the chain holds")));
}

void TestAuditPanel::brokenChainIsSaid()
{
    AuditPanel panel;
    panel.setEntries({}, Error{ErrorCode::Disagreement, QStringLiteral("line 7 does not fit"), {}, {}, {}});
    QCOMPARE(panel.findChild<QLabel *>(QStringLiteral("auditChain"))->text(), QStringLiteral("line 7 does not fit"));
}

QTEST_MAIN(TestAuditPanel)
#include "tst_auditpanel.moc"
