// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/checklistmodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace lk;

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
    return {item(u"backup"_qs, Phase::Before, ItemState::Failing), item(u"schema"_qs, Phase::Plan, ItemState::Done), item(u"rollback"_qs, Phase::Plan, ItemState::Waived),
            item(u"duration"_qs, Phase::Plan, ItemState::Open), item(u"privileges"_qs, Phase::Before, ItemState::Done)};
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
        QCOMPARE(plan.siblingAtColumn(ChecklistModel::StateColumn).data().toString(), u"2/3"_qs);
        QCOMPARE(ItemState(plan.data(ChecklistModel::StateRole).toInt()), ItemState::Open);
        QCOMPARE(before.siblingAtColumn(ChecklistModel::StateColumn).data().toString(), u"1/2"_qs);
        QCOMPARE(ItemState(before.data(ChecklistModel::StateRole).toInt()), ItemState::Failing);
        QCOMPARE(model.index(0, 0, plan).data(ChecklistModel::IdRole).toString(), u"schema"_qs);
        QVERIFY(!model.item(plan));
        QCOMPARE(model.item(model.indexOf(u"rollback"_qs))->id, u"rollback"_qs);
        QVERIFY(!model.indexOf(u"none"_qs).isValid());
    }

    void keepsIndexesWhenOnlyStatesChange()
    {
        ChecklistModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setItems(items());
        const QPersistentModelIndex duration = model.indexOf(u"duration"_qs);
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
