// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/clirunner.h"
#include "tests/support/opendesk.h"
#include "tests/support/testserver.h"

#include "models/schema/schemadiff.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

QString locksText(const RehearsedStatement &statement)
{
    QString text;
    for (const ObservedLock &lock : statement.seen.locks.value_or(std::vector<ObservedLock>()))
        text += lock.object + u' ' + lock.mode + u'\n';
    return text;
}

} // namespace

/// Rehearsals on the database itself: whatever becomes of them, nothing may stay, as the server's own tables say.
class TestRehearsalLive : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void seesWhatACopySees();
    void findsWhatTheWayBackLeaves();
    void othersRowsAreNoDifference();
    void deferredConstraintsAreChecked_data();
    void deferredConstraintsAreChecked();
    void stepsDontReachEachOther();
    void failingStatement();
    void lockedTable_data();
    void lockedTable();
    void longStatement();
    void cancelled();
    void killed();
    void refused_data();
    void refused();
    void downThatCannotBeTried();
    void protectedEnvironment();
    void needsAYes();
    void otherEngines_data();
    void otherEngines();

private:
    void migration(const QString &name, const QByteArray &up, const QByteArray &down = {});
    Result<Rehearsal> rehearse(bool allowed = true, RunControl *control = nullptr, const EventSink &sink = {});
    QString state() const;
    QString orders(const QByteArray &sql) const { return m_server->run(m_database, sql); }
    CliResult cli(const QStringList &arguments) const { return runInProcess(QStringList{u"-C"_s, m_project->folder(), u"-e"_s, u"development"_s} + arguments); }

    TestServer *m_server = nullptr;
    QString m_database;
    std::unique_ptr<TemporaryProject> m_project;
    std::unique_ptr<Desk> m_desk;
    QString m_before;
};

void TestRehearsalLive::init()
{
    m_server = TestServer::postgresql();
    QVERIFY2(m_server, qPrintable(TestServer::problem(u"postgresql"_s)));
    m_database = m_server->newDatabase();
    m_project = std::make_unique<TemporaryProject>();
    qputenv("LK_SHOP", m_server->url(m_database).toUtf8());
    m_project->write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"${LK_SHOP}\"\n[environments.production]\nurl = \"${LK_SHOP}\"\nprotected = true\n");
    m_project->write(u"migrations/0001_shop.sql"_s,
                     "CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL);\n"
                     "CREATE TABLE orders (id serial PRIMARY KEY, customer integer NOT NULL REFERENCES customers DEFERRABLE INITIALLY DEFERRED, note varchar(40));\n"
                     "CREATE TABLE visits (id serial PRIMARY KEY, at timestamptz DEFAULT now());\n");
    m_desk = openDesk(*m_project);
    QVERIFY(!applyAll(*m_desk).error);
    orders("INSERT INTO customers (name) VALUES ('Ada'), ('Bo');\nINSERT INTO orders (customer, note) VALUES (1, 'one'), (2, 'two'), (2, 'three');\n");
    m_before = state();
}

void TestRehearsalLive::cleanup()
{
    m_desk.reset();
    const QByteArray clients = "SELECT application_name, state, query FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> 'psql';\n";
    QTRY_COMPARE_WITH_TIMEOUT(orders(clients), QString(), 10'000);
    m_server->dropDatabase(m_database);
    m_project.reset();
}

void TestRehearsalLive::migration(const QString &name, const QByteArray &up, const QByteArray &down)
{
    m_project->write(u"migrations/"_s + name + u".sql"_s, up);
    if (!down.isEmpty())
        m_project->write(u"migrations/"_s + name + u".down.sql"_s, down);
    QVERIFY(m_desk->refresh());
}

Result<Rehearsal> TestRehearsalLive::rehearse(bool allowed, RunControl *control, const EventSink &sink)
{
    auto options = m_desk->rehearseOptions(RehearsalPlace::Live);
    if (!options)
        return Failure(options.error());
    options->liveAllowed = allowed;
    RunControl own;
    return m_desk->rehearse(m_desk->plan({}).value(), *options, control ? *control : own, sink, {});
}

/// Every object with its storage, every column, all rows, what is recorded, and who is still at something.
QString TestRehearsalLive::state() const
{
    return m_server->run(m_database,
                         "SELECT oid, relname, relkind, relfilenode, relacl FROM pg_class WHERE oid >= 16384 ORDER BY oid;\n"
                         "SELECT attrelid, attname, atttypid, attnotnull FROM pg_attribute WHERE attrelid >= 16384 ORDER BY 1, attnum;\n"
                         "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE oid >= 16384 ORDER BY oid;\n"
                         "SELECT * FROM customers ORDER BY 1;\nSELECT * FROM orders ORDER BY 1;\nSELECT * FROM lockkeeper_migrations ORDER BY 1;\n"
                         "SELECT state, query FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND backend_type = 'client backend' AND application_name <> 'psql';\n");
}

void TestRehearsalLive::seesWhatACopySees()
{
    migration(u"0002_total"_s, "ALTER TABLE orders ADD COLUMN total integer DEFAULT 0;\nUPDATE orders SET total = 3;\nINSERT INTO orders (customer, note) VALUES (1, 'new');\n",
              "DELETE FROM orders WHERE note = 'new';\nALTER TABLE orders DROP COLUMN total;\n");
    migration(u"0003_rewrite"_s, "ALTER TABLE customers ALTER COLUMN id TYPE bigint;\nCREATE INDEX customers_by_name ON customers (name);\n",
              "DROP INDEX customers_by_name;\nALTER TABLE customers ALTER COLUMN id TYPE integer;\n");
    const Plan plan = m_desk->plan({}).value();
    RunControl control;
    const auto copy = m_desk->rehearse(plan, m_desk->rehearseOptions(RehearsalPlace::Scratch).value(), control, {}, {});
    QVERIFY2(copy && copy->ok, qPrintable(copy ? QString() : copy.error().text()));
    const auto seen = rehearse();
    QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().text()));
    QVERIFY2(seen->ok, qPrintable(seen->error ? seen->error->text() : QString()));
    QCOMPARE(state(), m_before);

    QVERIFY(seen->rolledBack);
    QVERIFY(!copy->rolledBack);
    QCOMPARE(seen->place, u"the database itself, rolled back"_s);
    QVERIFY(diff(copy->schemaAfter, seen->schemaAfter).equal());
    QCOMPARE(seen->statements.size(), copy->statements.size());
    for (size_t i = 0; i < seen->statements.size(); ++i) {
        const RehearsedStatement &here = seen->statements[i];
        const RehearsedStatement &there = copy->statements[i];
        QCOMPARE(here.rows, there.rows);
        // What the first migration took, its transaction holds until the end; that is said.
        const bool heldAlready = here.version != plan.steps.front().migration.version;
        QCOMPARE(here.seen.unknown.join(u' ').contains(u"an earlier migration took"), heldAlready && here.script);
        QVERIFY2(heldAlready || here.seen.locks == there.seen.locks, qPrintable(here.sql + u"\n"_s + locksText(here) + u"\ncopy:\n"_s + locksText(there)));
        QCOMPARE(here.seen.rewrites, there.seen.rewrites);
        QCOMPARE(here.seen.scans, there.seen.scans);
    }
    for (size_t i = 0; i < seen->steps.size(); ++i) {
        QVERIFY2(seen->steps[i].roundTrip == copy->steps[i].roundTrip, qPrintable(seen->steps[i].roundTrip.differences.join(u'\n')));
        QCOMPARE(seen->steps[i].idempotent, copy->steps[i].idempotent);
        QCOMPARE(seen->steps[i].rowChanges, copy->steps[i].rowChanges);
    }
    const QString remarks = seen->remarks.join(u'\n');
    QVERIFY2(remarks.contains(u"waits 2 s for a lock at most and runs 30 s"), qPrintable(remarks));
    QVERIFY2(remarks.contains(u"sequence orders_id_seq went on from 4 to "), qPrintable(remarks));
    QVERIFY2(remarks.contains(u"as before"), qPrintable(remarks));
    const auto stored = m_desk->rehearsal(plan);
    QVERIFY(stored);
    QCOMPARE(*stored, *seen);
    const Checklist checklist = m_desk->checklist(plan);
    QVERIFY2(checklist.item(u"production-copy"_s)->why.contains(u"development itself"), qPrintable(checklist.item(u"production-copy"_s)->why));
    // It was only rehearsed: the plan still runs.
    QVERIFY(!applyAll(*m_desk).error);
}

void TestRehearsalLive::findsWhatTheWayBackLeaves()
{
    migration(u"0002_half"_s, "ALTER TABLE orders ADD COLUMN total integer;\nCREATE INDEX orders_by_note ON orders (note);\nDELETE FROM orders WHERE id = 3;\n", "ALTER TABLE orders DROP COLUMN total;\n");
    const auto seen = rehearse();
    QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().text()));
    const RoundTrip &trip = seen->steps.front().roundTrip;
    const QString differences = trip.differences.join(u'\n');
    QCOMPARE(trip.schemaEqual, Shown::No);
    QCOMPARE(trip.rowsEqual, Shown::No);
    QVERIFY2(differences.contains(u"orders_by_note") && differences.contains(u"orders"), qPrintable(differences));
    QCOMPARE(seen->steps.front().rowsDestroyed, 1);
    QVERIFY2(differences.contains(u"the second run after down fails"), qPrintable(differences));
    QCOMPARE(state(), m_before);
}

void TestRehearsalLive::othersRowsAreNoDifference()
{
    migration(u"0002_total"_s, "ALTER TABLE orders ADD COLUMN total integer;\n", "ALTER TABLE orders DROP COLUMN total;\n");
    int written = 0;
    const auto seen = rehearse(true, nullptr, [&](const RunEvent &event) {
        if (std::holds_alternative<StatementDone>(event.what)) {
            orders("INSERT INTO visits DEFAULT VALUES;\n");
            ++written;
        }
    });
    QVERIFY2(seen && seen->ok, qPrintable(seen ? QString() : seen.error().text()));
    QVERIFY(written > 0);
    QVERIFY2(seen->roundTripProven(), qPrintable(seen->steps.front().roundTrip.differences.join(u'\n')));
    QVERIFY2(seen->remarks.join(u'\n').contains(u"visits_id_seq"), qPrintable(seen->remarks.join(u'\n')));
    QCOMPARE(orders("SELECT count(*) FROM visits;\n").trimmed(), QString::number(written));
}

void TestRehearsalLive::deferredConstraintsAreChecked_data()
{
    QTest::addColumn<QByteArray>("last");
    QTest::addColumn<bool>("ok");
    QTest::newRow("holds") << QByteArray("INSERT INTO customers VALUES (9, 'Cy');\n") << true;
    QTest::newRow("broken") << QByteArray("INSERT INTO customers VALUES (8, 'Cy');\n") << false;
}

/// What a commit would have checked; a table with events that wait for it could not be altered either.
void TestRehearsalLive::deferredConstraintsAreChecked()
{
    QFETCH(QByteArray, last);
    QFETCH(bool, ok);
    migration(u"0002_rows"_s, "INSERT INTO orders (customer, note) VALUES (9, 'early');\n" + last, "DELETE FROM orders WHERE note = 'early';\nDELETE FROM customers WHERE id IN (8, 9);\n");
    migration(u"0003_more"_s, "ALTER TABLE orders ADD COLUMN total integer;\nINSERT INTO orders (customer, note) VALUES (7, 'later');\nINSERT INTO customers VALUES (7, 'Di');\n",
              "DELETE FROM orders WHERE note = 'later';\nDELETE FROM customers WHERE id = 7;\nALTER TABLE orders DROP COLUMN total;\n");
    const auto seen = rehearse();
    QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().text()));
    QVERIFY2(seen->ok == ok, qPrintable(seen->error ? seen->error->text() : QString()));
    if (!ok)
        QVERIFY2(seen->error->text().contains(u"orders_customer_fkey"), qPrintable(seen->error->text()));
    else
        QVERIFY2(seen->roundTripProven(), qPrintable(seen->steps.front().roundTrip.differences.join(u'\n') + seen->steps.back().roundTrip.differences.join(u'\n')));
    QCOMPARE(state(), m_before);
}

/// Settings of one transaction end with its commit, and so they do here.
void TestRehearsalLive::stepsDontReachEachOther()
{
    migration(u"0002_path"_s, "CREATE SCHEMA aside;\nSET LOCAL search_path = aside;\nCREATE TABLE here (id integer);\nSET LOCAL search_path = public;\nSET LOCAL lock_timeout = 0;\n", "DROP TABLE aside.here;\nDROP SCHEMA aside;\n");
    migration(u"0003_local"_s, "SET LOCAL search_path = aside;\nCREATE TABLE again (id integer);\n", "DROP TABLE aside.again;\n");
    migration(u"0004_usual"_s, "CREATE TABLE usual (id integer);\n", "DROP TABLE public.usual;\n");
    const auto seen = rehearse();
    QVERIFY2(seen && seen->ok, qPrintable(!seen ? seen.error().text() : seen->error ? seen->error->text() : QString()));
    QVERIFY2(seen->roundTripProven(), qPrintable(seen->steps.back().roundTrip.differences.join(u'\n')));
    QCOMPARE(state(), m_before);
}

void TestRehearsalLive::failingStatement()
{
    migration(u"0002_total"_s, "ALTER TABLE orders ADD COLUMN total integer;\n", "ALTER TABLE orders DROP COLUMN total;\n");
    migration(u"0003_wrong"_s, "DELETE FROM orders;\nALTER TABLE orders ADD CHECK (total > nothing);\n");
    const auto seen = rehearse();
    QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().text()));
    QVERIFY(!seen->ok);
    QCOMPARE(seen->error->where.line, 2);
    QVERIFY2(seen->error->text().contains(u"nothing"), qPrintable(seen->error->text()));
    QCOMPARE(seen->steps.size(), size_t(1));
    QVERIFY(seen->steps.front().roundTrip.proven());
    QCOMPARE(state(), m_before);
    const CliResult told = cli({u"rehearse"_s, u"--on"_s, u"live"_s, u"--yes"_s});
    QCOMPARE(told.code, 1);
    QCOMPARE(state(), m_before);
}

void TestRehearsalLive::lockedTable_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::newRow("as it is") << QByteArray();
    QTest::newRow("the script wants to wait for ever") << QByteArray("SET lock_timeout = 0;\nSET statement_timeout = 0;\n");
    QTest::newRow("for its transaction") << QByteArray("SET LOCAL lock_timeout = 0;\n");
}

void TestRehearsalLive::lockedTable()
{
    QFETCH(QByteArray, first);
    migration(u"0002_total"_s, first + "ALTER TABLE customers ADD COLUMN mail text;\nALTER TABLE orders ADD COLUMN total integer;\n", "ALTER TABLE orders DROP COLUMN total;\nALTER TABLE customers DROP COLUMN mail;\n");
    auto other = m_desk->engine().open(m_desk->target(), Access::ReadWrite);
    QVERIFY(other && (*other)->begin() && (*other)->query(u"SELECT * FROM orders"_s));
    QElapsedTimer timer;
    timer.start();
    const auto seen = rehearse();
    QVERIFY2(timer.elapsed() < 12'000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!seen);
    QCOMPARE(seen.error().code, ErrorCode::Locked);
    QVERIFY2(seen.error().text().contains(u"the rehearsal gave up") && seen.error().where.line == first.count('\n') + 2, qPrintable(seen.error().text()));
    QVERIFY2(seen.error().nextStep.contains(u"rolled back"), qPrintable(seen.error().nextStep));
    QVERIFY((*other)->rollback());
    QCOMPARE(state(), m_before);
    // It says nothing of the migration.
    QVERIFY(!m_desk->rehearsal(m_desk->plan({}).value()));
    const std::vector<AuditEntry> log = m_desk->auditLog().value();
    QVERIFY(std::ranges::any_of(log, [](const AuditEntry &entry) { return entry.action == u"rehearse on the database itself" && entry.outcome == u"failed"; }));
    QVERIFY(rehearse()->ok);
}

/// The environment's own time-out is the shorter one here.
void TestRehearsalLive::longStatement()
{
    m_project->write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"${LK_SHOP}\"\nstatement_timeout = \"300ms\"\n");
    m_desk = openDesk(*m_project);
    migration(u"0002_slow"_s, "ALTER TABLE orders ADD COLUMN total integer;\nSET LOCAL statement_timeout = 0;\nSELECT pg_sleep(60);\n");
    const auto seen = rehearse();
    QVERIFY2(seen, qPrintable(seen ? QString() : seen.error().text()));
    QVERIFY(!seen->ok);
    QVERIFY2(seen->error->why.contains(u"timeout"), qPrintable(seen->error->text()));
    QCOMPARE(state(), m_before);
}

void TestRehearsalLive::cancelled()
{
    migration(u"0002_slow"_s, "ALTER TABLE orders ADD COLUMN total integer;\nDELETE FROM orders;\nSELECT pg_sleep(60);\n");
    RunControl control;
    const auto seen = rehearse(true, &control, [&](const RunEvent &event) {
        if (const auto *started = std::get_if<StatementStarted>(&event.what); started && started->sql.contains(u"pg_sleep"))
            control.cancel();
    });
    QVERIFY(!seen);
    QCOMPARE(seen.error().code, ErrorCode::Cancelled);
    QVERIFY2(seen.error().nextStep.contains(u"rolled back"), qPrintable(seen.error().nextStep));
    QCOMPARE(state(), m_before);
    RunControl atOnce;
    atOnce.cancel();
    QCOMPARE(rehearse(true, &atOnce).error().code, ErrorCode::Cancelled);
    QCOMPARE(state(), m_before);
}

void TestRehearsalLive::killed()
{
    migration(u"0002_slow"_s, "ALTER TABLE orders ADD COLUMN total integer;\nDELETE FROM orders;\nSELECT pg_sleep(20);\n");
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(cliProgram(), {u"-C"_s, m_project->folder(), u"-e"_s, u"development"_s, u"rehearse"_s, u"--on"_s, u"live"_s, u"--yes"_s});
    QVERIFY(process.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(orders("SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active';\n").contains(u"pg_sleep"), 20'000);
    ::kill(pid_t(process.processId()), SIGKILL);
    QVERIFY(process.waitForFinished());
    // The server looks for its client every few seconds; it does not wait for the end of the statement.
    QElapsedTimer timer;
    timer.start();
    QTRY_VERIFY_WITH_TIMEOUT(orders("SELECT count(*) FROM pg_locks WHERE relation = 'orders'::regclass;\n").trimmed() == u"0", 15'000);
    QVERIFY2(timer.elapsed() < 12'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(state(), m_before);
    const std::vector<AuditEntry> log = m_desk->auditLog().value();
    QVERIFY(std::ranges::any_of(log, [](const AuditEntry &entry) { return entry.action == u"rehearse on the database itself" && entry.outcome == u"begun"; }));
}

void TestRehearsalLive::refused_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("why");
    const auto own = u"transactions of its own"_s;
    const auto outside = u"refuses it within a transaction"_s;
    QTest::newRow("index concurrently") << QByteArray("SELECT 1;\nCREATE INDEX CONCURRENTLY orders_by_note ON orders (note);\n") << 2 << outside;
    QTest::newRow("vacuum") << QByteArray("VACUUM orders;\n") << 1 << outside;
    QTest::newRow("database") << QByteArray("CREATE DATABASE beside;\n") << 1 << outside;
    QTest::newRow("system") << QByteArray("ALTER SYSTEM SET work_mem = '5MB';\n") << 1 << outside;
    QTest::newRow("commit") << QByteArray("BEGIN;\nDELETE FROM orders;\nCOMMIT;\n") << 1 << own;
    QTest::newRow("commit alone") << QByteArray("DELETE FROM orders;\nCOMMIT;\n") << 2 << own;
    QTest::newRow("rollback") << QByteArray("DELETE FROM orders;\nROLLBACK;\n") << 2 << own;
    QTest::newRow("prepared") << QByteArray("DELETE FROM orders;\nPREPARE TRANSACTION 'x';\n") << 2 << own;
    QTest::newRow("isolation") << QByteArray("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nDELETE FROM orders;\n") << 1 << u"transaction of its own"_s;
    QTest::newRow("enum value") << QByteArray("CREATE TYPE mood AS ENUM ('sad');\nALTER TYPE mood ADD VALUE 'ok';\n") << 2 << u"committed"_s;
    QTest::newRow("setval") << QByteArray("DO $$ BEGIN PERFORM setval('orders_id_seq', 1); END $$;\n") << 1 << u"no rollback sets back"_s;
    QTest::newRow("copy to a file") << QByteArray("COPY orders TO '/tmp/orders.csv';\n") << 1 << u"on the server"_s;
    QTest::newRow("copy to a program") << QByteArray("COPY (SELECT * FROM orders) TO PROGRAM 'cat';\n") << 1 << u"on the server"_s;
    QTest::newRow("ends others") << QByteArray("SELECT pg_terminate_backend(0);\n") << 1 << u"other sessions"_s;
}

void TestRehearsalLive::refused()
{
    QFETCH(QByteArray, script);
    QFETCH(int, line);
    QFETCH(QString, why);
    migration(u"0002_refused"_s, script);
    const auto none = rehearse();
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::Blocked);
    QVERIFY2(none.error().why.contains(why), qPrintable(none.error().text()));
    QVERIFY2(none.error().what.contains(u"0002"), qPrintable(none.error().text()));
    QCOMPARE(none.error().where.file, u"migrations/0002_refused.sql"_s);
    QCOMPARE(none.error().where.line, line);
    QCOMPARE(state(), m_before);
    QCOMPARE(cli({u"rehearse"_s, u"--on"_s, u"live"_s}).code, 3); // nobody is asked
}

void TestRehearsalLive::downThatCannotBeTried()
{
    migration(u"0002_index"_s, "CREATE INDEX orders_by_note ON orders (note);\n", "DROP INDEX CONCURRENTLY orders_by_note;\n");
    const auto seen = rehearse();
    QVERIFY2(seen && seen->ok, qPrintable(seen ? QString() : seen.error().text()));
    const RoundTrip &trip = seen->steps.front().roundTrip;
    QCOMPARE(trip.schemaEqual, Shown::Unknown);
    QVERIFY2(trip.differences.value(0).contains(u"down was not tried") && trip.differences.value(0).contains(u"within a transaction"), qPrintable(trip.differences.join(u'\n')));
    QCOMPARE(state(), m_before);
}

void TestRehearsalLive::protectedEnvironment()
{
    migration(u"0002_total"_s, "ALTER TABLE orders ADD COLUMN total integer;\n");
    m_desk = openDesk(*m_project, u"production"_s);
    const auto none = rehearse();
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::Blocked);
    QVERIFY2(none.error().why.contains(u"production is protected"), qPrintable(none.error().text()));
    const QStringList where{u"-C"_s, m_project->folder()};
    const QStringList how{u"rehearse"_s, u"--on"_s, u"live"_s, u"--yes"_s};
    QCOMPARE(runInProcess(where + QStringList{u"-e"_s, u"production"_s} + how).code, 3);
    // Not by another name either.
    QCOMPARE(runInProcess(where + QStringList{u"--url"_s, m_server->url(m_database)} + how).code, 3);
    QCOMPARE(state(), m_before);
}

void TestRehearsalLive::needsAYes()
{
    migration(u"0002_total"_s, "ALTER TABLE orders ADD COLUMN total integer;\n", "ALTER TABLE orders DROP COLUMN total;\n");
    const auto none = rehearse(false);
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::Blocked);
    const CliResult unasked = cli({u"rehearse"_s, u"--on"_s, u"live"_s});
    QCOMPARE(unasked.code, 2);
    QVERIFY2(unasked.err.contains(u"--yes"), qPrintable(unasked.err));
    const QStringList asking{u"-C"_s, m_project->folder(), u"-e"_s, u"development"_s, u"rehearse"_s, u"--on"_s, u"live"_s};
    const CliResult no = runAnswering(asking, "n\n");
    QCOMPARE(no.code, 130);
    QVERIFY2((no.out + no.err).contains(u"others may have to wait for orders"), qPrintable(no.out + no.err));
    QVERIFY(!m_desk->rehearsal(m_desk->plan({}).value()));
    QCOMPARE(runAnswering(asking, "y\n").code, 0);
    const CliResult yes = cli({u"rehearse"_s, u"--on"_s, u"live"_s, u"--yes"_s, u"--json"_s});
    QCOMPARE(yes.code, 0);
    QVERIFY(QJsonDocument::fromJson(yes.out.toUtf8()).object()[u"scratch"].toObject()[u"rolled_back"].toBool());
    const CliResult text = cli({u"rehearse"_s, u"--on"_s, u"live"_s, u"--yes"_s});
    QVERIFY2(text.out.contains(u"Rehearsed on the database itself, rolled back"), qPrintable(text.out));
    QCOMPARE(state(), m_before);
    // The policy alone is no word of a person.
    m_project->write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"${LK_SHOP}\"\nrehearsal = { on = \"live\" }\n");
    QCOMPARE(cli({u"rehearse"_s, u"--yes"_s}).code, 3);
}

void TestRehearsalLive::otherEngines_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("why");
    QTest::newRow("sqlite") << u"sqlite"_s << u"a copy of a file is made at once"_s;
    QTest::newRow("mariadb") << u"mariadb"_s << u"commits every change of the schema at once"_s;
}

void TestRehearsalLive::otherEngines()
{
    QFETCH(QString, engine);
    QFETCH(QString, why);
    TestServer *server = TestServer::forEngine(engine);
    TemporaryProject project;
    const QString database = server ? server->newDatabase() : QString();
    qputenv("LK_SHOP", (server ? server->url(database) : u"sqlite:shop.db"_s).toUtf8());
    project.write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"${LK_SHOP}\"\n");
    project.write(u"migrations/0001_shop.sql"_s, "CREATE TABLE orders (id INTEGER PRIMARY KEY);\n");
    const auto desk = openDesk(project);
    auto options = desk->rehearseOptions(RehearsalPlace::Live);
    QVERIFY(options);
    options->liveAllowed = true;
    RunControl control;
    const auto none = desk->rehearse(desk->plan({}).value(), *options, control, {}, {});
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::Blocked);
    QVERIFY2(none.error().why.contains(why), qPrintable(none.error().text()));
    QCOMPARE(runInProcess({u"-C"_s, project.folder(), u"rehearse"_s, u"--on"_s, u"live"_s, u"--yes"_s}).code, 3);
    if (server)
        server->dropDatabase(database);
}

QTEST_GUILESS_MAIN(TestRehearsalLive)
#include "tst_rehearsallive.moc"
