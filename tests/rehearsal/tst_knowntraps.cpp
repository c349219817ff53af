// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/opendesk.h"
#include "tests/support/testserver.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// Traps that reading a script does not show, seen by rehearsing it. SQLite's rebuild that deletes children: tst_rehearse.
class TestKnownTraps : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();

    void modifyForgetsAttributes();
    void swapLeavesForeignKeysBehind();
    void volatileDefaultRewrites_data();
    void volatileDefaultRewrites();
    void downSectionOfSqlxUndoesItself();
    void concurrentIndexIsSeen();
    void whatIsNotRunIsNotSeen();

private:
    /// A project on a fresh database that holds what @p schema makes.
    bool use(const QString &engine, const QByteArray &schema);
    /// @p up as the only migration of a project of this format.
    Rehearsal rehearsed(const QByteArray &up, const QString &format = u"plain"_s);
    static QString told(const SchemaDiff &diff);

    TestServer *m_server = nullptr;
    QString m_database;
    std::unique_ptr<TemporaryProject> m_project;
};

bool TestKnownTraps::use(const QString &engine, const QByteArray &schema)
{
    m_server = TestServer::forEngine(engine);
    if (!m_server)
        return false;
    m_database = m_server->newDatabase();
    m_server->run(m_database, schema);
    m_project = std::make_unique<TemporaryProject>();
    m_project->makeFolder(u"migrations"_s);
    return true;
}

void TestKnownTraps::cleanup()
{
    if (m_server && !m_database.isEmpty())
        m_server->dropDatabase(m_database);
    m_database.clear();
    m_project.reset();
}

#define USE(engine, schema) \
    if (!use(engine, schema)) { \
        if (!qEnvironmentVariableIsSet("CI")) \
            QSKIP(qPrintable(TestServer::problem(engine))); \
        QFAIL(qPrintable(TestServer::problem(engine))); \
    }

Rehearsal TestKnownTraps::rehearsed(const QByteArray &up, const QString &format)
{
    m_project->write(u"migrations/20260101000000_next.sql"_s, up);
    OpenRequest request;
    request.folder = m_project->folder();
    request.url = m_server->url(m_database);
    request.format = format;
    auto desk = Desk::open(request);
    if (!desk)
        qFatal("open: %s", qPrintable(desk.error().text()));
    if (auto history = (*desk)->refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
    const auto plan = (*desk)->plan({});
    if (!plan)
        qFatal("plan: %s", qPrintable(plan.error().text()));
    RunControl control;
    auto rehearsal = (*desk)->rehearse(*plan, {}, control, {}, {});
    if (!rehearsal)
        qFatal("rehearse: %s", qPrintable(rehearsal.error().text()));
    return *rehearsal;
}

QString TestKnownTraps::told(const SchemaDiff &diff)
{
    QString text;
    for (const SchemaChange &change : diff.changes)
        text += summary(change) + u"\n- "_s + change.before + u"\n+ "_s + change.after + u'\n';
    return text;
}

/// MariaDB's MODIFY says the whole column anew: what it does not repeat is gone.
void TestKnownTraps::modifyForgetsAttributes()
{
    USE(u"mariadb"_s, "CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL DEFAULT 'x' COMMENT 'as in the passport')");
    const Rehearsal rehearsal = rehearsed("ALTER TABLE users MODIFY name VARCHAR(80);\n");
    QVERIFY(rehearsal.ok);
    const auto column = std::ranges::find_if(rehearsal.diff.changes, [](const SchemaChange &change) { return change.object == u"column"_s; });
    QVERIFY2(column != rehearsal.diff.changes.end(), qPrintable(told(rehearsal.diff)));
    for (const QString &lost : {u"NOT NULL"_s, u"DEFAULT 'x'"_s}) {
        QVERIFY2(column->before.contains(lost), qPrintable(column->before));
        QVERIFY2(!column->after.contains(lost), qPrintable(column->after));
    }
    QVERIFY2(told(rehearsal.diff).contains(u"as in the passport"_s), qPrintable(told(rehearsal.diff)));
}

/// A swap of names moves names only.
void TestKnownTraps::swapLeavesForeignKeysBehind()
{
    USE(u"postgresql"_s, "CREATE TABLE users (id bigint PRIMARY KEY, name text); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT buys REFERENCES users);"
                         "INSERT INTO users VALUES (1, 'a'); INSERT INTO orders VALUES (1, 1);");
    const Rehearsal rehearsal = rehearsed("CREATE TABLE users_new (id bigint PRIMARY KEY, name text NOT NULL);\nINSERT INTO users_new SELECT id, name FROM users;\n"
                                          "ALTER TABLE users RENAME TO users_old;\nALTER TABLE users_new RENAME TO users;\n");
    QVERIFY(rehearsal.ok);
    const auto key = std::ranges::find_if(rehearsal.diff.changes, [](const SchemaChange &change) { return change.name == u"buys"_s; });
    QVERIFY2(key != rehearsal.diff.changes.end(), qPrintable(told(rehearsal.diff)));
    QVERIFY2(key->after.contains(u"users_old"_s), qPrintable(key->after));
}

void TestKnownTraps::volatileDefaultRewrites_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QStringList>("rewrites");
    QTest::newRow("constant") << QByteArray("'x'") << QStringList();
    QTest::newRow("stable") << QByteArray("now()::text") << QStringList();
    QTest::newRow("volatile") << QByteArray("random()::text") << QStringList{u"users"_s};
}

void TestKnownTraps::volatileDefaultRewrites()
{
    QFETCH(QByteArray, expression);
    QFETCH(QStringList, rewrites);
    USE(u"postgresql"_s, "CREATE TABLE users (id bigint PRIMARY KEY); INSERT INTO users SELECT generate_series(1, 100);");
    const Rehearsal rehearsal = rehearsed("ALTER TABLE users ADD COLUMN token text DEFAULT " + expression + ";\n");
    QVERIFY(rehearsal.ok);
    const auto statement = std::ranges::find_if(rehearsal.statements, &RehearsedStatement::script);
    QCOMPARE(statement->seen.rewrites.value(), rewrites);
    QCOMPARE(statement->seen.locks.value().front(), (ObservedLock{u"users"_s, u"ACCESS EXCLUSIVE"_s, Stops::Everybody}));
}

/// sqlx knows no sections: it runs the whole file, and what it made is gone again.
void TestKnownTraps::downSectionOfSqlxUndoesItself()
{
    USE(u"postgresql"_s, "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), "
                         "success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL);");
    const Rehearsal rehearsal = rehearsed("-- Up\nCREATE TABLE users (id bigint PRIMARY KEY);\n-- Down\nDROP TABLE users;\n", u"sqlx"_s);
    QVERIFY(rehearsal.ok);
    QCOMPARE(std::ranges::count_if(rehearsal.statements, &RehearsedStatement::script), 2);
    QVERIFY2(rehearsal.diff.equal(), qPrintable(told(rehearsal.diff)));
}

/// A statement that runs outside of the transaction lets its locks go before it ends, and is seen all the same.
void TestKnownTraps::concurrentIndexIsSeen()
{
    USE(u"postgresql"_s, "CREATE TABLE users (id bigint PRIMARY KEY, name text);");
    const Rehearsal rehearsal = rehearsed("CREATE INDEX CONCURRENTLY users_name ON users (name);\n");
    QVERIFY(rehearsal.ok);
    const auto statement = std::ranges::find_if(rehearsal.statements, &RehearsedStatement::script);
    QCOMPARE(statement->seen.locks.value().front(), (ObservedLock{u"users"_s, u"SHARE UPDATE EXCLUSIVE"_s, Stops::SchemaChanges}));
}

/// A statement that a copy holds back did nothing there, which says nothing of what it will do.
void TestKnownTraps::whatIsNotRunIsNotSeen()
{
    USE(u"postgresql"_s, "CREATE TABLE users (id bigint PRIMARY KEY);");
    const Rehearsal rehearsal = rehearsed("CREATE ROLE held_back;\n");
    QVERIFY(rehearsal.ok);
    const auto statement = std::ranges::find_if(rehearsal.statements, &RehearsedStatement::script);
    QVERIFY(!statement->seen.locks);
    QVERIFY(!statement->seen.rewrites);
    QVERIFY2(statement->seen.unknown.value(0).contains(u"not run here"_s), qPrintable(statement->seen.unknown.join(u'\n')));
    QCOMPARE(m_server->run(m_database, "SELECT count(*) FROM pg_roles WHERE rolname = 'held_back'"), u"0"_s);
}

QTEST_GUILESS_MAIN(TestKnownTraps)
#include "tst_knowntraps.moc"
