// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/schemamap.h"

#include "models/schema/viewsources.h"

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
    void readsSourcesOfViews_data();
    void readsSourcesOfViews();
    void joinsViewsToWhatTheyRead();
    void marksViews();
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

namespace {

SchemaObject view(const QString &name, const QString &text, const QString &kind = u"view"_s)
{
    return {kind, {}, {}, name, 0, u"CREATE VIEW %1 AS %2"_s.arg(name, text), text.toUtf8(), {}};
}

} // namespace

void TstSchemaMap::readsSourcesOfViews_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("sources");
    const auto row = [](const char *name, const QString &text, const QStringList &sources, const QString &engine = u"postgresql"_s) { QTest::newRow(name) << engine << text << sources; };
    row("one", u"SELECT id FROM orders WHERE id > 3"_s, {u"orders"_s});
    row("join", u"SELECT o.id FROM orders o LEFT JOIN customers c ON c.id = o.customer, log"_s, {u"orders"_s, u"customers"_s, u"log"_s});
    row("joins in parentheses", u"SELECT a FROM ((shop.orders o JOIN customers c ON (c.id = o.customer)) JOIN lines USING (id))"_s, {u"shop.orders"_s, u"customers"_s, u"lines"_s});
    row("quoted", u"SELECT 1 FROM \"Odd, name\".\"From\""_s, {u"Odd, name.From"_s});
    row("backticks", u"select `s`.`orders`.`id` AS `id` from (`s`.`orders` join `s`.`lines` on(`s`.`lines`.`o` = `s`.`orders`.`id`))"_s, {u"s.orders"_s, u"s.lines"_s}, u"mariadb"_s);
    row("sub-select", u"SELECT (SELECT max(x) FROM lines l), y FROM (SELECT y FROM orders) o WHERE EXISTS (SELECT 1 FROM log)"_s, {u"lines"_s, u"orders"_s, u"log"_s});
    row("union", u"SELECT a, customers FROM orders GROUP BY a, log UNION ALL SELECT b, c FROM lines ORDER BY 1, 2"_s, {u"orders"_s, u"lines"_s});
    row("with", u"WITH recent AS MATERIALIZED (SELECT * FROM orders), n (a, b) AS (SELECT 1, 2 FROM recent) SELECT * FROM n JOIN recent ON true"_s, {u"orders"_s});
    row("no tables", u"SELECT EXTRACT(year FROM log), trim(BOTH ' ' FROM lines), a IS DISTINCT FROM customers, 'FROM orders' FROM generate_series(1, 3) g -- FROM orders"_s, {});
    row("lateral", u"SELECT 1 FROM ONLY orders o, LATERAL (SELECT o.id FROM lines) x"_s, {u"orders"_s, u"lines"_s});
    row("unfinished", u"SELECT ((( FROM"_s, {});
    row("unbalanced", u"SELECT 1 ))) FROM orders)"_s, {u"orders"_s});
}

void TstSchemaMap::readsSourcesOfViews()
{
    QFETCH(QString, engine);
    QFETCH(QString, text);
    QFETCH(QStringList, sources);
    QStringList found;
    for (const QStringList &name : viewSources(view(u"v"_s, text), engine))
        found << name.join(u'.');
    QCOMPARE(found, sources);
}

void TstSchemaMap::joinsViewsToWhatTheyRead()
{
    Objects objects = shop();
    objects.push_back(view(u"open_orders"_s, u"SELECT * FROM orders JOIN customers ON true"_s));
    objects.push_back(view(u"few"_s, u"SELECT * FROM open_orders, elsewhere.nothing"_s, u"materialized view"_s));
    const SchemaMap map = schemaMap(snapshot(objects));
    QCOMPARE(map.tables.size(), size_t(5));
    QCOMPARE(map.views(), 2);
    QCOMPARE(map.foreignKeys(), 1);
    QVERIFY(isView(map.tables[size_t(map.find(u"few"_s))]));
    QVERIFY(!isView(map.tables[size_t(map.find(u"orders"_s))]));
    QCOMPARE(links(map), QStringList({u"few>open_orders()"_s, u"open_orders>customers()"_s, u"open_orders>orders()"_s, u"orders>customers(customer)"_s}));
}

void TstSchemaMap::marksViews()
{
    Objects before = shop();
    before.push_back(view(u"changed"_s, u"SELECT * FROM orders"_s));
    before.push_back(view(u"gone"_s, u"SELECT * FROM log"_s));
    Objects after = shop();
    after.push_back(view(u"changed"_s, u"SELECT * FROM log"_s));
    after.push_back(view(u"fresh"_s, u"SELECT * FROM orders"_s));
    const SchemaMap map = schemaMap(snapshot(before), snapshot(after), diff(snapshot(before), snapshot(after)));
    QCOMPARE(links(map), QStringList({u"changed>log() added"_s, u"changed>orders() removed"_s, u"fresh>orders() added"_s, u"gone>log() removed"_s, u"orders>customers(customer)"_s}));
    QCOMPARE(map.tables[size_t(map.find(u"changed"_s))].change, std::optional(ChangeKind::Altered));
    QCOMPARE(map.tables[size_t(map.find(u"fresh"_s))].change, std::optional(ChangeKind::Added));
    QCOMPARE(map.tables[size_t(map.find(u"gone"_s))].change, std::optional(ChangeKind::Removed));

    // Under a new name of what it reads, it reads the same.
    Objects renamed = shop();
    for (SchemaObject &object : renamed) {
        if (object.table == u"log")
            object.table = u"journal"_s;
        if (object.name == u"log")
            object.name = u"journal"_s;
    }
    renamed.push_back(view(u"reader"_s, u"SELECT at FROM journal"_s));
    Objects old = shop();
    old.push_back(view(u"reader"_s, u"SELECT at FROM log"_s));
    SchemaDiff rename;
    rename.changes.push_back({ChangeKind::Renamed, u"table"_s, {}, {}, u"journal"_s, u"log"_s, {}, {}, {}, {}});
    QVERIFY(links(schemaMap(snapshot(old), snapshot(renamed), rename)).contains(u"reader>journal()"_s));
}

QTEST_GUILESS_MAIN(TstSchemaMap)
#include "tst_schemamap.moc"
