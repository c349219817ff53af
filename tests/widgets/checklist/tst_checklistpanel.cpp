// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/checklist/itemrules.h"
#include "widgets/checklist/checklistpanel.h"

#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace lk;

namespace {

ChecklistItem item(const QString &id, bool automatic, ItemState state, const QString &by = {})
{
    ChecklistItem made;
    made.id = id;
    made.phase = Phase::Develop;
    made.title = QStringLiteral("Title of ") + id;
    made.automatic = automatic;
    made.state = state;
    made.by = by;
    return made;
}

} // namespace

class TestChecklistPanel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { qRegisterMetaType<ChecklistItem>(); }
    void buttonsFollowTheItem_data();
    void buttonsFollowTheItem();
    void gateSaysWhatHoldsUp();
    void choiceSurvivesNewStates();
    void everyAutomaticItemHasAWay();
};

void TestChecklistPanel::buttonsFollowTheItem_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<bool>("automatic");
    QTest::addColumn<ItemState>("state");
    QTest::addColumn<QString>("by");
    QTest::addColumn<QStringList>("buttons");
    QTest::newRow("by hand, open") << QStringLiteral("edge-cases") << false << ItemState::Open << QString()
                                   << QStringList{QStringLiteral("tickItem"), QStringLiteral("waiveItem")};
    QTest::newRow("by hand, ticked") << QStringLiteral("edge-cases") << false << ItemState::Done
                                     << QStringLiteral("anna") << QStringList{QStringLiteral("untickItem")};
    QTest::newRow("by hand, stale") << QStringLiteral("edge-cases") << false << ItemState::Stale
                                    << QStringLiteral("anna")
                                    << QStringList{QStringLiteral("tickItem"), QStringLiteral("waiveItem")};
    QTest::newRow("by hand, waived") << QStringLiteral("edge-cases") << false << ItemState::Waived
                                     << QStringLiteral("anna") << QStringList{};
    QTest::newRow("automatic, open") << QStringLiteral("rollback-tested") << true << ItemState::Open << QString()
                                     << QStringList{QStringLiteral("actOnItem"), QStringLiteral("waiveItem")};
    QTest::newRow("automatic, done") << QStringLiteral("rollback-tested") << true << ItemState::Done << QString()
                                     << QStringList{QStringLiteral("actOnItem")};
    QTest::newRow("never waived") << QStringLiteral("backup-verified") << true << ItemState::Open << QString()
                                  << QStringList{QStringLiteral("actOnItem")};
    QTest::newRow("automatic that takes a note")
        << QStringLiteral("breaking-documented") << true << ItemState::Open << QString()
        << QStringList{QStringLiteral("actOnItem"), QStringLiteral("tickItem"), QStringLiteral("waiveItem")};
}

void TestChecklistPanel::buttonsFollowTheItem()
{
    QFETCH(QString, id);
    QFETCH(bool, automatic);
    QFETCH(ItemState, state);
    QFETCH(QString, by);
    QFETCH(QStringList, buttons);
    ChecklistPanel panel;
    panel.setChecklist({item(id, automatic, state, by)}, {}, {}, {});
    panel.select(id);
    panel.show();
    QStringList shown;
    for (const char *name : {"actOnItem", "tickItem", "untickItem", "waiveItem"}) {
        if (panel.findChild<QPushButton *>(QString::fromLatin1(name))->isVisible())
            shown << QString::fromLatin1(name);
    }
    QCOMPARE(shown, buttons);
}

void TestChecklistPanel::gateSaysWhatHoldsUp()
{
    ChecklistPanel panel;
    auto *gate = panel.findChild<QLabel *>(QStringLiteral("checklistGate"));
    const ChecklistItem first = item(QStringLiteral("edge-cases"), false, ItemState::Open);
    const ChecklistItem second = item(QStringLiteral("backup-verified"), true, ItemState::Stale);
    panel.setChecklist({first, second}, {second}, QStringLiteral("0009 in production"), {});
    QVERIFY(gate->text().contains(QStringLiteral("href")));
    panel.show();
    panel.showBlockers();
    auto *menu = panel.findChild<QMenu *>(QStringLiteral("blockersMenu"));
    QVERIFY(menu);
    QCOMPARE(menu->actions().size(), 1);
    menu->actions().first()->trigger();
    QCOMPARE(panel.currentItem(), QStringLiteral("backup-verified"));
    menu->close();
    panel.setChecklist({first, second}, {}, {}, {});
    QVERIFY(!gate->text().contains(QStringLiteral("href")));
    panel.setChecklist({first, second}, {second}, {}, QStringLiteral("Nothing is pending <b>."));
    QCOMPARE(gate->text(), QStringLiteral("Nothing is pending &lt;b&gt;."));
}

void TestChecklistPanel::choiceSurvivesNewStates()
{
    ChecklistPanel panel;
    panel.setChecklist(
        {item(QStringLiteral("a"), false, ItemState::Open), item(QStringLiteral("b"), false, ItemState::Open)}, {}, {},
        {});
    panel.select(QStringLiteral("b"));
    panel.setChecklist({item(QStringLiteral("a"), false, ItemState::Open),
                        item(QStringLiteral("b"), false, ItemState::Done, QStringLiteral("anna"))},
                       {}, {}, {});
    QCOMPARE(panel.currentItem(), QStringLiteral("b"));
    QVERIFY(panel.findChild<QPushButton *>(QStringLiteral("untickItem"))->isVisibleTo(&panel));
    panel.setChecklist({item(QStringLiteral("b"), false, ItemState::Done, QStringLiteral("anna"))}, {}, {},
                       {}); // another shape
    QCOMPARE(panel.currentItem(), QStringLiteral("b"));
}

void TestChecklistPanel::everyAutomaticItemHasAWay()
{
    // These tell how things are; there is nothing to press: space on the disk, the clock, the run itself.
    const QStringList nothingToPress{QStringLiteral("backup-planned"), QStringLiteral("maintenance-window"),
                                     QStringLiteral("progress-monitored"), QStringLiteral("logs-archived")};
    for (const ItemRule &rule : itemRules()) {
        const QString id = QString::fromLatin1(rule.id);
        if (rule.judge && !nothingToPress.contains(id))
            QVERIFY2(actionFor(id) != ItemAction::None && !title(actionFor(id)).isEmpty(), rule.id);
    }
}

QTEST_MAIN(TestChecklistPanel)
#include "tst_checklistpanel.moc"
