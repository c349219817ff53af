// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "tests/support/cliproject.h"
#include "tests/support/testserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// `repair`: invalid indexes of a real server, and a database that needs none.
class TestCliRepair : public QObject
{
    Q_OBJECT

private slots:
    void nothingToRepair();
    void dropsAnInvalidIndex();
    void protectedWantsItsName();

private:
    void start();
    void leaveBehind(const QByteArray &index) const;
    QString invalid() const { return m_server->run(m_database, "SELECT count(*) FROM pg_index WHERE NOT indisvalid;\n").trimmed(); }

    TestServer *m_server = nullptr;
    QString m_database;
    std::unique_ptr<TemporaryProject> m_project;
};

void TestCliRepair::start()
{
    m_server = TestServer::forEngine(u"postgresql"_s);
    if (!m_server && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(u"postgresql"_s)));
    QVERIFY2(m_server, qPrintable(TestServer::problem(u"postgresql"_s)));
    m_database = m_server->newDatabase();
    m_server->run(m_database, "CREATE TABLE t (x INT); INSERT INTO t VALUES (1), (1);\n");
    m_project = std::make_unique<TemporaryProject>();
    m_project->write(u"migrations/0001_a.sql"_s, "-- Adds a.\nCREATE TABLE a (x INT);\n");
    qputenv("LK_TEST_URL", m_server->url(m_database).toUtf8());
}

/// As a unique index that duplicates make fail.
void TestCliRepair::leaveBehind(const QByteArray &index) const
{
    const Engine &engine = *engineForUrl(m_server->url(m_database)).value();
    const auto session = engine.open(engine.target(m_server->url(m_database), {}).value(), Access::ReadWrite).value();
    QVERIFY(!session->execute("CREATE UNIQUE INDEX CONCURRENTLY " + index + " ON t (x)"));
}

void TestCliRepair::nothingToRepair()
{
    const CliProject project;
    const CliResult result = project.run({u"repair"_s});
    QCOMPARE(result.code, 0);
    QVERIFY2(result.err.contains(u"nothing to repair"_s), qPrintable(result.err));
    const CliResult json = project.run({u"--json"_s, u"repair"_s});
    QCOMPARE(json.code, 0);
    QCOMPARE(QJsonDocument::fromJson(json.out.toUtf8()).object()[u"leftovers"_s], QJsonValue(QJsonArray()));
}

void TestCliRepair::dropsAnInvalidIndex()
{
    start();
    m_project->write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"${LK_TEST_URL}\"\n");
    leaveBehind("one");
    leaveBehind("two");
    const QStringList here{u"-C"_s, m_project->folder()};
    const CliResult verified = runInProcess(here + QStringList{u"verify"_s});
    QCOMPARE(verified.code, 1);
    QVERIFY2(verified.out.contains(u"`lockkeeper-cli repair` runs: DROP INDEX CONCURRENTLY public.one;"_s), qPrintable(verified.out));

    const CliResult dry = runInProcess(here + QStringList{u"--json"_s, u"repair"_s, u"--dry-run"_s});
    QCOMPARE(dry.code, 0);
    const QJsonObject found = QJsonDocument::fromJson(dry.out.toUtf8()).object();
    QVERIFY(found[u"permitted"_s].toBool());
    QCOMPARE(found[u"leftovers"_s].toArray().size(), 2);
    QCOMPARE(found[u"leftovers"_s][1][u"statement"_s].toString(), u"DROP INDEX CONCURRENTLY public.two"_s);

    const CliResult unasked = runInProcess(here + QStringList{u"repair"_s});
    QCOMPARE(unasked.code, 2);
    QVERIFY2(unasked.out.contains(u"DROP INDEX CONCURRENTLY public.one;"_s) && unasked.err.contains(u"--yes"_s), qPrintable(unasked.out + unasked.err));
    QCOMPARE(invalid(), u"2"_s);

    const CliResult done = runInProcess(here + QStringList{u"repair"_s, u"--yes"_s});
    QVERIFY2(done.code == 0, qPrintable(done.err));
    QVERIFY2(done.out.contains(u"invalid index public.one is gone."_s) && done.out.contains(u"invalid index public.two is gone."_s), qPrintable(done.out));
    QCOMPARE(invalid(), u"0"_s);
    const CliResult log = runInProcess(here + QStringList{u"log"_s});
    QVERIFY2(log.out.contains(u"repair"_s) && log.out.contains(u"public.two"_s), qPrintable(log.out));
}

void TestCliRepair::protectedWantsItsName()
{
    start();
    const QByteArray project = "[project]\nformat = \"plain\"\n[environments.production]\nurl = \"${LK_TEST_URL}\"\nprotected = true\n";
    m_project->write(u"lockkeeper.toml"_s, project);
    leaveBehind("one");
    const QStringList here{u"-C"_s, m_project->folder()};
    const CliResult bare = runInProcess(here + QStringList{u"repair"_s, u"--yes"_s});
    QCOMPARE(bare.code, 3);
    const CliResult detour = runInProcess(here + QStringList{u"--url"_s, m_server->url(m_database), u"repair"_s, u"--yes"_s});
    QCOMPARE(detour.code, 3);
    m_project->write(u"lockkeeper.toml"_s, project + "backup = { required = true }\n");
    const CliResult policy = runInProcess(here + QStringList{u"repair"_s, u"--yes"_s, u"--confirm"_s, m_database});
    QCOMPARE(policy.code, 3);
    QVERIFY2(policy.err.contains(u"backup"_s), qPrintable(policy.err));
    QCOMPARE(invalid(), u"1"_s);
    m_project->write(u"lockkeeper.toml"_s, project);
    const CliResult named = runInProcess(here + QStringList{u"--json"_s, u"repair"_s, u"--yes"_s, u"--confirm"_s, m_database});
    QVERIFY2(named.code == 0, qPrintable(named.err));
    const QJsonObject last = QJsonDocument::fromJson(named.out.trimmed().section(u'\n', -1).toUtf8()).object();
    QCOMPARE(last[u"event"_s].toString(), u"repair_done"_s);
    QVERIFY(last[u"gone"_s].toBool());
    QCOMPARE(invalid(), u"0"_s);
}

QTEST_GUILESS_MAIN(TestCliRepair)
#include "tst_clirepair.moc"
