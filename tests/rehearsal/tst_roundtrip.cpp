// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/temporaryproject.h"
#include "tests/support/testserver.h"

#include "models/desk/desk.h"

#include <QFile>
#include <QTest>

#include <sqlite3.h>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

/// One migration of a set, and what the rehearsal has to say about its way back.
struct HandMade {
    QString name;
    QString expected; ///< "proven", or what the differences have to name
    QByteArray up;
    QByteArray down;
};

/// data/roundtrip/ENGINE.sql: `-- @base`, the schema with its rows on which each migration is tried by itself; then for each
/// `-- @migration NAME`, `-- @expect proven` or what differs, `-- @up`, `-- @down`.
struct HandMadeSet {
    QByteArray base;
    std::vector<HandMade> migrations;
};

HandMadeSet readSet(const QString &engine)
{
    QFile file(QStringLiteral(LOCKKEEPER_SOURCE_DIR "/tests/rehearsal/data/roundtrip/%1.sql").arg(engine));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(file.errorString()));
    HandMadeSet set;
    QByteArray *part = nullptr;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine();
        const QByteArray mark = line.startsWith("-- @") ? line.mid(4).trimmed() : QByteArray();
        const QString rest = QString::fromUtf8(mark.mid(mark.indexOf(' ') + 1));
        if (mark == "base")
            part = &set.base;
        else if (mark.startsWith("migration "))
            set.migrations.push_back({rest, {}, {}, {}});
        else if (mark.startsWith("expect "))
            set.migrations.back().expected = rest;
        else if (mark == "up")
            part = &set.migrations.back().up;
        else if (mark == "down")
            part = &set.migrations.back().down;
        else if (part)
            *part += line;
    }
    return set;
}

void runSqlite(const QString &file, const QByteArray &sql)
{
    sqlite3 *db = nullptr;
    if (sqlite3_open(file.toUtf8().constData(), &db) != SQLITE_OK || sqlite3_exec(db, sql.constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
        qFatal("base schema: %s", sqlite3_errmsg(db));
    sqlite3_close(db);
}

} // namespace

/// Sixty migrations for each database, of which twenty have a way back that is not one: those are found, and no other is accused.
class TestRoundTrip : public QObject
{
    Q_OBJECT

private slots:
    void setIsWhole_data() { everyEngine(); }
    void setIsWhole();
    void judgesTheWayBack_data();
    void judgesTheWayBack();

private:
    static QStringList engines()
    {
        const QString only = qEnvironmentVariable("LK_TEST_ENGINE"); // ctest runs the program once for each, side by side
        return only.isEmpty() ? QStringList{u"sqlite"_s, u"postgresql"_s, u"mariadb"_s} : QStringList{only};
    }
    static void everyEngine();
    const HandMadeSet &setOf(const QString &engine);
    QString baseOf(const QString &engine);

    std::map<QString, HandMadeSet> m_sets;
    std::map<QString, QString> m_urls; ///< of the databases with the base schema: a rehearsal only reads them
    TemporaryProject m_files;
};

void TestRoundTrip::everyEngine()
{
    QTest::addColumn<QString>("engine");
    for (const QString &engine : engines())
        QTest::newRow(qPrintable(engine)) << engine;
}

const HandMadeSet &TestRoundTrip::setOf(const QString &engine)
{
    return m_sets.try_emplace(engine, m_sets.contains(engine) ? HandMadeSet() : readSet(engine)).first->second;
}

/// The address of a database with the engine's base schema; empty where its server can't be had.
QString TestRoundTrip::baseOf(const QString &engine)
{
    if (const auto known = m_urls.find(engine); known != m_urls.end())
        return known->second;
    QString url;
    if (engine == u"sqlite"_s) {
        runSqlite(m_files.path(u"base.db"_s), setOf(engine).base);
        url = u"sqlite:"_s + m_files.path(u"base.db"_s);
    } else if (TestServer *server = TestServer::forEngine(engine)) {
        // Sixty copies are made and dropped; nothing has to outlive a power cut.
        if (engine == u"postgresql"_s)
            server->run({}, "ALTER SYSTEM SET fsync = off;\nSELECT pg_reload_conf();\n");
        else
            server->run({}, "SET GLOBAL innodb_flush_log_at_trx_commit = 0;\n");
        const QString database = server->newDatabase();
        server->run(database, setOf(engine).base);
        url = server->socketUrl(database); // no handshakes of certificates
    }
    return m_urls.emplace(engine, url).first->second;
}

void TestRoundTrip::setIsWhole()
{
    QFETCH(QString, engine);
    const std::vector<HandMade> &all = setOf(engine).migrations;
    QCOMPARE(all.size(), size_t(60));
    QCOMPARE(std::count_if(all.begin(), all.end(), [](const HandMade &one) { return one.expected != u"proven"_s; }), 20);
    QVERIFY(std::none_of(all.begin(), all.end(), [](const HandMade &one) {
        return one.expected.isEmpty() || one.up.trimmed().isEmpty() || one.down.trimmed().isEmpty();
    }));
}

void TestRoundTrip::judgesTheWayBack_data()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<int>("migration");
    for (const QString &engine : engines()) {
        const std::vector<HandMade> &all = setOf(engine).migrations;
        for (size_t i = 0; i < all.size(); ++i)
            QTest::newRow(qPrintable(engine + u": "_s + all[i].name)) << engine << int(i);
    }
}

void TestRoundTrip::judgesTheWayBack()
{
    QFETCH(QString, engine);
    QFETCH(int, migration);
    const HandMade &one = setOf(engine).migrations[size_t(migration)];
    const QString url = baseOf(engine);
    if (url.isEmpty() && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(engine)));
    QVERIFY2(!url.isEmpty(), qPrintable(TestServer::problem(engine)));

    TemporaryProject project;
    project.write(u"migrations/0001_tried.sql"_s, one.up);
    project.write(u"migrations/0001_tried.down.sql"_s, one.down);
    OpenRequest request;
    request.folder = project.folder();
    request.url = url;
    request.format = u"plain"_s;
    auto desk = Desk::open(request);
    QVERIFY2(desk, desk ? "" : qPrintable(desk.error().text()));
    QVERIFY((*desk)->refresh());
    const auto plan = (*desk)->plan({});
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().text()));
    RunControl control;
    const auto rehearsal = (*desk)->rehearse(*plan, {}, control, {}, {});
    QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(rehearsal.error().text()));
    QVERIFY2(rehearsal->ok, rehearsal->error ? qPrintable(rehearsal->error->text()) : "");
    QCOMPARE(rehearsal->steps.size(), size_t(1));
    QVERIFY2(!rehearsal->steps[0].diff.equal() || !rehearsal->steps[0].rowChanges.isEmpty() || !one.up.contains("CREATE"), "it does nothing");

    const RoundTrip &trip = rehearsal->steps[0].roundTrip;
    const QString said = trip.differences.join(u'\n');
    if (one.expected == u"proven"_s) {
        QVERIFY2(trip.proven(), qPrintable(said));
        QCOMPARE(said, QString());
    } else {
        QVERIFY2(!trip.proven(), "it is called proven");
        QVERIFY2(said.contains(one.expected), qPrintable(u"said: "_s + said));
    }
}

QTEST_GUILESS_MAIN(TestRoundTrip)
#include "tst_roundtrip.moc"
