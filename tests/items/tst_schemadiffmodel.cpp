// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/schemadiffmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lk;

namespace {

SchemaChange change(ChangeKind kind, const QString &object, const QString &table, const QString &name, const QString &before, const QString &after)
{
    SchemaChange made;
    made.kind = kind;
    made.object = object;
    made.table = table;
    made.name = name;
    made.before = before;
    made.after = after;
    return made;
}

SchemaDiff shop()
{
    SchemaDiff diff;
    diff.changes = {change(ChangeKind::Added, u"table"_qs, {}, u"reviews"_qs, {}, u"CREATE TABLE reviews (id)"_qs),
                    change(ChangeKind::Added, u"index"_qs, u"reviews"_qs, u"by_product"_qs, {}, u"CREATE INDEX by_product"_qs),
                    change(ChangeKind::Added, u"column"_qs, u"orders"_qs, u"note"_qs, {}, u"note TEXT"_qs),
                    change(ChangeKind::Removed, u"column"_qs, u"orders"_qs, u"memo"_qs, u"memo TEXT"_qs, {}),
                    change(ChangeKind::Renamed, u"column"_qs, u"orders"_qs, u"total"_qs, u"sum INT"_qs, u"total INT"_qs),
                    change(ChangeKind::Altered, u"view"_qs, {}, u"sales"_qs, u"CREATE VIEW sales AS SELECT 1"_qs, u"CREATE VIEW sales AS SELECT 2"_qs)};
    diff.changes[4].oldName = u"sum"_qs;
    diff.changes[3].destroysRows = 12;
    diff.changes[5].details = QStringList{u"definition"_qs};
    return diff;
}

} // namespace

class TestSchemaDiffModel : public QObject
{
    Q_OBJECT

private slots:
    void groupsChangesByTheirOwner()
    {
        SchemaDiffModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setDiff(shop());
        QCOMPARE(model.rowCount(), 3);
        const QModelIndex reviews = model.index(0, 0);
        const QModelIndex orders = model.index(1, 0);
        const QModelIndex sales = model.index(2, 0);
        QCOMPARE(reviews.data().toString(), u"table reviews"_qs);
        QCOMPARE(ChangeKind(reviews.data(SchemaDiffModel::KindRole).toInt()), ChangeKind::Added);
        QCOMPARE(model.rowCount(reviews), 1);
        QCOMPARE(model.rowCount(orders), 3);
        QCOMPARE(model.rowCount(sales), 0);
        QCOMPARE(orders.data().toString(), u"table orders"_qs);
        QCOMPARE(orders.siblingAtColumn(SchemaDiffModel::ChangeColumn).data().toString(), u"1 added, 1 removed, 1 altered"_qs);
        QCOMPARE(ChangeKind(orders.data(SchemaDiffModel::KindRole).toInt()), ChangeKind::Altered);
        QCOMPARE(sales.siblingAtColumn(SchemaDiffModel::ChangeColumn).data().toString(), u"altered: definition"_qs);
        QCOMPARE(model.counts(), (SchemaDiffModel::Counts{3, 1, 2}));
    }

    void givesBothDefinitions()
    {
        SchemaDiffModel model;
        model.setDiff(shop());
        const QModelIndex orders = model.index(1, 0);
        const QModelIndex memo = model.index(1, 0, orders);
        QCOMPARE(memo.data(SchemaDiffModel::BeforeRole).toString(), u"memo TEXT"_qs);
        QCOMPARE(memo.data(SchemaDiffModel::AfterRole).toString(), QString());
        QCOMPARE(memo.data(SchemaDiffModel::DestroysRowsRole).toLongLong(), 12);
        QVERIFY(memo.siblingAtColumn(1).data().toString().contains(u"12 row"));
        QCOMPARE(model.index(2, 1, orders).data().toString(), u"renamed from sum"_qs);
        QCOMPARE(orders.data(SchemaDiffModel::BeforeRole).toString(), u"memo TEXT\nsum INT"_qs);
        QCOMPARE(orders.data(SchemaDiffModel::AfterRole).toString(), u"note TEXT\ntotal INT"_qs);
        QVERIFY(!model.index(0, 0).data(SchemaDiffModel::DestroysRowsRole).isValid());
    }

    void tableAfterItsPartsIsOneObject()
    {
        SchemaDiffModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        SchemaDiff diff;
        diff.changes = {change(ChangeKind::Added, u"index"_qs, u"a"_qs, u"i"_qs, {}, u"x"_qs), change(ChangeKind::Added, u"table"_qs, {}, u"a"_qs, {}, u"y"_qs),
                        change(ChangeKind::Added, u"function"_qs, {}, u"a"_qs, {}, u"z"_qs)};
        model.setDiff(diff);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 0).data(SchemaDiffModel::AfterRole).toString(), u"y"_qs);
        QCOMPARE(model.index(1, 0).data().toString(), u"function a"_qs);
        model.setDiff({});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.counts(), SchemaDiffModel::Counts());
    }
};

QTEST_GUILESS_MAIN(TestSchemaDiffModel)
#include "tst_schemadiffmodel.moc"
