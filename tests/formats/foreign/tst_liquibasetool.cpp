// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/formatregistry.h"
#include "models/formats/liquibase/changelog.h"
#include "models/run/formatlocks.h"
#include "tests/formats/formatsession.h"
#include "tests/support/foreigntools.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <QUrl>

using namespace lk;
using namespace Qt::StringLiterals;

/// Liquibase itself, from its npm package, which brings its archives and drivers along: what it applies we read, compare and revert; what
/// we apply it finds done, valid, and rolls back.
class tst_LiquibaseTool : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void theirsThenOurs_data() { everyTestEngine(); }
    void theirsThenOurs();
    void oursThenTheirs_data() { everyTestEngine(); }
    void oursThenTheirs();
    void lockKeepsThemOut();

private:
    void writeProject(const FormatDatabase &database);
    /// Runs Liquibase in the database's project; whether it ended well, with what it said in m_said.
    bool liquibase(const FormatDatabase &database, const QStringList &arguments);
    std::vector<Migration> load(const FormatDatabase &database);
    void run(FormatDatabase &database, const Migration &migration, Direction direction) const;

    const Format &m_format = *formatByName(u"liquibase"_s);
    FormatSetup m_setup;
    QString m_classes;
    QByteArray m_said;
};

void tst_LiquibaseTool::initTestCase()
{
    const auto tool = npmTool({u"liquibase@4.28.0"_s});
    LK_NEEDS_TOOL(tool);
    if (QStandardPaths::findExecutable(u"java"_s).isEmpty() && !qEnvironmentVariableIsSet("CI"))
        QSKIP("there is no java");
    QVERIFY2(!QStandardPaths::findExecutable(u"java"_s).isEmpty(), "there is no java");
    m_classes = *tool + u"/node_modules/liquibase/dist/liquibase/internal/lib/*"_s;
    for (const char *archive : {"/usr/share/java/slf4j-api.jar", "/usr/share/java/slf4j-nop.jar"}) // SQLite's driver wants one
        m_classes += u':' + QString::fromLatin1(archive);
}

/// Every kind of thing that the two have to agree on.
void tst_LiquibaseTool::writeProject(const FormatDatabase &database)
{
    const TemporaryProject &project = database.project();
    const QUrl url(database.url());
    const QString engine = database.traits().name;
    QByteArray properties = "changeLogFile: main.yaml\nliquibase.headless: true\nparameter.own: fromprops\n";
    if (engine == u"sqlite")
        properties += "url: jdbc:sqlite:test.db\n";
    else
        properties += "url: jdbc:" + engine.toUtf8() + "://" + url.host().toUtf8() + ':' + QByteArray::number(url.port()) + '/' + database.name().toUtf8() + "\nusername: " + url.userName().toUtf8()
                      + "\npassword: " + url.password().toUtf8() + '\n';
    project.write(u"liquibase.properties"_s, properties);
    project.write(u"main.yaml"_s, "databaseChangeLog:\n  - property: {name: tbl, value: first}\n  - include:\n      file: one.sql\n  - includeAll:\n      path: more/\n      relativeToChangelogFile: true\n"
                                  "  - include: {file: last.sql, context: inner}\n");
    project.write(u"one.sql"_s, "-- liquibase formatted sql\n\n--changeset ann:1 labels:v1,v2 context:\"test or prod\"\n--comment: first table\ncreate table ${tbl} (\n    x int, -- the key; really\n"
                                "    y varchar(30) default '${unknown} ${own}'\n);\ninsert into first values (1, 'a;b');\n--rollback drop table ${tbl};\n\n-- between the two\n"
                                "--changeset bob:2 runOnChange:true\ndrop view if exists v;\n/* block\n   comment */\ncreate view v as select x from first;\n/* liquibase rollback\ndrop view v;\n*/\n"
                                "--changeset bob:3\n--ignoreLines:1\nthis is no SQL;\ncreate table third (x int) -- behind\n;\n--rollback not required\n"
                                "--changeset \"zoe smith\":\"4 x\" endDelimiter:GO\ncreate table four (x int)\nGO\ncreate table four2 (x int)\nGO\n--rollback drop table four;\n--rollback drop table four2;\n"
                                "--changeset ann:5 dbms:oracle\ncreate table never (x int);\n--changeset ann:6 ignore:true\ncreate table never2 (x int);\n");
    project.write(u"more/raw.sql"_s, "create table raw (x int);\n");
    project.write(u"more/deep/d.sql"_s, "--liquibase formatted sql\r\n--changeset q:1 logicalFilePath:other/name.sql\r\ncreate table deep (\r\n\tx int\r\n);\r\n--rollback drop table deep;\r\n");
    project.write(u"last.sql"_s, "--liquibase formatted sql\n--changeset q:1 context:c\ninsert into first values (2, '\xc3\xa4 \xe2\x82\xac');\n--rollback delete from first where x = 2;\n");
}

bool tst_LiquibaseTool::liquibase(const FormatDatabase &database, const QStringList &arguments)
{
    const ForeignRun run = runForeign(database.project().folder(), u"java"_s,
                                      QStringList{u"-Xshare:auto"_s, u"-XX:TieredStopAtLevel=1"_s, u"-Dfile.encoding=UTF-8"_s, u"-cp"_s, m_classes,
                                                  u"liquibase.integration.commandline.LiquibaseCommandLine"_s, u"--show-banner=false"_s}
                                          + arguments);
    m_said = run.said;
    return run.code == 0;
}

std::vector<Migration> tst_LiquibaseTool::load(const FormatDatabase &database)
{
    writeProject(database);
    const auto setup = m_format.setup(database.project().folder(), {});
    if (!setup)
        qFatal("%s", qPrintable(setup.error().text()));
    m_setup = *setup;
    auto all = m_format.load(m_setup, database.traits().dialect);
    if (!all)
        qFatal("%s", qPrintable(all.error().text()));
    std::erase_if(*all, [](const Migration &migration) { return !migration.up; }); // other databases' and ignored ones
    return *all;
}

void tst_LiquibaseTool::run(FormatDatabase &database, const Migration &migration, Direction direction) const
{
    const Script &script = direction == Direction::Up ? *migration.up : *migration.down;
    const auto spans = m_format.split(script.view(), database.traits().dialect);
    QVERIFY2(spans, spans ? "" : qPrintable(spans.error().text()));
    for (const StatementSpan &span : *spans)
        database.run(script.view().sliced(span.offset, span.length).toByteArray());
    database.run(m_format.record(migration, direction, database.traits(), true, m_setup));
}

void tst_LiquibaseTool::theirsThenOurs()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = load(database);
    QCOMPARE(all.size(), 7u);
    QVERIFY2(liquibase(database, {u"update"_s}), m_said.constData());
    const auto applied = m_format.applied(database.session(), m_setup, all);
    QVERIFY2(applied, applied ? "" : qPrintable(applied.error().text()));
    QCOMPARE(applied->size(), all.size());
    for (size_t i = 0; i < all.size(); ++i) {
        QCOMPARE(applied->at(i).key, all[i].key);
        QCOMPARE(applied->at(i).checksum, all[i].checksum);
        for (const QString &name : {ContextDetail, LabelsDetail})
            QCOMPARE(all[i].details.value(name), applied->at(i).details.value(name));
    }
    QCOMPARE(database.rows(u"SELECT y FROM first ORDER BY x"_s).front(), u"a;b"_s);
    run(database, all[6], Direction::Down);
    run(database, all[4], Direction::Down);
    QVERIFY(!database.session().hasTable(u"deep"_s).value_or(true));
    QVERIFY2(liquibase(database, {u"status"_s, u"--verbose"_s}), m_said.constData());
    QVERIFY2(m_said.contains("2 changesets have not been applied") && m_said.contains("other/name.sql::1::q") && m_said.contains("last.sql::1::q"), m_said.constData());
}

void tst_LiquibaseTool::oursThenTheirs()
{
    QFETCH(QString, engine);
    FormatDatabase database(engine);
    const auto all = load(database);
    database.run(m_format.prepare(database.traits(), m_setup));
    for (const Migration &migration : all)
        run(database, migration, Direction::Up);
    QVERIFY2(liquibase(database, {u"status"_s}), m_said.constData());
    QVERIFY2(m_said.contains("is up to date"), m_said.constData());
    QVERIFY2(liquibase(database, {u"update"_s}), m_said.constData()); // valid, and nothing to run
    QVERIFY2(m_said.contains("Database is up to date") || m_said.contains("Run:                          0"), m_said.constData());
    QCOMPARE(database.rows(u"SELECT ORDEREXECUTED, EXECTYPE FROM DATABASECHANGELOG WHERE ID = '4 x'"_s), (QStringList{u"4|EXECUTED"_s}));
    database.run("DELETE FROM DATABASECHANGELOG WHERE ID = 'raw'"); // it can't be rolled back
    QVERIFY2(liquibase(database, {u"rollback-count"_s, u"3"_s}), m_said.constData());
    QCOMPARE(m_format.applied(database.session(), m_setup, all)->size(), 3u);
    QVERIFY(!database.session().hasTable(u"four2"_s).value_or(true));
    QVERIFY(database.session().hasTable(u"third"_s).value_or(false));
    const QStringList lock = database.rows(u"SELECT ID, LOCKEDBY FROM DATABASECHANGELOGLOCK"_s);
    QCOMPARE(lock, (QStringList{u"1|NULL"_s}));
}

/// While we hold the row, Liquibase waits and gives up; it finds the row free as soon as we are done. (On SQLite it stumbles over the
/// time in any row that is taken, its own too.)
void tst_LiquibaseTool::lockKeepsThemOut()
{
    const QString name = u"postgresql"_s;
    if (!TestServer::forEngine(name)) {
        QVERIFY2(!qEnvironmentVariableIsSet("CI"), qPrintable(TestServer::problem(name)));
        return;
    }
    FormatDatabase database(name);
    load(database);
    const Engine &engine = *engineByName(name);
    const Target target = *engine.target(database.url(), database.project().folder());
    RunControl control;
    {
        const auto held = FormatLocks::take(engine, target, m_format.locks(database.traits(), {}, m_setup), control);
        QVERIFY2(held, held ? "" : qPrintable(held.error().text()));
        QVERIFY(!liquibase(database, {u"--changelog-lock-wait-time-in-minutes=0"_s, u"--changelog-lock-poll-rate=1"_s, u"update"_s}));
        QVERIFY2(m_said.contains("Could not acquire change log lock") && m_said.contains("(Lockkeeper)"), m_said.constData());
        QVERIFY(!database.session().hasTable(u"first"_s).value_or(true));
    }
    QVERIFY2(liquibase(database, {u"update"_s}), m_said.constData());
    QVERIFY(database.session().hasTable(u"first"_s).value_or(false));
}

QTEST_GUILESS_MAIN(tst_LiquibaseTool)
#include "tst_liquibasetool.moc"
