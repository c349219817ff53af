// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/history/history.h"
#include "models/run/toolrunner.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"

#include <QRegularExpression>
#include <QStandardPaths>

using namespace lk;
using namespace Qt::StringLiterals;

/// Alembic and Flask-Migrate themselves: what they apply we read and revert, what we have run they find done; and every project goes where it is
/// told to, or says that it does not.
class tst_AlembicTool : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theirsThenOurs_data() { everyTestEngine(); }
    void theirsThenOurs();
    void oursThenTheirs_data() { everyTestEngine(); }
    void oursThenTheirs();
    void siblingsAreLeftAlone();
    void everythingSentIsTold_data() { everyTestEngine(); }
    void everythingSentIsTold();
    void failing_data() { everyTestEngine(); }
    void failing();
    void previews_data() { everyTestEngine(); }
    void previews();
    void marksAreStamps_data();
    void marksAreStamps();
    void baselineIsStamp_data() { everyTestEngine(); }
    void baselineIsStamp();
    void newRevisionIsTheTools_data();
    void newRevisionIsTheTools();
    void ownAddresses_data();
    void ownAddresses();
    void waysToConnect_data();
    void waysToConnect();
    void elsewhereIsNoticed();
    void twoDatabases();
    void projectsAddress_data();
    void projectsAddress();
    void flask_data() { everyTestEngine(); }
    void flask();
    void configurationInTheFolder();
    void nothingIsLeftBehind();

private:
    struct Project;
    static void writeGraph(const TemporaryProject &project);
    static QByteArray revision(const QByteArray &id, const QByteArray &parents, const QByteArray &up, const QByteArray &down, const QByteArray &more = {});
};

namespace {

/// SQLAlchemy's address of a test's database.
QString theirUrl(const FormatDatabase &database)
{
    if (database.traits().name == u"sqlite")
        return u"sqlite:///test.db"_s;
    return database.url().replace(QRegularExpression(u"^mariadb:"_s), u"mysql+pymysql:"_s).replace(QRegularExpression(u"^postgresql:"_s), u"postgresql+psycopg2:"_s);
}

/// An address of the same kind at which nothing listens: what the project says, while the test tells it to go elsewhere.
QByteArray nowhere(const QString &engine)
{
    return engine == u"sqlite" ? "sqlite:///none/nowhere.db" : engine == u"postgresql" ? "postgresql+psycopg2://nobody@127.0.0.1:1/nowhere" : "mysql+pymysql://nobody@127.0.0.1:1/nowhere";
}

QString textOf(const Error &error)
{
    return error.text();
}

const QByteArray Environment = R"(
from alembic import context
from sqlalchemy import engine_from_config, pool

config = context.config
print("env.py says something")


def offline():
    context.configure(url=config.get_main_option("sqlalchemy.url"), literal_binds=True, dialect_opts={"paramstyle": "named"})
    with context.begin_transaction():
        context.run_migrations()


def online():
    engine = engine_from_config(config.get_section(config.config_ini_section), prefix="sqlalchemy.", poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()


offline() if context.is_offline_mode() else online()
)";

QByteArray table(const QByteArray &name)
{
    return "    op.create_table('" + name + "', sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(30)))\n";
}

} // namespace

/// A project beside a database, told to go there.
struct tst_AlembicTool::Project {
    explicit Project(const QString &engine) : database(engine), format(*formatByName(u"alembic"_s))
    {
        files().write(u"alembic.ini"_s, "[alembic]\nscript_location = alembic\nprepend_sys_path = .\nsqlalchemy.url = " + nowhere(engine) + "\n");
        files().write(u"theirs.ini"_s, "[alembic]\nscript_location = alembic\nprepend_sys_path = .\nsqlalchemy.url = " + theirUrl(database).replace(u'%', u"%%"_s).toUtf8() + "\n");
        files().write(u"alembic/env.py"_s, Environment);
    }
    const TemporaryProject &files() const { return database.project(); }
    void write(const QByteArray &id, const QByteArray &text) const { files().write(u"alembic/versions/"_s + QString::fromLatin1(id) + u"_x.py"_s, text); }

    FormatSetup setup() const
    {
        const auto setup = format.setup(files().folder(), {});
        if (!setup)
            qFatal("%s", qPrintable(setup.error().text()));
        return *setup;
    }
    std::vector<Migration> load() const
    {
        auto all = format.load(setup(), database.traits().dialect);
        if (!all)
            qFatal("%s", qPrintable(all.error().text()));
        return *all;
    }
    Migration migration(const QString &key) const
    {
        for (const Migration &one : load()) {
            if (one.key == key)
                return one;
        }
        qFatal("no %s", qPrintable(key));
    }
    ToolRunner runner() const
    {
        const Engine &engine = *engineByName(database.traits().name);
        const auto target = engine.target(database.url(), files().folder());
        if (!target)
            qFatal("%s", qPrintable(target.error().text()));
        return ToolRunner({&format, setup(), load(), {}, *target});
    }
    Result<void> run(const QString &key, Direction direction)
    {
        sent.clear();
        said.clear();
        RunControl control;
        return runner().run(migration(key), direction, database.session(), control,
                            {[&](const SentStatement &statement) { sent.push_back(statement); }, [&](const QString &line) { said += line; }});
    }
    QStringList rows(const QString &what = u"SELECT version_num FROM alembic_version ORDER BY version_num"_s) { return database.rows(what); }
    bool has(const QString &name) { return database.session().hasTable(name).value_or(false); }
    int alembic(const QStringList &arguments)
    {
        const ForeignRun run = runForeign(files().folder(), u"alembic"_s, QStringList{u"-c"_s, u"theirs.ini"_s} + arguments);
        output = run.said;
        return run.code;
    }
    QMap<QString, State> states()
    {
        const auto applied = format.applied(database.session(), setup(), load());
        if (!applied)
            qFatal("%s", qPrintable(applied.error().text()));
        QMap<QString, State> states;
        for (const HistoryEntry &entry : joinHistory(load(), *applied, format, setup()).entries)
            states.insert(entry.key(), entry.state);
        return states;
    }
    QList<QByteArray> sentSql() const
    {
        QList<QByteArray> all;
        for (const SentStatement &statement : sent)
            all += statement.sql.simplified();
        return all;
    }

    FormatDatabase database;
    const Format &format;
    std::vector<SentStatement> sent;
    QStringList said;
    QByteArray output;
};

QByteArray tst_AlembicTool::revision(const QByteArray &id, const QByteArray &parents, const QByteArray &up, const QByteArray &down, const QByteArray &more)
{
    return "\"\"\"make " + id + "\n\nCreate Date: 2024-01-01 00:00:00\n\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = '" + id + "'\ndown_revision = " + parents + "\n" + more
           + "\n\ndef upgrade():\n" + up + "\n\ndef downgrade():\n" + down + "\n";
}

/// a, then b and c beside each other, then m which joins them.
void tst_AlembicTool::writeGraph(const TemporaryProject &project)
{
    const auto write = [&](const QByteArray &id, const QByteArray &parents, const QByteArray &up, const QByteArray &down, const QByteArray &more = {}) {
        project.write(u"alembic/versions/%1_x.py"_s.arg(QString::fromLatin1(id)), revision(id, parents, up, down, more));
    };
    write("aaaa", "None", table("a"), "    op.drop_table('a')\n");
    write("bbbb", "'aaaa'", table("b"), "    op.drop_table('b')\n", "branch_labels = ('left',)\n");
    write("cccc", "'aaaa'", table("c"), "    op.drop_table('c')\n");
    write("mmmm", "('bbbb', 'cccc')", "    pass\n", "    pass\n");
}

void tst_AlembicTool::initTestCase()
{
    for (const char *name : {"DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "VIRTUAL_ENV", "FLASK_APP", "ALEMBIC_CONFIG"})
        qunsetenv(name);
    // The system's Python, beside others in PATH, has what the packages brought.
    qputenv("PATH", "/usr/bin:" + qgetenv("PATH"));
    const bool there = !QStandardPaths::findExecutable(u"alembic"_s).isEmpty() && runForeign(u"/"_s, u"/usr/bin/python3"_s, {u"-c"_s, u"import alembic, flask_migrate, psycopg2, pymysql, dotenv"_s}).code == 0;
    if (!there && !qEnvironmentVariableIsSet("CI"))
        QSKIP("Alembic, Flask-Migrate or a driver is missing: scripts/setup installs them");
    QVERIFY2(there, "Alembic, Flask-Migrate or a driver is missing");
}

void tst_AlembicTool::theirsThenOurs()
{
    QFETCH(QString, engine);
    Project project(engine);
    writeGraph(project.files());
    QCOMPARE(project.load().size(), 4u);
    for (const State state : project.states())
        QCOMPARE(state, State::Pending);
    QVERIFY2(project.alembic({u"upgrade"_s, u"bbbb"_s}) == 0, project.output.constData());
    QCOMPARE(project.states(), (QMap<QString, State>{{u"aaaa"_s, State::Applied}, {u"bbbb"_s, State::Applied}, {u"cccc"_s, State::Pending}, {u"mmmm"_s, State::Pending}}));
    QVERIFY2(project.alembic({u"upgrade"_s, u"head"_s}) == 0, project.output.constData());
    for (const State state : project.states())
        QCOMPARE(state, State::Applied);

    const auto reverted = project.run(u"mmmm"_s, Direction::Down);
    QVERIFY2(reverted, reverted ? "" : qPrintable(textOf(reverted.error())));
    QCOMPARE(project.rows(), (QStringList{u"bbbb"_s, u"cccc"_s}));
    const auto again = project.run(u"bbbb"_s, Direction::Down);
    QVERIFY2(again, again ? "" : qPrintable(textOf(again.error())));
    QCOMPARE(project.rows(), QStringList{u"cccc"_s}); // its parent is in the other's history
    QVERIFY(!project.has(u"b"_s) && project.has(u"c"_s));
    QVERIFY2(project.alembic({u"current"_s}) == 0 && project.output.contains("cccc"), project.output.constData());
    QVERIFY2(project.alembic({u"upgrade"_s, u"head"_s}) == 0, project.output.constData()); // and goes on from there
    QCOMPARE(project.rows(), QStringList{u"mmmm"_s});
}

void tst_AlembicTool::oursThenTheirs()
{
    QFETCH(QString, engine);
    Project project(engine);
    writeGraph(project.files());
    RunControl control;
    const auto reaches = project.runner().checkReaches(*engineByName(engine), project.database.session(), control);
    QVERIFY2(reaches, reaches ? "" : qPrintable(textOf(reaches.error())));
    QVERIFY(!project.has(u"alembic_version"_s)); // looking made nothing
    for (const Migration &migration : project.load()) {
        const auto done = project.run(migration.key, Direction::Up);
        QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
        QVERIFY(project.said.contains(u"env.py says something"_s));
    }
    QVERIFY2(project.alembic({u"current"_s, u"--verbose"_s}) == 0 && project.output.contains("Rev: mmmm (head) (mergepoint)"), project.output.constData());
    QVERIFY2(project.alembic({u"upgrade"_s, u"head"_s}) == 0 && !project.output.contains("Running upgrade"), project.output.constData());
    QVERIFY2(project.alembic({u"downgrade"_s, u"base"_s}) == 0, project.output.constData());
    QVERIFY(!project.has(u"a"_s) && !project.has(u"b"_s) && !project.has(u"c"_s));
    QVERIFY(project.rows().isEmpty());
}

void tst_AlembicTool::siblingsAreLeftAlone()
{
    Project project(u"sqlite"_s);
    writeGraph(project.files());
    auto early = project.run(u"bbbb"_s, Direction::Up);
    QVERIFY(!early && early.error().text().contains(u"aaaa"_s));
    QVERIFY(!project.has(u"b"_s) && !project.has(u"a"_s));
    QVERIFY(project.run(u"aaaa"_s, Direction::Up));
    QVERIFY(project.run(u"cccc"_s, Direction::Up));
    QVERIFY(project.has(u"c"_s) && !project.has(u"b"_s));
    QCOMPARE(project.rows(), QStringList{u"cccc"_s});
    const auto under = project.run(u"aaaa"_s, Direction::Down);
    QVERIFY(!under && under.error().text().contains(u"cccc"_s));
    QVERIFY(project.run(u"bbbb"_s, Direction::Up));
    QCOMPARE(project.rows(), (QStringList{u"bbbb"_s, u"cccc"_s}));
    QVERIFY(project.run(u"cccc"_s, Direction::Down));
    QVERIFY(project.has(u"b"_s) && !project.has(u"c"_s));
    QCOMPARE(project.rows(), QStringList{u"bbbb"_s});
    QVERIFY(!project.run(u"cccc"_s, Direction::Down)); // not applied
    QVERIFY(project.run(u"bbbb"_s, Direction::Down));
    QVERIFY(project.run(u"aaaa"_s, Direction::Down));
    QVERIFY(project.rows().isEmpty() && !project.has(u"a"_s));
}

void tst_AlembicTool::everythingSentIsTold()
{
    QFETCH(QString, engine);
    Project project(engine);
    project.write("aaaa", revision("aaaa", "None",
                                   table("a") + "    op.execute(\"INSERT INTO a (id, name) VALUES (1, '50%;')\")\n"
                                                "    op.bulk_insert(sa.table('a', sa.column('id', sa.Integer), sa.column('name', sa.String)), [{'id': 2, 'name': \"it's\"}, {'id': 3, 'name': 'z'}])\n"
                                                "    op.get_bind().execute(sa.text('UPDATE a SET name = :name WHERE id = :id'), {'name': 'new', 'id': 3})\n",
                                   "    op.drop_table('a')\n"));
    const auto done = project.run(u"aaaa"_s, Direction::Up);
    QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
    QCOMPARE(project.rows(u"SELECT name FROM a ORDER BY id"_s), (QStringList{u"50%;"_s, u"it's"_s, u"new"_s}));
    const QList<QByteArray> sql = project.sentSql();
    const auto place = [&](const QByteArray &begin) { return std::ranges::find_if(sql, [&](const QByteArray &one) { return one.startsWith(begin); }) - sql.begin(); };
    const QByteArrayList wanted{"CREATE TABLE alembic_version", "CREATE TABLE a ", "INSERT INTO a (id, name) VALUES (1, '50%;')", "INSERT INTO a (id, name) VALUES (", "UPDATE a SET name",
                                "INSERT INTO alembic_version (version_num) VALUES ('aaaa')", "COMMIT"};
    for (const QByteArray &one : wanted)
        QVERIFY2(place(one) < sql.size(), (one + "\n" + sql.join('\n')).constData());
    QVERIFY(place("CREATE TABLE a ") < place("UPDATE a SET name"));
    QVERIFY(place("UPDATE a SET name") < place("INSERT INTO alembic_version"));
    QCOMPARE(sql.back(), "COMMIT"_ba);
    const bool bound = engine == u"sqlite";
    const SentStatement &update = project.sent[size_t(place("UPDATE a SET name"))];
    QCOMPARE(update.parameters, bound ? (QStringList{u"new"_s, u"3"_s}) : QStringList());
    QVERIFY2(bound || update.sql == "UPDATE a SET name = 'new' WHERE id = 3", update.sql.constData());
    QCOMPARE(update.rows, 1);
    if (engine == u"postgresql") // one transaction around it all
        QVERIFY(place("BEGIN") < place("CREATE TABLE a ") && sql.count("COMMIT") == 1);
}

void tst_AlembicTool::failing()
{
    QFETCH(QString, engine);
    Project project(engine);
    project.write("aaaa", revision("aaaa", "None", table("a"), "    op.drop_table('a')\n"));
    project.write("ffff", revision("ffff", "'aaaa'", table("f") + "    op.execute('INSERT INTO nowhere VALUES (1)')\n" + table("g"), "    raise NotImplementedError()\n"));
    QVERIFY(project.run(u"aaaa"_s, Direction::Up));
    const auto failed = project.run(u"ffff"_s, Direction::Up);
    QVERIFY(!failed);
    QCOMPARE(failed.error().where.file, u"alembic/versions/ffff_x.py"_s);
    QCOMPARE(failed.error().where.line, 14);
    QVERIFY2(failed.error().why.contains(u"nowhere"_s), qPrintable(failed.error().text()));
    QCOMPARE(project.has(u"f"_s), engine != u"postgresql"); // which takes it back; the others keep half of it, as with Alembic itself
    QVERIFY(!project.has(u"g"_s));
    QCOMPARE(project.rows(), QStringList{u"aaaa"_s});
    QVERIFY(project.sentSql().contains("INSERT INTO nowhere VALUES (1)"));
    if (engine == u"postgresql")
        QCOMPARE(project.sentSql().back(), "ROLLBACK"_ba);
    QVERIFY(!project.migration(u"ffff"_s).reversible());

    project.write("ffff", "revision = 'ffff'\ndown_revision = 'aaaa'\n\ndef upgrade():\n    op.nothing(\n");
    const auto broken = project.run(u"ffff"_s, Direction::Up);
    QVERIFY(!broken);
    QCOMPARE(broken.error().where.file, u"alembic/versions/ffff_x.py"_s);
    QCOMPARE(broken.error().where.line, 5);
}

void tst_AlembicTool::previews()
{
    QFETCH(QString, engine);
    Project project(engine);
    writeGraph(project.files());
    const auto written = [&] {
        QList<QByteArray> all;
        for (const QByteArray &sql : project.sentSql()) {
            // Of the run: what writes, without the making of the tool's table.
            if (sql.startsWith("CREATE TABLE ") || sql.startsWith("DROP TABLE ") || sql.startsWith("INSERT ") || sql.startsWith("UPDATE ") || sql.startsWith("DELETE "))
                all += sql;
        }
        return all;
    };
    const auto previewed = [&](const QString &key, Direction direction) {
        RunControl control;
        QList<QByteArray> all;
        const auto preview = project.runner().preview(project.migration(key), direction, control);
        if (!preview)
            qFatal("%s", qPrintable(preview.error().text()));
        for (const QByteArray &sql : *preview) {
            if (sql != "BEGIN" && sql != "COMMIT")
                all += sql.simplified();
        }
        return all;
    };
    for (const QString &key : {u"aaaa"_s, u"cccc"_s}) {
        const auto before = previewed(key, Direction::Up);
        const auto done = project.run(key, Direction::Up);
        QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
        QCOMPARE(before, written());
    }
    QVERIFY(project.run(u"bbbb"_s, Direction::Up));
    const auto merge = previewed(u"mmmm"_s, Direction::Up);
    QCOMPARE(merge.size(), 2);
    QVERIFY(merge[0].startsWith("DELETE FROM alembic_version") && merge[1].startsWith("UPDATE alembic_version SET version_num='mmmm'"));
    const auto down = previewed(u"aaaa"_s, Direction::Down);
    QCOMPARE(down, (QList<QByteArray>{"DROP TABLE a", "DELETE FROM alembic_version WHERE alembic_version.version_num = 'aaaa'"}));
    QVERIFY(project.has(u"a"_s)); // a preview does nothing
}

void tst_AlembicTool::marksAreStamps_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QStringList>("before"); // stamped first
    QTest::addColumn<QString>("mark");
    QTest::addColumn<bool>("up");
    QTest::addColumn<QStringList>("stamps"); // what one would type instead
    QTest::addColumn<QStringList>("after");
    for (const char *name : {"sqlite", "postgresql", "mariadb"}) {
        const QString engine = QString::fromLatin1(name);
        if (engine != u"sqlite" && !TestServer::forEngine(engine)) {
            QVERIFY2(!qEnvironmentVariableIsSet("CI"), qPrintable(TestServer::problem(engine)));
            continue;
        }
        const auto row = [&](const char *what) -> QTestData & { return QTest::newRow(qPrintable(engine + u", "_s + QString::fromLatin1(what))) << engine; };
        row("first") << QStringList() << u"aaaa"_s << true << QStringList{u"aaaa"_s} << QStringList{u"aaaa"_s};
        row("next") << QStringList{u"aaaa"_s} << u"bbbb"_s << true << QStringList{u"bbbb"_s} << QStringList{u"bbbb"_s};
        row("beside") << QStringList{u"bbbb"_s} << u"cccc"_s << true << QStringList{u"cccc"_s} << QStringList{u"bbbb"_s, u"cccc"_s};
        row("merge") << QStringList{u"bbbb"_s, u"cccc"_s} << u"mmmm"_s << true << QStringList{u"mmmm"_s} << QStringList{u"mmmm"_s};
        row("over ancestors") << QStringList{u"aaaa"_s} << u"mmmm"_s << true << QStringList{u"mmmm"_s} << QStringList{u"mmmm"_s};
        row("merge back") << QStringList{u"mmmm"_s} << u"mmmm"_s << false << QStringList{u"--purge"_s, u"bbbb"_s, u"cccc"_s} << QStringList{u"bbbb"_s, u"cccc"_s};
        row("beside back") << QStringList{u"bbbb"_s, u"cccc"_s} << u"cccc"_s << false << QStringList() << QStringList{u"bbbb"_s};
        row("next back") << QStringList{u"bbbb"_s} << u"bbbb"_s << false << QStringList{u"aaaa"_s} << QStringList{u"aaaa"_s};
        row("first back") << QStringList{u"aaaa"_s} << u"aaaa"_s << false << QStringList{u"base"_s} << QStringList();
    }
}

void tst_AlembicTool::marksAreStamps()
{
    QFETCH(QString, engine);
    QFETCH(QStringList, before);
    QFETCH(QString, mark);
    QFETCH(bool, up);
    QFETCH(QStringList, stamps);
    QFETCH(QStringList, after);
    Project project(engine);
    writeGraph(project.files());
    project.database.run(project.format.prepare(project.database.traits(), project.setup()));
    for (const QString &row : before)
        project.database.run("INSERT INTO alembic_version VALUES ('" + row.toUtf8() + "')");
    if (engine == u"sqlite" && !stamps.isEmpty()) { // it does the same everywhere
        QVERIFY2(project.alembic(QStringList{u"stamp"_s} + stamps) == 0, project.output.constData());
        QCOMPARE(project.rows(), after);
        project.database.run("DELETE FROM alembic_version");
        for (const QString &row : before)
            project.database.run("INSERT INTO alembic_version VALUES ('" + row.toUtf8() + "')");
    }
    project.database.run(project.format.mark(project.migration(mark), up ? Direction::Up : Direction::Down, project.database.traits(), project.setup()));
    QCOMPARE(project.rows(), after);
}

void tst_AlembicTool::baselineIsStamp()
{
    QFETCH(QString, engine);
    Project project(engine);
    writeGraph(project.files());
    const EngineTraits &traits = project.database.traits();
    project.database.run(project.format.prepare(traits, project.setup()));
    const auto all = project.load();
    project.database.run(project.format.baseline({all[0], all[1], all[2]}, traits, project.setup()));
    QCOMPARE(project.rows(), (QStringList{u"bbbb"_s, u"cccc"_s}));
    project.database.run(project.format.baseline({all[3]}, traits, project.setup()));
    QCOMPARE(project.rows(), QStringList{u"mmmm"_s});
    QVERIFY2(project.alembic({u"upgrade"_s, u"head"_s}) == 0 && !project.output.contains("Running"), project.output.constData());

    // The table that we make is the one that it makes.
    Project theirs(engine);
    writeGraph(theirs.files());
    QVERIFY2(theirs.alembic({u"stamp"_s, u"head"_s}) == 0, theirs.output.constData());
    const QString look = engine == u"sqlite" ? u"SELECT name, type, \"notnull\", pk FROM pragma_table_info('alembic_version')"_s
                                             : u"SELECT column_name, data_type, is_nullable, character_maximum_length FROM information_schema.columns WHERE table_name = 'alembic_version' AND table_schema = "_s
                                                   + (engine == u"postgresql" ? u"current_schema()"_s : u"DATABASE()"_s);
    QCOMPARE(project.rows(look), theirs.rows(look));
    const QString constraints = u"SELECT constraint_name, constraint_type FROM information_schema.table_constraints WHERE table_name = 'alembic_version' AND constraint_type = 'PRIMARY KEY' AND table_schema = "_s
                                + (engine == u"postgresql" ? u"current_schema()"_s : u"DATABASE()"_s);
    if (engine != u"sqlite")
        QCOMPARE(project.rows(constraints), theirs.rows(constraints));
}

void tst_AlembicTool::newRevisionIsTheTools_data()
{
    QTest::addColumn<QByteArray>("options");
    QTest::addColumn<QString>("message");
    QTest::newRow("plain") << ""_ba << u"Add the users' table"_s;
    QTest::newRow("dated") << "file_template = %%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d-%%(rev)s_%%(slug)s\n"_ba << u"x"_s;
    QTest::newRow("long") << "truncate_slug_length = 12\n"_ba << u"one two three four five"_s;
    QTest::newRow("foreign words") << ""_ba << u"Größe, naïve & 50%"_s;
}

void tst_AlembicTool::newRevisionIsTheTools()
{
    QFETCH(QByteArray, options);
    QFETCH(QString, message);
    Project project(u"sqlite"_s);
    const ForeignRun made = runForeign(project.files().folder(), u"alembic"_s, {u"init"_s, u"fresh"_s});
    QVERIFY2(made.code == 0, made.said.constData());
    const QByteArray ini = "[alembic]\nscript_location = fresh\nsqlalchemy.url = sqlite:///test.db\n" + options;
    project.files().write(u"alembic.ini"_s, ini);
    project.files().write(u"theirs.ini"_s, ini);
    project.files().write(u"fresh/env.py"_s, Environment); // its own reads the logging's sections
    QVERIFY2(project.alembic({u"revision"_s, u"-m"_s, u"first"_s, u"--rev-id"_s, u"aaaabbbbcccc"_s}) == 0, project.output.constData());
    const auto ours = project.format.create({message, true, QDateTime::currentDateTimeUtc()}, project.setup(), project.load());
    QVERIFY2(ours, ours ? "" : qPrintable(textOf(ours.error())));
    QCOMPARE(ours->size(), 1u);
    const QString id = QRegularExpression(u"revision = '([0-9a-f]{12})'"_s).match(QString::fromUtf8(ours->front().content)).captured(1);
    QVERIFY2(!id.isEmpty(), ours->front().content.constData());
    QVERIFY2(project.alembic({u"revision"_s, u"-m"_s, message, u"--rev-id"_s, id}) == 0, project.output.constData());

    const auto normal = [](QByteArray text) {
        return QString::fromUtf8(text).replace(QRegularExpression(u"Create Date: [0-9 :.-]+"_s), u"Create Date: "_s);
    };
    QString theirFile;
    for (const QString &file : project.files().files()) {
        if (file.contains(id))
            theirFile = file;
    }
    QString ourFile = ours->front().path;
    const QRegularExpression minute(u"_[0-9]{4}-"_s); // it may have passed meanwhile
    QCOMPARE(ourFile.replace(minute, u"_hhmm-"_s), QString(theirFile).replace(minute, u"_hhmm-"_s));
    QCOMPARE(normal(ours->front().content), normal(project.files().read(theirFile)));

    project.files().remove(theirFile);
    project.files().write(ours->front().path, ours->front().content);
    QVERIFY2(project.alembic({u"upgrade"_s, u"head"_s}) == 0, project.output.constData());
    QCOMPARE(project.rows(), QStringList{id});
}

void tst_AlembicTool::ownAddresses_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QByteArray>("engineMaker");
    for (const char *name : {"sqlite", "postgresql", "mariadb"}) {
        const QString engine = QString::fromLatin1(name);
        if (engine != u"sqlite" && !TestServer::forEngine(engine))
            continue;
        const QByteArray url = nowhere(engine);
        const auto row = [&](const char *what) -> QTestData & { return QTest::newRow(qPrintable(engine + u", "_s + QString::fromLatin1(what))) << engine; };
        row("written down") << "sa.create_engine('" + url + "')";
        if (engine != u"postgresql") // which way it is told does not depend on the database
            continue;
        row("own variable") << "sa.create_engine(os.environ.get('SHOP_DATABASE', '" + url + "'))";
        row("usual variable") << "sa.create_engine(os.environ['DATABASE_URL'])"_ba;
        row("usual variable, other default") << "sa.create_engine(os.environ.get('DATABASE_URL', 'sqlite:///default.db'))"_ba;
        row("pieces") << "sa.create_engine(sa.engine.make_url('" + url + "').set(database='pieces'), connect_args={})";
    }
}

/// env.py makes its engine itself.
void tst_AlembicTool::ownAddresses()
{
    QFETCH(QString, engine);
    QFETCH(QByteArray, engineMaker);
    Project project(engine);
    project.files().write(u"alembic/env.py"_s, "import os\nimport sqlalchemy as sa\nfrom alembic import context\nwith " + engineMaker
                                                   + ".connect() as connection:\n    context.configure(connection=connection)\n    with context.begin_transaction():\n        context.run_migrations()\n");
    project.write("aaaa", revision("aaaa", "None", table("a"), "    op.drop_table('a')\n"));
    RunControl control;
    const auto reaches = project.runner().checkReaches(*engineByName(engine), project.database.session(), control);
    QVERIFY2(reaches, reaches ? "" : qPrintable(textOf(reaches.error())));
    const auto done = project.run(u"aaaa"_s, Direction::Up);
    QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
    QVERIFY(project.has(u"a"_s));
    QCOMPARE(project.rows(), QStringList{u"aaaa"_s});
}

void tst_AlembicTool::waysToConnect_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QString>("how");
    for (const char *name : {"postgresql", "mariadb"}) {
        if (!TestServer::forEngine(QString::fromLatin1(name)))
            continue;
        for (const char *how : {"socket", "encrypted"})
            QTest::addRow("%s, %s", name, how) << QString::fromLatin1(name) << QString::fromLatin1(how);
    }
}

void tst_AlembicTool::waysToConnect()
{
    QFETCH(QString, engine);
    QFETCH(QString, how);
    Project project(engine);
    const TestServer &server = *TestServer::forEngine(engine);
    const QString authority = server.authorityFile();
    const QString url = how == u"socket"         ? server.socketUrl(project.database.name())
                        : engine == u"postgresql" ? server.url(project.database.name(), u"sslmode=verify-ca&sslrootcert="_s + authority)
                                                  : server.url(project.database.name(), u"ssl-mode=VERIFY_CA&ssl-ca="_s + authority);
    const auto target = engineByName(engine)->target(url, project.files().folder());
    QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
    RunControl control;
    const ToolRunner runner({&project.format, project.setup(), project.load(), {}, *target});
    const auto reaches = runner.checkReaches(*engineByName(engine), project.database.session(), control);
    QVERIFY2(reaches, reaches ? "" : qPrintable(textOf(reaches.error())));
}

void tst_AlembicTool::elsewhereIsNoticed()
{
    Project project(u"sqlite"_s);
    // With a creator of its own nobody can tell it where to go.
    project.files().write(u"alembic/env.py"_s, "import sqlite3\nimport sqlalchemy as sa\nfrom alembic import context\nwith sa.create_engine('sqlite://', creator=lambda: sqlite3.connect('own.db')).connect() as connection:\n"
                                               "    context.configure(connection=connection)\n    with context.begin_transaction():\n        context.run_migrations()\n");
    project.write("aaaa", revision("aaaa", "None", table("a"), "    op.drop_table('a')\n"));
    RunControl control;
    const auto reaches = project.runner().checkReaches(*engineByName(u"sqlite"_s), project.database.session(), control);
    QVERIFY(!reaches);
    QVERIFY(!project.has(u"a"_s));
}

void tst_AlembicTool::twoDatabases()
{
    Project project(u"sqlite"_s);
    project.files().write(u"alembic/env.py"_s, "import sqlalchemy as sa\nfrom alembic import context\nfor name in ('one', 'two'):\n    with sa.create_engine('sqlite:///' + name + '.db').connect() as connection:\n"
                                               "        context.configure(connection=connection)\n        with context.begin_transaction():\n            context.run_migrations()\n");
    project.write("aaaa", revision("aaaa", "None", table("a"), "    op.drop_table('a')\n"));
    const auto run = project.run(u"aaaa"_s, Direction::Up);
    QVERIFY(!run);
    QVERIFY2(run.error().text().contains(u"more than one database"_s), qPrintable(run.error().text()));
    QVERIFY(!QFile::exists(project.files().path(u"one.db"_s)) && !QFile::exists(project.files().path(u"two.db"_s)));
}

void tst_AlembicTool::projectsAddress_data()
{
    QTest::addColumn<QByteArray>("engine");
    QTest::addColumn<QString>("address");
    QTest::newRow("sqlite") << "sa.create_engine('sqlite:///sub/dev.db')"_ba << u"sqlite:sub/dev.db"_s;
    QTest::newRow("absolute") << "sa.create_engine('sqlite:////srv/dev.db')"_ba << u"sqlite:/srv/dev.db"_s;
    QTest::newRow("postgresql") << "sa.create_engine('postgresql+psycopg2://me:p%40ss%2F@db1:5433/shop?sslmode=require')"_ba << u"postgresql://me:p%40ss%2F@db1:5433/shop?sslmode=require"_s;
    QTest::newRow("mysql") << "sa.create_engine('mysql+pymysql://me@db1/shop?charset=utf8mb4&ssl_ca=/etc/ca.pem')"_ba << u"mysql://me@db1/shop?ssl-ca=/etc/ca.pem"_s;
    QTest::newRow("socket") << "sa.create_engine('mysql+pymysql://me@/shop?unix_socket=/run/my.sock')"_ba << u"mysql://me@localhost/shop?socket=/run/my.sock"_s;
    QTest::newRow("pieces") << "sa.create_engine(sa.engine.URL.create('postgresql', 'me', 'x', 'db1', None, 'shop'))"_ba << u"postgresql://me:x@db1/shop"_s;
}

void tst_AlembicTool::projectsAddress()
{
    QFETCH(QByteArray, engine);
    QFETCH(QString, address);
    Project project(u"sqlite"_s);
    project.files().write(u"alembic/env.py"_s, "import sqlalchemy as sa\nfrom alembic import context\ntry:\n    with " + engine
                                                   + ".connect() as connection:\n        context.configure(connection=connection)\n        context.run_migrations()\nexcept Exception:\n    pass\n");
    QCOMPARE(*project.format.url(project.setup(), {}), QString()); // the text alone does not tell
    RunControl control;
    const auto told = project.runner().address(control);
    QVERIFY2(told, told ? "" : qPrintable(textOf(told.error())));
    QCOMPARE(*told, address);
    const QString scheme = address.section(u':', 0, 0);
    const auto target = engineByName(scheme)->target(*told, project.files().folder());
    QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
}

void tst_AlembicTool::flask()
{
    QFETCH(QString, engine);
    Project project(engine);
    const TemporaryProject &files = project.files();
    for (const char *name : {"alembic.ini", "theirs.ini", "alembic/env.py"})
        files.remove(QString::fromLatin1(name));
    files.write(u".flaskenv"_s, "FLASK_APP=shop:create_app\n");
    files.write(u"shop.py"_s, "import os\nfrom flask import Flask\nfrom flask_migrate import Migrate\nfrom flask_sqlalchemy import SQLAlchemy\n\ndb = SQLAlchemy()\nmigrate = Migrate()\n\n\n"
                              "def create_app():\n    app = Flask(__name__)\n    app.config['SQLALCHEMY_DATABASE_URI'] = os.environ.get('THEIRS', '"
                                  + nowhere(engine) + "')\n    db.init_app(app)\n    migrate.init_app(app, db)\n    return app\n");
    const auto flask = [&](const QStringList &arguments) {
        const QString url = engine == u"sqlite" ? u"sqlite:///"_s + files.path(u"test.db"_s) : theirUrl(project.database);
        const ForeignRun run = runForeign(files.folder(), u"flask"_s, QStringList{u"db"_s} + arguments, {{u"THEIRS"_s, url}});
        project.output = run.said;
        return run.code;
    };
    QVERIFY2(flask({u"init"_s}) == 0, project.output.constData());
    const Recognition recognition = project.format.recognise(files.folder());
    QVERIFY(recognition.matches);
    QCOMPARE(recognition.because, u"migrations/env.py is Flask-Migrate's"_s);
    QCOMPARE(recognition.migrations, u"migrations/versions"_s);
    files.write(u"migrations/versions/a.py"_s, revision("aaaa", "None", table("a"), "    op.drop_table('a')\n"));
    const auto made = project.format.create({u"second"_s, true, QDateTime::currentDateTimeUtc()}, project.setup(), project.load());
    QVERIFY2(made, made ? "" : qPrintable(textOf(made.error())));
    files.write(made->front().path, made->front().content);
    QCOMPARE(project.load().size(), 2u);
    const QString second = project.load()[1].key;

    RunControl control;
    const auto reaches = project.runner().checkReaches(*engineByName(engine), project.database.session(), control);
    QVERIFY2(reaches, reaches ? "" : qPrintable(textOf(reaches.error())));
    for (const QString &key : {u"aaaa"_s, second}) {
        const auto done = project.run(key, Direction::Up);
        QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
    }
    QVERIFY(project.has(u"a"_s));
    QVERIFY2(flask({u"current"_s}) == 0 && project.output.contains(second.toUtf8() + " (head)"), project.output.constData());
    QVERIFY2(flask({u"downgrade"_s, u"base"_s}) == 0, project.output.constData());
    QVERIFY(!project.has(u"a"_s));
    QVERIFY2(flask({u"upgrade"_s}) == 0, project.output.constData());
    for (const State state : project.states())
        QCOMPARE(state, State::Applied);
    const auto reverted = project.run(second, Direction::Down);
    QVERIFY2(reverted, reverted ? "" : qPrintable(textOf(reverted.error())));
    QCOMPARE(project.rows(), QStringList{u"aaaa"_s});
    const auto preview = project.runner().preview(project.migration(u"aaaa"_s), Direction::Down, control);
    QVERIFY2(preview, preview ? "" : qPrintable(textOf(preview.error())));
    QVERIFY(preview->contains("DROP TABLE a"));
    const auto address = project.runner().address(control);
    QVERIFY2(address, address ? "" : qPrintable(textOf(address.error())));
    QVERIFY2(address->contains(u"nowhere"_s), qPrintable(*address));
}

/// alembic.ini beside env.py, as Flask-Migrate has it, but without Flask.
void tst_AlembicTool::configurationInTheFolder()
{
    Project project(u"sqlite"_s);
    writeGraph(project.files());
    project.files().remove(u"alembic.ini"_s);
    project.files().write(u"alembic/alembic.ini"_s, "[alembic]\nscript_location = .\nsqlalchemy.url = sqlite:///none/nowhere.db\n");
    QCOMPARE(project.load().size(), 4u);
    const auto done = project.run(u"aaaa"_s, Direction::Up);
    QVERIFY2(done, done ? "" : qPrintable(textOf(done.error())));
    QCOMPARE(project.rows(), QStringList{u"aaaa"_s});
}

void tst_AlembicTool::nothingIsLeftBehind()
{
    Project project(u"sqlite"_s);
    writeGraph(project.files());
    const QStringList before = project.files().files();
    QVERIFY(project.run(u"aaaa"_s, Direction::Up));
    QVERIFY(project.run(u"aaaa"_s, Direction::Down));
    QCOMPARE(project.files().files(), before);
}

QTEST_GUILESS_MAIN(tst_AlembicTool)
#include "tst_alembictool.moc"
