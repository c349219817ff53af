// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/formats/flyway/flywayfolder.h"
#include "models/formats/flyway/flywayformat.h"
#include "models/formats/flyway/flywayname.h"
#include "models/formats/formatregistry.h"
#include "models/history/history.h"
#include "models/run/formatlocks.h"
#include "tests/support/temporaryproject.h"
#include "tests/support/testdatabase.h"
#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

const QByteArray ScriptA = "CREATE TABLE t (id INTEGER PRIMARY KEY);\n";

const FileProblem *problem(const Migration &migration, QStringView rule)
{
    const auto found = std::ranges::find_if(migration.problems, [&](const FileProblem &p) { return p.rule == rule; });
    return found == migration.problems.end() ? nullptr : &*found;
}

/// An empty database of one engine.
struct Database {
    const Engine *engine = nullptr;
    Target target;
    std::unique_ptr<Session> session;
};

} // namespace

class tst_Flyway : public QObject
{
    Q_OBJECT

private slots:
    void checksums_data();
    void checksums();
    void names_data();
    void names();
    void versions_data();
    void versions();
    void orderAndKinds();
    void configuredNames();
    void locations();
    void badConfiguration_data();
    void badConfiguration();
    void placeholders();
    void unknownPlaceholder();
    void repeatableChecksums();
    void scriptConfiguration();
    void callbacksAreListed();
    void duplicates();
    void oddFiles();
    void recognition_data();
    void recognition();
    void urls_data();
    void urls();
    void locks_data();
    void locks();
    void lockIsTaken_data() { servers(); }
    void lockIsTaken();
    void tableOfSqlite();
    void tableOfPostgresql();
    void tableOfMariadb();
    void rows_data() { engines(); }
    void rows();
    void repeatableRuns_data() { engines(); }
    void repeatableRuns();
    void failedHalfWay_data() { engines(); }
    void failedHalfWay();
    void baselineHidesFiles();
    void missingAndFuture();
    void deletedAndUndone();
    void validateComparesMore();
    void newFiles_data();
    void newFiles();
    void manyFiles();

private:
    using Files = QList<std::pair<QString, QByteArray>>;

    static void servers()
    {
        QTest::addColumn<QString>("engine");
        for (const char *name : {"postgresql", "mariadb"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    static void engines()
    {
        servers();
        QTest::newRow("sqlite") << u"sqlite"_s;
    }

    static Database database(const QString &engine, const TemporaryProject &project)
    {
        Database made;
        made.engine = engineByName(engine);
        QString url = u"sqlite:test.db"_s;
        if (engine != u"sqlite") {
            TestServer *server = TestServer::forEngine(engine);
            if (!server)
                qFatal("%s", qPrintable(TestServer::problem(engine)));
            url = server->url(server->newDatabase());
        }
        made.target = *made.engine->target(url, project.folder());
        auto opened = made.engine->open(made.target, Access::ReadWrite, engine == u"sqlite");
        if (!opened)
            qFatal("%s", qPrintable(opened.error().text()));
        made.session = std::move(*opened);
        return made;
    }

    /// Runs the statements as the executor would, after 7 ms.
    static void run(Session &session, const std::vector<RecordStatement> &statements)
    {
        for (const RecordStatement &statement : statements) {
            QVariantList values;
            for (const BoundValue &value : statement.values)
                values += std::holds_alternative<QVariant>(value) ? std::get<QVariant>(value) : QVariant(qlonglong(7));
            if (const auto done = session.execute(statement.sql, values); !done)
                qFatal("%s: %s", statement.sql.constData(), qPrintable(done.error().text()));
        }
    }

    static QStringList cells(Session &session, const QString &sql)
    {
        const auto rows = session.query(sql);
        if (!rows)
            qFatal("%s", qPrintable(rows.error().text()));
        QStringList lines;
        for (const QVariantList &row : rows->rows) {
            QStringList texts;
            for (const QVariant &cell : row)
                texts += cell.isNull() ? u"NULL"_s : cell.typeId() == QMetaType::Bool ? QString::number(int(cell.toBool())) : cell.toString();
            lines += texts.join(u'|');
        }
        return lines;
    }

    FormatSetup write(const TemporaryProject &project, const Files &files) const
    {
        project.makeFolder(u"sql"_s);
        for (const auto &[name, content] : files)
            project.write(name.contains(u'/') || name.startsWith(u"flyway") ? name : u"sql/"_s + name, content);
        const auto setup = m_format.setup(project.folder(), {});
        if (!setup)
            qFatal("%s", qPrintable(setup.error().text()));
        return *setup;
    }

    std::vector<Migration> load(const FormatSetup &setup) const
    {
        auto migrations = m_format.load(setup, sqliteDialect());
        if (!migrations)
            qFatal("%s", qPrintable(migrations.error().text()));
        return *migrations;
    }

    std::vector<Migration> load(const Files &files) const
    {
        TemporaryProject project;
        return load(write(project, files));
    }

    QStringList states(Session &session, const FormatSetup &setup) const
    {
        const auto files = load(setup);
        const auto applied = m_format.applied(session, setup, files);
        if (!applied)
            qFatal("%s", qPrintable(applied.error().text()));
        QStringList states;
        for (const HistoryEntry &entry : joinHistory(files, *applied, m_format, {}).entries)
            states += entry.version() + u' ' + word(entry.state);
        return states;
    }

    FlywayFormat m_format;
};

void tst_Flyway::checksums_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("sum");
    QTest::newRow("A") << ScriptA << -2136029779;
    QTest::newRow("A-CRLF") << "CREATE TABLE t (id INTEGER PRIMARY KEY);\r\n"_ba << -2136029779;
    QTest::newRow("B") << "-- no-transaction\nCREATE INDEX CONCURRENTLY t_id_idx ON t (id);\n"_ba << 1016200785;
    QTest::newRow("C") << "-- caf\xc3\xa9\nALTER TABLE t ADD COLUMN n TEXT;"_ba << 1602845062;
    QTest::newRow("D") << "\xef\xbb\xbf"_ba + ScriptA << -2136029779;
    QTest::newRow("E") << ""_ba << 0;
    QTest::newRow("a, b") << "a\nb"_ba << -1635563411;
    QTest::newRow("ab") << "ab"_ba << -1635563411;
    QTest::newRow("person") << "CREATE TABLE person (\n    id INT NOT NULL\n);\n\nINSERT INTO person VALUES (1);\n"_ba << 2131144954;
}

void tst_Flyway::checksums()
{
    QFETCH(QByteArray, text);
    QFETCH(int, sum);
    QCOMPARE(m_format.checksumText(flywayChecksum(text)), QString::number(sum));
    QCOMPARE(m_format.checksumText(load({{u"V1__x.sql"_s, text}})[0].checksum), QString::number(sum));
}

void tst_Flyway::names_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("read"); // kind, version, description; empty: passed over
    QTest::newRow("plain") << u"V1__add_users.sql"_s << u"0|1|add users"_s;
    QTest::newRow("dotted") << u"V1_2.3__x.sql"_s << u"0|1.2.3|x"_s;
    QTest::newRow("zeros stay") << u"V001__x.sql"_s << u"0|001|x"_s;
    QTest::newRow("no description") << u"V7.sql"_s << u"0|7|"_s;
    QTest::newRow("three underscores") << u"V1___x.sql"_s << u"0|1| x"_s;
    QTest::newRow("capital suffix") << u"V1__x.SQL"_s << u"0|1|x"_s;
    QTest::newRow("repeatable") << u"R__a_view.sql"_s << u"1||a view"_s;
    QTest::newRow("undo") << u"U1.0__x.sql"_s << u"2|1.0|x"_s;
    QTest::newRow("baseline") << u"B5__x.sql"_s << u"3|5|x"_s;
    QTest::newRow("callback") << u"beforeMigrate.sql"_s << u"4||beforeMigrate"_s;
    QTest::newRow("described callback") << u"afterMigrate__grants.sql"_s << u"4||afterMigrate"_s;
    QTest::newRow("one underscore") << u"V1_x.sql"_s << QString();
    QTest::newRow("small prefix") << u"v1__x.sql"_s << QString();
    QTest::newRow("repeatable with version") << u"R1__x.sql"_s << QString();
    QTest::newRow("no version") << u"V__x.sql"_s << QString();
    QTest::newRow("other type") << u"V1__x.txt"_s << QString();
    QTest::newRow("other name") << u"schema.sql"_s << QString();
}

void tst_Flyway::names()
{
    QFETCH(QString, file);
    QFETCH(QString, read);
    const auto name = readFlywayName(file, {});
    QCOMPARE(name ? u"%1|%2|%3"_s.arg(int(name->kind)).arg(name->version, name->description) : QString(), read);
}

void tst_Flyway::versions_data()
{
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("key");
    QTest::newRow("one") << u"1"_s << u"1"_s;
    QTest::newRow("zeros") << u"001.0.00"_s << u"1"_s;
    QTest::newRow("zero") << u"0.0"_s << u"0"_s;
    QTest::newRow("inner zero") << u"1.0.2"_s << u"1.0.2"_s;
    QTest::newRow("beyond 64 bits") << u"99999999999999999999999.1"_s << u"99999999999999999999999.1"_s;
}

void tst_Flyway::versions()
{
    QFETCH(QString, version);
    QFETCH(QString, key);
    QCOMPARE(flywayVersionKey(version), key);
    QVERIFY(flywayVersionLess(u"9", u"10") && flywayVersionLess(u"1", u"1.1") && flywayVersionLess(u"1.9", u"1.10"));
    QVERIFY(flywayVersionLess(u"2", u"99999999999999999999999.1") && !flywayVersionLess(u"1", u"1"));
}

void tst_Flyway::orderAndKinds()
{
    const auto all = load({{u"V10__c.sql"_s, "SELECT 3;"},
                           {u"V9__b.sql"_s, "SELECT 2;"},
                           {u"sql/deep/er/V1.1__a.sql"_s, "SELECT 1;"},
                           {u"U9.0__b.sql"_s, "SELECT -2;"},
                           {u"R__z.sql"_s, "SELECT 5;"},
                           {u"R__a.sql"_s, "SELECT 4;"},
                           {u"U77__gone.sql"_s, "SELECT 0;"},
                           {u"B9__all.sql"_s, "SELECT 0;"},
                           {u"lockkeeper/down/V10__c.sql"_s, "SELECT -3;"},
                           {u"seed.sql"_s, "SELECT 0;"}});
    QStringList versions;
    for (const Migration &migration : all)
        versions += migration.version;
    QCOMPARE(versions.mid(0, 5), (QStringList{u"1.1"_s, u"9"_s, u"10"_s, u"R__a"_s, u"R__z"_s}));
    QCOMPARE(all.size(), 8u);
    QCOMPARE(all[0].details.value(u"script"_s), u"deep/er/V1.1__a.sql"_s);
    QCOMPARE(all[1].down->view().toByteArray(), "SELECT -2;"_ba);
    QCOMPARE(all[2].down->view().toByteArray(), "SELECT -3;"_ba);
    QCOMPARE(all[2].downFile, u"lockkeeper/down/V10__c.sql"_s);
    QVERIFY(!all[0].down && !all[0].repeatable && all[3].repeatable);
    for (size_t i = 5; i < 8; ++i)
        QVERIFY(!all[i].up && !all[i].blocked() && all[i].problems.size() == 1);
}

void tst_Flyway::configuredNames()
{
    const auto all = load({{u"flyway.conf"_s, "# names\nflyway.sqlMigrationPrefix=M\nflyway.sqlMigrationSeparator=-\nsqlMigrationSuffixes=.up.sql,.ddl\n"},
                           {u"M1-a_b.up.sql"_s, "SELECT 1;"},
                           {u"M2-c.ddl"_s, "SELECT 2;"},
                           {u"V3__x.sql"_s, "SELECT 3;"}});
    QCOMPARE(all.size(), 3u);
    QCOMPARE(all[0].description, u"a b"_s);
    QCOMPARE(all[1].key, u"2"_s);
    QVERIFY(problem(all[2], u"bad-file-name"));
}

void tst_Flyway::locations()
{
    TemporaryProject project;
    project.write(u"db/one/V1__a.sql"_s, "SELECT 1;");
    project.write(u"src/main/resources/db/two/V2__b.sql"_s, "SELECT 2;");
    project.write(u"flyway.toml"_s, "[flyway]\nlocations = [\"filesystem:./db/one\", \"classpath:db/two\"]\ntable = \"versions\"\ndefaultSchema = \"app\"\n");
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(setup);
    QCOMPARE(setup->migrations, u"db/one"_s);
    QCOMPARE(setup->table, u"app.versions"_s);
    QCOMPARE(load(*setup).size(), 2u);
    const auto chosen = m_format.setup(project.folder(), u"db/one"_s);
    QCOMPARE(load(*chosen).size(), 1u);
}

void tst_Flyway::badConfiguration_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::newRow("toml") << u"flyway.toml"_s << "[flyway]\nlocations = [\n"_ba << -1;
    QTest::newRow("conf") << u"flyway.conf"_s << "# x\n\nflyway.table\n"_ba << 3;
    QTest::newRow("outside") << u"flyway.toml"_s << "[flyway]\nlocations = [\"filesystem:../elsewhere\"]\n"_ba << 2;
    QTest::newRow("wildcard") << u"flyway.conf"_s << "flyway.locations=filesystem:db/**/x\n"_ba << 1;
    QTest::newRow("cloud") << u"flyway.toml"_s << "[flyway]\nlocations = [\"s3:bucket\"]\n"_ba << 2;
}

void tst_Flyway::badConfiguration()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    TemporaryProject project;
    project.write(file, text);
    QVERIFY(m_format.recognise(project.folder()).matches);
    const auto setup = m_format.setup(project.folder(), {});
    QVERIFY(!setup);
    QVERIFY(setup.error().where.file.endsWith(file));
    QVERIFY(line < 0 ? setup.error().where.line > 0 : setup.error().where.line == line);
}

void tst_Flyway::placeholders()
{
    const QByteArray text = "-- ${OWNER}\nCREATE TABLE ${owner}_t (x); -- ${flyway:filename} ${flyway:table}\n";
    const auto all = load({{u"flyway.toml"_s, "[flyway]\n[flyway.placeholders]\nowner = \"ada\"\n"}, {u"V1__x.sql"_s, text}});
    QVERIFY(all[0].problems.empty());
    QCOMPARE(all[0].up->view().toByteArray(), "-- ada\nCREATE TABLE ada_t (x); -- V1__x.sql flyway_schema_history\n"_ba);
    QCOMPARE(all[0].up->fileBytes(), text);
    QCOMPARE(all[0].checksum, flywayChecksum(text));
    const auto other = load({{u"flyway.conf"_s, "flyway.placeholderPrefix=#[\nflyway.placeholderSuffix=]\nflyway.placeholders.a=b\n"}, {u"V1__x.sql"_s, "SELECT '#[A] ${a}';"}});
    QCOMPARE(other[0].up->view().toByteArray(), "SELECT 'b ${a}';"_ba);
}

void tst_Flyway::unknownPlaceholder()
{
    const auto all = load({{u"V1__x.sql"_s, "SELECT 1;\n\nSELECT '${who}';\n"}, {u"V2__open.sql"_s, "SELECT '${"}, {u"V3__none.sql"_s, "SELECT '$ {x}';"}});
    const FileProblem *found = problem(all[0], u"unknown-placeholder");
    QVERIFY(found && found->blocks && found->message.contains(u"${who}"));
    QCOMPARE(found->line, 3);
    QVERIFY(problem(all[1], u"unknown-placeholder"));
    QVERIFY(all[2].problems.empty());
    const auto off = load({{u"flyway.toml"_s, "[flyway]\nplaceholderReplacement = false\n"}, {u"V1__x.sql"_s, "SELECT '${who}';\n"}});
    QVERIFY(off[0].problems.empty());
}

void tst_Flyway::repeatableChecksums()
{
    const auto all = load({{u"flyway.toml"_s, "[flyway.placeholders]\nowner = \"ada\"\n"}, {u"R__x.sql"_s, "SELECT '${owner}';"}});
    QCOMPARE(all[0].checksum, flywayChecksum("SELECT 'ada';"));
    AppliedMigration applied;
    applied.description = u"x"_s;
    for (const char *text : {"SELECT 'ada';", "SELECT '${owner}';"}) {
        applied.checksum = flywayChecksum(text);
        QVERIFY(m_format.isSame(all[0], applied));
    }
    applied.checksum = flywayChecksum("SELECT 'bob';");
    QVERIFY(!m_format.isSame(all[0], applied));
}

void tst_Flyway::scriptConfiguration()
{
    const auto all = load({{u"V1__x.sql"_s, "SELECT '${a}';"},
                           {u"sql/V1__x.sql.conf"_s, "# how\nexecuteInTransaction = false\nplaceholderReplacement=false\n"},
                           {u"V2__y.sql"_s, "SELECT 2;"}});
    QVERIFY(!all[0].transaction && all[0].problems.empty());
    QVERIFY(all[1].transaction);
}

void tst_Flyway::callbacksAreListed()
{
    const auto all = load({{u"V1__x.sql"_s, "SELECT 1;"}, {u"afterMigrate__grants.sql"_s, "GRANT ALL;"}});
    const FileProblem *found = problem(all.at(1), u"tool-callback");
    QVERIFY(found && !found->blocks && found->message.contains(u"afterMigrate__grants.sql"));
    QVERIFY(!all[1].up);
    HistoryEntry entry;
    entry.file = all[1];
    QVERIFY(entry.isPassedOver() && !entry.canApply());
}

void tst_Flyway::duplicates()
{
    const auto all = load({{u"V1__a.sql"_s, "SELECT 1;"}, {u"sql/x/V1.0__b.sql"_s, "SELECT 2;"}, {u"R__v.sql"_s, "SELECT 3;"}, {u"sql/x/R__v.sql"_s, "SELECT 4;"}});
    QCOMPARE(all.size(), 4u);
    for (const Migration &migration : all)
        QVERIFY(problem(migration, u"duplicate-version")->blocks);
}

void tst_Flyway::oddFiles()
{
    TemporaryProject project;
    project.makeFolder(u"sql/V1__folder.sql"_s);
    project.write(u"sql/V2__latin.sql"_s, "-- gr\xfc\xdf\nSELECT 1;");
    project.write(u"sql/V3__empty.sql"_s, "");
    QVERIFY(QFile::link(project.path(u"nowhere"_s), project.path(u"sql/V4__broken.sql"_s)));
    QVERIFY(QFile::link(project.path(u"sql"_s), project.path(u"sql/loop"_s)));
    const auto all = load(*m_format.setup(project.folder(), {}));
    QCOMPARE(all.size(), 3u);
    QVERIFY(problem(all[0], u"not-utf8")->blocks);
    QVERIFY(problem(all[1], u"empty-script"));
    QVERIFY(problem(all[2], u"unreadable")->blocks);
    QVERIFY(!m_format.load({project.folder(), u"gone"_s}, sqliteDialect()));
}

void tst_Flyway::recognition_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("migrations"); // empty: not this tool's
    QTest::newRow("toml") << QStringList{u"flyway.toml"_s} << u"sql"_s;
    QTest::newRow("conf") << QStringList{u"flyway.conf"_s, u"db/migration/V1__x.sql"_s} << u"db/migration"_s;
    QTest::newRow("maven") << QStringList{u"pom.xml"_s, u"src/main/resources/db/migration/V1__x.sql"_s} << u"src/main/resources/db/migration"_s;
    QTest::newRow("repeatable alone") << QStringList{u"sql/R__x.sql"_s} << u"sql"_s;
    QTest::newRow("numbered") << QStringList{u"sql/1_x.sql"_s} << QString();
    QTest::newRow("no version") << QStringList{u"sql/Vx__x.sql"_s} << QString();
}

void tst_Flyway::recognition()
{
    QFETCH(QStringList, files);
    QFETCH(QString, migrations);
    TemporaryProject project;
    for (const QString &file : files)
        project.write(file, "");
    const Recognition recognition = m_format.recognise(project.folder());
    QCOMPARE(recognition.matches, !migrations.isEmpty());
    QCOMPARE(recognition.migrations, migrations);
    if (recognition.matches)
        QCOMPARE(detectFormat(project.folder())->format->traits().name, u"flyway"_s);
}

void tst_Flyway::urls_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("url"); // empty: an error
    QTest::newRow("conf") << u"flyway.conf"_s << "flyway.url=jdbc:postgresql://db1:5433/shop?sslmode=require&ApplicationName=x\nflyway.user=ada\nflyway.password=a@b:c\n"_ba
                          << u"postgresql://ada:a%40b%3Ac@db1:5433/shop?sslmode=require"_s;
    QTest::newRow("toml, default") << u"flyway.toml"_s << "[environments.default]\nurl = \"jdbc:mysql://h/shop?useSSL=true&user=bob\"\n"_ba << u"mysql://bob@h/shop?ssl-mode=REQUIRED"_s;
    QTest::newRow("toml, ours") << u"flyway.toml"_s << "[environments.default]\nurl = \"jdbc:sqlite:a.db\"\n[environments.production]\nurl = \"jdbc:sqlite:/srv/b.db\"\n"_ba
                                << u"sqlite:/srv/b.db"_s;
    QTest::newRow("toml, chosen") << u"flyway.toml"_s << "[flyway]\nenvironment = \"test\"\n[environments.test]\nurl = \"jdbc:mariadb://h:3307/d?sslMode=verify-full\"\nuser = \"u\"\n"_ba
                                  << u"mariadb://u@h:3307/d?ssl-mode=VERIFY_IDENTITY"_s;
    QTest::newRow("local") << u"flyway.conf"_s << "flyway.url=jdbc:postgresql:shop\n"_ba << u"postgresql://localhost/shop"_s;
    QTest::newRow("other database") << u"flyway.conf"_s << "flyway.url=jdbc:oracle:thin:secret\n"_ba << QString();
    QTest::newRow("resolver") << u"flyway.toml"_s << "[environments.default]\nurl = \"${vault.url}\"\n"_ba << QString();
}

void tst_Flyway::urls()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, text);
    QFETCH(QString, url);
    TemporaryProject project;
    project.write(file, text);
    const auto found = m_format.url({project.folder(), {}}, u"production"_s);
    QCOMPARE(found.has_value(), !url.isEmpty());
    if (found) {
        QCOMPARE(*found, url);
        QVERIFY(engineByName(url.section(u':', 0, 0))->target(url, project.folder()));
    } else {
        QVERIFY(found.error().where.line > 0);
        QVERIFY(!found.error().text().contains(u"secret"));
    }
}

void tst_Flyway::locks_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<QVariant>("key");
    QTest::newRow("postgresql") << u"postgresql"_s << QVariant(qint64(77433833903597));
    QTest::newRow("mariadb") << u"mariadb"_s << QVariant(u"Flyway--320650056"_s);
    QTest::newRow("mysql") << u"mysql"_s << QVariant(u"Flyway--320650056"_s);
    QTest::newRow("sqlite") << u"sqlite"_s << QVariant();
}

void tst_Flyway::locks()
{
    QFETCH(QString, engine);
    QFETCH(QVariant, key);
    EngineTraits traits;
    traits.name = engine;
    const auto locks = m_format.locks(traits, u"app"_s, {});
    QCOMPARE(locks.size(), key.isValid() ? 1u : 0u);
    if (!locks.empty())
        QCOMPARE(std::get<QVariant>(locks[0].take.values[0]), key);
}

void tst_Flyway::lockIsTaken()
{
    QFETCH(QString, engine);
    TemporaryProject project;
    Database db = database(engine, project);
    db.target.lockTimeoutMs = 1;
    RunControl control;
    auto locks = m_format.locks(db.engine->traits(), db.session->info().database, {});
    const auto held = FormatLocks::take(*db.engine, db.target, locks, control);
    QVERIFY(held);
    const auto second = FormatLocks::take(*db.engine, db.target, locks, control);
    QVERIFY(!second && second.error().code == ErrorCode::Locked);
}

void tst_Flyway::tableOfSqlite()
{
    // As Flyway's SQLiteDatabase sends it.
    const char theirs[] = "CREATE TABLE \"main\".\"flyway_schema_history\" (\n    \"installed_rank\" INT NOT NULL PRIMARY KEY,\n    \"version\" VARCHAR(50),\n"
                          "    \"description\" VARCHAR(200) NOT NULL,\n    \"type\" VARCHAR(20) NOT NULL,\n    \"script\" VARCHAR(1000) NOT NULL,\n"
                          "    \"checksum\" INT,\n    \"installed_by\" VARCHAR(100) NOT NULL,\n"
                          "    \"installed_on\" TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')),\n    \"execution_time\" INT NOT NULL,\n"
                          "    \"success\" BOOLEAN NOT NULL\n);\n"
                          "CREATE INDEX \"main\".\"flyway_schema_history_s_idx\" ON \"flyway_schema_history\" (\"success\");";
    TemporaryProject project;
    Database db = database(u"sqlite"_s, project);
    run(*db.session, m_format.prepare(db.engine->traits(), {}));
    TestDatabase other(project.path(u"theirs.db"_s));
    other.run(theirs);
    const QByteArray catalogue = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name";
    TestDatabase ours(project.path(u"test.db"_s));
    QCOMPARE(ours.rows(catalogue), other.rows(catalogue));
}

void tst_Flyway::tableOfPostgresql()
{
    const char theirs[] = "CREATE SCHEMA other; CREATE TABLE other.\"flyway_schema_history\" (\"installed_rank\" INT NOT NULL, \"version\" VARCHAR(50), "
                          "\"description\" VARCHAR(200) NOT NULL, \"type\" VARCHAR(20) NOT NULL, \"script\" VARCHAR(1000) NOT NULL, \"checksum\" INTEGER, "
                          "\"installed_by\" VARCHAR(100) NOT NULL, \"installed_on\" TIMESTAMP NOT NULL DEFAULT now(), \"execution_time\" INTEGER NOT NULL, "
                          "\"success\" BOOLEAN NOT NULL); ALTER TABLE other.\"flyway_schema_history\" ADD CONSTRAINT \"flyway_schema_history_pk\" "
                          "PRIMARY KEY (\"installed_rank\"); CREATE INDEX \"flyway_schema_history_s_idx\" ON other.\"flyway_schema_history\" (\"success\");";
    TemporaryProject project;
    Database db = database(u"postgresql"_s, project);
    run(*db.session, m_format.prepare(db.engine->traits(), {}));
    TestServer::postgresql()->run(db.session->info().database, theirs);
    const QString columns = u"SELECT column_name, data_type, character_maximum_length, is_nullable, column_default FROM information_schema.columns WHERE "
                            "table_name = 'flyway_schema_history' AND table_schema = '%1' ORDER BY ordinal_position"_s;
    QCOMPARE(cells(*db.session, columns.arg(u"public"_s)), cells(*db.session, columns.arg(u"other"_s)));
    QCOMPARE(cells(*db.session, columns.arg(u"public"_s)).size(), 10);
    const QString indexes = u"SELECT indexname, replace(indexdef, '%1.', '') FROM pg_indexes WHERE schemaname = '%1' ORDER BY 1"_s;
    QCOMPARE(cells(*db.session, indexes.arg(u"public"_s)), cells(*db.session, indexes.arg(u"other"_s)));
}

void tst_Flyway::tableOfMariadb()
{
    const QString theirs = u"CREATE TABLE `theirs` (`installed_rank` INT NOT NULL, `version` VARCHAR(50), `description` VARCHAR(200) NOT NULL, "
                           "`type` VARCHAR(20) NOT NULL, `script` VARCHAR(1000) NOT NULL, `checksum` INT, `installed_by` VARCHAR(100) NOT NULL, "
                           "`installed_on` TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, `execution_time` INT NOT NULL, `success` BOOL NOT NULL, "
                           "CONSTRAINT `theirs_pk` PRIMARY KEY (`installed_rank`))"_s;
    TemporaryProject project;
    Database db = database(u"mariadb"_s, project);
    run(*db.session, m_format.prepare(db.engine->traits(), {}));
    QVERIFY(db.session->execute(theirs.toUtf8()));
    QVERIFY(db.session->execute("CREATE INDEX `theirs_s_idx` ON `theirs` (`success`)"));
    const QString ours = cells(*db.session, u"SHOW CREATE TABLE flyway_schema_history"_s).first();
    QString other = cells(*db.session, u"SHOW CREATE TABLE theirs"_s).first();
    QCOMPARE(ours, other.replace(u"theirs"_s, u"flyway_schema_history"_s));
}

void tst_Flyway::rows()
{
    QFETCH(QString, engine);
    TemporaryProject project;
    Database db = database(engine, project);
    const FormatSetup setup = write(project, {{u"V001__first.sql"_s, ScriptA}, {u"sql/in/V1.2__second_one.sql"_s, "SELECT 1;"}, {u"R__view.sql"_s, "SELECT 2;"}});
    const auto all = load(setup);
    run(*db.session, m_format.prepare(db.engine->traits(), setup));
    run(*db.session, m_format.prepare(db.engine->traits(), setup));
    for (const Migration &migration : all)
        run(*db.session, m_format.record(migration, Direction::Up, db.engine->traits(), true, setup).after);
    const QString user = engine == u"sqlite" ? QString() : TestServer::forEngine(engine)->user();
    const QString select = u"SELECT installed_rank, version, description, type, script, checksum, installed_by, execution_time, success FROM flyway_schema_history ORDER BY 1"_s;
    QCOMPARE(cells(*db.session, select),
             (QStringList{u"1|001|first|SQL|V001__first.sql|-2136029779|"_s + user + u"|7|1"_s,
                          u"2|1.2|second one|SQL|in/V1.2__second_one.sql|"_s + m_format.checksumText(flywayChecksum("SELECT 1;")) + u'|' + user + u"|7|1"_s,
                          u"3|NULL|view|SQL|R__view.sql|"_s + m_format.checksumText(flywayChecksum("SELECT 2;")) + u'|' + user + u"|7|1"_s}));
    const auto applied = m_format.applied(*db.session, setup, all);
    QVERIFY(applied && applied->size() == 3);
    QVERIFY(std::abs(applied->front().appliedAt.secsTo(QDateTime::currentDateTimeUtc())) < 60 * 60 * 24);
    QCOMPARE(states(*db.session, setup), (QStringList{u"001 applied"_s, u"1.2 applied"_s, u"R__view applied"_s}));
    run(*db.session, m_format.record(all[1], Direction::Down, db.engine->traits(), true, setup).after);
    QCOMPARE(cells(*db.session, u"SELECT installed_rank FROM flyway_schema_history ORDER BY 1"_s), (QStringList{u"1"_s, u"3"_s})); // not renumbered
    run(*db.session, m_format.mark(all[1], Direction::Up, db.engine->traits(), setup));
    QCOMPARE(cells(*db.session, u"SELECT installed_rank, version FROM flyway_schema_history ORDER BY 1"_s).last(), u"4|1.2"_s);
}

void tst_Flyway::repeatableRuns()
{
    QFETCH(QString, engine);
    TemporaryProject project;
    Database db = database(engine, project);
    const FormatSetup setup = write(project, {{u"R__view.sql"_s, "SELECT 1;"}});
    run(*db.session, m_format.prepare(db.engine->traits(), setup));
    run(*db.session, m_format.record(load(setup)[0], Direction::Up, db.engine->traits(), true, setup).after);
    project.write(u"sql/R__view.sql"_s, "SELECT 2;");
    QCOMPARE(states(*db.session, setup), QStringList{u"R__view outdated"_s});
    run(*db.session, m_format.record(load(setup)[0], Direction::Up, db.engine->traits(), true, setup).after);
    QCOMPARE(states(*db.session, setup), QStringList{u"R__view applied"_s});
    QCOMPARE(cells(*db.session, u"SELECT count(*) FROM flyway_schema_history"_s), QStringList{u"2"_s});
    project.write(u"sql/R__view.sql"_s, "SELECT 1;"); // as it once was: it runs again all the same
    QCOMPARE(states(*db.session, setup), QStringList{u"R__view outdated"_s});
}

void tst_Flyway::failedHalfWay()
{
    QFETCH(QString, engine);
    TemporaryProject project;
    Database db = database(engine, project);
    const FormatSetup setup = write(project, {{u"V1__a.sql"_s, "SELECT 1;"}, {u"R__v.sql"_s, "SELECT 1;"}});
    run(*db.session, m_format.prepare(db.engine->traits(), setup));
    for (const Migration &migration : load(setup)) {
        const Record record = m_format.record(migration, Direction::Up, db.engine->traits(), false, setup);
        run(*db.session, record.before);
        QVERIFY(states(*db.session, setup).contains(migration.version + u" failed"_s));
        run(*db.session, record.takeBack);
        QVERIFY(states(*db.session, setup).contains(migration.version + u" pending"_s));
        run(*db.session, record.before);
        run(*db.session, record.after);
        QVERIFY(states(*db.session, setup).contains(migration.version + u" applied"_s));
        const Record back = m_format.record(migration, Direction::Down, db.engine->traits(), false, setup);
        run(*db.session, back.before);
        QVERIFY(states(*db.session, setup).contains(migration.version + u" failed"_s));
        run(*db.session, back.takeBack);
        QVERIFY(states(*db.session, setup).contains(migration.version + u" applied"_s));
        run(*db.session, back.before);
        run(*db.session, m_format.mark(migration, Direction::Up, db.engine->traits(), setup)); // repair: the failed row goes
        QCOMPARE(states(*db.session, setup).filter(migration.version), QStringList{migration.version + u" applied"_s});
    }
}

void tst_Flyway::baselineHidesFiles()
{
    TemporaryProject project;
    Database db = database(u"sqlite"_s, project);
    const FormatSetup setup = write(project, {{u"V1__a.sql"_s, "SELECT 1;"}, {u"V2__b.sql"_s, "SELECT 1;"}, {u"V3__c.sql"_s, "SELECT 1;"}, {u"R__v.sql"_s, "SELECT 1;"}});
    run(*db.session, m_format.prepare(db.engine->traits(), setup));
    QVERIFY(db.session->execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success) "
                                "VALUES (1, '2', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', '', 0, 1)"));
    QCOMPARE(states(*db.session, setup), (QStringList{u"1 baseline"_s, u"2 baseline"_s, u"3 pending"_s, u"R__v pending"_s}));
}

void tst_Flyway::missingAndFuture()
{
    TemporaryProject project;
    Database db = database(u"sqlite"_s, project);
    const FormatSetup setup = write(project, {{u"V2__b.sql"_s, "SELECT 1;"}});
    run(*db.session, m_format.prepare(db.engine->traits(), setup));
    QVERIFY(db.session->execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success) "
                                "VALUES (0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA', '\"main\"', '', 0, 1), (1, '1', 'a', 'SQL', 'V1__a.sql', '', 0, 1), "
                                "(2, '2', 'b', 'SQL', 'V2__b.sql', '', 0, 1), (3, '3', 'c', 'JDBC', 'db.V3__c', '', 0, 1), (4, '4', 'd', 'SQL', 'V4__d.sql', '', 0, 1)"));
    const auto files = load(setup);
    const History history = joinHistory(files, *m_format.applied(*db.session, setup, files), m_format, setup);
    QCOMPARE(history.entries.size(), 4u);
    QVERIFY(history.entries[0].state == State::Missing && history.entries[0].note.contains(u"refuses"));
    QVERIFY(history.entries[1].state == State::Applied); // no checksum in the row: not compared
    QVERIFY(history.entries[2].note.contains(u"Java"));
    QVERIFY(history.entries[3].state == State::Missing && history.entries[3].note.contains(u"future"));
}

void tst_Flyway::deletedAndUndone()
{
    TemporaryProject project;
    Database db = database(u"sqlite"_s, project);
    const FormatSetup setup = write(project, {{u"V1__a.sql"_s, "SELECT 1;"}});
    run(*db.session, m_format.prepare(db.engine->traits(), setup));
    QVERIFY(db.session->execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success) "
                                "VALUES (1, '1', 'a', 'SQL', 'V1__a.sql', '', 0, 1), (2, '9', 'z', 'SQL', 'V9__z.sql', '', 0, 1), "
                                "(3, '9', 'z', 'DELETE', 'V9__z.sql', '', 0, 1), (4, '1', 'a', 'UNDO_SQL', 'U1__a.sql', '', 0, 1)"));
    QCOMPARE(states(*db.session, setup), QStringList{u"1 pending"_s});
}

void tst_Flyway::validateComparesMore()
{
    TemporaryProject project;
    Database db = database(u"sqlite"_s, project);
    const FormatSetup setup = write(project, {{u"V1__a.sql"_s, "SELECT 1;"}, {u"V2__b.sql"_s, "SELECT 1;"}});
    run(*db.session, m_format.prepare(db.engine->traits(), setup));
    QVERIFY(db.session->execute("INSERT INTO flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success) "
                                "VALUES (1, '1.0', 'old name', 'SQL', 'V1__a.sql', '', 0, 1), (2, '2', 'b', 'JDBC', 'V2__b', '', 0, 1)"));
    const auto files = load(setup);
    const History history = joinHistory(files, *m_format.applied(*db.session, setup, files), m_format, setup);
    QVERIFY(history.entries[0].state == State::Changed && history.entries[0].note.contains(u"old name"));
    QVERIFY(history.entries[1].state == State::Changed && history.entries[1].note.contains(u"JDBC"));
}

void tst_Flyway::newFiles_data()
{
    QTest::addColumn<QStringList>("existing");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("first") << QStringList() << QStringList{u"sql/V1__add_it.sql"_s, u"lockkeeper/down/V1__add_it.sql"_s};
    QTest::newRow("counted") << QStringList{u"V009__a.sql"_s} << QStringList{u"sql/V010__add_it.sql"_s, u"lockkeeper/down/V010__add_it.sql"_s};
    QTest::newRow("dotted") << QStringList{u"V1.9__a.sql"_s} << QStringList{u"sql/V1.10__add_it.sql"_s, u"lockkeeper/down/V1.10__add_it.sql"_s};
    QTest::newRow("undo") << QStringList{u"V1__a.sql"_s, u"U1__a.sql"_s} << QStringList{u"sql/V2__add_it.sql"_s, u"sql/U2__add_it.sql"_s};
    QTest::newRow("times") << QStringList{u"V20240101000000__a.sql"_s} << QStringList{u"sql/V20250630121530__add_it.sql"_s, u"lockkeeper/down/V20250630121530__add_it.sql"_s};
    QTest::newRow("time ahead") << QStringList{u"V20990101000000__a.sql"_s} << QStringList{u"sql/V20990101000001__add_it.sql"_s, u"lockkeeper/down/V20990101000001__add_it.sql"_s};
}

void tst_Flyway::newFiles()
{
    QFETCH(QStringList, existing);
    QFETCH(QStringList, expected);
    TemporaryProject project;
    Files files{{u"R__v.sql"_s, "SELECT 1;"}};
    for (const QString &name : existing)
        files.append({name, "SELECT 1;"});
    const FormatSetup setup = write(project, files);
    const auto made = m_format.create({u"add it"_s, true, QDateTime({2025, 6, 30}, {12, 15, 30}, Qt::UTC)}, setup, load(setup));
    QVERIFY(made);
    QStringList paths;
    for (const NewFile &file : *made)
        paths += file.path;
    QCOMPARE(paths, expected);
    QVERIFY(!m_format.create({u"a/b"_s, true, {}}, setup, {}));
}

void tst_Flyway::manyFiles()
{
    TemporaryProject project;
    Files files;
    for (int i = 1; i <= 5000; ++i)
        files.append({u"V%1__x.sql"_s.arg(i), "CREATE TABLE t%1 (x);\n"});
    const FormatSetup setup = write(project, files);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(load(setup).size(), 5000u);
    QVERIFY2(timer.elapsed() < 3000, "even without optimization");
}

QTEST_GUILESS_MAIN(tst_Flyway)
#include "tst_flyway.moc"
