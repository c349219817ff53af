// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"

#include <QDir>

using namespace lk;
using namespace Qt::StringLiterals;

/// drizzle-kit itself, from npm, in both of its generations: what it generates and applies we read and revert, what we apply it finds done.
class tst_DrizzleTool : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theirsThenOurs_data() { everyGeneration(); }
    void theirsThenOurs();
    void oursThenTheirs_data() { everyGeneration(); }
    void oursThenTheirs();
    void oursAmongTheirs_data() { everyGeneration(); }
    void oursAmongTheirs();

private:
    static void everyGeneration();
    /// The project with two migrations that drizzle-kit has generated from its schema.
    void prepare(const FormatDatabase &database, bool folders) const;
    void writeSchema(const FormatDatabase &database, int tables) const;
    ForeignRun kit(const FormatDatabase &database, const QStringList &arguments) const;
    FormatSetup setup(const FormatDatabase &database) const { return m_format.setup(database.project().folder(), {}).value(); }
    std::vector<Migration> load(const FormatDatabase &database) const;
    void run(FormatDatabase &database, const Migration &migration, Direction direction) const;

    const Format &m_format = *formatByName(u"drizzle"_s);
    QString m_tools[2]; ///< 0.x, 1.0
};

void tst_DrizzleTool::initTestCase()
{
    const QStringList versions[] = {{u"drizzle-kit@0.31.11"_s, u"drizzle-orm@0.45.4"_s}, {u"drizzle-kit@1.0.0-rc.4"_s, u"drizzle-orm@1.0.0-rc.4"_s}};
    for (int i = 0; i < 2; ++i) {
        const auto tool = npmTool(versions[i] + QStringList{u"pg@8.23.1"_s, u"mysql2@3.24.6"_s, u"@libsql/client@0.15.15"_s});
        LK_NEEDS_TOOL(tool);
        m_tools[i] = *tool;
    }
}

void tst_DrizzleTool::everyGeneration()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<bool>("folders");
    for (const char *name : {"sqlite", "postgresql", "mariadb"}) {
        const QString engine = QString::fromLatin1(name);
        const bool there = engine == u"sqlite" || TestServer::forEngine(engine);
        if (!there && qEnvironmentVariableIsSet("CI"))
            qFatal("%s", qPrintable(TestServer::problem(engine)));
        if (!there)
            continue;
        QTest::addRow("%s, 0.x", name) << engine << false;
        QTest::addRow("%s, 1.0", name) << engine << true;
    }
}

void tst_DrizzleTool::writeSchema(const FormatDatabase &database, int tables) const
{
    const QString engine = database.traits().name;
    const QByteArray core = engine == u"postgresql" ? "pg" : engine == u"sqlite" ? "sqlite" : "mysql";
    const QByteArray number = engine == u"mariadb" ? "int" : "integer";
    const QByteArray words = engine == u"sqlite" ? "text" : "varchar";
    QByteArray schema = "import { " + core + "Table, " + number + ", " + words + ", index } from 'drizzle-orm/" + core + "-core';\n";
    for (int i = 0; i < tables; ++i) {
        const QByteArray name(1, char('a' + i));
        schema += "export const " + name + " = " + core + "Table('" + name + "', { x: " + number + "('x').primaryKey(), note: " + words + "('note', { length: 20 }) }, (table) => [index('" + name + "_note').on(table.note)]);\n";
    }
    database.project().write(u"schema.ts"_s, schema);
}

void tst_DrizzleTool::prepare(const FormatDatabase &database, bool folders) const
{
    QVERIFY(linkModules(m_tools[folders ? 1 : 0], database.project().folder()));
    const QString engine = database.traits().name;
    QByteArray url = database.url().section(u'?', 0, 0).toUtf8();
    if (engine == u"mariadb")
        url = "mysql" + url.sliced(url.indexOf(':'));
    else if (engine == u"sqlite")
        url = "file:test.db";
    database.project().write(u"drizzle.config.ts"_s, "import { defineConfig } from 'drizzle-kit';\nexport default defineConfig({ out: './drizzle', schema: './schema.ts', dialect: '"
                                                         + QByteArray(engine == u"mariadb" ? "mysql" : engine.toUtf8()) + "', dbCredentials: { url: '" + url + "' } });\n");
    database.project().write(u"package.json"_s, folders ? R"({"devDependencies": {"drizzle-kit": "1.0.0-rc.4"}})" : R"({"devDependencies": {"drizzle-kit": "^0.31.11"}})");
    for (int tables = 1; tables <= 2; ++tables) {
        writeSchema(database, tables);
        if (tables == 2 && folders)
            QTest::qSleep(1100); // its folders are named by the second
        const ForeignRun generated = kit(database, {u"generate"_s, u"--name"_s, tables == 1 ? u"first"_s : u"second"_s});
        QVERIFY2(generated.code == 0, generated.said.constData());
    }
    const std::vector<Migration> all = load(database);
    QCOMPARE(all.size(), 2u);
    database.project().write(u"lockkeeper/down/%1.sql"_s.arg(all[1].version), "DROP TABLE b;\n");
}

ForeignRun tst_DrizzleTool::kit(const FormatDatabase &database, const QStringList &arguments) const
{
    return runForeign(database.project().folder(), u"node_modules/.bin/drizzle-kit"_s, arguments);
}

std::vector<Migration> tst_DrizzleTool::load(const FormatDatabase &database) const
{
    const auto all = m_format.load(setup(database), database.traits().dialect);
    if (!all)
        qFatal("%s", qPrintable(all.error().text()));
    return *all;
}

void tst_DrizzleTool::run(FormatDatabase &database, const Migration &migration, Direction direction) const
{
    const Script &script = direction == Direction::Up ? *migration.up : *migration.down;
    const auto spans = m_format.split(script.view(), database.traits().dialect);
    QVERIFY2(spans, spans ? "" : qPrintable(spans.error().text()));
    for (const StatementSpan &span : *spans)
        database.run(script.view().sliced(span.offset, span.length).toByteArray());
    database.run(m_format.record(migration, direction, database.traits(), true, setup(database)));
}

void tst_DrizzleTool::theirsThenOurs()
{
    QFETCH(QString, engine);
    QFETCH(bool, folders);
    FormatDatabase database(engine);
    prepare(database, folders);
    QVERIFY(m_format.recognise(database.project().folder()).matches);
    const auto all = load(database);
    for (const Migration &migration : all)
        QVERIFY2(migration.problems.empty(), migration.problems.empty() ? "" : qPrintable(migration.problems.front().message));
    QVERIFY(all[1].reversible());
    const ForeignRun migrated = kit(database, {u"migrate"_s});
    QVERIFY2(migrated.code == 0, migrated.said.constData());
    const auto applied = m_format.applied(database.session(), setup(database), all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->size(), 2u);
    for (size_t i = 0; i < 2; ++i) {
        QCOMPARE(applied->at(i).key, all[i].key);
        QVERIFY(m_format.isSame(all[i], applied->at(i)));
    }
    run(database, all[1], Direction::Down);
    QCOMPARE(m_format.applied(database.session(), setup(database), all)->size(), 1u);
    const ForeignRun again = kit(database, {u"migrate"_s}); // and goes on from there
    QVERIFY2(again.code == 0, again.said.constData());
    QCOMPARE(m_format.applied(database.session(), setup(database), all)->size(), 2u);
    QVERIFY(database.session().hasTable(u"b"_s).value_or(false));
}

void tst_DrizzleTool::oursThenTheirs()
{
    QFETCH(QString, engine);
    QFETCH(bool, folders);
    FormatDatabase database(engine);
    prepare(database, folders);
    const auto all = load(database);
    database.run(m_format.prepare(database.traits(), setup(database)));
    for (const Migration &migration : all)
        run(database, migration, Direction::Up);
    const ForeignRun nothing = kit(database, {u"migrate"_s}); // it would fail on tables that are there
    QVERIFY2(nothing.code == 0, nothing.said.constData());
    QCOMPARE(m_format.applied(database.session(), setup(database), all)->size(), 2u);
    writeSchema(database, 3);
    if (folders)
        QTest::qSleep(1100);
    const ForeignRun generated = kit(database, {u"generate"_s, u"--name"_s, u"third"_s});
    QVERIFY2(generated.code == 0, generated.said.constData());
    const ForeignRun third = kit(database, {u"migrate"_s});
    QVERIFY2(third.code == 0, third.said.constData());
    QVERIFY(database.session().hasTable(u"c"_s).value_or(false));
    const auto applied = m_format.applied(database.session(), setup(database), load(database));
    QVERIFY(applied && applied->size() == 3u);
    QCOMPARE(applied->at(2).key, load(database).at(2).key);
}

/// A migration that we make is one of its own to drizzle-kit.
void tst_DrizzleTool::oursAmongTheirs()
{
    QFETCH(QString, engine);
    QFETCH(bool, folders);
    FormatDatabase database(engine);
    prepare(database, folders);
    const auto files = m_format.create({u"by hand"_s, false, QDateTime::currentDateTimeUtc()}, setup(database), load(database));
    QVERIFY2(files, files ? "" : qPrintable(files.error().text()));
    for (const NewFile &file : *files)
        database.project().write(file.path, file.path.endsWith(u".sql") ? QByteArray("CREATE TABLE by_hand (x INT);\n") : file.content);
    const ForeignRun checked = kit(database, {u"check"_s});
    QVERIFY2(checked.code == 0, checked.said.constData());
    const ForeignRun migrated = kit(database, {u"migrate"_s});
    QVERIFY2(migrated.code == 0, migrated.said.constData());
    QVERIFY(database.session().hasTable(u"by_hand"_s).value_or(false));
    const auto all = load(database);
    QCOMPARE(all.size(), 3u);
    QCOMPARE(m_format.applied(database.session(), setup(database), all)->size(), 3u);
    const ForeignRun unchanged = kit(database, {u"generate"_s, u"--name"_s, u"none"_s}); // the schema is as its newest snapshot says
    QVERIFY2(unchanged.code == 0, unchanged.said.constData());
    QCOMPARE(load(database).size(), 3u);
}

QTEST_GUILESS_MAIN(tst_DrizzleTool)
#include "tst_drizzletool.moc"
