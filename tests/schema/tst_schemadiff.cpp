// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/schemadiff.h"
#include "models/schema/tablecontent.h"

#include <QJsonDocument>
#include <QTest>

using namespace lk;

namespace {

SchemaObject table(const char *name, const char *canonical = "")
{
    const QString text = QString::fromUtf8(name);
    return {QStringLiteral("table"), {}, {}, text, 0, QStringLiteral("CREATE TABLE ") + text, canonical, {}};
}

SchemaObject part(const char *kind, const char *owner, const char *name, int position = 0,
                  const char *canonical = "int", const char *type = "INT")
{
    return {QString::fromUtf8(kind),
            {},
            QString::fromUtf8(owner),
            QString::fromUtf8(name),
            position,
            QString::fromUtf8(name),
            canonical,
            {{QStringLiteral("type"), QString::fromUtf8(type)}}};
}

SchemaObject column(const char *owner, const char *name, int position, const char *type = "INT")
{
    return part("column", owner, name, position, "", type);
}

Snapshot snapshot(std::vector<SchemaObject> objects, bool folds = true)
{
    Snapshot snapshot;
    snapshot.engine = QStringLiteral("sqlite");
    snapshot.foldsNames = folds;
    snapshot.objects = std::move(objects);
    sortObjects(snapshot);
    return snapshot;
}

QStringList lines(const SchemaDiff &diff)
{
    QStringList lines;
    for (const SchemaChange &change : diff.changes)
        lines << (change.details.isEmpty()
                      ? summary(change)
                      : summary(change) + QStringLiteral(" [") + change.details.join(QStringLiteral(", ")) + u']');
    return lines;
}

} // namespace

using Objects = std::vector<SchemaObject>;
Q_DECLARE_METATYPE(Objects)

class TstSchemaDiff : public QObject
{
    Q_OBJECT

private slots:
    void tellsChanges_data();
    void tellsChanges();
    void bothWaysMirror_data() { tellsChanges_data(); }
    void bothWaysMirror();
    void emptyDiffAndDigestAgree_data() { tellsChanges_data(); }
    void emptyDiffAndDigestAgree();
    void letterCaseCountsWhereTheEngineSaysSo();
    void definitionsAreShownButNotCompared();
    void jsonComesBack();
    void brokenJsonGivesNothing_data();
    void brokenJsonGivesNothing();
    void contentsInWords();
};

void TstSchemaDiff::tellsChanges_data()
{
    QTest::addColumn<Objects>("before");
    QTest::addColumn<Objects>("after");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, Objects before, Objects after, std::initializer_list<const char *> expected) {
        QStringList list;
        for (const char *line : expected)
            list << QString::fromUtf8(line);
        QTest::newRow(name) << before << after << list;
    };
    row("nothing", {}, {}, {});
    row("equal", {table("t"), column("t", "a", 1)}, {table("t"), column("t", "a", 1)}, {});
    row("other letter case", {table("t"), column("t", "a", 1)}, {table("T"), column("T", "A", 1)}, {});
    row("table added, its parts go without saying", {},
        {table("t"), column("t", "a", 1), part("constraint", "t", "PRIMARY KEY")}, {"+ table t"});
    row("table removed, its index is told", {table("t"), column("t", "a", 1), part("index", "t", "i")}, {},
        {"- table t", "- index t.i"});
    row("column added", {table("t"), column("t", "a", 1)}, {table("t"), column("t", "a", 1), column("t", "b", 2)},
        {"+ column t.b"});
    row("column added in the middle moves nothing", {table("t"), column("t", "a", 1), column("t", "b", 2)},
        {table("t"), column("t", "a", 1), column("t", "x", 2), column("t", "b", 3)}, {"+ column t.x"});
    row("column removed", {table("t"), column("t", "a", 1), column("t", "b", 2)}, {table("t"), column("t", "b", 1)},
        {"- column t.a"});
    row("column altered", {table("t"), column("t", "a", 1)}, {table("t"), column("t", "a", 1, "BIGINT")},
        {"~ column t.a [type: INT → BIGINT]"});
    row("column order", {table("t"), column("t", "a", 1), column("t", "b", 2)},
        {table("t"), column("t", "b", 1), column("t", "a", 2)}, {"~ table t [column order]"});
    row("column renamed", {table("t"), column("t", "a", 1), column("t", "z", 2)},
        {table("t"), column("t", "b", 1), column("t", "z", 2)}, {"~ column t.a → b [the same type and facts at the same position, 1; an added column would stand last]"});
    row("other type is no rename", {table("t"), column("t", "a", 1), column("t", "z", 2)},
        {table("t"), column("t", "b", 1, "TEXT"), column("t", "z", 2)}, {"- column t.a", "+ column t.b"});
    row("dropped and added at the end is no rename", {table("t"), column("t", "a", 1), column("t", "z", 2)},
        {table("t"), column("t", "z", 1), column("t", "b", 2)}, {"- column t.a", "+ column t.b"});
    row("the last column may be a loss and an addition", {table("t"), column("t", "a", 1), column("t", "b", 2)},
        {table("t"), column("t", "a", 1), column("t", "c", 2)}, {"- column t.b", "+ column t.c"});
    row("two renamed are not guessed", {table("t"), column("t", "a", 1), column("t", "b", 2), column("t", "z", 3)},
        {table("t"), column("t", "c", 1), column("t", "d", 2), column("t", "z", 3)},
        {"- column t.a", "- column t.b", "+ column t.c", "+ column t.d"});
    row("table renamed", {table("t"), column("t", "a", 1), part("index", "t", "i")},
        {table("u"), column("u", "a", 1), part("index", "u", "i")}, {"~ table t → u [the same column and constraints, and no other table came or went]"});
    row("table renamed to a similar one is no rename", {table("t"), column("t", "a", 1)},
        {table("u"), column("u", "a", 1), column("u", "b", 2)}, {"- table t", "+ table u"});
    row("two tables are not guessed", {table("t"), column("t", "a", 1)},
        {table("u"), column("u", "a", 1), table("v"), column("v", "a", 1)}, {"- table t", "+ table u", "+ table v"});
    row("index renamed", {table("t"), part("index", "t", "i", 0, "on a")},
        {table("t"), part("index", "t", "j", 0, "on a")}, {"~ index t.i → j [the same definition, and no other index came or went]"});
    row("index on another table is no rename", {table("t"), table("u"), part("index", "t", "i")},
        {table("t"), table("u"), part("index", "u", "i")}, {"- index t.i", "+ index u.i"});
    row("table's own facts", {table("t", "strict")}, {table("t", "")}, {"~ table t [definition]"});
    row("view", {part("view", "", "v", 0, "select 1")}, {part("view", "", "v", 0, "select 2")},
        {"~ view v [definition]"});
}

void TstSchemaDiff::tellsChanges()
{
    QFETCH(Objects, before);
    QFETCH(Objects, after);
    QFETCH(QStringList, expected);
    // Changes of one owner are sorted by kind and name; the rows list them as people would.
    QStringList found = lines(diff(snapshot(before), snapshot(after)));
    const auto byName = [](const QString &a, const QString &b) { return a.mid(1) < b.mid(1); };
    std::sort(found.begin(), found.end(), byName);
    std::sort(expected.begin(), expected.end(), byName);
    QCOMPARE(found, expected);
}

void TstSchemaDiff::bothWaysMirror()
{
    QFETCH(Objects, before);
    QFETCH(Objects, after);
    const SchemaDiff there = diff(snapshot(before), snapshot(after));
    const SchemaDiff back = diff(snapshot(after), snapshot(before));
    QCOMPARE(back.changes.size(), there.changes.size());
    const auto count = [](const SchemaDiff &diff, ChangeKind kind) {
        return std::count_if(diff.changes.begin(), diff.changes.end(),
                             [kind](const SchemaChange &change) { return change.kind == kind; });
    };
    QCOMPARE(count(back, ChangeKind::Added), count(there, ChangeKind::Removed));
    QCOMPARE(count(back, ChangeKind::Renamed), count(there, ChangeKind::Renamed));
}

void TstSchemaDiff::emptyDiffAndDigestAgree()
{
    QFETCH(Objects, before);
    QFETCH(Objects, after);
    QCOMPARE(diff(snapshot(before), snapshot(after)).equal(), snapshot(before).digest() == snapshot(after).digest());
}

void TstSchemaDiff::letterCaseCountsWhereTheEngineSaysSo()
{
    const Objects before{table("t"), column("t", "a", 1)};
    const Objects after{table("T"), column("T", "a", 1)};
    QVERIFY(diff(snapshot(before, true), snapshot(after, true)).equal());
    QCOMPARE(lines(diff(snapshot(before, false), snapshot(after, false))),
             QStringList(QStringLiteral("~ table t → T [the same name but for letter case]")));
}

void TstSchemaDiff::definitionsAreShownButNotCompared()
{
    SchemaObject one = table("t");
    SchemaObject two = table("t");
    two.definition += QStringLiteral(" -- a comment");
    QVERIFY(diff(snapshot({one}), snapshot({two})).equal());
    two.canonical = "strict";
    const SchemaDiff changed = diff(snapshot({one}), snapshot({two}));
    QCOMPARE(changed.changes[0].before, one.definition);
    QCOMPARE(changed.changes[0].after, two.definition);
    QCOMPARE(diff(snapshot({}), snapshot({one})).changes[0].before, QString());
    QCOMPARE(diff(snapshot({one}), snapshot({})).changes[0].after, QString());
}

void TstSchemaDiff::jsonComesBack()
{
    SchemaDiff all = diff(
        snapshot({table("t"), column("t", "a", 1), column("t", "b", 2), column("t", "c", 3), table("gone")}),
        snapshot({table("t"), column("t", "x", 1), column("t", "b", 2, "TEXT"), column("t", "c", 3),
                  part("view", "", "v")}));
    QCOMPARE(all.changes.size(), size_t(4));
    all.changes[0].destroysRows = Q_INT64_C(9007199254740000);
    QCOMPARE(schemaDiffFromJson(toJson(all)), std::optional(all));
    QCOMPARE(schemaDiffFromJson(toJson(SchemaDiff{})), std::optional(SchemaDiff{}));
    const QJsonObject json = toJson(all);
    QCOMPARE(json.value(QStringLiteral("equal")).toBool(true), false);
    for (const char *member : {"kind", "object", "name", "table", "before", "after"})
        QVERIFY(json.value(QStringLiteral("changes"))[0][QLatin1String(member)].isString());
}

void TstSchemaDiff::brokenJsonGivesNothing_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("empty") << QByteArray("{}");
    QTest::newRow("not a list") << QByteArray(R"({"changes": "x"})");
    QTest::newRow("unknown kind") << QByteArray(R"({"changes": [{"kind": "moved"}]})");
    QTest::newRow("no object") << QByteArray(R"({"changes": [1]})");
}

void TstSchemaDiff::brokenJsonGivesNothing()
{
    QFETCH(QByteArray, json);
    QVERIFY(!schemaDiffFromJson(QJsonDocument::fromJson(json).object()));
}

void TstSchemaDiff::contentsInWords()
{
    const Contents before{{QStringLiteral("a"), 3, "x"},
                          {QStringLiteral("b"), 5, "x"},
                          {QStringLiteral("c"), 1, "x"},
                          {QStringLiteral("e"), 2, "x"}};
    const Contents after{{QStringLiteral("a"), 0, "y"},
                         {QStringLiteral("b"), 5, "y"},
                         {QStringLiteral("d"), 4, "x"},
                         {QStringLiteral("e"), 2, {}}};
    QCOMPARE(contentDifferences(before, after),
             QStringList({QStringLiteral("a: 3 rows before, 0 after"), QStringLiteral("b: same count, other values"),
                          QStringLiteral("c: 1 rows before, the table is gone after"),
                          QStringLiteral("d: no such table before, 4 rows after")}));
    QCOMPARE(contentDifferences(before, before), QStringList());
}

QTEST_GUILESS_MAIN(TstSchemaDiff)
#include "tst_schemadiff.moc"
