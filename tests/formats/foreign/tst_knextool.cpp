// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/formats/foreign/toolbench.h"

#include <QFile>

using namespace lk;
using namespace Qt::StringLiterals;

/// Knex itself, from npm: what it applies we read and revert through it, what we apply it finds done and reverts.
class tst_KnexTool : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theirsThenOurs_data() { everyTestEngine(); }
    void theirsThenOurs();
    void oursThenTheirs_data() { everyTestEngine(); }
    void oursThenTheirs();
    void marksAreTheirs_data() { everyTestEngine(); }
    void marksAreTheirs();
    void failsAtItsLine_data() { everyTestEngine(); }
    void failsAtItsLine();
    void failsInTheEnd();
    void waitsForNobody_data() { everyTestEngine(); }
    void waitsForNobody();
    void reachesWhatItIsTold_data() { everyTestEngine(); }
    void reachesWhatItIsTold();
    void modules();
    void typeScript();
    void missingFile();
    void makesTheSameFiles_data();
    void makesTheSameFiles();

private:
    void prepare(ToolBench &bench, const QByteArray &more = {}) const;
    ForeignRun knex(ToolBench &bench, const QStringList &arguments) const;

    QString m_tool;
};

void tst_KnexTool::initTestCase()
{
    const auto tool = javascriptTools();
    LK_NEEDS_TOOL(tool);
    m_tool = *tool;
}

namespace {

/// The connection that the knexfile names, for Knex's own program.
QByteArray connectionOf(const ToolBench &bench)
{
    const Target target = bench.target();
    if (target.engine == u"sqlite")
        return "{ filename: './test.db' }";
    QByteArray text = "{ database: '" + target.database.toUtf8() + "', user: '" + target.user.toUtf8() + "', password: '" + target.password.reveal().toUtf8() + '\'';
    const bool socket = target.engine != u"postgresql" && target.options.contains(u"socket"_s);
    text += socket ? ", socketPath: '" + target.options.value(u"socket"_s).toUtf8() + '\'' : ", host: '" + target.host.toUtf8() + '\'';
    if (target.port > 0)
        text += ", port: " + QByteArray::number(target.port);
    return text + " }";
}

QByteArray clientOf(const QString &engine)
{
    return engine == u"sqlite" ? "sqlite3" : engine == u"postgresql" ? "pg" : "mysql2";
}

} // namespace

void tst_KnexTool::prepare(ToolBench &bench, const QByteArray &more) const
{
    QVERIFY(linkModules(m_tool, bench.folder()));
    const QString engine = bench.database().traits().name;
    bench.project().write(u"knexfile.js"_s, "module.exports = {\n  development: { client: '" + clientOf(engine) + "', useNullAsDefault: true, connection: " + connectionOf(bench)
                                                + ", migrations: { directory: './db' }" + more + " },\n};\n");
    for (const char *name : {"a", "b"})
        bench.project().write(*name == 'a' ? u"db/20240101000000_a.js"_s : u"db/20240102000000_b.js"_s,
                              QByteArray("exports.up = async function (knex) {\n  await knex.schema.createTable('NAME', (t) => { t.increments(); t.string('note', 20); });\n"
                                         "  await knex('NAME').insert({ note: 'x' });\n};\n\nexports.down = function (knex) {\n  return knex.schema.dropTable('NAME');\n};\n")
                                  .replace("NAME", name));
}

ForeignRun tst_KnexTool::knex(ToolBench &bench, const QStringList &arguments) const
{
    return runForeign(bench.folder(), m_tool + u"/node_modules/.bin/knex"_s, arguments);
}

void tst_KnexTool::theirsThenOurs()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"knex"_s);
    prepare(bench);
    const ForeignRun latest = knex(bench, {u"migrate:latest"_s});
    QVERIFY2(latest.code == 0, latest.said.constData());
    const auto rows = bench.applied();
    QCOMPARE(rows.size(), 2u);
    QCOMPARE(rows[1].key, u"20240102000000_b.js"_s);
    QCOMPARE(rows[1].details.value(u"batch"_s), u"1"_s);
    QVERIFY2(qAbs(rows[1].appliedAt.secsTo(QDateTime::currentDateTimeUtc())) < 100, qPrintable(rows[1].appliedAt.toString(Qt::ISODate)));
    const auto down = bench.run(1, Direction::Down);
    QVERIFY2(down, down ? "" : qPrintable(down.error().text()));
    QVERIFY2(bench.hasSent(u"drop table"_s) && bench.hasSent(u"delete from"_s), qPrintable(bench.sent().join(u'\n')));
    const ForeignRun list = knex(bench, {u"migrate:list"_s});
    QVERIFY2(list.said.contains("Found 1 Completed Migration") && list.said.contains("Found 1 Pending Migration"), list.said.constData());
    QVERIFY2(knex(bench, {u"migrate:latest"_s}).code == 0, "and goes on from there");
    QCOMPARE(bench.applied().size(), 2u);
}

void tst_KnexTool::oursThenTheirs()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"knex"_s);
    prepare(bench);
    QVERIFY(bench.applied().empty());
    for (size_t i = 0; i < 2; ++i) {
        const auto up = bench.run(i, Direction::Up);
        QVERIFY2(up, up ? "" : qPrintable(up.error().text()));
    }
    // Everything that it sent was told, in order, transactions too.
    qsizetype at = 0;
    for (const char *part : {"from #knex_migrations#", "BEGIN", "update #knex_migrations_lock# set #is_locked#", "max(#batch#)", "create table #b#", "into #b#", "into #knex_migrations#",
                             "update #knex_migrations_lock#", "COMMIT"}) {
        const QString wanted = QString::fromLatin1(part).replace(u'#', engine == u"postgresql" ? u'"' : u'`');
        while (at < bench.sent().size() && !bench.sent()[at].contains(wanted))
            ++at;
        QVERIFY2(at < bench.sent().size(), qPrintable(wanted + u" is missing in\n"_s + bench.sent().join(u'\n')));
        ++at;
    }
    const ForeignRun list = knex(bench, {u"migrate:list"_s});
    QVERIFY2(list.said.contains("No Pending Migration files Found"), list.said.constData());
    QCOMPARE(bench.applied().at(1).details.value(u"batch"_s), u"2"_s);
    const ForeignRun back = knex(bench, {u"migrate:rollback"_s});
    QVERIFY2(back.code == 0, back.said.constData());
    QCOMPARE(bench.appliedKeys(), QStringList{u"20240101000000_a.js"_s});
    QVERIFY(!bench.database().session().hasTable(u"b"_s).value_or(true));
}

/// The tables and rows that we write without the tool are its own to it.
void tst_KnexTool::marksAreTheirs()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"knex"_s);
    prepare(bench);
    const auto all = bench.load();
    bench.database().run(bench.format().prepare(bench.database().traits(), bench.setup()));
    bench.database().run(bench.format().prepare(bench.database().traits(), bench.setup()));
    bench.database().run(bench.format().baseline(all, bench.database().traits(), bench.setup()));
    QCOMPARE(bench.database().rows(u"SELECT name, batch FROM knex_migrations ORDER BY id"_s), (QStringList{u"20240101000000_a.js|1"_s, u"20240102000000_b.js|1"_s}));
    QCOMPARE(bench.database().rows(u"SELECT is_locked FROM knex_migrations_lock"_s), QStringList{u"0"_s});
    const ForeignRun list = knex(bench, {u"migrate:list"_s});
    QVERIFY2(list.said.contains("No Pending Migration files Found"), list.said.constData());
    bench.database().run(bench.format().mark(all[1], Direction::Down, bench.database().traits(), bench.setup()));
    QVERIFY2(knex(bench, {u"migrate:latest"_s}).code == 0, "the tables are as it makes them");
    QCOMPARE(bench.database().rows(u"SELECT name, batch FROM knex_migrations ORDER BY id"_s), (QStringList{u"20240101000000_a.js|1"_s, u"20240102000000_b.js|2"_s}));
}

void tst_KnexTool::failsAtItsLine()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"knex"_s);
    prepare(bench);
    bench.project().write(u"db/20240102000000_b.js"_s, "exports.up = async function (knex) {\n  await knex.schema.createTable('b', (t) => t.increments());\n  await knex.raw('no such "
                                                       "thing');\n};\nexports.down = (knex) => knex.schema.dropTable('b');\n");
    QVERIFY(bench.run(0, Direction::Up));
    const auto up = bench.run(1, Direction::Up);
    QVERIFY(!up);
    QCOMPARE(up.error().where.file, u"db/20240102000000_b.js"_s);
    QCOMPARE(up.error().where.line, 3);
    QVERIFY2(up.error().why.contains(u"syntax"), qPrintable(up.error().why));
    QVERIFY2(!up.error().text().contains(bench.target().password.reveal()) || bench.target().password.isEmpty(), qPrintable(up.error().text()));
    QVERIFY2(bench.hasSent(u"no such thing"_s) && bench.hasSent(u"ROLLBACK"_s), qPrintable(bench.sent().join(u'\n')));
    QCOMPARE(bench.appliedKeys(), QStringList{u"20240101000000_a.js"_s});
    QCOMPARE(bench.database().session().hasTable(u"b"_s).value_or(false), engine == u"mariadb");
    QCOMPARE(bench.database().rows(u"SELECT is_locked FROM knex_migrations_lock"_s), QStringList{u"0"_s});
}

/// What only the commit finds out: then nothing of it stayed, and the commit is told as what failed.
void tst_KnexTool::failsInTheEnd()
{
    if (!TestServer::postgresql() && !qEnvironmentVariableIsSet("CI"))
        QSKIP("no PostgreSQL");
    ToolBench bench(u"postgresql"_s, u"knex"_s);
    prepare(bench);
    bench.project().write(u"db/20240101000000_a.js"_s, "exports.up = async (knex) => {\n  await knex.raw('CREATE TABLE p (x INT PRIMARY KEY)');\n  await knex.raw('CREATE TABLE c (x INT REFERENCES p "
                                                       "DEFERRABLE INITIALLY DEFERRED)');\n  await knex('c').insert({ x: 1 });\n};\nexports.down = (knex) => knex.schema.dropTable('c').dropTable('p');\n");
    const auto up = bench.run(0, Direction::Up);
    QVERIFY(!up);
    QVERIFY2(up.error().why.contains(u"foreign key"), qPrintable(up.error().text()));
    QVERIFY2(bench.hasSent(u"COMMIT; (failed)"_s) && !bench.hasSent(u"CREATE TABLE p (x INT PRIMARY KEY) (failed)"_s), qPrintable(bench.sent().join(u'\n')));
    QVERIFY(!bench.database().session().hasTable(u"c"_s).value_or(true));
}

/// Somebody else's run is no reason to go on, nor to wait.
void tst_KnexTool::waitsForNobody()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"knex"_s);
    prepare(bench);
    QVERIFY(bench.run(0, Direction::Up));
    bench.database().run("UPDATE knex_migrations_lock SET is_locked = 1");
    const auto up = bench.run(1, Direction::Up);
    QVERIFY(!up);
    QVERIFY2(up.error().why.contains(u"already locked"), qPrintable(up.error().text()));
    QCOMPARE(bench.applied().size(), 1u);
    QCOMPARE(bench.database().rows(u"SELECT is_locked FROM knex_migrations_lock"_s), QStringList{u"1"_s});
}

void tst_KnexTool::reachesWhatItIsTold()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"knex"_s);
    prepare(bench);
    const auto own = bench.address(u"development"_s);
    QVERIFY2(own, own ? "" : qPrintable(own.error().text()));
    const Engine &reader = *engineByName(engine == u"mariadb" ? u"mysql"_s : engine); // Knex does not tell them apart
    const auto target = reader.target(*own, bench.folder());
    QVERIFY2(target, target ? "" : qPrintable(*own + target.error().text()));
    QCOMPARE(target->database, bench.target().database);
    const auto read = bench.format().url(bench.setup(), u"development"_s); // and so without running anything
    QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
    QCOMPARE(reader.target(*read, bench.folder())->database, bench.target().database);
    // A knexfile that names another database is overruled.
    bench.project().write(u"knexfile.js"_s, "module.exports = { client: '" + clientOf(engine) + "', connection: () => ({ host: 'nowhere.invalid', filename: 'other.db', database: 'other' }),"
                                                                                                " pool: { min: 0, max: 1 }, migrations: { directory: './db' } };\n");
    const auto reaches = bench.checkReaches();
    QVERIFY2(reaches, reaches ? "" : qPrintable(reaches.error().text()));
    QVERIFY(bench.run(0, Direction::Up));
    QVERIFY(!QFile::exists(bench.project().path(u"other.db"_s)));
    // So is one for another kind of database, with a reason.
    bench.project().write(u"knexfile.js"_s, "module.exports = { client: '" + clientOf(engine == u"sqlite" ? u"postgresql"_s : u"sqlite"_s) + "', migrations: { directory: './db' } };\n");
    const auto other = bench.checkReaches();
    QVERIFY(!other && other.error().why.contains(u"client"));
}

/// Newer modules, opting out of the transaction, console output, and no knexfile at all.
void tst_KnexTool::modules()
{
    ToolBench bench(u"sqlite"_s, u"knex"_s);
    QVERIFY(linkModules(m_tool, bench.folder()));
    bench.project().write(u"package.json"_s, R"({"type": "module", "dependencies": {"knex": "^3.0.0"}})");
    bench.project().write(u"migrations/1_a.js"_s, "export const config = { transaction: false };\nexport async function up(knex) {\n  process.stdout.write('no line end');\n"
                                                  "  await knex.raw('CREATE TABLE a (x INT)');\n}\nexport async function down(knex) {\n  await knex.raw('DROP TABLE a');\n}\n");
    QVERIFY(bench.format().recognise(bench.folder()).matches);
    QVERIFY(!bench.load().at(0).transaction);
    const auto bare = bench.run(0, Direction::Up);
    QVERIFY2(bare, bare ? "" : qPrintable(bare.error().text()));
    QVERIFY2(bench.hasSent(u"CREATE TABLE a"_s), qPrintable(bench.sent().join(u'\n')));
    bench.project().write(u"knexfile.mjs"_s, "export default { development: { client: 'sqlite3', useNullAsDefault: true, connection: { filename: 'x.db' } } };\n");
    const auto down = bench.run(0, Direction::Down);
    QVERIFY2(down, down ? "" : qPrintable(down.error().text()));
    QVERIFY(bench.applied().empty());
    bench.project().write(u"migrations/1_a.js"_s, "export const up = ;\n");
    const auto broken = bench.run(0, Direction::Up);
    QVERIFY(!broken);
    QCOMPARE(broken.error().where.file, u"migrations/1_a.js"_s);
}

/// What reads TypeScript is the project's; without it there is an error that says so.
void tst_KnexTool::typeScript()
{
    const auto sucrase = npmTool({u"sucrase@3.35.0"_s});
    LK_NEEDS_TOOL(sucrase);
    ToolBench bench(u"sqlite"_s, u"knex"_s);
    bench.project().makeFolder(u"node_modules"_s);
    for (const char *package : {"knex", "sqlite3"})
        QVERIFY(QFile::link(m_tool + u"/node_modules/"_s + QLatin1String(package), bench.project().path(u"node_modules/"_s + QLatin1String(package))));
    bench.project().write(u"knexfile.ts"_s, "import type { Knex } from 'knex';\nconst config: { [key: string]: Knex.Config } = { development: { client: 'sqlite3', useNullAsDefault: true, connection: "
                                            "{ filename: './test.db' } } };\nexport default config;\n");
    bench.project().write(u"migrations/1_a.ts"_s, "import type { Knex } from 'knex';\n\nexport async function up(knex: Knex): Promise<void> {\n  await knex.raw('CREATE TABLE a (x INT)');\n}\n\nexport "
                                                  "async function down(knex: Knex): Promise<void> {\n  await knex.raw('no such thing');\n}\n");
    const auto unread = bench.run(0, Direction::Up);
    QVERIFY(!unread);
    QVERIFY2(unread.error().why.contains(u"TypeScript"), qPrintable(unread.error().text()));
    QVERIFY(QFile::link(*sucrase + u"/node_modules/sucrase"_s, bench.project().path(u"node_modules/sucrase"_s)));
    const auto up = bench.run(0, Direction::Up);
    QVERIFY2(up, up ? "" : qPrintable(up.error().text()));
    QCOMPARE(bench.appliedKeys(), QStringList{u"1_a.ts"_s});
    const auto down = bench.run(0, Direction::Down);
    QVERIFY(!down);
    QCOMPARE(down.error().where.file, u"migrations/1_a.ts"_s);
    QCOMPARE(down.error().where.line, 8);
}

void tst_KnexTool::missingFile()
{
    ToolBench bench(u"sqlite"_s, u"knex"_s);
    prepare(bench);
    QVERIFY(bench.run(0, Direction::Up));
    bench.project().remove(u"db/20240101000000_a.js"_s);
    QVERIFY(bench.applied().at(0).note.contains(u"runs nothing at all"));
    const auto up = bench.run(0, Direction::Up);
    QVERIFY(!up);
    QVERIFY2(up.error().why.contains(u"corrupt"), qPrintable(up.error().text()));
}

void tst_KnexTool::makesTheSameFiles_data()
{
    QTest::addColumn<QString>("extension");
    for (const char *extension : {"js", "ts", "mjs", "cjs"})
        QTest::newRow(extension) << QString::fromLatin1(extension);
}

void tst_KnexTool::makesTheSameFiles()
{
    QFETCH(QString, extension);
    ToolBench bench(u"sqlite"_s, u"knex"_s);
    QVERIFY(linkModules(m_tool, bench.folder()));
    bench.project().write(u"knexfile.js"_s, "module.exports = { client: 'sqlite3', migrations: { extension: '" + extension.toUtf8() + "' } };\n");
    const ForeignRun made = knex(bench, {u"migrate:make"_s, u"add_it"_s});
    QVERIFY2(made.code == 0, made.said.constData());
    const QStringList files = bench.project().files().filter(u"add_it"_s);
    QCOMPARE(files.size(), 1);
    const auto ours = bench.format().create({u"add it"_s, true, QDateTime::currentDateTimeUtc()}, bench.setup(), {});
    QVERIFY(ours);
    QCOMPARE(ours->at(0).path.section(u'_', 1), files[0].section(u'_', 1));
    QCOMPARE(ours->at(0).content, bench.project().read(files[0]));
}

QTEST_GUILESS_MAIN(tst_KnexTool)
#include "tst_knextool.moc"
