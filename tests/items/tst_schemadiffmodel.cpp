// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/schemadiffmodel.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

SchemaChange change(ChangeKind kind, const QString &object, const QString &table, const QString &name,
                    const QString &before, const QString &after)
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
    diff.changes = {
        change(ChangeKind::Added, u"table"_s, {}, u"reviews"_s, {}, u"CREATE TABLE reviews (id)"_s),
        change(ChangeKind::Added, u"index"_s, u"reviews"_s, u"by_product"_s, {}, u"CREATE INDEX by_product"_s),
        change(ChangeKind::Added, u"column"_s, u"orders"_s, u"note"_s, {}, u"note TEXT"_s),
        change(ChangeKind::Removed, u"column"_s, u"orders"_s, u"memo"_s, u"memo TEXT"_s, {}),
        change(ChangeKind::Renamed, u"column"_s, u"orders"_s, u"total"_s, u"sum INT"_s, u"total INT"_s),
        change(ChangeKind::Altered, u"view"_s, {}, u"sales"_s, u"CREATE VIEW sales AS SELECT 1"_s,
               u"CREATE VIEW sales AS SELECT 2"_s)};
    diff.changes[4].oldName = u"sum"_s;
    diff.changes[3].destroysRows = 12;
    diff.changes[5].details = QStringList{u"definition"_s};
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
        QCOMPARE(reviews.data().toString(), u"table reviews"_s);
        QCOMPARE(ChangeKind(reviews.data(SchemaDiffModel::KindRole).toInt()), ChangeKind::Added);
        QCOMPARE(model.rowCount(reviews), 1);
        QCOMPARE(model.rowCount(orders), 3);
        QCOMPARE(model.rowCount(sales), 0);
        QCOMPARE(orders.data().toString(), u"table orders"_s);
        QCOMPARE(orders.siblingAtColumn(SchemaDiffModel::ChangeColumn).data().toString(),
                 u"1 added, 1 removed, 1 renamed"_s);
        QCOMPARE(ChangeKind(orders.data(SchemaDiffModel::KindRole).toInt()), ChangeKind::Altered);
        QCOMPARE(sales.siblingAtColumn(SchemaDiffModel::ChangeColumn).data().toString(), u"altered: definition"_s);
        QCOMPARE(model.counts(), (SchemaDiffModel::Counts{3, 1, 1, 1}));
    }

    void givesBothDefinitions()
    {
        SchemaDiffModel model;
        model.setDiff(shop());
        const QModelIndex orders = model.index(1, 0);
        const QModelIndex memo = model.index(1, 0, orders);
        QCOMPARE(memo.data(SchemaDiffModel::BeforeRole).toString(), u"memo TEXT"_s);
        QCOMPARE(memo.data(SchemaDiffModel::AfterRole).toString(), QString());
        QCOMPARE(memo.data(SchemaDiffModel::DestroysRowsRole).toLongLong(), 12);
        QVERIFY(memo.siblingAtColumn(1).data().toString().contains(u"rows lost: 12"));
        QCOMPARE(model.index(2, 0, orders).data().toString(), u"column sum → total"_s);
        QCOMPARE(model.index(2, 1, orders).data().toString(), u"renamed"_s);
        QCOMPARE(orders.data(SchemaDiffModel::BeforeRole).toString(), u"memo TEXT\nsum INT"_s);
        QCOMPARE(orders.data(SchemaDiffModel::AfterRole).toString(), u"note TEXT\ntotal INT"_s);
        QVERIFY(!model.index(0, 0).data(SchemaDiffModel::DestroysRowsRole).isValid());
    }

    void givesTheChangesOfARow()
    {
        SchemaDiffModel model;
        model.setDiff(shop());
        const QModelIndex orders = model.index(1, 0);
        QCOMPARE(model.changesAt(orders).size(), size_t(3));
        QCOMPARE(model.changesAt(model.index(1, 1, orders)), std::vector{shop().changes[3]});
        QCOMPARE(model.changesAt(model.index(0, 0)).size(), size_t(2)); // the table and its index
        QVERIFY(model.changesAt({}).empty());
        QCOMPARE(SchemaDiffModel::countsText(model.counts(), u" · "_s), u"3 added · 1 removed · 1 altered · 1 renamed"_s);
    }

    void tellsFactsThatNoDefinitionTells()
    {
        SchemaDiff diff{{change(ChangeKind::Altered, u"table"_s, {}, u"orders"_s, u"CREATE TABLE orders ()"_s, u"CREATE TABLE orders ()"_s)}};
        diff.changes[0].details = QStringList{u"owner: ann → bob"_s};
        SchemaDiffModel model;
        model.setDiff(diff);
        QVERIFY(model.index(0, 0).data(SchemaDiffModel::BeforeRole).toString().endsWith(u"-- owner: ann"_s));
        QVERIFY(model.index(0, 0).data(SchemaDiffModel::AfterRole).toString().endsWith(u"-- owner: bob"_s));
    }

    void tableAfterItsPartsIsOneObject()
    {
        SchemaDiffModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        SchemaDiff diff;
        diff.changes = {change(ChangeKind::Added, u"index"_s, u"a"_s, u"i"_s, {}, u"x"_s),
                        change(ChangeKind::Added, u"table"_s, {}, u"a"_s, {}, u"y"_s),
                        change(ChangeKind::Added, u"function"_s, {}, u"a"_s, {}, u"z"_s)};
        model.setDiff(diff);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, 0).data(SchemaDiffModel::AfterRole).toString(), u"y"_s);
        QCOMPARE(model.index(1, 0).data().toString(), u"function a"_s);
        model.setDiff({});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.counts(), SchemaDiffModel::Counts());
    }
};

QTEST_GUILESS_MAIN(TestSchemaDiffModel)
#include "tst_schemadiffmodel.moc"
