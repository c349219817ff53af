// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/opendesk.h"

#include <QDir>
#include <QTest>

#include <thread>

using namespace lk;

/// What a rehearsal sees, against what a person would find by looking at the database.
class TestRehearse : public QObject
{
    Q_OBJECT

private slots:
    void judgesTheWayBack_data();
    void judgesTheWayBack();
    void seesCascadingLoss();
    void rebuildWithForeignKeysOffKeepsChildren();
    void withoutRowsNoneAreProven();
    void failureIsShownWithItsPlace();
    void storedValueReadsBackEqual();
    void cancelRemovesTheScratch();
};

namespace {

Rehearsal rehearsalOf(const TemporaryProject &project, ScratchData data = ScratchData::Full)
{
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    if (!plan)
        qFatal("plan: %s", qPrintable(plan.error().text()));
    RunControl control;
    RehearseOptions options;
    options.data = data;
    auto rehearsal = desk->rehearse(*plan, options, control, {}, {});
    if (!rehearsal)
        qFatal("rehearse: %s", qPrintable(rehearsal.error().text()));
    return *rehearsal;
}

/// A shop with two tables and rows, one of which refers to the other with ON DELETE CASCADE.
void writeShop(const TemporaryProject &project)
{
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_shop.sql"),
                  "CREATE TABLE IF NOT EXISTS customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT DEFAULT 'Bern');\n"
                  "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, customer INTEGER REFERENCES customers (id) ON DELETE CASCADE);\n"
                  "CREATE INDEX IF NOT EXISTS customers_name ON customers (name);\n"
                  "INSERT INTO customers (id, name) VALUES (1, 'a'), (2, 'b');\nINSERT INTO orders (customer) VALUES (1), (1), (2);\n");
    auto desk = openDesk(project);
    applyAll(*desk);
}

void writeNext(const TemporaryProject &project, const QByteArray &up, const QByteArray &down)
{
    project.write(QStringLiteral("migrations/0002_next.sql"), up);
    if (!down.isEmpty())
        project.write(QStringLiteral("migrations/0002_next.down.sql"), down);
}

} // namespace

void TestRehearse::judgesTheWayBack_data()
{
    QTest::addColumn<QByteArray>("up");
    QTest::addColumn<QByteArray>("down");
    QTest::addColumn<bool>("schemaEqual");
    QTest::addColumn<bool>("rowsEqual");
    QTest::addColumn<bool>("twice");

    QTest::newRow("column and back") << QByteArray("ALTER TABLE orders ADD COLUMN note TEXT;") << QByteArray("ALTER TABLE orders DROP COLUMN note;") << true << true << false;
    QTest::newRow("guarded index") << QByteArray("CREATE INDEX IF NOT EXISTS orders_customer ON orders (customer);")
                                   << QByteArray("DROP INDEX IF EXISTS orders_customer;") << true << true << true;
    QTest::newRow("index under another name") << QByteArray("DROP INDEX customers_name;") << QByteArray("CREATE INDEX customers_names ON customers (name);") << false << true
                                              << false;
    QTest::newRow("index on another column") << QByteArray("DROP INDEX customers_name;") << QByteArray("CREATE INDEX customers_name ON customers (city);") << false << true
                                             << false;
    QTest::newRow("dropped column loses its values") << QByteArray("ALTER TABLE customers DROP COLUMN city;")
                                                     << QByteArray("ALTER TABLE customers ADD COLUMN city TEXT DEFAULT 'Basel';") << false << false << false;
    QTest::newRow("default is forgotten") << QByteArray("ALTER TABLE customers DROP COLUMN city;") << QByteArray("ALTER TABLE customers ADD COLUMN city TEXT;") << false << false
                                          << false;
    QTest::newRow("update that does not come back") << QByteArray("UPDATE customers SET name = upper(name) WHERE id = 1;")
                                                    << QByteArray("UPDATE customers SET name = name WHERE id = 1;") << true << false << true;
    QTest::newRow("down leaves a table") << QByteArray("CREATE TABLE IF NOT EXISTS a (id); CREATE TABLE IF NOT EXISTS b (id);") << QByteArray("DROP TABLE a;") << false << false
                                         << true;
}

void TestRehearse::judgesTheWayBack()
{
    QFETCH(QByteArray, up);
    QFETCH(QByteArray, down);
    QFETCH(bool, schemaEqual);
    QFETCH(bool, rowsEqual);
    QFETCH(bool, twice);
    TemporaryProject project;
    writeShop(project);
    writeNext(project, up, down);
    const Rehearsal rehearsal = rehearsalOf(project);
    QVERIFY2(rehearsal.ok, rehearsal.error ? qPrintable(rehearsal.error->text()) : "");
    const RehearsedStep &step = rehearsal.steps.front();
    const QByteArray said = step.roundTrip.differences.join(u'\n').toUtf8();
    QVERIFY2((step.roundTrip.schemaEqual == Shown::Yes) == schemaEqual, said);
    QVERIFY2((step.roundTrip.rowsEqual == Shown::Yes) == rowsEqual, said);
    QCOMPARE(step.roundTrip.differences.isEmpty(), schemaEqual && rowsEqual);
    if (schemaEqual)
        QVERIFY2((step.idempotent == Shown::Yes) == twice, qPrintable(step.idempotentWhy));
}

void TestRehearse::seesCascadingLoss()
{
    TemporaryProject project;
    writeShop(project);
    const QByteArray rebuild = "CREATE TABLE customers_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT);\nINSERT INTO customers_new SELECT id, name, city FROM customers;\n"
                               "DROP TABLE customers;\nALTER TABLE customers_new RENAME TO customers;\n";
    writeNext(project, rebuild, {});
    const Rehearsal rehearsal = rehearsalOf(project);
    QVERIFY(rehearsal.ok);
    QCOMPARE(rehearsal.steps.front().rowsDestroyed, 3);
    QVERIFY2(rehearsal.steps.front().rowChanges.join(u'\n').contains(QStringLiteral("orders")), qPrintable(rehearsal.steps.front().rowChanges.join(u'\n')));

    // The run itself does not let it happen.
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    for (const Finding &finding : desk->checklist(*plan).openFindings())
        QVERIFY(desk->waiveFinding(*plan, {finding, QStringLiteral("to see what the run does")}));
    const auto permit = desk->checklist(*plan).permit();
    QVERIFY2(permit, permit ? "" : qPrintable(permit.error().text()));
    RunControl control;
    const auto report = desk->apply(*plan, *permit, control, {});
    QVERIFY(report);
    QCOMPARE(report->outcome, Outcome::RolledBack);
    QVERIFY2(report->error->why.contains(QStringLiteral("orders: 3 rows before, 0 after")), qPrintable(report->error->text()));
    QCOMPARE(sqliteSays(project.path(QStringLiteral("shop.db")), "SELECT count(*) FROM orders"), QStringLiteral("3"));
}

void TestRehearse::rebuildWithForeignKeysOffKeepsChildren()
{
    TemporaryProject project;
    writeShop(project);
    const QByteArray rebuild = "PRAGMA foreign_keys = OFF;\nCREATE TABLE customers_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT);\n"
                               "INSERT INTO customers_new SELECT id, name, city FROM customers;\nDROP TABLE customers;\nALTER TABLE customers_new RENAME TO customers;\n"
                               "CREATE INDEX customers_name ON customers (name);\n";
    writeNext(project, rebuild, {});
    const Rehearsal rehearsal = rehearsalOf(project);
    QVERIFY2(rehearsal.ok, rehearsal.error ? qPrintable(rehearsal.error->text()) : "");
    QCOMPARE(rehearsal.steps.front().rowsDestroyed, 0);
    QVERIFY(rehearsal.integrity.isEmpty());
    // Only the default went.
    QCOMPARE(rehearsal.diff.changes.size(), size_t(1));
    QCOMPARE(rehearsal.diff.changes.front().name, QStringLiteral("city"));
}

void TestRehearse::withoutRowsNoneAreProven()
{
    TemporaryProject project;
    writeShop(project);
    writeNext(project, "UPDATE customers SET name = upper(name);", "SELECT 1;");
    const Rehearsal rehearsal = rehearsalOf(project, ScratchData::None);
    QVERIFY(rehearsal.ok);
    QCOMPARE(rehearsal.steps.front().roundTrip.schemaEqual, Shown::Yes);
    QCOMPARE(rehearsal.steps.front().roundTrip.rowsEqual, Shown::Unknown);
    QVERIFY(!rehearsal.roundTripProven());
}

void TestRehearse::failureIsShownWithItsPlace()
{
    TemporaryProject project;
    writeShop(project);
    writeNext(project, "SELECT 1;\n  ALTER TABLE orders\n  ADD COLUMN customer TEXT;\n", {});
    const Rehearsal rehearsal = rehearsalOf(project);
    QVERIFY(!rehearsal.ok);
    QCOMPARE(rehearsal.error->where.line, 2);
    QVERIFY(rehearsal.error->why.contains(QStringLiteral("duplicate column name")));
    QVERIFY(!rehearsal.statements.back().error.isEmpty());
    QVERIFY(rehearsal.diff.equal());
}

void TestRehearse::storedValueReadsBackEqual()
{
    TemporaryProject project;
    writeShop(project);
    writeNext(project, "ALTER TABLE orders ADD COLUMN note TEXT;", "ALTER TABLE orders DROP COLUMN note;");
    Rehearsal rehearsal = rehearsalOf(project);
    rehearsal.at = QDateTime::fromString(rehearsal.at.toString(Qt::ISODateWithMs), Qt::ISODateWithMs);
    auto read = rehearsalFromJson(toJson(rehearsal));
    QVERIFY(read);
    QCOMPARE(toJson(*read), toJson(rehearsal));
    QVERIFY(!rehearsalFromJson({}));
}

void TestRehearse::cancelRemovesTheScratch()
{
    TemporaryProject project;
    TemporaryProject scratches;
    qputenv("TMPDIR", scratches.folder().toLocal8Bit());
    writeShop(project);
    writeNext(project, "CREATE TABLE long AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;", {});
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    RunControl control;
    std::jthread person;
    const auto rehearsal = desk->rehearse(*plan, {}, control, [&](const RunEvent &event) {
        if (std::holds_alternative<StatementStarted>(event.what) && !person.joinable())
            person = std::jthread([&control] { std::this_thread::sleep_for(std::chrono::milliseconds(50)); control.cancel(); });
    }, {});
    QVERIFY(!rehearsal);
    QCOMPARE(rehearsal.error().code, ErrorCode::Cancelled);
    QCOMPARE(QDir(scratches.folder()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
    qunsetenv("TMPDIR");
}

QTEST_GUILESS_MAIN(TestRehearse)
#include "tst_rehearse.moc"
