// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/schemasteps.h"

#include "tests/support/opendesk.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class TestSchemaSteps : public QObject
{
    Q_OBJECT

private slots:
    void isWhatTheEngineSays_data();
    void isWhatTheEngineSays();
    void knowsWhatComesAndGoes();
    void nothingStaysNothing();
};

namespace {

/// Schema after each of the scripts, as SQLite has it.
std::vector<Snapshot> schemasAfter(const QStringList &scripts)
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(u"shop.db"_s, {}); // an empty file is an empty database
    const auto desk = openDesk(project);
    const Engine &engine = desk->engine();
    const auto session = engine.open(desk->target(), Access::ReadWrite).value();
    std::vector<Snapshot> schemas;
    for (const QString &script : scripts) {
        for (const QString &statement : script.split(u';', Qt::SkipEmptyParts)) {
            if (!session->execute(statement.toUtf8()))
                qFatal("%s", qPrintable(statement));
        }
        schemas.push_back(engine.snapshot(*session).value());
    }
    return schemas;
}

/// A line an object: what the map tells of it.
QStringList lines(const Snapshot &schema)
{
    QStringList texts;
    for (const SchemaObject &object : schema.objects)
        texts << QStringList{object.kind, object.table, object.name, object.attributes.value(u"type"_s)}.join(u' ');
    return texts;
}

} // namespace

void TestSchemaSteps::isWhatTheEngineSays_data()
{
    QTest::addColumn<QStringList>("scripts");
    const QString start = u"CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT, y INT);CREATE TABLE b (id INTEGER PRIMARY KEY, a INT REFERENCES a (id));CREATE INDEX b_a ON b (a)"_s;
    QTest::newRow("columns and tables") << QStringList{start, u"ALTER TABLE a ADD z INT"_s, u"CREATE TABLE c (id INTEGER PRIMARY KEY, b INT REFERENCES b (id))"_s, u"ALTER TABLE c ADD n TEXT"_s};
    QTest::newRow("what goes") << QStringList{start, u"DROP INDEX b_a;ALTER TABLE a DROP COLUMN x"_s, u"DROP TABLE b"_s, u"ALTER TABLE a DROP COLUMN y"_s};
    QTest::newRow("renames") << QStringList{start, u"ALTER TABLE b RENAME TO bb"_s, u"ALTER TABLE a RENAME COLUMN x TO name"_s, u"ALTER TABLE bb ADD late INT"_s};
    QTest::newRow("views") << QStringList{start, u"CREATE VIEW v AS SELECT id FROM a"_s, u"DROP VIEW v;CREATE VIEW v AS SELECT id, x FROM a"_s, u"CREATE VIEW w AS SELECT id FROM v"_s};
    QTest::newRow("rebuilt") << QStringList{start, u"CREATE TABLE n (id INTEGER PRIMARY KEY, x TEXT, y BIGINT);DROP TABLE a;ALTER TABLE n RENAME TO a"_s, u"ALTER TABLE a ADD more TEXT"_s};
}

void TestSchemaSteps::isWhatTheEngineSays()
{
    QFETCH(QStringList, scripts);
    const std::vector<Snapshot> schemas = schemasAfter(scripts);
    std::vector<SchemaDiff> steps;
    for (size_t step = 1; step < schemas.size(); ++step)
        steps.push_back(diff(schemas[step - 1], schemas[step]));
    for (size_t step = 0; step < steps.size(); ++step) {
        const SchemaStep made = schemaOfStep(schemas.front(), schemas.back(), steps, step);
        QCOMPARE(lines(made.before), lines(schemas[step]));
        QCOMPARE(lines(made.after), lines(schemas[step + 1]));
    }
}

/// A table that only one step has is known by its definition.
void TestSchemaSteps::knowsWhatComesAndGoes()
{
    const std::vector<Snapshot> schemas = schemasAfter({u"CREATE TABLE a (id INT)"_s, u"CREATE TABLE passing (id INT)"_s, u"DROP TABLE passing"_s});
    const std::vector<SchemaDiff> steps{diff(schemas[0], schemas[1]), diff(schemas[1], schemas[2])};
    const SchemaStep second = schemaOfStep(schemas[0], schemas[2], steps, 1);
    QVERIFY2(lines(second.before).contains(u"table  passing "_s), qPrintable(lines(second.before).join(u'\n')));
    QCOMPARE(lines(second.after), lines(schemas[2]));

    const std::vector<Snapshot> wider = schemasAfter({u"CREATE TABLE a (id INT, z INT)"_s, u"ALTER TABLE a ADD late INT"_s, u"DROP TABLE a"_s});
    const std::vector<SchemaDiff> widening{diff(wider[0], wider[1]), diff(wider[1], wider[2])};
    QCOMPARE(lines(schemaOfStep(wider[0], wider[2], widening, 0).after), QStringList({u"column a id INT"_s, u"column a z INT"_s, u"column a late "_s, u"table  a "_s}));
}

void TestSchemaSteps::nothingStaysNothing()
{
    const SchemaStep none = schemaOfStep({}, {}, {}, 3);
    QVERIFY(none.before.objects.empty() && none.after.objects.empty());
}

QTEST_GUILESS_MAIN(TestSchemaSteps)
#include "tst_schemasteps.moc"
