// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"

#include <QFile>
#include <QTemporaryDir>
#include <QUrl>

using namespace lk;
using namespace Qt::StringLiterals;

/// Prisma itself, version 6 from npm. Its schema engine proper is a program that npm's packages fetch from elsewhere when they are
/// installed; what the packages bring along is the same engine as WebAssembly, which talks to the database through a driver adapter. It
/// does so with SQLite and PostgreSQL. With MariaDB it breaks off ("unreachable") before it looks at the database, so Prisma's rows there
/// are compared with its source alone (tst_prisma).
class tst_PrismaTool : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theirsThenOurs_data() { itsEngines(); }
    void theirsThenOurs();
    void oursThenTheirs_data() { itsEngines(); }
    void oursThenTheirs();
    void failedRows_data() { itsEngines(); }
    void failedRows();

private:
    static void itsEngines();
    void writeProject(const FormatDatabase &database);
    /// Runs `prisma migrate` in the database's project; whether it ended well, with what it said in m_said.
    bool prisma(const FormatDatabase &database, const QStringList &arguments);
    std::vector<Migration> load(const FormatDatabase &database);
    void run(FormatDatabase &database, const Migration &migration, Direction direction) const;

    const Format &m_format = *formatByName(u"prisma"_s);
    FormatSetup m_setup;
    QString m_tool;
    QTemporaryDir m_place;
    QByteArray m_said;
};

void tst_PrismaTool::itsEngines()
{
    QTest::addColumn<QString>("engine");
    QTest::newRow("sqlite") << u"sqlite"_s;
    if (TestServer::forEngine(u"postgresql"_s))
        QTest::newRow("postgresql") << u"postgresql"_s;
    else if (qEnvironmentVariableIsSet("CI"))
        qFatal("%s", qPrintable(TestServer::problem(u"postgresql"_s)));
}

void tst_PrismaTool::initTestCase()
{
    // Where these are named, nothing is fetched. The file is never run: the WebAssembly engine is.
    const QString none = m_place.filePath(u"none"_s);
    QFile file(none);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    for (const char *name : {"PRISMA_QUERY_ENGINE_LIBRARY", "PRISMA_SCHEMA_ENGINE_BINARY"})
        qputenv(name, none.toLocal8Bit());
    qputenv("CHECKPOINT_DISABLE", "1");
    qputenv("PRISMA_HIDE_UPDATE_MESSAGE", "1");
    const auto tool = npmTool({u"prisma@6.19.3"_s, u"@prisma/adapter-better-sqlite3@6.19.3"_s, u"@prisma/adapter-pg@6.19.3"_s});
    LK_NEEDS_TOOL(tool);
    m_tool = *tool;
}

void tst_PrismaTool::writeProject(const FormatDatabase &database)
{
    const TemporaryProject &project = database.project();
    const QUrl url(database.url());
    const bool sqlite = database.traits().name == u"sqlite";
    const QByteArray provider = sqlite ? "sqlite" : "postgresql";
    linkModules(m_tool, project.folder());
    project.write(u"prisma/schema.prisma"_s, "datasource db {\n  provider = \"" + provider + "\"\n  url      = \"" + (sqlite ? "file:../test.db" : "postgresql://localhost/shop") + "\"\n}\n");
    project.write(u"prisma/migrations/migration_lock.toml"_s, "provider = \"" + provider + "\"\n");
    project.write(u"prisma/migrations/20250101000001_a/migration.sql"_s, "-- caf\xc3\xa9\r\nCREATE TABLE a (x INTEGER NOT NULL PRIMARY KEY);\r\n");
    project.write(u"prisma/migrations/20250101000002_b/migration.sql"_s, "CREATE TABLE b (x INT);\nINSERT INTO b VALUES (1);\n");
    project.write(u"lockkeeper/down/20250101000002_b.sql"_s, "DROP TABLE b;\n");
    const QByteArray connection = "postgresql://" + url.userName().toUtf8() + (url.password().isEmpty() ? "" : ':' + url.password().toUtf8()) + '@' + url.host().toUtf8() + ':'
                                  + QByteArray::number(url.port()) + '/' + database.name().toUtf8();
    // PostgreSQL's adapter of this version can't read the catalogue's type "name", which the engine asks for; it is told that it is text.
    const QByteArray adapter = sqlite ? "import { PrismaBetterSQLite3 as Adapter } from '@prisma/adapter-better-sqlite3'\nconst options = { url: 'file:./test.db' }\n"_ba
                                      : "import { PrismaPg as Adapter } from '@prisma/adapter-pg'\nimport pg from 'pg'\nconst query = pg.Client.prototype.query\n"
                                        "const readable = (result) => {\n  for (const one of [result].flat()) for (const field of one?.fields ?? []) if (field.dataTypeID === 19) field.dataTypeID = 25\n"
                                        "  return result\n}\npg.Client.prototype.query = function (...args) {\n  const last = args.length - 1\n"
                                        "  if (typeof args[last] === 'function') {\n    const done = args[last]\n    args[last] = (error, result) => done(error, readable(result))\n  }\n"
                                        "  const answer = query.apply(this, args)\n  return answer?.then ? answer.then(readable) : answer\n}\nconst options = { connectionString: '"
                                            + connection + "' }\n";
    project.write(u"prisma.config.ts"_s, "import { defineConfig } from 'prisma/config'\n" + adapter
                                             + "\nexport default defineConfig({\n  experimental: { adapter: true },\n  engine: 'js',\n  schema: 'prisma/schema.prisma',\n"
                                               "  async adapter() {\n    return new Adapter(options)\n  },\n})\n");
}

bool tst_PrismaTool::prisma(const FormatDatabase &database, const QStringList &arguments)
{
    const ForeignRun run = runForeign(database.project().folder(), m_tool + u"/node_modules/.bin/prisma"_s, QStringList{u"migrate"_s} + arguments);
    m_said = run.said;
    return run.code == 0;
}

std::vector<Migration> tst_PrismaTool::load(const FormatDatabase &database)
{
    writeProject(database);
    const auto setup = m_format.setup(database.project().folder(), {});
    if (!setup)
        qFatal("%s", qPrintable(setup.error().text()));
    m_setup = *setup;
    auto all = m_format.load(m_setup, database.traits().dialect);
    if (!all)
        qFatal("%s", qPrintable(all.error().text()));
    return *all;
}

void tst_PrismaTool::run(FormatDatabase &database, const Migration &migration, Direction direction) const
{
    const Script &script = direction == Direction::Up ? *migration.up : *migration.down;
    const auto spans = m_format.split(script.view(), database.traits().dialect);
    QVERIFY2(spans, spans ? "" : qPrintable(spans.error().text()));
    for (const StatementSpan &span : *spans)
        database.run(script.view().sliced(span.offset, span.length).toByteArray());
    database.run(m_format.record(migration, direction, database.traits(), true, m_setup));
}

void tst_PrismaTool::theirsThenOurs()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = load(database);
    QCOMPARE(all.size(), 2u);
    QVERIFY2(prisma(database, {u"deploy"_s}), m_said.constData());
    const auto applied = m_format.applied(database.session(), m_setup, all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->size(), 2u);
    for (size_t i = 0; i < 2; ++i) {
        QCOMPARE(applied->at(i).key, all[i].key);
        QCOMPARE(applied->at(i).checksum, all[i].checksum);
        QCOMPARE(applied->at(i).details.value(u"applied_steps_count"_s), u"1"_s);
        QVERIFY(applied->at(i).success && applied->at(i).durationMs >= 0);
        QVERIFY2(std::abs(applied->at(i).appliedAt.secsTo(QDateTime::currentDateTimeUtc())) < 600, qPrintable(applied->at(i).appliedAt.toString(Qt::ISODate)));
    }
    run(database, all[1], Direction::Down);
    QVERIFY(!prisma(database, {u"status"_s})); // its exit code says that something is pending
    QVERIFY2(m_said.contains("20250101000002_b") && m_said.contains("not yet been applied"), m_said.constData());
    QVERIFY2(prisma(database, {u"deploy"_s}), m_said.constData()); // and goes on from there
    QCOMPARE(m_format.applied(database.session(), m_setup, all)->size(), 2u);
}

void tst_PrismaTool::oursThenTheirs()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = load(database);
    database.run(m_format.prepare(database.traits(), m_setup));
    run(database, all[0], Direction::Up);
    database.run(m_format.mark(all[1], Direction::Up, database.traits(), m_setup));
    QVERIFY2(prisma(database, {u"status"_s}), m_said.constData());
    QVERIFY2(m_said.contains("up to date"), m_said.constData());
    QVERIFY2(prisma(database, {u"deploy"_s}), m_said.constData());
    QVERIFY2(m_said.contains("No pending migrations to apply"), m_said.constData());
    QVERIFY(!database.session().hasTable(u"b"_s).value_or(true)); // it was noted and not run
}

/// A migration that breaks off: both say failed, and what the one does about it the other sees.
void tst_PrismaTool::failedRows()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    load(database);
    database.project().write(u"prisma/migrations/20250101000003_c/migration.sql"_s, "INSERT INTO nowhere VALUES (1);\n");
    const auto all = m_format.load(m_setup, database.traits().dialect);
    const Migration &broken = all->back();
    QVERIFY(!prisma(database, {u"deploy"_s}));
    auto applied = m_format.applied(database.session(), m_setup, *all);
    QVERIFY2(applied && applied->size() == 3, m_said.constData());
    QVERIFY(!applied->at(2).success);
    QVERIFY2(applied->at(2).details.value(u"logs"_s).contains(u"nowhere"), qPrintable(applied->at(2).details.value(u"logs"_s)));
    QVERIFY(!prisma(database, {u"deploy"_s}));
    QVERIFY2(m_said.contains("P3009"), m_said.constData());

    database.run(m_format.mark(broken, Direction::Down, database.traits(), m_setup)); // as resolve --rolled-back
    QCOMPARE(m_format.applied(database.session(), m_setup, *all)->size(), 2u);
    QVERIFY(!prisma(database, {u"deploy"_s})); // it tries again, and fails again
    QVERIFY2(m_said.contains("nowhere") && !m_said.contains("P3009"), m_said.constData());
    database.run(m_format.mark(broken, Direction::Down, database.traits(), m_setup));
    QCOMPARE(m_format.applied(database.session(), m_setup, *all)->size(), 2u);

    // What we note as begun and never finished stops Prisma too; its own command takes it back.
    database.run(m_format.record(broken, Direction::Up, database.traits(), false, m_setup).before);
    QVERIFY(!prisma(database, {u"deploy"_s}));
    QVERIFY2(m_said.contains("P3009"), m_said.constData());
    QVERIFY2(prisma(database, {u"resolve"_s, u"--rolled-back"_s, broken.version}), m_said.constData());
    QCOMPARE(m_format.applied(database.session(), m_setup, *all)->size(), 2u);
    QVERIFY2(prisma(database, {u"resolve"_s, u"--applied"_s, broken.version}), m_said.constData());
    applied = m_format.applied(database.session(), m_setup, *all);
    QCOMPARE(applied->size(), 3u);
    QVERIFY(applied->at(2).success && m_format.isSame(broken, applied->at(2)));
}

QTEST_GUILESS_MAIN(tst_PrismaTool)
#include "tst_prismatool.moc"
