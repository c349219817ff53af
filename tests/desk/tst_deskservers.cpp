// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/cancelscope.h"
#include "models/engines/engineregistry.h"
#include "tests/support/opendesk.h"
#include "tests/support/rememberedpasswords.h"
#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTest>

#include <thread>

using namespace lk;
using namespace Qt::StringLiterals;

/// The whole job on real servers; what they hold after each step is read through their own clients.
class TestDeskServers : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void appliesVerifiesAndReverts_data() { everyFormat(); }
    void appliesVerifiesAndReverts();
    void rehearsesOnAScratch_data() { everyServer(); }
    void rehearsesOnAScratch();
    void backsUpAndRestores_data() { everyServer(); }
    void backsUpAndRestores();
    void failureHalfWay_data() { everyFormat(); }
    void failureHalfWay();
    void firstStatementFails_data() { everyFormat(); }
    void firstStatementFails();
    void settingsEndWithTheirMigration_data() { everyServer(); }
    void settingsEndWithTheirMigration();
    void cancelLeavesNothing_data() { everyServer(); }
    void cancelLeavesNothing();
    void waitingForALockIsBounded_data() { everyServer(); }
    void waitingForALockIsBounded();
    void wrongPasswordAsksForOne_data() { everyServer(); }
    void wrongPasswordAsksForOne();
    void typedPasswordIsKept_data() { everyServer(); }
    void typedPasswordIsKept();
    void browseRoleOnlyLooks_data() { everyServer(); }
    void browseRoleOnlyLooks();
    void noSecretIsWritten_data() { everyServer(); }
    void noSecretIsWritten();
    void concurrentIndexRunsAlone();
    void failedConcurrentIndexIsFound();
    void leftoverIsTakenAway();
    void leftoverIsTakenAwayUnderThePolicy();
    void whatIsBeingBuiltIsNoLeftover();
    void silentServerIsLeftWhenCancelled_data() { everyServer(); }
    void silentServerIsLeftWhenCancelled();
    void eachRoleHasItsPassword_data() { everyServer(); }
    void eachRoleHasItsPassword();
    void copyDataRun();
    void badCopyRowIsNamed();

private:
    static void everyServer();
    static void everyFormat();
    OpenRequest request() const;
    std::unique_ptr<Desk> desk() { return desk(request()); }
    static std::unique_ptr<Desk> desk(const OpenRequest &request);
    void use(const QString &engine);
    void write(const QString &name, const QByteArray &up, const QByteArray &down = {});
    QString says(const QByteArray &sql) const { return m_server->run(m_database, sql + ";\n"); }
    QString recorded() const
    {
        return says(m_format == u"sqlx"_s ? "SELECT version, success FROM _sqlx_migrations ORDER BY version"
                                           : "SELECT version, state FROM lockkeeper_migrations ORDER BY version");
    }
    bool failsOnServer(const QByteArray &statement) const
    {
        const Engine &engine = *engineForUrl(m_server->url(m_database)).value();
        return !engine.open(engine.target(m_server->url(m_database), {}).value(), Access::ReadWrite).value()->execute(statement);
    }
    QString tables() const
    {
        QStringList names = says("SELECT table_name FROM information_schema.tables WHERE table_schema IN ('public', '" + m_database.toUtf8()
                                 + "') AND table_name NOT LIKE '%migrations'").split(u'\n');
        names.sort();
        return names.join(u' ');
    }

    std::unique_ptr<TemporaryProject> m_project;
    TestServer *m_server = nullptr;
    QString m_engine;
    QString m_format;
    QString m_database;
};

void TestDeskServers::everyServer()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("format");
    for (const QString &engine : {u"postgresql"_s, u"mariadb"_s})
        QTest::newRow(qPrintable(engine)) << engine << u"plain"_s;
}

void TestDeskServers::everyFormat()
{
    everyServer();
    for (const QString &engine : {u"postgresql"_s, u"mariadb"_s})
        QTest::newRow(qPrintable(engine + u", sqlx"_s)) << engine << u"sqlx"_s;
}

void TestDeskServers::use(const QString &engine)
{
    m_engine = engine;
    m_server = TestServer::forEngine(engine);
    if (!m_server && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(engine)));
    QVERIFY2(m_server, qPrintable(TestServer::problem(engine)));
    m_database = m_server->newDatabase();
}

void TestDeskServers::init()
{
    m_project = std::make_unique<TemporaryProject>();
    m_project->makeFolder(u"migrations"_s);
    m_format = u"plain"_s;
    if (!QTest::currentDataTag())
        return use(u"postgresql"_s);
    QFETCH(QString, engine);
    QFETCH(QString, format);
    m_format = format;
    use(engine);
}

void TestDeskServers::cleanup()
{
    if (m_server)
        m_server->dropDatabase(m_database);
    m_project.reset();
}

OpenRequest TestDeskServers::request() const
{
    OpenRequest request;
    request.folder = m_project->folder();
    request.url = m_server->url(m_database);
    request.format = m_format;
    return request;
}

std::unique_ptr<Desk> TestDeskServers::desk(const OpenRequest &request)
{
    auto desk = Desk::open(request);
    if (!desk)
        qFatal("open: %s", qPrintable(desk.error().text()));
    if (auto history = (*desk)->refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
    return std::move(*desk);
}

void TestDeskServers::write(const QString &name, const QByteArray &up, const QByteArray &down)
{
    const bool sections = m_format == u"plain"_s;
    const QString stem = u"migrations/"_s + name;
    if (sections) {
        m_project->write(stem + u".sql"_s, "-- Says what it does.\n-- Up\n" + up + (down.isEmpty() ? "" : "-- Down\n" + down));
        return;
    }
    m_project->write(stem + u".up.sql"_s, up);
    m_project->write(stem + u".down.sql"_s, down);
}

void TestDeskServers::appliesVerifiesAndReverts()
{
    write(u"0001_orders"_s, "CREATE TABLE orders (id INT PRIMARY KEY, total INT NOT NULL);\nINSERT INTO orders VALUES (1, 10), (2, 20);\n", "DROP TABLE orders;\n");
    write(u"0002_lines"_s, "CREATE TABLE order_lines (id INT PRIMARY KEY, order_id INT NOT NULL REFERENCES orders (id));\n", "DROP TABLE order_lines;\n");
    auto one = desk();
    QVERIFY2(!one->database().error, one->database().error ? qPrintable(one->database().error->text()) : "");
    QCOMPARE(one->history().counts().value(u"pending"_s), 2);
    QCOMPARE(tables(), QString());

    const RunReport report = applyAll(*one);
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QCOMPARE(report.outcome, Outcome::Committed);
    for (const VerificationCheck &check : report.verification.checks)
        QVERIFY2(check.ok.value_or(true), qPrintable(check.title + u": "_s + check.detail));
    QVERIFY(report.verification.passed());
    QCOMPARE(tables(), u"order_lines orders"_s);
    QCOMPARE(says("SELECT sum(total) FROM orders"), u"30"_s);
    const QString yes = m_format == u"plain"_s ? u"applied"_s : m_engine == u"postgresql"_s ? u"t"_s : u"1"_s;
    QCOMPARE(recorded(), u"1\t%1\n2\t%1"_s.arg(yes));
    QCOMPARE(one->history().counts().value(u"applied"_s), 2);

    PlanRequest back;
    back.direction = Direction::Down;
    const RunReport reverted = applyAll(*one, back);
    QVERIFY2(!reverted.error, reverted.error ? qPrintable(reverted.error->text()) : "");
    QCOMPARE(reverted.outcome, Outcome::Committed);
    QVERIFY(reverted.verification.passed());
    QCOMPARE(tables(), u"orders"_s);
    QCOMPARE(recorded(), u"1\t%1"_s.arg(yes));
}

void TestDeskServers::rehearsesOnAScratch()
{
    write(u"0001_orders"_s, "CREATE TABLE orders (id INT PRIMARY KEY, total INT NOT NULL);\nINSERT INTO orders VALUES (1, 10), (2, 20);\n", "DROP TABLE orders;\n");
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    write(u"0002_note"_s, "ALTER TABLE orders ADD COLUMN note VARCHAR(20) NOT NULL DEFAULT '';\n", "ALTER TABLE orders DROP COLUMN note;\n");
    write(u"0003_gone"_s, "DELETE FROM orders WHERE id = 1;\n", "INSERT INTO orders (id, total) VALUES (1, 11);\n");
    QVERIFY(one->refresh());
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    RunControl control;
    RehearseOptions options;
    options.data = ScratchData::Full;
    const QString databases = m_engine == u"postgresql"_s ? m_server->run({}, "SELECT datname FROM pg_database ORDER BY 1;\n") : m_server->run({}, "SHOW DATABASES;\n");
    const auto rehearsal = one->rehearse(*plan, options, control, {}, {});
    QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(rehearsal.error().text()));
    QVERIFY2(rehearsal->ok, rehearsal->error ? qPrintable(rehearsal->error->text()) : "");
    QCOMPARE(rehearsal->steps.size(), size_t(2));
    QCOMPARE(rehearsal->steps[0].diff.changes.size(), size_t(1));
    QCOMPARE(summary(rehearsal->steps[0].diff.changes[0]), u"+ column orders.note"_s);
    QVERIFY2(rehearsal->steps[0].roundTrip.schemaEqual == Shown::Yes, qPrintable(rehearsal->steps[0].roundTrip.differences.join(u'|')));
    QCOMPARE(rehearsal->steps[0].roundTrip.rowsEqual, Shown::Yes);
    QCOMPARE(rehearsal->steps[1].roundTrip.schemaEqual, Shown::Yes);
    QCOMPARE(rehearsal->steps[1].roundTrip.rowsEqual, Shown::No); // another total came back
    QCOMPARE(rehearsal->steps[1].rowsDestroyed, 1);
    QCOMPARE(rehearsal->integrity, QStringList());
    QVERIFY(one->rehearsal(*plan)); // it counts for the target as it is
    // Nothing of it reached the target, and the scratch is gone.
    QCOMPARE(says("SELECT count(*), sum(total) FROM orders"), u"2\t30"_s);
    QCOMPARE(recorded(), u"1\tapplied"_s);
    QCOMPARE(m_engine == u"postgresql"_s ? m_server->run({}, "SELECT datname FROM pg_database ORDER BY 1;\n") : m_server->run({}, "SHOW DATABASES;\n"), databases);
}

void TestDeskServers::backsUpAndRestores()
{
    write(u"0001_orders"_s, "CREATE TABLE orders (id INT PRIMARY KEY, total INT NOT NULL);\nINSERT INTO orders VALUES (1, 10), (2, 20);\n", "DROP TABLE orders;\n");
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    // What stands beside the tables comes back as well, or at least is no reason to call the copy damaged.
    if (m_engine == u"postgresql"_s)
        says("ALTER DATABASE " + m_database.toUtf8() + " SET work_mem = '8MB'; ALTER ROLE lockkeeper IN DATABASE " + m_database.toUtf8()
             + " SET search_path = public, pg_catalog; CREATE MATERIALIZED VIEW totals AS SELECT sum(total) FROM orders; COMMENT ON DATABASE " + m_database.toUtf8() + " IS 'shop'");
    else
        says("CREATE EVENT tidy ON SCHEDULE EVERY 1 DAY DO DELETE FROM orders WHERE id < 0; CREATE VIEW totals AS SELECT sum(total) FROM orders; GRANT SELECT ON orders TO CURRENT_USER");
    RunControl control;
    const auto backup = one->backUp(Verified::Restored, control, {});
    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().text()));
    QCOMPARE(backup->verified, Verified::Restored);
    QVERIFY2(backup->verifiedNote.contains(u" rows, integrity check passed"_s), qPrintable(backup->verifiedNote));
    const auto plan = one->plan({Direction::Down, {}, 1});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    says("DELETE FROM orders");

    const QString beside = m_database + u"_beside"_s;
    const auto restored = one->restore(backup->file, m_server->url(beside), control, {});
    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().text()));
    QCOMPARE(m_server->run(beside, "SELECT count(*), sum(total) FROM orders;\n"), u"2\t30"_s);
    QCOMPARE(says("SELECT count(*) FROM orders"), u"0"_s);
    m_server->dropDatabase(beside);

    const auto over = one->restore(backup->file, {}, control, {});
    QVERIFY2(over, over ? "" : qPrintable(over.error().text()));
    QCOMPARE(says("SELECT count(*), sum(total) FROM orders"), u"2\t30"_s);
    QCOMPARE(recorded(), u"1\tapplied"_s);
}

void TestDeskServers::failureHalfWay()
{
    write(u"0001_a"_s, "CREATE TABLE a (id INT PRIMARY KEY);\n", "DROP TABLE a;\n");
    write(u"0002_bad"_s, "CREATE TABLE b (id INT PRIMARY KEY);\nINSERT INTO b VALUES (1);\nINSERT INTO nowhere VALUES (1);\n", "DROP TABLE b;\n");
    auto one = desk();
    const RunReport report = applyAll(*one);
    QVERIFY(report.error);
    QCOMPARE(report.stepsDone, 1);
    QVERIFY2(report.error->why.contains(u"nowhere"_s), qPrintable(report.error->text()));
    QCOMPARE(report.error->where.line, m_format == u"plain"_s ? 5 : 3);
    QVERIFY(report.error->where.file.contains(u"0002_bad"_s));
    const bool plain = m_format == u"plain"_s;
    if (m_engine == u"postgresql"_s) {
        QCOMPARE(report.outcome, Outcome::RolledBack);
        QCOMPARE(tables(), u"a"_s);
        QCOMPARE(recorded(), plain ? u"1\tapplied"_s : u"1\tt"_s);
        return;
    }
    // CREATE TABLE has committed itself, the row after it was rolled back; the tracking table knows that it broke off.
    QCOMPARE(report.outcome, Outcome::PartlyApplied);
    QCOMPARE(tables(), u"a b"_s);
    QCOMPARE(says("SELECT count(*) FROM b"), u"0"_s);
    QCOMPARE(recorded(), plain ? u"1\tapplied\n2\tfailed"_s : u"1\t1\n2\t0"_s);
    QCOMPARE(one->history().entries[1].state, State::Failed);
    QVERIFY(!one->plan({})); // nothing runs before a person has looked
}

void TestDeskServers::firstStatementFails()
{
    const bool plain = m_format == u"plain"_s;
    write(u"0001_a"_s, "CREATE TABLE a (id INT PRIMARY KEY);\n", "DROP TABLE a;\n");
    write(u"0002_typo"_s, "ALTER TABLE nowhere ADD COLUMN x INT;\n", "ALTER TABLE nowhere DROP COLUMN x;\n");
    auto one = desk();
    const RunReport report = applyAll(*one);
    QVERIFY(report.error);
    QCOMPARE(report.outcome, Outcome::RolledBack); // also where the begun row had been committed before
    QCOMPARE(recorded(), plain ? u"1\tapplied"_s : m_engine == u"postgresql"_s ? u"1\tt"_s : u"1\t1"_s);
    QCOMPARE(one->history().entries[1].state, State::Pending);

    // The way back: its first statement fails, and the row stays applied.
    write(u"0002_typo"_s, "ALTER TABLE a ADD COLUMN x INT;\n", "ALTER TABLE a ALTER COLUMN nowhere DROP DEFAULT;\n");
    QVERIFY(one->refresh());
    QVERIFY(!applyAll(*one).error);
    PlanRequest last;
    last.direction = Direction::Down;
    const RunReport back = applyAll(*one, last);
    QVERIFY(back.error);
    QCOMPARE(back.outcome, Outcome::RolledBack);
    QCOMPARE(one->history().entries[1].state, State::Applied);
}

void TestDeskServers::settingsEndWithTheirMigration()
{
    const bool postgresql = m_engine == u"postgresql"_s;
    write(u"0001_sets"_s, postgresql ? "CREATE SCHEMA other;\nSET search_path = other;\nSET statement_timeout = '1h';\n" : "SET SESSION sql_mode = '';\nCREATE TABLE a (id INT);\n");
    write(u"0002_creates"_s, postgresql ? "CREATE TABLE b (id INT);\n" : "CREATE TABLE b (mode TEXT);\nINSERT INTO b VALUES (@@sql_mode);\n");
    auto one = desk();
    const RunReport report = applyAll(*one);
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    if (postgresql)
        QCOMPARE(says("SELECT schemaname FROM pg_tables WHERE tablename IN ('b', 'lockkeeper_migrations')"), u"public\npublic"_s);
    else
        QVERIFY(says("SELECT mode FROM b").contains(u"STRICT_TRANS_TABLES"_s));
}

void TestDeskServers::cancelLeavesNothing()
{
    const bool postgresql = m_engine == u"postgresql"_s;
    write(u"0001_slow"_s, QByteArray(postgresql ? "CREATE TABLE a (id INT);\n" : "") + (postgresql ? "SELECT pg_sleep(60);\n" : "SELECT SLEEP(60);\n"));
    auto one = desk();
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    const auto permit = one->checklist(*plan).permit();
    QVERIFY(permit);
    RunControl control;
    std::jthread canceller;
    qint64 cancelledAt = 0;
    QElapsedTimer clock;
    clock.start();
    const auto sink = [&](const RunEvent &event) {
        const auto *started = std::get_if<StatementStarted>(&event.what);
        if (started && started->sql.contains(u"sleep"_s, Qt::CaseInsensitive) && !canceller.joinable()) {
            canceller = std::jthread([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(300));
                cancelledAt = clock.elapsed();
                control.cancel();
            });
        }
    };
    const auto report = one->apply(*plan, *permit, control, sink);
    const qint64 ended = clock.elapsed();
    canceller.join();
    QVERIFY2(report, report ? "" : qPrintable(report.error().text()));
    qInfo("cancelled after %lld ms, ended %lld ms later", cancelledAt, ended - cancelledAt);
    QVERIFY(ended < 30'000);
    QCOMPARE(report->error->code, ErrorCode::Cancelled);
    QCOMPARE(report->outcome, Outcome::RolledBack);
    QCOMPARE(tables(), QString());
    QVERIFY(one->refresh());
    QCOMPARE(one->history().counts().value(u"pending"_s), 1);
}

void TestDeskServers::waitingForALockIsBounded()
{
    const bool postgresql = m_engine == u"postgresql"_s;
    says("CREATE TABLE busy (id INT)");
    write(u"0001_wants_it"_s, "ALTER TABLE busy ADD COLUMN x INT;\n");
    m_project->write(u"lockkeeper.toml"_s, "[environments.development]\nurl = \"${LK_TEST_URL}\"\nlock_timeout = \"1s\"\n");
    qputenv("LK_TEST_URL", m_server->url(m_database).toUtf8());
    OpenRequest wanted = request();
    wanted.url.clear();
    auto one = desk(wanted);
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    const auto permit = one->checklist(*plan).permit();
    QVERIFY(permit);
    // Somebody else looks at the table within a transaction that does not end.
    std::jthread reader([&] {
        m_server->run(m_database, postgresql ? "BEGIN; SELECT * FROM busy; SELECT pg_sleep(6); COMMIT;\n" : "BEGIN; SELECT * FROM busy; SELECT SLEEP(6); COMMIT;\n");
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(1500));
    RunControl control;
    const auto report = one->apply(*plan, *permit, control, {});
    QVERIFY2(report, report ? "" : qPrintable(report.error().text()));
    QVERIFY(report->error);
    QVERIFY2(report->error->code == ErrorCode::Locked, qPrintable(report->error->text()));
    reader.join();
    qunsetenv("LK_TEST_URL");
    QCOMPARE(says("SELECT count(*) FROM information_schema.columns WHERE table_name = 'busy' AND table_schema IN ('public', '" + m_database.toUtf8() + "')"), u"1"_s);
}

void TestDeskServers::wrongPasswordAsksForOne()
{
    OpenRequest wrong = request();
    wrong.url = m_server->urlAs(m_server->user(), u"not-this"_s, m_database);
    auto one = desk(wrong);
    QVERIFY(one->database().error);
    QCOMPARE(one->database().error->code, ErrorCode::Password);
    QVERIFY2(one->database().error->text().contains(u"password"_s), qPrintable(one->database().error->text()));
    QVERIFY(!one->database().error->text().contains(u"not-this"_s));
    wrong.password = Secret(m_server->password());
    QVERIFY(!desk(wrong)->database().error);
}

void TestDeskServers::typedPasswordIsKept()
{
    const auto passwords = std::make_shared<RememberedPasswords>();
    OpenRequest asked = request();
    asked.url = m_server->urlAs(m_server->user(), u"-"_s, m_database);
    asked.passwords = passwords;
    auto without = desk(asked);
    QVERIFY(without->database().error);
    QCOMPARE(without->database().error->code, ErrorCode::Password);
    QVERIFY(passwords->kept().isEmpty());

    asked.password = Secret(m_server->password());
    asked.keepPassword = true;
    QVERIFY(!desk(asked)->database().error);
    QCOMPARE(passwords->kept().size(), 1);

    asked.password = {};
    QVERIFY(!desk(asked)->database().error);
}

void TestDeskServers::browseRoleOnlyLooks()
{
    const bool postgresql = m_engine == u"postgresql"_s;
    const QByteArray database = m_database.toUtf8();
    if (postgresql)
        m_server->run({}, "DROP ROLE IF EXISTS looker; CREATE ROLE looker LOGIN PASSWORD 'l00k';\n");
    else
        m_server->run({}, "CREATE OR REPLACE USER looker@'%' IDENTIFIED BY 'l00k'; GRANT SELECT, SHOW VIEW ON " + database + ".* TO looker@'%';\n");
    write(u"0001_orders"_s, "CREATE TABLE orders (id INT PRIMARY KEY);\n", "DROP TABLE orders;\n");
    m_project->write(u"lockkeeper.toml"_s, "[environments.production]\nurl = \"${LK_TEST_URL}\"\nbrowse_url = \"${LK_TEST_BROWSE}\"\n");
    qputenv("LK_TEST_URL", m_server->url(m_database).toUtf8());
    qputenv("LK_TEST_BROWSE", m_server->urlAs(u"looker"_s, u"l00k"_s, m_database).toUtf8());
    OpenRequest wanted = request();
    wanted.url.clear();
    auto one = desk(wanted);
    QVERIFY2(!one->database().error, one->database().error ? qPrintable(one->database().error->text()) : "");
    QVERIFY2(one->database().server.user.startsWith(u"looker"_s), qPrintable(one->database().server.user));
    const RunReport report = applyAll(*one); // as the other one
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QCOMPARE(tables(), u"orders"_s);

    qputenv("LK_TEST_BROWSE", m_server->urlAs(u"looker"_s, u"l00k"_s, u"elsewhere"_s).toUtf8());
    const auto two = Desk::open(wanted);
    QVERIFY(!two);
    QVERIFY2(two.error().text().contains(u"two databases"_s), qPrintable(two.error().text()));
    qunsetenv("LK_TEST_URL");
    qunsetenv("LK_TEST_BROWSE");
    if (postgresql)
        m_server->run(m_database, "DROP OWNED BY looker; DROP ROLE looker;\n");
}

void TestDeskServers::noSecretIsWritten()
{
    write(u"0001_orders"_s, "CREATE TABLE orders (id INT PRIMARY KEY);\n", "DROP TABLE orders;\n");
    auto one = desk();
    QVERIFY(!applyAll(*one).error);
    RunControl control;
    QVERIFY(one->backUp(Verified::Restored, control, {}));
    const auto plan = one->plan({Direction::Down, {}, 1});
    QVERIFY(one->rehearse(*plan, {}, control, {}, {}));
    QVERIFY(one->saveSnapshot());
    for (const VerificationCheck &check : one->doctor())
        QVERIFY(!check.detail.contains(m_server->password()));
    for (const QString &file : m_project->files())
        QVERIFY2(!m_project->read(file).contains(m_server->password().toUtf8()), qPrintable(file));
    QVERIFY(!one->target().url.contains(m_server->password()));
}

void TestDeskServers::concurrentIndexRunsAlone()
{
    says("CREATE TABLE t (x INT); INSERT INTO t SELECT generate_series(1, 1000)");
    write(u"0001_index"_s, "ALTER TABLE t ADD COLUMN y INT;\nCREATE INDEX CONCURRENTLY t_x ON t (x);\nUPDATE t SET y = x;\n", "DROP INDEX CONCURRENTLY t_x;\nALTER TABLE t DROP COLUMN y;\n");
    auto one = desk();
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    const PlanStep &step = plan->steps[0];
    QVERIFY(!step.atomic());
    int alone = 0;
    for (const Statement &statement : step.statements) {
        if (statement.scope == StatementScope::Alone && statement.origin == StatementOrigin::Script) {
            ++alone;
            QVERIFY(!statement.cost.isEmpty());
        }
    }
    QCOMPARE(alone, 1);
    const RunReport report = applyAll(*one);
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QCOMPARE(says("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_x'::regclass"), u"t"_s);
    QCOMPARE(says("SELECT count(*) FROM t WHERE y = x"), u"1000"_s);
    QCOMPARE(recorded(), u"1\tapplied"_s);
}

void TestDeskServers::failedConcurrentIndexIsFound()
{
    says("CREATE TABLE t (x INT); INSERT INTO t VALUES (1), (1)");
    write(u"0001_index"_s, "CREATE TABLE before_it (x INT);\nCREATE UNIQUE INDEX CONCURRENTLY t_x ON t (x);\n");
    auto one = desk();
    const RunReport report = applyAll(*one);
    QVERIFY(report.error);
    QCOMPARE(report.outcome, Outcome::PartlyApplied);
    QCOMPARE(recorded(), u"1\tfailed"_s);
    QString found;
    for (const VerificationCheck &check : report.verification.checks)
        found += check.detail;
    QVERIFY2(found.contains(u"t_x"_s), qPrintable(found));
    QVERIFY2(found.contains(u"DROP INDEX"_s), qPrintable(found));
}

void TestDeskServers::leftoverIsTakenAway()
{
    says("CREATE TABLE t (x INT); INSERT INTO t VALUES (1), (1); CREATE SCHEMA \"Odd one\"; CREATE TABLE \"Odd one\".t (x INT); INSERT INTO \"Odd one\".t VALUES (1), (1)");
    write(u"0001_index"_s, "CREATE UNIQUE INDEX CONCURRENTLY t_x ON t (x);\n");
    auto one = desk();
    QVERIFY(one->database().leftovers.empty());
    const RunReport report = applyAll(*one);
    QVERIFY(report.error);
    QCOMPARE(report.verification.leftovers.size(), size_t(1));
    QCOMPARE(report.verification.leftovers[0].object, u"invalid index public.t_x"_s);
    QCOMPARE(report.verification.leftovers[0].statement, u"DROP INDEX CONCURRENTLY public.t_x"_s);
    QCOMPARE(verificationFromJson(toJson(report.verification))->leftovers, report.verification.leftovers);
    QVERIFY(failsOnServer("CREATE UNIQUE INDEX CONCURRENTLY \"a \"\"b\" ON \"Odd one\".t (x)"));
    QVERIFY(one->refresh());
    const std::vector<Leftover> found = one->database().leftovers;
    QCOMPARE(found.size(), size_t(2));
    QCOMPARE(found[0].statement, u"DROP INDEX CONCURRENTLY \"Odd one\".\"a \"\"b\""_s);

    RunControl control;
    for (const Leftover &leftover : found) {
        const auto permit = one->permitRepair(leftover);
        QVERIFY2(permit, permit ? "" : qPrintable(permit.error().text()));
        QStringList ran;
        const auto repaired = one->repair(*permit, control, [&](const RunEvent &event) {
            if (const auto *started = std::get_if<StatementStarted>(&event.what))
                ran << started->sql;
        });
        QVERIFY2(repaired, repaired ? "" : qPrintable(repaired.error().text()));
        QVERIFY2(repaired->done(), repaired->error ? qPrintable(repaired->error->text()) : "");
        QCOMPARE(ran, QStringList(leftover.statement));
    }
    QCOMPARE(says("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), u"0"_s);
    const auto after = one->verify(control);
    QVERIFY(after && after->leftovers.empty());
    const auto audited = one->auditLog();
    QVERIFY(audited);
    QStringList acts;
    for (const AuditEntry &entry : *audited) {
        if (entry.action == u"repair"_s)
            acts << entry.subject + u": "_s + entry.outcome;
    }
    QCOMPARE(acts, QStringList({u"invalid index Odd one.a \"b: intent"_s, u"invalid index Odd one.a \"b: done"_s, u"invalid index public.t_x: intent"_s, u"invalid index public.t_x: done"_s})
                       .replaceInStrings(u"Odd one.a \"b"_s, u"\"Odd one\".\"a \"\"b\""_s));
    QStringList journals = m_project->files().filter(u"-repair.jsonl"_s);
    QCOMPARE(journals.size(), 2);
    QVERIFY(m_project->read(journals[0]).contains("run_done"));

    // A second time: it is not there any more, and nothing runs.
    const auto again = one->repair(*one->permitRepair(found[1]), control, {});
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::Disagreement);

    // A journal that a crash cut off is told with what became of it.
    const QByteArray whole = m_project->read(journals[1]);
    m_project->write(u".lockkeeper/journals/20200101T000000000Z-repair.jsonl"_s, QByteArray(whole.left(whole.indexOf('\n') + 1)).replace("\"pid\":", "\"pid\":-"));
    QVERIFY(one->refresh());
    const std::vector<InterruptedRun> cut = one->interruptedRuns();
    QCOMPARE(cut.size(), size_t(1));
    QCOMPARE(cut[0].findings, QStringList(u"invalid index public.t_x: gone"_s));
}

void TestDeskServers::leftoverIsTakenAwayUnderThePolicy()
{
    says("CREATE TABLE t (x INT); INSERT INTO t VALUES (1), (1)");
    QVERIFY(failsOnServer("CREATE UNIQUE INDEX CONCURRENTLY t_x ON t (x)"));
    write(u"0001_a"_s, "CREATE TABLE a (x INT);\n");
    qputenv("LK_TEST_URL", m_server->url(m_database).toUtf8());
    const QByteArray head = "[environments.production]\nurl = \"${LK_TEST_URL}\"\n";
    const auto opened = [&](const QByteArray &policy) {
        m_project->write(u"lockkeeper.toml"_s, head + policy);
        OpenRequest wanted = request();
        wanted.url.clear();
        return desk(wanted);
    };
    // Outside of the window.
    const QString today = QDateTime::currentDateTimeUtc().addDays(2).toString(u"ddd"_s);
    auto one = opened("window = \"" + today.toUtf8() + " 01:00-02:00 UTC\"\n");
    QCOMPARE(one->database().leftovers.size(), size_t(1));
    const Leftover leftover = one->database().leftovers[0];
    auto permit = one->permitRepair(leftover);
    QVERIFY(!permit);
    QCOMPARE(permit.error().code, ErrorCode::Blocked);
    QVERIFY2(permit.error().why.contains(u"outside"_s), qPrintable(permit.error().why));
    // A backup is demanded before every write, and can be had.
    one = opened("backup = { required = true, folder = \"backups\", verify = \"restore\" }\n");
    permit = one->permitRepair(leftover);
    QVERIFY(!permit);
    QVERIFY2(permit.error().why.contains(u"no backup"_s), qPrintable(permit.error().why));
    RunControl control;
    const auto backup = one->backUp(Verified::Restored, control, {});
    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().text()));
    QVERIFY2(backup->verified == Verified::Restored, qPrintable(backup->verifiedNote));
    permit = one->permitRepair(leftover);
    QVERIFY2(permit, permit ? "" : qPrintable(permit.error().text()));
    const auto repaired = one->repair(*permit, control, {});
    QVERIFY(repaired && repaired->done());
    qunsetenv("LK_TEST_URL");
}

void TestDeskServers::whatIsBeingBuiltIsNoLeftover()
{
    says("CREATE TABLE t (x INT); INSERT INTO t VALUES (1)");
    m_server->run({}, "DROP ROLE IF EXISTS bystander; CREATE ROLE bystander LOGIN PASSWORD 'b';\n");
    OpenRequest looking = request();
    looking.url = m_server->urlAs(u"bystander"_s, u"b"_s, m_database);
    // The build waits for a transaction that is older than it.
    const Engine &engine = *engineForUrl(m_server->url(m_database)).value();
    const Target target = engine.target(m_server->url(m_database), {}).value();
    auto old = engine.open(target, Access::ReadWrite).value();
    QVERIFY(old->begin());
    QVERIFY(old->execute("UPDATE t SET x = 2"));
    auto builder = engine.open(target, Access::ReadWrite).value();
    const auto stop = builder->canceller();
    std::thread building([&] { (void)builder->execute("CREATE INDEX CONCURRENTLY t_x ON t (x)"); });
    QTRY_COMPARE_WITH_TIMEOUT(says("SELECT count(*) FROM pg_index WHERE NOT indisvalid"), u"1"_s, 10'000);
    const auto mine = engine.leftovers(*engine.open(target, Access::ReadOnly).value());
    auto other = desk(looking); // may not see which index it is
    const std::vector<Leftover> others = other->database().leftovers;
    const bool readable = !other->database().error;
    stop();
    building.join();
    QVERIFY(old->rollback());
    QVERIFY(mine && mine->empty());
    QVERIFY(readable && others.empty());
    QVERIFY(other->refresh());
    QCOMPARE(other->database().leftovers.size(), size_t(1)); // cut off: now it is one
    m_server->run(m_database, "DROP OWNED BY bystander; DROP ROLE bystander;\n");
}

void TestDeskServers::silentServerIsLeftWhenCancelled()
{
    // Somebody listens, nobody answers.
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    OpenRequest wanted = request();
    const QString scheme = m_engine == u"postgresql"_s ? u"postgresql"_s : u"mariadb"_s;
    wanted.url = u"%1://somebody:secret@127.0.0.1:%2/shop"_s.arg(scheme).arg(silent.serverPort());
    for (const CancelScope::Covers covers : {CancelScope::Covers::WaitsUnderWay, CancelScope::Covers::LaterWaitsToo}) {
        RunControl control;
        std::thread person([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(400));
            control.cancel();
        });
        QElapsedTimer waited;
        waited.start();
        auto one = [&] {
            const CancelScope scope(control.token(), covers);
            return desk(wanted);
        }();
        const qint64 ms = waited.elapsed();
        person.join();
        QVERIFY(one->database().error);
        QCOMPARE(one->database().error->code, ErrorCode::Cancelled);
        QVERIFY2(ms >= 300 && ms < 2000, qPrintable(QString::number(ms)));
        QVERIFY(!one->database().error->text().contains(u"secret"_s));
        // Nobody knocks again before the next refresh.
        waited.restart();
        QVERIFY(!one->snapshot());
        (void)one->checklist(Plan());
        QVERIFY2(waited.elapsed() < 1000, qPrintable(QString::number(waited.elapsed())));
        // What looks only, doesn't begin after the cancel.
        if (covers == CancelScope::Covers::LaterWaitsToo) {
            const CancelScope scope(control.token(), covers);
            waited.restart();
            QVERIFY(one->refresh());
            QVERIFY2(waited.elapsed() < 200, qPrintable(QString::number(waited.elapsed())));
        }
    }
    // Cleaning up after a cancel may still connect.
    RunControl cancelled;
    cancelled.cancel();
    const CancelScope scope(cancelled.token(), CancelScope::Covers::WaitsUnderWay);
    QVERIFY(!desk()->database().error);
}

void TestDeskServers::eachRoleHasItsPassword()
{
    const bool postgresql = m_engine == u"postgresql"_s;
    const QByteArray database = m_database.toUtf8();
    if (postgresql)
        m_server->run({}, "DROP ROLE IF EXISTS looker; CREATE ROLE looker LOGIN PASSWORD 'l00k';\n");
    else
        m_server->run({}, "CREATE OR REPLACE USER looker@'%' IDENTIFIED BY 'l00k'; GRANT SELECT, SHOW VIEW ON " + database + ".* TO looker@'%';\n");
    write(u"0001_orders"_s, "CREATE TABLE orders (id INT PRIMARY KEY);\n", "DROP TABLE orders;\n");
    m_project->write(u"lockkeeper.toml"_s, "[environments.production]\nurl = \"${LK_TEST_URL}\"\nbrowse_url = \"${LK_TEST_BROWSE}\"\n");
    qputenv("LK_TEST_URL", m_server->urlAs(m_server->user(), u"-"_s, m_database).toUtf8());
    qputenv("LK_TEST_BROWSE", m_server->urlAs(u"looker"_s, u"-"_s, m_database).toUtf8());
    const auto passwords = std::make_shared<RememberedPasswords>();
    OpenRequest wanted = request();
    wanted.url.clear();
    wanted.passwords = passwords;
    auto one = desk(wanted);
    const DatabaseView &view = one->database();
    QVERIFY(view.error && view.login);
    QCOMPARE(view.login->role, LoginRole::Browse);
    QCOMPARE(view.login->target.user, u"looker"_s);
    QVERIFY(!view.login->typed);

    // The password of one is not tried for the other.
    one->logIn(LoginRole::Browse, Secret(m_server->password()), true);
    QVERIFY(one->refresh());
    QVERIFY(view.error && view.login && view.login->typed);
    QVERIFY(passwords->kept().isEmpty());
    one->logIn(LoginRole::Browse, Secret(u"l00k"_s), true);
    QVERIFY(one->refresh());
    QVERIFY2(!view.error, view.error ? qPrintable(view.error->text()) : "");
    QVERIFY(view.login);
    QCOMPARE(view.login->role, LoginRole::Migrate);
    QCOMPARE(view.login->target.user, m_server->user());
    QVERIFY(!view.login->typed);
    QCOMPARE(passwords->kept().size(), 1);
    QVERIFY(!one->checklist(*one->plan({})).permit()); // and until then nothing may be applied
    one->logIn(LoginRole::Migrate, Secret(m_server->password()), true);
    QVERIFY(one->refresh());
    QVERIFY(!view.error && !view.login);
    const QMap<QString, Secret> kept = passwords->kept();
    QCOMPARE(kept.size(), 2);
    for (auto it = kept.begin(); it != kept.end(); ++it)
        QCOMPARE(it->reveal(), it.key().contains(u"looker"_s) ? u"l00k"_s : m_server->password());
    QVERIFY(!applyAll(*one).error);
    QCOMPARE(tables(), u"orders"_s);

    // Kept: nobody is asked.
    if (postgresql)
        says("GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker");
    auto two = desk(wanted);
    QVERIFY(!two->database().error && !two->database().login);
    // What is typed when it is opened is for the one who changes things.
    OpenRequest typed = wanted;
    typed.passwords = std::make_shared<RememberedPasswords>();
    typed.password = Secret(m_server->password());
    typed.keepPassword = true;
    auto three = desk(typed);
    QVERIFY(three->database().login);
    QCOMPARE(three->database().login->role, LoginRole::Browse);
    QVERIFY(!three->database().login->typed);
    qunsetenv("LK_TEST_URL");
    qunsetenv("LK_TEST_BROWSE");
    if (postgresql)
        m_server->run(m_database, "DROP OWNED BY looker; DROP ROLE looker;\n");
}

void TestDeskServers::copyDataRun()
{
    write(u"0001_copy"_s, "CREATE TABLE t (id INT PRIMARY KEY, words TEXT);\nCOPY t (id, words) FROM stdin;\n1\tone; not the end\n2\t\\N\n\\.\nUPDATE t SET words = 'two' WHERE id = 2;\n", "DROP TABLE t;\n");
    auto one = desk();
    const RunReport report = applyAll(*one);
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QCOMPARE(says("SELECT id, words FROM t ORDER BY id"), u"1\tone; not the end\n2\ttwo"_s);
}

void TestDeskServers::badCopyRowIsNamed()
{
    write(u"0001_copy"_s, "CREATE TABLE t (id INT PRIMARY KEY);\nCOPY t (id) FROM stdin;\n1\n2\nthree\n\\.\n", "DROP TABLE t;\n");
    auto one = desk();
    const RunReport report = applyAll(*one);
    QVERIFY(report.error);
    QCOMPARE(report.outcome, Outcome::RolledBack);
    QCOMPARE(report.error->where.line, 7); // the third data line, below two comments and two statements
    QVERIFY2(report.error->why.contains(u"three"_s), qPrintable(report.error->text()));
    QCOMPARE(tables(), QString());
}

QTEST_GUILESS_MAIN(TestDeskServers)
#include "tst_deskservers.moc"
