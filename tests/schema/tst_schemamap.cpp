// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/schemamap.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

using Objects = std::vector<SchemaObject>;

SchemaObject table(const QString &name, const QString &schema = {})
{
    return {u"table"_s, schema, {}, name, 0, u"CREATE TABLE "_s + name, {}, {}};
}

SchemaObject column(const QString &owner, const QString &name, int position, const QString &type = u"INT"_s, const QString &schema = {})
{
    return {u"column"_s, schema, owner, name, position, name + u' ' + type, {}, {{u"type"_s, type}}};
}

SchemaObject constraint(const QString &owner, const QString &type, const QString &definition, const QString &schema = {})
{
    return {u"constraint"_s, schema, owner, definition, 0, definition, definition.toUtf8(), {{u"type"_s, type}}};
}

SchemaObject key(const QString &owner, const QString &definition, const QString &schema = {})
{
    return constraint(owner, u"foreign key"_s, definition, schema);
}

Snapshot snapshot(Objects objects, bool folds = false)
{
    Snapshot made;
    made.engine = u"postgresql"_s;
    made.foldsNames = folds;
    made.objects = std::move(objects);
    sortObjects(made);
    return made;
}

Objects shop()
{
    return {table(u"customers"_s), column(u"customers"_s, u"id"_s, 1), column(u"customers"_s, u"name"_s, 2, u"TEXT"_s),
            constraint(u"customers"_s, u"primary key"_s, u"CONSTRAINT pk PRIMARY KEY (id)"_s),
            table(u"orders"_s), column(u"orders"_s, u"id"_s, 1), column(u"orders"_s, u"customer"_s, 2), column(u"orders"_s, u"note"_s, 3, u"TEXT"_s),
            key(u"orders"_s, u"CONSTRAINT o FOREIGN KEY (customer) REFERENCES customers(id)"_s),
            table(u"log"_s), column(u"log"_s, u"at"_s, 1)};
}

/// "orders>customers(customer)": a line a key.
QStringList links(const SchemaMap &map)
{
    QStringList lines;
    for (const MapLink &link : map.links)
        lines << u"%1>%2(%3)%4"_s.arg(map.tables[size_t(link.from)].fullName(), map.tables[size_t(link.to)].fullName(), link.columns.join(u','),
                                     link.change ? u' ' + word(*link.change) : QString());
    return lines;
}

QStringList columns(const SchemaMap &map, const QString &name)
{
    QStringList lines;
    const int found = map.find(name);
    if (found < 0)
        return {u"no such table"_s};
    for (const MapColumn &one : map.tables[size_t(found)].columns)
        lines << one.name + (one.primary ? u" key"_s : QString()) + (one.foreign ? u" refers"_s : QString())
                     + (one.change ? u' ' + word(*one.change) : QString()) + (one.oldName.isEmpty() ? QString() : u" was "_s + one.oldName);
    return lines;
}

} // namespace

class TstSchemaMap : public QObject
{
    Q_OBJECT

private slots:
    void tellsTablesAndKeys();
    void findsTheTableThatIsMeant_data();
    void findsTheTableThatIsMeant();
    void marksWhatChanges();
    void showsOnlyWhatChangesWithNeighbours();
};

void TstSchemaMap::tellsTablesAndKeys()
{
    const SchemaMap map = schemaMap(snapshot(shop()));
    QCOMPARE(map.tables.size(), size_t(3));
    QCOMPARE(links(map), QStringList{u"orders>customers(customer)"_s});
    QCOMPARE(columns(map, u"ORDERS"_s), (QStringList{u"id"_s, u"customer refers"_s, u"note"_s}));
    QCOMPARE(columns(map, u"customers"_s), (QStringList{u"id key"_s, u"name"_s}));
    QCOMPARE(map.changed(), 0);
    QCOMPARE(map.find(u"nothing"_s), -1);
}

void TstSchemaMap::findsTheTableThatIsMeant_data()
{
    QTest::addColumn<QString>("definition");
    QTest::addColumn<QString>("expected");
    QTest::newRow("beside it") << u"FOREIGN KEY (a) REFERENCES t(id)"_s << u"one.k>one.t(a)"_s;
    QTest::newRow("of another schema") << u"FOREIGN KEY (a) REFERENCES two.t (id) ON DELETE CASCADE"_s << u"one.k>two.t(a)"_s;
    QTest::newRow("the only one of its name") << u"FOREIGN KEY (a) REFERENCES only(id)"_s << u"one.k>two.only(a)"_s;
    QTest::newRow("quoted") << u"foreign key (\"a b\", \"references x\") references \"odd \"\"name\" (id)"_s << u"one.k>one.odd \"name(a b,references x)"_s;
    QTest::newRow("backticks") << u"CONSTRAINT `c` FOREIGN KEY (`a`) REFERENCES `two`.`t` (`id`)"_s << u"one.k>two.t(a)"_s;
    QTest::newRow("itself") << u"FOREIGN KEY (a) REFERENCES k(id)"_s << u"one.k>one.k(a)"_s;
    QTest::newRow("nowhere") << u"FOREIGN KEY (a) REFERENCES gone(id)"_s << QString();
    QTest::newRow("not said") << u"FOREIGN KEY (a)"_s << QString();
}

void TstSchemaMap::findsTheTableThatIsMeant()
{
    QFETCH(QString, definition);
    QFETCH(QString, expected);
    const SchemaMap map = schemaMap(snapshot({table(u"k"_s, u"one"_s), table(u"t"_s, u"one"_s), table(u"t"_s, u"two"_s), table(u"only"_s, u"two"_s),
                                              table(u"odd \"name"_s, u"one"_s), key(u"k"_s, definition, u"one"_s)}));
    QCOMPARE(links(map).join(u';'), expected);
}

void TstSchemaMap::marksWhatChanges()
{
    Objects after = shop();
    after[6] = column(u"orders"_s, u"customer"_s, 2, u"BIGINT"_s);
    after.erase(after.begin() + 9, after.end()); // log
    after.erase(after.begin() + 7);              // orders.note
    after.push_back(table(u"refunds"_s));
    after.push_back(column(u"refunds"_s, u"order"_s, 1));
    after.push_back(key(u"refunds"_s, u"FOREIGN KEY (\"order\") REFERENCES orders"_s));
    after.push_back({u"index"_s, {}, u"customers"_s, u"by_name"_s, 0, u"CREATE INDEX by_name"_s, {}, {}});
    const Snapshot before = snapshot(shop());
    const Snapshot now = snapshot(after);
    const SchemaMap map = schemaMap(before, now, diff(before, now));
    QCOMPARE(map.tables.size(), size_t(4));
    QCOMPARE(map.changed(), 4);
    const auto changeOf = [&](const QString &name) { return map.tables[size_t(map.find(name))].change; };
    QCOMPARE(changeOf(u"customers"_s), ChangeKind::Altered);
    QCOMPARE(map.tables[size_t(map.find(u"customers"_s))].others, QStringList{u"+ index customers.by_name"_s});
    QCOMPARE(changeOf(u"log"_s), ChangeKind::Removed);
    QCOMPARE(columns(map, u"log"_s), QStringList{u"at"_s});
    QCOMPARE(changeOf(u"refunds"_s), ChangeKind::Added);
    QCOMPARE(columns(map, u"orders"_s), (QStringList{u"id"_s, u"customer refers altered"_s, u"note removed"_s}));
    QCOMPARE(links(map), (QStringList{u"orders>customers(customer)"_s, u"refunds>orders(order) added"_s}));

    // The way back tells the mirror image.
    const SchemaMap back = schemaMap(now, before, diff(now, before));
    QCOMPARE(columns(back, u"orders"_s), (QStringList{u"id"_s, u"customer refers altered"_s, u"note added"_s}));
    QCOMPARE(links(back), (QStringList{u"orders>customers(customer)"_s, u"refunds>orders(order) removed"_s}));
}

void TstSchemaMap::showsOnlyWhatChangesWithNeighbours()
{
    Objects after = shop();
    after.push_back(column(u"orders"_s, u"at"_s, 4));
    const SchemaMap part = changedWithNeighbours(schemaMap(snapshot(shop()), snapshot(after), diff(snapshot(shop()), snapshot(after))));
    QStringList names;
    for (const MapTable &one : part.tables)
        names << one.name;
    QCOMPARE(names, (QStringList{u"customers"_s, u"orders"_s}));
    QCOMPARE(links(part), QStringList{u"orders>customers(customer)"_s});
    QVERIFY(changedWithNeighbours(schemaMap(snapshot(shop()))).tables.empty());
}

QTEST_GUILESS_MAIN(TstSchemaMap)
#include "tst_schemamap.moc"
