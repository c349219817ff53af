// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/opendesk.h"
#include "tests/support/testserver.h"

#include <QProcess>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// Recipes for migrations that are handed around, on the engines that they are written for: what really happens, and
/// that it is on the DBA's screen before it happens to production.
class TestRecipes : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void upAndDownInOneSqlxFile();
    void shadowTableWithSerial();
    void updateWithLimit();
    void offsetBatchesSkipHalf_data();
    void offsetBatchesSkipHalf();
    void modifyLosesItsAttributes();
    void dropIndexWithoutItsTable();
    void dropIndexTakesTheStrongestLock();
    void psqlHasNoDryRun();
    void volatileDefaultAndNotNullAreNotSafe();
    void wordsAreNoSafetyAnalysis();
    void twoDumpsDifferSnapshotsDoNot();

private:
    void use(const QString &engine);
    void write(const QString &name, const QByteArray &up, const QByteArray &down);
    std::unique_ptr<Desk> desk(const QString &format = u"plain"_s) const;
    static RunReport applied(Desk &desk);
    Rehearsal rehearsed(Desk &desk, ScratchData data = ScratchData::Full) const;
    QString says(const QByteArray &sql) const { return m_server->run(m_database, sql + ";\n"); }
    static QStringList summaries(const SchemaDiff &diff);

    std::unique_ptr<TemporaryProject> m_project;
    TestServer *m_server = nullptr;
    QString m_database;
    QString m_url;
};

void TestRecipes::init()
{
    m_project = std::make_unique<TemporaryProject>();
    m_project->makeFolder(u"migrations"_s);
    m_server = nullptr;
    m_url = u"sqlite:shop.db"_s;
}

void TestRecipes::cleanup()
{
    if (m_server)
        m_server->dropDatabase(m_database);
    m_project.reset();
}

void TestRecipes::use(const QString &engine)
{
    if (engine == u"sqlite")
        return;
    m_server = TestServer::forEngine(engine);
    if (!m_server && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(engine)));
    QVERIFY2(m_server, qPrintable(TestServer::problem(engine)));
    m_database = m_server->newDatabase();
    m_url = m_server->url(m_database);
}

void TestRecipes::write(const QString &name, const QByteArray &up, const QByteArray &down)
{
    m_project->write(u"migrations/"_s + name + u".sql"_s, "-- As the recipe says.\n-- Up\n" + up + "-- Down\n" + down);
}

std::unique_ptr<Desk> TestRecipes::desk(const QString &format) const
{
    OpenRequest request;
    request.folder = m_project->folder();
    request.url = m_url;
    request.format = format;
    auto desk = Desk::open(request);
    if (!desk)
        qFatal("open: %s", qPrintable(desk.error().text()));
    if (auto history = (*desk)->refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
    return std::move(*desk);
}

/// Applies what is pending, as somebody who waives every finding.
RunReport TestRecipes::applied(Desk &desk)
{
    const auto plan = desk.plan({});
    if (!plan)
        qFatal("plan: %s", qPrintable(plan.error().text()));
    for (const Finding &finding : desk.findings(*plan)) {
        if (auto waived = desk.waiveFinding(*plan, {finding, u"the recipe says so"_s}); !waived)
            qFatal("waive: %s", qPrintable(waived.error().text()));
    }
    return applyAll(desk);
}

Rehearsal TestRecipes::rehearsed(Desk &desk, ScratchData data) const
{
    const auto plan = desk.plan({});
    if (!plan)
        qFatal("plan: %s", qPrintable(plan.error().text()));
    RunControl control;
    RehearseOptions options;
    options.data = data;
    auto rehearsal = desk.rehearse(*plan, options, control, {}, {});
    if (!rehearsal)
        qFatal("rehearse: %s", qPrintable(rehearsal.error().text()));
    return *rehearsal;
}

QStringList TestRecipes::summaries(const SchemaDiff &diff)
{
    QStringList lines;
    for (const SchemaChange &change : diff.changes)
        lines << summary(change) + (change.details.isEmpty() ? QString() : u" ("_s + change.details.join(u", "_s) + u')');
    return lines;
}

/// "-- Up ... -- Down ..." in one file of SQLx: both parts run, the column is added and dropped again.
void TestRecipes::upAndDownInOneSqlxFile()
{
    m_project->write(u"migrations/1_base.sql"_s, "CREATE TABLE users (id INTEGER PRIMARY KEY);\n");
    auto first = desk(u"sqlx"_s);
    QVERIFY(!applied(*first).error);
    m_project->write(u"migrations/2_phone.sql"_s, "-- Up\nALTER TABLE users ADD COLUMN phone TEXT;\n\n-- Down\nALTER TABLE users DROP COLUMN phone;\n");
    auto one = desk(u"sqlx"_s);
    bool told = false;
    for (const Finding &finding : one->findingsOfPending())
        told = told || finding.message.contains(u"Down"_s, Qt::CaseInsensitive);
    QVERIFY(told);
    const Rehearsal rehearsal = rehearsed(*one);
    QVERIFY(rehearsal.ok);
    QVERIFY(rehearsal.diff.equal()); // what the screen shows: nothing changes
}

/// A shadow table made with "id SERIAL", filled by INSERT ... SELECT *, and swapped by renaming.
void TestRecipes::shadowTableWithSerial()
{
    use(u"postgresql"_s);
    says("CREATE TABLE users (id SERIAL PRIMARY KEY, name TEXT); INSERT INTO users (name) SELECT 'n' FROM generate_series(1, 5);"
         "CREATE TABLE orders (id SERIAL PRIMARY KEY, user_id INT REFERENCES users (id))");
    write(u"0001_shadow"_s,
          "CREATE TABLE users_new (id SERIAL PRIMARY KEY, name TEXT, phone TEXT DEFAULT '');\nINSERT INTO users_new SELECT * FROM users;\n"
          "ALTER TABLE users RENAME TO users_old;\nALTER TABLE users_new RENAME TO users;\n",
          "ALTER TABLE users RENAME TO users_new;\nALTER TABLE users_old RENAME TO users;\nDROP TABLE users_new;\n");
    {
        auto one = desk();
        const Rehearsal rehearsal = rehearsed(*one);
        QVERIFY2(rehearsal.ok, rehearsal.error ? qPrintable(rehearsal.error->text()) : "");
        // The foreign key of orders went with the old table: that is in the diff.
        QString key;
        for (const SchemaChange &change : rehearsal.diff.changes) {
            if (change.table == u"orders" && change.object == u"constraint")
                key = change.after;
        }
        QVERIFY2(key.contains(u"users_old"_s), qPrintable(summaries(rehearsal.diff).join(u'\n')));
        QVERIFY(!applied(*one).error);
    }
    // The next insert takes a number that is taken: the new sequence was never advanced.
    write(u"0002_insert"_s, "INSERT INTO users (name) VALUES ('next');\n", "DELETE FROM users WHERE name = 'next';\n");
    {
        auto one = desk();
        const Rehearsal rehearsal = rehearsed(*one);
        QVERIFY(!rehearsal.ok);
        QVERIFY2(rehearsal.error->why.contains(u"users_new_pkey"_s), qPrintable(rehearsal.error->text()));
    }
    // And the old table can't go.
    write(u"0002_insert"_s, "DROP TABLE users_old;\n", "SELECT 1;\n");
    auto one = desk();
    const Rehearsal rehearsal = rehearsed(*one);
    QVERIFY(!rehearsal.ok);
    QVERIFY2(rehearsal.error->why.contains(u"depend"_s), qPrintable(rehearsal.error->text()));
}

/// UPDATE ... LIMIT is no PostgreSQL.
void TestRecipes::updateWithLimit()
{
    use(u"postgresql"_s);
    says("CREATE TABLE users (id INT PRIMARY KEY, status TEXT)");
    write(u"0001_batch"_s, "UPDATE users SET status = 'active'\nWHERE status IS NULL\nLIMIT 10000;\n", "SELECT 1;\n");
    auto one = desk();
    const Rehearsal rehearsal = rehearsed(*one);
    QVERIFY(!rehearsal.ok);
    QVERIFY2(rehearsal.error->why.contains(u"syntax error at or near \"LIMIT\""_s), qPrintable(rehearsal.error->text()));
    QCOMPARE(rehearsal.error->where.line, 5);
    QCOMPARE(rehearsal.error->where.column, 1);
}

void TestRecipes::offsetBatchesSkipHalf_data()
{
    QTest::addColumn<QString>("engine");
    QTest::newRow("sqlite") << u"sqlite"_s;
    QTest::newRow("postgresql") << u"postgresql"_s;
    QTest::newRow("mariadb") << u"mariadb"_s;
}

/// Batches by LIMIT and OFFSET over "what is still missing": every batch moves the ground under the next one.
void TestRecipes::offsetBatchesSkipHalf()
{
    QFETCH(QString, engine);
    use(engine);
    QByteArray fill = "CREATE TABLE users (id INT PRIMARY KEY, old INT, fresh INT);\n";
    fill += "INSERT INTO users (id, old) VALUES (1, 1)";
    for (int i = 2; i <= 100; ++i)
        fill += ", (" + QByteArray::number(i) + ", 1)";
    write(u"0001_users"_s, fill + ";\n", "DROP TABLE users;\n");
    {
        auto one = desk();
        QVERIFY(!applied(*one).error);
    }
    QByteArray batches;
    for (int offset = 0; offset < 100; offset += 10)
        batches += "UPDATE users SET fresh = old WHERE id IN (SELECT id FROM (SELECT id FROM users WHERE fresh IS NULL ORDER BY id LIMIT 10 OFFSET " + QByteArray::number(offset) + ") AS batch);\n";
    write(u"0002_batches"_s, batches, "UPDATE users SET fresh = NULL WHERE id > 0;\n");
    auto one = desk();
    const Rehearsal rehearsal = rehearsed(*one);
    QVERIFY2(rehearsal.ok, rehearsal.error ? qPrintable(rehearsal.error->text()) : "");
    qint64 rows = 0;
    for (const RehearsedStatement &statement : rehearsal.statements) {
        if (statement.version == u"0002" && statement.script)
            rows += statement.rows;
    }
    QCOMPARE(rows, 50); // of 100: the DBA sees the rows of each statement
}

/// MODIFY names the whole column: what it does not say is gone.
void TestRecipes::modifyLosesItsAttributes()
{
    use(u"mariadb"_s);
    says("CREATE TABLE users (id INT PRIMARY KEY, bio VARCHAR(100) NOT NULL DEFAULT 'none' COMMENT 'about them')");
    write(u"0001_wider"_s, "ALTER TABLE users MODIFY COLUMN bio VARCHAR(500);\n", "ALTER TABLE users MODIFY COLUMN bio VARCHAR(100) NOT NULL DEFAULT 'none' COMMENT 'about them';\n");
    auto one = desk();
    const Rehearsal rehearsal = rehearsed(*one);
    QVERIFY2(rehearsal.ok, rehearsal.error ? qPrintable(rehearsal.error->text()) : "");
    QCOMPARE(rehearsal.diff.changes.size(), size_t(1));
    const SchemaChange &change = rehearsal.diff.changes[0];
    QCOMPARE(change.name, u"bio"_s);
    for (const QString &lost : {u"NOT NULL"_s, u"DEFAULT 'none'"_s, u"COMMENT 'about them'"_s}) {
        QVERIFY2(change.before.contains(lost), qPrintable(change.before));
        QVERIFY2(!change.after.contains(lost), qPrintable(change.after));
    }
    QVERIFY2(change.details.join(u' ').contains(u"null"_s, Qt::CaseInsensitive), qPrintable(change.details.join(u'|')));
}

/// DROP INDEX without ON is no MySQL.
void TestRecipes::dropIndexWithoutItsTable()
{
    use(u"mariadb"_s);
    says("CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100)); CREATE INDEX idx_users_email ON users (email)");
    write(u"0001_drop"_s, "DROP INDEX idx_users_email;\n", "CREATE INDEX idx_users_email ON users (email);\n");
    auto one = desk();
    const Rehearsal rehearsal = rehearsed(*one);
    QVERIFY(!rehearsal.ok);
    QVERIFY2(rehearsal.error->why.contains(u"1064"_s), qPrintable(rehearsal.error->text()));
    QCOMPARE(rehearsal.error->where.line, 3);
}

/// The down of a CONCURRENTLY built index, written without it, waits for everybody and makes everybody wait.
void TestRecipes::dropIndexTakesTheStrongestLock()
{
    use(u"postgresql"_s);
    says("CREATE TABLE users (id INT PRIMARY KEY, email TEXT)");
    write(u"0001_index"_s, "CREATE INDEX CONCURRENTLY idx ON users (email);\n", "DROP INDEX idx;\n");
    auto one = desk();
    QVERIFY(!applied(*one).error);
    const auto plan = one->plan({Direction::Down, {}, 1});
    QVERIFY(plan);
    QVERIFY(plan->steps[0].atomic()); // inside a transaction, unlike DROP INDEX CONCURRENTLY
    QCOMPARE(m_server->run(m_database, "BEGIN; DROP INDEX idx; SELECT mode FROM pg_locks WHERE relation = 'users'::regclass AND pid = pg_backend_pid(); ROLLBACK;\n"), u"AccessExclusiveLock"_s);
}

void TestRecipes::psqlHasNoDryRun()
{
    use(u"postgresql"_s);
    QProcess psql;
    psql.start(u"psql"_s, {u"-f"_s, u"nothing.sql"_s, u"--dry-run"_s});
    QVERIFY(psql.waitForFinished());
    QVERIFY(psql.exitCode() != 0);
    QVERIFY(psql.readAllStandardError().contains("unrecognized option"));
    // What stands in its place: a rehearsal, which leaves the target as it was.
    says("CREATE TABLE users (id INT PRIMARY KEY)");
    write(u"0001_a"_s, "DROP TABLE users;\n", "CREATE TABLE users (id INT PRIMARY KEY);\n");
    auto one = desk();
    const Rehearsal rehearsal = rehearsed(*one);
    QVERIFY(rehearsal.ok);
    QCOMPARE(summaries(rehearsal.diff), QStringList(u"- table users"_s));
    QCOMPARE(says("SELECT count(*) FROM users"), u"0"_s);
}

/// "Adding a column is always safe": not when the rows have to be filled, nor when they can't be.
void TestRecipes::volatileDefaultAndNotNullAreNotSafe()
{
    use(u"postgresql"_s);
    says("CREATE TABLE users (id INT PRIMARY KEY); INSERT INTO users VALUES (1), (2)");
    write(u"0001_nn"_s, "ALTER TABLE users ADD COLUMN email TEXT NOT NULL;\n", "ALTER TABLE users DROP COLUMN email;\n");
    {
        auto one = desk();
        const Rehearsal rehearsal = rehearsed(*one);
        QVERIFY(!rehearsal.ok);
        QVERIFY2(rehearsal.error->why.contains(u"contains null values"_s), qPrintable(rehearsal.error->text()));
        // Without the rows it would have looked well.
        QVERIFY(rehearsed(*one, ScratchData::None).ok);
    }
    write(u"0001_nn"_s, "ALTER TABLE users ADD COLUMN key UUID DEFAULT gen_random_uuid();\n", "ALTER TABLE users DROP COLUMN key;\n");
    auto one = desk();
    QVERIFY(rehearsed(*one).ok);
    const QString before = says("SELECT pg_relation_filenode('users')");
    QVERIFY(!applied(*one).error);
    QVERIFY(says("SELECT pg_relation_filenode('users')") != before); // it rewrote the table
}

/// grep "DROP" misses what destroys, and cries where nothing does.
void TestRecipes::wordsAreNoSafetyAnalysis()
{
    m_project->write(u"migrations/0001_base.sql"_s, "-- A table with rows.\n-- Up\nCREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO users VALUES (1, 'a'), (2, 'b');\n-- Down\nDROP TABLE users;\n");
    {
        auto first = desk();
        QVERIFY(!applied(*first).error);
    }
    m_project->write(u"migrations/0002_clean.sql"_s, "-- We do not DROP anything here.\n-- Up\nDELETE FROM users;\n-- Down\nINSERT INTO users VALUES (1, 'a'), (2, 'b');\n");
    auto one = desk();
    bool told = false;
    for (const Finding &finding : one->findingsOfPending()) {
        told = told || finding.rule == u"delete-without-where" || finding.message.contains(u"WHERE"_s);
        QVERIFY2(!finding.rule.startsWith(u"drop-"_s), qPrintable(finding.rule)); // the comment is no statement
    }
    QVERIFY(told);
    const Rehearsal rehearsal = rehearsed(*one);
    QCOMPARE(rehearsal.steps[0].rowsDestroyed, 2);
}

/// The text of a dump is no schema truth: it holds a new random key each time.
void TestRecipes::twoDumpsDifferSnapshotsDoNot()
{
    use(u"postgresql"_s);
    says("CREATE TABLE users (id SERIAL PRIMARY KEY, email TEXT UNIQUE); CREATE VIEW v AS SELECT email FROM users");
    const auto dump = [this] {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"PGPASSWORD"_s, m_server->password());
        process.setProcessEnvironment(environment);
        process.start(u"pg_dump"_s, {u"--schema-only"_s, u"-h"_s, m_server->socket(), u"-p"_s, QString::number(m_server->port()), u"-U"_s, m_server->user(), m_database});
        process.waitForFinished(60'000);
        return process.readAllStandardOutput();
    };
    const QByteArray first = dump();
    const QByteArray second = dump();
    QVERIFY(first.contains("CREATE TABLE public.users"));
    if (first.contains("\\restrict"))
        QVERIFY(first != second);
    auto one = desk();
    const auto before = one->snapshot();
    QVERIFY2(before, before ? "" : qPrintable(before.error().text()));
    QCOMPARE(one->snapshot()->digest(), before->digest());
}

QTEST_GUILESS_MAIN(TestRecipes)
#include "tst_recipes.moc"
