// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/scriptrename.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

SchemaChange change(ChangeKind kind, const QString &object, const QString &table, const QString &name, const QString &oldName = {})
{
    SchemaChange made;
    made.kind = kind;
    made.object = object;
    made.table = table;
    made.name = name;
    made.oldName = oldName;
    (kind == ChangeKind::Added ? made.after : made.before) = name + u" INT"_s;
    return made;
}

const Dialect &dialectOf(const QString &engine)
{
    return engine == u"sqlite" ? sqliteDialect() : engine == u"postgresql" ? postgresqlDialect() : mariadbDialect();
}

} // namespace

class TstScriptRename : public QObject
{
    Q_OBJECT

private slots:
    void readsScripts_data();
    void readsScripts();
    void tellsWhatBothSay();
    void decidesWhatSchemasLeaveOpen();
    void neverHidesALoss();
};

void TstScriptRename::readsScripts_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("sql");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *engine, const char *sql, const char *expected) {
        QTest::addRow("%s: %s", engine, sql) << QString::fromLatin1(engine) << QString::fromLatin1(sql) << QString::fromLatin1(expected);
    };
    for (const char *engine : {"sqlite", "postgresql", "mariadb"}) {
        row(engine, "ALTER TABLE orders RENAME COLUMN sum TO total", "column orders sum total");
        row(engine, "alter table orders rename to purchases", "table  orders purchases");
        row(engine, "ALTER TABLE orders ADD COLUMN rename_me INT", "");
        row(engine, "UPDATE t SET a = 'rename'", "");
    }
    row("postgresql", "ALTER TABLE public.orders RENAME sum TO total", "column orders sum total");
    row("postgresql", "ALTER INDEX a RENAME TO b", "");
    row("mariadb", "RENAME TABLE orders TO purchases", "table  orders purchases");
}

void TstScriptRename::readsScripts()
{
    QFETCH(QString, engine);
    QFETCH(QString, sql);
    QFETCH(QString, expected);
    const auto rename = scriptRename(sql.toUtf8(), dialectOf(engine));
    QCOMPARE(rename ? u"%1 %2 %3 %4"_s.arg(rename->object, rename->table, rename->from, rename->to) : QString(), expected);
}

void TstScriptRename::tellsWhatBothSay()
{
    SchemaDiff diff{{change(ChangeKind::Renamed, u"column"_s, u"orders"_s, u"total"_s, u"sum"_s)}};
    diff.changes[0].details = {u"the same type"_s};
    const SchemaDiff told = withScriptRenames(diff, {{u"column"_s, u"ORDERS"_s, u"sum"_s, u"total"_s, u"0011, line 3"_s}});
    QCOMPARE(told.changes[0].details, (QStringList{u"the script says RENAME (0011, line 3)"_s, u"the same type"_s}));
}

void TstScriptRename::decidesWhatSchemasLeaveOpen()
{
    const SchemaDiff diff{{change(ChangeKind::Removed, u"column"_s, u"orders"_s, u"sum"_s), change(ChangeKind::Added, u"column"_s, u"orders"_s, u"total"_s),
                           change(ChangeKind::Removed, u"column"_s, u"orders"_s, u"memo"_s)}};
    const SchemaDiff joined = withScriptRenames(diff, {{u"column"_s, u"orders"_s, u"sum"_s, u"total"_s, {}}});
    QCOMPARE(joined.changes.size(), size_t(2));
    QCOMPARE(joined.changes[0].kind, ChangeKind::Renamed);
    QCOMPARE(joined.changes[0].oldName, u"sum"_s);
    QCOMPARE(joined.changes[0].before, u"sum INT"_s);
    QCOMPARE(joined.changes[0].after, u"total INT"_s);
    QVERIFY(joined.changes[0].details.contains(u"the script says RENAME"_s));
    QCOMPARE(joined.changes[1], diff.changes[2]);
}

void TstScriptRename::neverHidesALoss()
{
    SchemaDiff diff{{change(ChangeKind::Removed, u"table"_s, {}, u"orders"_s), change(ChangeKind::Added, u"table"_s, {}, u"purchases"_s)}};
    diff.changes[0].destroysRows = 3;
    QCOMPARE(withScriptRenames(diff, {{u"table"_s, {}, u"orders"_s, u"purchases"_s, {}}}), diff);
    // A rename to something that is not there any more says nothing.
    QCOMPARE(withScriptRenames(diff, {{u"table"_s, {}, u"orders"_s, u"archive"_s, {}}}), diff);
}

QTEST_GUILESS_MAIN(TstScriptRename)
#include "tst_scriptrename.moc"
