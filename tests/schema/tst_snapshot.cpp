// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/snapshot.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace lk;

namespace {

Snapshot sample()
{
    Snapshot snapshot;
    snapshot.engine = QStringLiteral("sqlite");
    snapshot.engineVersion = QStringLiteral("3.40.1");
    snapshot.takenAt = QDateTime(QDate(2024, 5, 1), QTime(12, 30, 15, 250), Qt::UTC);
    snapshot.foldsNames = true;
    const auto add = [&](const char *kind, const char *owner, const char *name, int position, const char *definition) {
        snapshot.objects.push_back({QLatin1String(kind),
                                    {},
                                    QLatin1String(owner),
                                    QLatin1String(name),
                                    position,
                                    QLatin1String(definition),
                                    QByteArray(definition).toLower(),
                                    {{QStringLiteral("type"), QStringLiteral("ß")}}});
    };
    add("trigger", "orders", "touch", 0, "CREATE TRIGGER touch");
    add("view", "", "paid", 0, "CREATE VIEW paid AS SELECT 1 -- all");
    add("column", "orders", "b", 2, "b INT");
    add("column", "orders", "a", 10, "a INT");
    add("table", "", "orders", 0, "CREATE TABLE orders (b INT, a INT)");
    add("index", "orders", "i", 0, "CREATE INDEX i ON orders (a)");
    add("table", "", "customers", 0, "CREATE TABLE customers (x)");
    add("table", "", "lockkeeper_migrations", 0, "CREATE TABLE lockkeeper_migrations (x)");
    add("column", "lockkeeper_migrations", "x", 1, "x");
    sortObjects(snapshot);
    return snapshot;
}

QStringList names(const Snapshot &snapshot)
{
    QStringList list;
    for (const SchemaObject &object : snapshot.objects)
        list << object.name;
    return list;
}

} // namespace

class TstSnapshot : public QObject
{
    Q_OBJECT

private slots:
    void objectsAreSorted();
    void digestFollowsWhatCounts();
    void jsonComesBack();
    void brokenJsonGivesNothing();
    void unknownMembersAreIgnored();
    void trackingTablesAreLeftOut();
    void ddlBuildsInAWorkableOrder();
};

void TstSnapshot::objectsAreSorted()
{
    QCOMPARE(names(sample()).join(u' '), QStringLiteral("customers x lockkeeper_migrations b a i orders touch paid"));
}

void TstSnapshot::digestFollowsWhatCounts()
{
    const Snapshot before = sample();
    QCOMPARE(before.digest().size(), 64);
    Snapshot same = before;
    same.takenAt = same.takenAt.addDays(1);
    same.engineVersion = QStringLiteral("3.45.0");
    same.objects[0].definition += QStringLiteral(" -- comment");
    same.objects[0].name = same.objects[0].name.toUpper();
    std::reverse(same.objects.begin(), same.objects.end());
    QCOMPARE(same.digest(), before.digest());

    using Change = void (*)(SchemaObject &);
    const Change changes[] = {[](SchemaObject &o) { o.kind += u'x'; },
                              [](SchemaObject &o) { o.schema += u'x'; },
                              [](SchemaObject &o) { o.table += u'x'; },
                              [](SchemaObject &o) { o.name += u'x'; },
                              [](SchemaObject &o) { o.position += 1; },
                              [](SchemaObject &o) { o.canonical += 'x'; },
                              [](SchemaObject &o) { o.attributes[QStringLiteral("type")] += u'x'; },
                              [](SchemaObject &o) { o.attributes.clear(); }};
    for (const Change change : changes) {
        Snapshot other = before;
        change(other.objects[3]);
        QVERIFY(other.digest() != before.digest());
    }
    Snapshot fewer = before;
    fewer.objects.pop_back();
    QVERIFY(fewer.digest() != before.digest());
    Snapshot strict = before;
    strict.foldsNames = false;
    const QString digest = strict.digest();
    strict.objects[0].name = strict.objects[0].name.toUpper();
    QVERIFY(strict.digest() != digest);
}

void TstSnapshot::jsonComesBack()
{
    const Snapshot before = sample();
    const QByteArray text = QJsonDocument(toJson(before)).toJson();
    const auto after = snapshotFromJson(QJsonDocument::fromJson(text).object());
    QVERIFY(after);
    QVERIFY(*after == before);
    QCOMPARE(toJson(before).value(QStringLiteral("digest")).toString(), before.digest());
}

void TstSnapshot::brokenJsonGivesNothing()
{
    QVERIFY(!snapshotFromJson({}));
    QJsonObject json = toJson(sample());
    json[QStringLiteral("format_version")] = 99;
    QVERIFY(!snapshotFromJson(json));
    json = toJson(sample());
    json[QStringLiteral("objects")] = QStringLiteral("x");
    QVERIFY(!snapshotFromJson(json));
    json[QStringLiteral("objects")] = QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("no kind")}}};
    QVERIFY(!snapshotFromJson(json));
}

void TstSnapshot::unknownMembersAreIgnored()
{
    QJsonObject json = toJson(sample());
    json[QStringLiteral("from_the_future")] = 1;
    QVERIFY(snapshotFromJson(json) == std::optional(sample()));
}

void TstSnapshot::trackingTablesAreLeftOut()
{
    QCOMPARE(names(without(sample(), {QStringLiteral("Lockkeeper_Migrations")})).join(u' '),
             QStringLiteral("customers b a i orders touch paid"));
    QCOMPARE(names(without(sample(), {QStringLiteral("orders")})).join(u' '),
             QStringLiteral("customers x lockkeeper_migrations paid"));
    QCOMPARE(names(without(sample(), {QStringLiteral("paid")})), names(sample())); // a view of that name is no table
    QCOMPARE(without(sample(), {}), sample());
    Snapshot strict = sample();
    strict.foldsNames = false;
    QCOMPARE(without(strict, {QStringLiteral("ORDERS")}), strict);
}

void TstSnapshot::ddlBuildsInAWorkableOrder()
{
    QCOMPARE(ddl(without(sample(), {QStringLiteral("lockkeeper_migrations")})),
             QStringLiteral(
                 "CREATE TABLE customers (x);\nCREATE TABLE orders (b INT, a INT);\nCREATE INDEX i ON orders (a);\n"
                 "CREATE VIEW paid AS SELECT 1 -- all\n;\nCREATE TRIGGER touch;\n"));
    QCOMPARE(ddl({}), QString());
}

QTEST_GUILESS_MAIN(TstSnapshot)
#include "tst_snapshot.moc"
