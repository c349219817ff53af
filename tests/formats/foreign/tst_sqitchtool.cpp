// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/formats/sqitch/sqitchsettings.h"
#include "models/run/toolrunner.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"

#include <QRandomGenerator>
#include <QStandardPaths>

using namespace lk;
using namespace Qt::StringLiterals;

/// Sqitch itself: what it deploys we read and revert through it, what we let it deploy it finds done.
class tst_SqitchTool : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theirsThenOurs_data() { everyTestEngine(); }
    void theirsThenOurs();
    void oursThenTheirs_data() { everyTestEngine(); }
    void oursThenTheirs();
    void marksAreTheTools_data() { everyTestEngine(); }
    void marksAreTheTools();
    void failures_data() { everyTestEngine(); }
    void failures();
    void oneAtATime();
    void verifies();
    void newChangesAreTheTools();
    void rehearsals_data() { everyTestEngine(); }
    void rehearsals();
    void sameScriptsAreRefusedByIt();

private:
    struct Project {
        explicit Project(const QString &engine);
        ~Project();
        void write(const QByteArray &plan) const;
        ToolPlace place() const;
        std::vector<Migration> load() const;
        Result<void> run(const Migration &migration, Direction direction);
        std::vector<AppliedMigration> applied();
        /// sqitch with our target, as a person starts it; its exit code, with what it said in m_said.
        int sqitch(const QString &command, const QStringList &more = {});

        FormatDatabase database;
        const Format &format = *formatByName(u"sqitch"_s);
        FormatSetup setup = {};
        Target target = {};
        QByteArrayList sent = {};
        QByteArrayList refused = {};
        QByteArray said = {};
    };
};

namespace {

const QByteArray Planner = " 2024-01-01T00:00:00Z Jo Doe <jo@example.com> # note\n";
const QByteArray Two = "%project=shop\n\na" + Planner + "b [a !other:old]" + Planner + "@v1" + Planner;

QByteArray words(const Result<void> &result)
{
    return result ? QByteArray() : result.error().text().toUtf8();
}

} // namespace

tst_SqitchTool::Project::Project(const QString &engine) : database(engine)
{
    const QByteArray registry = "registry" + QByteArray::number(QRandomGenerator::global()->generate());
    const TemporaryProject &folder = database.project();
    folder.write(u"sqitch.conf"_s, QByteArray("[core]\n\tengine = ") + (engine == u"sqlite" ? "sqlite" : engine == u"postgresql" ? "pg" : "mysql")
                                       + "\n[user]\n\tname = Jo Doe\n\temail = jo@example.com\n" + (engine == u"mariadb" ? "[engine \"mysql\"]\n\tregistry = " + registry + '\n' : QByteArray()));
    for (const QByteArray &name : QByteArrayList{"a", "b"}) {
        folder.write(u"deploy/%1.sql"_s.arg(QString::fromLatin1(name)), "CREATE TABLE " + name + " (x INT, y VARCHAR(20) DEFAULT 'it''s; so');\n-- then\nINSERT INTO " + name + " (x)\n VALUES (1);\n");
        folder.write(u"revert/%1.sql"_s.arg(QString::fromLatin1(name)), "DROP TABLE " + name + ";\n");
    }
    write(Two);
    const auto at = engineByName(engine)->target(database.url(), folder.folder());
    if (!at)
        qFatal("%s", qPrintable(at.error().text()));
    target = *at;
}

tst_SqitchTool::Project::~Project()
{
    if (target.engine == u"mariadb")
        (void)database.session().execute("DROP DATABASE IF EXISTS " + setup.options[u"registry"_s].toUtf8());
}

void tst_SqitchTool::Project::write(const QByteArray &plan) const
{
    database.project().write(u"sqitch.plan"_s, plan);
    const auto read = format.setup(database.project().folder(), {});
    if (!read)
        qFatal("%s", qPrintable(read.error().text()));
    const_cast<Project *>(this)->setup = *read;
}

std::vector<Migration> tst_SqitchTool::Project::load() const
{
    const auto all = format.load(setup, database.traits().dialect);
    if (!all)
        qFatal("%s", qPrintable(all.error().text()));
    return *all;
}

ToolPlace tst_SqitchTool::Project::place() const
{
    return {&format, setup, load(), u"development"_s, target};
}

Result<void> tst_SqitchTool::Project::run(const Migration &migration, Direction direction)
{
    RunControl control;
    const ToolRunner tool(place());
    if (auto reached = tool.checkReaches(*engineByName(target.engine), database.session(), control); !reached)
        return reached;
    sent.clear();
    refused.clear();
    said.clear();
    ToolRunner::Listener listener{[&](const SentStatement &statement) { (statement.failed ? refused : sent) << statement.sql; }, [&](const QString &line) { said += line.toUtf8() + '\n'; }};
    return tool.run(migration, direction, database.session(), control, listener);
}

std::vector<AppliedMigration> tst_SqitchTool::Project::applied()
{
    const auto rows = format.applied(database.session(), setup, load());
    if (!rows)
        qFatal("%s", qPrintable(rows.error().text()));
    return *rows;
}

int tst_SqitchTool::Project::sqitch(const QString &command, const QStringList &more)
{
    QString uri = sqitchUriOf(target);
    if (!target.password.isEmpty())
        uri.replace(u"@"_s, u':' + target.password.reveal() + u'@');
    const ForeignRun run = runForeign(database.project().folder(), u"sqitch"_s, QStringList{command} + (command == u"add" ? QStringList() : QStringList{u"--target"_s, uri}) + more);
    said = run.said;
    return run.code;
}

void tst_SqitchTool::initTestCase()
{
    if (QStandardPaths::findExecutable(u"sqitch"_s).isEmpty() && !qEnvironmentVariableIsSet("CI"))
        QSKIP("sqitch is not installed");
    QVERIFY2(!QStandardPaths::findExecutable(u"sqitch"_s).isEmpty(), "sqitch is not installed");
    for (const char *name : {"SQITCH_CONFIG", "SQITCH_TARGET", "SQITCH_FULLNAME", "SQITCH_EMAIL", "SQITCH_PASSWORD", "SQITCH_USERNAME"})
        qunsetenv(name);
    qputenv("SQITCH_SYSTEM_CONFIG", "/nowhere/sqitch.conf");
    qputenv("SQITCH_USER_CONFIG", "/nowhere/sqitch.conf");
}

void tst_SqitchTool::theirsThenOurs()
{
    QFETCH(QString, engine);
    Project project(engine);
    const auto all = project.load();
    QVERIFY2(project.sqitch(u"deploy"_s) == 0, project.said.constData());
    auto applied = project.applied();
    QCOMPARE(applied.size(), 2u);
    for (size_t i = 0; i < 2; ++i) {
        QCOMPARE(applied[i].key, all[i].key);
        QVERIFY(applied[i].success && project.format.isSame(all[i], applied[i]));
        QVERIFY(std::abs(applied[i].appliedAt.secsTo(QDateTime::currentDateTimeUtc())) < 120);
    }
    const auto reverted = project.run(all[1], Direction::Down);
    QVERIFY2(reverted, words(reverted).constData());
    QCOMPARE(project.sent, QByteArrayList{engine == u"postgresql" ? "DROP TABLE b;" : "DROP TABLE b"});
    QVERIFY(project.sqitch(u"status"_s) == 0 && project.said.contains("* b"));
    QVERIFY(!project.database.session().hasTable(u"b"_s).value_or(true));
    QVERIFY2(project.sqitch(u"deploy"_s) == 0, project.said.constData()); // and goes on from there
    QCOMPARE(project.applied().size(), 2u);
}

void tst_SqitchTool::oursThenTheirs()
{
    QFETCH(QString, engine);
    Project project(engine);
    const auto all = project.load();
    for (const Migration &migration : all) {
        const auto done = project.run(migration, Direction::Up);
        QVERIFY2(done, words(done).constData());
        QCOMPARE(project.sent.size(), 2);
        QVERIFY2(project.sent[0].startsWith("CREATE TABLE " + migration.version.toLatin1()) && project.sent[0].contains("'it''s; so')"), project.sent[0].constData());
        QVERIFY2(project.sent[1].contains("VALUES (1)"), project.sent[1].constData());
    }
    QVERIFY2(project.sqitch(u"status"_s) == 0 && project.said.contains("up-to-date"), project.said.constData());
    QVERIFY2(project.sqitch(u"check"_s) == 0, project.said.constData());
    QVERIFY2(project.sqitch(u"revert"_s, {u"-y"_s, u"--to-change"_s, u"a"_s}) == 0, project.said.constData());
    QCOMPARE(project.applied().size(), 1u);
    const auto first = project.run(all[0], Direction::Down); // without a change before it
    QVERIFY2(first, words(first).constData());
    QVERIFY(project.applied().empty());
}

void tst_SqitchTool::marksAreTheTools()
{
    QFETCH(QString, engine);
    Project project(engine);
    const auto all = project.load();
    project.database.run("CREATE TABLE a (x INT)");
    project.database.run("CREATE TABLE b (x INT)");
    project.database.run(project.format.prepare(project.database.traits(), project.setup));
    project.database.run(project.format.baseline(all, project.database.traits(), project.setup));
    QCOMPARE(project.applied().size(), 2u);
    QVERIFY2(project.sqitch(u"status"_s) == 0 && project.said.contains("up-to-date") && project.said.contains("@v1"), project.said.constData());
    QVERIFY2(project.sqitch(u"check"_s) == 0, project.said.constData());
    QVERIFY2(project.sqitch(u"log"_s, {u"--format"_s, u"format:%e %n"_s}) == 0, project.said.constData());
    QVERIFY2(project.said.contains("deploy b") && project.said.contains("deploy a"), project.said.constData());
    project.database.run(project.format.mark(all[1], Direction::Down, project.database.traits(), project.setup));
    QVERIFY2(project.sqitch(u"status"_s) == 0 && project.said.contains("* b"), project.said.constData());
    project.database.run("DROP TABLE b");
    QVERIFY2(project.sqitch(u"deploy"_s) == 0, project.said.constData());
    QVERIFY2(project.sqitch(u"revert"_s, {u"-y"_s}) == 0, project.said.constData());
    QVERIFY(project.applied().empty());
}

void tst_SqitchTool::failures()
{
    QFETCH(QString, engine);
    Project project(engine);
    project.database.project().write(u"deploy/b.sql"_s, "BEGIN;\nCREATE TABLE c (x INT);\nINSERT INTO nowhere VALUES (1);\nCOMMIT;\n");
    const auto all = project.load();
    QVERIFY(project.run(all[0], Direction::Up));
    const auto failed = project.run(all[1], Direction::Up);
    QVERIFY(!failed);
    QVERIFY2(failed.error().why.contains(u"nowhere"), words(failed).constData());
    QCOMPARE(failed.error().where.file, u"deploy/b.sql"_s);
    QCOMPARE(failed.error().where.line, 3);
    QVERIFY2(project.sent.size() >= 2 && project.sent[1].startsWith("CREATE TABLE c"), project.sent.join('|').constData());
    QCOMPARE(project.refused.size(), engine == u"sqlite" ? 0 : 1); // sqlite3 could not even read it
    const auto applied = project.applied();
    QCOMPARE(applied.size(), 2u);
    QVERIFY(applied[0].success && !applied[1].success);
    QCOMPARE(applied[1].key, all[1].key);
    for (const QByteArray &statement : project.sent)
        QVERIFY(!statement.contains("releases")); // the registry's own are none of the script's
    if (!project.target.password.isEmpty())
        QVERIFY(!project.said.contains(project.target.password.reveal().toUtf8()));
}

/// Sqitch would deploy or revert all that lies between.
void tst_SqitchTool::oneAtATime()
{
    Project project(u"sqlite"_s);
    const auto all = project.load();
    const auto second = project.run(all[1], Direction::Up);
    QVERIFY(!second);
    QVERIFY(second.error().why.contains(u"none"));
    QVERIFY(project.applied().empty());
    QVERIFY(project.run(all[0], Direction::Up) && project.run(all[1], Direction::Up));
    const auto first = project.run(all[0], Direction::Down);
    QVERIFY(!first && first.error().why.contains(all[1].key));
    QCOMPARE(project.applied().size(), 2u);
}

void tst_SqitchTool::verifies()
{
    Project project(u"sqlite"_s);
    project.database.project().write(u"verify/a.sql"_s, "SELECT nothing FROM a;\n");
    const auto all = project.load();
    QVERIFY(project.run(all[0], Direction::Up)); // unless it is told to, sqitch does not
    QVERIFY(project.run(all[0], Direction::Down));
    project.database.project().write(u"sqitch.conf"_s, project.database.project().read(u"sqitch.conf"_s) + "[deploy]\n\tverify = true\n");
    QVERIFY(!project.run(all[0], Direction::Up));
    QVERIFY(!project.database.session().hasTable(u"a"_s).value_or(true)); // it reverts what it can't verify
    project.database.project().write(u"verify/a.sql"_s, "SELECT x FROM a WHERE 0;\n");
    const auto verified = project.run(all[0], Direction::Up);
    QVERIFY2(verified, words(verified).constData());
}

void tst_SqitchTool::newChangesAreTheTools()
{
    Project project(u"postgresql"_s);
    const TemporaryProject &folder = project.database.project();
    const auto made = project.format.create({u"add_it"_s, true, QDateTime::currentDateTimeUtc()}, project.setup, project.load());
    QVERIFY2(made, made ? "" : qPrintable(made.error().text()));
    QVERIFY2(project.sqitch(u"add"_s, {u"add_it"_s, u"-n"_s, u"add_it"_s}) == 0, project.said.constData());
    for (const NewFile &file : *made) {
        if (file.replaces.isEmpty())
            QCOMPARE(folder.read(file.path), file.content);
    }
    const QByteArray theirs = folder.read(u"sqitch.plan"_s);
    const QByteArray ours = made->back().content;
    const auto timeless = [](QByteArray plan) { return plan.replace(plan.lastIndexOf("add_it 2") + 7, 20, "<time>"); };
    QCOMPARE(timeless("%syntax-version=1.0.0\n" + ours), timeless(theirs));
}

void tst_SqitchTool::rehearsals()
{
    QFETCH(QString, engine);
    Project project(engine);
    const auto all = project.load();
    const auto first = project.run(all[0], Direction::Up);
    QVERIFY2(first, words(first).constData());
    RunControl control;
    for (const ScratchData data : {ScratchData::Full, ScratchData::None}) {
        auto scratch = engineByName(engine)->scratch(project.target, data, control, {});
        QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
        ToolPlace place = project.place();
        place.target = (*scratch)->target();
        const ToolRunner tool(place);
        for (const Direction direction : {Direction::Up, Direction::Down, Direction::Up}) {
            const auto done = tool.run(all[1], direction, (*scratch)->session(), control, {});
            QVERIFY2(done, words(done).constData());
            QCOMPARE((*scratch)->session().hasTable(u"b"_s).value_or(false), direction == Direction::Up);
        }
        QVERIFY(!project.database.session().hasTable(u"b"_s).value_or(true));
        QCOMPARE(project.applied().size(), 1u); // the registry of the database itself knows nothing of it
    }
    if (engine == u"mariadb")
        QVERIFY(project.database.rows(u"SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'lockkeeper%'"_s).isEmpty());
}

/// What the finding "same-script" says.
void tst_SqitchTool::sameScriptsAreRefusedByIt()
{
    Project project(u"sqlite"_s);
    project.database.project().write(u"deploy/a.sql"_s, "SELECT 1;\n");
    project.database.project().write(u"deploy/b.sql"_s, "SELECT 1;\n");
    project.database.project().write(u"revert/b.sql"_s, "SELECT 2;\n");
    QVERIFY(problemOf(project.load()[1], u"same-script"));
    QVERIFY(project.sqitch(u"deploy"_s) != 0);
    QVERIFY2(project.said.contains("UNIQUE"), project.said.constData());
}

QTEST_GUILESS_MAIN(tst_SqitchTool)
#include "tst_sqitchtool.moc"
