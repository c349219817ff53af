// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/backupmodel.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class TestBackupModel : public QObject
{
    Q_OBJECT

private slots:
    void showsBackups()
    {
        BackupModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        BackupRecord record;
        record.file = u"/backups/shop-0009.db"_s;
        record.bytes = 1'400'000;
        record.takenAt = QDateTime(QDate(2024, 5, 1), QTime(12, 0), Qt::UTC);
        record.takenBy = u"ada"_s;
        record.head = u"0009"_s;
        record.rows = {{u"orders"_s, 1200, {}}, {u"customers"_s, 34, {}}};
        record.verified = Verified::Restored;
        BackupRecord older = record;
        older.verified = Verified::No;
        older.bytes = 900;
        older.encrypted = true;
        older.recipients = {u"age1xyz"_s};
        older.rowsKnown = false;
        model.setBackups({record, older});
        QCOMPARE(model.rowCount(), 2);
        const auto text = [&](int row, int column) { return model.index(row, column).data().toString(); };
        QCOMPARE(text(0, BackupModel::VerifiedColumn), u"restored and compared"_s);
        QCOMPARE(text(1, BackupModel::VerifiedColumn), u"not verified"_s);
        QCOMPARE(text(0, BackupModel::KindColumn), u"file"_s);
        QCOMPARE(text(1, BackupModel::KindColumn), u"encrypted"_s);
        QCOMPARE(text(1, BackupModel::RowsColumn), u"not known"_s);
        QVERIFY(model.index(1, 0).data(Qt::ToolTipRole).toString().contains(u"age1xyz"_s));
        QVERIFY(model.index(1, 0).data(BackupModel::EncryptedRole).toBool());
        QCOMPARE(text(0, BackupModel::FileColumn), u"shop-0009.db"_s);
        QCOMPARE(text(0, BackupModel::HeadColumn), u"0009"_s);
        QCOMPARE(text(0, BackupModel::RowsColumn), QLocale().toString(1234));
        QCOMPARE(model.index(0, 0).data(BackupModel::FileRole).toString(), record.file);
        QCOMPARE(Verified(model.index(0, 0).data(BackupModel::VerifiedRole).toInt()), Verified::Restored);
        QCOMPARE(model.index(1, BackupModel::SizeColumn).data(BackupModel::OrderRole).toLongLong(), 900);
        QCOMPARE(model.backup(1)->bytes, 900);
        QVERIFY(!model.backup(2));
    }
};

QTEST_GUILESS_MAIN(TestBackupModel)
#include "tst_backupmodel.moc"
