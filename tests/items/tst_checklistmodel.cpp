// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/checklistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

ChecklistItem item(const QString &id, Phase phase, ItemState state)
{
    ChecklistItem made;
    made.id = id;
    made.phase = phase;
    made.title = id;
    made.state = state;
    return made;
}

std::vector<ChecklistItem> items()
{
    return {item(u"backup"_s, Phase::Before, ItemState::Failing), item(u"schema"_s, Phase::Plan, ItemState::Done),
            item(u"rollback"_s, Phase::Plan, ItemState::Waived), item(u"duration"_s, Phase::Plan, ItemState::Open),
            item(u"privileges"_s, Phase::Before, ItemState::Done)};
}

} // namespace

class TestChecklistModel : public QObject
{
    Q_OBJECT

private slots:
    void groupsByPhase()
    {
        ChecklistModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setItems(items());
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex plan = model.index(0, 0);
        const QModelIndex before = model.index(1, 0);
        QCOMPARE(plan.data().toString(), title(Phase::Plan));
        QCOMPARE(plan.siblingAtColumn(ChecklistModel::StateColumn).data().toString(), u"2/3"_s);
        QCOMPARE(ItemState(plan.data(ChecklistModel::StateRole).toInt()), ItemState::Open);
        QCOMPARE(before.siblingAtColumn(ChecklistModel::StateColumn).data().toString(), u"1/2"_s);
        QCOMPARE(ItemState(before.data(ChecklistModel::StateRole).toInt()), ItemState::Failing);
        QCOMPARE(model.index(0, 0, plan).data(ChecklistModel::IdRole).toString(), u"schema"_s);
        QVERIFY(!model.item(plan));
        QCOMPARE(model.item(model.indexOf(u"rollback"_s))->id, u"rollback"_s);
        QVERIFY(!model.indexOf(u"none"_s).isValid());
    }

    void keepsIndexesWhenOnlyStatesChange()
    {
        ChecklistModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setItems(items());
        const QPersistentModelIndex duration = model.indexOf(u"duration"_s);
        const QSignalSpy reset(&model, &ChecklistModel::modelReset);
        const QSignalSpy changed(&model, &ChecklistModel::dataChanged);
        std::vector<ChecklistItem> later = items();
        later[3].state = ItemState::Done;
        model.setItems(later);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 2); // the phase and its items; the other phase is as it was
        QVERIFY(duration.isValid());
        QCOMPARE(ItemState(duration.data(ChecklistModel::StateRole).toInt()), ItemState::Done);
        QCOMPARE(ItemState(model.index(0, 0).data(ChecklistModel::StateRole).toInt()), ItemState::Done);
        later.pop_back();
        model.setItems(later);
        QCOMPARE(reset.count(), 1);
    }
};

QTEST_GUILESS_MAIN(TestChecklistModel)
#include "tst_checklistmodel.moc"
