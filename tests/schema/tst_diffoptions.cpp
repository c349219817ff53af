// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/diffoptions.h"

#include "models/schema/changetext.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

SchemaChange change(ChangeKind kind, const QString &object, const QString &name, const QStringList &details = {},
                    const QString &before = {}, const QString &after = {})
{
    SchemaChange made;
    made.kind = kind;
    made.object = object;
    made.name = name;
    made.details = details;
    made.before = before;
    made.after = after;
    return made;
}

SchemaChange altered(const QStringList &details, const QString &before = u"CREATE VIEW v AS SELECT 1"_s, const QString &after = u"CREATE VIEW v AS SELECT 1"_s)
{
    return change(ChangeKind::Altered, u"view"_s, u"v"_s, details, before, after);
}

SchemaDiff shop()
{
    SchemaDiff diff{{change(ChangeKind::Added, u"table"_s, u"reviews"_s), change(ChangeKind::Removed, u"table"_s, u"old"_s),
                     change(ChangeKind::Removed, u"index"_s, u"by_name"_s), change(ChangeKind::Renamed, u"column"_s, u"total"_s),
                     altered({u"owner: ann → bob"_s})}};
    diff.changes[1].destroysRows = 12;
    return diff;
}

QStringList names(const SchemaDiff &diff)
{
    QStringList list;
    for (const SchemaChange &one : diff.changes)
        list << one.name;
    return list;
}

using Flag = bool DiffOptions::*;

} // namespace

Q_DECLARE_METATYPE(Flag)
Q_DECLARE_METATYPE(lk::SchemaChange)

class TstDiffOptions : public QObject
{
    Q_OBJECT

private slots:
    void showsAllAtFirst();
    void filtersByKindObjectAndLoss();
    void ignores_data();
    void ignores();
    void keepsWhatIsMoreThanIgnored();
    void comesBackFromSettings();
    void tellsFactsBesideTheDefinition();
    void partsOfDetails_data();
    void partsOfDetails();
};

void TstDiffOptions::showsAllAtFirst()
{
    const FilteredDiff all = filtered(shop(), {});
    QCOMPARE(all.diff, shop());
    QCOMPARE(all.leftOut(), 0);
}

void TstDiffOptions::filtersByKindObjectAndLoss()
{
    DiffOptions options;
    options.setShown(ChangeKind::Removed, false);
    QVERIFY(!options.shows(ChangeKind::Removed));
    FilteredDiff shown = filtered(shop(), options);
    QCOMPARE(names(shown.diff), (QStringList{u"reviews"_s, u"total"_s, u"v"_s}));
    QCOMPARE(shown.hidden, 2);
    QCOMPARE(shown.ignored, 0);

    options = {};
    options.hiddenObjects = {u"index"_s, u"view"_s};
    QCOMPARE(names(filtered(shop(), options).diff), (QStringList{u"reviews"_s, u"old"_s, u"total"_s}));

    options = {};
    options.destroyingOnly = true;
    shown = filtered(shop(), options);
    QCOMPARE(names(shown.diff), QStringList{u"old"_s});
    QCOMPARE(shown.leftOut(), 4);
    QCOMPARE(objectKinds(shop()), (QStringList{u"column"_s, u"index"_s, u"table"_s, u"view"_s}));
}

void TstDiffOptions::ignores_data()
{
    QTest::addColumn<Flag>("option");
    QTest::addColumn<SchemaChange>("change");
    QTest::addColumn<bool>("ignored");
    const auto row = [](const char *name, Flag option, const SchemaChange &change, bool ignored) { QTest::newRow(name) << option << change << ignored; };
    const QStringList definition{u"definition"_s};
    row("owner", &DiffOptions::ignoreOwner, altered({u"owner: ann → bob"_s}), true);
    row("owner is no comment", &DiffOptions::ignoreComments, altered({u"owner: ann → bob"_s}), false);
    row("the database's comment", &DiffOptions::ignoreComments, altered({u"comment: none → paid → or not"_s}), true);
    row("a comment in SQL", &DiffOptions::ignoreComments, altered(definition, u"SELECT 1 -- one\nFROM t"_s, u"SELECT 1\n/* two */\nFROM t"_s), true);
    row("white space beside a comment counts", &DiffOptions::ignoreComments, altered(definition, u"SELECT 1 FROM t"_s, u"SELECT  1 FROM t"_s), false);
    row("a comment in quotes is none", &DiffOptions::ignoreComments, altered(definition, u"SELECT '-- a'"_s, u"SELECT '-- b'"_s), false);
    row("white space", &DiffOptions::ignoreWhitespace, altered(definition, u"SELECT a,b\n  FROM t"_s, u"SELECT a, b FROM t"_s), true);
    row("white space in quotes", &DiffOptions::ignoreWhitespace, altered(definition, u"SELECT 'a b'"_s, u"SELECT 'a  b'"_s), false);
    row("white space that parts words", &DiffOptions::ignoreWhitespace, altered(definition, u"SELECT a b"_s, u"SELECT ab"_s), false);
    row("a line end that ends a comment", &DiffOptions::ignoreWhitespace, altered(definition, u"SELECT 1 -- x\n, 2"_s, u"SELECT 1 -- x , 2"_s), false);
    row("comments are no white space", &DiffOptions::ignoreWhitespace, altered(definition, u"SELECT 1 -- x\n"_s, u"SELECT 1"_s), false);
    row("a counter", &DiffOptions::ignoreCounters, altered({u"auto_increment: 12 → 40"_s}), true);
    row("whether there is one is no counter", &DiffOptions::ignoreCounters, altered({u"auto_increment: none → yes"_s}), false);
    row("a sequence's step is no counter", &DiffOptions::ignoreCounters, altered({u"increment: 1 → 2"_s}), false);
    row("the same text, but a change all the same", &DiffOptions::ignoreWhitespace, altered(definition), false);
    row("what is removed is always shown", &DiffOptions::ignoreOwner, change(ChangeKind::Removed, u"grant"_s, u"ann"_s, {u"owner: ann"_s}), false);
}

void TstDiffOptions::ignores()
{
    QFETCH(Flag, option);
    QFETCH(SchemaChange, change);
    QFETCH(bool, ignored);
    DiffOptions options;
    QVERIFY(!isIgnored(change, options));
    options.*option = true;
    QCOMPARE(isIgnored(change, options), ignored);
    QCOMPARE(filtered({{change}}, options).ignored, ignored ? 1 : 0);
}

void TstDiffOptions::keepsWhatIsMoreThanIgnored()
{
    DiffOptions options;
    options.ignoreOwner = true;
    const SchemaChange both = altered({u"owner: ann → bob"_s, u"security: DEFINER → INVOKER"_s});
    const FilteredDiff shown = filtered({{both}}, options);
    QCOMPARE(shown.diff.changes, std::vector{both}); // with all that it tells
    QCOMPARE(shown.leftOut(), 0);
}

void TstDiffOptions::comesBackFromSettings()
{
    DiffOptions options;
    options.renamed = false;
    options.ignoreWhitespace = true;
    options.hiddenObjects = {u"grant"_s};
    QCOMPARE(diffOptionsFromJson(toJson(options)), options);
    QCOMPARE(diffOptionsFromJson({}), DiffOptions());
}

void TstDiffOptions::tellsFactsBesideTheDefinition()
{
    const SchemaChange owner = altered({u"owner: ann → bob"_s});
    QCOMPARE(changeText(owner).before, u"CREATE VIEW v AS SELECT 1\n-- owner: ann"_s);
    QCOMPARE(changeText(owner).after, u"CREATE VIEW v AS SELECT 1\n-- owner: bob"_s);
    // What the definitions tell is not told twice.
    const SchemaChange type = altered({u"type: INT → BIGINT"_s, u"comment: none → long\nand wide"_s}, u"a INT"_s, u"a BIGINT"_s);
    QCOMPARE(changeText(type).before, u"a INT\n-- comment: none"_s);
    QCOMPARE(changeText(type).after, u"a BIGINT\n-- comment: long\n--   and wide"_s);
    const SchemaChange settings = altered({u"collation: utf8mb4_general_ci → utf8mb4_bin"_s}, {}, {});
    QCOMPARE(changeText(settings).before, u"-- collation: utf8mb4_general_ci"_s);
    const SchemaChange grant = change(ChangeKind::Added, u"grant"_s, u"ann"_s, {u"privileges: SELECT"_s});
    QCOMPARE(changeText(grant), (ChangeText{{}, u"-- privileges: SELECT"_s}));
    const SchemaChange commented = change(ChangeKind::Removed, u"table"_s, u"t"_s, {u"comment: old"_s}, u"CREATE TABLE t ()"_s);
    QCOMPARE(changeText(commented), (ChangeText{u"CREATE TABLE t ()\n-- comment: old"_s, {}}));
}

void TstDiffOptions::partsOfDetails_data()
{
    QTest::addColumn<QString>("detail");
    QTest::addColumn<bool>("hasParts");
    QTest::newRow("fact") << u"type: INT → BIGINT"_s << true;
    QTest::newRow("empty before") << u"comment:  → x"_s << true;
    QTest::newRow("no fact") << u"column order"_s << false;
    QTest::newRow("an arrow in a value") << u"comment: a → b → c"_s << false;
}

void TstDiffOptions::partsOfDetails()
{
    QFETCH(QString, detail);
    QFETCH(bool, hasParts);
    const auto parts = detailParts(detail);
    QCOMPARE(parts.has_value(), hasParts);
    if (parts)
        QCOMPARE(parts->fact + u": "_s + parts->before + u" → "_s + parts->after, detail);
}

QTEST_GUILESS_MAIN(TstDiffOptions)
#include "tst_diffoptions.moc"
