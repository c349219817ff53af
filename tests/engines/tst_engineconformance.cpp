// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "models/engines/gauge.h"
#include "models/engines/sessioncancelguard.h"
#include "models/engines/tablesize.h"
#include "models/schema/schemadiff.h"
#include "models/sql/splitter.h"
#include "tests/engines/enginesundertest.h"
#include "tests/support/agekeys.h"
#include "tests/support/plaintextwatch.h"
#include "tests/support/testserver.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

#include <thread>

using namespace lk;

/// What every engine promises, asked of each through the Engine interface alone.
class TstEngineConformance : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void looksAtAMissingDatabaseWithoutMakingIt_data() { rows(); }
    void looksAtAMissingDatabaseWithoutMakingIt();
    void readOnlyDoesNotWrite_data() { rows(); }
    void readOnlyDoesNotWrite();
    void countsRows_data() { rows(); }
    void countsRows();
    void bindsEveryKindOfValue_data() { rows(); }
    void bindsEveryKindOfValue();
    void tellsWhereAStatementIsWrong_data() { rows(); }
    void tellsWhereAStatementIsWrong();
    void refusesNul_data() { rows(); }
    void refusesNul();
    void refusesAnEmptyStatement_data() { rows(); }
    void refusesAnEmptyStatement();
    void transactionsKeepOrDrop_data() { rows(); }
    void transactionsKeepOrDrop();
    void seesWhenAStatementEndsTheTransaction_data() { rows(); }
    void seesWhenAStatementEndsTheTransaction();
    void secondWriterIsTold_data() { rows(); }
    void secondWriterIsTold();
    void findsTables_data() { rows(); }
    void findsTables();
    void schemaComesBackFromItsDdl_data() { rows(); }
    void schemaComesBackFromItsDdl();
    void columnAddedAndDroppedIsNoChange_data() { rows(); }
    void columnAddedAndDroppedIsNoChange();
    void contentsDependOnValuesNotOrder_data() { rows(); }
    void contentsDependOnValuesNotOrder();
    void emptiedTableIsAsNew_data() { rows(); }
    void emptiedTableIsAsNew();
    void brokenReferencesAreFound_data() { rows(); }
    void brokenReferencesAreFound();
    void integrityOfASoundDatabase_data() { rows(); }
    void integrityOfASoundDatabase();
    void cancelsARead_data() { rows(); }
    void cancelsARead();
    void cancelsAWrite_data() { rows(); }
    void cancelsAWrite();
    void cancellerOutlivesTheSession_data() { rows(); }
    void cancellerOutlivesTheSession();
    void lockNamesItsHolder_data() { rows(); }
    void lockNamesItsHolder();
    void dumpComesBack_data() { rows(); }
    void dumpComesBack();
    void dumpNeverOverwrites_data() { rows(); }
    void dumpNeverOverwrites();
    void cancelledDumpLeavesNothing_data() { rows(); }
    void cancelledDumpLeavesNothing();
    void encryptedDumpComesBack_data() { rows(); }
    void encryptedDumpComesBack();
    void encryptedDumpSaysWhatIsWrong_data() { rows(); }
    void encryptedDumpSaysWhatIsWrong();
    void cancelledEncryptedDumpLeavesNothing_data() { rows(); }
    void cancelledEncryptedDumpLeavesNothing();
    void scratchIsAWholePrivateCopy_data() { rows(); }
    void scratchIsAWholePrivateCopy();
    void scratchOfTheSchemaAlone_data() { rows(); }
    void scratchOfTheSchemaAlone();
    void sizesAreToldWithoutReading_data() { rows(); }
    void sizesAreToldWithoutReading();
    void growthIsSeen_data() { rows(); }
    void growthIsSeen();
    void gaugeLeavesNothing_data() { rows(); }
    void gaugeLeavesNothing();
    void scratchOfNothingIsEmpty_data() { rows(); }
    void scratchOfNothingIsEmpty();
    void identityStaysWhenTheDatabaseIsMade_data() { rows(); }
    void identityStaysWhenTheDatabaseIsMade();

private:
    void rows();
    std::unique_ptr<Session> session(Access access = Access::ReadWrite);
    void fill(Session &session, int count);
    void makeWide(Session &db);
    Result<StatementOutcome> run(Session &session, const char *sql) { return session.execute(QByteArrayView(sql)); }
    QStringList entries() const
    {
        return QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    /// A database with a row that can be looked for, and a folder each for the keys, the dumps and temporary files.
    void prepareEncryption();
    /// As dumps and databases begin, and the row.
    static QList<QByteArray> readable() { return {"zebra in plain sight", "PGDMP", "-- MariaDB dump", "SQLite format 3"}; }
    /// Of a database that does not exist yet: in the test's folder, or of a new name on the server.
    Target targetNamed(const QString &name);

    std::unique_ptr<QTemporaryDir> m_folder;
    TestServer *m_server = nullptr; ///< where the engine has one
    QMap<QString, QString> m_databases; ///< on the server, by the name that the test gives them
    const EngineUnderTest *m_row = nullptr;
    const Engine *m_engine = nullptr;
    Target m_target;
    std::unique_ptr<RunControl> m_running;
    AgeKeys m_keys;
};

void TstEngineConformance::rows()
{
    QTest::addColumn<int>("engine");
    for (size_t i = 0; i < enginesUnderTest().size(); ++i)
        QTest::newRow(enginesUnderTest()[i].name) << int(i);
}

void TstEngineConformance::init()
{
    QFETCH(int, engine);
    m_row = &enginesUnderTest()[size_t(engine)];
    m_folder = std::make_unique<QTemporaryDir>();
    m_running = std::make_unique<RunControl>();
    m_engine = engineByName(QLatin1String(m_row->name));
    QVERIFY(m_engine);
    m_server = TestServer::forEngine(m_engine->traits().name);
    QVERIFY2(m_server || *m_row->url, qPrintable(TestServer::problem(m_engine->traits().name)));
    m_target = targetNamed(QStringLiteral("shop"));
}

void TstEngineConformance::cleanup()
{
    for (const QString &database : std::as_const(m_databases))
        m_server->dropDatabase(database);
    m_databases.clear();
    qunsetenv("TMPDIR");
    m_folder.reset();
}

Target TstEngineConformance::targetNamed(const QString &name)
{
    if (!m_server)
        return m_engine->target(QString(QLatin1String(m_row->url)).replace(QLatin1String("shop"), name), m_folder->path()).value();
    if (!m_databases.contains(name)) {
        m_databases.insert(name, m_server->newDatabase(name));
        m_server->dropDatabase(m_databases.value(name));
    }
    return m_engine->target(m_server->url(m_databases.value(name)), m_folder->path()).value();
}

std::unique_ptr<Session> TstEngineConformance::session(Access access)
{
    auto opened = m_engine->open(m_target, access, access == Access::ReadWrite);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().text()));
    return *std::move(opened);
}

void TstEngineConformance::fill(Session &session, int count)
{
    QVERIFY(session.execute(m_row->table));
    QVERIFY(session.begin());
    for (int i = 1; i <= count; ++i)
        QVERIFY(
            session.execute("INSERT INTO t (id, words, amount) VALUES (?, ?, ?)", {i, QString(200, u'x'), i / 2.0}));
    QVERIFY(session.commit());
}

void TstEngineConformance::looksAtAMissingDatabaseWithoutMakingIt()
{
    auto looking = m_engine->open(m_target, Access::ReadOnly);
    QVERIFY(looking);
    QVERIFY(!(*looking)->info().exists);
    QCOMPARE((*looking)->info().engine, m_engine->traits().name);
    QVERIFY(m_engine->snapshot(**looking)->objects.empty());
    QVERIFY(m_engine->contents(**looking, ContentDepth::Digests, *m_running)->empty());
    QVERIFY(!run(**looking, "CREATE TABLE made (x INT)"));

    const auto writing = m_engine->open(m_target, Access::ReadWrite);
    QVERIFY(!writing);
    QCOMPARE(writing.error().code, ErrorCode::Connection);
    QVERIFY(!writing.error().nextStep.isEmpty());
    QCOMPARE(entries(), QStringList());

    QVERIFY(m_engine->open(m_target, Access::ReadWrite, true));
    QVERIFY(m_engine->open(m_target, Access::ReadOnly).value()->info().exists);
}

void TstEngineConformance::readOnlyDoesNotWrite()
{
    fill(*session(), 1);
    const auto looking = session(Access::ReadOnly);
    QVERIFY(looking->info().readOnly);
    const auto changed = run(*looking, "UPDATE t SET words = 'changed'");
    QVERIFY(!changed);
    QVERIFY(!changed.error().why.isEmpty());
    QVERIFY(!run(*looking, "DROP TABLE t"));
    QCOMPARE(looking->query(QStringLiteral("SELECT count(*) FROM t WHERE words <> 'changed'"))->rows[0][0].toInt(), 1);
}

void TstEngineConformance::countsRows()
{
    const auto db = session();
    QVERIFY(db->execute(m_row->table)->rows <= 0);
    QCOMPARE(run(*db, "INSERT INTO t (id, words) VALUES (1, 'a'), (2, 'b'), (3, 'c')")->rows, 3);
    QCOMPARE(run(*db, "UPDATE t SET words = 'd' WHERE id > 1")->rows, 2);
    QVERIFY(run(*db, "CREATE INDEX i ON t (words)")->rows <= 0); // not the count of the statement before
    QCOMPARE(run(*db, "SELECT * FROM t")->rows, 3);
    QCOMPARE(run(*db, "DELETE FROM t WHERE id = 9")->rows, 0);
    QCOMPARE(run(*db, "DELETE FROM t")->rows, 3);
}

void TstEngineConformance::bindsEveryKindOfValue()
{
    const auto db = session();
    QVERIFY(db->execute(m_row->table));
    const QString words = QStringLiteral("? :x 'quoted' \"ß\" ") + QChar(0x10FF) + QStringLiteral("\nline");
    QVERIFY(
        db->execute("INSERT INTO t (id, words, amount) VALUES (?, ?, ?)", {Q_INT64_C(9007199254740993), words, 0.1}));
    QVERIFY(db->execute("INSERT INTO t (id, words, amount) VALUES (?, ?, ?)", {1, QVariant(), QVariant()}));
    const Rows rows =
        db->query(QStringLiteral("SELECT id, words, amount FROM t WHERE id > ? ORDER BY id"), {0}).value();
    QCOMPARE(rows.columns, QStringList({QStringLiteral("id"), QStringLiteral("words"), QStringLiteral("amount")}));
    QVERIFY(rows.rows[0][1].isNull());
    QCOMPARE(rows.rows[1][0].toLongLong(), Q_INT64_C(9007199254740993));
    QCOMPARE(rows.rows[1][1].toString(), words);
    QCOMPARE(rows.rows[1][2].toDouble(), 0.1);
}

void TstEngineConformance::tellsWhereAStatementIsWrong()
{
    const auto db = session();
    QVERIFY(db->execute(m_row->table));
    const auto failed = db->execute(m_row->syntaxError);
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Failed);
    QVERIFY(!failed.error().why.isEmpty());
    QCOMPARE(failed.error().where.line, m_row->errorLine);
    QCOMPARE(failed.error().where.column, m_row->errorColumn);
    QVERIFY(failed.error().where.file.isEmpty());
}

void TstEngineConformance::refusesNul()
{
    const auto db = session();
    const auto failed = db->execute(QByteArrayView("CREATE TABLE a (x INT)\0; DROP TABLE b", 37));
    QVERIFY(!failed);
    QCOMPARE(failed.error().where.column, 23);
    QVERIFY(!*db->hasTable(QStringLiteral("a")));
}

void TstEngineConformance::refusesAnEmptyStatement()
{
    const auto failed = run(*session(), "");
    QVERIFY(!failed);
    QVERIFY(!failed.error().text().isEmpty());
}

void TstEngineConformance::transactionsKeepOrDrop()
{
    const auto db = session();
    QVERIFY(db->execute(m_row->table));
    QVERIFY(!db->inTransaction());
    QVERIFY(db->begin());
    QVERIFY(db->inTransaction());
    QVERIFY(run(*db, "INSERT INTO t (id) VALUES (1)"));
    QVERIFY(db->rollback());
    QVERIFY(!db->inTransaction());
    QCOMPARE(run(*db, "SELECT * FROM t")->rows, 0);

    QVERIFY(db->begin());
    QVERIFY(run(*db, "INSERT INTO t (id) VALUES (1)"));
    QVERIFY(!run(*db, "INSERT INTO t (id) VALUES (1)"));
    QVERIFY(db->inTransaction());
    const bool kept = db->commit().has_value(); // some engines keep what went well, some keep nothing
    QVERIFY(!db->inTransaction());
    QCOMPARE(run(*session(Access::ReadOnly), "SELECT * FROM t")->rows, kept ? 1 : 0);
    QVERIFY(!db->commit());
    QVERIFY(!db->rollback());
}

void TstEngineConformance::seesWhenAStatementEndsTheTransaction()
{
    const auto db = session();
    QVERIFY(db->execute(m_row->table));
    QVERIFY(db->begin());
    QVERIFY(run(*db, "INSERT INTO t (id) VALUES (1)"));
    QVERIFY(run(*db, "COMMIT"));
    QVERIFY(!db->inTransaction());
}

void TstEngineConformance::secondWriterIsTold()
{
    const auto first = session();
    QVERIFY(first->execute(m_row->table));
    const auto second = session();
    QVERIFY(first->begin());
    QVERIFY(run(*first, "INSERT INTO t (id) VALUES (1)"));
    const auto began = second->begin();
    if (began) {
        QVERIFY(run(*second, "INSERT INTO t (id) VALUES (2)")); // engines with row locks let both write
        return;
    }
    QCOMPARE(began.error().code, ErrorCode::Locked);
    QVERIFY(began.error().what.contains(QLatin1String("nothing was changed")));
    QVERIFY(!second->inTransaction());
    QVERIFY(first->commit());
    QVERIFY(second->begin());
}

void TstEngineConformance::findsTables()
{
    const auto db = session();
    QVERIFY(db->execute(m_row->table));
    QVERIFY(run(*db, "CREATE VIEW v AS SELECT 1 AS x"));
    QVERIFY(*db->hasTable(QStringLiteral("t")));
    QVERIFY(*db->hasTable(QStringLiteral("v")));
    QVERIFY(!*db->hasTable(QStringLiteral("t' OR '1'='1")));
    QVERIFY(!*db->hasTable(QStringLiteral("none")));
}

void TstEngineConformance::schemaComesBackFromItsDdl()
{
    const auto db = session();
    for (const QByteArray &sql : m_row->richSchema) {
        const auto done = db->execute(sql);
        QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
    }
    const Snapshot before = m_engine->snapshot(*db).value();
    QCOMPARE(before.engine, m_engine->traits().name);
    QVERIFY(!before.engineVersion.isEmpty());
    QVERIFY(before.objects.size() > m_row->richSchema.size());

    m_target = targetNamed(QStringLiteral("second"));
    const auto second = session();
    const QByteArray script = m_engine->ddl(before).toUtf8();
    const auto statements = splitStatements(script, m_engine->traits().dialect).value();
    for (const StatementSpan &span : statements) {
        const auto done = second->execute(QByteArrayView(script).sliced(span.offset, span.length));
        QVERIFY2(done, done ? "" : qPrintable(done.error().text()));
    }
    const Snapshot after = m_engine->snapshot(*second).value();
    for (const SchemaChange &change : diff(before, after).changes)
        qWarning("%s: %s", qPrintable(summary(change)), qPrintable(change.details.join(u'|')));
    QVERIFY(diff(before, after).equal());
    QCOMPARE(after.digest(), before.digest());
}

void TstEngineConformance::columnAddedAndDroppedIsNoChange()
{
    const auto db = session();
    fill(*db, 3);
    const Snapshot before = m_engine->snapshot(*db).value();
    QVERIFY(run(*db, "ALTER TABLE t ADD COLUMN extra INTEGER DEFAULT 5"));
    const SchemaDiff changed = diff(before, m_engine->snapshot(*db).value());
    QCOMPARE(changed.changes.size(), size_t(1));
    QCOMPARE(summary(changed.changes[0]), QStringLiteral("+ column t.extra"));
    QVERIFY(run(*db, "ALTER TABLE t DROP COLUMN extra"));
    QVERIFY(diff(before, m_engine->snapshot(*db).value()).equal());
    QCOMPARE(m_engine->snapshot(*db)->digest(), before.digest());
    QVERIFY(run(*db, "ALTER TABLE t RENAME TO u"));
    QVERIFY(run(*db, "ALTER TABLE u RENAME TO t"));
    QVERIFY(diff(before, m_engine->snapshot(*db).value()).equal());
}

void TstEngineConformance::contentsDependOnValuesNotOrder()
{
    const auto db = session();
    QVERIFY(db->execute(m_row->table));
    QVERIFY(run(*db, "INSERT INTO t VALUES (1, 'a', 1.5), (2, NULL, NULL), (3, '', 0)"));
    const auto contents = [&] { return m_engine->contents(*db, ContentDepth::Digests, *m_running).value(); };
    const Contents before = contents();
    QCOMPARE(before.size(), size_t(1));
    QCOMPARE(before[0].table, QStringLiteral("t"));
    QCOMPARE(before[0].rows, 3);
    QVERIFY(!before[0].digest.isEmpty());

    QVERIFY(run(*db, "DELETE FROM t WHERE id = 1"));
    QVERIFY(contents() != before);
    QVERIFY(run(*db, "INSERT INTO t VALUES (1, 'a', 1.5)"));
    QCOMPARE(contents(), before);

    QVERIFY(run(*db, "UPDATE t SET words = '' WHERE id = 2"));
    QVERIFY(contents() != before); // NULL and an empty text differ
    QCOMPARE(contentDifferences(before, contents()), QStringList(QStringLiteral("t: same count, other values")));

    const Contents counts = m_engine->contents(*db, ContentDepth::Counts, *m_running).value();
    QCOMPARE(counts[0].rows, 3);
    QVERIFY(counts[0].digest.isEmpty());
}

void TstEngineConformance::emptiedTableIsAsNew()
{
    const auto db = session();
    QVERIFY(db->execute("CREATE TABLE wide (n INT, words VARCHAR(600))"));
    const Contents before = m_engine->contents(*db, ContentDepth::Digests, *m_running).value();
    QVERIFY(db->execute("INSERT INTO wide VALUES (1, 'x')"));
    QVERIFY(!contentDifferences(before, m_engine->contents(*db, ContentDepth::Digests, *m_running).value()).isEmpty());
    QVERIFY(db->execute("DELETE FROM wide"));
    QCOMPARE(contentDifferences(before, m_engine->contents(*db, ContentDepth::Digests, *m_running).value()), QStringList());
}

void TstEngineConformance::brokenReferencesAreFound()
{
    const auto db = session();
    QVERIFY(run(*db, "CREATE TABLE parent (id INTEGER PRIMARY KEY)"));
    QVERIFY(run(*db, "CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES parent (id))"));
    QVERIFY(run(*db, "INSERT INTO parent VALUES (1)"));
    QVERIFY(run(*db, "INSERT INTO child VALUES (7, 1)"));
    QVERIFY(!run(*db, "INSERT INTO child VALUES (8, 2)")); // enforced from the beginning
    QCOMPARE(m_engine->referenceViolations(*db).value(), QStringList());

    const StepFrame frame = m_engine->frame({{QByteArrayView("PRAGMA foreign_keys = OFF"), readFacts("PRAGMA foreign_keys = OFF", m_engine->traits().dialect)}});
    for (const QByteArray &statement : frame.before)
        QVERIFY(db->execute(statement));
    if (frame.before.isEmpty())
        return; // such an engine has no way to break them
    QVERIFY(run(*db, "INSERT INTO child VALUES (8, 2)"));
    const QStringList violations = m_engine->referenceViolations(*db).value();
    QCOMPARE(violations.size(), 1);
    for (const char *word : {"child", "8", "parent", "parent_id"})
        QVERIFY2(violations[0].contains(QLatin1String(word)), qPrintable(violations[0]));
    for (const QByteArray &statement : frame.after)
        QVERIFY(db->execute(statement));
    QVERIFY(!run(*db, "INSERT INTO child VALUES (9, 3)"));
}

void TstEngineConformance::integrityOfASoundDatabase()
{
    const auto db = session();
    fill(*db, 100);
    QCOMPARE(m_engine->integrityProblems(*db, *m_running).value(), QStringList());
}

/// Runs a statement that is cancelled after a while; @p clock starts with the cancel.
static Result<StatementOutcome> executeCancelled(Session &db, const QByteArray &sql, QElapsedTimer &clock)
{
    RunControl control;
    const SessionCancelGuard guard(db, control);
    clock.start();
    std::jthread other([&] {
        QTest::qSleep(200);
        clock.start();
        control.cancel();
    });
    return db.execute(sql);
}

void TstEngineConformance::cancelsARead()
{
    const auto db = session();
    QElapsedTimer clock;
    const auto outcome = executeCancelled(*db, m_row->slowRead, clock);
    QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QVERIFY(run(*db, "SELECT 1")); // the session goes on
}

void TstEngineConformance::cancelsAWrite()
{
    const auto db = session();
    fill(*db, 2);
    QVERIFY(db->begin());
    QVERIFY(run(*db, "DELETE FROM t"));
    QElapsedTimer clock;
    const auto outcome = executeCancelled(*db, m_row->slowWrite, clock);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    // Some engines end the transaction here, some wait for a rollback: what counts is that inTransaction() tells the
    // truth.
    if (db->inTransaction())
        QVERIFY(db->rollback());
    QVERIFY(!db->inTransaction());
    QCOMPARE(run(*db, "SELECT * FROM t")->rows, 2);
    QCOMPARE(run(*session(Access::ReadOnly), "SELECT * FROM t")->rows, 2);
}

void TstEngineConformance::cancellerOutlivesTheSession()
{
    auto db = session();
    const std::function<void()> cancel = db->canceller();
    cancel(); // nothing runs: no effect
    QVERIFY(run(*db, "SELECT 1"));
    db.reset();
    cancel();
}

void TstEngineConformance::lockNamesItsHolder()
{
    fill(*session(), 1);
    auto lock = m_engine->lock(m_target);
    QVERIFY2(lock, lock ? "" : qPrintable(lock.error().text()));
    const auto second = m_engine->lock(m_target);
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Locked);
    // The process, or where the server does not know it, its connection.
    QVERIFY2(second.error().text().contains(QString::number(QCoreApplication::applicationPid()))
                 || (m_server && second.error().text().contains(QLatin1String("connection "))),
             qPrintable(second.error().text()));
    lock->reset();
    QVERIFY(m_engine->lock(m_target));
    QVERIFY(m_engine->lock(m_target));
}

void TstEngineConformance::dumpComesBack()
{
    auto db = session();
    fill(*db, 3000);
    const Snapshot schema = m_engine->snapshot(*db).value();
    const Contents contents = m_engine->contents(*db, ContentDepth::Digests, *m_running).value();
    const QString file = path("dump.file");
    std::vector<Progress> progress;
    const auto dumped = m_engine->dump(m_target, file, *m_running, [&](const Progress &p) { progress.push_back(p); });
    QVERIFY2(dumped, dumped ? "" : qPrintable(dumped.error().text()));
    QVERIFY(!progress.empty());
    QVERIFY(progress.back().done > 0 && progress.back().done == progress.back().total);
    struct stat status;
    QCOMPARE(::stat(QFile::encodeName(file).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777, mode_t(0600));
    QVERIFY(m_engine->estimatedDumpSize(m_target).value() >= status.st_size);

    auto scratch = m_engine->scratchFrom(file, m_target, *m_running, {});
    QVERIFY(scratch);
    QCOMPARE(m_engine->snapshot((*scratch)->session())->digest(), schema.digest());
    QCOMPARE(m_engine->contents((*scratch)->session(), ContentDepth::Digests, *m_running).value(), contents);

    QVERIFY(run(*db, "DELETE FROM t WHERE id > 5"));
    QVERIFY(run(*db, "CREATE TABLE later (x INT)"));
    db.reset();
    const auto loaded = m_engine->load(file, m_target, *m_running, {});
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text()));
    db = session();
    QCOMPARE(m_engine->snapshot(*db)->digest(), schema.digest());
    QCOMPARE(m_engine->contents(*db, ContentDepth::Digests, *m_running).value(), contents);
    QCOMPARE(m_engine->integrityProblems(*db, *m_running).value(), QStringList());
}

void TstEngineConformance::dumpNeverOverwrites()
{
    fill(*session(), 1);
    QFile existing(path("dump.file"));
    QVERIFY(existing.open(QIODevice::WriteOnly) && existing.write("precious") == 8);
    existing.close();
    QVERIFY(QFile::link(path("nowhere"), path("link.file")));
    for (const char *name : {"dump.file", "link.file"}) {
        const auto dumped = m_engine->dump(m_target, path(name), *m_running, {});
        QVERIFY(!dumped);
        QVERIFY(dumped.error().text().contains(QLatin1String(name)));
    }
    QVERIFY(existing.open(QIODevice::ReadOnly));
    QCOMPARE(existing.readAll(), QByteArray("precious"));
    QVERIFY(!QFile::exists(path("nowhere")));
}

void TstEngineConformance::cancelledDumpLeavesNothing()
{
    fill(*session(), 3000);
    const QStringList before = entries();
    m_running->cancel();
    const auto dumped = m_engine->dump(m_target, path("dump.file"), *m_running, {});
    QVERIFY(!dumped);
    QCOMPARE(dumped.error().code, ErrorCode::Cancelled);
    QCOMPARE(entries(), before);
    const auto scratch = m_engine->scratch(m_target, ScratchData::Full, *m_running, {});
    QVERIFY(!scratch);
    QCOMPARE(scratch.error().code, ErrorCode::Cancelled);
    const auto contents = m_engine->contents(*session(), ContentDepth::Digests, *m_running);
    QVERIFY(!contents);
    QCOMPARE(contents.error().code, ErrorCode::Cancelled);
}

void TstEngineConformance::prepareEncryption()
{
    auto db = session();
    fill(*db, 3000);
    QVERIFY(run(*db, "INSERT INTO t (id, words) VALUES (1000000, 'zebra in plain sight')"));
    for (const char *folder : {"keys", "dumps", "temp"})
        QVERIFY(QDir(m_folder->path()).mkdir(QLatin1String(folder)));
    m_keys = makeAgeKeys(path("keys/identity"));
    qputenv("TMPDIR", QFile::encodeName(path("temp")));
}

void TstEngineConformance::encryptedDumpComesBack()
{
    prepareEncryption();
    auto db = session();
    const Snapshot schema = m_engine->snapshot(*db).value();
    const Contents contents = m_engine->contents(*db, ContentDepth::Digests, *m_running).value();
    const DumpFile file(path("dumps/dump.age"), {{m_keys.recipient}, m_keys.identity});
    std::vector<Progress> progress;
    PlainTextWatch dumping({path("dumps"), path("temp")}, readable());
    const auto dumped = m_engine->dump(m_target, file, *m_running, [&](const Progress &p) { progress.push_back(p); });
    QCOMPARE(dumping.end(), QStringList());
    QVERIFY2(dumped, dumped ? "" : qPrintable(dumped.error().text()));
    QVERIFY(dumping.looks() > 1);
    QVERIFY(!progress.empty());
    QVERIFY(progress.back().done > 0 && progress.back().done == progress.back().total);
    struct stat status;
    QCOMPARE(::stat(QFile::encodeName(file.path).constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777, mode_t(0600));

    // Only a scratch that is a file may be readable on this machine, while it is there.
    PlainTextWatch restoring({path("dumps"), path("temp")}, readable(), QStringLiteral("scratch.db"));
    auto scratch = m_engine->scratchFrom(file, m_target, *m_running, {});
    QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
    QCOMPARE(m_engine->snapshot((*scratch)->session())->digest(), schema.digest());
    QCOMPARE(m_engine->contents((*scratch)->session(), ContentDepth::Digests, *m_running).value(), contents);
    QCOMPARE(m_engine->integrityProblems((*scratch)->session(), *m_running).value(), QStringList());
    scratch->reset();
    QCOMPARE(restoring.end(), QStringList());
    QCOMPARE(QDir(path("temp")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList());

    QVERIFY(run(*db, "DELETE FROM t WHERE id > 5"));
    QVERIFY(run(*db, "CREATE TABLE later (x INT)"));
    db.reset();
    const auto loaded = m_engine->load(file, m_target, *m_running, {});
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text()));
    db = session();
    QCOMPARE(m_engine->snapshot(*db)->digest(), schema.digest());
    QCOMPARE(m_engine->contents(*db, ContentDepth::Digests, *m_running).value(), contents);
    const Target fresh = targetNamed(QStringLiteral("fresh"));
    const auto made = m_engine->load(file, fresh, *m_running, {});
    QVERIFY2(made, made ? "" : qPrintable(made.error().text()));
    const auto other = m_engine->open(fresh, Access::ReadOnly);
    QCOMPARE(m_engine->contents(**other, ContentDepth::Digests, *m_running).value(), contents);
    PlainTextWatch after({path("dumps"), path("temp")}, readable());
    QCOMPARE(after.end(), QStringList());
}

void TstEngineConformance::encryptedDumpSaysWhatIsWrong()
{
    prepareEncryption();
    const QString file = path("dumps/dump.age");
    for (const char *wrong : {"age1nobody", "someone@example.org"}) {
        const auto refused = m_engine->dump(m_target, {file, {{QLatin1String(wrong)}, {}}}, *m_running, {});
        QVERIFY(!refused);
        QVERIFY2(refused.error().text().contains(QLatin1String("age does not accept a recipient")), qPrintable(refused.error().text()));
        QVERIFY2(refused.error().text().contains(QLatin1String(wrong)), qPrintable(refused.error().text()));
        QVERIFY(QDir(path("dumps")).isEmpty());
    }
    QVERIFY(m_engine->dump(m_target, {file, {{m_keys.recipient}, {}}}, *m_running, {}));
    const AgeKeys others = makeAgeKeys(path("keys/others"));
    QFile whole(file);
    QVERIFY(whole.open(QIODevice::ReadOnly));
    const QByteArray bytes = whole.readAll();
    const auto variant = [&](const char *name, const QByteArray &content) {
        QFile out(path(name));
        return out.open(QIODevice::WriteOnly) && out.write(content) == content.size();
    };
    QByteArray flipped = bytes;
    flipped[bytes.size() / 2] = char(flipped[bytes.size() / 2] ^ 1);
    QVERIFY(variant("dumps/cut", bytes.first(bytes.size() - 20)) && variant("dumps/flipped", flipped) && variant("dumps/begun", bytes.first(90)));
    struct Case {
        const char *file;
        QString identity;
        const char *words;
    };
    const Case cases[] = {{"dumps/dump.age", {}, "the identity that opens this backup is not here"},
                          {"dumps/dump.age", path("keys/gone"), "the identity that opens this backup is not here"},
                          {"dumps/dump.age", others.identity, "the identity does not open this backup"},
                          {"dumps/dump.age", file, "the identity file can't be used"},
                          {"dumps/cut", m_keys.identity, "cut short or damaged"},
                          {"dumps/flipped", m_keys.identity, "cut short or damaged"},
                          {"dumps/begun", m_keys.identity, "cut short, damaged"}};
    const Contents contents = m_engine->contents(*session(), ContentDepth::Digests, *m_running).value();
    for (const Case &wrong : cases) {
        const DumpFile dump(path(wrong.file), {{}, wrong.identity});
        const auto scratch = m_engine->scratchFrom(dump, m_target, *m_running, {});
        QVERIFY(!scratch);
        QVERIFY2(scratch.error().text().contains(QLatin1String(wrong.words)), qPrintable(scratch.error().text()));
        QVERIFY(!scratch.error().nextStep.isEmpty());
        const auto loaded = m_engine->load(dump, m_target, *m_running, {});
        QVERIFY(!loaded);
        QVERIFY2(loaded.error().text().contains(QLatin1String(wrong.words)), qPrintable(loaded.error().text()));
    }
    QCOMPARE(m_engine->contents(*session(), ContentDepth::Digests, *m_running).value(), contents);
    QVERIFY(QDir(path("temp")).isEmpty());
}

void TstEngineConformance::cancelledEncryptedDumpLeavesNothing()
{
    prepareEncryption();
    const DumpFile file(path("dumps/dump.age"), {{m_keys.recipient}, m_keys.identity});
    // In the middle: as soon as it tells of progress.
    const auto dumped = m_engine->dump(m_target, file, *m_running, [&](const Progress &) { m_running->cancel(); });
    QVERIFY(!dumped);
    QCOMPARE(dumped.error().code, ErrorCode::Cancelled);
    QVERIFY(QDir(path("dumps")).isEmpty());
    QVERIFY(QDir(path("temp")).isEmpty());
}

void TstEngineConformance::scratchIsAWholePrivateCopy()
{
    const auto db = session();
    fill(*db, 500);
    const Contents contents = m_engine->contents(*db, ContentDepth::Digests, *m_running).value();
    Target where;
    {
        auto scratch = m_engine->scratch(m_target, ScratchData::Full, *m_running, {});
        QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
        Session &copy = (*scratch)->session();
        where = (*scratch)->target();
        QVERIFY(where != m_target);
        QCOMPARE(m_engine->contents(copy, ContentDepth::Digests, *m_running).value(), contents);
        QVERIFY(copy.begin());
        QVERIFY(run(copy, "DELETE FROM t"));
        QVERIFY(run(copy, "DROP TABLE t"));
        QCOMPARE(copy.inTransaction(), m_engine->traits().transactionalDdl);
        if (m_engine->traits().transactionalDdl) {
            QVERIFY(copy.commit());
            QVERIFY(copy.begin());
            QVERIFY(run(copy, "CREATE TABLE t (x INT)"));
            QVERIFY(copy.rollback());
        }
        QVERIFY(!*copy.hasTable(QStringLiteral("t")));
    }
    QCOMPARE(m_engine->contents(*db, ContentDepth::Digests, *m_running).value(), contents);
    const auto gone = m_engine->open(where, Access::ReadOnly);
    QVERIFY(!gone || !(*gone)->info().exists);
}

void TstEngineConformance::scratchOfTheSchemaAlone()
{
    const auto db = session();
    for (const QByteArray &sql : m_row->richSchema)
        QVERIFY(db->execute(sql));
    fill(*db, 5);
    auto scratch = m_engine->scratch(m_target, ScratchData::None, *m_running, {});
    QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
    QCOMPARE(m_engine->snapshot((*scratch)->session())->digest(), m_engine->snapshot(*db)->digest());
    const Contents contents = m_engine->contents((*scratch)->session(), ContentDepth::Counts, *m_running).value();
    for (const TableContent &content : contents)
        QCOMPARE(content.rows, 0);
}

/// A table of 4,096 rows of 500 letters.
void TstEngineConformance::makeWide(Session &db)
{
    QVERIFY(db.execute("CREATE TABLE wide (n INT, words VARCHAR(600))"));
    QVERIFY(db.execute("INSERT INTO wide VALUES (1, '" + QByteArray(500, 'w') + "')"));
    for (int i = 0; i < 12; ++i)
        QVERIFY(db.execute("INSERT INTO wide SELECT n, words FROM wide"));
}

void TstEngineConformance::sizesAreToldWithoutReading()
{
    const auto db = session();
    makeWide(*db);
    QVERIFY(db->execute("CREATE TABLE empty (n INT)"));
    QVERIFY(db->execute(m_engine->traits().name == QLatin1String("mysql") || m_engine->traits().name == QLatin1String("mariadb") ? "ANALYZE TABLE wide, empty" : "ANALYZE"));
    const auto sizes = m_engine->tableSizes(*db);
    QVERIFY2(sizes, sizes ? "" : qPrintable(sizes.error().text()));
    const auto find = [&](const char *name) { return *std::ranges::find(*sizes, QLatin1String(name), &TableSize::table); };
    QVERIFY(std::ranges::is_sorted(*sizes, {}, &TableSize::table));
    const TableSize wide = find("wide");
    QVERIFY2(std::abs(wide.rows.value() - 4096) < 1000, qPrintable(QString::number(*wide.rows)));
    QCOMPARE(find("empty").rows.value_or(0), 0);
    if (wide.bytes)
        QVERIFY(*wide.bytes > 4096 * 500 && *wide.bytes < 3 * 4096 * 500);
    else
        QCOMPARE(m_engine->traits().name, QStringLiteral("sqlite"));
}

void TstEngineConformance::growthIsSeen()
{
    const auto db = session();
    makeWide(*db);
    const auto watch = m_engine->observe(*db);
    QVERIFY2(watch, watch ? "" : qPrintable(watch.error().text()));
    const auto watched = [&](QByteArrayView sql) {
        const StatementFacts facts = readFacts(sql, m_engine->traits().dialect);
        const auto ready = (*watch)->before(sql, facts, false);
        const auto outcome = db->execute(sql);
        return ready && outcome ? (*watch)->after(sql, facts, *outcome) : Failure(ready ? outcome.error() : ready.error());
    };
    QVERIFY((*watch)->start());
    QVERIFY(db->begin());
    const auto nothing = watched("UPDATE wide SET n = 1 WHERE n = 7");
    QVERIFY2(nothing && nothing->sizes, nothing ? qPrintable(nothing->unknown.join(u'\n')) : qPrintable(nothing.error().text()));
    QVERIFY(nothing->sizes->empty());
    const auto grown = watched("INSERT INTO wide SELECT n, words FROM wide");
    QVERIFY(grown && grown->sizes);
    QCOMPARE(grown->sizes->size(), 1U);
    const SizeChange &change = grown->sizes->front();
    QCOMPARE(change.object, m_engine->traits().name == QLatin1String("sqlite") ? QStringLiteral("the database") : QStringLiteral("wide"));
    QVERIFY2(change.after - change.before > 1'000'000, qPrintable(QString::number(change.after - change.before)));
    QVERIFY(db->rollback());
}

void TstEngineConformance::gaugeLeavesNothing()
{
    const auto db = session();
    const QString before = m_engine->snapshot(*db)->digest();
    const auto gauge = m_engine->gauge(*db);
    QVERIFY2(gauge, gauge ? "" : qPrintable(gauge.error().text()));
    QVERIFY(gauge->bytes > gauge->rows);
    QVERIFY(gauge->scanMs > 0 && gauge->rewriteMs > 0 && gauge->indexMs > 0);
    QCOMPARE(m_engine->snapshot(*db)->digest(), before);
}

void TstEngineConformance::scratchOfNothingIsEmpty()
{
    auto scratch = m_engine->scratch(m_target, ScratchData::Full, *m_running, {});
    QVERIFY(scratch);
    const Snapshot empty = m_engine->snapshot((*scratch)->session()).value();
    QVERIFY((*scratch)->session().execute(m_row->table));
    QCOMPARE(entries(), QStringList());
    // Some engines count settings of the database itself as part of its schema.
    QCOMPARE(empty.digest(), m_engine->snapshot(*session())->digest());
}

void TstEngineConformance::identityStaysWhenTheDatabaseIsMade()
{
    const QString before = m_engine->identity(m_target);
    fill(*session(), 1);
    QCOMPARE(m_engine->identity(m_target), before);
    const Target other = targetNamed(QStringLiteral("other"));
    QVERIFY(m_engine->identity(other) != before);
}

QTEST_GUILESS_MAIN(TstEngineConformance)
#include "tst_engineconformance.moc"
