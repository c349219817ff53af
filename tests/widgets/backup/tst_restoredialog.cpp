// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/backup/restoredialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace lk;

class TestRestoreDialog : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatIsReplaced();
    void wantsTheName();
};

namespace {

BackupRecord backup()
{
    BackupRecord made;
    made.file = QStringLiteral("/b/shop-1.db");
    made.head = QStringLiteral("0007");
    made.rows = {{QStringLiteral("orders"), 400, {}}, {QStringLiteral("customers"), 50, {}}};
    made.takenBy = QStringLiteral("anna");
    made.takenAt = QDateTime(QDate(2026, 1, 2), QTime(3, 4), Qt::UTC);
    return made;
}

const Target target{
    QStringLiteral("sqlite"), QStringLiteral("sqlite:/srv/shop.db"), QStringLiteral("/srv/shop.db"), {}};

QString allText(const QWidget &dialog)
{
    QStringList texts;
    for (const QLabel *label : dialog.findChildren<QLabel *>())
        texts << label->text();
    return texts.join(u'\n');
}

} // namespace

void TestRestoreDialog::saysWhatIsReplaced()
{
    const RestoreDialog dialog(backup(), target, QStringLiteral("production"), QStringLiteral("0009"), true);
    const QString text = allText(dialog);
    for (const char *part :
         {"shop.db", "production", "shop-1.db", "anna", "0007", "0009", "450", "backed up by itself"})
        QVERIFY2(text.contains(QString::fromLatin1(part)), part);
    const RestoreDialog fresh(backup(), target, QStringLiteral("production"), {}, false);
    QVERIFY(!allText(fresh).contains(QStringLiteral("replaces everything")));
}

void TestRestoreDialog::wantsTheName()
{
    auto *dialog = new RestoreDialog(backup(), target, QStringLiteral("production"), QStringLiteral("0009"), true);
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    QSignalSpy wanted(dialog, &RestoreDialog::restoreRequested);
    auto *restore = dialog->findChild<QPushButton *>(QStringLiteral("restoreAccept"));
    auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("restoreName"));
    for (const char *typed : {"", "shop", "SHOP.DB", "shop.db "}) {
        name->setText(QString::fromLatin1(typed));
        QVERIFY2(!restore->isEnabled(), typed);
        QVERIFY(!restore->toolTip().isEmpty());
    }
    name->setText(QStringLiteral("shop.db"));
    QVERIFY(restore->isEnabled());
    restore->click();
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.first().first().toString(), QStringLiteral("/b/shop-1.db"));
    delete dialog;
}

QTEST_MAIN(TestRestoreDialog)
#include "tst_restoredialog.moc"
