// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/opendesk.h"

#include <QTest>

using namespace lk;

class TestPlan : public QObject
{
    Q_OBJECT

private slots:
    void statementsKeepTheirPlace();
    void fingerprintFollowsEveryByte_data();
    void fingerprintFollowsEveryByte();
    void chooses_data();
    void chooses();
    void refusesWhatStandsInTheWay_data();
    void refusesWhatStandsInTheWay();
    void foreignKeysAreSwitchedOutside();
};

namespace {

void writeThree(const TemporaryProject &project)
{
    project.writePlainProject();
    for (int i = 1; i <= 3; ++i) {
        project.write(QStringLiteral("migrations/000%1_t.sql").arg(i),
                      QStringLiteral("-- Table %1.\n-- Up\nCREATE TABLE t%1 (id INTEGER);\n-- Down\nDROP TABLE t%1;\n").arg(i).toUtf8());
    }
}

QString versionsOf(const Plan &plan)
{
    QStringList versions;
    for (const PlanStep &step : plan.steps)
        versions << step.migration.version;
    return versions.join(u' ');
}

} // namespace

void TestPlan::statementsKeepTheirPlace()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_a.sql"), "-- Two.\n-- Up\n\nCREATE TABLE a (id);\n  CREATE TABLE b (id);\n-- Down\nDROP TABLE b; DROP TABLE a;\n");
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    std::vector<Statement> script;
    for (const Statement &statement : plan->steps.front().statements) {
        if (statement.origin == StatementOrigin::Script)
            script.push_back(statement);
    }
    QCOMPARE(script.size(), size_t(2));
    QCOMPARE(script[0].sql().toByteArray(), QByteArray("CREATE TABLE a (id)"));
    QCOMPARE(script[0].line, 4);
    QCOMPARE(script[1].line, 5);
    QCOMPARE(script[1].column, 3);
    // The bytes are the file's own, not a copy.
    QCOMPARE(script[0].source.constData(), script[1].source.constData());
}

void TestPlan::fingerprintFollowsEveryByte_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("statement") << QByteArray("-- Table 2.\n-- Up\nCREATE TABLE t2 (id TEXT);\n-- Down\nDROP TABLE t2;\n");
    QTest::newRow("one more") << QByteArray("-- Table 2.\n-- Up\nCREATE TABLE t2 (id INTEGER);SELECT 1;\n-- Down\nDROP TABLE t2;\n");
}

void TestPlan::fingerprintFollowsEveryByte()
{
    QFETCH(QByteArray, content);
    TemporaryProject project;
    writeThree(project);
    auto desk = openDesk(project);
    const auto before = desk->plan({});
    QCOMPARE(desk->plan({})->fingerprint, before->fingerprint);
    QVERIFY(desk->plan({Direction::Up, QStringLiteral("0002"), 1})->fingerprint != before->fingerprint);
    project.write(QStringLiteral("migrations/0002_t.sql"), content);
    QVERIFY(desk->refresh());
    QVERIFY(desk->plan({})->fingerprint != before->fingerprint);
    QVERIFY(desk->plan({})->contentDigest != before->contentDigest);
}

void TestPlan::chooses_data()
{
    QTest::addColumn<bool>("up");
    QTest::addColumn<QString>("to");
    QTest::addColumn<int>("steps");
    QTest::addColumn<QString>("versions");
    QTest::newRow("all pending") << true << QString() << 1 << QStringLiteral("0003");
    QTest::newRow("one back") << false << QString() << 1 << QStringLiteral("0002");
    QTest::newRow("two back") << false << QString() << 2 << QStringLiteral("0002 0001");
    QTest::newRow("more than there are") << false << QString() << 9 << QStringLiteral("0002 0001");
    QTest::newRow("back to") << false << QStringLiteral("1") << 1 << QStringLiteral("0002");
    QTest::newRow("back to nothing") << false << QStringLiteral("0") << 1 << QStringLiteral("0002 0001");
    QTest::newRow("no such version") << true << QStringLiteral("0009") << 1 << QStringLiteral("no migration 0009");
    QTest::newRow("up to an applied one") << true << QStringLiteral("0001") << 1 << QStringLiteral("0001 is not pending");
    QTest::newRow("back to a pending one") << false << QStringLiteral("0003") << 1 << QStringLiteral("0003 is not applied");
}

void TestPlan::chooses()
{
    QFETCH(bool, up);
    QFETCH(QString, to);
    QFETCH(int, steps);
    QFETCH(QString, versions);
    TemporaryProject project;
    writeThree(project);
    auto desk = openDesk(project);
    applyAll(*desk, {Direction::Up, QStringLiteral("0002"), 1});
    const auto plan = desk->plan({up ? Direction::Up : Direction::Down, to, steps});
    QCOMPARE(plan ? versionsOf(*plan) : plan.error().what, versions);
}

void TestPlan::refusesWhatStandsInTheWay_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<qint64>("line");
    QTest::newRow("edited") << QStringLiteral("migrations/0001_t.sql") << QByteArray("CREATE TABLE t1 (id TEXT);\n") << qint64(0);
    QTest::newRow("cut off inside a string") << QStringLiteral("migrations/0003_t.sql") << QByteArray("-- x\nSELECT 1;\nSELECT 'abc\n") << qint64(3);
    QTest::newRow("UTF-16") << QStringLiteral("migrations/0003_t.sql") << QByteArray("\xff\xfeS\0E\0L\0", 8) << qint64(0);
    QTest::newRow("twice") << QStringLiteral("migrations/0003_other.sql") << QByteArray("SELECT 1;\n") << qint64(0);
}

void TestPlan::refusesWhatStandsInTheWay()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(qint64, line);
    TemporaryProject project;
    writeThree(project);
    auto desk = openDesk(project);
    applyAll(*desk, {Direction::Up, QStringLiteral("0002"), 1});
    project.write(file, content);
    QVERIFY(desk->refresh());
    const auto plan = desk->plan({});
    QVERIFY(!plan);
    QVERIFY2(plan.error().where.file.startsWith(QStringLiteral("migrations/")), qPrintable(plan.error().text()));
    QVERIFY2(!plan.error().nextStep.isEmpty(), qPrintable(plan.error().text()));
    if (line > 0)
        QCOMPARE(plan.error().where.line, line);
}

void TestPlan::foreignKeysAreSwitchedOutside()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_a.sql"), "PRAGMA foreign_keys = OFF;\nCREATE TABLE a (id INTEGER);\n");
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    const PlanStep &step = plan->steps.front();
    QCOMPARE(step.statements.front().scope, StatementScope::Before);
    QCOMPARE(step.statements.back().scope, StatementScope::After);
    QVERIFY(step.checkReferences);
    QVERIFY(!step.remarks.isEmpty());
}

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
