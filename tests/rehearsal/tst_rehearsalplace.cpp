// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "tests/support/clirunner.h"
#include "tests/support/opendesk.h"
#include "tests/support/testdatabase.h"
#include "tests/support/testserver.h"

#include "models/schema/schemadiff.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QScopeGuard>
#include <QTest>

#include <csignal>

using namespace lk;
using namespace Qt::StringLiterals;

/// Where plans are rehearsed, on every engine: what is left there afterwards is read from the server itself.
class TestRehearsalPlace : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void policyChooses_data() { everyEngine(); }
    void policyChooses();
    void choicesSayWhyNot_data() { everyEngine(); }
    void choicesSayWhyNot();
    void backupIsVerifiedByIt_data() { everyEngine(); }
    void backupIsVerifiedByIt();
    void backupOfAnotherStateIsRefused_data() { everyEngine(); }
    void backupOfAnotherStateIsRefused();
    void damagedBackupIsFound_data() { everyEngine(); }
    void damagedBackupIsFound();
    void keptScratchIsListedUntilRemoved_data() { everyEngine(); }
    void keptScratchIsListedUntilRemoved();
    void otherServer_data() { everyServer(); }
    void otherServer();

    void privateServer_data() { everyServer(); }
    void privateServer();
    void serverThatLacksWhatTheTargetUses_data() { onPostgresql(); }
    void serverThatLacksWhatTheTargetUses();
    void killedPrivateServerIsFound_data() { everyServer(); }
    void killedPrivateServerIsFound();

private:
    static void onPostgresql();
    static void everyServer();
    static void everyEngine();
    void use(const QString &policy = {});
    void says(const QByteArray &sql) const;
    Plan plan() const { return m_desk->plan({}).value(); }
    Result<Rehearsal> rehearse(const RehearseOptions &options);
    QStringList scratches() const;
    CliResult cli(const QStringList &arguments) const { return runInProcess(QStringList{u"-C"_s, m_project->folder()} + arguments); }

    QTemporaryDir m_temporary;
    std::unique_ptr<TemporaryProject> m_project;
    std::unique_ptr<Desk> m_desk;
    TestServer *m_server = nullptr;
    QString m_engine;
    QString m_database;
};

void TestRehearsalPlace::onPostgresql()
{
    QTest::addColumn<QString>("engine");
    QTest::newRow("postgresql") << u"postgresql"_s;
}

void TestRehearsalPlace::everyServer()
{
    QTest::addColumn<QString>("engine");
    for (const char *engine : {"postgresql", "mariadb"})
        QTest::newRow(engine) << QString::fromLatin1(engine);
}

void TestRehearsalPlace::everyEngine()
{
    everyServer();
    QTest::newRow("sqlite") << u"sqlite"_s;
}

void TestRehearsalPlace::initTestCase()
{
    // A place of our own: what other programs leave in the system's is theirs.
    qputenv("TMPDIR", m_temporary.path().toLocal8Bit());
    QFile::setPermissions(m_temporary.path(), QFile::permissions(m_temporary.path()) | QFile::ReadOther | QFile::ExeOther | QFile::ReadGroup | QFile::ExeGroup);
}

void TestRehearsalPlace::init()
{
    QFETCH(QString, engine);
    m_engine = engine;
    m_server = TestServer::forEngine(engine);
    QVERIFY2(m_server || engine == u"sqlite", qPrintable(TestServer::problem(engine)));
    m_project = std::make_unique<TemporaryProject>();
    m_database = m_server ? m_server->newDatabase() : m_project->path(u"shop.db"_s);
    qputenv("LK_SHOP", (m_server ? m_server->url(m_database) : u"sqlite:shop.db"_s).toUtf8());
    m_project->write(u"migrations/0001_shop.sql"_s, "CREATE TABLE orders (id INTEGER PRIMARY KEY, note VARCHAR(40));\n");
    m_project->write(u"migrations/0001_shop.down.sql"_s, "DROP TABLE orders;\n");
    use();
    QVERIFY(!applyAll(*m_desk).error);
    says("INSERT INTO orders VALUES (1, 'one'), (2, 'two')");
    m_project->write(u"migrations/0002_total.sql"_s, "ALTER TABLE orders ADD COLUMN total INTEGER;\n");
    m_project->write(u"migrations/0002_total.down.sql"_s, "ALTER TABLE orders DROP COLUMN total;\n");
    QVERIFY(m_desk->refresh());
}

void TestRehearsalPlace::cleanup()
{
    m_desk.reset();
    QCOMPARE(scratches(), QStringList());
    if (m_server)
        m_server->dropDatabase(m_database);
    m_project.reset();
}

void TestRehearsalPlace::use(const QString &policy)
{
    m_project->write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"${LK_SHOP}\"\n" + policy.toUtf8());
    m_desk = openDesk(*m_project);
}

void TestRehearsalPlace::says(const QByteArray &sql) const
{
    const Engine &engine = m_desk->engine();
    auto session = engine.open(m_desk->target(), Access::ReadWrite);
    QVERIFY(session);
    const auto done = (*session)->execute(sql);
    QVERIFY2(done, qPrintable(done ? QString() : done.error().text()));
}

Result<Rehearsal> TestRehearsalPlace::rehearse(const RehearseOptions &options)
{
    RunControl control;
    return m_desk->rehearse(plan(), options, control, {}, {});
}

/// What stands there under our names.
QStringList TestRehearsalPlace::scratches() const
{
    QStringList names = QDir(m_temporary.path()).entryList({u"lockkeeper-scratch-*"_s}, QDir::Dirs);
    if (m_engine == u"postgresql")
        names << m_server->run({}, "SELECT datname FROM pg_database WHERE datname LIKE 'lockkeeper%';\n").split(u'\n', Qt::SkipEmptyParts);
    else if (m_engine == u"mariadb")
        names << m_server->run({}, "SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'lockkeeper%';\n").split(u'\n', Qt::SkipEmptyParts);
    return names;
}

void TestRehearsalPlace::policyChooses()
{
    const auto usual = m_desk->rehearseOptions();
    QVERIFY(usual);
    QCOMPARE(usual->on, RehearsalPlace::Scratch);
    QCOMPARE(usual->data, ScratchData::Full);
    QCOMPARE(usual->place, m_server ? u"a copy on the same server"_s : u"a copy of the file"_s);

    use(u"rehearsal = { data = \"none\" }\n"_s);
    const auto bare = m_desk->rehearseOptions();
    QVERIFY(bare);
    QCOMPARE(bare->data, ScratchData::None);
    QVERIFY2(bare->place.endsWith(u", without rows, as the policy says"), qPrintable(bare->place));
    const auto seen = rehearse(*bare);
    QVERIFY2(seen && seen->ok, qPrintable(seen ? QString() : seen.error().text()));
    QCOMPARE(seen->place, bare->place);
    QCOMPARE(m_desk->rehearsal(plan())->place, bare->place);

    use(u"rehearsal = { on = \"backup\" }\n"_s);
    QCOMPARE(m_desk->rehearseOptions()->on, RehearsalPlace::Backup);
    QCOMPARE(m_desk->rehearsalChoices().front().place, RehearsalPlace::Backup);
    // What a person asks for comes first.
    QCOMPARE(m_desk->rehearseOptions(RehearsalPlace::Scratch, {}, ScratchData::None)->data, ScratchData::None);
    const CliResult asked = cli({u"rehearse"_s, u"--on"_s, u"scratch"_s, u"--json"_s});
    QCOMPARE(asked.code, 0);
    const QJsonObject scratch = QJsonDocument::fromJson(asked.out.toUtf8()).object()[u"scratch"].toObject();
    QCOMPARE(scratch[u"place"].toString(), usual->place);
    QCOMPARE(cli({u"rehearse"_s, u"--on"_s, u"nowhere"_s}).code, 2);
}

void TestRehearsalPlace::choicesSayWhyNot()
{
    for (const RehearsalChoice &choice : m_desk->rehearsalChoices()) {
        QVERIFY(!choice.title.isEmpty());
        if (choice.place == RehearsalPlace::Scratch)
            QCOMPARE(choice.problem, QString());
        if (choice.place == RehearsalPlace::Backup)
            QVERIFY2(choice.problem.contains(u"there is no backup"), qPrintable(choice.problem));
        if (choice.place == RehearsalPlace::Server)
            QVERIFY2(choice.problem.contains(m_server ? u"no other server is named"_s : u"has no server"_s), qPrintable(choice.problem));
    }
    RehearseOptions options;
    options.on = RehearsalPlace::Backup;
    const auto none = rehearse(options);
    QVERIFY(!none);
    QCOMPARE(none.error().nextStep, u"take a backup"_s);
}

void TestRehearsalPlace::backupIsVerifiedByIt()
{
    RunControl control;
    const auto taken = m_desk->backUp(Verified::No, control, {});
    QVERIFY(taken);
    QCOMPARE(m_desk->backups().front().verified, Verified::No);
    // Rows may be others by now: the schema has to be the same, and the history.
    says("INSERT INTO orders VALUES (3, 'three')");
    auto options = m_desk->rehearseOptions(RehearsalPlace::Backup);
    QVERIFY(options);
    const auto seen = rehearse(*options);
    QVERIFY2(seen && seen->ok, qPrintable(seen ? QString() : seen.error().text()));
    QVERIFY(seen->roundTripProven());
    const QString name = taken->file.section(u'/', -1);
    QCOMPARE(seen->backup, name);
    QVERIFY2(seen->place.contains(name), qPrintable(seen->place));
    QCOMPARE(seen->rowsBefore.front().rows, 2);

    QCOMPARE(m_desk->backups().front().verified, Verified::Restored);
    const std::vector<AuditEntry> log = m_desk->auditLog().value();
    QVERIFY(std::ranges::any_of(log, [&](const AuditEntry &entry) { return entry.action == u"verify backup" && entry.subject == name && entry.outcome == u"done"; }));
    const Checklist checklist = m_desk->checklist(plan());
    QVERIFY2(checklist.item(u"production-copy"_s)->why.contains(name), qPrintable(checklist.item(u"production-copy"_s)->why));
    const CliResult named = cli({u"rehearse"_s, u"--on"_s, u"backup:"_s + name});
    QCOMPARE(named.code, 0);
    QVERIFY2(named.out.contains(u"Rehearsed on the backup "_s + name), qPrintable(named.out));
}

void TestRehearsalPlace::backupOfAnotherStateIsRefused()
{
    RunControl control;
    QVERIFY(m_desk->backUp(Verified::Restored, control, {}));
    says("CREATE TABLE late (id INTEGER PRIMARY KEY)");
    QVERIFY(m_desk->refresh());
    const auto options = m_desk->rehearseOptions(RehearsalPlace::Backup);
    const auto drifted = rehearse(*options);
    QVERIFY(!drifted);
    QCOMPARE(drifted.error().code, ErrorCode::Disagreement);
    QVERIFY2(drifted.error().why.contains(u"late"), qPrintable(drifted.error().text()));
    QCOMPARE(drifted.error().nextStep, u"take a backup"_s);
    // That is no fault of the backup.
    QCOMPARE(m_desk->backups().front().verified, Verified::Restored);

    // The same schema, and another history.
    says("DROP TABLE late");
    says("DELETE FROM lockkeeper_migrations");
    QVERIFY(m_desk->refresh());
    const auto forgotten = rehearse(*options);
    QVERIFY(!forgotten);
    QVERIFY2(forgotten.error().why.contains(u"recorded"), qPrintable(forgotten.error().text()));
}

void TestRehearsalPlace::damagedBackupIsFound()
{
    RunControl control;
    const auto taken = m_desk->backUp(Verified::Restored, control, {});
    QVERIFY(taken);
    QFile file(taken->file);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(file.size() / 2));
    QVERIFY(file.write("rotten") == 6);
    file.close();
    const auto damaged = rehearse(*m_desk->rehearseOptions(RehearsalPlace::Backup));
    QVERIFY(!damaged);
    QVERIFY2(damaged.error().why.contains(u"SHA-256"), qPrintable(damaged.error().text()));
    QCOMPARE(m_desk->backups().front().verified, Verified::No);
    // It is not proposed again.
    const auto again = rehearse(*m_desk->rehearseOptions(RehearsalPlace::Backup));
    QVERIFY(!again);
    QVERIFY2(again.error().what.contains(u"there is no backup"), qPrintable(again.error().text()));
}

void TestRehearsalPlace::keptScratchIsListedUntilRemoved()
{
    RehearseOptions options = m_desk->rehearseOptions().value();
    options.keep = true;
    const auto seen = rehearse(options);
    QVERIFY2(seen && seen->ok, qPrintable(seen ? QString() : seen.error().text()));
    QVERIFY(!seen->kept.isEmpty());
    QVERIFY2(!seen->kept.contains(m_server ? m_server->password() : u"?"_s), qPrintable(seen->kept));
    // What ran is still there, and neither the next rehearsal nor a backup sweeps it.
    options.keep = false;
    QVERIFY(rehearse(options)->ok);
    const auto listed = m_desk->abandonedScratches();
    QVERIFY2(listed && listed->size() == 1, qPrintable(listed ? scratches().join(u' ') : listed.error().text()));
    QVERIFY(listed->front().kept);
    QVERIFY2(seen->kept.contains(listed->front().name), qPrintable(listed->front().what));
    Target target = m_desk->engine().target(seen->kept, {}).value();
    target.password = m_desk->target().password;
    auto session = m_desk->engine().open(target, Access::ReadOnly);
    QVERIFY(session);
    QVERIFY((*session)->query(u"SELECT total FROM orders"_s));
    session->reset();

    const CliResult doctor = cli({u"doctor"_s});
    QVERIFY2(doctor.out.contains(listed->front().name), qPrintable(doctor.out));
    const CliResult removed = cli({u"doctor"_s, u"--remove-scratches"_s});
    QCOMPARE(removed.code, 0);
    QVERIFY2(removed.err.contains(u"removed: "_s), qPrintable(removed.err));
    QVERIFY(m_desk->abandonedScratches()->empty());
}

void TestRehearsalPlace::otherServer()
{
    // The target's own server is a fine other server.
    const QString beside = m_server->newDatabase();
    qputenv("LK_BESIDE", m_server->url(beside).toUtf8());
    use(u"rehearsal = { on = \"${LK_BESIDE}\", data = \"full\" }\n"_s);
    const auto options = m_desk->rehearseOptions();
    QVERIFY(options);
    QCOMPARE(options->on, RehearsalPlace::Server);
    const auto seen = rehearse(*options);
    QVERIFY2(seen && seen->ok, qPrintable(seen ? QString() : seen.error().text()));
    QVERIFY(seen->roundTripProven());
    QVERIFY2(seen->place.contains(beside), qPrintable(seen->place));
    QVERIFY(!seen->place.contains(m_server->password()));
    QCOMPARE(seen->remarks, QStringList());
    QVERIFY(m_desk->rehearsal(plan()));
    // Another kind of database can't stand in for it.
    const auto foreign = rehearse(m_desk->rehearseOptions(RehearsalPlace::Server, u"sqlite:other.db"_s).value());
    QVERIFY(!foreign);
    QVERIFY2(foreign.error().why.contains(u"SQLite"), qPrintable(foreign.error().text()));
    m_server->dropDatabase(beside);
}

void TestRehearsalPlace::privateServer()
{
    if (m_engine == u"postgresql") {
        m_server->run(m_database, "DROP ROLE IF EXISTS shop_app; CREATE ROLE shop_app;\nGRANT SELECT ON orders TO shop_app;\nALTER DATABASE " + m_database.toUtf8() + " SET work_mem = '7MB';\n");
    } else {
        m_server->run(m_database, "CREATE USER IF NOT EXISTS shop_owner@localhost;\nCREATE DEFINER = shop_owner@localhost VIEW notes AS SELECT note FROM orders;\nGRANT SELECT ON " + m_database.toUtf8() + ".* TO shop_owner@localhost;\n");
    }
    QVERIFY(m_desk->refresh());
    const auto seen = rehearse(*m_desk->rehearseOptions(RehearsalPlace::Private));
    QVERIFY2(seen && seen->ok, qPrintable(!seen ? seen.error().text() : seen->error ? seen->error->text() : QString()));
    QVERIFY2(seen->roundTripProven(), qPrintable(seen->steps.front().roundTrip.differences.join(u'\n')));
    QCOMPARE(seen->rowsBefore.front().rows, 2);
    QVERIFY(m_desk->rehearsal(plan()));
    QVERIFY2(seen->remarks.join(u' ').contains(u"this machine"), qPrintable(seen->remarks.join(u' ')));
    // The copy is the same: what only the server knows came along.
    const Snapshot now = without(m_desk->snapshot().value(), m_desk->format().ownTables(m_desk->setup()));
    RunControl control;
    auto server = m_desk->engine().privateServer(m_desk->database().server, control, {});
    QVERIFY2(server, qPrintable(server ? QString() : server.error().text()));
    auto scratch = m_desk->engine().scratch(m_desk->target(), ScratchData::Full, control, {}, (*server)->target());
    QVERIFY2(scratch, qPrintable(scratch ? QString() : scratch.error().text()));
    const Snapshot copy = without(m_desk->engine().snapshot((*scratch)->session()).value(), m_desk->format().ownTables(m_desk->setup()));
    const SchemaDiff changed = diff(m_desk->engine().inCopies(now), m_desk->engine().inCopies(copy));
    QVERIFY2(changed.equal(), qPrintable(changed.equal() ? QString() : summary(changed.changes.front())));
    scratch->reset();
    server->reset();
    if (m_engine == u"postgresql")
        m_server->run(m_database, "DROP OWNED BY shop_app; DROP ROLE shop_app;\n");

    // What can't be kept is refused before anything starts; cancelled at once, nothing stays (cleanup looks).
    RehearseOptions kept = m_desk->rehearseOptions(RehearsalPlace::Private).value();
    kept.keep = true;
    QVERIFY(!rehearse(kept));
    RunControl cancelled;
    cancelled.cancel();
    const auto none = m_desk->rehearse(plan(), *m_desk->rehearseOptions(RehearsalPlace::Private), cancelled, {}, {});
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::Cancelled);
}

/// Said before anything is made: of a private server what can't be brought there, of somebody else's also its roles.
void TestRehearsalPlace::serverThatLacksWhatTheTargetUses()
{
    m_server->run(m_database, "DROP ROLE IF EXISTS shop_app; CREATE ROLE shop_app;\nGRANT SELECT ON orders TO shop_app;\nSET allow_system_table_mods = on;\n"
                              "INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (99999, 'nowhere', 10, 2200, false, '1');\n");
    const auto forget = qScopeGuard([&] {
        m_server->run(m_database, "SET allow_system_table_mods = on;\nDELETE FROM pg_extension WHERE oid = 99999;\nDROP OWNED BY shop_app;\nDROP ROLE shop_app;\n");
    });
    RunControl control;
    const Engine &engine = m_desk->engine();
    auto server = engine.privateServer(m_desk->database().server, control, {});
    QVERIFY2(server, qPrintable(server ? QString() : server.error().text()));
    const auto ours = engine.scratch(m_desk->target(), ScratchData::None, control, {}, (*server)->target());
    QVERIFY(!ours);
    QCOMPARE(ours.error().why, u"it lacks extension nowhere"_s);
    // By another name it is a server like any other, whose roles are not ours to make.
    auto second = engine.privateServer(m_desk->database().server, control, {});
    QVERIFY(second);
    const QString link = m_temporary.filePath(u"theirs"_s);
    QVERIFY(QFile::link((*second)->target().host, link));
    Target named = (*second)->target();
    named.host = link;
    const auto theirs = engine.scratch(m_desk->target(), ScratchData::None, control, {}, named);
    QFile::remove(link);
    QVERIFY(!theirs);
    QCOMPARE(theirs.error().why, u"it lacks role shop_app, extension nowhere"_s);
    QVERIFY2(theirs.error().nextStep.contains(u"make or install them there"), qPrintable(theirs.error().nextStep));
}

void TestRehearsalPlace::killedPrivateServerIsFound()
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(cliProgram(), {u"-C"_s, m_project->folder(), u"rehearse"_s, u"--on"_s, u"private"_s});
    QVERIFY(process.waitForStarted());
    const auto serverId = [&]() -> qint64 {
        for (const QString &name : scratches()) {
            QFile file(m_temporary.filePath(name + u"/server.pid"_s));
            if (file.open(QIODevice::ReadOnly))
                return file.readAll().toLongLong();
        }
        return 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(serverId() > 0, 30'000);
    const qint64 id = serverId();
    ::kill(pid_t(process.processId()), SIGKILL);
    QVERIFY(process.waitForFinished());
    const auto left = m_desk->abandonedScratches();
    QVERIFY(left);
    QVERIFY2(std::ranges::any_of(*left, [](const AbandonedScratch &scratch) { return scratch.what.contains(u"a database server"); }), qPrintable(scratches().join(u' ')));
    for (const AbandonedScratch &scratch : *left) {
        const auto removed = m_desk->removeScratch(scratch);
        QVERIFY2(removed, qPrintable(removed ? QString() : removed.error().text()));
    }
    QTRY_VERIFY(!QFile::exists(u"/proc/%1"_s.arg(id)));
}

QTEST_GUILESS_MAIN(TestRehearsalPlace)
#include "tst_rehearsalplace.moc"
