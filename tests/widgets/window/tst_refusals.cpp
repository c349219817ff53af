// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/window/refusals.h"

#include <QTest>

using namespace lk;

namespace {

HistoryEntry entry(const QString &version, State state)
{
    HistoryEntry made;
    made.state = state;
    made.file = Migration();
    made.file->version = version;
    made.file->key = version;
    made.file->upFile = QStringLiteral("migrations/%1.sql").arg(version);
    made.file->up = Script();
    if (state == State::Applied) {
        made.applied = AppliedMigration();
        made.applied->version = version;
        made.applied->key = version;
    }
    return made;
}

struct Views {
    ProjectView project;
    PlanView plan;
    RecordsView records;
    Situation now;

    Views()
    {
        project.history.entries = {entry(QStringLiteral("1"), State::Applied),
                                   entry(QStringLiteral("2"), State::Pending)};
        PlanStep step;
        step.migration = *project.history.entries[1].file;
        plan.plan.steps = {step};
        now.project = &project;
        now.plan = &plan;
        now.records = &records;
    }
};

} // namespace

class TestRefusals : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsOpen();
    void allIsWell();
    void busy();
    void unreadable();
    void noDatabaseYet();
    void nothingPending();
    void chosenRows();
    void unsavedFiles();
    void programs();
};

void TestRefusals::nothingIsOpen()
{
    const Refusals refused = refusals({});
    const QString why = QStringLiteral("Open a project first");
    QCOMPARE(refused, (Refusals{why, why, why, why, why, why, why, why, why, why, why, why, why, why, why, why, why, why, why}));
}

void TestRefusals::programs()
{
    Views views;
    HistoryEntry &chosen = views.project.history.entries[1];
    views.now.chosen = &chosen;
    QVERIFY(refusals(views.now).previewSql.contains(QStringLiteral("SQL that stands here")));
    QVERIFY(!refusals(views.now).trust.isEmpty());

    chosen.file->language = QStringLiteral("javascript");
    QVERIFY(refusals(views.now).previewSql.contains(QStringLiteral("own"))); // its tool is not started from here
    views.project.format.programs = true;
    QVERIFY(refusals(views.now).previewSql.isEmpty());
    QVERIFY(refusals(views.now).trust.isEmpty());
    views.project.trusted = true;
    QVERIFY(refusals(views.now).trust.contains(QStringLiteral("you trust it")));
    views.now.direction = Direction::Down;
    QVERIFY(refusals(views.now).previewSql.contains(QStringLiteral("no such script")));
    views.now.direction = Direction::Up;
    views.now.unsaved = {chosen.file->upFile};
    QVERIFY(refusals(views.now).previewSql.contains(chosen.file->upFile));
    views.now.unsaved.clear();

    // A tool that can't tell: what a rehearsal saw can be shown all the same, each way that was seen.
    views.project.previewRefusal = QStringLiteral("it can't");
    QCOMPARE(refusals(views.now).previewSql, QStringLiteral("it can't"));
    views.plan.rehearsal = Rehearsal();
    views.plan.rehearsal->steps.resize(1);
    views.plan.rehearsal->steps[0].version = QStringLiteral("2");
    views.plan.rehearsal->steps[0].sent = QStringList{QStringLiteral("CREATE TABLE t (id)")};
    QCOMPARE(refusals(views.now).previewSql, QStringLiteral("it can't")); // it failed
    views.plan.rehearsal->ok = true;
    QVERIFY(refusals(views.now).previewSql.isEmpty());
    QCOMPARE(views.plan.seenOf(QStringLiteral("2"), Direction::Up), QStringList{QStringLiteral("CREATE TABLE t (id)")});
    QVERIFY(!views.plan.seenOf(QStringLiteral("2"), Direction::Down));
    QVERIFY(!views.plan.seenOf(QStringLiteral("1"), Direction::Up));
    views.plan.rehearsal->steps[0].sentBack = QStringList{QStringLiteral("DROP TABLE t")};
    QVERIFY(views.plan.seenOf(QStringLiteral("2"), Direction::Down));
}

void TestRefusals::allIsWell()
{
    Views views;
    views.records.runs = {RunReport()};
    views.now.chosen = &views.project.history.entries[1];
    const Refusals refused = refusals(views.now);
    QVERIFY(refused.rehearse.isEmpty());
    QVERIFY(refused.backUp.isEmpty());
    QVERIFY(refused.apply.isEmpty());
    QVERIFY(refused.applySelected.isEmpty());
    QVERIFY(refused.revert.isEmpty());
    QVERIFY(refused.verify.isEmpty());
    QVERIFY(refused.newMigration.isEmpty());
    QVERIFY(refused.report.isEmpty());
    QVERIFY(refused.review.isEmpty());
    QVERIFY(!refused.revertSelected.isEmpty()); // the chosen one is not applied
}

void TestRefusals::busy()
{
    Views views;
    views.now.busy = QStringLiteral("Rehearsing 2");
    const Refusals refused = refusals(views.now);
    for (const QString &why :
         {refused.rehearse, refused.backUp, refused.apply, refused.revert, refused.verify, refused.restore})
        QVERIFY2(why.contains(QStringLiteral("Rehearsing 2")), qPrintable(why));
    QVERIFY(refused.newMigration.isEmpty());
}

void TestRefusals::unreadable()
{
    Views views;
    views.project.database.problem = QStringLiteral("not a database");
    const Refusals refused = refusals(views.now);
    for (const QString &why :
         {refused.rehearse, refused.backUp, refused.apply, refused.revert, refused.verify, refused.saveSnapshot})
        QVERIFY2(why.contains(QStringLiteral("not a database")), qPrintable(why));
    QVERIFY(refused.restore.isEmpty()); // that is what a backup is for
}

void TestRefusals::noDatabaseYet()
{
    Views views;
    views.project.database.server.exists = false;
    const Refusals refused = refusals(views.now);
    QVERIFY(!refused.backUp.isEmpty());
    QVERIFY(!refused.verify.isEmpty());
    QVERIFY(!refused.revert.isEmpty());
    QVERIFY(refused.apply.isEmpty());
    QVERIFY(refused.rehearse.isEmpty());
}

void TestRefusals::nothingPending()
{
    Views views;
    views.project.history.entries.pop_back();
    views.plan.plan.steps.clear();
    const Refusals refused = refusals(views.now);
    QCOMPARE(refused.apply, QStringLiteral("Nothing is pending"));
    QVERIFY(!refused.rehearse.isEmpty());
    QVERIFY(!refused.review.isEmpty());
    QVERIFY(refused.revert.isEmpty());
}

void TestRefusals::chosenRows()
{
    Views views;
    views.project.history.entries.insert(views.project.history.entries.begin(),
                                         entry(QStringLiteral("0"), State::Applied));
    views.now.chosen = &views.project.history.entries[0];
    QVERIFY(refusals(views.now).revertSelected.isEmpty());
    QVERIFY(!refusals(views.now).applySelected.isEmpty());
    views.now.chosen = &views.project.history.entries[1]; // the newest applied one
    QVERIFY(!refusals(views.now).revertSelected.isEmpty());
    views.now.chosen = &views.project.history.entries[2];
    QVERIFY(refusals(views.now).applySelected.isEmpty());
    QVERIFY(!refusals(views.now).revertSelected.isEmpty());
}

void TestRefusals::unsavedFiles()
{
    Views views;
    QVERIFY(unsavedRefusal(views.plan, {QStringLiteral("migrations/3.sql")}).isEmpty());
    QVERIFY(
        unsavedRefusal(views.plan, {QStringLiteral("migrations/2.sql")}).contains(QStringLiteral("migrations/2.sql")));
    views.now.unsaved = {QStringLiteral("migrations/2.sql")};
    QVERIFY(!refusals(views.now).rehearse.isEmpty());
    QVERIFY(refusals(views.now).apply.isEmpty()); // the plan is shown and says it
}

QTEST_GUILESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
