// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/formatlocks.h"
#include "tests/support/opendesk.h"
#include "tests/support/testserver.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// mark, baseline and repair: the tracking table is changed, and nothing else.
class TestDeskRecords : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void failedRows_data();
    void failedRows();
    void lineEndsAreTaken();
    void missingCanBeMarkedPending();
    void refusals();
    void changedMeanwhile();
    void policyIsAsked();
    void auditSaysWhatWasDone();
    void lockOfTheFormatIsTaken();

private:
    std::unique_ptr<Desk> open(const QByteArray &policy = {});
    void useServer(const QString &engine);
    static RecordPlan planned(const Desk &desk, const RecordRequest &request);
    static Result<void> change(Desk &desk, const RecordRequest &request);
    static QString state(const Desk &desk, size_t index) { return word(desk.history().entries[index].state); }

    std::unique_ptr<TemporaryProject> m_project = std::make_unique<TemporaryProject>();
    TestServer *m_server = nullptr;
    QString m_database;
    QByteArray m_url = "sqlite:shop.db";
    QByteArray m_format = "plain";
};

void TestDeskRecords::cleanup()
{
    if (m_server)
        m_server->dropDatabase(m_database);
    m_server = nullptr;
    m_url = "sqlite:shop.db";
    m_format = "plain";
    qunsetenv("LK_TEST_URL");
    m_project = std::make_unique<TemporaryProject>();
}

void TestDeskRecords::useServer(const QString &engine)
{
    m_server = TestServer::forEngine(engine);
    if (!m_server && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(engine)));
    QVERIFY2(m_server, qPrintable(TestServer::problem(engine)));
    m_database = m_server->newDatabase();
    m_url = "${LK_TEST_URL}";
    qputenv("LK_TEST_URL", m_server->url(m_database).toUtf8());
}

std::unique_ptr<Desk> TestDeskRecords::open(const QByteArray &policy)
{
    m_project->write(u"lockkeeper.toml"_s, "[project]\nformat = \"" + m_format + "\"\n[environments.development]\nurl = \"" + m_url
                                               + "\"\nlock_timeout = \"400ms\"\n" + policy);
    return openDesk(*m_project);
}

RecordPlan TestDeskRecords::planned(const Desk &desk, const RecordRequest &request)
{
    auto plan = desk.planRecords(request);
    if (!plan)
        qFatal("%s", qPrintable(plan.error().text()));
    return *plan;
}

Result<void> TestDeskRecords::change(Desk &desk, const RecordRequest &request)
{
    const auto plan = desk.planRecords(request);
    if (!plan)
        return Failure(plan.error());
    RunControl control;
    auto changed = desk.changeRecords(*plan, control);
    if (const auto history = desk.refresh(); !history)
        qFatal("%s", qPrintable(history.error().text()));
    return changed;
}

void TestDeskRecords::failedRows_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::newRow("plain") << "plain"_ba;
    QTest::newRow("sqlx") << "sqlx"_ba;
}

/// MariaDB commits CREATE TABLE by itself: the row stays as failed.
void TestDeskRecords::failedRows()
{
    QFETCH(QByteArray, format);
    useServer(u"mariadb"_s);
    m_format = format;
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT);\n");
    m_project->write(u"migrations/2_b.sql"_s, "CREATE TABLE b (x INT);\nINSERT INTO nowhere VALUES (1);\n");
    auto desk = open();
    QCOMPARE(applyAll(*desk).outcome, Outcome::PartlyApplied);
    QCOMPARE(state(*desk, 1), u"failed"_s);

    const RecordPlan left = planned(*desk, {RecordRequest::Kind::Repair});
    QVERIFY(left.empty());
    QVERIFY2(left.left.size() == 1 && left.left[0].contains(u"--failed take-back"), qPrintable(left.left.join(u'|')));

    RecordRequest takeBack{RecordRequest::Kind::Repair};
    takeBack.failed = RecordRequest::Failed::TakeBack;
    const auto back = change(*desk, takeBack);
    QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
    QCOMPARE(state(*desk, 0), u"applied"_s);
    QCOMPARE(state(*desk, 1), u"pending"_s);

    m_server->run(m_database, "DROP TABLE b;\n");
    QCOMPARE(applyAll(*desk).outcome, Outcome::PartlyApplied); // the same once more
    RecordRequest finish{RecordRequest::Kind::Repair};
    finish.failed = RecordRequest::Failed::Finish;
    const auto done = change(*desk, finish);
    QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
    QCOMPARE(state(*desk, 1), u"applied"_s);
    QVERIFY(!desk->history().disagrees());
    QVERIFY(desk->plan({})->empty());
}

void TestDeskRecords::lineEndsAreTaken()
{
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT);\n");
    m_project->write(u"migrations/2_b.sql"_s, "CREATE TABLE b (x INT);\n");
    auto desk = open();
    QVERIFY(!applyAll(*desk).error);
    const QDateTime appliedAt = desk->history().entries[0].applied->appliedAt;
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT);\r\n");
    m_project->write(u"migrations/2_b.sql"_s, "CREATE TABLE b (x INT, y INT);\n");
    QVERIFY(desk->refresh());
    const RecordPlan plan = planned(*desk, {RecordRequest::Kind::Repair});
    QCOMPARE(plan.versions(), u"1"_s);
    QVERIFY2(plan.steps[0].what.contains(u"line ends"), qPrintable(plan.steps[0].what));
    QCOMPARE(plan.left.size(), 1); // the edit is not taken for granted
    const auto done = change(*desk, {RecordRequest::Kind::Repair});
    QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
    QCOMPARE(state(*desk, 0), u"applied"_s);
    QCOMPARE(state(*desk, 1), u"changed"_s);
    QCOMPARE(desk->history().entries[0].applied->appliedAt, appliedAt);
}

void TestDeskRecords::missingCanBeMarkedPending()
{
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT);\n");
    m_project->write(u"migrations/2_b.sql"_s, "CREATE TABLE b (x INT);\n");
    auto desk = open();
    QVERIFY(!applyAll(*desk).error);
    m_project->remove(u"migrations/2_b.sql"_s);
    QVERIFY(desk->refresh());
    QCOMPARE(state(*desk, 1), u"missing"_s);
    const auto done = change(*desk, {RecordRequest::Kind::Mark, u"2"_s, Direction::Down});
    QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
    QCOMPARE(desk->history().entries.size(), 1u);
    QCOMPARE(sqliteSays(m_project->path(u"shop.db"_s), "SELECT count(*) FROM sqlite_schema WHERE name IN ('a', 'b')"), u"2"_s);
}

void TestDeskRecords::refusals()
{
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT);\n");
    m_project->write(u"migrations/2_b.sql"_s, "-- gr\xfc\xdf\n");
    const auto desk = open();
    const auto unknown = desk->planRecords({RecordRequest::Kind::Mark, u"9"_s});
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::Usage);
    const auto unreadable = desk->planRecords({RecordRequest::Kind::Mark, u"2"_s});
    QVERIFY(!unreadable);
    QCOMPARE(unreadable.error().where.file, u"migrations/2_b.sql"_s);
    QVERIFY(!desk->planRecords({RecordRequest::Kind::Baseline, u"2"_s}));
    QVERIFY(!desk->planRecords({RecordRequest::Kind::Mark, u"1"_s, Direction::Down}));
    RecordRequest accept{RecordRequest::Kind::Repair};
    accept.accepted = QStringList{u"1"_s};
    QVERIFY(!desk->planRecords(accept));
    QVERIFY(!QFile::exists(m_project->path(u"shop.db"_s))); // planning wrote nothing
}

/// What was shown is what is written, or nothing.
void TestDeskRecords::changedMeanwhile()
{
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT);\n");
    auto desk = open();
    const RecordPlan plan = planned(*desk, {RecordRequest::Kind::Mark, u"1"_s});
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT, y INT);\n");
    RunControl control;
    const auto edited = desk->changeRecords(plan, control);
    QVERIFY(!edited);
    QCOMPARE(edited.error().code, ErrorCode::Disagreement);
    QVERIFY(desk->refresh());
    QCOMPARE(state(*desk, 0), u"pending"_s);

    const RecordPlan again = planned(*desk, {RecordRequest::Kind::Mark, u"1"_s});
    QVERIFY(!applyAll(*desk).error);
    QVERIFY(!desk->changeRecords(again, control)); // it is applied by now
}

void TestDeskRecords::policyIsAsked()
{
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT);\n");
    auto desk = open("backup = { required = true }\n");
    const auto refused = change(*desk, {RecordRequest::Kind::Mark, u"1"_s});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Blocked);
    QCOMPARE(state(*desk, 0), u"pending"_s);
}

void TestDeskRecords::auditSaysWhatWasDone()
{
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT);\n");
    auto desk = open();
    QVERIFY(change(*desk, {RecordRequest::Kind::Baseline, u"1"_s}));
    QCOMPARE(state(*desk, 0), u"baseline"_s);
    const auto log = desk->auditLog();
    QVERIFY(log && log->size() >= 2);
    const AuditEntry &intent = log->at(log->size() - 2);
    const AuditEntry &done = log->back();
    QCOMPARE(intent.action, u"baseline"_s);
    QCOMPARE(intent.outcome, u"intent"_s);
    QCOMPARE(done.outcome, u"done"_s);
    QCOMPARE(done.versions, u"1"_s);
    QVERIFY2(done.detail.contains(u"without running"), qPrintable(done.detail));
}

void TestDeskRecords::lockOfTheFormatIsTaken()
{
    useServer(u"postgresql"_s);
    m_format = "sqlx";
    m_project->write(u"migrations/1_a.sql"_s, "CREATE TABLE a (x INT);\n");
    auto desk = open();
    RunControl control;
    {
        const auto held = FormatLocks::take(desk->engine(), desk->target(), desk->format().locks(desk->engine().traits(), m_database, desk->setup()), control);
        QVERIFY2(held, held ? "" : qPrintable(held.error().text()));
        const auto refused = change(*desk, {RecordRequest::Kind::Mark, u"1"_s});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Locked);
    }
    const auto done = change(*desk, {RecordRequest::Kind::Mark, u"1"_s});
    QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
    QCOMPARE(m_server->run(m_database, "SELECT version, success, execution_time FROM _sqlx_migrations;\n"), u"1\tt\t0"_s);
}

QTEST_GUILESS_MAIN(TestDeskRecords)
#include "tst_deskrecords.moc"
