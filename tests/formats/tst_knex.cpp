// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "tests/formats/formatsession.h"

#include <QFile>

using namespace lk;
using namespace Qt::StringLiterals;

/// Knex's projects as they are read, without Knex; tst_knextool has the tool itself.
class tst_Knex : public QObject
{
    Q_OBJECT

private slots:
    void recognition_data();
    void recognition();
    void settings();
    void settingsErrors_data();
    void settingsErrors();
    void urls_data();
    void urls();
    void order();
    void separateOrder();
    void files();
    void traps();
    void rows_data() { everyTestEngine(); }
    void rows();
    void foreignTable();
    void named_data() { everyTestEngine(); }
    void named();
    void created();
    void command();

private:
    FormatSetup setupOf(const TemporaryProject &project) const
    {
        const auto setup = m_format.setup(project.folder(), {});
        if (!setup)
            qFatal("%s", qPrintable(setup.error().text()));
        return *setup;
    }
    std::vector<Migration> load(const TemporaryProject &project) const
    {
        auto all = m_format.load(setupOf(project), engineByName(u"sqlite"_s)->traits().dialect);
        if (!all)
            qFatal("%s", qPrintable(all.error().text()));
        return *all;
    }

    const Format &m_format = *formatByName(u"knex"_s);
};

namespace {

const char Program[] = "exports.up = (knex) => knex.raw('x');\nexports.down = (knex) => knex.raw('y');\n";

QStringList keysOf(const std::vector<Migration> &all)
{
    QStringList keys;
    for (const Migration &migration : all)
        keys += migration.key;
    return keys;
}

} // namespace

void tst_Knex::recognition_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("migrations"); // empty: not Knex's
    QTest::newRow("js") << u"knexfile.js"_s << QByteArray("module.exports = {}") << u"migrations"_s;
    QTest::newRow("ts") << u"knexfile.ts"_s << QByteArray("export default { migrations: { directory: './src/db/steps' } }") << u"src/db/steps"_s;
    QTest::newRow("mjs") << u"knexfile.mjs"_s << QByteArray("export default { development: { migrations: { directory: ['x', 'y'] } } }") << u"x"_s;
    QTest::newRow("unreadable") << u"knexfile.js"_s << QByteArray("module.exports = make()") << u"migrations"_s;
    QTest::newRow("package alone") << u"package.json"_s << QByteArray(R"({"dependencies": {"knex": "3"}})") << QString();
    QTest::newRow("nothing") << u"readme"_s << QByteArray("knexfile.js") << QString();
}

void tst_Knex::recognition()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QString, migrations);
    const TemporaryProject project;
    project.write(file, content);
    const Recognition found = m_format.recognise(project.folder());
    QCOMPARE(found.matches, !migrations.isEmpty());
    QCOMPARE(found.migrations, migrations);
    if (file == u"package.json") { // it needs a migration that uses it too
        project.write(u"src/migrations/1_a.ts"_s, "import type { Knex } from 'knex';\n");
        QCOMPARE(m_format.recognise(project.folder()).migrations, u"src/migrations"_s);
    }
}

void tst_Knex::settings()
{
    const TemporaryProject project;
    project.write(u"knexfile.js"_s, "const path = require('path');\nmodule.exports = { development: { client: 'pg', migrations: { directory: [path.join(__dirname, 'db/a'), `${__dirname}/db/b`],\n"
                                    "  sortDirsSeparately: true, tableName: 'steps', schemaName: 'app', loadExtensions: ['.mjs'], disableTransactions: true, disableMigrationsListValidation: true } } };\n");
    const FormatSetup setup = setupOf(project);
    QCOMPARE(setup.migrations, u"db/a"_s);
    QCOMPARE(setup.table, u"app.steps"_s);
    QCOMPARE(m_format.ownTables(setup), (QStringList{u"app.steps_lock"_s, u"app.steps"_s}));
    project.write(u"db/a/2_x.mjs"_s, Program);
    project.write(u"db/b/1_y.mjs"_s, "export const config = { transaction: true };\n");
    const auto all = load(project);
    QCOMPARE(keysOf(all), (QStringList{u"2_x.mjs"_s, u"1_y.mjs"_s})); // each folder by itself
    QVERIFY(!all[0].transaction);
    // What lockkeeper.toml says comes first.
    QCOMPARE(m_format.setup(project.folder(), u"elsewhere"_s)->migrations, u"elsewhere"_s);
    // A knexfile that is a function leaves Knex's own settings.
    project.write(u"knexfile.js"_s, "module.exports = async () => ({ client: 'pg' });\n");
    QVERIFY(setupOf(project).options.value(u"computed"_s).contains(u"knexfile.js:1"));
    QCOMPARE(m_format.trackingTable(setupOf(project)), u"knex_migrations"_s);
}

void tst_Knex::settingsErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::newRow("computed table") << QByteArray("module.exports = { client: 'pg',\n migrations: { tableName: prefix + '_steps' } };") << 2;
    QTest::newRow("unset variable") << QByteArray("module.exports = {\n client: 'pg',\n migrations: { tableName: process.env.LK_NO_SUCH } };") << 3;
    QTest::newRow("computed folder") << QByteArray("module.exports = { client: 'pg', migrations: { directory: find('x') } };") << 1;
    QTest::newRow("computed migrations") << QByteArray("module.exports = { client: 'pg',\n\n migrations: require('./m') };") << 3;
    QTest::newRow("dotted name") << QByteArray("module.exports = { client: 'pg', migrations: { tableName: 'a.b' } };") << 1;
}

void tst_Knex::settingsErrors()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    const TemporaryProject project;
    project.write(u"knexfile.js"_s, text);
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(!setup);
    QVERIFY(setup.error().where.file.endsWith(u"knexfile.js"));
    QCOMPARE(setup.error().where.line, line);
    QVERIFY(!setup.error().nextStep.isEmpty());
}

void tst_Knex::urls_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<QString>("url"); // empty: none; "!": an error
    const auto row = [](const char *name, const char *part, const char *url) { QTest::newRow(name) << QByteArray(part) << QString::fromLatin1(url); };
    row("text", "client: 'pg', connection: 'postgres://u:p@h/d'", "postgresql://u:p@h/d");
    row("variable", "client: 'pg', connection: process.env.DB_URL", "postgresql://env@h/d");
    row("parts", "client: 'pg', connection: { host: 'db1', port: 5433, user: 'a b', password: 'p@:/', database: 'shop' }", "postgresql://a%20b:p%40%3A%2F@db1:5433/shop");
    row("defaults", "client: 'mysql2', connection: { host: process.env.NO_HOST || '127.0.0.1', user: 'u', password: process.env.NO_PW, database: 'd' }", "mysql://u@127.0.0.1:3306/d");
    row("socket", "client: 'mysql2', connection: { socketPath: '/run/m.sock', user: 'u', database: 'd' }", "mysql://u@localhost/d?socket=%2Frun%2Fm.sock");
    row("encrypted", "client: 'pg', connection: { connectionString: process.env.DB_URL, ssl: { rejectUnauthorized: false } }", "postgresql://env@h/d");
    row("encrypted parts", "client: 'pg', connection: { host: 'h', database: 'd', ssl: true }", "postgresql://h/d?sslmode=require");
    row("file", "client: 'better-sqlite3', connection: { filename: './dev.sqlite3' }", "sqlite:./dev.sqlite3");
    row("file by name", "client: 'sqlite3', connection: './dev.sqlite3'", "sqlite:./dev.sqlite3");
    row("joined file", "client: 'sqlite3', connection: { filename: path.join(__dirname, 'data', 'dev.db') }", "sqlite:data/dev.db");
    row("none", "client: 'pg'", "");
    row("computed", "client: 'pg', connection: make('s3cret')", "!");
    row("computed part", "client: 'pg', connection: { host: hostOf('s3cret'), database: 'd' }", "!");
    row("computed password", "client: 'pg', connection: { host: 'h', password: 's3cret' + suffix, database: 'd' }", "!");
    row("another kind", "client: 'mssql', connection: { server: 'h', password: 's3cret' }", "!");
}

void tst_Knex::urls()
{
    QFETCH(QByteArray, part);
    QFETCH(QString, url);
    const TemporaryProject project;
    project.write(u".env"_s, "DB_URL=postgres://env@h/d\n");
    project.write(u"knexfile.js"_s, "module.exports = {\n  staging: {\n    " + part + " },\n  production: { client: 'pg', connection: 'postgres://prod/x' },\n};\n");
    const auto found = m_format.url(setupOf(project), u"staging"_s);
    QCOMPARE(found ? *found : u"!"_s, url);
    if (!found) {
        QVERIFY2(!found.error().text().contains(u"s3cret"), qPrintable(found.error().text()));
        QCOMPARE(found.error().where.line, 3);
    }
    QCOMPARE(m_format.url(setupOf(project), u"production"_s).value(), u"postgresql://prod/x"_s);
    QCOMPARE(m_format.url(setupOf(project), u"unheard of"_s).value(), QString()); // and not another one's
}

void tst_Knex::order()
{
    const TemporaryProject project;
    project.write(u"knexfile.js"_s, "module.exports = { migrations: { directory: ['a', 'b'] } };");
    for (const char *file : {"a/20240101000000_b.js", "b/20240101000000_a.ts", "a/9_x.cjs", "b/10_x.js", "a/_z.js", "b/Z.js", "b/a.js"})
        project.write(QString::fromLatin1(file), Program);
    QCOMPARE(keysOf(load(project)), (QStringList{u"10_x.js"_s, u"20240101000000_a.ts"_s, u"20240101000000_b.js"_s, u"9_x.cjs"_s, u"Z.js"_s, u"_z.js"_s, u"a.js"_s}));
}

void tst_Knex::separateOrder()
{
    const TemporaryProject project;
    project.write(u"knexfile.js"_s, "module.exports = { migrations: { directory: ['b', 'a'], sortDirsSeparately: true } };");
    for (const char *file : {"a/1.js", "a/3.js", "b/2.js", "b/4.js"})
        project.write(QString::fromLatin1(file), Program);
    QCOMPARE(keysOf(load(project)), (QStringList{u"2.js"_s, u"4.js"_s, u"1.js"_s, u"3.js"_s}));
}

void tst_Knex::files()
{
    const TemporaryProject project;
    project.write(u"knexfile.js"_s, "module.exports = {};");
    project.write(u"migrations/20240101000000_create_users.js"_s, Program);
    project.write(u"migrations/20240102000000_more.ts"_s, "export const config = { transaction: false };\nexport async function up(k) { await k.raw('x'); }\nexport async function down(k) {}\n");
    const auto all = load(project);
    QCOMPARE(all.size(), 2u);
    QCOMPARE(all[0].version, u"20240101000000"_s);
    QCOMPARE(all[0].key, u"20240101000000_create_users.js"_s);
    QCOMPARE(all[0].description, u"create users"_s);
    QCOMPARE(all[0].language, u"javascript"_s);
    QCOMPARE(all[0].up->view().toByteArray(), QByteArray(Program));
    QCOMPARE(all[0].down->view().toByteArray(), QByteArray(Program));
    QVERIFY(all[0].transaction && all[0].reversible() && all[0].problems.empty());
    QCOMPARE(all[1].language, u"typescript"_s);
    QVERIFY(!all[1].transaction && !all[1].reversible() && all[1].up);
    QVERIFY(m_format.cut(u"x.js"_s, Program, Direction::Down, engineByName(u"sqlite"_s)->traits().dialect));
    QVERIFY(!m_format.cut(u"x.js"_s, "exports.up = k => k.raw('x');", Direction::Down, engineByName(u"sqlite"_s)->traits().dialect));
    QCOMPARE(m_format.split(Program, engineByName(u"sqlite"_s)->traits().dialect)->size(), 1u);
}

void tst_Knex::traps()
{
    const TemporaryProject project;
    project.write(u"knexfile.js"_s, "module.exports = {};");
    project.write(u"migrations/1_a.js"_s, Program);
    project.write(u"migrations/1_a.ts"_s, Program);
    project.write(u"migrations/2_no_up.js"_s, "exports.down = (k) => k.raw('x');");
    project.write(u"migrations/3_no_down.js"_s, "exports.up = (k) => k.raw('x');");
    project.write(u"migrations/4_nothing.js"_s, "exports.up = async () => {};\nexports.down = async () => {};");
    project.write(u"migrations/5_newer.mjs"_s, Program);
    project.write(u"migrations/6.sql"_s, "SELECT 1;");
    project.write(u"migrations/7_latin.js"_s, "exports.up = k => k.raw('\xe9');");
    project.write(u"migrations/8_computed.js"_s, "module.exports = require('./lib')(8);");
    project.write(u"migrations/README.md"_s, "notes");
    QVERIFY(QFile::link(u"loop.js"_s, project.path(u"migrations/9_loop.js"_s)) && QFile::link(u"9_loop.js"_s, project.path(u"migrations/loop.js"_s)));
    const auto all = load(project);
    QHash<QString, const Migration *> found;
    for (const Migration &migration : all)
        found.insert(migration.key, &migration);
    QCOMPARE(all.size(), 11u);
    const FileProblem *twin = problemOf(*found[u"1_a.js"_s], u"duplicate-version");
    QVERIFY(twin && !twin->blocks && problemOf(*found[u"1_a.ts"_s], u"duplicate-version"));
    QCOMPARE(found[u"1_a.js"_s]->version, u"1_a.js"_s); // the number names neither
    QVERIFY(problemOf(*found[u"2_no_up.js"_s], u"program-without-up")->blocks);
    QVERIFY(problemOf(*found[u"3_no_down.js"_s], u"program-without-down")->blocks);
    QVERIFY(!problemOf(*found[u"4_nothing.js"_s], u"empty-script")->blocks);
    QVERIFY(!found[u"4_nothing.js"_s]->reversible());
    QVERIFY(problemOf(*found[u"5_newer.mjs"_s], u"bad-file-name") && !found[u"5_newer.mjs"_s]->up);
    QVERIFY(problemOf(*found[u"6.sql"_s], u"bad-file-name"));
    QVERIFY(found[u"7_latin.js"_s]->blocked());
    QVERIFY(found[u"8_computed.js"_s]->problems.empty() && found[u"8_computed.js"_s]->reversible());
    QVERIFY(problemOf(*found[u"9_loop.js"_s], u"unreadable"));
    project.write(u"knexfile.js"_s, "module.exports = { migrations: { directory: './gone' } };");
    const auto gone = m_format.load(setupOf(project), engineByName(u"sqlite"_s)->traits().dialect);
    QVERIFY(!gone && gone.error().where.file.endsWith(u"gone"));
}

/// The vectors of `latest` (one batch) and of two `up` (a batch each).
void tst_Knex::rows()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const FormatSetup setup{database.project().folder(), u"migrations"_s};
    database.project().write(u"migrations/20240101000000_a.js"_s, Program);
    database.project().write(u"migrations/20240102000000_b.js"_s, Program);
    const auto all = *m_format.load(setup, database.traits().dialect);
    QVERIFY(m_format.applied(database.session(), setup, all)->empty()); // and makes no table
    QVERIFY(!database.session().hasTable(u"knex_migrations"_s).value());
    database.run(m_format.prepare(database.traits(), setup));
    database.run(m_format.baseline(all, database.traits(), setup));
    const QString query = u"SELECT id, name, batch FROM knex_migrations ORDER BY id"_s;
    QCOMPARE(database.rows(query), (QStringList{u"1|20240101000000_a.js|1"_s, u"2|20240102000000_b.js|1"_s}));
    QCOMPARE(database.rows(u"SELECT is_locked FROM knex_migrations_lock"_s), QStringList{u"0"_s});
    for (auto migration = all.rbegin(); migration != all.rend(); ++migration)
        database.run(m_format.record(*migration, Direction::Down, database.traits(), true, setup));
    for (const Migration &migration : all)
        database.run(m_format.record(migration, Direction::Up, database.traits(), true, setup));
    QCOMPARE(database.rows(query), (QStringList{u"3|20240101000000_a.js|1"_s, u"4|20240102000000_b.js|2"_s}));
    if (engine == u"sqlite")
        QCOMPARE(database.rows(u"SELECT typeof(migration_time) FROM knex_migrations"_s), (QStringList{u"integer"_s, u"integer"_s}));
    const auto rows = m_format.applied(database.session(), setup, all);
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().text()));
    QCOMPARE(rows->at(1).version, u"20240102000000"_s);
    QCOMPARE(rows->at(1).details.value(u"batch"_s), u"2"_s);
    QVERIFY(rows->at(1).appliedAt.isValid() && rows->at(1).note.isEmpty());
    // Translated since: it goes by the whole name.
    database.project().remove(u"migrations/20240101000000_a.js"_s);
    database.project().write(u"migrations/20240101000000_a.ts"_s, Program);
    const auto translated = *m_format.load(setup, database.traits().dialect);
    const QString note = m_format.applied(database.session(), setup, translated)->at(0).note;
    QVERIFY2(note.contains(u"20240101000000_a.ts") && note.contains(u"runs nothing at all"), qPrintable(note));
}

void tst_Knex::foreignTable()
{
    FormatDatabase database(u"sqlite"_s);
    database.run("CREATE TABLE knex_migrations (id INTEGER, name TEXT, batch INT, migration_time INT, surprise TEXT)");
    const auto rows = m_format.applied(database.session(), {database.project().folder(), u"migrations"_s}, {});
    QVERIFY(!rows && rows.error().why.contains(u"surprise"));
}

/// A table by another name, on PostgreSQL in another schema.
void tst_Knex::named()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const bool postgresql = engine == u"postgresql";
    database.project().write(u"knexfile.js"_s, "module.exports = { migrations: { tableName: 'my steps'" + QByteArray(postgresql ? ", schemaName: 'App'" : "") + " } };");
    if (postgresql)
        database.run("CREATE SCHEMA \"App\"");
    const FormatSetup setup = setupOf(database.project());
    QCOMPARE(setup.table, postgresql ? u"App.my steps"_s : u"my steps"_s);
    database.project().write(u"migrations/1_a.js"_s, Program);
    const auto all = *m_format.load(setup, database.traits().dialect);
    database.run(m_format.prepare(database.traits(), setup));
    database.run(m_format.mark(all[0], Direction::Up, database.traits(), setup));
    QCOMPARE(m_format.applied(database.session(), setup, all)->size(), 1u);
    database.run(m_format.mark(all[0], Direction::Down, database.traits(), setup));
    QVERIFY(m_format.applied(database.session(), setup, all)->empty());
}

void tst_Knex::created()
{
    const TemporaryProject project;
    const QDateTime now = QDateTime::fromString(u"2024-03-01T10:20:30Z"_s, Qt::ISODate);
    project.write(u"knexfile.ts"_s, "export default { migrations: { directory: ['a', 'b'] } };");
    Migration taken;
    taken.key = u"20240301102030_x.ts"_s;
    const auto files = m_format.create({u"Add users"_s, true, now}, setupOf(project), {taken});
    QVERIFY(files);
    QCOMPARE(files->at(0).path, u"b/20240301102031_Add_users.ts"_s); // the last folder, and no time twice
    project.write(u"knexfile.ts"_s, "export default { migrations: { extension: 'js', stub: './stubs/step.js' } };");
    project.write(u"stubs/step.js"_s, "exports.up = 1;\n");
    const auto stubbed = m_format.create({u"x"_s, true, now}, setupOf(project), {});
    QCOMPARE(stubbed->at(0).content, QByteArray("exports.up = 1;\n"));
    QCOMPARE(stubbed->at(0).path, u"migrations/20240301102030_x.js"_s);
    project.write(u"stubs/step.js"_s, "exports.up = <%= d.name %>;\n");
    const auto program = m_format.create({u"x"_s, true, now}, setupOf(project), {});
    QVERIFY(!program && program.error().where.file == u"./stubs/step.js");
    QVERIFY(!m_format.create({u"a/b"_s, true, now}, setupOf(project), {}));
}

void tst_Knex::command()
{
    const TemporaryProject project;
    project.write(u"knexfile.js"_s, "module.exports = {};");
    ToolRequest request;
    request.target.password = Secret(u"s3cret"_s);
    const auto command = m_format.command(request, setupOf(project));
    QVERIFY(command && command->script.size() > 1000);
    QVERIFY(!command->arguments.join(u' ').contains(u"s3cret") && command->input.contains("s3cret"));
    QCOMPARE(m_format.programFiles(setupOf(project)), QStringList{u"knexfile.js"_s});
    request.action = ToolAction::Preview;
    QVERIFY(!m_format.command(request, setupOf(project)));
}

QTEST_GUILESS_MAIN(tst_Knex)
#include "tst_knex.moc"
