// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/desk/desk.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"
#include "tests/support/opendesk.h"

#include <QDir>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <atomic>
#include <thread>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

const QString Home = u"node_modules/liquibase/dist/liquibase"_s;

void onPostgresql()
{
    QTest::addColumn<QString>("engine");
    if (!TestServer::forEngine(u"postgresql"_s))
        QVERIFY2(!qEnvironmentVariableIsSet("CI"), qPrintable(TestServer::problem(u"postgresql"_s)));
    else
        QTest::newRow("postgresql") << u"postgresql"_s;
}

} // namespace

/// Changesets in XML, YAML and JSON, through the desk from opening to reverting, with Liquibase itself. Each start of it takes seconds, so
/// the tests do much in few.
class tst_LiquibasePrograms : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void wholeJob_data() { everyTestEngine(); }
    void wholeJob();
    void rehearsal();
    void failureIsTold_data() { onPostgresql(); }
    void failureIsTold();
    void cancelLeavesNoLock_data() { onPostgresql(); }
    void cancelLeavesNoLock();

private:
    void write(const QByteArray &xml) const;
    /// Notes a changeset as applied.
    static void note(Desk &desk, const QString &key);
    std::unique_ptr<Desk> desk(bool trusted = true) const;
    /// What Liquibase says of what is still to be run on SQLite.
    QByteArray status() const;
    const TemporaryProject &project() const { return m_database->project(); }

    std::unique_ptr<FormatDatabase> m_database;
    QTemporaryDir m_tool;
};

namespace {

const char *const Head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<databaseChangeLog xmlns=\"http://www.liquibase.org/xml/ns/dbchangelog\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"\n"
                         "    xsi:schemaLocation=\"http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd\">\n";
const char *const Orders = "  <changeSet id=\"orders\" author=\"zoe\">\n    <createTable tableName=\"orders\"><column name=\"id\" type=\"int\"/>\n      <column name=\"state\" type=\"varchar(20)\""
                           " defaultValue=\"it's; new\"/></createTable>\n  </changeSet>\n";
const char *const Main = "databaseChangeLog:\n"
                         "  - changeSet:\n      id: parts\n      author: ann\n      changes:\n        - createTable:\n            tableName: parts\n            columns:\n"
                         "              - column: {name: id, type: int}\n"
                         "  - include: {file: two.sql}\n"
                         "  - changeSet:\n      id: rows\n      author: ann\n      changes:\n        - sql:\n            sql: insert into second values (2)\n"
                         "  - include: {file: more.json}\n"
                         "  - include: {file: three.sql}\n"
                         "  - include: {file: orders.xml}\n";

QStringList keysOf(const Plan &plan)
{
    QStringList keys;
    for (const PlanStep &step : plan.steps)
        keys << step.migration.key;
    return keys;
}

} // namespace

void tst_LiquibasePrograms::initTestCase()
{
    const auto tool = npmTool({u"liquibase@4.28.0"_s});
    LK_NEEDS_TOOL(tool);
    if (QStandardPaths::findExecutable(u"java"_s).isEmpty() && !qEnvironmentVariableIsSet("CI"))
        QSKIP("there is no java");
    QVERIFY2(!QStandardPaths::findExecutable(u"java"_s).isEmpty(), "there is no java");
    // Without the drivers of databases that are not asked, it starts in two thirds of the time. SQLite's wants a logger.
    const QString home = m_tool.filePath(Home);
    const QString archives = *tool + u'/' + Home + u"/internal/lib/"_s;
    QVERIFY(QDir().mkpath(home + u"/internal/lib"_s) && QDir().mkpath(home + u"/lib"_s));
    QVERIFY(QFile::copy(*tool + u'/' + Home + u"/liquibase"_s, home + u"/liquibase"_s));
    for (const QString &archive : QDir(archives).entryList({u"*.jar"_s}, QDir::Files)) {
        static const QRegularExpression Others(u"^(?:snowflake|jcc|ojdbc|mssql|h2|hsqldb|jaybird|liquibase-commercial)"_s);
        if (!Others.match(archive).hasMatch())
            QVERIFY(QFile::link(archives + archive, home + u"/internal/lib/"_s + archive));
    }
    for (const char *archive : {"slf4j-api.jar", "slf4j-nop.jar"})
        QVERIFY(QFile::link(u"/usr/share/java/"_s + QString::fromLatin1(archive), home + u"/lib/"_s + QString::fromLatin1(archive)));
}

void tst_LiquibasePrograms::init()
{
    qunsetenv("DATABASE_URL");
    const QString tag = QString::fromLatin1(QTest::currentDataTag() ? QTest::currentDataTag() : "");
    m_database = std::make_unique<FormatDatabase>(tag.isEmpty() ? u"sqlite"_s : tag);
    qputenv("XDG_CONFIG_HOME", (project().folder() + u"/config"_s).toUtf8());
    QVERIFY(linkModules(m_tool.path(), project().folder()));
    // Another database stands in it: the tool goes where the desk says.
    project().write(u"liquibase.properties"_s, "changeLogFile: main.yaml\nurl: jdbc:sqlite:elsewhere.db\nliquibase.command.updateCount.url: jdbc:sqlite:elsewhere.db\n");
    const bool sqlite = m_database->traits().name == u"sqlite"; // JSON once is enough
    project().write(u"main.yaml"_s, sqlite ? QByteArray(Main) : QByteArray(Main).replace("  - include: {file: more.json}\n", ""));
    project().write(u"two.sql"_s, "--liquibase formatted sql\n--changeset bob:second\ncreate table second (x int);\n--rollback drop table second;\n");
    project().write(u"three.sql"_s, "--liquibase formatted sql\n--changeset bob:third\ncreate table third (x int);\n--rollback drop table third;\n");
    project().write(u"more.json"_s, "{\"databaseChangeLog\": [\n  {\"changeSet\": {\"id\": \"named\", \"author\": \"jo\", \"changes\": [\n    {\"addColumn\": {\"tableName\": \"second\", "
                                    "\"columns\": [{\"column\": {\"name\": \"y\", \"type\": \"int\"}}]}}]}}\n]}\n");
    write(Orders);
}

void tst_LiquibasePrograms::cleanup()
{
    m_database.reset();
    qunsetenv("XDG_CONFIG_HOME");
}

void tst_LiquibasePrograms::write(const QByteArray &xml) const
{
    project().write(u"orders.xml"_s, Head + xml + "</databaseChangeLog>\n");
}

std::unique_ptr<Desk> tst_LiquibasePrograms::desk(bool trusted) const
{
    OpenRequest request;
    request.folder = project().folder();
    request.url = m_database->url();
    request.trusted = trusted;
    auto desk = Desk::open(request);
    if (!desk)
        qFatal("open: %s", qPrintable(desk.error().text()));
    if (auto history = (*desk)->refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
    return std::move(*desk);
}

void tst_LiquibasePrograms::note(Desk &desk, const QString &key)
{
    const auto plan = desk.planRecords({RecordRequest::Kind::Mark, key});
    if (!plan)
        qFatal("plan: %s", qPrintable(plan.error().text()));
    RunControl control;
    if (const auto changed = desk.changeRecords(*plan, control); !changed)
        qFatal("change: %s", qPrintable(changed.error().text()));
    if (const auto history = desk.refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
}

QByteArray tst_LiquibasePrograms::status() const
{
    return runForeign(project().folder(), m_tool.filePath(Home + u"/liquibase"_s), {u"status"_s, u"--verbose"_s, u"--url=jdbc:sqlite:test.db"_s}).said;
}

/// One plan of scripts that we run and programs that Liquibase runs, each in its turn.
void tst_LiquibasePrograms::wholeJob()
{
    QFETCH(QString, engine);
    const bool json = engine == u"sqlite";
    const auto without = [&](QStringList list, const QString &name) {
        if (!json)
            list.removeAll(name);
        return list;
    };
    {
        const auto one = desk(false);
        const auto plan = one->plan({});
        QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
        QCOMPARE(keysOf(*plan), without({u"main.yaml::parts::ann"_s, u"two.sql::second::bob"_s, u"main.yaml::rows::ann"_s, u"more.json::named::jo"_s, u"three.sql::third::bob"_s, u"orders.xml::orders::zoe"_s}, u"more.json::named::jo"_s));
        QVERIFY(plan->steps[0].isProgram() && !plan->steps[1].isProgram() && plan->steps.back().isProgram());
        const auto permit = one->checklist(*plan).permit();
        QVERIFY2(permit, permit ? "" : qPrintable(permit.error().text()));
        RunControl control;
        const auto refused = one->apply(*plan, *permit, control, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Blocked);
        QVERIFY2(refused.error().text().contains(u"liquibase.properties"), qPrintable(refused.error().text()));
        QVERIFY(!m_database->session().hasTable(u"parts"_s).value_or(true));
        // Its table is there already: it is only put down.
        m_database->run("create table parts (id int)");
        note(*one, u"main.yaml::parts::ann"_s);
    }

    auto one = desk();
    RunReport report = applyAll(*one);
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QVERIFY(report.verification.passed());
    for (const HistoryEntry &entry : one->history().entries)
        QCOMPARE(entry.state, State::Applied);
    QCOMPARE(m_database->rows(json ? u"SELECT x, y FROM second"_s : u"SELECT x FROM second"_s), QStringList{json ? u"2|NULL"_s : u"2"_s});
    QVERIFY(!QFile::exists(project().path(u"elsewhere.db"_s)));
    QCOMPARE(m_database->rows(u"SELECT ID, LOCKED = FALSE, LOCKEDBY FROM DATABASECHANGELOGLOCK"_s).join(u' ').replace(u"true"_s, u"1"_s), u"1|1|NULL"_s);
    QCOMPARE(m_database->rows(u"SELECT ID FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED"_s), without({u"parts"_s, u"second"_s, u"rows"_s, u"named"_s, u"third"_s, u"orders"_s}, u"named"_s));
    if (json) { // the same everywhere
        const QByteArray said = status();
        QVERIFY2(said.contains("is up to date"), said.constData());
    }

    const auto back = one->plan({Direction::Down, {}, 1});
    QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
    QCOMPARE(keysOf(*back), QStringList{u"orders.xml::orders::zoe"_s});
    report = applyAll(*one, {Direction::Down, {}, 1});
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QVERIFY(!m_database->session().hasTable(u"orders"_s).value_or(true));
    QCOMPARE(one->history().entries.back().state, State::Pending);
    // "rows" is SQL in YAML that says nothing of a way back.
    const auto stuck = one->plan({Direction::Down, {}, 3});
    QVERIFY(!stuck);
    QVERIFY2(stuck.error().text().contains(u"main.yaml::rows::ann"), qPrintable(stuck.error().text()));
}

void tst_LiquibasePrograms::rehearsal()
{
    project().write(u"main.yaml"_s, "databaseChangeLog:\n  - include: {file: two.sql}\n  - include: {file: orders.xml}\n");
    write(QByteArray(Orders) + "  <changeSet id=\"late\" author=\"zoe\"><sql>update orders set state = 'x;y'\n where id = 1;\n insert into orders (id) values (2)</sql></changeSet>\n");
    auto one = desk();
    m_database->run("create table second (x int)");
    note(*one, u"two.sql::second::bob"_s);
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    RunControl control;
    RehearseOptions options;
    options.data = ScratchData::None; // the table of what was applied is empty in it;
    const auto rehearsal = one->rehearse(*plan, options, control, {}, {});
    QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(rehearsal.error().text()));
    QVERIFY2(rehearsal->ok, rehearsal->error ? qPrintable(rehearsal->error->text()) : "");
    QCOMPARE(rehearsal->steps.size(), 2u);
    QVERIFY2(rehearsal->steps[0].roundTrip.schemaEqual == Shown::Yes, qPrintable(rehearsal->steps[0].roundTrip.differences.join(u'\n')));
    const QStringList sent = rehearsal->steps[0].sent;
    QVERIFY2(sent.join(u'\n').contains(u"CREATE TABLE orders (id INTEGER, state VARCHAR(20) DEFAULT 'it''s; new')"), qPrintable(sent.join(u'\n')));
    QVERIFY2(sent.back().startsWith(u"INSERT INTO DATABASECHANGELOG ("), qPrintable(sent.back()));
    QVERIFY2(rehearsal->steps[0].sentBack.contains(u"DROP TABLE orders"_s), qPrintable(rehearsal->steps[0].sentBack.join(u'\n')));
    QCOMPARE(rehearsal->steps[1].sent.mid(0, 2), (QStringList{u"update orders set state = 'x;y'\n where id = 1"_s, u"insert into orders (id) values (2)"_s}));
    QVERIFY(!m_database->session().hasTable(u"orders"_s).value_or(true));
    const auto findings = one->findings(*plan); // judged like a script
    QVERIFY(std::ranges::none_of(findings, [](const Finding &finding) { return finding.rule == u"program-unseen"; }));

    const auto preview = one->preview(plan->steps[1], control); // needs neither the database nor those before it
    QVERIFY2(preview, preview ? "" : qPrintable(preview.error().text()));
    QCOMPARE(*preview, (QStringList{u"update orders set state = 'x;y'\n where id = 1"_s, u"insert into orders (id) values (2)"_s}));
}

/// What runs every time, Liquibase runs first; what fails is told with its place.
void tst_LiquibasePrograms::failureIsTold()
{
    project().write(u"main.yaml"_s, "databaseChangeLog:\n  - changeSet: {id: always, author: ann, runAlways: true, changes: [{sql: {sql: create table if not exists seen (x int)}}]}\n  - include: {file: orders.xml}\n");
    write("  <changeSet id=\"bad\"\n             author=\"zoe\">\n    <createTable tableName=\"orders\"><column name=\"id\" type=\"int\"/></createTable>\n    <insert tableName=\"nowhere\"><column name=\"x\" valueNumeric=\"1\"/></insert>\n  </changeSet>\n");
    auto one = desk();
    note(*one, u"main.yaml::always::ann"_s);
    QStringList sent;
    const RunReport report = applyAll(*one, {}, [&](const RunEvent &event) {
        if (const auto *started = std::get_if<StatementStarted>(&event.what))
            sent << started->sql;
    });
    QVERIFY(report.error);
    QVERIFY2(report.error->why.contains(u"nowhere"), qPrintable(report.error->text()));
    QVERIFY2(!report.error->why.contains(u"Exception") && !report.error->why.contains(u"\tat"), qPrintable(report.error->text()));
    QVERIFY2(report.error->what.contains(u"orders.xml::bad::zoe"), qPrintable(report.error->text()));
    QCOMPARE(report.error->where.text(), u"orders.xml:4"_s);
    QVERIFY2(sent.join(u'\n').contains(u"create table if not exists seen") && sent.contains(u"ROLLBACK"_s), qPrintable(sent.join(u'\n')));
    QVERIFY(!m_database->session().hasTable(u"orders"_s).value_or(true));
    QCOMPARE(one->history().entries.back().state, State::Pending);
    QCOMPARE(m_database->rows(u"SELECT locked FROM databasechangeloglock"_s), QStringList{u"false"_s});
}

/// The tool is ended in the middle: its lock must not stay for ever.
void tst_LiquibasePrograms::cancelLeavesNoLock()
{
    project().write(u"main.yaml"_s, "databaseChangeLog:\n  - include: {file: orders.xml}\n");
    write(QByteArray(Orders).replace("</changeSet>", "<sql>select pg_sleep(4)</sql></changeSet>"));
    auto one = desk();
    const auto plan = one->plan({});
    const auto permit = one->checklist(*plan).permit();
    QVERIFY(permit);
    RunControl control;
    std::atomic_bool over = false;
    std::jthread other([&] {
        while (!over && m_database->rows(u"SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'select pg_sleep(4)%' AND state = 'active'"_s) == QStringList{u"0"_s})
            QTest::qSleep(100);
        control.cancel();
    });
    const auto report = one->apply(*plan, *permit, control, {});
    over = true;
    other.join();
    QVERIFY2(report, report ? "" : qPrintable(report.error().text()));
    QVERIFY(report->error);
    QVERIFY2(report->error->code == ErrorCode::Cancelled, qPrintable(report->error->text()));
    QCOMPARE(report->outcome, Outcome::RolledBack);
    QVERIFY(!m_database->session().hasTable(u"orders"_s).value_or(true));
    QCOMPARE(m_database->rows(u"SELECT locked, lockedby FROM databasechangeloglock"_s), QStringList{u"false|NULL"_s});
}

QTEST_GUILESS_MAIN(tst_LiquibasePrograms)
#include "tst_liquibaseprograms.moc"
