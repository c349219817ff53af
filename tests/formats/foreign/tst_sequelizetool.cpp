// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/formats/foreign/toolbench.h"

#include <QFile>

using namespace lk;
using namespace Qt::StringLiterals;

/// sequelize-cli itself, from npm: what it applies we read and revert through it, what we apply it finds done and reverts.
class tst_SequelizeTool : public QObject
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
    void reachesWhatItIsTold_data() { everyTestEngine(); }
    void reachesWhatItIsTold();
    void umzug3_data() { everyTestEngine(); }
    void umzug3();
    void modules();
    void makesTheSameFile();

private:
    void prepare(ToolBench &bench, const QByteArray &settings = {}) const;
    ForeignRun cli(ToolBench &bench, const QStringList &arguments) const;

    QString m_tool;
};

void tst_SequelizeTool::initTestCase()
{
    const auto tool = javascriptTools();
    LK_NEEDS_TOOL(tool);
    m_tool = *tool;
}

void tst_SequelizeTool::prepare(ToolBench &bench, const QByteArray &settings) const
{
    QVERIFY(linkModules(m_tool, bench.folder()));
    const Target target = bench.target();
    QByteArray connection = "\"dialect\": \"sqlite\", \"storage\": \"./test.db\"";
    if (target.engine != u"sqlite")
        connection = "\"dialect\": \"" + QByteArray(target.engine == u"postgresql" ? "postgres" : "mysql") + "\", \"host\": \"" + target.host.toUtf8() + "\", \"port\": "
                     + QByteArray::number(target.port) + ", \"username\": \"" + target.user.toUtf8() + "\", \"password\": \"" + target.password.reveal().toUtf8() + "\", \"database\": \""
                     + target.database.toUtf8() + '"';
    bench.project().write(u"config/config.json"_s, "{ \"development\": { " + connection + settings + " } }\n");
    bench.project().write(u"package.json"_s, R"({"devDependencies": {"sequelize-cli": "^6.6.5"}})");
    for (const char *name : {"a", "b"})
        bench.project().write(*name == 'a' ? u"migrations/20240101000000-a.js"_s : u"migrations/20240102000000-b.js"_s,
                              QByteArray("'use strict';\n\nmodule.exports = {\n  async up(queryInterface, Sequelize) {\n    await queryInterface.createTable('NAME', { id: { type: Sequelize.INTEGER, "
                                         "primaryKey: true, autoIncrement: true }, note: Sequelize.STRING(20) });\n    await queryInterface.sequelize.transaction(async (transaction) => {\n      await "
                                         "queryInterface.bulkInsert('NAME', [{ note: 'x' }], { transaction });\n    });\n  },\n\n  async down(queryInterface) {\n    await "
                                         "queryInterface.dropTable('NAME');\n  },\n};\n")
                                  .replace("NAME", name));
}

ForeignRun tst_SequelizeTool::cli(ToolBench &bench, const QStringList &arguments) const
{
    return runForeign(bench.folder(), m_tool + u"/node_modules/.bin/sequelize-cli"_s, arguments);
}

void tst_SequelizeTool::theirsThenOurs()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"sequelize"_s);
    prepare(bench);
    const ForeignRun migrate = cli(bench, {u"db:migrate"_s});
    QVERIFY2(migrate.code == 0, migrate.said.constData());
    QCOMPARE(bench.appliedKeys(), (QStringList{u"20240101000000-a.js"_s, u"20240102000000-b.js"_s}));
    const auto down = bench.run(1, Direction::Down);
    QVERIFY2(down, down ? "" : qPrintable(down.error().text()));
    QVERIFY2(bench.hasSent(u"drop table"_s) && bench.hasSent(u"delete from"_s), qPrintable(bench.sent().join(u'\n')));
    const ForeignRun status = cli(bench, {u"db:migrate:status"_s});
    QVERIFY2(status.said.contains("up 20240101000000-a.js") && status.said.contains("down 20240102000000-b.js"), status.said.constData());
    QVERIFY2(cli(bench, {u"db:migrate"_s}).code == 0, "and goes on from there");
    QCOMPARE(bench.applied().size(), 2u);
}

void tst_SequelizeTool::oursThenTheirs()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"sequelize"_s);
    prepare(bench);
    QVERIFY(bench.applied().empty());
    for (size_t i = 0; i < 2; ++i) {
        const auto up = bench.run(i, Direction::Up);
        QVERIFY2(up, up ? "" : qPrintable(up.error().text()));
    }
    qsizetype at = 0; // everything that it sent was told, in order, the migration's own transaction too
    for (const char *part : {"SequelizeMeta", "CREATE TABLE IF NOT EXISTS #b#", "T", "INSERT INTO #b#", "COMMIT", "INSERT INTO #SequelizeMeta#"}) {
        QString wanted = QString::fromLatin1(part).replace(u'#', engine == u"postgresql" ? u'"' : u'`');
        if (wanted == u"T")
            wanted = engine == u"sqlite" ? u"BEGIN"_s : u"START TRANSACTION"_s;
        while (at < bench.sent().size() && !bench.sent()[at].contains(wanted))
            ++at;
        QVERIFY2(at < bench.sent().size(), qPrintable(wanted + u" is missing in\n"_s + bench.sent().join(u'\n')));
        ++at;
    }
    const ForeignRun again = cli(bench, {u"db:migrate"_s});
    QVERIFY2(again.said.contains("already up to date"), again.said.constData());
    const ForeignRun undo = cli(bench, {u"db:migrate:undo"_s});
    QVERIFY2(undo.code == 0, undo.said.constData());
    QCOMPARE(bench.appliedKeys(), QStringList{u"20240101000000-a.js"_s});
    QVERIFY(!bench.database().session().hasTable(u"b"_s).value_or(true));
}

/// The table and rows that we write without the tool are its own to it; with times, where the project has them.
void tst_SequelizeTool::marksAreTheirs()
{
    QFETCH(QString, engine);
    for (const QByteArray &settings : {QByteArray(), QByteArray(", \"migrationTimestamps\": true, \"migrationStorageTableName\": \"steps\"")}) {
        ToolBench bench(engine, u"sequelize"_s);
        prepare(bench, settings);
        const auto all = bench.load();
        for (int i = 0; i < 2; ++i)
            bench.database().run(bench.format().prepare(bench.database().traits(), bench.setup()));
        bench.database().run(bench.format().baseline(all, bench.database().traits(), bench.setup()));
        QCOMPARE(bench.appliedKeys(), (QStringList{u"20240101000000-a.js"_s, u"20240102000000-b.js"_s}));
        QCOMPARE(bench.applied().at(0).appliedAt.isValid(), !settings.isEmpty());
        const ForeignRun none = cli(bench, {u"db:migrate"_s});
        QVERIFY2(none.said.contains("already up to date"), none.said.constData());
        bench.database().run(bench.format().mark(all[1], Direction::Down, bench.database().traits(), bench.setup()));
        const ForeignRun one = cli(bench, {u"db:migrate"_s});
        QVERIFY2(one.code == 0, one.said.constData());
        QCOMPARE(bench.applied().size(), 2u);
    }
}

void tst_SequelizeTool::failsAtItsLine()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"sequelize"_s);
    prepare(bench);
    bench.project().write(u"migrations/20240102000000-b.js"_s, "module.exports = {\n  async up(queryInterface, Sequelize) {\n    await queryInterface.createTable('b', { x: Sequelize.INTEGER });\n    await "
                                                               "queryInterface.sequelize.query('no such thing');\n  },\n  async down() {\n    throw new Error('never');\n  },\n};\n");
    QVERIFY(!bench.load().at(1).reversible());
    QVERIFY(bench.run(0, Direction::Up));
    const auto up = bench.run(1, Direction::Up);
    QVERIFY(!up);
    QCOMPARE(up.error().where.file, u"migrations/20240102000000-b.js"_s);
    QCOMPARE(up.error().where.line, 4);
    QVERIFY2(up.error().why.contains(u"syntax"), qPrintable(up.error().why));
    QVERIFY2(bench.hasSent(u"no such thing"_s), qPrintable(bench.sent().join(u'\n')));
    QCOMPARE(bench.appliedKeys(), QStringList{u"20240101000000-a.js"_s});
    QVERIFY(bench.database().session().hasTable(u"b"_s).value_or(false)); // there is no transaction
}

void tst_SequelizeTool::reachesWhatItIsTold()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"sequelize"_s);
    prepare(bench);
    const auto own = bench.address(u"development"_s);
    QVERIFY2(own, own ? "" : qPrintable(own.error().text()));
    const Engine &reader = *engineByName(engine == u"mariadb" ? u"mysql"_s : engine);
    const auto target = reader.target(*own, bench.folder());
    QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
    QCOMPARE(target->database, bench.target().database);
    const auto read = bench.format().url(bench.setup(), u"development"_s); // and so without running anything
    QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
    QCOMPARE(reader.target(*read, bench.folder())->database, bench.target().database);
    // A configuration that names another database is overruled, wherever it does so.
    const QByteArray dialect = engine == u"sqlite" ? "sqlite" : engine == u"postgresql" ? "postgres" : "mysql";
    bench.project().write(u"config/config.js"_s, "module.exports = async () => ({ url: '" + dialect + "://u:p@nowhere.invalid/other', dialect: '" + dialect
                                                     + "', replication: { write: { host: 'nowhere.invalid' }, read: [] }, pool: { max: 1 } });\n");
    const auto reaches = bench.checkReaches();
    QVERIFY2(reaches, reaches ? "" : qPrintable(reaches.error().text()));
    QVERIFY(bench.run(0, Direction::Up));
    bench.project().write(u"config/config.js"_s, "module.exports = { dialect: '" + QByteArray(engine == u"sqlite" ? "postgres" : "sqlite") + "' };\n");
    const auto other = bench.checkReaches();
    QVERIFY(!other && other.error().why.contains(u"dialect"));
}

/// Programs that have umzug's third generation and no sequelize-cli; its migrations get one argument.
void tst_SequelizeTool::umzug3()
{
    QFETCH(QString, engine);
    ToolBench bench(engine, u"sequelize"_s);
    bench.project().makeFolder(u"node_modules"_s);
    for (const char *package : {"sequelize", "umzug", "pg", "mysql2", "sqlite3"}) // and no sequelize-cli
        QVERIFY(QFile::link(m_tool + u"/node_modules/"_s + QLatin1String(package), bench.project().path(u"node_modules/"_s + QLatin1String(package))));
    bench.project().write(u"package.json"_s, R"({"dependencies": {"umzug": "^3.8.3", "sequelize": "^6.37.8"}})");
    bench.project().write(u"migrations/1_a.js"_s, "exports.up = async ({ context: queryInterface }) => queryInterface.sequelize.query('CREATE TABLE a (x INT)');\nexports.down = async ({ context: "
                                                  "queryInterface }) => queryInterface.dropTable('a');\n");
    QVERIFY(bench.format().recognise(bench.folder()).matches);
    const auto up = bench.run(0, Direction::Up);
    QVERIFY2(up, up ? "" : qPrintable(up.error().text()));
    QVERIFY(bench.hasSent(u"CREATE TABLE a"_s));
    QCOMPARE(bench.appliedKeys(), QStringList{u"1_a.js"_s});
    const auto down = bench.run(0, Direction::Down);
    QVERIFY2(down, down ? "" : qPrintable(down.error().text()));
    QVERIFY(bench.applied().empty());
}

/// Modules of the newer kind, whatever they print.
void tst_SequelizeTool::modules()
{
    ToolBench bench(u"sqlite"_s, u"sequelize"_s);
    prepare(bench);
    bench.project().write(u"package.json"_s, R"({"type": "module", "devDependencies": {"sequelize-cli": "^6.6.5"}})");
    bench.project().write(u"migrations/20240101000000-a.js"_s, "export default {\n  async up(queryInterface) {\n    process.stdout.write('no line end');\n    await queryInterface.sequelize.query('CREATE "
                                                               "TABLE a (x INT)');\n  },\n  async down(queryInterface) {\n    await queryInterface.dropTable('a');\n  },\n};\n");
    bench.project().write(u"migrations/20240102000000-b.js"_s, "export default { up: async () => {}, down: async () => {} \n");
    const auto up = bench.run(0, Direction::Up);
    QVERIFY2(up, up ? "" : qPrintable(up.error().text()));
    QVERIFY(bench.hasSent(u"CREATE TABLE a"_s));
    QVERIFY(bench.run(0, Direction::Down));
    const auto broken = bench.run(1, Direction::Up);
    QVERIFY(!broken);
    QCOMPARE(broken.error().where.file, u"migrations/20240102000000-b.js"_s);
}

void tst_SequelizeTool::makesTheSameFile()
{
    ToolBench bench(u"sqlite"_s, u"sequelize"_s);
    prepare(bench);
    const ForeignRun made = cli(bench, {u"migration:generate"_s, u"--name"_s, u"add_it"_s});
    QVERIFY2(made.code == 0, made.said.constData());
    const QStringList files = bench.project().files().filter(u"add_it"_s);
    QCOMPARE(files.size(), 1);
    const auto ours = bench.format().create({u"add it"_s, true, QDateTime::currentDateTimeUtc()}, bench.setup(), {});
    QVERIFY(ours);
    QCOMPARE(ours->at(0).path.section(u'-', 1), files[0].section(u'-', 1));
    QCOMPARE(ours->at(0).content, bench.project().read(files[0]));
}

QTEST_GUILESS_MAIN(tst_SequelizeTool)
#include "tst_sequelizetool.moc"
