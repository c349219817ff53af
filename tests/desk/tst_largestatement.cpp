// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/opendesk.h"
#include "tests/support/testserver.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// A migration with one statement of 64 MB: it runs where the server takes it; where not, that is said before anything
/// has run.
class TestLargeStatement : public QObject
{
    Q_OBJECT

private slots:
    void runs_data();
    void runs();
    void tooLargeIsSaidBeforeAnythingRuns();
    void tooLargeRecordIsSaidBeforeAnythingRuns();

private:
    static constexpr qsizetype letters = 64'000'000;

    bool use(const QString &engine);
    std::unique_ptr<Desk> desk() const;
    void letMariadbTake(qint64 bytes) const;
    QString says(const QByteArray &sql) const;

    std::unique_ptr<TemporaryProject> m_project;
    TestServer *m_server = nullptr; ///< none for SQLite
    QString m_database;
};

namespace {

/// The statement of @p bytes begins on line 2.
QByteArray script(qsizetype bytes)
{
    return "CREATE TABLE letters (id INTEGER PRIMARY KEY, body TEXT);\nINSERT INTO letters (id, body) VALUES (1, '" + QByteArray(bytes, 'x') + "');\n";
}

} // namespace

bool TestLargeStatement::use(const QString &engine)
{
    m_project = std::make_unique<TemporaryProject>();
    m_project->makeFolder(u"migrations"_s);
    m_server = engine == u"sqlite"_s ? nullptr : TestServer::forEngine(engine);
    m_database = m_server ? m_server->newDatabase() : QString();
    return m_server || engine == u"sqlite"_s;
}

std::unique_ptr<Desk> TestLargeStatement::desk() const
{
    OpenRequest request;
    request.folder = m_project->folder();
    request.url = m_server ? m_server->url(m_database) : u"sqlite:shop.db"_s;
    request.format = u"plain"_s;
    auto desk = Desk::open(request);
    if (!desk)
        qFatal("open: %s", qPrintable(desk.error().text()));
    if (auto history = (*desk)->refresh(); !history)
        qFatal("refresh: %s", qPrintable(history.error().text()));
    return std::move(*desk);
}

void TestLargeStatement::letMariadbTake(qint64 bytes) const
{
    m_server->run({}, "SET GLOBAL max_allowed_packet = " + QByteArray::number(bytes) + ";\n");
}

QString TestLargeStatement::says(const QByteArray &sql) const
{
    return m_server ? m_server->run(m_database, sql + ";\n") : sqliteSays(m_project->path(u"shop.db"_s), sql.constData());
}

void TestLargeStatement::runs_data()
{
    QTest::addColumn<QString>("engine");
    for (const char *engine : {"sqlite", "postgresql", "mariadb"})
        QTest::newRow(engine) << QString::fromLatin1(engine);
}

void TestLargeStatement::runs()
{
    QFETCH(QString, engine);
    if (!use(engine)) {
        QVERIFY2(!qEnvironmentVariableIsSet("CI"), qPrintable(TestServer::problem(engine)));
        QSKIP(qPrintable(TestServer::problem(engine)));
    }
    QByteArray up = script(letters);
    if (engine == u"mariadb"_s) {
        up.replace("body TEXT", "body LONGTEXT");
        letMariadbTake(128 * 1024 * 1024);
    }
    m_project->write(u"migrations/0001_letters.sql"_s, up);
    const auto one = desk();
    const auto plan = one->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    for (const Statement &statement : plan->steps[0].statements)
        QVERIFY(statement.excerpt(120).size() <= 121);
    const RunReport report = applyAll(*one);
    if (engine == u"mariadb"_s)
        letMariadbTake(16 * 1024 * 1024);
    QVERIFY2(!report.error, report.error ? qPrintable(report.error->text()) : "");
    QCOMPARE(report.outcome, Outcome::Committed);
    QCOMPARE(says("SELECT length(body) FROM letters"), QString::number(letters));
    if (m_server)
        m_server->dropDatabase(m_database);
}

void TestLargeStatement::tooLargeIsSaidBeforeAnythingRuns()
{
    if (!use(u"mariadb"_s)) {
        QVERIFY2(!qEnvironmentVariableIsSet("CI"), qPrintable(TestServer::problem(u"mariadb"_s)));
        QSKIP(qPrintable(TestServer::problem(u"mariadb"_s)));
    }
    letMariadbTake(16 * 1024 * 1024);
    m_project->write(u"migrations/0001_before.sql"_s, "CREATE TABLE earlier (id INTEGER);\n");
    m_project->write(u"migrations/0002_letters.sql"_s, script(letters));
    const RunReport report = applyAll(*desk());
    QCOMPARE(report.outcome, Outcome::RolledBack);
    QVERIFY(report.error);
    const QString text = report.error->text();
    QVERIFY2(text.contains(u"max_allowed_packet is 16777216"_s), qPrintable(text));
    QVERIFY2(text.contains(u"64000045 bytes"_s), qPrintable(text));
    QVERIFY2(text.contains(u"nothing was run"_s), qPrintable(text));
    QVERIFY2(text.contains(u"0002_letters.sql:2:1"_s), qPrintable(text));
    QCOMPARE(says("SHOW TABLES"), QString());
    m_server->dropDatabase(m_database);
}

/// The tracking row holds the down script.
void TestLargeStatement::tooLargeRecordIsSaidBeforeAnythingRuns()
{
    if (!use(u"mariadb"_s)) {
        QVERIFY2(!qEnvironmentVariableIsSet("CI"), qPrintable(TestServer::problem(u"mariadb"_s)));
        QSKIP(qPrintable(TestServer::problem(u"mariadb"_s)));
    }
    letMariadbTake(1024 * 1024);
    m_project->write(u"migrations/0001_before.sql"_s, "-- Up\nCREATE TABLE earlier (id INTEGER);\n-- Down\nDROP TABLE earlier;\n-- " + QByteArray(1024 * 1024, 'x') + "\n");
    const RunReport report = applyAll(*desk());
    letMariadbTake(16 * 1024 * 1024);
    QCOMPARE(report.outcome, Outcome::RolledBack);
    QVERIFY(report.error && report.error->text().contains(u"max_allowed_packet is 1048576"_s));
    QCOMPARE(says("SHOW TABLES"), QString());
    m_server->dropDatabase(m_database);
}

QTEST_GUILESS_MAIN(TestLargeStatement)
#include "tst_largestatement.moc"
