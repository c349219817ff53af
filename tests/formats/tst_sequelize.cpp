// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "tests/formats/formatsession.h"

#include <QFile>

using namespace lk;
using namespace Qt::StringLiterals;

/// Sequelize's projects as they are read, without Sequelize; tst_sequelizetool has the tool itself.
class tst_Sequelize : public QObject
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
    void files();
    void rows_data() { everyTestEngine(); }
    void rows();
    void foreignTable();
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

    const Format &m_format = *formatByName(u"sequelize"_s);
};

namespace {

const char Program[] = "module.exports = {\n  up: (queryInterface) => queryInterface.sequelize.query('x'),\n  down: (queryInterface) => queryInterface.sequelize.query('y'),\n};\n";

} // namespace

void tst_Sequelize::recognition_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("migrations"); // empty: not Sequelize's
    QTest::newRow("rc") << QStringList{u".sequelizerc"_s} << u"db/steps"_s;
    QTest::newRow("package") << QStringList{u"package.json"_s} << u"migrations"_s;
    QTest::newRow("configuration") << QStringList{u"config/config.json"_s, u"migrations/1-a.js"_s} << u"migrations"_s;
    QTest::newRow("configuration alone") << QStringList{u"config/config.json"_s} << QString();
    QTest::newRow("migrations alone") << QStringList{u"migrations/1-a.js"_s} << QString();
}

void tst_Sequelize::recognition()
{
    QFETCH(QStringList, files);
    QFETCH(QString, migrations);
    const TemporaryProject project;
    for (const QString &file : files)
        project.write(file, file == u".sequelizerc"    ? "const path = require('path');\nmodule.exports = { 'migrations-path': path.resolve('db', 'steps') };"
                            : file == u"package.json" ? R"({"devDependencies": {"sequelize-cli": "^6.0.0"}})"
                            : file.endsWith(u".json") ? R"({"development": {"dialect": "sqlite", "storage": "x.db"}})"
                                                      : Program);
    const Recognition found = m_format.recognise(project.folder());
    QCOMPARE(found.matches, !migrations.isEmpty());
    QCOMPARE(found.migrations, migrations);
}

void tst_Sequelize::settings()
{
    const TemporaryProject project;
    project.write(u".sequelizerc"_s, "module.exports = { config: 'conf/db.js', migrationsPath: './steps' };");
    project.write(u"conf/db.js"_s, "module.exports = { development: { dialect: 'postgres', migrationStorageTableName: 'done', migrationStorageTableSchema: 'app', migrationTimestamps: true } };");
    const FormatSetup setup = setupOf(project);
    QCOMPARE(setup.migrations, u"steps"_s);
    QCOMPARE(setup.table, u"app.done"_s);
    QCOMPARE(m_format.programFiles(setup), (QStringList{u".sequelizerc"_s, u"conf/db.js"_s}));
    project.write(u"conf/db.js"_s, "module.exports = (async () => ({}))();");
    QVERIFY(setupOf(project).options.contains(u"computed"_s));
    QCOMPARE(m_format.trackingTable(setupOf(project)), u"SequelizeMeta"_s);
}

void tst_Sequelize::settingsErrors_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::newRow("broken json") << u"config/config.json"_s << QByteArray("{\n  \"development\": {\n    \"dialect\": ,\n  }\n}") << 3;
    QTest::newRow("other storage") << u"config/config.json"_s << QByteArray("{ \"development\": { \"dialect\": \"mysql\",\n \"migrationStorage\": \"json\" } }") << 2;
    QTest::newRow("computed table") << u"config/config.js"_s << QByteArray("module.exports = {\n\n development: { dialect: 'mysql', migrationStorageTableName: name() } };") << 3;
    QTest::newRow("computed folder") << u".sequelizerc"_s << QByteArray("module.exports = {\n 'migrations-path': find('x') };") << 2;
    QTest::newRow("computed rc") << u".sequelizerc"_s << QByteArray("\nmodule.exports = make();") << 2;
}

void tst_Sequelize::settingsErrors()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    const TemporaryProject project;
    project.write(file, text);
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(!setup);
    QVERIFY2(setup.error().where.file.endsWith(file), qPrintable(setup.error().text()));
    QCOMPARE(setup.error().where.line, line);
}

void tst_Sequelize::urls_data()
{
    QTest::addColumn<QByteArray>("part");
    QTest::addColumn<QString>("url"); // empty: none; "!": an error
    const auto row = [](const char *name, const char *part, const char *url) { QTest::newRow(name) << QByteArray(part) << QString::fromLatin1(url); };
    row("parts", "dialect: 'mysql', username: 'root', password: null, database: 'shop', host: '127.0.0.1'", "mysql://root@127.0.0.1:3306/shop");
    row("postgres", "dialect: 'postgres', username: 'u', password: 'p w', database: 'd', host: 'h', port: 5433, dialectOptions: { ssl: { require: true } }", "postgresql://u:p%20w@h:5433/d?sslmode=require");
    row("variables", "dialect: 'postgres', username: process.env.DB_USER, password: process.env.NO_PW, database: process.env.DB_NAME || 'd', host: 'h'", "postgresql://envuser@h/d");
    row("url", "url: 'postgres://u:p@h/d'", "postgresql://u:p@h/d");
    row("by variable", "use_env_variable: 'DB_URL', dialect: 'postgres'", "postgresql://env@h/d");
    row("file", "dialect: 'sqlite', storage: './dev.sqlite'", "sqlite:./dev.sqlite");
    row("file by url", "url: 'sqlite:srv/dev.db'", "sqlite:/srv/dev.db"); // as the tool takes it
    row("none", "dialect: 'sqlite'", "");
    row("unset variable", "use_env_variable: 'NO_SUCH_URL'", "!");
    row("computed", "dialect: 'postgres', password: 's3cret' + x, database: 'd'", "!");
    row("another kind", "url: 'mssql://sa:s3cret@h/d'", "!");
}

void tst_Sequelize::urls()
{
    QFETCH(QByteArray, part);
    QFETCH(QString, url);
    const TemporaryProject project;
    project.write(u".env"_s, "DB_URL=postgres://env@h/d\nDB_USER=envuser\n");
    project.write(u"config/config.js"_s, "module.exports = { staging: { " + part + " }, production: { url: 'mysql://prod/x' } };\n");
    const auto found = m_format.url({project.folder(), u"migrations"_s}, u"staging"_s);
    QCOMPARE(found ? *found : u"!"_s, url);
    if (!found)
        QVERIFY2(!found.error().text().contains(u"s3cret"), qPrintable(found.error().text()));
    QCOMPARE(m_format.url({project.folder(), u"migrations"_s}, u"unheard of"_s).value(), QString()); // and not another one's
}

void tst_Sequelize::files()
{
    const TemporaryProject project;
    project.write(u".sequelizerc"_s, "module.exports = {};");
    project.write(u"migrations/20240102000000-create-users.js"_s, Program);
    project.write(u"migrations/20240101000000-a.cts"_s, "export async function up(q) { await q.x(); }\nexport async function down() { throw new Error('never'); }\n");
    project.write(u"migrations/20240101000000-a.d.ts"_s, "declare const x: number;");
    project.write(u"migrations/20240103000000-newer.mjs"_s, Program);
    project.write(u"migrations/20240104000000-twice.js"_s, Program);
    project.write(u"migrations/20240104000000-twice.ts"_s, Program);
    project.write(u"migrations/5-no-down.js"_s, "module.exports = { up: (q) => q.x() };");
    project.write(u"migrations/6-no-up.js"_s, "module.exports = { down: (q) => q.x() };");
    project.write(u"migrations/sub/7-x.js"_s, Program);
    QVERIFY(QFile::link(u"8.js"_s, project.path(u"migrations/8.js"_s)));
    const auto all = *m_format.load(setupOf(project), engineByName(u"sqlite"_s)->traits().dialect);
    QStringList keys;
    for (const Migration &migration : all)
        keys += migration.key;
    QCOMPARE(keys, (QStringList{u"20240101000000-a.cts"_s, u"20240102000000-create-users.js"_s, u"20240104000000-twice.js"_s, u"20240104000000-twice.ts"_s, u"5-no-down.js"_s, u"6-no-up.js"_s,
                                u"8.js"_s, u"20240103000000-newer.mjs"_s}));
    QCOMPARE(all[1].description, u"create users"_s);
    QCOMPARE(all[1].version, u"20240102000000"_s);
    QVERIFY(all[1].reversible() && !all[1].transaction && !all[1].downTransaction);
    QVERIFY(!all[0].reversible());
    QCOMPARE(all[0].language, u"typescript"_s);
    QVERIFY(problemOf(all[2], u"duplicate-version") && !all[2].blocked());
    QVERIFY(!all[4].reversible() && !all[4].blocked()); // sequelize takes it
    QVERIFY(problemOf(all[5], u"program-without-up")->blocks);
    QVERIFY(problemOf(all[6], u"unreadable"));
    QVERIFY(problemOf(all[7], u"bad-file-name"));
}

/// The vectors: exactly the file's name, in one column.
void tst_Sequelize::rows()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const FormatSetup setup{database.project().folder(), u"migrations"_s};
    for (const char *file : {"20240101000000-a.js", "20240102000000-b.js"})
        database.project().write(u"migrations/"_s + QLatin1String(file), Program);
    const auto all = *m_format.load(setup, database.traits().dialect);
    QVERIFY(m_format.applied(database.session(), setup, all)->empty());
    QVERIFY(!database.session().hasTable(u"SequelizeMeta"_s).value());
    database.run(m_format.prepare(database.traits(), setup));
    for (auto migration = all.rbegin(); migration != all.rend(); ++migration)
        database.run(m_format.record(*migration, Direction::Up, database.traits(), false, setup));
    const QString table = engine == u"postgresql" ? u"\"SequelizeMeta\""_s : u"SequelizeMeta"_s;
    QCOMPARE(database.rows(u"SELECT * FROM %1 ORDER BY name"_s.arg(table)), (QStringList{u"20240101000000-a.js"_s, u"20240102000000-b.js"_s}));
    const auto rows = m_format.applied(database.session(), setup, all);
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().text()));
    QCOMPARE(rows->at(0).key, all[0].key); // it goes by name
    QVERIFY(rows->at(0).note.isEmpty() && !rows->at(0).appliedAt.isValid());
    database.run(m_format.record(all[1], Direction::Down, database.traits(), false, setup));
    QCOMPARE(database.rows(u"SELECT * FROM %1"_s.arg(table)), QStringList{u"20240101000000-a.js"_s});
    QVERIFY(m_format.applied(database.session(), setup, {})->at(0).note.contains(u"can't undo"));
    if (engine == u"mariadb")
        QCOMPARE(database.rows(u"SELECT table_collation FROM information_schema.tables WHERE table_name = 'SequelizeMeta' AND table_schema = DATABASE()"_s).value(0).section(u'_', 1), u"unicode_ci"_s);
}

void tst_Sequelize::foreignTable()
{
    FormatDatabase database(u"sqlite"_s);
    database.run("CREATE TABLE SequelizeMeta (version TEXT)");
    const auto rows = m_format.applied(database.session(), {database.project().folder(), u"migrations"_s}, {});
    QVERIFY(!rows && rows.error().code == ErrorCode::Disagreement);
}

void tst_Sequelize::created()
{
    const TemporaryProject project;
    project.write(u".sequelizerc"_s, "module.exports = { 'migrations-path': 'db/steps' };");
    const QDateTime now = QDateTime::fromString(u"2024-03-01T10:20:30Z"_s, Qt::ISODate);
    Migration taken;
    taken.key = u"20240301102030-x.js"_s;
    const auto files = m_format.create({u"Add users"_s, true, now}, setupOf(project), {taken});
    QVERIFY(files);
    QCOMPARE(files->at(0).path, u"db/steps/20240301102031-Add_users.js"_s);
    QVERIFY(!m_format.create({u""_s, true, now}, setupOf(project), {}));
}

void tst_Sequelize::command()
{
    const TemporaryProject project;
    ToolRequest request;
    request.target.password = Secret(u"s3cret"_s);
    const auto command = m_format.command(request, {project.folder(), u"migrations"_s});
    QVERIFY(command && command->script.size() > 1000);
    QVERIFY(!command->arguments.join(u' ').contains(u"s3cret") && command->input.contains("s3cret"));
    request.action = ToolAction::Preview;
    QVERIFY(!m_format.command(request, {project.folder(), u"migrations"_s}));
}

QTEST_GUILESS_MAIN(tst_Sequelize)
#include "tst_sequelize.moc"
