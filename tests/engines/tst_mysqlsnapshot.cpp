// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/contents.h"
#include "models/engines/mysql/ddl.h"
#include "models/engines/mysql/introspect.h"
#include "models/engines/mysql/mysqltarget.h"
#include "models/engines/mysql/session.h"
#include "models/schema/schemadiff.h"
#include "models/sql/splitter.h"
#include "tests/support/testserver.h"

#include <QFile>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <thread>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

QByteArray data(const QString &name)
{
    QFile file(QStringLiteral(LOCKKEEPER_SOURCE_DIR "/tests/engines/data/mysql/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no test data %s", qPrintable(name));
    return file.readAll();
}

std::unique_ptr<MysqlSession> openSession(const QString &database)
{
    const Result<Target> target = mysqlTarget(u"mariadb"_s, TestServer::mariadb()->socketUrl(database), {});
    if (!target)
        qFatal("%s", qPrintable(target.error().text()));
    auto session = MysqlSession::open(*target, mariadbDialect(), Access::ReadWrite, false);
    if (!session)
        qFatal("%s", qPrintable(session.error().text()));
    return *std::move(session);
}

/// Runs every statement of a script as a run does: as the splitter cuts them. Gives what failed.
QString tryScript(Session &session, const QByteArray &script)
{
    const auto statements = splitStatements(script, mariadbDialect());
    if (!statements)
        return statements.error().text();
    for (const StatementSpan &span : *statements) {
        const QByteArrayView statement = QByteArrayView(script).sliced(span.offset, span.length);
        if (auto done = session.execute(statement); !done)
            return done.error().text() + u'\n' + QString::fromUtf8(statement);
    }
    return {};
}

void runScript(Session &session, const QByteArray &script)
{
    if (const QString problem = tryScript(session, script); !problem.isEmpty())
        qFatal("%s", qPrintable(problem));
}

Snapshot snapshotOf(Session &session)
{
    auto snapshot = mysqlSnapshot(session);
    if (!snapshot)
        qFatal("%s", qPrintable(snapshot.error().text()));
    return *std::move(snapshot);
}

/// A change in one line: "~ column t.x (type: int(11) → bigint(20))".
QString line(const SchemaChange &change)
{
    // What else is told of an object that comes, goes or gets another name is tested where the words are made.
    const QString details = change.kind == ChangeKind::Altered ? change.details.join("; "_L1).replace(u'\n', u' ') : QString();
    return summary(change) + (details.isEmpty() ? QString() : u" (%1)"_s.arg(details));
}

QString lines(const SchemaDiff &diff)
{
    QStringList list;
    for (const SchemaChange &change : diff.changes)
        list << line(change);
    return list.join(u'\n');
}

/// What the database's own tool tells of the schema; the counter of AUTO_INCREMENT and the sequences' values are data.
QString dump(const QString &database)
{
    QProcess process;
    process.start(u"mariadb-dump"_s, {u"--no-defaults"_s, u"--socket="_s + TestServer::mariadb()->socket(),
                                     u"--user="_s + TestServer::mariadb()->user(),
                                     u"--password="_s + TestServer::mariadb()->password(), u"--no-data"_s, u"--routines"_s,
                                     u"--events"_s, u"--triggers"_s, u"--skip-comments"_s, database});
    if (!process.waitForFinished() || process.exitCode() != 0)
        qFatal("mariadb-dump: %s", process.readAllStandardError().constData());
    static const QRegularExpression counters(u" AUTO_INCREMENT=[0-9]+|\\nDO SETVAL[^\\n]*"_s);
    return QString::fromUtf8(process.readAllStandardOutput()).remove(counters);
}

/// One piece of changes.sql.
struct Change {
    QByteArray name;
    QByteArray sql;
    QStringList expected;
    bool byClient = false; ///< what sessions refuse is done with the database's own client
};

std::vector<Change> changes()
{
    std::vector<Change> list;
    const QList<QByteArray> text = data(u"changes.sql"_s).split('\n');
    for (const QByteArray &written : text) {
        if (written == "--! client")
            list.back().byClient = true;
        else if (written.startsWith("--> "))
            list.back().expected << QString::fromUtf8(written.mid(4));
        else if (written.startsWith("-- "))
            list.push_back({written.mid(3), {}, {}, false});
        else if (!written.isEmpty())
            list.back().sql += written + '\n';
    }
    return list;
}

/// Counts the queries that pass through.
class CountingSession final : public Session
{
public:
    explicit CountingSession(Session &session) : m_session(session) {}
    ServerInfo info() const override { return m_session.info(); }
    Result<StatementOutcome> execute(QByteArrayView sql, const QVariantList &values) override { return m_session.execute(sql, values); }
    Result<Rows> query(const QString &sql, const QVariantList &values) override
    {
        ++queries;
        return m_session.query(sql, values);
    }
    Result<std::vector<Rows>> queryAll(const QString &sql) override
    {
        ++queries;
        return m_session.queryAll(sql);
    }
    Result<bool> hasTable(const QString &name) override { return m_session.hasTable(name); }
    Result<void> begin() override { return m_session.begin(); }
    Result<void> commit() override { return m_session.commit(); }
    Result<void> rollback() override { return m_session.rollback(); }
    bool inTransaction() const override { return m_session.inTransaction(); }
    std::function<void()> canceller() override { return m_session.canceller(); }

    int queries = 0;

private:
    Session &m_session;
};

} // namespace

/// The snapshot of MariaDB loses nothing: every single change of a schema with every kind of object is told, exactly.
class TstMysqlSnapshot : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void reloads();
    void tellsEveryChange_data();
    void tellsEveryChange();
    void reloadsAfterTheChanges();
    void survivesJson();
    void keepsGrantsToTheirDatabase();
    void doesNotDependOnTheName();
    void asksAFixedNumberOfQueries();
    void countsAndDigests();
    void digestsTellValuesApart_data();
    void digestsTellValuesApart();
    void cancels();

private:
    void checkReload(const Snapshot &snapshot);

    QString m_database;
    std::unique_ptr<MysqlSession> m_session;
    Snapshot m_before;
    QString m_dumpBefore;
};

void TstMysqlSnapshot::initTestCase()
{
    if (!TestServer::mariadb())
        QFAIL(qPrintable(TestServer::problem(u"mariadb"_s)));
    m_database = TestServer::mariadb()->newDatabase(u"rich"_s);
    m_session = openSession(m_database);
    TestServer::mariadb()->run(m_database, "CREATE USER lk_app@localhost; CREATE ROLE lk_role");
    runScript(*m_session, "ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");
    runScript(*m_session, data(u"rich.sql"_s).replace("`rich`.", '`' + m_database.toUtf8() + "`."));
    m_before = snapshotOf(*m_session);
    m_dumpBefore = dump(m_database);
}

void TstMysqlSnapshot::reloads()
{
    checkReload(m_before);
}

void TstMysqlSnapshot::tellsEveryChange_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QStringList>("expected");
    QTest::addColumn<bool>("byClient");
    for (const Change &change : changes())
        QTest::newRow(change.name.constData()) << change.sql << change.expected << change.byClient;
}

/// Each change is made on top of the ones before; it alone is told.
void TstMysqlSnapshot::tellsEveryChange()
{
    QFETCH(QByteArray, sql);
    QFETCH(QStringList, expected);
    QFETCH(bool, byClient);
    if (byClient) {
        TestServer::mariadb()->run(m_database, sql);
    } else {
        const auto session = openSession(m_database);
        QCOMPARE(tryScript(*session, sql), QString());
    }
    const Snapshot after = snapshotOf(*m_session);
    const QString dumpAfter = dump(m_database);
    const SchemaDiff changed = diff(m_before, after);
    const SchemaDiff back = diff(after, m_before);
    const bool dumpDiffers = dumpAfter != m_dumpBefore;
    const bool digestDiffers = m_before.digest() != after.digest();
    m_before = after;
    m_dumpBefore = dumpAfter;
    if (qEnvironmentVariableIsSet("LK_SHOW_CHANGES"))
        fprintf(stderr, "@@ %s | dump %d\n%s\n", QTest::currentDataTag(), dumpDiffers, qPrintable(lines(changed)));
    QCOMPARE(lines(changed), expected.join(u'\n'));
    if (dumpDiffers)
        QVERIFY(!changed.equal());
    QCOMPARE(digestDiffers, !changed.equal());
    QCOMPARE(back.equal(), changed.equal());
}

/// The snapshot's text, loaded into an empty database of another name, snapshots equal.
void TstMysqlSnapshot::checkReload(const Snapshot &snapshot)
{
    const QString copy = TestServer::mariadb()->newDatabase(u"copy"_s);
    const auto session = openSession(copy);
    QCOMPARE(tryScript(*session, mysqlDdl(snapshot).toUtf8()), QString());
    Snapshot loaded = snapshotOf(*session);
    QCOMPARE(lines(diff(snapshot, loaded)), QString());
    loaded.grantsOf = snapshot.grantsOf;
    QCOMPARE(lines(diff(snapshot, loaded)), QString());
    // The moment at which an event was made is told as a decision by its text: the diff overlooks that, digests can't.
    const bool noted = std::any_of(snapshot.objects.begin(), snapshot.objects.end(), [](const SchemaObject &object) {
        return object.attributes.value(u"starts"_s).endsWith("(when created)"_L1);
    });
    if (!noted)
        QCOMPARE(loaded.digest(), snapshot.digest());
    QCOMPARE(mysqlDdl(loaded), mysqlDdl(snapshot));
    TestServer::mariadb()->dropDatabase(copy);
}

void TstMysqlSnapshot::reloadsAfterTheChanges()
{
    checkReload(snapshotOf(*m_session));
}

void TstMysqlSnapshot::survivesJson()
{
    const Snapshot snapshot = snapshotOf(*m_session);
    const QByteArray text = QJsonDocument(toJson(snapshot)).toJson();
    const auto read = snapshotFromJson(QJsonDocument::fromJson(text).object());
    QVERIFY(read);
    QCOMPARE(read->objects.size(), snapshot.objects.size());
    QVERIFY(read->objects == snapshot.objects);
    QCOMPARE(read->digest(), snapshot.digest());
    QCOMPARE(mysqlDdl(*read), mysqlDdl(snapshot));
}

/// Grants are the server's: a copy without them is no change, the same database without them is one.
void TstMysqlSnapshot::keepsGrantsToTheirDatabase()
{
    const QString database = TestServer::mariadb()->newDatabase();
    const auto session = openSession(database);
    runScript(*session, "CREATE TABLE t (a INT); GRANT SELECT ON t TO lk_app@localhost");
    const Snapshot snapshot = snapshotOf(*session);
    Snapshot elsewhere = withoutGrants(snapshot);
    QVERIFY(!diff(snapshot, elsewhere).equal());
    elsewhere.grantsOf = u"another"_s;
    QVERIFY(diff(snapshot, elsewhere).equal());
    QVERIFY(!mysqlDdl(withoutGrants(snapshot)).contains("GRANT "_L1));
}

/// A table, an alias and a text that are called as the database is are not its prefix.
void TstMysqlSnapshot::doesNotDependOnTheName()
{
    const auto make = [](const QString &database) {
        TestServer::mariadb()->run({}, "CREATE DATABASE " + database.toUtf8() + " COLLATE utf8mb4_general_ci");
        const auto session = openSession(database);
        runScript(*session, "CREATE TABLE same (same INT, b INT); CREATE FUNCTION half(a INT) RETURNS INT RETURN a / 2;"
                            "CREATE VIEW v1 AS SELECT same.same, same.b FROM same;"
                            "CREATE VIEW v2 AS SELECT same.same, x.b, half(x.b) AS h, '`same`.x' AS t FROM same AS x JOIN same AS same ON x.b = same.b;"
                            "CREATE VIEW v3 AS SELECT (SELECT max(same.b) FROM same AS same) AS m FROM (same AS q JOIN v1 ON v1.b = q.b)");
        return snapshotOf(*session);
    };
    const Snapshot same = make(u"same"_s);
    const Snapshot other = make(u"different"_s);
    QCOMPARE(lines(diff(same, other)), QString());
    QCOMPARE(mysqlDdl(same), mysqlDdl(other));
    checkReload(same);
    TestServer::mariadb()->dropDatabase(u"same"_s);
    TestServer::mariadb()->dropDatabase(u"different"_s);
}

void TstMysqlSnapshot::asksAFixedNumberOfQueries()
{
    const auto queries = [](int tables) {
        const QString database = TestServer::mariadb()->newDatabase();
        QByteArray sql = "SET foreign_key_checks = 0;\n";
        for (int i = 0; i < tables; ++i) {
            const QByteArray n = QByteArray::number(i);
            // Without a file of their own each they are made fast.
            sql += "CREATE TABLE t" + n + " (a INT PRIMARY KEY, b INT CHECK (b > 0), KEY (b)) ENGINE=MEMORY;\n";
            if (i < 20)
                sql += "CREATE VIEW v" + n + " AS SELECT * FROM t" + n + "; CREATE SEQUENCE s" + n + "; CREATE PROCEDURE p" + n + "() SELECT 'x';\n";
        }
        TestServer::mariadb()->run(database, sql);
        const auto session = openSession(database);
        CountingSession counting(*session);
        const auto snapshot = mysqlSnapshot(counting);
        if (!snapshot || snapshot->objects.size() < size_t(tables))
            qFatal("no snapshot");
        TestServer::mariadb()->dropDatabase(database);
        return counting.queries;
    };
    const int few = queries(2);
    QCOMPARE(queries(2000), few);
    QVERIFY2(few <= 18, qPrintable(QString::number(few)));
}

void TstMysqlSnapshot::countsAndDigests()
{
    const auto contentsOf = [](const QByteArray &sql) {
        const QString database = TestServer::mariadb()->newDatabase();
        const auto session = openSession(database);
        runScript(*session, sql);
        RunControl control;
        const auto contents = mysqlContents(*session, ContentDepth::Digests, control);
        if (!contents)
            qFatal("%s", qPrintable(contents.error().text()));
        if (session->inTransaction())
            qFatal("a transaction was left open");
        return *contents;
    };
    const Contents one = contentsOf("CREATE TABLE t (a INT, b VARCHAR(9)); INSERT INTO t VALUES (1, 'x'), (2, NULL); CREATE TABLE e (a INT);"
                                    "CREATE VIEW v AS SELECT * FROM t; CREATE SEQUENCE s");
    QCOMPARE(one.size(), size_t(2));
    QCOMPARE(one[0].table, u"e"_s);
    QCOMPARE(one[0].rows, 0);
    QCOMPARE(one[1].table, u"t"_s);
    QCOMPARE(one[1].rows, 2);
    QCOMPARE(one[1].digest.size(), 16);
    // Other order of rows and columns, another character set, another time zone: the same contents.
    const Contents other = contentsOf("SET time_zone = '+05:00'; CREATE TABLE t (b VARCHAR(20) CHARACTER SET latin1, a BIGINT); CREATE TABLE e (a INT);"
                                      "INSERT INTO t VALUES (NULL, 2), ('x', 1)");
    QCOMPARE(contentDifferences(one, other), QStringList());
}

void TstMysqlSnapshot::digestsTellValuesApart_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto row = [](const char *type, const char *one, const char *other) {
        QTest::newRow((QByteArray(type) + ' ' + one).constData()) << QByteArray(type) << QByteArray(one) << QByteArray(other);
    };
    row("VARCHAR(10)", "NULL", "''");
    row("VARCHAR(10)", "NULL", "'NULL'");
    row("VARCHAR(10)", "'a '", "'a'");
    row("VARCHAR(10)", "'a'", "'A'");
    row("VARCHAR(10)", "'ä'", "'a'");
    row("INT", "0", "NULL");
    row("FLOAT", "1.0000001", "1.0000002");
    row("DOUBLE", "0.1", "0.10000000000000002");
    row("DECIMAL(30,10)", "12345678901234567890.0000000001", "12345678901234567890.0000000002");
    row("BIT(64)", "b'1'", "b'10'");
    row("BINARY(4)", "X'00'", "X'0001'");
    row("BLOB", "X'FF'", "X'FE'");
    row("LONGTEXT", "repeat('a', 1000000)", "concat(repeat('a', 999999), 'b')");
    row("DATE", "'0000-00-00'", "NULL");
    row("DATETIME(6)", "'2020-01-01 00:00:00.000001'", "'2020-01-01 00:00:00.000002'");
    row("TIMESTAMP(6) NULL", "'2020-01-01 00:00:00.000001'", "'2020-01-01 00:00:00.000002'");
    row("TIME(3)", "'-00:00:00.001'", "'00:00:00.001'");
    row("YEAR", "1999", "2000");
    row("JSON", "'{\"a\":1}'", "'{\"a\":2}'");
    row("POINT", "ST_PointFromText('POINT(1 2)')", "ST_PointFromText('POINT(1 2)', 4326)");
    row("ENUM('a','b')", "'a'", "'b'");
    row("SET('a','b')", "'a'", "'a,b'");
    row("UUID", "'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'");
    row("INET6", "'::1'", "'::2'");
}

void TstMysqlSnapshot::digestsTellValuesApart()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    static const QString database = TestServer::mariadb()->newDatabase();
    static const auto session = openSession(database);
    const auto digest = [&](const QByteArray &values) {
        runScript(*session, "SET sql_mode = ''; CREATE OR REPLACE TABLE t (v " + type + "); INSERT INTO t VALUES " + values);
        RunControl control;
        const auto contents = mysqlContents(*session, ContentDepth::Digests, control);
        if (!contents)
            qFatal("%s", qPrintable(contents.error().text()));
        return contents->at(0).digest.toHex();
    };
    const QByteArray first = digest('(' + one + "), (" + other + ')');
    QCOMPARE(digest('(' + other + "), (" + one + ')'), first);
    QVERIFY(digest('(' + one + "), (" + one + ')') != first);
    QVERIFY(digest('(' + other + "), (" + other + ')') != first);
    QVERIFY(digest('(' + one + ')') != digest('(' + other + ')'));
}

void TstMysqlSnapshot::cancels()
{
    const QString database = TestServer::mariadb()->newDatabase();
    const auto session = openSession(database);
    runScript(*session, "CREATE TABLE t (a INT); INSERT INTO t SELECT seq FROM seq_1_to_3000000");
    RunControl control;
    std::thread person([&control] {
        QTest::qSleep(200);
        control.cancel();
    });
    const auto contents = mysqlContents(*session, ContentDepth::Digests, control);
    person.join();
    QVERIFY(!contents);
    QCOMPARE(contents.error().code, ErrorCode::Cancelled);
    QVERIFY(!session->inTransaction());
}

QTEST_GUILESS_MAIN(TstMysqlSnapshot)
#include "tst_mysqlsnapshot.moc"
