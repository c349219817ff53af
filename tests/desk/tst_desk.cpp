// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/opendesk.h"

#include <QFile>
#include <QTest>

#include <thread>

using namespace lk;

/// The whole job on a real SQLite project: what the database holds after each step is read with a connection of its own.
class TestDesk : public QObject
{
    Q_OBJECT

private slots:
    void appliesVerifiesAndReverts();
    void lookingChangesNothing();
    void failingStatementLeavesNothing();
    void editedFileStopsTheRun();
    void changedSchemaVoidsThePermit();
    void protectedEnvironmentWantsItsGates();
    void destructiveNeedsAWaiver();
    void blockTakesNoWaiver();
    void staleRehearsalDoesNotCount();
    void rehearsalOfAnotherVersionDoesNotCount();
    void backupAndRestore();
    void unreadableDatabaseIsUnknownNotPending();
    void savesOnlyWhatItRead();
    void cancelLeavesNothing();
};

namespace {

constexpr char CreateOrders[] = "-- Orders of the shop.\n-- Up\nCREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);\n"
                                "-- Down\nDROP TABLE IF EXISTS orders;\n";
constexpr char AddIndex[] = "-- Finds orders by total.\n-- Up\nCREATE INDEX IF NOT EXISTS orders_total ON orders (total);\n-- Down\nDROP INDEX IF EXISTS orders_total;\n";

void writeTwo(const TemporaryProject &project)
{
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_create_orders.sql"), CreateOrders);
    project.write(QStringLiteral("migrations/0002_add_index.sql"), AddIndex);
}

} // namespace

void TestDesk::appliesVerifiesAndReverts()
{
    TemporaryProject project;
    writeTwo(project);
    const QString file = project.path(QStringLiteral("shop.db"));
    auto desk = openDesk(project);
    QCOMPARE(desk->history().counts().value(QStringLiteral("pending")), 2);
    QVERIFY(!QFile::exists(file));

    const RunReport report = applyAll(*desk);
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QCOMPARE(report.outcome, Outcome::Committed);
    QCOMPARE(report.stepsDone, 2);
    QVERIFY(report.verification.passed());
    QCOMPARE(sqliteSays(file, "SELECT name FROM sqlite_schema WHERE name LIKE 'orders%' ORDER BY name"), QStringLiteral("orders\norders_total"));
    QCOMPARE(sqliteSays(file, "SELECT count(*) FROM lockkeeper_migrations"), QStringLiteral("2"));
    QCOMPARE(desk->history().counts().value(QStringLiteral("applied")), 2);

    PlanRequest back;
    back.direction = Direction::Down;
    const RunReport reverted = applyAll(*desk, back);
    QCOMPARE(reverted.outcome, Outcome::Committed);
    QCOMPARE(sqliteSays(file, "SELECT name FROM sqlite_schema WHERE name LIKE 'orders%' ORDER BY name"), QStringLiteral("orders"));
    QCOMPARE(sqliteSays(file, "SELECT count(*) FROM lockkeeper_migrations"), QStringLiteral("1"));

    const auto log = desk->auditLog();
    QVERIFY(log);
    QStringList outcomes;
    for (const AuditEntry &entry : *log)
        outcomes << entry.action + u' ' + entry.outcome;
    QCOMPARE(outcomes, (QStringList{QStringLiteral("apply intent"), QStringLiteral("apply committed"), QStringLiteral("revert intent"), QStringLiteral("revert committed")}));
    QCOMPARE(desk->runs().size(), size_t(2));
}

void TestDesk::lookingChangesNothing()
{
    TemporaryProject project;
    writeTwo(project);
    {
        auto first = openDesk(project);
        applyAll(*first, {Direction::Up, QStringLiteral("1"), 1});
    }
    const QByteArray before = project.read(QStringLiteral("shop.db"));
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    QVERIFY(plan);
    QCOMPARE(plan->steps.size(), size_t(1));
    desk->findings(*plan);
    desk->checklist(*plan);
    RunControl control;
    const auto rehearsal = desk->rehearse(*plan, {}, control, {}, {});
    QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(rehearsal.error().text()));
    QVERIFY(rehearsal->ok);
    QCOMPARE(rehearsal->diff.changes.size(), size_t(1));
    QVERIFY(rehearsal->roundTripProven());
    QCOMPARE(rehearsal->idempotent(), Shown::Yes);
    QCOMPARE(project.read(QStringLiteral("shop.db")), before);
    for (const QString &name : project.files())
        QVERIFY2(!name.startsWith(QStringLiteral("shop.db-")), qPrintable(name));
}

void TestDesk::failingStatementLeavesNothing()
{
    TemporaryProject project;
    writeTwo(project);
    project.write(QStringLiteral("migrations/0003_bad.sql"),
                  "-- Fails in its third statement.\n-- Up\nCREATE TABLE a (id INTEGER);\nINSERT INTO a VALUES (1);\nINSERT INTO nowhere VALUES (1);\n-- Down\nDROP TABLE a;\n");
    auto desk = openDesk(project);
    const RunReport report = applyAll(*desk);
    QCOMPARE(report.outcome, Outcome::RolledBack);
    QCOMPARE(report.stepsDone, 2);
    QVERIFY(report.error);
    QCOMPARE(report.error->where.file, QStringLiteral("migrations/0003_bad.sql"));
    QCOMPARE(report.error->where.line, 5);
    QVERIFY2(report.error->why.contains(QStringLiteral("no such table: nowhere")), qPrintable(report.error->text()));
    QVERIFY2(report.error->nextStep.contains(QStringLiteral("nothing of 0003 stayed")), qPrintable(report.error->text()));
    QCOMPARE(sqliteSays(project.path(QStringLiteral("shop.db")), "SELECT count(*) FROM sqlite_schema WHERE name = 'a'"), QStringLiteral("0"));
    QCOMPARE(sqliteSays(project.path(QStringLiteral("shop.db")), "SELECT count(*) FROM lockkeeper_migrations"), QStringLiteral("2"));
}

void TestDesk::editedFileStopsTheRun()
{
    TemporaryProject project;
    writeTwo(project);
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    const auto permit = desk->checklist(*plan).permit();
    QVERIFY(permit);
    project.write(QStringLiteral("migrations/0002_add_index.sql"), "-- other\n");
    RunControl control;
    const auto report = desk->apply(*plan, *permit, control, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Disagreement);
    QCOMPARE(report.error().where.file, QStringLiteral("migrations/0002_add_index.sql"));
    QVERIFY(!QFile::exists(project.path(QStringLiteral("shop.db"))));
}

void TestDesk::changedSchemaVoidsThePermit()
{
    TemporaryProject project;
    writeTwo(project);
    auto desk = openDesk(project);
    applyAll(*desk, {Direction::Up, QStringLiteral("0001"), 1});
    const auto plan = desk->plan({});
    const auto permit = desk->checklist(*plan).permit();
    QVERIFY(permit);
    {
        auto session = desk->engine().open(desk->target(), Access::ReadWrite);
        QVERIFY((*session)->execute("CREATE TABLE by_hand (id INTEGER)"));
    }
    RunControl control;
    const auto report = desk->apply(*plan, *permit, control, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Disagreement);
}

void TestDesk::protectedEnvironmentWantsItsGates()
{
    TemporaryProject project;
    writeTwo(project);
    project.write(QStringLiteral("lockkeeper.toml"),
                  "[project]\nname = \"Shop\"\nformat = \"plain\"\n[environments.staging]\nurl = \"sqlite:staging.db\"\n"
                  "[environments.production]\nurl = \"sqlite:shop.db\"\nprotected = true\nafter = \"staging\"\nreviews = 1\nbackup = { required = true, folder = \"backups\" }\n");
    {
        // A database with history to lose.
        auto first = openDesk(project, QStringLiteral("staging"));
        applyAll(*first);
    }
    auto engine = openDesk(project, QStringLiteral("production"));
    { auto made = engine->engine().open(engine->target(), Access::ReadWrite, true); QVERIFY(made); QVERIFY((*made)->execute("CREATE TABLE kept (id INTEGER)")); }
    auto desk = openDesk(project, QStringLiteral("production"));
    const auto plan = desk->plan({});
    QVERIFY(plan);
    QStringList blockers;
    for (const ChecklistItem &item : desk->checklist(*plan).blockers())
        blockers << item.id;
    QCOMPARE(blockers, (QStringList{QStringLiteral("rollback-planned"), QStringLiteral("backup-verified"), QStringLiteral("team-approval")}));
    const auto refused = desk->checklist(*plan).permit();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Blocked);

    RunControl control;
    QVERIFY(desk->rehearse(*plan, {}, control, {}, {}));
    const auto backup = desk->backUp(Verified::Restored, control, {});
    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().text()));
    QCOMPARE(backup->verified, Verified::Restored);
    QVERIFY(desk->review(*plan, QStringLiteral("read it")));
    QVERIFY(!desk->waiveItem(*plan, QStringLiteral("safety-checks"), QStringLiteral("no time")));
    const auto permit = desk->checklist(*plan).permit();
    QVERIFY2(permit, permit ? "" : qPrintable(permit.error().text()));
}

void TestDesk::destructiveNeedsAWaiver()
{
    TemporaryProject project;
    writeTwo(project);
    auto desk = openDesk(project);
    applyAll(*desk);
    project.write(QStringLiteral("migrations/0003_drop.sql"), "-- Drops orders.\n-- Up\nDROP TABLE IF EXISTS orders;\n-- Down\nCREATE TABLE orders (id INTEGER PRIMARY KEY, total INTEGER NOT NULL);\n");
    QVERIFY(desk->refresh());
    const auto plan = desk->plan({});
    const Checklist checklist = desk->checklist(*plan);
    QVERIFY(!checklist.permit());
    QCOMPARE(checklist.openFindings().size(), size_t(1));
    QCOMPARE(checklist.openFindings().front().rule, QStringLiteral("ban-drop-table"));
    QVERIFY(!desk->waiveFinding(*plan, {checklist.openFindings().front(), QStringLiteral(" ")}));
    QVERIFY(desk->waiveFinding(*plan, {checklist.openFindings().front(), QStringLiteral("nobody reads it since May")}));
    QVERIFY(desk->checklist(*plan).permit());
    // A waiver is for this statement, not for what the file says later.
    project.write(QStringLiteral("migrations/0003_drop.sql"), "-- Drops more.\n-- Up\nDROP TABLE orders;\n-- Down\nSELECT 1;\n");
    QVERIFY(desk->refresh());
    QVERIFY(!desk->checklist(*desk->plan({})).permit());
}

void TestDesk::blockTakesNoWaiver()
{
    TemporaryProject project;
    writeTwo(project);
    project.write(QStringLiteral("lockkeeper.toml"), "[environments.development]\nurl = \"sqlite:shop.db\"\ndestructive = \"block\"\n[project]\nformat = \"plain\"\n");
    auto desk = openDesk(project);
    applyAll(*desk);
    project.write(QStringLiteral("migrations/0003_drop.sql"), "-- Drops orders.\nDROP TABLE orders;\n");
    QVERIFY(desk->refresh());
    const auto plan = desk->plan({});
    const auto open = desk->checklist(*plan).openFindings();
    QVERIFY(!open.empty());
    const auto waived = desk->waiveFinding(*plan, {open.front(), QStringLiteral("because")});
    QVERIFY(!waived);
    QCOMPARE(waived.error().code, ErrorCode::Blocked);
}

void TestDesk::staleRehearsalDoesNotCount()
{
    TemporaryProject project;
    writeTwo(project);
    auto desk = openDesk(project);
    applyAll(*desk, {Direction::Up, QStringLiteral("0001"), 1});
    RunControl control;
    auto plan = desk->plan({});
    QVERIFY(desk->rehearse(*plan, {}, control, {}, {}));
    QCOMPARE(desk->checklist(*plan).item(QStringLiteral("rollback-tested"))->state, ItemState::Done);
    {
        auto session = desk->engine().open(desk->target(), Access::ReadWrite);
        QVERIFY((*session)->execute("CREATE TABLE by_hand (id INTEGER)"));
    }
    QVERIFY(desk->refresh());
    QCOMPARE(desk->checklist(*plan).item(QStringLiteral("rollback-tested"))->state, ItemState::Stale);
    project.write(QStringLiteral("migrations/0002_add_index.sql"), QByteArray(AddIndex) + "\n-- more\n");
    QVERIFY(desk->refresh());
    plan = desk->plan({});
    QCOMPARE(desk->checklist(*plan).item(QStringLiteral("rollback-tested"))->state, ItemState::Stale);
}

/// What one version of a server locks and rewrites says nothing of another.
void TestDesk::rehearsalOfAnotherVersionDoesNotCount()
{
    TemporaryProject project;
    writeTwo(project);
    auto desk = openDesk(project);
    RunControl control;
    const auto plan = desk->plan({});
    QVERIFY(desk->rehearse(*plan, {}, control, {}, {}));
    const auto seen = desk->rehearsal(*plan);
    QVERIFY(seen);
    const QString file = project.files().filter(QStringLiteral("rehearsals/")).value(0);
    QByteArray stored = project.read(file);
    stored.replace("\"target_version\": \"" + seen->scratchVersion.toUtf8() + '"', "\"target_version\": \"3.1.4\"");
    project.write(file, stored);
    QVERIFY(!desk->rehearsal(*plan));
    QCOMPARE(desk->checklist(*plan).item(QStringLiteral("rollback-tested"))->state, ItemState::Stale);
}

void TestDesk::backupAndRestore()
{
    TemporaryProject project;
    writeTwo(project);
    auto desk = openDesk(project);
    applyAll(*desk);
    const QString file = project.path(QStringLiteral("shop.db"));
    {
        auto session = desk->engine().open(desk->target(), Access::ReadWrite);
        QVERIFY((*session)->execute("INSERT INTO orders (total) VALUES (1), (2), (3)"));
    }
    RunControl control;
    const auto backup = desk->backUp(Verified::Restored, control, {});
    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().text()));
    {
        auto session = desk->engine().open(desk->target(), Access::ReadWrite);
        QVERIFY((*session)->execute("DELETE FROM orders"));
    }
    const auto restored = desk->restore(backup->file, {}, control, {});
    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().text()));
    QCOMPARE(sqliteSays(file, "SELECT count(*) FROM orders"), QStringLiteral("3"));
    QCOMPARE(desk->backups().size(), size_t(2));
    QVERIFY(desk->restore(backup->file, QStringLiteral("sqlite:elsewhere.db"), control, {}));
    QCOMPARE(sqliteSays(project.path(QStringLiteral("elsewhere.db")), "SELECT count(*) FROM orders"), QStringLiteral("3"));

    QFile copy(backup->file);
    QVERIFY(copy.open(QIODevice::ReadWrite) && copy.seek(copy.size() - 1) && copy.write("x") == 1);
    copy.close();
    const auto damaged = desk->restore(backup->file, {}, control, {});
    QVERIFY(!damaged);
    QVERIFY(damaged.error().why.contains(QStringLiteral("SHA-256")));
    QVERIFY(!desk->verifyBackup(backup->file, Verified::Restored, control, {}));
    QCOMPARE(sqliteSays(file, "SELECT count(*) FROM orders"), QStringLiteral("3"));
}

void TestDesk::unreadableDatabaseIsUnknownNotPending()
{
    TemporaryProject project;
    writeTwo(project);
    project.write(QStringLiteral("shop.db"), "this is no database, only text that is long enough to be read as a header, and then some more of it\n");
    auto desk = openDesk(project);
    QVERIFY(desk->database().error);
    QCOMPARE(desk->database().error->code, ErrorCode::Connection);
    QCOMPARE(desk->history().counts().value(QStringLiteral("unknown")), 2);
    QVERIFY(!desk->plan({}));
}

void TestDesk::savesOnlyWhatItRead()
{
    TemporaryProject project;
    writeTwo(project);
    auto desk = openDesk(project);
    applyAll(*desk, {Direction::Up, QStringLiteral("0001"), 1});
    QVERIFY(!desk->saveFile(QStringLiteral("migrations/0001_create_orders.sql"), "x", CreateOrders));
    QVERIFY(!desk->saveFile(QStringLiteral("migrations/0002_add_index.sql"), "x", "not what is there"));
    QCOMPARE(project.read(QStringLiteral("migrations/0002_add_index.sql")), QByteArray(AddIndex));
    QVERIFY(desk->saveFile(QStringLiteral("migrations/0002_add_index.sql"), "-- new\n", AddIndex));
    QCOMPARE(project.read(QStringLiteral("migrations/0002_add_index.sql")), QByteArray("-- new\n"));
}

void TestDesk::cancelLeavesNothing()
{
    TemporaryProject project;
    writeTwo(project);
    project.write(QStringLiteral("migrations/0003_long.sql"),
                  "-- Runs until it is stopped.\n-- Up\nCREATE TABLE long AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;\n-- Down\nDROP TABLE long;\n");
    auto desk = openDesk(project);
    const auto plan = desk->plan({});
    const auto permit = desk->checklist(*plan).permit();
    QVERIFY2(permit, permit ? "" : qPrintable(permit.error().text()));
    RunControl control;
    std::jthread person;
    const auto report = desk->apply(*plan, *permit, control, [&](const RunEvent &event) {
        if (const auto *started = std::get_if<StatementStarted>(&event.what); started && started->sql.startsWith(QStringLiteral("CREATE TABLE long")))
            person = std::jthread([&control] { std::this_thread::sleep_for(std::chrono::milliseconds(100)); control.cancel(); });
    });
    QVERIFY(report);
    QCOMPARE(report->outcome, Outcome::RolledBack);
    QCOMPARE(report->error->code, ErrorCode::Cancelled);
    QCOMPARE(report->stepsDone, 2);
    QCOMPARE(sqliteSays(project.path(QStringLiteral("shop.db")), "SELECT count(*) FROM lockkeeper_migrations"), QStringLiteral("2"));
    QCOMPARE(sqliteSays(project.path(QStringLiteral("shop.db")), "SELECT count(*) FROM sqlite_schema WHERE name = 'long'"), QStringLiteral("0"));
}

QTEST_GUILESS_MAIN(TestDesk)
#include "tst_desk.moc"
