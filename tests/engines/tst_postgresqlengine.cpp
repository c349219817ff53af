// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/engines/postgresql/clientprogram.h"
#include "models/engines/postgresql/copystatement.h"
#include "models/engines/postgresql/session.h"
#include "models/engines/postgresql/values.h"
#include "models/sql/splitter.h"
#include "tests/support/dropproxy.h"
#include "tests/support/testserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <limits>
#include <thread>

using namespace lk;

/// What is PostgreSQL's own; what every engine does is in the conformance suite.
class TstPostgresqlEngine : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void addresses_data();
    void addresses();
    void wrongAddresses_data();
    void wrongAddresses();
    void services();
    void environmentDoesNotLeadElsewhere();
    void passwordFile();
    void refusals_data();
    void refusals();
    void checksTheServersCertificate();
    void tellsWhoAndWhere();
    void pinsSettings();
    void readOnlyIsTheServersWord();

    void oneStatementAtATime();
    void valuesAndMarks();
    void placesCountCharacters();
    void notices();
    void rulesAnswerMoreThanOnce();
    void copiesData();
    void badRowIsNamed();
    void copyNeverHangs();
    void cancelLeavesNothing();
    void timeouts();
    void resetsWhatScriptsChange();

    void lostWhileIdle();
    void lostInAStatement();
    void lostInCommit_data();
    void lostInCommit();
    void findsConnectionsAgain();

    void framesWhatRefusesATransaction();
    void invalidIndexIsFound();
    void unvalidatedReferences();
    void lockOfAMissingDatabase();
    void lockStandsInNobodysWay();

    void scratchKeepsSettings();
    void leftScratchesAreSwept();
    void scratchNeedsCreatedb();
    void scratchKeepsToItself();
    void passwordIsInNoArgument();
    void killedDumpLeavesNothing();
    void damagedDumps_data();
    void damagedDumps();
    void restoresIntoANewDatabase();
    void restoreKeepsPropertiesAndDisturbsNobody();
    void clientPrograms();
    void missingPrivileges();
    void diagnoses();

private:
    const Engine &engine() const { return *engineByName(QStringLiteral("postgresql")); }
    Target target(const QString &options = {}) const { return engine().target(m_server->url(m_database, options), {}).value(); }
    std::unique_ptr<Session> open(Access access = Access::ReadWrite) const;
    QString sql(const QByteArray &text) const { return m_server->run(m_database, text); }
    QString ask(const QByteArray &text) const { return m_server->run({}, text); }
    QStringList temporaryDatabases() const
    {
        return ask("SELECT datname FROM pg_database WHERE datname LIKE 'lockkeeper\\_%' ORDER BY 1").split(u'\n', Qt::SkipEmptyParts);
    }
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }

    TestServer *m_server = nullptr;
    QString m_database;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<RunControl> m_control;
};

void TstPostgresqlEngine::initTestCase()
{
    m_server = TestServer::postgresql();
    QVERIFY2(m_server, qPrintable(TestServer::problem(QStringLiteral("postgresql"))));
}

void TstPostgresqlEngine::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_control = std::make_unique<RunControl>();
    m_database = m_server->newDatabase();
}

void TstPostgresqlEngine::cleanup()
{
    m_server->dropDatabase(m_database);
    QCOMPARE(temporaryDatabases(), QStringList());
}

std::unique_ptr<Session> TstPostgresqlEngine::open(Access access) const
{
    auto session = engine().open(target(), access);
    if (!session)
        qFatal("%s", qPrintable(session.error().text()));
    return *std::move(session);
}

void TstPostgresqlEngine::addresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("sslmode");
    QTest::newRow("whole") << "postgresql://me:s%3Acret%40@db.example:5433/shop?sslmode=verify-ca&sslrootcert=/etc/ca.pem"
                           << "postgresql://me@db.example:5433/shop?sslmode=verify-ca&sslrootcert=/etc/ca.pem" << "db.example" << 5433 << "verify-ca";
    QTest::newRow("short scheme") << "postgres://me:s%3Acret%40@localhost/shop" << "postgresql://me@localhost/shop" << "localhost" << 5432 << "prefer";
    QTest::newRow("remote is verified") << "postgres://me:s%3Acret%40@10.0.0.7/shop" << "postgresql://me@10.0.0.7/shop" << "10.0.0.7" << 5432 << "verify-full";
    QTest::newRow("IPv6") << "postgresql://me:s%3Acret%40@[::1]:5444/shop" << "postgresql://me@[::1]:5444/shop" << "::1" << 5444 << "prefer";
    QTest::newRow("socket") << "postgresql:///shop?host=/run/pg&user=me&password=s%3Acret%40&port=6000" << "postgresql://me@:6000/shop?host=/run/pg" << "/run/pg" << 6000
                            << "prefer";
    QTest::newRow("odd names") << "postgresql://m%20e:s%3Acret%40@localhost/sh%2Fop%3F" << "postgresql://m%20e@localhost/sh%2Fop%3F" << "localhost" << 5432 << "prefer";
}

void TstPostgresqlEngine::addresses()
{
    QFETCH(QString, url);
    QFETCH(QString, shown);
    const Target target = engine().target(url, {}).value();
    QCOMPARE(target.url, shown);
    QTEST(target.host, "host");
    QTEST(target.port, "port");
    QTEST(target.options.value(QStringLiteral("sslmode")), "sslmode");
    QCOMPARE(target.password.reveal(), QStringLiteral("s:cret@"));
    // What is shown leads to the same place.
    Target again = engine().target(target.url, {}).value();
    QVERIFY(again.password.isEmpty());
    again.password = target.password;
    QCOMPARE(again, target);
    QCOMPARE(engine().identity(again), engine().identity(target));
}

void TstPostgresqlEngine::wrongAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("word");
    QTest::newRow("no database") << "postgresql://me:secret@localhost" << "no database";
    QTest::newRow("unknown option") << "postgresql://me:secret@localhost/shop?colour=red" << "\"colour\"";
    QTest::newRow("schema") << "postgresql://me:secret@localhost/shop?schema=app" << "search_path";
    QTest::newRow("mode") << "postgresql://me:secret@localhost/shop?sslmode=maybe" << "\"maybe\"";
    QTest::newRow("port") << "postgresql://me:secret@localhost:http/shop" << "port";
    QTest::newRow("several hosts") << "postgresql://me:secret@a,b/shop" << "several hosts";
    QTest::newRow("percent") << "postgresql://me:secret%zz@localhost/shop" << "percent";
    QTest::newRow("key's secret") << "postgresql://me:secret@localhost/shop?sslpassword=x" << "sslpassword";
    QTest::newRow("semicolon") << "postgresql://me:secret@localhost/shop?sslcert=a%3Bb" << "semicolon";
    QTest::newRow("bracket") << "postgresql://me:secret@[::1/shop" << "]";
}

void TstPostgresqlEngine::wrongAddresses()
{
    QFETCH(QString, url);
    QFETCH(QString, word);
    const auto target = engine().target(url, {});
    QVERIFY(!target);
    QCOMPARE(target.error().code, ErrorCode::Usage);
    QVERIFY2(target.error().text().contains(word), qPrintable(target.error().text()));
    QVERIFY(!target.error().text().contains(QLatin1String("secret")));
    QVERIFY(!target.error().nextStep.isEmpty());
}

void TstPostgresqlEngine::services()
{
    QFile file(path("services"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QStringLiteral("# ours\n[other]\nhost=elsewhere\n\n[shop]\nhost=127.0.0.1\nport=%1\ndbname=%2\nuser=%3\npassword=%4\n[broken]\nhost\n")
                   .arg(m_server->port())
                   .arg(m_database, m_server->user(), m_server->password())
                   .toUtf8());
    file.close();
    qputenv("PGSERVICEFILE", file.fileName().toUtf8());
    const auto restore = qScopeGuard([] { qunsetenv("PGSERVICEFILE"); });
    for (const char *url : {"service=shop", "postgresql:///?service=shop"}) {
        const auto target = engine().target(QLatin1String(url), {});
        QVERIFY2(target, target ? "" : qPrintable(target.error().text()));
        QCOMPARE(target->database, m_database);
        QVERIFY(!target->url.contains(m_server->password()));
        QVERIFY(engine().open(*target, Access::ReadOnly));
    }
    QCOMPARE(engine().target(QStringLiteral("postgresql://127.0.0.1/mine?service=shop"), {})->database, QStringLiteral("mine"));
    const auto none = engine().target(QStringLiteral("service=none"), {});
    QVERIFY(!none && none.error().text().contains(file.fileName()));
    const auto broken = engine().target(QStringLiteral("service=broken"), {});
    QVERIFY(!broken);
    QCOMPARE(broken.error().where.line, 12);
}

void TstPostgresqlEngine::environmentDoesNotLeadElsewhere()
{
    const QMap<const char *, QByteArray> variables{{"PGHOST", "elsewhere.invalid"}, {"PGPORT", "1"},          {"PGUSER", "nobody"},
                                                   {"PGDATABASE", "nowhere"},       {"PGPASSWORD", "wrong"},  {"PGOPTIONS", "-c work_mem=77MB"},
                                                   {"PGSSLMODE", "verify-full"},    {"PGAPPNAME", "not us"},  {"PGHOSTADDR", "192.0.2.1"},
                                                   {"PGREQUIREPEER", "nobody"}, {"PGSSLCERTMODE", "require"}};
    for (auto it = variables.begin(); it != variables.end(); ++it)
        qputenv(it.key(), it.value());
    const auto restore = qScopeGuard([&] {
        for (auto it = variables.begin(); it != variables.end(); ++it)
            qunsetenv(it.key());
    });
    for (const QString &url : {m_server->url(m_database), m_server->socketUrl(m_database)}) {
        const auto session = engine().open(engine().target(url, {}).value(), Access::ReadOnly);
        QVERIFY2(session, session ? "" : qPrintable(session.error().text()));
        const Rows rows = (*session)->query(QStringLiteral("SELECT current_setting('work_mem'), current_setting('application_name'), current_user::text")).value();
        QVERIFY(rows.rows[0][0].toString() != QLatin1String("77MB"));
        QVERIFY(rows.rows[0][1].toString().startsWith(QLatin1String("lockkeeper")));
        QCOMPARE(rows.rows[0][2].toString(), m_server->user());
        QCOMPARE((*session)->info().database, m_database);
    }
}

void TstPostgresqlEngine::passwordFile()
{
    const Target without = engine().target(m_server->urlAs(m_server->user(), QStringLiteral("-"), m_database), {}).value();
    qputenv("PGPASSFILE", path("none").toUtf8());
    const auto restore = qScopeGuard([] { qunsetenv("PGPASSFILE"); });
    const auto refused = engine().open(without, Access::ReadOnly);
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Password);
    QVERIFY2(refused.error().text().contains(QLatin1String(".pgpass")), qPrintable(refused.error().text()));

    QFile file(path("pgpass"));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFile::ReadOwner | QFile::WriteOwner));
    file.write(QStringLiteral("127.0.0.1:*:*:%1:%2\n").arg(m_server->user(), m_server->password()).toUtf8());
    file.close();
    qputenv("PGPASSFILE", file.fileName().toUtf8());
    QVERIFY(engine().open(without, Access::ReadOnly));
    QVERIFY(engine().dump(without, path("dump"), *m_control, {})); // the client programs find it as well
}

void TstPostgresqlEngine::refusals_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("next");
    const QString port = QString::number(m_server->port());
    const QString login = m_server->user() + u':' + m_server->password();
    QTest::newRow("password") << QStringLiteral("postgresql://%1:wr0ng@127.0.0.1:%2/postgres").arg(m_server->user(), port) << "password" << "check user and password";
    QTest::newRow("user") << QStringLiteral("postgresql://n0body:wr0ng@127.0.0.1:%1/postgres").arg(port) << "password" << "check user";
    QTest::newRow("port") << QStringLiteral("postgresql://%1@127.0.0.1:1/postgres").arg(login) << "no server answers" << "port";
    QTest::newRow("host") << QStringLiteral("postgresql://%1@no-such-host.invalid:%2/postgres?sslmode=disable").arg(login, port) << "no such host" << "host";
    QTest::newRow("socket") << QStringLiteral("postgresql://%1@/postgres?host=/nowhere").arg(login) << "socket" << "host=";
    QTest::newRow("database") << QStringLiteral("postgresql://%1@127.0.0.1:%2/n0where").arg(login, port) << "no such database" << "first apply";
    QTest::newRow("unknown authority") << QStringLiteral("postgresql://%1@localhost:%2/postgres?sslmode=verify-full&sslrootcert=/nowhere/ca.pem").arg(login, port)
                                       << "certificate authority" << "sslrootcert";
    QTest::newRow("other name") << QStringLiteral("postgresql://%1@127.0.0.1:%2/postgres?sslmode=verify-full&sslrootcert=%3").arg(login, port, m_server->authorityFile())
                                << "another host" << "name in the certificate";
}

void TstPostgresqlEngine::refusals()
{
    QFETCH(QString, url);
    QFETCH(QString, word);
    QFETCH(QString, next);
    const auto session = engine().open(engine().target(url, {}).value(), Access::ReadWrite);
    QVERIFY(!session);
    QCOMPARE(session.error().code, word == QLatin1String("password") ? ErrorCode::Password : ErrorCode::Connection);
    QVERIFY2(session.error().what.contains(word), qPrintable(session.error().text()));
    QVERIFY2(session.error().nextStep.contains(next), qPrintable(session.error().text()));
    QVERIFY(!session.error().text().contains(m_server->password()));
    QVERIFY(!session.error().text().contains(QLatin1String("wr0ng")));
}

void TstPostgresqlEngine::checksTheServersCertificate()
{
    const QString url = QStringLiteral("postgresql://%1:%2@localhost:%3/%4?sslmode=verify-full&sslrootcert=")
                            .arg(m_server->user(), m_server->password())
                            .arg(m_server->port())
                            .arg(m_database);
    const auto session = engine().open(engine().target(url + m_server->authorityFile(), {}).value(), Access::ReadOnly);
    QVERIFY2(session, session ? "" : qPrintable(session.error().text()));
    QVERIFY(!(*session)->info().cipher.isEmpty());
    // Another authority's certificate is refused.
    QProcess openssl;
    openssl.start(QStringLiteral("openssl"), QStringLiteral("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout %1 -out %2 -days 2 -subj /CN=other")
                                                 .arg(path("other.key"), path("other.crt"))
                                                 .split(u' '));
    QVERIFY(openssl.waitForFinished());
    const auto refused = engine().open(engine().target(url + path("other.crt"), {}).value(), Access::ReadOnly);
    QVERIFY(!refused);
    QVERIFY2(refused.error().what.contains(QLatin1String("authority signed")), qPrintable(refused.error().text()));
    QVERIFY(engine().open(target(QStringLiteral("sslmode=disable")), Access::ReadOnly).value()->info().cipher.isEmpty());
}

void TstPostgresqlEngine::tellsWhoAndWhere()
{
    const ServerInfo info = open()->info();
    QCOMPARE(info.engine, QStringLiteral("postgresql"));
    QCOMPARE(info.versionNumber, ask("SHOW server_version_num").toInt());
    QVERIFY(ask("SHOW server_version").startsWith(info.version));
    QCOMPARE(info.database, m_database);
    QCOMPARE(info.user, m_server->user());
    QVERIFY(info.remark.contains(QLatin1String("superuser")));
    QVERIFY(!info.readOnly);
}

void TstPostgresqlEngine::pinsSettings()
{
    sql("ALTER DATABASE " + m_database.toUtf8()
        + " SET TimeZone = 'Asia/Tokyo'; ALTER DATABASE " + m_database.toUtf8() + " SET DateStyle = 'German, DMY'; ALTER DATABASE " + m_database.toUtf8()
        + " SET standard_conforming_strings = off; ALTER DATABASE " + m_database.toUtf8() + " SET bytea_output = escape");
    const auto session = open();
    const auto setting = [&](const char *name) { return session->query(QStringLiteral("SELECT current_setting('%1')").arg(QLatin1String(name)))->rows[0][0].toString(); };
    QCOMPARE(setting("standard_conforming_strings"), QStringLiteral("on"));
    QCOMPARE(setting("DateStyle"), QStringLiteral("ISO, DMY"));
    QCOMPARE(setting("client_encoding"), QStringLiteral("UTF8"));
    QCOMPARE(setting("lock_timeout"), QStringLiteral("5s"));
    QCOMPARE(setting("idle_in_transaction_session_timeout"), QStringLiteral("15min"));
    // Migrations see the database's own.
    QCOMPARE(setting("TimeZone"), QStringLiteral("Asia/Tokyo"));
    const QVariant moment = session->query(QStringLiteral("SELECT '2024-01-02 10:00:00'::timestamptz"))->rows[0][0];
    QCOMPARE(moment.toDateTime(), QDateTime(QDate(2024, 1, 2), QTime(1, 0), Qt::UTC));
    QCOMPARE(session->query(QStringLiteral("SELECT '\\x00ff'::bytea"))->rows[0][0].toByteArray(), QByteArray("\0\xff", 2));
}

void TstPostgresqlEngine::readOnlyIsTheServersWord()
{
    sql("CREATE TABLE t (x int)");
    const auto session = open(Access::ReadOnly);
    QVERIFY(session->info().readOnly);
    for (const char *statement : {"INSERT INTO t VALUES (1)", "CREATE TABLE u (x int)", "DROP TABLE t"}) {
        const auto done = session->execute(statement);
        QVERIFY(!done);
        QVERIFY2(done.error().why.contains(QLatin1String("25006")), qPrintable(done.error().text()));
    }
    QCOMPARE(sql("SELECT count(*) FROM t"), QStringLiteral("0"));
}

void TstPostgresqlEngine::oneStatementAtATime()
{
    const auto session = open();
    const auto two = session->execute("CREATE TABLE a (x int); CREATE TABLE b (x int)");
    QVERIFY(!two);
    QVERIFY2(two.error().why.contains(QLatin1String("42601")), qPrintable(two.error().text()));
    QCOMPARE(sql("SELECT count(*) FROM pg_class WHERE relname IN ('a', 'b')"), QStringLiteral("0"));
    QVERIFY(session->execute("SELECT '{\"a\": 1}'::jsonb ? 'a'")); // no mark where there are no values
    QVERIFY(session->execute("/* nothing */ VALUES (1), (2)")->rows == 2);
}

void TstPostgresqlEngine::valuesAndMarks()
{
    const auto session = open();
    QVERIFY(session->execute("CREATE TABLE t (i bigint, n numeric, d double precision, s text, b bytea, f boolean, m timestamptz, p timestamp)"));
    const QDateTime moment(QDate(2024, 2, 29), QTime(12, 30, 1, 250), Qt::UTC);
    const QVariantList values{std::numeric_limits<qlonglong>::min(), QStringLiteral("12345678901234567890.123"), 0.1, QStringLiteral("?ß\n"), QByteArray("\0\x01?", 3), true,
                              moment, moment};
    QVERIFY(session->execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?, ?, ?) -- ?", values));
    const Rows rows = session->query(QStringLiteral("SELECT * FROM t WHERE i=? AND s <> '?' AND \"t\".f = ?"), {values[0], true}).value();
    QCOMPARE(rows.rows.size(), size_t(1));
    QCOMPARE(rows.rows[0], values);
    const auto wrong = session->query(QStringLiteral("SELECT ?"), {1, 2});
    QVERIFY(!wrong);
    QVERIFY(session->execute("DISCARD ALL")); // takes nothing of ours along
    QCOMPARE(session->query(QStringLiteral("SELECT ?::int + ?::int"), {1, 2})->rows[0][0].toInt(), 3);
    QCOMPARE(session->query(QStringLiteral("SELECT 'infinity'::timestamptz, '-infinity'::float8, 0::oid"))->rows[0],
             QVariantList({QStringLiteral("infinity"), -qInf(), 0LL}));
}

void TstPostgresqlEngine::placesCountCharacters()
{
    const auto session = open();
    const auto plain = session->execute("SELECT 'äöü😀', nosuch");
    QVERIFY(!plain);
    QCOMPARE(plain.error().where.line, 1);
    QCOMPARE(plain.error().where.column, 16);
    const auto marked = session->execute("SELECT ?::text, ?::text,\n  nosuch", {1, 2});
    QVERIFY(!marked);
    QCOMPARE(marked.error().where.line, 2);
    QCOMPARE(marked.error().where.column, 3);
    const auto sameLine = session->execute("SELECT ?::text, ?::text, nosuch", {1, 2});
    QCOMPARE(sameLine.error().where.column, 26);
}

void TstPostgresqlEngine::notices()
{
    const auto session = open();
    QVERIFY(session->execute("CREATE TABLE t (x int)"));
    const auto again = session->execute("CREATE TABLE IF NOT EXISTS t (x int)");
    QCOMPARE(again->notices.size(), 1);
    QVERIFY(again->notices[0].contains(QLatin1String("already exists")));
    QCOMPARE(session->execute("SELECT 1")->notices, QStringList());
    const auto flood = session->execute("DO $$ BEGIN FOR i IN 1..5000 LOOP RAISE WARNING 'no. %', i; END LOOP; END $$");
    QCOMPARE(flood->notices.size(), 101);
    QCOMPARE(flood->notices.last(), QStringLiteral("and 4900 more"));
}

void TstPostgresqlEngine::rulesAnswerMoreThanOnce()
{
    const auto session = open();
    QVERIFY(session->execute("CREATE TABLE t (x int)"));
    QVERIFY(session->execute("CREATE TABLE log (x int)"));
    QVERIFY(session->execute("CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO log VALUES (NEW.x); SELECT 'told')"));
    QCOMPARE(session->execute("INSERT INTO t VALUES (1), (2)")->rows, 2);
    QCOMPARE(session->execute("SELECT * FROM log")->rows, 2);
}

void TstPostgresqlEngine::copiesData()
{
    const auto session = open();
    QVERIFY(session->execute("CREATE TABLE t (id int, words text)"));
    const QByteArray script = "COPY t (id, words) FROM stdin;\n1\tä; b\n2\t\\N\n\\.\nSELECT 1;\n";
    const auto spans = splitStatements(script, postgresqlDialect()).value();
    QCOMPARE(spans.size(), size_t(2));
    const QByteArrayView text(script);
    const auto copied = session->executeWithData(text.sliced(spans[0].offset, spans[0].length), text.sliced(spans[0].dataOffset, spans[0].dataLength));
    QVERIFY2(copied, copied ? "" : qPrintable(copied.error().text()));
    QCOMPARE(copied->rows, 2);
    QCOMPARE(sql("SELECT string_agg(id || coalesce(words, '-'), ',' ORDER BY id) FROM t"), QStringLiteral("1ä; b,2-"));
    QCOMPARE(session->executeWithData("COPY t FROM STDIN WITH (FORMAT csv)", "")->rows, 0);
    const QByteArray much = QByteArray("7\tx\n").repeated(200'000);
    QCOMPARE(session->executeWithData("COPY t FROM STDIN", much)->rows, 200'000);
    QVERIFY(!session->executeWithData("SELECT 1", "1\n"));
    QVERIFY(session->execute("SELECT 1"));
}

void TstPostgresqlEngine::badRowIsNamed()
{
    const auto session = open();
    QVERIFY(session->execute("CREATE TABLE t (id int PRIMARY KEY, words text, more int)"));
    const auto bad = session->executeWithData("COPY t FROM stdin", "1\ta\t1\n2\tb\tx1\n3\tc\t1\n");
    QVERIFY(!bad);
    QCOMPARE(bad.error().where, (Place{{}, 2, 5}));
    QVERIFY(bad.error().why.contains(QLatin1String("x1")));
    const auto twice = session->executeWithData("COPY t FROM stdin", "1\ta\t1\n1\tb\t1\n");
    QCOMPARE(twice.error().where.line, 2);
    QCOMPARE(session->execute("SELECT * FROM t")->rows, 0);
    // A mistake in the statement itself is none of the data's.
    QCOMPARE(session->executeWithData("COPY nosuch FROM stdin", "1\n").error().where.line, 0);
}

void TstPostgresqlEngine::copyNeverHangs()
{
    const auto session = open();
    QVERIFY(session->execute("CREATE TABLE t (id int)"));
    QElapsedTimer clock;
    clock.start();
    for (const char *statement : {"COPY t FROM STDIN", "copy t (id) from stdin with (format csv)", "COPY t TO STDOUT", "COPY (SELECT * FROM generate_series(1, 100000000)) TO STDOUT"}) {
        const auto done = session->execute(statement);
        QVERIFY(!done);
        QVERIFY2(!done.error().nextStep.isEmpty(), statement);
    }
    QVERIFY(clock.elapsed() < 5000);
    QVERIFY(session->execute("INSERT INTO t VALUES (1)"));
    QVERIFY(readsFromClient("COPY public.\"T\" (a, b) FROM /* x */ STDIN"));
    QVERIFY(!readsFromClient("COPY t FROM '/tmp/stdin'"));
    QVERIFY(refuseCopyWithClient("COPY t TO PROGRAM 'cat'"));
}

void TstPostgresqlEngine::cancelLeavesNothing()
{
    const auto session = open();
    QVERIFY(session->execute("CREATE TABLE t (x int)"));
    QVERIFY(session->begin());
    QVERIFY(session->execute("INSERT INTO t VALUES (1)"));
    QElapsedTimer clock;
    std::thread other([&clock, cancel = session->canceller()] {
        QTest::qSleep(300);
        clock.start();
        cancel();
    });
    const auto slept = session->execute("SELECT pg_sleep(60)");
    const qint64 ms = clock.elapsed();
    other.join();
    QCOMPARE(slept.error().code, ErrorCode::Cancelled);
    QVERIFY2(ms < 1000, qPrintable(QString::number(ms)));
    QVERIFY(session->inTransaction());
    QVERIFY(session->rollback());
    QCOMPARE(sql("SELECT count(*) FROM t"), QStringLiteral("0"));
    QCOMPARE(sql("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()"), QStringLiteral("0"));
    // Somebody else's cancel is told apart.
    std::thread dba([this] {
        QTest::qSleep(300);
        sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(59)'");
    });
    const auto stopped = session->execute("SELECT pg_sleep(59)");
    dba.join();
    QCOMPARE(stopped.error().code, ErrorCode::Failed);
    QVERIFY(stopped.error().what.contains(QLatin1String("somebody else")));
}

void TstPostgresqlEngine::timeouts()
{
    sql("CREATE TABLE t (x int)");
    Target impatient = target();
    impatient.lockTimeoutMs = 200;
    impatient.statementTimeoutMs = 700;
    const auto session = engine().open(impatient, Access::ReadWrite).value();
    const auto holder = open();
    QVERIFY(holder->begin());
    QVERIFY(holder->execute("LOCK TABLE t"));
    const auto waited = session->execute("ALTER TABLE t ADD y int");
    QCOMPARE(waited.error().code, ErrorCode::Locked);
    QVERIFY(holder->rollback());
    const auto slow = session->execute("SELECT pg_sleep(10)");
    QCOMPARE(slow.error().code, ErrorCode::Failed);
    QVERIFY2(slow.error().what.contains(QLatin1String("longer")), qPrintable(slow.error().text()));
}

void TstPostgresqlEngine::resetsWhatScriptsChange()
{
    sql("CREATE ROLE plain_" + m_database.toUtf8());
    const auto dropRole = qScopeGuard([this] { sql("DROP ROLE plain_" + m_database.toUtf8()); });
    const auto session = open();
    const auto seen = [&] {
        return session
            ->query(QStringLiteral("SELECT current_user::text, session_user::text, current_setting('search_path'), current_setting('role'), current_setting('lock_timeout'), "
                                   "current_setting('TimeZone'), current_setting('client_encoding'), current_setting('standard_conforming_strings')"))
            ->rows[0];
    };
    const QVariantList before = seen();
    QVERIFY(session->execute("CREATE TEMP TABLE t (x int)"));
    for (const char *change : {"SET search_path = ''", "SET lock_timeout = '77s'", "SET TimeZone = 'Asia/Tokyo'", "SET standard_conforming_strings = off", "SET client_encoding = LATIN1"})
        QVERIFY2(session->execute(change), change);
    QVERIFY(session->execute("SET SESSION AUTHORIZATION plain_" + m_database.toUtf8()));
    QVERIFY(session->execute("SET ROLE plain_" + m_database.toUtf8()));
    QVERIFY(seen() != before);
    QVERIFY(session->begin());
    QVERIFY(!session->reset());
    QVERIFY(session->rollback());
    QVERIFY(session->reset());
    QCOMPARE(seen(), before);
    QVERIFY(!*session->hasTable(QStringLiteral("t")));
    const auto looking = open(Access::ReadOnly);
    QVERIFY(looking->execute("SET default_transaction_read_only = off"));
    QVERIFY(looking->reset());
    QVERIFY(!looking->execute("CREATE TABLE made (x int)"));
}

void TstPostgresqlEngine::lostWhileIdle()
{
    const auto session = open();
    QVERIFY(session->begin());
    QVERIFY(session->execute("CREATE TABLE t (x int)"));
    const QString process = session->info().connection.section(u'@', 0, 0);
    ask("SELECT pg_terminate_backend(" + process.toUtf8() + ", 5000)");
    const auto next = session->execute("INSERT INTO t VALUES (1)");
    QVERIFY(!next);
    QCOMPARE(next.error().code, ErrorCode::Connection);
    QVERIFY(!session->inTransaction());
    // Never a fresh connection behind our back.
    const auto after = session->execute("SELECT 1");
    QVERIFY(!after);
    QCOMPARE(after.error().code, ErrorCode::Connection);
    QVERIFY(!session->commit());
    QVERIFY(!session->rollback());
    QVERIFY(!session->begin());
    QCOMPARE(sql("SELECT count(*) FROM pg_class WHERE relname = 't'"), QStringLiteral("0"));
}

void TstPostgresqlEngine::lostInAStatement()
{
    const auto session = open();
    std::thread other([this, process = session->info().connection.section(u'@', 0, 0)] {
        QTest::qSleep(300);
        ask("SELECT pg_terminate_backend(" + process.toUtf8() + ")");
    });
    const auto slept = session->execute("SELECT pg_sleep(60)");
    other.join();
    QVERIFY(!slept);
    QCOMPARE(slept.error().code, ErrorCode::Connection);
    QVERIFY2(slept.error().why.contains(QLatin1String("57P01")), qPrintable(slept.error().text()));
}

void TstPostgresqlEngine::lostInCommit_data()
{
    QTest::addColumn<bool>("arrives");
    QTest::newRow("before the server had it") << false;
    QTest::newRow("the answer is lost") << true;
}

void TstPostgresqlEngine::lostInCommit()
{
    QFETCH(bool, arrives);
    sql("CREATE TABLE t (x int)");
    DropProxy proxy(m_server->port());
    Target through = target(QStringLiteral("sslmode=disable"));
    through.port = proxy.port();
    const auto session = engine().open(through, Access::ReadWrite).value();
    QVERIFY(session->begin());
    QCOMPARE(session->transactionId().value(), QString());
    QVERIFY(session->execute("INSERT INTO t VALUES (1)"));
    const QString transaction = session->transactionId().value();
    QVERIFY(!transaction.isEmpty());
    const auto witness = open(Access::ReadOnly);
    QCOMPARE(engine().committed(*witness, transaction).value(), std::optional<bool>());
    const QString connection = session->info().connection;
    QVERIFY(engine().isConnected(*witness, connection).value());
    proxy.drop(arrives ? DropProxy::Drop::Answer : DropProxy::Drop::Request);
    const auto committed = session->commit();
    QVERIFY(!committed);
    QCOMPARE(committed.error().code, ErrorCode::Unknown);
    QTRY_VERIFY(!engine().isConnected(*witness, connection).value());
    QTRY_COMPARE(engine().committed(*witness, transaction).value(), std::optional(arrives));
    QCOMPARE(sql("SELECT count(*) FROM t"), QString::number(int(arrives)));

    // Outside of a transaction every statement is its own COMMIT.
    DropProxy second(m_server->port());
    through.port = second.port();
    const auto direct = engine().open(through, Access::ReadWrite).value();
    second.drop(DropProxy::Drop::Answer);
    QCOMPARE(direct->execute("INSERT INTO t VALUES (2)").error().code, ErrorCode::Unknown);
}

void TstPostgresqlEngine::findsConnectionsAgain()
{
    const auto session = open(Access::ReadOnly);
    auto other = open();
    const QString connection = other->info().connection;
    QVERIFY(engine().isConnected(*session, connection).value());
    // The same process number of another time is another connection.
    QVERIFY(!engine().isConnected(*session, connection.section(u'@', 0, 0) + QStringLiteral("@1")).value());
    other.reset();
    QTRY_VERIFY(!engine().isConnected(*session, connection).value());
}

void TstPostgresqlEngine::framesWhatRefusesATransaction()
{
    const auto frameOf = [this](const QList<QByteArray> &texts) {
        std::vector<ScriptStatement> statements;
        for (const QByteArray &text : texts)
            statements.push_back({text, readFacts(text, postgresqlDialect())});
        return engine().frame(statements);
    };
    const StepFrame mixed = frameOf({"CREATE TABLE t (x int)", "CREATE INDEX CONCURRENTLY i ON t (x)", "VACUUM t"});
    QCOMPARE(mixed.statements.size(), size_t(3));
    QVERIFY(!mixed.statements[0].alone && mixed.statements[1].alone && mixed.statements[2].alone);
    QVERIFY(mixed.statements[0].cost.isEmpty());
    QVERIFY(mixed.statements[1].cost.contains(QLatin1String("invalid index")));
    QVERIFY(!mixed.statements[2].cost.contains(QLatin1String("invalid index")));
    QVERIFY(!mixed.remarks.isEmpty());
    QVERIFY(frameOf({"CREATE TABLE t (x int)", "CREATE INDEX i ON t (x)"}).statements.empty());
    // The server agrees.
    const auto session = open();
    QVERIFY(session->execute("CREATE TABLE t (x int)"));
    QVERIFY(session->begin());
    QVERIFY(!session->execute("CREATE INDEX CONCURRENTLY i ON t (x)"));
    QVERIFY(session->rollback());
    QVERIFY(session->execute("CREATE INDEX CONCURRENTLY i ON t (x)"));
    QCOMPARE(session->query(QStringLiteral("SHOW lock_timeout"))->rows[0][0].toString(), QStringLiteral("5s"));
}

void TstPostgresqlEngine::invalidIndexIsFound()
{
    const auto session = open();
    QVERIFY(session->execute("CREATE TABLE t (x int)"));
    QVERIFY(session->execute("INSERT INTO t VALUES (1), (1)"));
    QCOMPARE(engine().integrityProblems(*session, *m_control).value(), QStringList());
    QVERIFY(!session->execute("CREATE UNIQUE INDEX CONCURRENTLY \"odd i\" ON t (x)"));
    const QStringList problems = engine().integrityProblems(*session, *m_control).value();
    QCOMPARE(problems.size(), 1);
    const QString offer = problems[0].section(QStringLiteral("; "), -1).chopped(1);
    QCOMPARE(offer, QStringLiteral("DROP INDEX CONCURRENTLY public.\"odd i\""));
    QVERIFY(session->execute(offer.toUtf8()));
    QCOMPARE(engine().integrityProblems(*session, *m_control).value(), QStringList());
}

void TstPostgresqlEngine::unvalidatedReferences()
{
    const auto session = open();
    sql("CREATE TABLE parent (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE child (x int, y int);"
        "INSERT INTO parent VALUES (1, 1); INSERT INTO child VALUES (1, 1), (NULL, 5);"
        "ALTER TABLE child ADD CONSTRAINT belongs FOREIGN KEY (x, y) REFERENCES parent NOT VALID");
    QCOMPARE(engine().referenceViolations(*session).value(), QStringList());
    sql("ALTER TABLE child DROP CONSTRAINT belongs; INSERT INTO child VALUES (1, 2);"
        "ALTER TABLE child ADD CONSTRAINT belongs FOREIGN KEY (x, y) REFERENCES parent NOT VALID");
    const QStringList violations = engine().referenceViolations(*session).value();
    QCOMPARE(violations.size(), 1);
    for (const char *word : {"child", "belongs", "parent"})
        QVERIFY2(violations[0].contains(QLatin1String(word)), qPrintable(violations[0]));
}

void TstPostgresqlEngine::lockOfAMissingDatabase()
{
    const Target missing = engine().target(m_server->url(QStringLiteral("not_yet")), {}).value();
    auto lock = engine().lock(missing);
    QVERIFY2(lock, lock ? "" : qPrintable(lock.error().text()));
    const auto second = engine().lock(missing);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Locked);
    for (const QString &word : {m_server->user(), QStringLiteral("127.0.0.1"), QStringLiteral("since"), QString::number(::getpid())})
        QVERIFY2(second.error().why.contains(word), qPrintable(second.error().why));
    QVERIFY(engine().lock(target())); // another database, another lock
    QCOMPARE(ask("SELECT count(*) FROM pg_database WHERE datname = 'not_yet'"), QStringLiteral("0"));
}

void TstPostgresqlEngine::lockStandsInNobodysWay()
{
    sql("CREATE TABLE t (x int)");
    const auto lock = engine().lock(target());
    QVERIFY(lock);
    QCOMPARE(ask("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE '%lock: process%' AND (state <> 'idle' OR backend_xid IS NOT NULL)"), QStringLiteral("0"));
    QVERIFY(open()->execute("CREATE INDEX CONCURRENTLY i ON t (x)"));
}

void TstPostgresqlEngine::scratchKeepsSettings()
{
    sql("CREATE SCHEMA app; CREATE TABLE app.t (x int); INSERT INTO app.t VALUES (1); ALTER DATABASE " + m_database.toUtf8() + " SET search_path = app, public; ALTER DATABASE "
        + m_database.toUtf8() + " SET TimeZone = 'Asia/Tokyo'");
    std::vector<Progress> progress;
    auto scratch = engine().scratch(target(), ScratchData::Full, *m_control, [&](const Progress &p) { progress.push_back(p); });
    QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
    QVERIFY(*(*scratch)->session().hasTable(QStringLiteral("t")));
    QCOMPARE((*scratch)->session().execute("SELECT * FROM t")->rows, 1);
    QCOMPARE((*scratch)->session().query(QStringLiteral("SHOW TimeZone"))->rows[0][0].toString(), QStringLiteral("Asia/Tokyo"));
    QVERIFY(!progress.empty() && progress.back().what.contains(QLatin1String("app.t")));
    QCOMPARE(temporaryDatabases().size(), 1);
    QVERIFY(ask("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'lockkeeper\\_scratch%'").contains(m_database));
}

void TstPostgresqlEngine::leftScratchesAreSwept()
{
    auto living = engine().scratch(target(), ScratchData::None, *m_control, {});
    QVERIFY(living);
    // A database that only looks like one of ours stays.
    ask("CREATE DATABASE lockkeeper_scratch_of_somebody");
    const auto drop = qScopeGuard([this] { m_server->dropDatabase(QStringLiteral("lockkeeper_scratch_of_somebody")); });
    const pid_t child = ::fork();
    if (child == 0) {
        const auto dying = engine().scratch(engine().target(m_server->url(QStringLiteral("none")), {}).value(), ScratchData::None, *m_control, {});
        ::_exit(dying ? 0 : 1); // no destructor runs
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(WEXITSTATUS(status), 0);
    QCOMPARE(temporaryDatabases().size(), 3);
    QTRY_COMPARE(ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"), QStringLiteral("1")); // the server saw it die
    auto next = engine().scratch(target(), ScratchData::None, *m_control, {});
    QVERIFY(next);
    QCOMPARE(temporaryDatabases().size(), 3); // the dead one went; the living, the next and the other's are there
    QVERIFY((*living)->session().execute("CREATE TABLE t (x int)"));
}

void TstPostgresqlEngine::scratchKeepsToItself()
{
    m_server->run(m_database, "CREATE TABLE t (id int)");
    ask("CREATE ROLE scratch_reader");
    const auto drop = qScopeGuard([this] { ask("DROP ROLE scratch_reader"); });
    const auto scratch = engine().scratch(target(), ScratchData::Full, *m_control, {});
    QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
    Session &copy = (*scratch)->session();
    const QByteArray name = m_database.toLatin1();
    for (const QByteArray &statement :
         {QByteArray("CREATE ROLE somebody LOGIN"), QByteArray("create user somebody"), QByteArray("ALTER ROLE scratch_reader SET work_mem = '8MB'"), QByteArray("DROP ROLE scratch_reader"),
          QByteArray("GRANT scratch_reader TO CURRENT_USER"), "GRANT CREATE ON DATABASE " + name + " TO scratch_reader", "ALTER DATABASE " + name + " SET work_mem = '8MB'",
          "/* x */ COMMENT ON DATABASE " + name + " IS 'x'", "DROP DATABASE " + name, QByteArray("ALTER SYSTEM SET work_mem = '8MB'"), QByteArray("REASSIGN OWNED BY CURRENT_USER TO scratch_reader"),
          QByteArray("DROP OWNED BY scratch_reader"), QByteArray("GRANT SELECT ON t TO scratch_reader, Somebody"), QByteArray("REVOKE ALL ON t FROM somebody"),
          QByteArray("ALTER TABLE t OWNER TO somebody"), QByteArray("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO somebody")}) {
        const auto skipped = copy.execute(statement);
        QVERIFY2(skipped, skipped ? "" : qPrintable(skipped.error().text()));
        QVERIFY2(skipped->notices.value(0).contains(QLatin1String("whole server")), statement.constData());
    }
    for (const char *statement : {"GRANT SELECT (id), INSERT ON t TO scratch_reader", "REVOKE INSERT ON TABLE t FROM scratch_reader", "COMMENT ON TABLE t IS 'x'", "ALTER TABLE t OWNER TO scratch_reader",
                                  "CREATE SCHEMA role", "ALTER TABLE t RENAME TO somebody", "ALTER TABLE somebody RENAME TO t", "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO scratch_reader"}) {
        const auto ran = copy.execute(statement);
        QVERIFY2(ran, ran ? "" : qPrintable(ran.error().text()));
        QVERIFY2(ran->notices.isEmpty(), statement);
    }
    QCOMPARE(ask("SELECT count(*) FROM pg_roles WHERE rolname = 'somebody'"), QStringLiteral("0"));
    QCOMPARE(ask("SELECT count(*) FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = s.setdatabase WHERE d.datname = '" + name + "'"), QStringLiteral("0"));
}

void TstPostgresqlEngine::scratchNeedsCreatedb()
{
    const QByteArray role = "weak_" + m_database.toUtf8();
    sql("CREATE ROLE " + role + " LOGIN PASSWORD 'pw'");
    const auto dropRole = qScopeGuard([&] { sql("DROP OWNED BY " + role + "; DROP ROLE " + role); });
    const Target weak = engine().target(m_server->urlAs(QString::fromUtf8(role), QStringLiteral("pw"), m_database), {}).value();
    const auto scratch = engine().scratch(weak, ScratchData::None, *m_control, {});
    QVERIFY(!scratch);
    QVERIFY2(scratch.error().text().contains(QLatin1String("CREATEDB")), qPrintable(scratch.error().text()));
}

void TstPostgresqlEngine::passwordIsInNoArgument()
{
    sql("CREATE TABLE t AS SELECT i, md5(i::text) AS words FROM generate_series(1, 300000) AS i");
    int programs = 0;
    QStringList leaks;
    const auto look = [&](const Progress &) {
        for (const QString &process : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
            QFile arguments(QStringLiteral("/proc/%1/cmdline").arg(process));
            QFile environment(QStringLiteral("/proc/%1/environ").arg(process));
            if (!arguments.open(QIODevice::ReadOnly))
                continue;
            const QByteArray line = arguments.readAll();
            const bool ours = line.contains("pg_dump") && line.contains(path("dump").toUtf8());
            programs += ours;
            if (line.contains(m_server->password().toUtf8()) || (ours && environment.open(QIODevice::ReadOnly) && environment.readAll().contains(m_server->password().toUtf8())))
                leaks << QString::fromUtf8(line);
        }
    };
    const auto dumped = engine().dump(target(), path("dump"), *m_control, look);
    QVERIFY2(dumped, dumped ? "" : qPrintable(dumped.error().text()));
    QVERIFY(programs > 0);
    QCOMPARE(leaks, QStringList());
}

void TstPostgresqlEngine::killedDumpLeavesNothing()
{
    sql("CREATE TABLE t AS SELECT i, md5(i::text) AS words FROM generate_series(1, 300000) AS i");
    bool killed = false;
    const auto kill = [&](const Progress &progress) {
        for (const QString &process : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
            QFile arguments(QStringLiteral("/proc/%1/cmdline").arg(process));
            if (progress.done > 0 && !killed && arguments.open(QIODevice::ReadOnly) && arguments.readAll().contains(path("dump").toUtf8()))
                killed = ::kill(process.toInt(), SIGKILL) == 0;
        }
    };
    const auto dumped = engine().dump(target(), path("dump"), *m_control, kill);
    QVERIFY(killed);
    QVERIFY(!dumped);
    QVERIFY2(dumped.error().text().contains(QLatin1String("killed")), qPrintable(dumped.error().text()));
    QVERIFY(QDir(m_folder->path()).isEmpty());
    // A table that can't be read fails the dump as well, in the program's own words.
    const QByteArray role = "weak_" + m_database.toUtf8();
    sql("CREATE ROLE " + role + " LOGIN PASSWORD 'pw'");
    const auto dropRole = qScopeGuard([&] { sql("DROP OWNED BY " + role + "; DROP ROLE " + role); });
    const auto refused = engine().dump(engine().target(m_server->urlAs(QString::fromUtf8(role), QStringLiteral("pw"), m_database), {}).value(), path("dump"), *m_control, {});
    QVERIFY(!refused);
    QVERIFY2(refused.error().why.contains(QLatin1String("permission denied")), qPrintable(refused.error().text()));
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TstPostgresqlEngine::damagedDumps_data()
{
    QTest::addColumn<int>("cut"); // bytes kept: negative counts from the end
    QTest::newRow("empty") << 0;
    QTest::newRow("head only") << 200;
    QTest::newRow("half") << 150'000;
    QTest::newRow("three bytes short") << -3;
    QTest::newRow("another file") << 1;
}

void TstPostgresqlEngine::damagedDumps()
{
    QFETCH(int, cut);
    sql("CREATE TABLE t AS SELECT i, md5(i::text) AS words FROM generate_series(1, 20000) AS i");
    QVERIFY(engine().dump(target(), path("dump"), *m_control, {}));
    QFile file(path("dump"));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.size() > 200'000);
    if (cut == 1)
        QVERIFY(file.write("SQLit") == 5);
    else
        QVERIFY(file.resize(cut >= 0 ? cut : file.size() + cut));
    file.close();
    sql("DELETE FROM t WHERE i > 10");
    const auto scratch = engine().scratchFrom(path("dump"), target(), *m_control, {});
    QVERIFY(!scratch);
    QVERIFY2(!scratch.error().why.isEmpty(), qPrintable(scratch.error().text()));
    const auto loaded = engine().load(path("dump"), target(), *m_control, {});
    QVERIFY(!loaded);
    QVERIFY2(loaded.error().text().contains(QLatin1String("as it was")), qPrintable(loaded.error().text()));
    QCOMPARE(sql("SELECT count(*) FROM t"), QStringLiteral("10"));
}

void TstPostgresqlEngine::restoresIntoANewDatabase()
{
    sql("CREATE TABLE t (x int); INSERT INTO t VALUES (1), (2)");
    QVERIFY(engine().dump(target(), path("dump"), *m_control, {}));
    const Target fresh = engine().target(m_server->url(QStringLiteral("fresh one")), {}).value();
    const auto drop = qScopeGuard([this] { m_server->dropDatabase(QStringLiteral("fresh one")); });
    const auto lock = engine().lock(fresh); // as the desk holds it
    QVERIFY(lock);
    const auto loaded = engine().load(path("dump"), fresh, *m_control, {});
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text()));
    QCOMPARE(m_server->run(QStringLiteral("fresh one"), "SELECT count(*) FROM t"), QStringLiteral("2"));
    QCOMPARE(ask("SELECT count(*) FROM pg_database d WHERE datname = 'fresh one' AND shobj_description(oid, 'pg_database') IS NULL"), QStringLiteral("1"));
}

void TstPostgresqlEngine::restoreKeepsPropertiesAndDisturbsNobody()
{
    const QByteArray name = m_database.toUtf8();
    sql("CREATE TABLE t (x int); INSERT INTO t VALUES (1); CREATE ROLE friend_" + name + "; COMMENT ON DATABASE " + name + " IS 'the shop''s'; ALTER DATABASE " + name
        + " SET search_path = public, app; ALTER DATABASE " + name + " SET work_mem = '5MB'; ALTER DATABASE " + name + " CONNECTION LIMIT 40; REVOKE ALL ON DATABASE " + name
        + " FROM PUBLIC; GRANT CONNECT ON DATABASE " + name + " TO friend_" + name);
    const auto dropRole = qScopeGuard([&] { ask("DROP OWNED BY friend_" + name + "; REVOKE ALL ON DATABASE " + name + " FROM friend_" + name + "; DROP ROLE friend_" + name); });
    const QByteArray properties = "SELECT datconnlimit, datacl, shobj_description(oid, 'pg_database'), (SELECT array_agg(setconfig ORDER BY setrole) FROM pg_db_role_setting WHERE "
                                  "setdatabase = d.oid), datcollate, encoding, datdba FROM pg_database d WHERE datname = '" + name + "'";
    const QString before = ask(properties);
    QVERIFY(engine().dump(target(), path("dump"), *m_control, {}));
    sql("INSERT INTO t VALUES (2)");
    const auto lock = engine().lock(target());
    {
        const auto somebody = open();
        const auto busy = engine().load(path("dump"), target(), *m_control, {});
        QVERIFY(!busy);
        QCOMPARE(busy.error().code, ErrorCode::Locked);
        QVERIFY2(busy.error().why.contains(somebody->info().connection.section(u'@', 0, 0)), qPrintable(busy.error().text()));
        QVERIFY(somebody->execute("SELECT 1")); // nobody was thrown out
    }
    const auto loaded = engine().load(path("dump"), target(), *m_control, {});
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text()));
    QCOMPARE(sql("SELECT count(*) FROM t"), QStringLiteral("1"));
    QCOMPARE(ask(properties), before);
}

void TstPostgresqlEngine::clientPrograms()
{
    const auto make = [this](const QString &folder, const QByteArray &version) {
        QVERIFY(QDir().mkpath(folder));
        QFile script(folder + QStringLiteral("/pg_dump"));
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\necho 'pg_dump (PostgreSQL) " + version + "'\n");
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    };
    const QString name = QStringLiteral("pg_dump");
    const QStringList folders{path("a"), path("b"), path("c")};
    const auto none = clientProgram(name, 150020, folders);
    QVERIFY(!none && none.error().text().contains(QLatin1String("not installed")));
    make(folders[0], "13.11");
    const auto old = clientProgram(name, 150020, folders);
    QVERIFY(!old);
    QVERIFY2(old.error().text().contains(QLatin1String("13.11")) && old.error().text().contains(QLatin1String("15")), qPrintable(old.error().text()));
    QVERIFY(old.error().nextStep.contains(QLatin1String("postgresql-client-15")));
    make(folders[1], "17.2");
    QCOMPARE(clientProgram(name, 150020, folders)->version, QStringLiteral("17.2"));
    make(folders[2], "16beta1");
    QCOMPARE(clientProgram(name, 150020, folders)->major, 16); // as near to the server as there is
    QVERIFY(clientProgram(name, ask("SHOW server_version_num").toInt())); // here, in the system's places
}

void TstPostgresqlEngine::missingPrivileges()
{
    QCOMPARE(engine().missingPrivileges(target()), QStringList());
    const QByteArray role = "weak_" + m_database.toUtf8();
    sql("CREATE TABLE theirs (x int); CREATE ROLE " + role + " LOGIN PASSWORD 'pw'");
    const auto dropRole = qScopeGuard([&] { sql("DROP OWNED BY " + role + "; DROP ROLE " + role); });
    const QString missing = engine().missingPrivileges(engine().target(m_server->urlAs(QString::fromUtf8(role), QStringLiteral("pw"), m_database), {}).value()).join(u'\n');
    for (const char *word : {"CREATEDB", "CREATE in schema public", "theirs"})
        QVERIFY2(missing.contains(QLatin1String(word)), qPrintable(missing));
    QCOMPARE(engine().missingPrivileges(engine().target(m_server->url(QStringLiteral("none")), {}).value()), QStringList());
}

void TstPostgresqlEngine::diagnoses()
{
    const auto checks = engine().diagnose(target());
    QStringList titles;
    for (const EngineCheck &check : checks) {
        titles << check.title;
        QVERIFY2(check.ok.value_or(true), qPrintable(check.title + check.detail));
        QVERIFY2(!check.detail.isEmpty(), qPrintable(check.title));
    }
    for (const char *title : {"Encryption", "Role", "pg_dump", "pg_restore", "Clock"})
        QVERIFY2(titles.contains(QLatin1String(title)), title);
}

QTEST_GUILESS_MAIN(TstPostgresqlEngine)
#include "tst_postgresqlengine.moc"
