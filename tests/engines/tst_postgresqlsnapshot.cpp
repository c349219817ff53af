// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/address.h"
#include "models/engines/postgresql/contents.h"
#include "models/engines/postgresql/ddl.h"
#include "models/engines/postgresql/introspect.h"
#include "models/engines/postgresql/session.h"
#include "models/schema/schemadiff.h"
#include "models/sql/splitter.h"
#include "tests/support/testserver.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QTest>

#include <thread>

using namespace lk;

namespace {

const auto DataFolder = QStringLiteral(LOCKKEEPER_SOURCE_DIR "/tests/engines/data/postgresql/");
const QByteArray Roles = "CREATE ROLE lk_alice; CREATE ROLE lk_bob; CREATE ROLE lk_carol;";

/// One entry of changes.sql: a line of SQL, and below it, indented, what the diff has to say.
struct Change {
    QByteArray sql;
    QStringList expected;
};

QByteArray fileText(const QString &name)
{
    QFile file(DataFolder + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(name));
    return file.readAll();
}

std::vector<Change> changes()
{
    std::vector<Change> list;
    for (const QByteArray &line : fileText(QStringLiteral("changes.sql")).split('\n')) {
        if (line.startsWith("    "))
            list.back().expected << QString::fromUtf8(line.trimmed());
        else if (!line.isEmpty() && !line.startsWith("--"))
            list.push_back({line, {}});
    }
    return list;
}

QStringList words(const SchemaDiff &diff)
{
    QStringList lines;
    for (const SchemaChange &change : diff.changes) {
        // What else is told of an object that comes, goes or gets another name is tested where the words are made.
        const QString details = change.kind == ChangeKind::Altered ? change.details.join(QStringLiteral("; ")).simplified() : QString();
        lines << summary(change).simplified() + (details.isEmpty() ? QString() : QStringLiteral(" [%1]").arg(details));
    }
    return lines;
}

/// Counts what a session is asked.
class CountingSession final : public Session
{
public:
    explicit CountingSession(Session &session) : m_session(session) {}

    ServerInfo info() const override { return m_session.info(); }
    Result<StatementOutcome> execute(QByteArrayView statement, const QVariantList &values) override
    {
        ++roundTrips;
        return m_session.execute(statement, values);
    }
    Result<Rows> query(const QString &sql, const QVariantList &values) override
    {
        ++roundTrips;
        queries += sql.contains(QLatin1String("SELECT")); // the bracket around them is none
        return m_session.query(sql, values);
    }
    Result<bool> hasTable(const QString &name) override { return m_session.hasTable(name); }
    Result<void> begin() override { return m_session.begin(); }
    Result<void> commit() override { return m_session.commit(); }
    Result<void> rollback() override { return m_session.rollback(); }
    bool inTransaction() const override { return m_session.inTransaction(); }
    std::function<void()> canceller() override { return m_session.canceller(); }

    int queries = 0;
    int roundTrips = 0;

private:
    Session &m_session;
};

} // namespace

/// That a snapshot of PostgreSQL loses nothing: shown by changing one thing after the other on a real server.
class TstPostgresqlSnapshot : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void tellsEveryChange_data();
    void tellsEveryChange();
    void missesNothingThatPgDumpSees();
    void comesBackFromItsDdl_data();
    void comesBackFromItsDdl();
    void jsonComesBack();
    void leavesTheSessionAsItWas();
    void emptyDatabaseHasNoObjects();
    void readsWithoutRights();
    void numberOfQueriesDoesNotDependOnSize();
    void contentsCountEveryTableOnce();
    void contentsDoNotDependOnOrderOrSettings();
    void contentsAreCancelled();

private:
    std::unique_ptr<PostgresqlSession> open(const QString &database);
    std::unique_ptr<PostgresqlSession> openAs(const QString &user, const QString &database);
    QString made(const QByteArray &sql);
    Snapshot snapshotOf(Session &session);
    void runScript(Session &session, const QByteArray &script);
    QByteArray pgDump(const QString &database);

    TestServer *m_server = nullptr;
    QString m_base;
    std::unique_ptr<PostgresqlSession> m_session; ///< of the base, for changes that are rolled back
    Snapshot m_before;
};

void TstPostgresqlSnapshot::initTestCase()
{
    m_server = TestServer::postgresql();
    QVERIFY2(m_server, qPrintable(TestServer::problem(QStringLiteral("postgresql"))));
    // Hundreds of databases are made here, none of which has to outlive a power cut.
    m_server->run({}, "ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();");
    m_server->run({}, Roles);
    m_base = made(fileText(QStringLiteral("rich.sql")));
    m_session = open(m_base);
    m_before = snapshotOf(*m_session);
}

void TstPostgresqlSnapshot::cleanupTestCase()
{
    m_session.reset();
}

std::unique_ptr<PostgresqlSession> TstPostgresqlSnapshot::open(const QString &database)
{
    auto session = PostgresqlSession::open(readPostgresqlAddress(m_server->socketUrl(database)).value(), Access::ReadWrite);
    if (!session)
        qFatal("%s", qPrintable(session.error().text()));
    return *std::move(session);
}

std::unique_ptr<PostgresqlSession> TstPostgresqlSnapshot::openAs(const QString &user, const QString &database)
{
    const QString url = m_server->urlAs(user, QStringLiteral("secret"), database);
    auto session = PostgresqlSession::open(readPostgresqlAddress(url).value(), Access::ReadOnly);
    if (!session)
        qFatal("%s", qPrintable(session.error().text()));
    return *std::move(session);
}

/// A new database in which @p sql was run.
QString TstPostgresqlSnapshot::made(const QByteArray &sql)
{
    const QString database = m_server->newDatabase();
    m_server->run(database, "SET client_min_messages = error;\n" + sql);
    return database;
}

Snapshot TstPostgresqlSnapshot::snapshotOf(Session &session)
{
    auto snapshot = postgresqlSnapshot(session);
    if (!snapshot)
        qFatal("%s", qPrintable(snapshot.error().text()));
    return *std::move(snapshot);
}

void TstPostgresqlSnapshot::runScript(Session &session, const QByteArray &script)
{
    const auto statements = splitStatements(script, postgresqlDialect());
    QVERIFY2(statements, statements ? "" : qPrintable(statements.error().text()));
    for (const StatementSpan &span : *statements) {
        const QByteArray sql = script.mid(span.offset, span.length);
        const auto done = session.execute(sql);
        QVERIFY2(done, done ? "" : (sql + "\n" + done.error().text().toUtf8()).constData());
    }
}

QByteArray TstPostgresqlSnapshot::pgDump(const QString &database)
{
    QProcess dump;
    dump.start(QStringLiteral("pg_dump"), {QStringLiteral("--schema-only"), QStringLiteral("-h"), m_server->socket(), QStringLiteral("-p"),
                                           QString::number(m_server->port()), QStringLiteral("-U"), m_server->user(), database});
    if (!dump.waitForFinished(60'000) || dump.exitCode() != 0)
        qFatal("pg_dump: %s", dump.readAllStandardError().constData());
    QByteArray text;
    // Newer ones write a random key into each dump.
    for (const QByteArray &line : dump.readAllStandardOutput().split('\n')) {
        if (!line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
            text += line + '\n';
    }
    return text;
}

void TstPostgresqlSnapshot::tellsEveryChange_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QStringList>("expected");
    for (const Change &change : changes())
        QTest::newRow(change.sql.constData()) << change.sql << change.expected;
}

void TstPostgresqlSnapshot::tellsEveryChange()
{
    QFETCH(QByteArray, sql);
    QFETCH(QStringList, expected);
    QVERIFY(m_session->begin());
    runScript(*m_session, sql);
    const QStringList told = QTest::currentTestFailed() ? QStringList() : words(diff(m_before, snapshotOf(*m_session)));
    QVERIFY(m_session->rollback());
    QCOMPARE(told.join(u'\n'), expected.join(u'\n'));
    QVERIFY(!expected.isEmpty());
}

void TstPostgresqlSnapshot::missesNothingThatPgDumpSees()
{
    const auto admin = open(QStringLiteral("postgres"));
    m_session.reset();
    // What pg_dump and we say of a copy of the base after a change. (Subscriptions belong to the server and are not copied.)
    const auto seen = [&](const QByteArray &change) {
        const QString copy = QStringLiteral("changed");
        if (const auto made = admin->execute("CREATE DATABASE changed TEMPLATE " + m_base.toUtf8()); !made)
            qFatal("%s", qPrintable(made.error().text()));
        const auto session = open(copy);
        runScript(*session, change);
        const std::pair both(pgDump(copy), snapshotOf(*session).digest());
        (void)admin->execute("DROP DATABASE changed WITH (FORCE)");
        return both;
    };
    const auto unchanged = seen("SELECT 1;");
    QVERIFY(seen("SELECT 2;") == unchanged);
    int differing = 0;
    QStringList missed;
    QStringList only;
    const std::vector<Change> all = changes();
    for (const Change &change : all) {
        if (change.sql.contains("SUBSCRIPTION"))
            continue;
        const auto [dump, digest] = seen(change.sql);
        differing += dump != unchanged.first;
        if (dump != unchanged.first && digest == unchanged.second)
            missed << QString::fromUtf8(change.sql);
        if (dump == unchanged.first && digest != unchanged.second)
            only << QString::fromUtf8(change.sql);
    }
    qInfo("%d of %d changes make pg_dump differ, %d of them missed; seen by us only: %s", differing, int(all.size()), int(missed.size()),
          qPrintable(only.join(u'\n')));
    QCOMPARE(missed, QStringList());
    QVERIFY(differing >= 150);
    m_session = open(m_base);
}

void TstPostgresqlSnapshot::comesBackFromItsDdl_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("everything") << QByteArray();
    QTest::newRow("nothing") << QByteArray("SELECT 1;");
    QTest::newRow("views on views, named against their order")
        << QByteArray("CREATE TABLE z (id integer PRIMARY KEY, x integer); CREATE VIEW y AS SELECT * FROM z; CREATE VIEW a AS SELECT * FROM y;"
                      "CREATE MATERIALIZED VIEW b AS SELECT x, count(*) FROM a GROUP BY x; CREATE VIEW c AS SELECT id, x FROM z GROUP BY id;");
    QTest::newRow("tables that refer to each other")
        << QByteArray("CREATE TABLE a (id integer PRIMARY KEY, b integer); CREATE TABLE b (id integer PRIMARY KEY REFERENCES a);"
                      "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b ON DELETE SET NULL;");
    QTest::newRow("no public schema, no plpgsql")
        << QByteArray("DROP SCHEMA public; DROP EXTENSION plpgsql; CREATE SCHEMA app; CREATE TABLE app.t (id serial);");
    QTest::newRow("public changed") << QByteArray("REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT ALL ON SCHEMA public TO lk_bob WITH GRANT OPTION;"
                                                  "COMMENT ON SCHEMA public IS NULL; ALTER SCHEMA public OWNER TO lk_alice;");
    QTest::newRow("settings of database and roles")
        << QByteArray("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path TO public, sales, \"Odd one\"', current_database());"
                      "EXECUTE format('ALTER ROLE lk_bob IN DATABASE %I SET work_mem TO ''12MB''', current_database());"
                      "EXECUTE format('ALTER DATABASE %I SET application_name TO ''it''''s 100%%''', current_database()); END $$;");
    QTest::newRow("inheritance") << QByteArray(
        "CREATE TABLE p (a integer DEFAULT 1, b text NOT NULL, CHECK (a > 0)); CREATE TABLE q (c integer GENERATED ALWAYS AS (1) STORED);"
        "CREATE TABLE r (a integer, d integer) INHERITS (p, q); ALTER TABLE r ALTER a DROP DEFAULT; CREATE TABLE s () INHERITS (r);");
    QTest::newRow("functions over row types")
        << QByteArray("CREATE TABLE t (id integer); CREATE FUNCTION f(t) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1.id';"
                      "CREATE FUNCTION g(t[]) RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM unnest($1)'; CREATE INDEX i ON t (f(t.*));"
                      "CREATE VIEW v AS SELECT f(t) AS x FROM t; CREATE TABLE u (l t[], CHECK (f(l[1]) > 0));");
}

void TstPostgresqlSnapshot::comesBackFromItsDdl()
{
    QFETCH(QByteArray, sql);
    Snapshot before = sql.isEmpty() ? m_before : snapshotOf(*open(made(sql)));
    const auto second = open(m_server->newDatabase());
    runScript(*second, postgresqlDdl(before).toUtf8());
    const Snapshot after = snapshotOf(*second);
    // Subscriptions are left out, said so in the text.
    std::erase_if(before.objects, [](const SchemaObject &object) { return object.kind == QLatin1String("subscription"); });
    QCOMPARE(words(diff(before, after)).join(u'\n'), QString());
    QCOMPARE(after.digest(), before.digest());
    QCOMPARE(postgresqlDdl(after), postgresqlDdl(before));
    QCOMPARE(second->value(QStringLiteral("SHOW search_path"))->toString(), open(m_base)->value(QStringLiteral("SHOW search_path"))->toString());
}

void TstPostgresqlSnapshot::jsonComesBack()
{
    const QByteArray text = QJsonDocument(toJson(m_before)).toJson();
    const auto read = snapshotFromJson(QJsonDocument::fromJson(text).object());
    QVERIFY(read);
    QCOMPARE(read->objects.size(), m_before.objects.size());
    for (size_t i = 0; i < read->objects.size(); ++i)
        QVERIFY2(read->objects[i] == m_before.objects[i], qPrintable(m_before.objects[i].name));
    QCOMPARE(read->digest(), m_before.digest());
    QCOMPARE(postgresqlDdl(*read), postgresqlDdl(m_before));
    QVERIFY(!text.contains("very secret"));
    QVERIFY(!postgresqlDdl(m_before).contains(QLatin1String("very secret")));
}

void TstPostgresqlSnapshot::leavesTheSessionAsItWas()
{
    const auto path = [this] { return m_session->value(QStringLiteral("SHOW search_path"))->toString(); };
    QVERIFY(m_session->execute("SET search_path = sales, public"));
    QVERIFY(m_session->execute("SET quote_all_identifiers = on"));
    QVERIFY(m_session->execute("SET timezone = 'Asia/Kathmandu'"));
    const QString before = path();
    QCOMPARE(snapshotOf(*m_session).digest(), m_before.digest());
    QVERIFY(!m_session->inTransaction());
    QCOMPARE(path(), before);

    QVERIFY(m_session->begin());
    QVERIFY(m_session->execute("SET quote_all_identifiers = off"));
    QVERIFY(m_session->execute("SET search_path = pg_catalog"));
    QCOMPARE(snapshotOf(*m_session).digest(), m_before.digest());
    QVERIFY(m_session->inTransaction());
    QCOMPARE(path(), QStringLiteral("pg_catalog"));
    QVERIFY(m_session->rollback());
    QVERIFY(m_session->reset());
}

void TstPostgresqlSnapshot::emptyDatabaseHasNoObjects()
{
    const Snapshot snapshot = snapshotOf(*open(m_server->newDatabase()));
    QCOMPARE(snapshot.objects.size(), size_t(0));
    QCOMPARE(snapshot.engine, QStringLiteral("postgresql"));
    QVERIFY(snapshot.engineVersion.startsWith(QLatin1String("1")));
    QCOMPARE(postgresqlDdl(snapshot), QString());
}

void TstPostgresqlSnapshot::readsWithoutRights()
{
    m_server->run({}, "CREATE ROLE lk_reader LOGIN PASSWORD 'secret';");
    const Snapshot seen = snapshotOf(*openAs(QStringLiteral("lk_reader"), m_base));
    // Only where others' passwords and connections are, a reader sees less.
    for (const SchemaChange &change : diff(m_before, seen).changes)
        QVERIFY2(change.object == QLatin1String("user mapping") || change.object == QLatin1String("subscription"), qPrintable(summary(change)));
}

void TstPostgresqlSnapshot::numberOfQueriesDoesNotDependOnSize()
{
    const auto few = open(m_server->newDatabase());
    CountingSession small(*few);
    (void)snapshotOf(small);
    const auto many = open(m_server->newDatabase());
    QVERIFY(many->execute("DO $$ BEGIN FOR i IN 1..10000 LOOP EXECUTE format('CREATE TABLE t%s (id integer PRIMARY KEY, words text)', i); "
                          "IF i % 500 = 0 THEN COMMIT; END IF; END LOOP; END $$"));
    CountingSession large(*many);
    QElapsedTimer clock;
    clock.start();
    const Snapshot snapshot = snapshotOf(large);
    qInfo("10,000 tables: %lld ms, %d queries", clock.elapsed(), large.queries);
    QCOMPARE(snapshot.objects.size(), size_t(40'000));
    QCOMPARE(large.queries, small.queries);
    QCOMPARE(large.roundTrips, small.roundTrips);
    QVERIFY(large.queries <= 20);

    RunControl control;
    clock.restart();
    const auto contents = postgresqlContents(*many, ContentDepth::Digests, control);
    QVERIFY2(contents, contents ? "" : qPrintable(contents.error().text()));
    qInfo("10,000 tables: contents %lld ms", clock.elapsed());
    QCOMPARE(contents->size(), size_t(10'000));
}

void TstPostgresqlSnapshot::contentsCountEveryTableOnce()
{
    const auto session = open(made("CREATE SCHEMA sales; CREATE TABLE sales.\"We\"\"ird\" (x integer); CREATE TABLE p (x integer) PARTITION BY LIST (x);"
                                   "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p DEFAULT; CREATE TABLE animals (n text);"
                                   "CREATE TABLE dogs () INHERITS (animals); CREATE TABLE nothing (); CREATE VIEW v AS SELECT 1;"
                                   "INSERT INTO p VALUES (1), (2), (3); INSERT INTO animals VALUES ('cat'); INSERT INTO dogs VALUES ('a'), ('b');"
                                   "INSERT INTO nothing DEFAULT VALUES; CREATE TEMPORARY TABLE t (x integer);"));
    RunControl control;
    QStringList counted;
    for (const ContentDepth depth : {ContentDepth::Counts, ContentDepth::Digests}) {
        const auto contents = postgresqlContents(*session, depth, control);
        QVERIFY2(contents, contents ? "" : qPrintable(contents.error().text()));
        counted.clear();
        for (const TableContent &content : *contents) {
            counted << QStringLiteral("%1 %2").arg(content.table).arg(content.rows);
            QCOMPARE(content.digest.isEmpty(), depth == ContentDepth::Counts);
        }
        QCOMPARE(counted.join(u','), QStringLiteral("animals 1,dogs 2,nothing 1,p1 1,p2 2,sales.We\"ird 0"));
    }
}

void TstPostgresqlSnapshot::contentsDoNotDependOnOrderOrSettings()
{
    const QByteArray rows = "(1, 'a', 1.5, '2024-06-01 12:00+00', '\\xff', '3 days', '{1,NULL}'), (2, NULL, 'NaN', NULL, NULL, NULL, NULL), (3, '', 0.1, '-infinity', '', '0', '{}')";
    const auto first = open(made("CREATE TABLE t (a integer, b text, c float8, d timestamptz, e bytea, f interval, g integer[]); INSERT INTO t VALUES " + rows + ";"));
    const auto second = open(made("CREATE TABLE t (g integer[], f interval, e bytea, d timestamptz, gone integer, c float8, b text, a integer);"
                                  "ALTER TABLE t DROP COLUMN gone; INSERT INTO t (a, b, c, d, e, f, g) SELECT * FROM (VALUES (1, 'a', 1.5::float8, '2024-06-01 12:00+00'::timestamptz,"
                                  " '\\xff'::bytea, '3 days'::interval, '{1,NULL}'::integer[]), (2, NULL, 'NaN', NULL, NULL, NULL, NULL), (3, '', 0.1, '-infinity', '', '0', '{}')) AS v ORDER BY 1 DESC;"));
    for (const char *setting : {"SET timezone = 'Asia/Kathmandu'", "SET datestyle = 'German'", "SET extra_float_digits = -15",
                                "SET bytea_output = 'escape'", "SET intervalstyle = 'iso_8601'", "SET search_path = ''"})
        QVERIFY(second->execute(setting));
    RunControl control;
    const auto digests = [&](PostgresqlSession &session) { return postgresqlContents(session, ContentDepth::Digests, control).value(); };
    const Contents before = digests(*first);
    QCOMPARE(digests(*second), before);
    QCOMPARE(second->value(QStringLiteral("SHOW datestyle"))->toString(), QStringLiteral("German, DMY"));
    for (const char *change : {"UPDATE public.t SET b = '' WHERE a = 2", "UPDATE public.t SET c = 1.5000000000000002 WHERE a = 1", "UPDATE public.t SET g = '{1}' WHERE a = 1",
                               "UPDATE public.t SET d = d + interval '1 microsecond' WHERE a = 1", "DELETE FROM public.t WHERE a = 3; INSERT INTO public.t SELECT * FROM public.t WHERE a = 1",
                               "ALTER TABLE public.t RENAME COLUMN b TO bb"}) {
        QVERIFY(second->begin());
        runScript(*second, change);
        QVERIFY2(digests(*second) != before, change);
        QVERIFY(second->rollback());
    }
    QCOMPARE(digests(*second), before);
}

void TstPostgresqlSnapshot::contentsAreCancelled()
{
    const auto session = open(made("CREATE TABLE t AS SELECT i, repeat('x', 500) AS words FROM generate_series(1, 300000) AS i;"));
    RunControl control;
    std::jthread other([&control] {
        QTest::qSleep(100);
        control.cancel();
    });
    QElapsedTimer clock;
    clock.start();
    const auto contents = postgresqlContents(*session, ContentDepth::Digests, control);
    QVERIFY(!contents);
    QCOMPARE(contents.error().code, ErrorCode::Cancelled);
    QVERIFY(clock.elapsed() < 1500);
    QVERIFY(!session->inTransaction());
    QCOMPARE(session->value(QStringLiteral("SELECT 1"))->toInt(), 1);
}

QTEST_GUILESS_MAIN(TstPostgresqlSnapshot)
#include "tst_postgresqlsnapshot.moc"
