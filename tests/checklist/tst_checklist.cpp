// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/checklist/checklist.h"
#include "models/checklist/itemrules.h"
#include "tests/support/opendesk.h"

#include <QSet>
#include <QTest>

using namespace lk;

class TestChecklist : public QObject
{
    Q_OBJECT

private slots:
    void itemsAreUniqueAndComplete();
    void handTicksGoStaleWithTheContent();
    void automaticItemsAreNotTickedByHand();
    void projectItemsCanGate();
    void afterTheRunTheLaterPhasesFill();
    void waiversCarryNameAndReason();
    void queriesOfTheProjectAreEvidence();
    void performanceIsAssessedByTheRehearsal();
    void performanceOfARunGoesStaleWithTheSchema();
};

namespace {

void writeOne(const TemporaryProject &project, const QByteArray &more = {})
{
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_a.sql"), "-- A table.\n-- Up\nCREATE TABLE IF NOT EXISTS a (id INTEGER PRIMARY KEY);\n" + more + "-- Down\nDROP TABLE IF EXISTS a;\n");
}

ItemState stateOf(Desk &desk, const QString &item)
{
    const auto plan = desk.plan({});
    return desk.checklist(*plan).item(item)->state;
}

} // namespace

void TestChecklist::itemsAreUniqueAndComplete()
{
    QSet<QString> ids;
    QSet<int> phases;
    for (const ItemRule &rule : itemRules()) {
        ids.insert(QString::fromLatin1(rule.id));
        phases.insert(int(rule.phase));
    }
    QCOMPARE(ids.size(), qsizetype(itemRules().size()));
    QCOMPARE(phases.size(), 6);
}

void TestChecklist::handTicksGoStaleWithTheContent()
{
    TemporaryProject project;
    writeOne(project);
    auto desk = openDesk(project);
    const QString item = QStringLiteral("application-works");
    QCOMPARE(stateOf(*desk, item), ItemState::Open);
    QVERIFY(desk->tick(*desk->plan({}), item, QStringLiteral("clicked through the shop")));
    const auto plan = desk->plan({});
    const ChecklistItem ticked = *desk->checklist(*plan).item(item);
    QCOMPARE(ticked.state, ItemState::Done);
    QCOMPARE(ticked.by, currentUser());
    QCOMPARE(ticked.note, QStringLiteral("clicked through the shop"));
    QVERIFY(ticked.at.isValid());

    writeOne(project, "SELECT 1;\n");
    QVERIFY(desk->refresh());
    QCOMPARE(stateOf(*desk, item), ItemState::Stale);
    writeOne(project);
    QVERIFY(desk->refresh());
    QCOMPARE(stateOf(*desk, item), ItemState::Done);
    QVERIFY(desk->untick(*desk->plan({}), item));
    QCOMPARE(stateOf(*desk, item), ItemState::Open);
}

void TestChecklist::automaticItemsAreNotTickedByHand()
{
    TemporaryProject project;
    writeOne(project);
    auto desk = openDesk(project);
    for (const char *item : {"backup-verified", "rollback-tested", "safety-checks", "staging-first", "up-written", "no-such-item"})
        QVERIFY2(!desk->tick(*desk->plan({}), QLatin1String(item), QStringLiteral("surely")), item);
}

void TestChecklist::projectItemsCanGate()
{
    TemporaryProject project;
    writeOne(project);
    project.write(QStringLiteral("lockkeeper.toml"), "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"sqlite:shop.db\"\ngates = [\"cache-warm\"]\n"
                                                     "[[checklist]]\nid = \"cache-warm\"\nphase = \"before\"\ntitle = \"Cache is warm\"\n");
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    QVERIFY(!desk->checklist(*plan).permit());
    QVERIFY(desk->tick(*plan, QStringLiteral("cache-warm"), {}));
    QVERIFY(desk->checklist(*plan).permit());
}

void TestChecklist::afterTheRunTheLaterPhasesFill()
{
    TemporaryProject project;
    writeOne(project);
    auto desk = openDesk(project);
    QCOMPARE(stateOf(*desk, QStringLiteral("migration-verified")), ItemState::Open);
    applyAll(*desk);
    QCOMPARE(stateOf(*desk, QStringLiteral("migration-verified")), ItemState::Done);
    QCOMPARE(stateOf(*desk, QStringLiteral("progress-monitored")), ItemState::Done);
    QCOMPARE(stateOf(*desk, QStringLiteral("logs-archived")), ItemState::Done);
    QCOMPARE(stateOf(*desk, QStringLiteral("log-reviewed")), ItemState::Open);
    QVERIFY(desk->logOpened(*desk->plan({})));
    QCOMPARE(stateOf(*desk, QStringLiteral("log-reviewed")), ItemState::Done);
    QVERIFY(desk->tick(*desk->plan({}), QStringLiteral("functionality-confirmed"), {}));
    QCOMPARE(stateOf(*desk, QStringLiteral("functionality-confirmed")), ItemState::Done);
}

void TestChecklist::waiversCarryNameAndReason()
{
    TemporaryProject project;
    writeOne(project);
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    QVERIFY(!desk->waiveItem(*plan, QStringLiteral("load-tested"), QString()));
    QVERIFY(desk->waiveItem(*plan, QStringLiteral("load-tested"), QStringLiteral("three rows")));
    const ChecklistItem item = *desk->checklist(*plan).item(QStringLiteral("load-tested"));
    QCOMPARE(item.state, ItemState::Waived);
    QCOMPARE(item.note, QStringLiteral("three rows"));
    QCOMPARE(item.by, currentUser());
    QVERIFY(!project.files().filter(QStringLiteral(".lockkeeper/waiver/")).isEmpty());
}

/// Without queries of its own a project's item is ticked by hand.
void TestChecklist::queriesOfTheProjectAreEvidence()
{
    TemporaryProject project;
    writeOne(project, "CREATE INDEX IF NOT EXISTS more ON a (id);\n");
    auto desk = openDesk(project);
    const Plan plan = *desk->plan({});
    const QString item = QStringLiteral("query-performance");
    QVERIFY(!desk->checklist(plan).item(item)->automatic);
    RunControl control;
    QVERIFY(desk->rehearse(plan, {}, control, {}, {}));
    QVERIFY(!desk->checklist(plan).item(item)->automatic);
    project.write(QStringLiteral("queries/a.sql"), "SELECT 1;\nSELECT name FROM sqlite_schema WHERE name = 'b';\n");
    QVERIFY(desk->rehearse(plan, {}, control, {}, {}));
    const Checklist good = desk->checklist(plan);
    QVERIFY(good.item(item)->automatic);
    QVERIFY2(good.item(item)->state == ItemState::Done, qPrintable(good.item(item)->why));
    ChecklistFacts facts = good.facts();
    facts.rehearsal->queries[1].worse << QStringLiteral("now reads a whole");
    const Checklist bad(facts);
    QCOMPARE(bad.item(item)->state, ItemState::Failing);
    QVERIFY2(bad.item(item)->why.contains(QStringLiteral("queries/a.sql:2 now reads a whole")), qPrintable(bad.item(item)->why));
}

void TestChecklist::performanceIsAssessedByTheRehearsal()
{
    TemporaryProject project;
    writeOne(project);
    auto desk = openDesk(project);
    const QString item = QStringLiteral("performance-assessed");
    const ChecklistItem byHand = *desk->checklist(*desk->plan({})).item(item);
    QVERIFY(!byHand.automatic);
    QVERIFY2(byHand.why.contains(QStringLiteral("by hand")) && byHand.why.contains(QStringLiteral("no queries/*.sql")), qPrintable(byHand.why));
    QVERIFY(desk->tick(*desk->plan({}), item, QStringLiteral("looked at the slow log")));
    QCOMPARE(stateOf(*desk, item), ItemState::Done);

    // From now on there is evidence, and it alone counts.
    project.write(QStringLiteral("queries/a.sql"), "SELECT name FROM sqlite_schema WHERE name = 'b';\n");
    QCOMPARE(stateOf(*desk, item), ItemState::Open);
    QVERIFY(!desk->tick(*desk->plan({}), item, QStringLiteral("surely")));
    RunControl control;
    QVERIFY(desk->rehearse(*desk->plan({}), {}, control, {}, {}));
    const Checklist good = desk->checklist(*desk->plan({}));
    QVERIFY2(good.item(item)->state == ItemState::Done, qPrintable(good.item(item)->why));
    QVERIFY2(good.item(item)->why.startsWith(QStringLiteral("1 queries compared before and after: none got worse; its statements: ")), qPrintable(good.item(item)->why));

    const auto judged = [&](auto change) {
        ChecklistFacts facts = good.facts();
        change(*facts.rehearsal);
        return *Checklist(facts).item(item);
    };
    QCOMPARE(judged([](Rehearsal &rehearsal) { rehearsal.queries[0].worse << QStringLiteral("now reads a whole"); }).state, ItemState::Failing);
    QCOMPARE(judged([](Rehearsal &rehearsal) { rehearsal.queries[0].error = QStringLiteral("no such table: b"); }).state, ItemState::Open);
    QCOMPARE(judged([](Rehearsal &rehearsal) { rehearsal.queries.clear(); }).state, ItemState::Open);
    const ChecklistItem onItself = judged([](Rehearsal &rehearsal) { rehearsal.rolledBack = true; });
    QCOMPARE(onItself.state, ItemState::Done);
    QVERIFY2(onItself.why.startsWith(QStringLiteral("plans of 1 queries")) && onItself.why.contains(QStringLiteral("without running them")), qPrintable(onItself.why));
    // Without rows the times have to be estimated.
    const auto withoutRows = [](Rehearsal &rehearsal) { rehearsal.data = ScratchData::None; };
    QCOMPARE(judged(withoutRows).state, ItemState::Open);
    const ChecklistItem estimated = judged([&](Rehearsal &rehearsal) {
        withoutRows(rehearsal);
        for (RehearsedStatement &statement : rehearsal.statements)
            statement.targetMs = 1500;
    });
    QCOMPARE(estimated.state, ItemState::Done);
    QVERIFY2(estimated.why.contains(QStringLiteral("estimated")), qPrintable(estimated.why));

    writeOne(project, "SELECT 1;\n");
    QVERIFY(desk->refresh());
    QCOMPARE(stateOf(*desk, item), ItemState::Stale);
}

void TestChecklist::performanceOfARunGoesStaleWithTheSchema()
{
    TemporaryProject project;
    writeOne(project);
    project.write(QStringLiteral("queries/a.sql"), "SELECT name FROM sqlite_schema WHERE name = 'b';\n");
    auto desk = openDesk(project);
    const QString item = QStringLiteral("performance-assessed");
    RunControl control;
    QVERIFY(desk->rehearse(*desk->plan({}), {}, control, {}, {}));
    applyAll(*desk);
    const Checklist good = desk->checklist(*desk->plan({}));
    QVERIFY2(good.item(item)->state == ItemState::Done, qPrintable(good.item(item)->why));
    QVERIFY(good.item(item)->automatic);
    {
        const Engine &engine = desk->engine();
        const auto session = engine.open(desk->target(), Access::ReadWrite).value();
        QVERIFY(session->execute("CREATE TABLE late (x INTEGER)"));
    }
    QVERIFY(desk->refresh());
    const ChecklistItem stale = *desk->checklist(*desk->plan({})).item(item);
    QCOMPARE(stale.state, ItemState::Stale);
    QCOMPARE(stale.why, QStringLiteral("the schema has changed since the run"));
}

QTEST_GUILESS_MAIN(TestChecklist)
#include "tst_checklist.moc"
