// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/backup/backupstore.h"
#include "models/engines/engineregistry.h"
#include "tests/support/opendesk.h"

#include <QDir>
#include <QFileInfo>
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

QTEST_GUILESS_MAIN(TestBackupStore)
#include "tst_backupstore.moc"
