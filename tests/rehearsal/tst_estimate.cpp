// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/estimate.h"
#include "models/sql/dialect.h"

#include <QTest>

using namespace lk;

namespace {

/// A plan of one step with these statements, and the rehearsal that ran them in 2 ms each.
struct Case {
    Plan plan;
    Rehearsal rehearsal;

    void add(const QByteArray &sql, const Observation &seen)
    {
        if (plan.steps.empty()) {
            plan.steps.emplace_back();
            plan.steps.back().migration.version = QStringLiteral("1");
        }
        Statement statement;
        statement.source = sql;
        statement.length = sql.size();
        statement.number = int(plan.steps.back().statements.size()) + 1;
        plan.steps.back().statements.push_back(statement);
        RehearsedStatement ran;
        ran.version = QStringLiteral("1");
        ran.number = statement.number;
        ran.ms = 2;
        ran.seen = seen;
        rehearsal.statements.push_back(ran);
    }
};

Observation rewriting(const QStringList &tables)
{
    Observation seen;
    seen.rewrites = tables;
    return seen;
}

Observation scanning(const QStringList &tables)
{
    Observation seen = rewriting({});
    seen.scans = tables;
    return seen;
}

const Gauge Speed{1000, 10, 1, 10, 5};
const TableSizes Sizes{{QStringLiteral("counted"), {}, 40}, {QStringLiteral("orders"), 100'000, 500}, {QStringLiteral("unseen"), {}, {}}};

} // namespace

class TestEstimate : public QObject
{
    Q_OBJECT
private slots:
    void oneStatement_data();
    void oneStatement();
    void namesOfTheTargetAreFollowed();
    void newTablesAreEmptyThere();
    void oneUnknownMakesTheSumUnknown();
};

void TestEstimate::oneStatement_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QStringList>("rewrites");
    QTest::addColumn<QStringList>("scans");
    QTest::addColumn<double>("ms"); // < 0: none
    QTest::addColumn<QString>("basis");
    const QStringList none;
    QTest::newRow("rewrite") << QByteArray("ALTER TABLE orders ALTER COLUMN a TYPE bigint") << QStringList{QStringLiteral("orders")} << none << 1002.0
                             << QStringLiteral("97.7 kB of orders written anew, at the speed of the copy's server");
    QTest::newRow("scan") << QByteArray("ALTER TABLE orders ALTER COLUMN a SET NOT NULL") << none << QStringList{QStringLiteral("orders")} << 102.0
                          << QStringLiteral("97.7 kB of orders read, at the speed of the copy's server");
    QTest::newRow("index") << QByteArray("CREATE INDEX i ON orders (a)") << none << none << 502.0 << QStringLiteral("97.7 kB of orders indexed, at the speed of the copy's server");
    QTest::newRow("an index does not also count as read") << QByteArray("CREATE INDEX i ON orders (a)") << none << QStringList{QStringLiteral("orders")} << 502.0
                                                         << QStringLiteral("97.7 kB of orders indexed, at the speed of the copy's server");
    QTest::newRow("update") << QByteArray("UPDATE orders SET a = 1") << none << none << 1002.0
                            << QStringLiteral("97.7 kB of orders changed, if it is every row, at the speed of the copy's server");
    QTest::newRow("catalog only") << QByteArray("ALTER TABLE orders ADD COLUMN b int") << none << none << 2.0 << QStringLiteral("no whole table is read or written");
    QTest::newRow("by rows") << QByteArray("CREATE INDEX i ON counted (a)") << none << none << 22.0 << QStringLiteral("40 rows of counted indexed, at the speed of the copy's server");
    QTest::newRow("no size") << QByteArray("CREATE INDEX i ON unseen (a)") << none << none << -1.0 << QStringLiteral("no estimate, as it is not known how large unseen is on the target");
    QTest::newRow("no such table") << QByteArray("CREATE INDEX i ON elsewhere (a)") << none << none << -1.0
                                   << QStringLiteral("no estimate, as it is not known how large elsewhere is on the target");
}

void TestEstimate::oneStatement()
{
    QFETCH(QByteArray, sql);
    QFETCH(QStringList, rewrites);
    QFETCH(QStringList, scans);
    QFETCH(double, ms);
    Case one;
    Observation seen = rewriting(rewrites);
    seen.scans = scans;
    one.add(sql, seen);
    estimate(one.rehearsal, one.plan, Sizes, Speed, postgresqlDialect());
    QTEST(one.rehearsal.statements[0].basis, "basis");
    QCOMPARE(one.rehearsal.statements[0].targetMs.value_or(-1), ms);
    QCOMPARE(estimatedMs(one.rehearsal).value_or(-1), ms);
}

void TestEstimate::namesOfTheTargetAreFollowed()
{
    Case two;
    two.add("ALTER TABLE orders RENAME TO purchases", rewriting({}));
    two.add("ALTER TABLE purchases ALTER COLUMN a TYPE bigint", rewriting({QStringLiteral("purchases")}));
    estimate(two.rehearsal, two.plan, Sizes, Speed, postgresqlDialect());
    QCOMPARE(two.rehearsal.statements[1].targetMs, 1002);
}

void TestEstimate::newTablesAreEmptyThere()
{
    Case two;
    two.add("CREATE TABLE fresh (a int)", rewriting({}));
    two.add("CREATE INDEX i ON fresh (a)", rewriting({}));
    estimate(two.rehearsal, two.plan, Sizes, Speed, postgresqlDialect());
    QCOMPARE(estimatedMs(two.rehearsal), 4);
}

void TestEstimate::oneUnknownMakesTheSumUnknown()
{
    Case two;
    two.add("CREATE INDEX i ON orders (a)", scanning({}));
    two.add("CREATE INDEX j ON unseen (a)", scanning({}));
    estimate(two.rehearsal, two.plan, Sizes, Speed, postgresqlDialect());
    QVERIFY(two.rehearsal.statements[0].targetMs);
    QVERIFY(!estimatedMs(two.rehearsal));
    QVERIFY(!estimatedMs(Rehearsal()));
}

QTEST_GUILESS_MAIN(TestEstimate)
#include "tst_estimate.moc"
