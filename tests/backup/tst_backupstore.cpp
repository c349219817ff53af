// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backup/backupstore.h"
#include "models/engines/engineregistry.h"
#include "tests/support/agekeys.h"
#include "tests/support/opendesk.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace lk;

/// One row of the tests below runs against each engine that dumps to a file.
class TestBackupStore : public QObject
{
    Q_OBJECT

private slots:
    void takesAndProves();
    void twoInOneSecondAreTwo();
    void cancelLeavesNothing();
    void missingDatabaseIsAnError();
    void damagedFileIsNotProven_data();
    void damagedFileIsNotProven();
    void pruneKeepsTheNewestProven();
    void recordsReadBackEqual();
    void encryptedIsTakenAndProven();
    void encryptedWithoutIdentityIsTakenNotProven();
    void wrongRecipientLeavesNothing();
    void folderIsABackupLikeAFile();
};

namespace {

struct Shop {
    TemporaryProject project;
    const Engine &engine = *engineByName(QStringLiteral("sqlite"));
    Target target = *engine.target(QStringLiteral("sqlite:shop.db"), project.folder());
    QDateTime now = QDateTime::fromString(QStringLiteral("2026-01-03T21:00:00Z"), Qt::ISODate);
    BackupStore store{engine, project.path(QStringLiteral("backups")), [this] { return now; }};
    RunControl control;

    Shop()
    {
        auto session = engine.open(target, Access::ReadWrite, true);
        if (!session || !(*session)->execute("CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT)") || !(*session)->execute("INSERT INTO a (x) VALUES ('1'), ('2')"))
            qFatal("cannot make the shop");
    }

    Result<BackupRecord> take(Verified verify = Verified::Restored)
    {
        return store.take({target, QStringLiteral("production"), QStringLiteral("tester"), QStringLiteral("0001"), {}, verify}, control, {});
    }
    /// The store as an environment with keys has it; @p identity is empty where the machine has none.
    BackupStore encrypting(const QString &recipient, const QString &identity) const
    {
        return {engine, project.path(QStringLiteral("backups")), [this] { return now; }, {{recipient}, identity}};
    }
    BackupStore::Request request(Verified verify = Verified::Restored) const
    {
        return {target, QStringLiteral("production"), QStringLiteral("tester"), QStringLiteral("0001"), {}, verify};
    }
    QStringList files() const { return QDir(store.folder()).entryList(QDir::Files, QDir::Name); }
};

} // namespace

void TestBackupStore::takesAndProves()
{
    Shop shop;
    const auto record = shop.take();
    QVERIFY2(record, record ? "" : qPrintable(record.error().text()));
    QCOMPARE(record->verified, Verified::Restored);
    QCOMPARE(record->rows, (Contents{{QStringLiteral("a"), 2, {}}}));
    QCOMPARE(record->bytes, QFileInfo(record->file).size());
    QCOMPARE(shop.files(), (QStringList{QStringLiteral("production-20260103T210000Z.db"), QStringLiteral("production-20260103T210000Z.db.json")}));
    for (const QString &file : shop.files())
        QCOMPARE(QFileInfo(shop.store.folder() + u'/' + file).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QCOMPARE(sqliteSays(record->file, "SELECT count(*) FROM a"), QStringLiteral("2"));
}

void TestBackupStore::twoInOneSecondAreTwo()
{
    Shop shop;
    QVERIFY(shop.take());
    QVERIFY(shop.take());
    QCOMPARE(shop.store.list().size(), size_t(2));
}

void TestBackupStore::cancelLeavesNothing()
{
    Shop shop;
    shop.control.cancel();
    const auto record = shop.take();
    QVERIFY(!record);
    QCOMPARE(record.error().code, ErrorCode::Cancelled);
    QCOMPARE(shop.files(), QStringList());
}

void TestBackupStore::missingDatabaseIsAnError()
{
    Shop shop;
    shop.target = *shop.engine.target(QStringLiteral("sqlite:other.db"), shop.project.folder());
    const auto record = shop.take();
    QVERIFY(!record);
    QVERIFY(!record.error().nextStep.isEmpty());
    QVERIFY(!QFile::exists(shop.project.path(QStringLiteral("other.db"))));
    QCOMPARE(shop.files(), QStringList());
}

void TestBackupStore::damagedFileIsNotProven_data()
{
    QTest::addColumn<int>("damage");
    QTest::newRow("one bit of a row") << 1;
    QTest::newRow("cut in half") << 2;
    QTest::newRow("empty") << 3;
}

void TestBackupStore::damagedFileIsNotProven()
{
    QFETCH(int, damage);
    Shop shop;
    const auto record = shop.take(Verified::No);
    QVERIFY(record);
    QCOMPARE(record->verified, Verified::No);
    QFile file(record->file);
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray whole = file.readAll();
    if (damage == 1) {
        QByteArray flipped = whole;
        flipped[flipped.size() - 1] = char(flipped.back() ^ 1);
        QVERIFY(file.seek(0) && file.write(flipped) == flipped.size());
    } else {
        QVERIFY(file.resize(damage == 2 ? whole.size() / 2 : 0));
    }
    file.close();
    const auto proven = shop.store.verify(*record, shop.target, Verified::Restored, shop.control, {});
    QVERIFY(!proven);
    QVERIFY(proven.error().why.contains(QStringLiteral("SHA-256")));
    QCOMPARE(shop.store.list().front().verified, Verified::No);
    QVERIFY(!shop.store.list().front().verifiedNote.isEmpty());
}

void TestBackupStore::pruneKeepsTheNewestProven()
{
    Shop shop;
    const auto proven = shop.take();
    for (int i = 0; i < 4; ++i) {
        shop.now = shop.now.addSecs(60);
        QVERIFY(shop.take(Verified::No));
    }
    const auto removed = shop.store.prune(QStringLiteral("production"), 2);
    QVERIFY(removed);
    QCOMPARE(removed->size(), 2);
    QCOMPARE(shop.store.list().size(), size_t(3));
    QCOMPARE(shop.store.list().back().file, proven->file);
    QVERIFY(shop.store.prune(QStringLiteral("staging"), 0)->isEmpty());
}

void TestBackupStore::recordsReadBackEqual()
{
    Shop shop;
    const auto record = shop.take();
    const auto read = backupRecordFromJson(toJson(*record));
    QVERIFY(read);
    QCOMPARE(*read, *record);
    QVERIFY(!backupRecordFromJson({}));
}

void TestBackupStore::encryptedIsTakenAndProven()
{
    Shop shop;
    const AgeKeys keys = makeAgeKeys(shop.project.path(QStringLiteral("identity")));
    const BackupStore store = shop.encrypting(keys.recipient, keys.identity);
    const auto record = store.take(shop.request(), shop.control, {});
    QVERIFY2(record, record ? "" : qPrintable(record.error().text()));
    QCOMPARE(record->verified, Verified::Restored);
    QVERIFY(record->encrypted);
    QCOMPARE(record->recipients, QStringList{keys.recipient});
    QCOMPARE(record->rows, (Contents{{QStringLiteral("a"), 2, {}}}));
    QCOMPARE(shop.files(), (QStringList{QStringLiteral("production-20260103T210000Z.db.age"), QStringLiteral("production-20260103T210000Z.db.age.json")}));
    QCOMPARE(backupRecordFromJson(toJson(*record)).value(), *record);
    QFile file(record->file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY(bytes.startsWith("age-encryption.org/v1"));
    QCOMPARE(record->sha256.toLatin1(), QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());

    // Decrypted by age alone, without us, it is the database.
    QProcess age;
    const QString plain = shop.project.path(QStringLiteral("plain.db"));
    age.start(QStringLiteral("age"), {QStringLiteral("-d"), QStringLiteral("-i"), keys.identity, QStringLiteral("-o"), plain, record->file});
    QVERIFY(age.waitForFinished() && age.exitCode() == 0);
    QCOMPARE(sqliteSays(plain, "SELECT count(*) FROM a"), QStringLiteral("2"));

    // Another environment's policy, or none, does not matter for what is there.
    const auto proven = shop.encrypting({}, keys.identity).verify(*record, shop.target, Verified::Restored, shop.control, {});
    QVERIFY2(proven, proven ? "" : qPrintable(proven.error().text()));
    const Target into = *shop.engine.target(QStringLiteral("sqlite:other.db"), shop.project.folder());
    const auto restored = store.restore(*record, into, shop.control, {});
    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().text()));
    QCOMPARE(sqliteSays(shop.project.path(QStringLiteral("other.db")), "SELECT count(*) FROM a"), QStringLiteral("2"));
}

void TestBackupStore::encryptedWithoutIdentityIsTakenNotProven()
{
    Shop shop;
    const AgeKeys keys = makeAgeKeys(shop.project.path(QStringLiteral("identity")));
    const AgeKeys others = makeAgeKeys(shop.project.path(QStringLiteral("others")));
    const BackupStore blind = shop.encrypting(keys.recipient, {});
    const auto record = blind.take(shop.request(), shop.control, {});
    QVERIFY2(record, record ? "" : qPrintable(record.error().text()));
    QCOMPARE(record->verified, Verified::No);
    QVERIFY(record->verifiedNote.contains(QStringLiteral("the identity that opens it is not here")));
    QVERIFY(!record->rowsKnown);
    QVERIFY(!blind.restore(*record, shop.target, shop.control, {}));

    const auto proven = shop.encrypting(keys.recipient, keys.identity).verify(*record, shop.target, Verified::Restored, shop.control, {});
    QVERIFY2(proven, proven ? "" : qPrintable(proven.error().text()));
    QCOMPARE(proven->verified, Verified::Restored);
    QCOMPARE(proven->rows, (Contents{{QStringLiteral("a"), 2, {}}}));
    // Who can't open it has not shown that it is bad.
    for (const QString &identity : {QString(), others.identity}) {
        const auto refused = shop.encrypting(keys.recipient, identity).verify(*proven, shop.target, Verified::Restored, shop.control, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Usage);
        QCOMPARE(blind.list().front().verified, Verified::Restored);
    }
}

void TestBackupStore::wrongRecipientLeavesNothing()
{
    Shop shop;
    const auto record = shop.encrypting(QStringLiteral("age1wrong"), {}).take(shop.request(), shop.control, {});
    QVERIFY(!record);
    QVERIFY2(record.error().text().contains(QStringLiteral("does not accept a recipient")), qPrintable(record.error().text()));
    QCOMPARE(shop.files(), QStringList());
}

void TestBackupStore::folderIsABackupLikeAFile()
{
    QTemporaryDir folder;
    const QString backup = folder.filePath(QStringLiteral("b.dir"));
    QVERIFY(QDir().mkpath(backup));
    const auto write = [&](const char *name, const QByteArray &bytes) {
        QFile file(backup + u'/' + QLatin1String(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    };
    RunControl control;
    QVERIFY(write("toc.dat", "PGDMP") && write("1.dat", "rows"));
    const QString whole = sha256OfBackup(backup, control).value();
    QCOMPARE(bytesOfBackup(backup), 9);
    QVERIFY(write("1.dat", "row"));
    QVERIFY(sha256OfBackup(backup, control).value() != whole);
    QVERIFY(write("1.dat", "rows") && QFile::rename(backup + QStringLiteral("/1.dat"), backup + QStringLiteral("/2.dat")));
    QVERIFY(sha256OfBackup(backup, control).value() != whole);
    QVERIFY(QFile::remove(backup + QStringLiteral("/2.dat")));
    QVERIFY(sha256OfBackup(backup, control).value() != whole);
    QVERIFY(write("1.dat", "rows"));
    QCOMPARE(sha256OfBackup(backup, control).value(), whole);
    QVERIFY(removeBackup(backup));
    QVERIFY(!QFile::exists(backup));
    QVERIFY(!removeBackup(backup));
}

QTEST_GUILESS_MAIN(TestBackupStore)
#include "tst_backupstore.moc"
