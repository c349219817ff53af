// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/sqlite/engine.h"
#include "models/engines/sqlite/session.h"
#include "models/schema/schemadiff.h"
#include "tests/support/agekeys.h"

#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <random>

using namespace lk;

namespace {

/// A connection of the test's own, so that the engine is not its own witness.
class Witness
{
public:
    explicit Witness(const QString &path)
    {
        if (sqlite3_open(path.toUtf8().constData(), &m_handle) != SQLITE_OK)
            qFatal("cannot open %s", qPrintable(path));
    }
    ~Witness() { sqlite3_close(m_handle); }
    Q_DISABLE_COPY_MOVE(Witness)

    QString say(const char *sql)
    {
        QStringList lines;
        char *message = nullptr;
        const auto row = [](void *out, int count, char **values, char **) {
            QStringList cells;
            for (int i = 0; i < count; ++i)
                cells << QString::fromUtf8(values[i]);
            *static_cast<QStringList *>(out) << cells.join(u'|');
            return 0;
        };
        if (sqlite3_exec(m_handle, sql, row, &lines, &message) != SQLITE_OK)
            lines << QStringLiteral("error: ") + QString::fromUtf8(message);
        sqlite3_free(message);
        return lines.join(u'\n');
    }
    sqlite3 *handle() { return m_handle; }

private:
    sqlite3 *m_handle = nullptr;
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable");
}

/// Runs @p body with a limit on the size of files, as a full disk would have it; restored at the end.
template <class Body>
void withFileSizeLimit(qint64 bytes, Body body)
{
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit limit = before;
    limit.rlim_cur = rlim_t(bytes);
    ::setrlimit(RLIMIT_FSIZE, &limit);
    body();
    ::setrlimit(RLIMIT_FSIZE, &before);
}

} // namespace

/// What is SQLite's own: bad files, traces of looking, WAL, full disks, locks, foreign keys.
class TstSqliteEngine : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void readsAddresses_data();
    void readsAddresses();
    void refusesAddresses_data();
    void refusesAddresses();
    void namesWhatIsWrongWithAFile_data();
    void namesWhatIsWrongWithAFile();
    void damagedSchemaIsAConnectionError();
    void emptyFileIsAnEmptyDatabase();
    void oddPathsOpen_data();
    void oddPathsOpen();

    void lookingLeavesNoTrace_data();
    void lookingLeavesNoTrace();
    void lookingAtAnUnwritablePlace_data();
    void lookingAtAnUnwritablePlace();
    void changeWhileReadingWithoutLocksIsSeen();
    void hotJournalIsExplained();
    void lookingKeepsOurOwnLocks();
    void unwritableFileIsRefusedForWriting();

    void errorsCarrySqlitesWords();
    void busyIsNotDamage();
    void foreignKeysAreEnforced();
    void schemaTricksAreOff();
    void scratchReachesNoOtherFile();
    void violationsWithoutRowidAreCounted();
    void frames_data();
    void frames();

    void snapshotKnowsEveryKind();
    void snapshotLeavesOutSqlitesOwn();
    void sameConstraintWrittenDifferently_data();
    void sameConstraintWrittenDifferently();
    void differencesAreSeen_data();
    void differencesAreSeen();
    void renamedQuotingIsNoChange();
    void queriesDoNotGrowWithTheSchema();
    void contentsOfEveryKindOfTable();
    void contentsTellTypesApart();

    void fullDiskDuringDumpLeavesNothing();
    void fullDiskInATransactionChangesNothing();
    void dumpHoldsTheLog();
    void loadIsAllOrNothing();
    void loadUnderAReaderOfTheLog();
    void loadChangesThePageSize();
    void emptyDumpIsRefused();
    void scratchIsPrivate();
    void scratchHoldsTheLog();
    void scratchOfACrashIsSweptAway();
    void encryptsEveryKindOfFile_data();
    void encryptsEveryKindOfFile();

    void lockFileIsPrivateAndGoesAway();
    void lockFollowsLinks();
    void lockSurvivesAStaleFile();
    void lockNeedsItsFolder();
    void privileges();
    void networkFileSystemsAreKnown();
    void identityFollowsLinks();

private:
    QString path(const QString &name = QStringLiteral("shop.db")) const { return m_folder->filePath(name); }
    Target target(const QString &name = QStringLiteral("shop.db")) const
    {
        return m_engine.target(QStringLiteral("sqlite:") + name, m_folder->path()).value();
    }
    std::unique_ptr<Session> open(Access access, bool create = false);
    void make(const char *sql, const QString &name = QStringLiteral("shop.db"))
    {
        QCOMPARE(Witness(path(name)).say(sql), QString());
    }
    QMap<QString, QByteArray> everything() const;
    Snapshot snapshotOf(const char *sql);

    SqliteEngine m_engine;
    RunControl m_control;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TstSqliteEngine::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

std::unique_ptr<Session> TstSqliteEngine::open(Access access, bool create)
{
    auto session = m_engine.open(target(), access, create);
    if (!session)
        qFatal("%s", qPrintable(session.error().text()));
    return *std::move(session);
}

/// Every file of the folder with its bytes; of a -shm file only that it is there: it holds locks, not data.
QMap<QString, QByteArray> TstSqliteEngine::everything() const
{
    QMap<QString, QByteArray> files;
    const QStringList names = QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : names)
        files.insert(name, name.endsWith(QLatin1String("-shm")) ? QByteArray() : contentOf(path(name)));
    return files;
}

Snapshot TstSqliteEngine::snapshotOf(const char *sql)
{
    QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("x.db"));
    const QString said = Witness(file).say(sql);
    if (!said.isEmpty())
        qFatal("%s", qPrintable(said));
    const Target there = m_engine.target(QStringLiteral("sqlite:x.db"), folder.path()).value();
    return m_engine.snapshot(*m_engine.open(there, Access::ReadOnly).value()).value();
}

void TstSqliteEngine::readsAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("file");
    QTest::newRow("relative") << "sqlite:shop.db"
                              << "/project/shop.db";
    QTest::newRow("in a folder") << "sqlite:../data/./shop.db"
                                 << "/data/shop.db";
    QTest::newRow("absolute") << "sqlite:/srv/shop.db"
                              << "/srv/shop.db";
    QTest::newRow("two slashes") << "sqlite://shop.db"
                                 << "/project/shop.db";
    QTest::newRow("three slashes") << "sqlite:///srv/shop.db"
                                   << "/srv/shop.db";
    QTest::newRow("parameters") << "sqlite://shop.db?mode=rwc"
                                << "/project/shop.db";
    QTest::newRow("question mark") << "sqlite:who?.db"
                                   << "/project/who?.db";
    QTest::newRow("percent") << "sqlite:my%20shop.db"
                             << "/project/my shop.db";
    QTest::newRow("capitals") << "SQLite:Shop.db"
                              << "/project/Shop.db";
    QTest::newRow("umlaut") << QStringLiteral("sqlite:Läden.db") << QStringLiteral("/project/Läden.db");
}

void TstSqliteEngine::readsAddresses()
{
    QFETCH(QString, url);
    QFETCH(QString, file);
    const auto target = m_engine.target(url, QStringLiteral("/project"));
    QVERIFY(target);
    QCOMPARE(target->database, file);
    QCOMPARE(target->url, QStringLiteral("sqlite:") + file);
    QCOMPARE(target->name(), file.section(u'/', -1));
}

void TstSqliteEngine::refusesAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("no file") << "sqlite:";
    QTest::newRow("memory") << "sqlite::memory:";
    QTest::newRow("other database") << "mysql://root@host/shop";
    QTest::newRow("NUL") << "sqlite:a%00b";
}

void TstSqliteEngine::refusesAddresses()
{
    QFETCH(QString, url);
    const auto target = m_engine.target(url, QStringLiteral("/project"));
    QVERIFY(!target);
    QCOMPARE(target.error().code, ErrorCode::Usage);
    QVERIFY(!target.error().nextStep.isEmpty());
}

void TstSqliteEngine::namesWhatIsWrongWithAFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("words");
    QByteArray noise(4096, '\0');
    std::mt19937 random(1);
    for (char &byte : noise)
        byte = char(random());
    QTest::newRow("text") << QByteArray("just some notes\n") << "not a SQLite database";
    QTest::newRow("long text") << QByteArray("just some notes\n").repeated(300) << "not a SQLite database";
    QTest::newRow("encrypted") << noise << "encrypted or not a SQLite database";
    QTest::newRow("header only") << QByteArray("SQLite format 3\0", 16) << "damaged";
    QTest::newRow("zeros") << QByteArray(8192, '\0') << "not a SQLite database";
}

void TstSqliteEngine::namesWhatIsWrongWithAFile()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, words);
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
    file.close();
    for (const Access access : {Access::ReadOnly, Access::ReadWrite}) {
        const auto opened = m_engine.open(target(), access, true);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Connection);
        QVERIFY2(opened.error().why.contains(words), qPrintable(opened.error().text()));
        QVERIFY(!opened.error().nextStep.isEmpty());
        QCOMPARE(opened.error().where.file, path());
    }
    QCOMPARE(contentOf(path()), content);
    QVERIFY(!m_engine.scratch(target(), ScratchData::Full, m_control, {}));
    QVERIFY(!m_engine.dump(target(), path(QStringLiteral("copy.db")), m_control, {}));
    QVERIFY(!QFile::exists(path(QStringLiteral("copy.db"))));
}

void TstSqliteEngine::damagedSchemaIsAConnectionError()
{
    make("CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(20000))");
    QVERIFY(QFile::copy(path(), path(QStringLiteral("short.db"))));
    QVERIFY(QFile::resize(path(QStringLiteral("short.db")), 8192));
    const auto cut = m_engine.open(target(QStringLiteral("short.db")), Access::ReadOnly);
    QVERIFY(!cut);
    QVERIFY2(cut.error().why.contains(QLatin1String("ends before its last page")), qPrintable(cut.error().text()));

    QByteArray bytes = contentOf(path());
    bytes.replace("CREATE TABLE t", "CREATE TABBE t");
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    const auto opened = m_engine.open(target(), Access::ReadWrite);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Connection);
    QVERIFY2(opened.error().why.contains(QLatin1String("malformed")), qPrintable(opened.error().text()));
    QVERIFY(opened.error().nextStep.contains(QLatin1String("backup")));

    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("folder.db")));
    QCOMPARE(m_engine.open(target(QStringLiteral("folder.db")), Access::ReadOnly).error().why,
             QStringLiteral("it is a folder"));
    QCOMPARE(::mkfifo(path(QStringLiteral("pipe.db")).toUtf8().constData(), 0600), 0);
    QCOMPARE(m_engine.open(target(QStringLiteral("pipe.db")), Access::ReadOnly).error().why,
             QStringLiteral("it is not a regular file"));
    QVERIFY(m_engine.open(target(QStringLiteral("none/shop.db")), Access::ReadWrite, true)
                .error()
                .why.startsWith(QLatin1String("there is no folder")));
}

void TstSqliteEngine::emptyFileIsAnEmptyDatabase()
{
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    const auto looking = open(Access::ReadOnly);
    QVERIFY(looking->info().exists);
    QVERIFY(m_engine.snapshot(*looking)->objects.empty());
    QCOMPARE(file.size(), 0);
    QVERIFY(open(Access::ReadWrite)->execute("CREATE TABLE t (x)"));
}

void TstSqliteEngine::oddPathsOpen_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("spaces") << "my shop.db";
    QTest::newRow("percent") << "100%41.db";
    QTest::newRow("URI marks") << "a?mode=memory#b&c.db";
    QTest::newRow("quotes") << "it's \"ours\".db";
    QTest::newRow("umlaut") << QStringLiteral("Läden 🏪.db");
    QTest::newRow("semicolon") << "a;QSQLITE_OPEN_READONLY=1.db";
}

void TstSqliteEngine::oddPathsOpen()
{
    QFETCH(QString, name);
    const Target odd{QStringLiteral("sqlite"), {}, path(name), {}};
    QVERIFY(m_engine.open(odd, Access::ReadWrite, true).value()->execute("CREATE TABLE t (x)"));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList(name));
    QVERIFY(*m_engine.open(odd, Access::ReadOnly).value()->hasTable(QStringLiteral("t")));
    QVERIFY(m_engine.scratch(odd, ScratchData::Full, m_control, {}));
    QVERIFY(m_engine.lock(odd));
}

void TstSqliteEngine::lookingLeavesNoTrace_data()
{
    QTest::addColumn<QByteArray>("journal");
    QTest::addColumn<bool>("writer");
    QTest::addColumn<QByteArray>("lost"); // files that a crash or a copy left out
    QTest::newRow("rollback journal") << QByteArray("delete") << false << QByteArray();
    QTest::newRow("rollback journal, writer") << QByteArray("delete") << true << QByteArray();
    QTest::newRow("persistent journal") << QByteArray("persist") << false << QByteArray();
    QTest::newRow("WAL, closed") << QByteArray("wal") << false << QByteArray();
    QTest::newRow("WAL, writer") << QByteArray("wal") << true << QByteArray();
    QTest::newRow("WAL, crashed") << QByteArray("wal") << false << QByteArray("none");
    QTest::newRow("WAL, crashed, no -shm") << QByteArray("wal") << false << QByteArray("-shm");
}

void TstSqliteEngine::lookingLeavesNoTrace()
{
    QFETCH(QByteArray, journal);
    QFETCH(bool, writer);
    QFETCH(QByteArray, lost);
    auto other = std::make_unique<Witness>(path());
    other->say("PRAGMA journal_mode = " + journal);
    other->say("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)");
    if (writer)
        other->say("BEGIN IMMEDIATE; INSERT INTO t VALUES (3)");
    if (!lost.isEmpty()) {
        // As a crash leaves them: copied while open.
        for (const char *suffix : {"", "-wal", "-shm"})
            QVERIFY(QFile::copy(path() + QLatin1String(suffix), path(QStringLiteral("copy")) + QLatin1String(suffix)));
        other.reset();
        for (const char *suffix : {"", "-wal", "-shm"}) {
            QFile::remove(path() + QLatin1String(suffix));
            QVERIFY(
                QFile::rename(path(QStringLiteral("copy")) + QLatin1String(suffix), path() + QLatin1String(suffix)));
        }
        QFile::remove(path() + QLatin1String(lost));
    } else if (!writer) {
        other.reset();
    }

    const QMap<QString, QByteArray> before = everything();
    {
        const auto looking = open(Access::ReadOnly);
        QCOMPARE(looking->info().remark.contains(QLatin1String("WAL")), journal == "wal");
        QVERIFY(m_engine.snapshot(*looking));
        // What is committed is seen, the log's content included; what is not, is not.
        QCOMPARE(m_engine.contents(*looking, ContentDepth::Digests, m_control).value()[0].rows, 2);
        QVERIFY(m_engine.integrityProblems(*looking, m_control)->isEmpty());
        QVERIFY(m_engine.estimatedDumpSize(target()).value() > 0);
        QVERIFY(m_engine.missingPrivileges(target()).isEmpty());
        auto scratch = m_engine.scratch(target(), ScratchData::Full, m_control, {});
        QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
        QCOMPARE(m_engine.contents((*scratch)->session(), ContentDepth::Counts, m_control).value()[0].rows, 2);
        QCOMPARE(everything().keys(), before.keys());
    }
    QCOMPARE(everything().keys(), before.keys());
    QVERIFY(everything() == before);
    if (writer)
        QCOMPARE(other->say("COMMIT; SELECT count(*) FROM t"), QStringLiteral("3"));
}

void TstSqliteEngine::lookingAtAnUnwritablePlace_data()
{
    QTest::addColumn<QByteArray>("journal");
    QTest::addColumn<bool>("log");
    QTest::addColumn<bool>("index");
    QTest::newRow("rollback journal") << QByteArray("delete") << false << false;
    QTest::newRow("WAL, closed") << QByteArray("wal") << false << false;
    QTest::newRow("WAL with log") << QByteArray("wal") << true << false;
    QTest::newRow("WAL with log and -shm") << QByteArray("wal") << true << true;
}

/// Permissions do not bind root: the looking is done by a child without privileges.
void TstSqliteEngine::lookingAtAnUnwritablePlace()
{
    QFETCH(QByteArray, journal);
    QFETCH(bool, log);
    QFETCH(bool, index);
    {
        Witness other(path(QStringLiteral("first.db")));
        other.say("PRAGMA journal_mode = " + journal);
        other.say("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)");
        QVERIFY(QFile::copy(path(QStringLiteral("first.db")), path()));
        if (log)
            QVERIFY(QFile::copy(path(QStringLiteral("first.db-wal")), path() + QStringLiteral("-wal")));
        if (index)
            QVERIFY(QFile::copy(path(QStringLiteral("first.db-shm")), path() + QStringLiteral("-shm")));
    }
    if (!log)
        QVERIFY(QFile::remove(path()) && QFile::copy(path(QStringLiteral("first.db")), path()));
    const QStringList names = QDir(m_folder->path()).entryList(QDir::Files);
    for (const QString &name : names)
        QCOMPARE(::chmod(path(name).toUtf8().constData(), 0444), 0);
    QCOMPARE(::chmod(m_folder->path().toUtf8().constData(), 0555), 0);
    const QMap<QString, QByteArray> before = everything();

    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && ::seteuid(65534) != 0)
            ::_exit(90);
        const auto looking = m_engine.open(target(), Access::ReadOnly);
        if (!looking) {
            qWarning("%s", qPrintable(looking.error().text()));
            ::_exit(91);
        }
        const auto contents = m_engine.contents(**looking, ContentDepth::Digests, m_control);
        if (!contents || contents->size() != 1 || contents->at(0).rows != 2)
            ::_exit(92);
        if (!(*looking)->info().remark.contains(QLatin1String("read-only")))
            ::_exit(93);
        if (m_engine.missingPrivileges(target()).size() != 2)
            ::_exit(94);
        ::_exit(0);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    ::chmod(m_folder->path().toUtf8().constData(), 0755);
    QCOMPARE(WEXITSTATUS(status), 0);
    QVERIFY(everything() == before);
}

void TstSqliteEngine::changeWhileReadingWithoutLocksIsSeen()
{
    make("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    Witness(path()).say("PRAGMA journal_mode = wal");
    const auto looking = open(Access::ReadOnly);
    QVERIFY(m_engine.contents(*looking, ContentDepth::Counts, m_control));
    Witness other(path());
    other.say("INSERT INTO t VALUES (2)");
    const auto contents = m_engine.contents(*looking, ContentDepth::Counts, m_control);
    QVERIFY(!contents);
    QVERIFY2(contents.error().what.contains(QLatin1String("changed while it was being read")),
             qPrintable(contents.error().text()));
    QCOMPARE(m_engine.contents(*open(Access::ReadOnly), ContentDepth::Counts, m_control).value()[0].rows, 2);
}

void TstSqliteEngine::hotJournalIsExplained()
{
    make("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    {
        Witness other(path());
        other.say("PRAGMA cache_size = 1; BEGIN; INSERT INTO t SELECT zeroblob(3000) FROM (WITH RECURSIVE n (i) AS "
                  "(SELECT 1 UNION ALL SELECT i + 1 FROM n "
                  "WHERE i < 100) SELECT i FROM n)");
        QVERIFY(QFile::copy(path(), path(QStringLiteral("crashed.db"))));
        QVERIFY(QFile::copy(path(QStringLiteral("shop.db-journal")), path(QStringLiteral("crashed.db-journal"))));
    }
    const QMap<QString, QByteArray> before = everything();
    const auto opened = m_engine.open(target(QStringLiteral("crashed.db")), Access::ReadOnly);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::Connection);
    QVERIFY2(opened.error().nextStep.contains(QLatin1String("rolls it back")), qPrintable(opened.error().text()));
    QVERIFY(everything() == before);
}

/// POSIX drops a process's locks on a file when it closes any descriptor of it. A second look must not do that to a
/// run.
void TstSqliteEngine::lookingKeepsOurOwnLocks()
{
    make("CREATE TABLE t (x)");
    const auto writer = open(Access::ReadWrite);
    QVERIFY(writer->begin());
    QVERIFY(writer->execute("INSERT INTO t VALUES (1)"));
    QVERIFY(m_engine.snapshot(*open(Access::ReadOnly)));
    QVERIFY(m_engine.estimatedDumpSize(target()));
    m_engine.missingPrivileges(target());
    m_engine.identity(target());
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr off_t ReservedByte = 0x40000001;
        struct flock lock {};
        lock.l_type = F_WRLCK;
        lock.l_start = ReservedByte;
        lock.l_len = 1;
        const int fd = ::open(path().toUtf8().constData(), O_RDWR);
        ::_exit(fd >= 0 && ::fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type == F_WRLCK ? 0 : 1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(WEXITSTATUS(status), 0);
    QVERIFY(writer->commit());
}

void TstSqliteEngine::unwritableFileIsRefusedForWriting()
{
    make("CREATE TABLE t (x)");
    QCOMPARE(::chmod(path().toUtf8().constData(), 0444), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && ::chmod(m_folder->path().toUtf8().constData(), 0755) + ::seteuid(65534) != 0)
            ::_exit(90);
        const auto opened = m_engine.open(target(), Access::ReadWrite);
        ::_exit(!opened && opened.error().code == ErrorCode::Connection
                        && opened.error().nextStep.contains(QLatin1String("permissions"))
                    ? 0
                    : 1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(WEXITSTATUS(status), 0);
}

void TstSqliteEngine::errorsCarrySqlitesWords()
{
    const auto db = open(Access::ReadWrite, true);
    QVERIFY(db->execute("CREATE TABLE t (x INTEGER PRIMARY KEY)"));
    QCOMPARE(db->execute("ALTER TABLE t ADD COLUMN x").error().why,
             QStringLiteral("duplicate column name: x (SQLite 1)"));
    QVERIFY(db->execute("INSERT INTO t VALUES (1)"));
    QCOMPARE(db->execute("INSERT INTO t VALUES (1)").error().why,
             QStringLiteral("UNIQUE constraint failed: t.x (SQLite 1555)"));
    const Error unknown = db->execute("SELECT 1,\n  nothing FROM t").error();
    QCOMPARE(unknown.where.line, 2);
    QCOMPARE(unknown.where.column, 3);
    QVERIFY(!db->execute("SELECT 1; SELECT 2"));
    QVERIFY(!db->execute("SELECT ?"));
    QCOMPARE(db->execute("SELECT ':x', '?'")->rows, 1);
}

void TstSqliteEngine::busyIsNotDamage()
{
    make("CREATE TABLE t (x)");
    Witness other(path());
    other.say("BEGIN EXCLUSIVE");
    const auto db = m_engine.open(target(), Access::ReadOnly);
    QVERIFY(!db);
    QCOMPARE(db.error().code, ErrorCode::Locked);
    QVERIFY(db.error().what.contains(QLatin1String("somebody is writing")));
    QVERIFY(db.error().why.contains(QLatin1String("locked")));
}

void TstSqliteEngine::foreignKeysAreEnforced()
{
    const auto db = open(Access::ReadWrite, true);
    QCOMPARE(db->query(QStringLiteral("PRAGMA foreign_keys"))->rows[0][0].toInt(), 1);
    auto scratch = m_engine.scratch(target(), ScratchData::Full, m_control, {});
    QCOMPARE((*scratch)->session().query(QStringLiteral("PRAGMA foreign_keys"))->rows[0][0].toInt(), 1);
}

void TstSqliteEngine::schemaTricksAreOff()
{
    const auto db = open(Access::ReadWrite, true);
    QVERIFY(db->execute("CREATE TABLE t (x)"));
    db->execute("PRAGMA writable_schema = ON");
    QVERIFY(!db->execute("UPDATE sqlite_schema SET sql = 'CREATE TABLE t (y)'"));
    QVERIFY(!db->execute("SELECT load_extension('x')"));
}

void TstSqliteEngine::scratchReachesNoOtherFile()
{
    make("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    make("CREATE TABLE precious (x)", QStringLiteral("other.db"));
    auto scratch = m_engine.scratch(target(), ScratchData::Full, m_control, {});
    Session &copy = (*scratch)->session();
    const QByteArray other = path(QStringLiteral("other.db")).toUtf8();
    const auto attached = copy.execute("ATTACH '" + other + "' AS o");
    QVERIFY(!attached);
    QVERIFY(attached.error().nextStep.contains(QLatin1String("no other database")));
    QVERIFY(!copy.execute("VACUUM INTO '" + other + "2'"));
    QVERIFY(!QFile::exists(QString::fromUtf8(other + "2")));
    QVERIFY(copy.execute("VACUUM"));
    QVERIFY(!open(Access::ReadOnly)->execute("ATTACH '" + other + "' AS o"));
    // The run itself may: real migrations attach.
    QVERIFY(open(Access::ReadWrite)->execute("ATTACH '" + other + "' AS o"));
}

void TstSqliteEngine::violationsWithoutRowidAreCounted()
{
    make("CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (id INT, p INT REFERENCES p (id), PRIMARY KEY (id)) "
         "WITHOUT ROWID;"
         "INSERT INTO c VALUES (1, 5), (2, 5), (3, NULL)");
    const QStringList violations = m_engine.referenceViolations(*open(Access::ReadOnly)).value();
    QCOMPARE(violations, QStringList({QStringLiteral("c: a row refers to a row of p that is not there (p)"),
                                      QStringLiteral("c: a row refers to a row of p that is not there (p) #2")}));
}

void TstSqliteEngine::frames_data()
{
    QTest::addColumn<QList<QByteArray>>("script");
    QTest::addColumn<bool>("switched");
    QTest::addColumn<bool>("checked");
    QTest::addColumn<bool>("counted");
    QTest::newRow("plain") << QList<QByteArray>{"CREATE TABLE t (x)", "PRAGMA foreign_keys", "PRAGMA foreign_keys = ON"}
                           << false << false << false;
    QTest::newRow("off") << QList<QByteArray>{"PRAGMA foreign_keys = OFF", "DROP TABLE t"} << true << true << false;
    QTest::newRow("0") << QList<QByteArray>{"pragma Foreign_Keys=0"} << true << true << false;
    QTest::newRow("call") << QList<QByteArray>{"PRAGMA foreign_keys(no)"} << true << true << false;
    QTest::newRow("quoted") << QList<QByteArray>{"PRAGMA main.foreign_keys = 'false'"} << true << true << false;
    QTest::newRow("drop") << QList<QByteArray>{"DROP TABLE IF EXISTS t"} << false << false << true;
    QTest::newRow("drop index") << QList<QByteArray>{"DROP INDEX i"} << false << false << false;
    QTest::newRow("other pragma") << QList<QByteArray>{"PRAGMA defer_foreign_keys = 0"} << false << false << false;
}

void TstSqliteEngine::frames()
{
    QFETCH(QList<QByteArray>, script);
    QFETCH(bool, switched);
    QFETCH(bool, checked);
    QFETCH(bool, counted);
    std::vector<ScriptStatement> statements;
    for (const QByteArray &statement : script)
        statements.push_back({statement, readFacts(statement, sqliteDialect())});
    const StepFrame frame = m_engine.frame(statements);
    QCOMPARE(frame.before, switched ? QList<QByteArray>{"PRAGMA foreign_keys = OFF"} : QList<QByteArray>());
    QCOMPARE(frame.after, switched ? QList<QByteArray>{"PRAGMA foreign_keys = ON"} : QList<QByteArray>());
    QCOMPARE(frame.remarks.size(), switched ? 1 : 0);
    QCOMPARE(frame.checkReferences, checked);
    QCOMPARE(frame.countRows, counted);
}

void TstSqliteEngine::snapshotKnowsEveryKind()
{
    const Snapshot snapshot = snapshotOf(
        "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, \"the name\" TEXT COLLATE NOCASE NOT NULL DEFAULT 'x', "
        "twice INT GENERATED ALWAYS AS (id * 2) VIRTUAL, b INT CONSTRAINT known REFERENCES b (id) ON DELETE SET NULL, "
        "UNIQUE (b, id), CHECK (b > 0)) STRICT;"
        "CREATE TABLE b (id TEXT PRIMARY KEY) WITHOUT ROWID;"
        "CREATE UNIQUE INDEX i ON a (\"the name\" DESC, lower(b)) WHERE b IS NOT NULL;"
        "CREATE VIRTUAL TABLE words USING fts5 (body);"
        "CREATE VIEW v AS SELECT 1;"
        "CREATE TRIGGER tr AFTER DELETE ON a BEGIN SELECT 1; END");
    const auto find = [&](const char *kind, const char *name) {
        for (const SchemaObject &object : snapshot.objects) {
            if (object.kind == QLatin1String(kind) && object.name == QLatin1String(name))
                return object;
        }
        qFatal("no %s %s", kind, name);
    };
    const auto attribute = [&](const char *kind, const char *name, const char *key) {
        return find(kind, name).attributes.value(QLatin1String(key));
    };
    QCOMPARE(attribute("table", "a", "autoincrement"), QStringLiteral("yes"));
    QCOMPARE(attribute("table", "a", "strict"), QStringLiteral("yes"));
    QCOMPARE(attribute("table", "b", "without rowid"), QStringLiteral("yes"));
    QCOMPARE(attribute("table", "words", "virtual"), QStringLiteral("yes"));
    QCOMPARE(attribute("column", "the name", "type"), QStringLiteral("TEXT"));
    QCOMPARE(attribute("column", "the name", "collation"), QStringLiteral("NOCASE"));
    QCOMPARE(attribute("column", "the name", "default"), QStringLiteral("'x'"));
    QCOMPARE(attribute("column", "the name", "not null"), QStringLiteral("yes"));
    QCOMPARE(find("column", "twice").position, 3);
    QVERIFY(attribute("column", "twice", "generated").contains(QLatin1String("virtual")));
    QCOMPARE(attribute("constraint", "known", "type"), QStringLiteral("foreign key"));
    QVERIFY(find("constraint", "known").definition.contains(QLatin1String("ON DELETE SET NULL")));
    QCOMPARE(attribute("constraint", "UNIQUE (b, id)", "type"), QStringLiteral("unique"));
    QCOMPARE(attribute("constraint", "CHECK (b > 0)", "type"), QStringLiteral("check"));
    QCOMPARE(attribute("constraint", "PRIMARY KEY", "type"), QStringLiteral("primary key"));
    QCOMPARE(attribute("index", "i", "columns"), QStringLiteral("the name COLLATE NOCASE DESC, (expression)"));
    QCOMPARE(attribute("index", "i", "unique"), QStringLiteral("yes"));
    QCOMPARE(attribute("index", "i", "partial"), QStringLiteral("yes"));
    QCOMPARE(find("view", "v").table, QString());
    QCOMPARE(find("trigger", "tr").table, QStringLiteral("a"));
}

void TstSqliteEngine::snapshotLeavesOutSqlitesOwn()
{
    const Snapshot snapshot = snapshotOf("CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, x UNIQUE); INSERT INTO "
                                         "a (x) VALUES (1); CREATE INDEX i ON a (x); ANALYZE;"
                                         "CREATE VIRTUAL TABLE words USING fts5 (body)");
    QStringList names;
    for (const SchemaObject &object : snapshot.objects) {
        if (object.kind == QLatin1String("table") || object.kind == QLatin1String("index"))
            names << object.name;
    }
    QCOMPARE(names, QStringList({QStringLiteral("i"), QStringLiteral("a"), QStringLiteral("words")}));
}

void TstSqliteEngine::sameConstraintWrittenDifferently_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::newRow("white space and case") << QByteArray("CREATE TABLE t (a INT, b TEXT)")
                                          << QByteArray("create table T(\n  A int, -- why\n  \"b\" text\n)");
    QTest::newRow("primary key") << QByteArray("CREATE TABLE t (a INTEGER PRIMARY KEY)")
                                 << QByteArray("CREATE TABLE t (a INTEGER, PRIMARY KEY (a))");
    QTest::newRow("unique") << QByteArray("CREATE TABLE t (a INT UNIQUE)")
                            << QByteArray("CREATE TABLE t (a INT, UNIQUE (\"a\"))");
    QTest::newRow("foreign key") << QByteArray(
        "CREATE TABLE t (a INT REFERENCES p (x) ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED)")
                                 << QByteArray("CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES p (x) ON UPDATE SET "
                                               "NULL DEFERRABLE INITIALLY DEFERRED)");
    QTest::newRow("default") << QByteArray("CREATE TABLE t (a INT DEFAULT 1)")
                             << QByteArray("CREATE TABLE t (a INT DEFAULT (1))");
    QTest::newRow("null") << QByteArray("CREATE TABLE t (a INT NULL)") << QByteArray("CREATE TABLE t (a INT)");
    QTest::newRow("order of clauses") << QByteArray("CREATE TABLE t (a TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE)")
                                      << QByteArray("CREATE TABLE t (a TEXT COLLATE nocase DEFAULT 'x' NOT NULL)");
    QTest::newRow("without commas") << QByteArray("CREATE TABLE t (a INT, b INT, CHECK (a > 0), CHECK (b > 0))")
                                    << QByteArray("CREATE TABLE t (a INT, b INT, CHECK (a > 0) CHECK (b > 0))");
    QTest::newRow("index") << QByteArray("CREATE TABLE t (a INT); CREATE INDEX i ON t (a)")
                           << QByteArray("CREATE TABLE t (a INT); CREATE INDEX IF NOT EXISTS I on [t]( a )");
}

void TstSqliteEngine::sameConstraintWrittenDifferently()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    const Snapshot left = snapshotOf(one.constData());
    const Snapshot right = snapshotOf(other.constData());
    for (const SchemaChange &change : diff(left, right).changes)
        qWarning("%s: %s", qPrintable(summary(change)), qPrintable(change.details.join(u'|')));
    QVERIFY(diff(left, right).equal());
    QCOMPARE(left.digest(), right.digest());
}

void TstSqliteEngine::differencesAreSeen_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<QString>("seen");
    const auto row = [](const char *name, const char *one, const char *other, const char *seen) {
        QTest::newRow(name) << QByteArray("CREATE TABLE t (") + one + "); CREATE TABLE p (x)"
                            << QByteArray("CREATE TABLE t (") + other + "); CREATE TABLE p (x)"
                            << QString::fromUtf8(seen);
    };
    row("type", "a INT", "a BIGINT", "~ column t.a [type: INT → BIGINT]");
    row("not null", "a INT", "a INT NOT NULL", "~ column t.a [not null: none → yes]");
    row("default", "a INT DEFAULT 1", "a INT DEFAULT 2", "~ column t.a [default: 1 → 2]");
    row("default's case", "a TEXT DEFAULT 'a'", "a TEXT DEFAULT 'A'", "~ column t.a [default: 'a' → 'A']");
    row("collation", "a TEXT", "a TEXT COLLATE NOCASE", "~ column t.a [collation: none → NOCASE]");
    row("stored", "a INT, b AS (a) VIRTUAL", "a INT, b AS (a) STORED",
        "~ column t.b [generated: as ( a ) virtual → as ( a ) stored]");
    row("conflict", "a INT NOT NULL", "a INT NOT NULL ON CONFLICT IGNORE", "~ column t.a [definition]");
    row("check", "a INT CHECK (a > 0)", "a INT CHECK (a > 1)", "~ constraint t.CHECK of a [definition]");
    row("action", "a INT REFERENCES p (x)", "a INT REFERENCES p (x) ON DELETE CASCADE",
        "~ constraint t.FOREIGN KEY (a) [definition]");
    row("unique", "a INT", "a INT UNIQUE", "+ constraint t.UNIQUE (a) []");
    row("autoincrement", "a INTEGER PRIMARY KEY", "a INTEGER PRIMARY KEY AUTOINCREMENT",
        "~ table t [autoincrement: none → yes]");
    row("autoincrement apart", "a INTEGER PRIMARY KEY", "a INTEGER, PRIMARY KEY (a AUTOINCREMENT)",
        "~ table t [autoincrement: none → yes]; ~ constraint t.PRIMARY KEY [definition]");
    row("column order", "a INT, b INT", "b INT, a INT", "~ table t [column order]");
    QTest::newRow("strict") << QByteArray("CREATE TABLE t (a INT)") << QByteArray("CREATE TABLE t (a INT) STRICT")
                            << "~ table t [strict: none → yes]";
    QTest::newRow("rowid") << QByteArray("CREATE TABLE t (a INT NOT NULL PRIMARY KEY)")
                           << QByteArray("CREATE TABLE t (a INT NOT NULL PRIMARY KEY) WITHOUT ROWID")
                           << QStringLiteral("~ table t [without rowid: none → yes]");
    QTest::newRow("virtual") << QByteArray("CREATE VIRTUAL TABLE t USING fts5 (a)")
                             << QByteArray("CREATE VIRTUAL TABLE t USING fts5 (a, b)") << "~ table t [definition]";
    QTest::newRow("partial") << QByteArray("CREATE TABLE t (a INT); CREATE INDEX i ON t (a)")
                             << QByteArray("CREATE TABLE t (a INT); CREATE INDEX i ON t (a) WHERE a > 0")
                             << QStringLiteral("~ index t.i [partial: none → yes]");
    QTest::newRow("view") << QByteArray("CREATE VIEW v AS SELECT 1") << QByteArray("CREATE VIEW v AS SELECT 2")
                          << "~ view v [definition]";
    QTest::newRow("trigger") << QByteArray("CREATE TABLE t (a); CREATE TRIGGER r AFTER DELETE ON t BEGIN SELECT 1; END")
                             << QByteArray(
                                    "CREATE TABLE t (a); CREATE TRIGGER r BEFORE DELETE ON t BEGIN SELECT 1; END")
                             << "~ trigger t.r [definition]";
}

void TstSqliteEngine::differencesAreSeen()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QFETCH(QString, seen);
    const Snapshot left = snapshotOf(one.constData());
    const Snapshot right = snapshotOf(other.constData());
    QStringList changes;
    for (const SchemaChange &change : diff(left, right).changes)
        changes << summary(change) + QStringLiteral(" [") + change.details.join(QStringLiteral(", ")) + u']';
    QCOMPARE(changes.join(QStringLiteral("; ")), seen);
    QVERIFY(left.digest() != right.digest());
}

void TstSqliteEngine::renamedQuotingIsNoChange()
{
    make("CREATE TABLE t (a INT CHECK (a > 0), b INT); CREATE INDEX i ON t (a); CREATE TRIGGER r AFTER DELETE ON t "
         "BEGIN SELECT 1; END");
    const Snapshot before = m_engine.snapshot(*open(Access::ReadOnly)).value();
    make("CREATE TABLE t_new (a INT CHECK (a > 0), b INT); DROP TABLE t; ALTER TABLE t_new RENAME TO t; CREATE INDEX i "
         "ON t (a);"
         "CREATE TRIGGER r AFTER DELETE ON t BEGIN SELECT 1; END; ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t "
         "RENAME COLUMN c TO a");
    QVERIFY(Witness(path()).say("SELECT sql FROM sqlite_schema WHERE name = 't'").contains(QLatin1String("\"t\"")));
    const Snapshot after = m_engine.snapshot(*open(Access::ReadOnly)).value();
    QVERIFY(diff(before, after).equal());
    QCOMPARE(after.digest(), before.digest());
}

void TstSqliteEngine::queriesDoNotGrowWithTheSchema()
{
    // Counted where it can't lie: every statement that SQLite runs is traced.
    const auto statements = [this](int tables) {
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("x.db"));
        QByteArray sql = "BEGIN;";
        for (int i = 0; i < tables; ++i)
            sql += "CREATE TABLE t" + QByteArray::number(i)
                   + " (a INTEGER PRIMARY KEY, b TEXT NOT NULL CHECK (b <> ''), c REFERENCES t0 (a)); CREATE INDEX i"
                   + QByteArray::number(i) + " ON t" + QByteArray::number(i) + " (b, c);";
        Witness(file).say(sql + "COMMIT");
        auto session = SqliteSession::open(file, Access::ReadOnly, false, SqliteSession::Purpose::Target).value();
        int count = 0;
        sqlite3_trace_v2(
            session->handle(), SQLITE_TRACE_PROFILE,
            [](unsigned, void *n, void *, void *) { return ++*static_cast<int *>(n), 0; }, &count);
        const Snapshot snapshot = m_engine.snapshot(*session).value();
        // A table, three columns, three constraints (key, check, reference) and an index each.
        return std::pair(count, snapshot.objects.size() == size_t(tables) * 8);
    };
    const auto [few, fewRight] = statements(3);
    const auto [many, manyRight] = statements(500);
    QVERIFY(fewRight && manyRight);
    // pragma_index_list and the like run one small program a table inside of SQLite, which the trace counts as well;
    // ours are four.
    QVERIFY2(few > 0 && many > 0, qPrintable(QStringLiteral("%1 %2").arg(few).arg(many)));
    QVERIFY2(many - few <= 497 * 4, qPrintable(QStringLiteral("%1 %2").arg(few).arg(many)));
}

void TstSqliteEngine::contentsOfEveryKindOfTable()
{
    make("CREATE TABLE plain (a, b AS (a * 2)); INSERT INTO plain VALUES (1), (2);"
         "CREATE TABLE norowid (k TEXT PRIMARY KEY, v) WITHOUT ROWID; INSERT INTO norowid VALUES ('x', "
         "zeroblob(100000));"
         "CREATE TABLE \"odd \"\"name\" (\"odd \"\"column\"); INSERT INTO \"odd \"\"name\" VALUES (1);"
         "CREATE TABLE auto (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO auto VALUES (NULL);"
         "CREATE VIRTUAL TABLE words USING fts5 (body); INSERT INTO words VALUES ('hello')");
    QStringList lines;
    const Contents contents = m_engine.contents(*open(Access::ReadOnly), ContentDepth::Digests, m_control).value();
    for (const TableContent &content : contents)
        lines << QStringLiteral("%1 %2 %3").arg(content.table).arg(content.rows).arg(content.digest.size());
    QCOMPARE(lines, QStringList({QStringLiteral("auto 1 16"), QStringLiteral("norowid 1 16"),
                                 QStringLiteral("odd \"name 1 16"), QStringLiteral("plain 2 16"),
                                 QStringLiteral("words 1 0")}));
}

void TstSqliteEngine::contentsTellTypesApart()
{
    QSet<QByteArray> digests;
    const QList<QByteArray> values{"1", "'1'",      "1.0",      "x'31'",           "NULL",           "''", "x''",
                                   "0", "'1', 'a'", "'1a', ''", "zeroblob(70000)", "zeroblob(70001)"};
    for (const QByteArray &value : values) {
        m_folder = std::make_unique<QTemporaryDir>();
        make("CREATE TABLE t (a, b)");
        make(value.contains(',') && !value.startsWith("zero") ? "INSERT INTO t VALUES (" + value + ")"
                                                              : "INSERT INTO t (a) VALUES (" + value + ")");
        digests << m_engine.contents(*open(Access::ReadOnly), ContentDepth::Digests, m_control).value()[0].digest;
    }
    QCOMPARE(digests.size(), values.size());
    // The same row twice is not the same as none: a sum, no exclusive or.
    make("CREATE TABLE twice (a); INSERT INTO twice VALUES (1), (1)");
    make("CREATE TABLE none (a)");
    const Contents contents = m_engine.contents(*open(Access::ReadOnly), ContentDepth::Digests, m_control).value();
    QVERIFY(contents[0].digest != contents[2].digest);
}

void TstSqliteEngine::fullDiskDuringDumpLeavesNothing()
{
    make("CREATE TABLE t (x); INSERT INTO t VALUES (randomblob(3000000))");
    const QMap<QString, QByteArray> before = everything();
    Result<void> dumped;
    withFileSizeLimit(1'000'000,
                      [&] { dumped = m_engine.dump(target(), path(QStringLiteral("copy.db")), m_control, {}); });
    QVERIFY(!dumped);
    QCOMPARE(dumped.error().code, ErrorCode::Failed);
    QVERIFY2(dumped.error().what.contains(QLatin1String("no space left")), qPrintable(dumped.error().text()));
    QVERIFY2(dumped.error().what.contains(QLatin1String("nothing was left behind")), qPrintable(dumped.error().text()));
    QVERIFY(everything() == before);
    QVERIFY(m_engine.dump(target(), path(QStringLiteral("copy.db")), m_control, {}));
}

void TstSqliteEngine::fullDiskInATransactionChangesNothing()
{
    make("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    const auto db = open(Access::ReadWrite);
    withFileSizeLimit(200'000, [&] {
        QVERIFY(db->begin());
        const auto filled = db->execute("INSERT INTO t VALUES (randomblob(3000000))");
        const auto committed = filled ? db->commit() : Result<void>(Failure(filled.error()));
        QVERIFY(!committed);
        QVERIFY(!committed.error().nextStep.isEmpty());
        if (db->inTransaction())
            QVERIFY(db->rollback());
    });
    QCOMPARE(Witness(path()).say("SELECT count(*) FROM t; PRAGMA integrity_check"), QStringLiteral("1\nok"));
}

void TstSqliteEngine::dumpHoldsTheLog()
{
    Witness other(path());
    other.say("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0");
    other.say("CREATE TABLE t (x); INSERT INTO t VALUES (1); BEGIN; INSERT INTO t VALUES (2)");
    const QString copy = path(QStringLiteral("copy.db"));
    QVERIFY(m_engine.dump(target(), copy, m_control, {}));
    QVERIFY(!QFile::exists(copy + QStringLiteral("-wal")));
    QVERIFY(!QFile::exists(copy + QStringLiteral("-shm")));
    QCOMPARE(Witness(copy).say("SELECT x FROM t"), QStringLiteral("1"));
}

void TstSqliteEngine::loadIsAllOrNothing()
{
    make("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    const QString copy = path(QStringLiteral("copy.db"));
    QVERIFY(m_engine.dump(target(), copy, m_control, {}));
    make("INSERT INTO t VALUES (2)");
    {
        Witness reader(path());
        reader.say("BEGIN; SELECT * FROM t");
        const auto loaded = m_engine.load(copy, target(), m_control, {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::Locked);
        QVERIFY2(loaded.error().what.contains(QLatin1String("as it was")), qPrintable(loaded.error().text()));
        QCOMPARE(reader.say("SELECT count(*) FROM t"), QStringLiteral("2"));
    }
    QCOMPARE(Witness(path()).say("SELECT count(*) FROM t"), QStringLiteral("2"));
    RunControl cancelled;
    cancelled.cancel();
    QVERIFY(!m_engine.load(copy, target(), cancelled, {}));
    QCOMPARE(Witness(path()).say("SELECT count(*) FROM t"), QStringLiteral("2"));
    QVERIFY(!m_engine.load(copy, target(QStringLiteral("new.db")), cancelled, {}));
    QVERIFY(!QFile::exists(path(QStringLiteral("new.db"))));

    QVERIFY(m_engine.load(copy, target(), m_control, {}));
    QCOMPARE(Witness(path()).say("SELECT count(*) FROM t"), QStringLiteral("1"));
    QVERIFY(m_engine.load(copy, target(QStringLiteral("new.db")), m_control, {}));
    QCOMPARE(Witness(path(QStringLiteral("new.db"))).say("SELECT count(*) FROM t"), QStringLiteral("1"));
}

void TstSqliteEngine::loadUnderAReaderOfTheLog()
{
    Witness reader(path());
    reader.say("PRAGMA journal_mode = wal");
    reader.say("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    const QString copy = path(QStringLiteral("copy.db"));
    QVERIFY(m_engine.dump(target(), copy, m_control, {}));
    reader.say("INSERT INTO t VALUES (2); BEGIN; SELECT * FROM t");
    QVERIFY(m_engine.load(copy, target(), m_control, {}));
    QCOMPARE(reader.say("SELECT count(*) FROM t"), QStringLiteral("2")); // its snapshot stays whole
    QCOMPARE(reader.say("COMMIT; SELECT count(*) FROM t; PRAGMA integrity_check; PRAGMA journal_mode"),
             QStringLiteral("1\nok\nwal"));
}

void TstSqliteEngine::loadChangesThePageSize()
{
    make("PRAGMA page_size = 1024; CREATE TABLE t (x); INSERT INTO t VALUES (1)", QStringLiteral("small.db"));
    Witness(path()).say("PRAGMA journal_mode = wal; CREATE TABLE u (x)");
    const auto loaded = m_engine.load(path(QStringLiteral("small.db")), target(), m_control, {});
    QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().text()));
    QCOMPARE(Witness(path()).say("SELECT x FROM t; PRAGMA integrity_check"), QStringLiteral("1\nok"));
}

void TstSqliteEngine::emptyDumpIsRefused()
{
    make("CREATE TABLE t (x)");
    QFile empty(path(QStringLiteral("empty.db")));
    QVERIFY(empty.open(QIODevice::WriteOnly));
    empty.close();
    const auto loaded = m_engine.load(empty.fileName(), target(), m_control, {});
    QVERIFY(!loaded);
    QVERIFY(loaded.error().why.contains(QLatin1String("interrupted")));
    QVERIFY(!m_engine.scratchFrom(empty.fileName(), {}, m_control, {}));
    QVERIFY(!m_engine.load(path(QStringLiteral("none.db")), target(), m_control, {}));
    QCOMPARE(Witness(path()).say("SELECT name FROM sqlite_schema"), QStringLiteral("t"));
    const auto dumped = m_engine.dump(target(QStringLiteral("missing.db")), path(QStringLiteral("x.db")), m_control,
                                      {});
    QVERIFY(!dumped);
    QCOMPARE(dumped.error().code, ErrorCode::Connection);
}

void TstSqliteEngine::scratchIsPrivate()
{
    make("CREATE TABLE t (x); PRAGMA user_version = 7");
    auto scratch = m_engine.scratch(target(), ScratchData::None, m_control, {});
    QVERIFY(scratch);
    const QString folder = QFileInfo((*scratch)->target().database).path();
    QVERIFY(folder.contains(QLatin1String("lockkeeper-scratch-")));
    struct stat status {};
    QCOMPARE(::stat(folder.toUtf8().constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777, mode_t(0700));
    QCOMPARE((*scratch)->session().query(QStringLiteral("PRAGMA user_version"))->rows[0][0].toInt(), 7);
    QCOMPARE((*scratch)->session().query(QStringLiteral("PRAGMA synchronous"))->rows[0][0].toInt(), 0);
    scratch->reset();
    QVERIFY(!QFile::exists(folder));
}

void TstSqliteEngine::scratchHoldsTheLog()
{
    Witness other(path());
    other.say("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0");
    other.say("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)");
    auto scratch = m_engine.scratch(target(), ScratchData::Full, m_control, {});
    QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
    Session &copy = (*scratch)->session();
    QCOMPARE(copy.query(QStringLiteral("PRAGMA journal_mode"))->rows[0][0].toString(), QStringLiteral("truncate"));
    QVERIFY(copy.begin());
    QCOMPARE(copy.execute("DELETE FROM t")->rows, 2);
    QVERIFY(copy.rollback());
    QCOMPARE(copy.execute("SELECT * FROM t")->rows, 2);
}

void TstSqliteEngine::encryptsEveryKindOfFile_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::newRow("smallest pages") << QByteArray("PRAGMA page_size = 512");
    QTest::newRow("largest pages") << QByteArray("PRAGMA page_size = 65536");
    QTest::newRow("write-ahead log") << QByteArray("PRAGMA journal_mode = WAL");
    QTest::newRow("vacuums itself") << QByteArray("PRAGMA auto_vacuum = FULL");
    QTest::newRow("UTF-16") << QByteArray("PRAGMA encoding = 'UTF-16le'");
}

void TstSqliteEngine::encryptsEveryKindOfFile()
{
    QFETCH(QByteArray, settings);
    const AgeKeys keys = makeAgeKeys(path(QStringLiteral("identity")));
    {
        auto session = SqliteSession::open(path(QStringLiteral("shop.db")), Access::ReadWrite, true, SqliteSession::Purpose::Scratch);
        QVERIFY(session);
        QVERIFY((*session)->query(QString::fromLatin1(settings)));
        QVERIFY((*session)->execute("CREATE TABLE big (id INTEGER PRIMARY KEY, x BLOB)"));
        QVERIFY((*session)->execute("INSERT INTO big (x) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
                                    "SELECT randomblob(900) FROM n"));
        QVERIFY((*session)->execute("DELETE FROM big WHERE id % 3 = 0"));
    }
    const DumpFile dump(path(QStringLiteral("dump.age")), {{keys.recipient}, keys.identity});
    const auto dumped = m_engine.dump(target(), dump, m_control, {});
    QVERIFY2(dumped, dumped ? "" : qPrintable(dumped.error().text()));
    auto scratch = m_engine.scratchFrom(dump, target(), m_control, {});
    QVERIFY2(scratch, scratch ? "" : qPrintable(scratch.error().text()));
    QCOMPARE(m_engine.integrityProblems((*scratch)->session(), m_control).value(), QStringList());
    auto source = m_engine.open(target(), Access::ReadOnly, false);
    QCOMPARE(m_engine.contents((*scratch)->session(), ContentDepth::Digests, m_control).value(),
             m_engine.contents(**source, ContentDepth::Digests, m_control).value());
}

void TstSqliteEngine::scratchOfACrashIsSweptAway()
{
    make("CREATE TABLE t (x)");
    const QByteArray temporary = qgetenv("TMPDIR");
    QVERIFY(QDir(m_folder->path()).mkdir(QStringLiteral("tmp")));
    qputenv("TMPDIR", path(QStringLiteral("tmp")).toUtf8());
    const auto restore = qScopeGuard([&] { temporary.isEmpty() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", temporary); });
    const auto folders = [this] {
        return QDir(path(QStringLiteral("tmp"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    };

    auto living = m_engine.scratch(target(), ScratchData::Full, m_control, {});
    QVERIFY(living);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto dying = m_engine.scratch(target(), ScratchData::None, m_control, {});
        ::_exit(dying ? 0 : 1); // no destructor runs
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QCOMPARE(WEXITSTATUS(status), 0);
    QVERIFY(QDir(path(QStringLiteral("tmp"))).mkdir(QStringLiteral("lockkeeper-scratch-young")));
    QCOMPARE(folders().size(), 3);
    auto next = m_engine.scratch(target(), ScratchData::Full, m_control, {});
    QVERIFY(next);
    QCOMPARE(folders().size(), 3); // the dead one went, the living, the young and the next are there
    QVERIFY(QFile::exists((*living)->target().database));
    QCOMPARE((*living)->session().execute("SELECT * FROM t")->rows, 0);
    living->reset();
    next->reset();
    QCOMPARE(folders(), QStringList(QStringLiteral("lockkeeper-scratch-young")));
}

void TstSqliteEngine::lockFileIsPrivateAndGoesAway()
{
    make("CREATE TABLE t (x)");
    const QString file = path(QStringLiteral("shop.db-lockkeeper.lock"));
    auto lock = m_engine.lock(target());
    QVERIFY(lock);
    struct stat status {};
    QCOMPARE(::stat(file.toUtf8().constData(), &status), 0);
    QCOMPARE(status.st_mode & 0777, mode_t(0600));
    QVERIFY(contentOf(file).contains(QByteArray::number(qint64(::getpid()))));
    lock->reset();
    QVERIFY(!QFile::exists(file));
}

void TstSqliteEngine::lockFollowsLinks()
{
    make("CREATE TABLE t (x)");
    QVERIFY(QFile::link(path(), path(QStringLiteral("link.db"))));
    const auto lock = m_engine.lock(target());
    QVERIFY(lock);
    QCOMPARE(m_engine.lock(target(QStringLiteral("link.db"))).error().code, ErrorCode::Locked);
}

void TstSqliteEngine::lockSurvivesAStaleFile()
{
    QFile stale(path(QStringLiteral("shop.db-lockkeeper.lock")));
    QVERIFY(
        stale.open(QIODevice::WriteOnly)
        && stale.write(
               "process 1 of nobody, and a text that is longer than the new one will ever be, so that it must be cut")
               > 0);
    stale.close();
    const auto lock = m_engine.lock(target());
    QVERIFY(lock);
    QVERIFY(!contentOf(stale.fileName()).contains("nobody"));
    // A link in its place is not followed.
    QVERIFY(QFile::link(path(QStringLiteral("victim")), path(QStringLiteral("two.db-lockkeeper.lock"))));
    QVERIFY(!m_engine.lock(target(QStringLiteral("two.db"))));
    QVERIFY(!QFile::exists(path(QStringLiteral("victim"))));
}

void TstSqliteEngine::lockNeedsItsFolder()
{
    const auto lock = m_engine.lock(target(QStringLiteral("none/shop.db")));
    QVERIFY(!lock);
    QCOMPARE(lock.error().code, ErrorCode::Failed);
    QVERIFY(lock.error().nextStep.contains(QLatin1String("folder")));
}

void TstSqliteEngine::privileges()
{
    QCOMPARE(m_engine.missingPrivileges(target()), QStringList());
    QCOMPARE(m_engine.missingPrivileges(target(QStringLiteral("none/shop.db"))).size(), 1);
    QVERIFY(QDir(m_folder->path()).isEmpty());
}

void TstSqliteEngine::networkFileSystemsAreKnown()
{
    QCOMPARE(networkFileSystem(0x6969), QStringLiteral("NFS"));
    QCOMPARE(networkFileSystem(qint64(qint32(0xff534d42))), QStringLiteral("SMB")); // sign-extended on some systems
    QCOMPARE(networkFileSystem(0xef53), QString());
    QCOMPARE(networkFileSystemOf(QStringLiteral("/proc")), QString());
}

void TstSqliteEngine::identityFollowsLinks()
{
    QVERIFY(QFile::link(path(), path(QStringLiteral("link.db"))));
    const QString before = m_engine.identity(target(QStringLiteral("link.db")));
    QCOMPARE(before, m_engine.identity(target()));
    make("CREATE TABLE t (x)");
    QCOMPARE(m_engine.identity(target(QStringLiteral("link.db"))), before);
}

QTEST_GUILESS_MAIN(TstSqliteEngine)
#include "tst_sqliteengine.moc"
