// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backup/backupstore.h"
#include "models/engines/engineregistry.h"
#include "tests/support/agekeys.h"
#include "tests/support/testserver.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace lk;

/// The life of a backup, from taking to pruning, for each way in which a server's backups are written.
class TestServerBackups : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void liveAsBackups_data() { ways(); }
    void liveAsBackups();
    void cutShortIsNotProven_data() { ways(); }
    void cutShortIsNotProven();
    void cancelInTheMiddleLeavesNothing_data() { ways(); }
    void cancelInTheMiddleLeavesNothing();
    void jobsAndEncryptionAreRefused();
    void folderThatLacksAFileDoesNotLoad();

private:
    void ways();
    Result<BackupRecord> take() { return m_store->take({m_target, QStringLiteral("production"), QStringLiteral("tester"), QStringLiteral("0001"), {}}, m_control, {}); }
    QStringList entries() const { return QDir(m_store->folder()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name); }
    qint64 rowsOf(const Target &target);

    std::unique_ptr<QTemporaryDir> m_folder;
    AgeKeys m_keys;
    TestServer *m_server = nullptr;
    const Engine *m_engine = nullptr;
    Target m_target;
    QStringList m_databases;
    QDateTime m_now;
    std::unique_ptr<BackupStore> m_store;
    RunControl m_control;
};

void TestServerBackups::ways()
{
    QTest::addColumn<QString>("engine");
    QTest::addColumn<bool>("encrypted");
    QTest::addColumn<int>("jobs");
    QTest::addColumn<QString>("suffix");
    QTest::newRow("postgresql, file") << QStringLiteral("postgresql") << false << 1 << QStringLiteral(".dump");
    QTest::newRow("postgresql, encrypted") << QStringLiteral("postgresql") << true << 1 << QStringLiteral(".dump.age");
    QTest::newRow("postgresql, folder") << QStringLiteral("postgresql") << false << 3 << QStringLiteral(".dir");
    QTest::newRow("mariadb, file") << QStringLiteral("mariadb") << false << 1 << QStringLiteral(".sql");
    QTest::newRow("mariadb, encrypted") << QStringLiteral("mariadb") << true << 1 << QStringLiteral(".sql.age");
    QTest::newRow("mariadb, one job whatever is asked") << QStringLiteral("mariadb") << false << 3 << QStringLiteral(".sql");
}

void TestServerBackups::init()
{
    m_now = QDateTime::fromString(QStringLiteral("2026-01-03T21:00:00Z"), Qt::ISODate);
    const bool hasWay = QTest::currentDataTag();
    QString name = QStringLiteral("postgresql");
    DumpForm form{{}, {}, 3};
    m_folder = std::make_unique<QTemporaryDir>();
    m_keys = makeAgeKeys(m_folder->filePath(QStringLiteral("identity")));
    if (hasWay) {
        QFETCH(QString, engine);
        QFETCH(bool, encrypted);
        QFETCH(int, jobs);
        name = engine;
        form = {encrypted ? QStringList{m_keys.recipient} : QStringList(), m_keys.identity, jobs};
    }
    m_engine = engineByName(name);
    m_server = TestServer::forEngine(m_engine->traits().name);
    QVERIFY2(m_server, qPrintable(TestServer::problem(m_engine->traits().name)));
    m_databases = {m_server->newDatabase(), m_server->newDatabase()};
    m_target = m_engine->target(m_server->url(m_databases[0]), m_folder->path()).value();
    for (const char *table : {"a", "b", "c"}) {
        m_server->run(m_databases[0], QByteArray("CREATE TABLE ") + table + " (id INT PRIMARY KEY, words VARCHAR(200))");
        m_server->run(m_databases[0], QByteArray("INSERT INTO ") + table + " VALUES (1, 'one'), (2, 'two; zwei'), (3, NULL)");
    }
    m_store = std::make_unique<BackupStore>(*m_engine, m_folder->filePath(QStringLiteral("backups")), [this] { return m_now; }, form);
}

void TestServerBackups::cleanup()
{
    for (const QString &database : std::as_const(m_databases))
        m_server->dropDatabase(database);
}

qint64 TestServerBackups::rowsOf(const Target &target)
{
    const auto session = m_engine->open(target, Access::ReadOnly);
    const auto contents = session ? m_engine->contents(**session, ContentDepth::Counts, m_control) : Result<Contents>(Contents());
    qint64 rows = 0;
    for (const TableContent &table : contents.value_or(Contents()))
        rows += table.rows;
    return rows;
}

void TestServerBackups::liveAsBackups()
{
    QFETCH(QString, suffix);
    QFETCH(bool, encrypted);
    const auto record = take();
    QVERIFY2(record, record ? "" : qPrintable(record.error().text()));
    QCOMPARE(record->verified, Verified::Restored);
    QCOMPARE(record->encrypted, encrypted);
    QCOMPARE(record->rows.size(), size_t(3));
    const QString name = QStringLiteral("production-20260103T210000Z") + suffix;
    QCOMPARE(entries(), (QStringList{name, name + QStringLiteral(".json")}));
    const QFileInfo info(record->file);
    QCOMPARE(info.isDir(), suffix == QLatin1String(".dir"));
    QCOMPARE(info.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther), QFile::Permissions());
    for (const QFileInfo &file : QDir(record->file).entryInfoList(QDir::Files))
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QVERIFY(record->bytes > 100);
    QCOMPARE(m_store->list().size(), size_t(1));
    QCOMPARE(m_store->find(name).value(), *record);

    const auto proven = m_store->verify(*record, m_target, Verified::Restored, m_control, {});
    QVERIFY2(proven, proven ? "" : qPrintable(proven.error().text()));
    const Target fresh = m_engine->target(m_server->url(m_databases[1]), m_folder->path()).value();
    m_server->dropDatabase(m_databases[1]);
    m_server->run(m_databases[0], "DELETE FROM a");
    for (const Target &into : {fresh, m_target}) {
        const auto restored = m_store->restore(*record, into, m_control, {});
        QVERIFY2(restored, restored ? "" : qPrintable(restored.error().text()));
        QCOMPARE(rowsOf(into), 9);
    }

    m_now = m_now.addSecs(60);
    QVERIFY(take());
    QCOMPARE(m_store->prune(QStringLiteral("production"), 1).value(), QStringList{record->file});
    QCOMPARE(entries().size(), 2);
    QVERIFY(!QFile::exists(record->file));
}

void TestServerBackups::cutShortIsNotProven()
{
    const auto record = take();
    QVERIFY2(record, record ? "" : qPrintable(record.error().text()));
    QString path = record->file;
    if (QFileInfo(path).isDir())
        path = QDir(path).entryInfoList({QStringLiteral("*.gz")}, QDir::Files).value(0).filePath();
    QFile file(path);
    QVERIFY2(file.resize(file.size() - 1), qPrintable(path));
    const auto proven = m_store->verify(*record, m_target, Verified::Restored, m_control, {});
    QVERIFY(!proven);
    QVERIFY(proven.error().text().contains(QStringLiteral("SHA-256")));
    QCOMPARE(m_store->list().front().verified, Verified::No);
    QVERIFY(!m_store->restore(*record, m_target, m_control, {}));
    QCOMPARE(rowsOf(m_target), 9);
}

void TestServerBackups::cancelInTheMiddleLeavesNothing()
{
    for (const char *when : {"dump", "encrypt", "restor", "load", "decrypt"}) {
        RunControl control;
        bool reached = false;
        const auto record = m_store->take({m_target, QStringLiteral("production"), {}, {}, {}}, control, [&](const Progress &progress) {
            reached = reached || progress.what.startsWith(QLatin1String(when));
            if (reached)
                control.cancel();
        });
        if (!reached) {
            QVERIFY(record);
            QVERIFY(m_store->prune(QStringLiteral("production"), 0));
            QVERIFY(removeBackup(record->file) && QFile::remove(record->file + QStringLiteral(".json")));
            continue;
        }
        QVERIFY2(!record, when);
        QCOMPARE(record.error().code, ErrorCode::Cancelled);
        QCOMPARE(entries(), QStringList());
    }
}

void TestServerBackups::jobsAndEncryptionAreRefused()
{
    const DumpFile file(m_folder->filePath(QStringLiteral("dump")), {{m_keys.recipient}, {}, 2});
    const auto refused = m_engine->dump(m_target, file, m_control, {});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Usage);
    QVERIFY(refused.error().text().contains(QStringLiteral("can't be encrypted")));
    QVERIFY(!QFile::exists(file.path));
}

void TestServerBackups::folderThatLacksAFileDoesNotLoad()
{
    const QString path = m_folder->filePath(QStringLiteral("dump.dir"));
    const DumpFile dump(path, {{}, {}, 2});
    QVERIFY(m_engine->dump(m_target, dump, m_control, {}));
    QVERIFY(!m_engine->dump(m_target, dump, m_control, {})); // never over another
    const QString data = QDir(path).entryInfoList({QStringLiteral("*.gz")}, QDir::Files).value(0).filePath();
    QVERIFY(QFile::remove(data));
    const auto scratch = m_engine->scratchFrom(dump, m_target, m_control, {});
    QVERIFY(!scratch);
    QVERIFY2(scratch.error().text().contains(QFileInfo(data).baseName()), qPrintable(scratch.error().text()));
    QVERIFY(!m_engine->load(dump, m_target, m_control, {}));
    QCOMPARE(rowsOf(m_target), 9);
    QVERIFY(QFile::remove(path + QStringLiteral("/toc.dat")));
    const auto headless = m_engine->scratchFrom(dump, m_target, m_control, {});
    QVERIFY(!headless);
    QVERIFY2(headless.error().text().contains(QStringLiteral("toc.dat")), qPrintable(headless.error().text()));
}

QTEST_GUILESS_MAIN(TestServerBackups)
#include "tst_serverbackups.moc"
