// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/plan/plan.h"
#include "models/rehearsal/rehearse.h"
#include "models/run/planexecutor.h"
#include "models/run/toolrunner.h"
#include "tests/support/temporaryproject.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

/// A tool whose migrations are shell scripts that call sqlite3; its program is /bin/sh. What it is told comes on standard input.
class ShellFormat final : public Format
{
public:
    const FormatTraits &traits() const override
    {
        static const FormatTraits traits = [] {
            FormatTraits shell;
            shell.name = u"shell"_s;
            shell.title = u"Shell"_s;
            shell.engines = QStringList{u"sqlite"_s};
            shell.trackingTable = u"done"_s;
            shell.programs = true;
            return shell;
        }();
        return traits;
    }
    Recognition recognise(const QString &) const override { return {true, u"a test"_s, u"."_s}; }
    Result<std::vector<Migration>> load(const FormatSetup &, const Dialect &) const override { return std::vector<Migration>(); }
    std::optional<Script> cut(const QString &, const QByteArray &, Direction, const Dialect &) const override { return {}; }
    Result<std::vector<AppliedMigration>> applied(Session &session, const FormatSetup &, const std::vector<Migration> &) const override
    {
        if (!session.hasTable(u"done"_s).value_or(false))
            return std::vector<AppliedMigration>();
        return session.query(u"SELECT name FROM done"_s).map([](const Rows &rows) {
            std::vector<AppliedMigration> all;
            for (const QVariantList &row : rows.rows)
                all.emplace_back().key = row[0].toString();
            return all;
        });
    }
    std::vector<RecordStatement> prepare(const EngineTraits &, const FormatSetup &) const override { return {}; }
    Record record(const Migration &, Direction, const EngineTraits &, bool, const FormatSetup &) const override { return {}; }
    QString explainChange(const Migration &, const AppliedMigration &) const override { return {}; }
    Result<std::vector<NewFile>> create(const NewMigration &, const FormatSetup &, const std::vector<Migration> &) const override
    {
        return std::vector<NewFile>();
    }
    Result<ToolCommand> command(const ToolRequest &request, const FormatSetup &) const override
    {
        ToolCommand command{u"sh"_s, {u"{script}"_s}, u"call.sh"_s};
        command.environment = {{u"DB"_s, request.target.database}};
        command.input = toolInput(request);
        switch (request.action) {
        case ToolAction::Identify:
            command.script = m_identify;
            break;
        case ToolAction::Address:
            command.script = "printf '\\036{\"address\": \"sqlite:shop.db\"}\\n'";
            break;
        default:
            command.script = (request.direction == Direction::Up ? request.migration.up : request.migration.down)->view().toByteArray();
        }
        return command;
    }

    QByteArray m_identify = "printf '\\036{\"identity\": \"%s\"}\\n' \"$(sqlite3 \"$DB\" \"SELECT file FROM pragma_database_list WHERE name = 'main'\")\"";
};

Migration migration(const QString &name, const QByteArray &up, const QByteArray &down)
{
    Migration migration;
    migration.version = migration.key = name;
    migration.upFile = name + u".sh"_s;
    migration.up = Script{migration.upFile, up, 0, up.size()};
    migration.down = Script{migration.upFile, down, 0, down.size()};
    migration.language = u"shell"_s;
    return migration;
}

History pending(const Migration &migration)
{
    History history;
    HistoryEntry entry;
    entry.file = migration;
    entry.state = State::Pending;
    history.entries.push_back(entry);
    return history;
}

/// A script that runs @p sql and tells so, as the scripts of real tools do.
QByteArray sends(const QByteArray &sql)
{
    return "sqlite3 \"$DB\" '" + sql + "' || exit 1\nprintf '\\036{\"sql\": \"" + sql + "\", \"ms\": 1.5, \"rows\": 0}\\n'\n";
}

} // namespace

/// Programs as steps: what is started, what is heard, what is believed.
class tst_ToolRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void appliesAndReverts();
    void elsewhereIsRefused();
    void failureLeavesNothing();
    void failureLeavesTraces();
    void rowMustBeThere();
    void passwordsAreNotRepeated();
    void cancelEndsAllOfIt();
    void notInstalled();
    void noisyAndTorn();
    void rehearses();
    void asksForTheAddress();

private:
    Execution run(const std::vector<Migration> &migrations, Direction direction = Direction::Up);
    bool has(const QString &table) { return m_session->hasTable(table).value_or(false); }

    std::unique_ptr<TemporaryProject> m_project;
    const Engine *m_engine = engineByName(u"sqlite"_s);
    Target m_target;
    std::unique_ptr<Session> m_session;
    ShellFormat m_format;
    FormatSetup m_setup;
    RunControl m_control;
    std::vector<RunEvent> m_events;
};

void tst_ToolRunner::init()
{
    m_session.reset();
    m_project = std::make_unique<TemporaryProject>();
    m_target = *m_engine->target(u"sqlite:shop.db"_s, m_project->folder());
    m_session = *m_engine->open(m_target, Access::ReadWrite, true);
    QVERIFY(m_session->execute("CREATE TABLE done (name TEXT PRIMARY KEY)"));
    m_format.m_identify = ShellFormat().m_identify;
    m_setup = {m_project->folder(), u"."_s};
    m_events.clear();
}

Execution tst_ToolRunner::run(const std::vector<Migration> &migrations, Direction direction)
{
    Plan plan;
    plan.direction = direction;
    plan.target = m_target;
    for (const Migration &one : migrations) {
        auto single = makePlan(pending(one), {}, m_format, m_setup, *m_engine, m_target, {});
        if (direction == Direction::Down)
            single = reversed(*single, m_format, m_setup, *m_engine);
        plan.steps.push_back(single->steps.front());
    }
    const ToolRunner tool({&m_format, m_setup, migrations, {}, m_target});
    PlanExecutor::Options options;
    options.tool = &tool;
    PlanExecutor executor(*m_engine, *m_session, m_control, [&](const RunEvent &event) { m_events.push_back(event); }, options);
    return executor.execute(plan);
}

void tst_ToolRunner::appliesAndReverts()
{
    const Migration one = migration(u"one"_s, sends("CREATE TABLE a (x INT)") + "sqlite3 \"$DB\" \"INSERT INTO done VALUES ('one')\"\n",
                                    sends("DROP TABLE a") + "sqlite3 \"$DB\" 'DELETE FROM done'\n");
    Execution execution = run({one});
    QVERIFY2(!execution.error, execution.error ? qPrintable(execution.error->text()) : "");
    QVERIFY(has(u"a"_s));
    QCOMPARE(execution.stepsDone, 1);
    QStringList told;
    for (const RunEvent &event : m_events) {
        if (const auto *started = std::get_if<StatementStarted>(&event.what)) {
            QCOMPARE(started->line, -1);
            QVERIFY(!toJson(event).contains(u"line"));
            told << started->sql;
        }
    }
    QCOMPARE(told.value(0), u"CREATE TABLE a (x INT)"_s);
    execution = run({one}, Direction::Down);
    QVERIFY2(!execution.error, execution.error ? qPrintable(execution.error->text()) : "");
    QVERIFY(!has(u"a"_s));
}

void tst_ToolRunner::elsewhereIsRefused()
{
    m_format.m_identify = "printf '\\036{\"identity\": \"/elsewhere.db\"}\\n'";
    const Execution execution = run({migration(u"one"_s, sends("CREATE TABLE a (x INT)"), {})});
    QVERIFY(execution.error);
    QCOMPARE(execution.error->code, ErrorCode::Blocked);
    QVERIFY2(execution.error->text().contains(u"/elsewhere.db"), qPrintable(execution.error->text()));
    QCOMPARE(execution.outcome, Outcome::RolledBack);
    QVERIFY(!has(u"a"_s));
}

void tst_ToolRunner::failureLeavesNothing()
{
    const Execution execution = run({migration(u"one"_s, "printf '\\036{\"sql\": \"BEGIN\"}\\n\\036{\"sql\": \"INSERT INTO b VALUES (1)\"}\\n\\036{\"sql\": \"ROLLBACK\"}\\n'\n"
                                                         "printf '\\036{\"error\": \"no such table: b\", \"file\": \"one.sh\", \"line\": 7}\\n'; exit 3", {})});
    QVERIFY(execution.error);
    QCOMPARE(execution.outcome, Outcome::RolledBack);
    QCOMPARE(execution.error->where.text(), u"one.sh:7"_s);
    QCOMPARE(execution.error->why, u"no such table: b"_s);
}

void tst_ToolRunner::failureLeavesTraces()
{
    Execution execution = run({migration(u"one"_s, "sqlite3 \"$DB\" 'CREATE TABLE a (x INT)'; echo 'it went wrong' >&2; exit 1", {})}); // not even told
    QVERIFY(execution.error);
    QCOMPARE(execution.outcome, Outcome::PartlyApplied);
    QCOMPARE(execution.error->why, u"it went wrong"_s);
    execution = run({migration(u"two"_s, sends("INSERT INTO a VALUES (1)") + "exit 1", {})}); // told, and the schema does not show it
    QCOMPARE(execution.outcome, Outcome::PartlyApplied);
}

void tst_ToolRunner::rowMustBeThere()
{
    const Execution execution = run({migration(u"one"_s, sends("CREATE TABLE a (x INT)"), {})});
    QVERIFY(execution.error);
    QVERIFY2(execution.error->text().contains(u"tracking table does not say so"), qPrintable(execution.error->text()));
    QCOMPARE(execution.outcome, Outcome::PartlyApplied);
}

void tst_ToolRunner::passwordsAreNotRepeated()
{
    m_target.password = Secret(u"s3cr&t"_s);
    const Execution execution = run({migration(u"one"_s, "cat >&2; echo 'cannot open db://u:s3cr%26t@h and s3cr&t' >&2; exit 1", {})});
    QVERIFY(execution.error);
    QVERIFY2(!execution.error->text().contains(u"s3cr"), qPrintable(execution.error->text()));
    QVERIFY(execution.error->text().contains(u"db://u:***@h and ***"));
    for (const RunEvent &event : m_events)
        QVERIFY(!toJson(event).value(u"text").toString().contains(u"s3cr"));
    m_target.password = {};
}

void tst_ToolRunner::cancelEndsAllOfIt()
{
    const QString alive = m_project->folder() + u"/alive"_s;
    RunControl control;
    const ToolRunner tool({&m_format, m_setup, {}, {}, m_target});
    const Migration slow = migration(u"slow"_s, "(sleep 2; touch '" + alive.toUtf8() + "') & sleep 60", {});
    std::jthread other([&] {
        QTest::qSleep(200);
        control.cancel();
    });
    QElapsedTimer timer;
    timer.start();
    const auto done = tool.run(slow, Direction::Up, *m_session, control, {});
    QVERIFY(!done);
    QCOMPARE(done.error().code, ErrorCode::Cancelled);
    QTest::qSleep(2500);
    QVERIFY(!QFile::exists(alive));
}

void tst_ToolRunner::notInstalled()
{
    ToolPlace place{&m_format, {m_project->folder() + u"/nowhere"_s, u"."_s}, {}, {}, m_target};
    const auto address = ToolRunner(place).address(m_control);
    QVERIFY(!address);
    QCOMPARE(address.error().code, ErrorCode::Usage);
}

void tst_ToolRunner::noisyAndTorn()
{
    const ToolRunner tool({&m_format, m_setup, {}, {}, m_target});
    QStringList said;
    int sent = 0;
    const Migration noisy = migration(u"noisy"_s, {}, "i=0; while [ $i -lt 2000 ]; do echo \"line $i\"; echo \"err $i\" >&2; i=$((i+1)); done\n"
                                                  "printf '\\036not json\\n\\036{\"sql\": \"SELECT 1\"}\\n\\036{\"sql\": \"SELECT'; printf ' 2\"}'");
    ToolRunner::Listener listener{[&](const SentStatement &) { ++sent; }, [&](const QString &line) { said << line; }};
    QVERIFY(tool.run(noisy, Direction::Down, *m_session, m_control, listener));
    QCOMPARE(said.size(), 4000);
    QCOMPARE(sent, 2);
}

void tst_ToolRunner::rehearses()
{
    const Migration one = migration(u"one"_s, sends("CREATE TABLE a (x INT)") + "sqlite3 \"$DB\" \"INSERT INTO done VALUES ('one')\"\n",
                                    sends("DROP TABLE a") + "sqlite3 \"$DB\" 'DELETE FROM done'\n");
    const auto plan = makePlan(pending(one), {}, m_format, m_setup, *m_engine, m_target, {});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    RehearseOptions options;
    options.files = {one};
    const auto rehearsed = [&]() -> Result<Rehearsal> {
        const auto scratch = m_engine->scratch(m_target, options.data, m_control, {});
        return scratch ? rehearse(*plan, m_format, m_setup, *m_engine, **scratch, options, m_control, {}) : Failure(scratch.error());
    };
    auto rehearsal = rehearsed();
    QVERIFY(rehearsal);
    QVERIFY(!rehearsal->ok); // nobody trusts it
    options.trusted = true;
    rehearsal = rehearsed();
    QVERIFY2(rehearsal && rehearsal->ok, rehearsal && rehearsal->error ? qPrintable(rehearsal->error->text()) : "");
    QVERIFY(rehearsal->roundTripProven());
    QCOMPARE(rehearsal->steps[0].sent, QStringList{u"CREATE TABLE a (x INT)"_s});
    QCOMPARE(rehearsal->steps[0].sentBack, QStringList{u"DROP TABLE a"_s});
    QCOMPARE(rehearsalFromJson(toJson(*rehearsal)), *rehearsal);
    QVERIFY(!has(u"a"_s)); // the target was not touched
}

void tst_ToolRunner::asksForTheAddress()
{
    const auto address = ToolRunner({&m_format, m_setup}).address(m_control);
    QVERIFY(address);
    QCOMPARE(*address, u"sqlite:shop.db"_s);
}

QTEST_GUILESS_MAIN(tst_ToolRunner)
#include "tst_toolrunner.moc"
