// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engineregistry.h"
#include "widgets/backup/restoredialog.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace lk;

class TestRestoreDialog : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatIsReplaced();
    void wantsTheName();
    void besideOnServers_data();
    void besideOnServers();
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

EngineTraits file()
{
    return engineByName(QStringLiteral("sqlite"))->traits();
}

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
    const RestoreDialog dialog(backup(), target, file(), QStringLiteral("production"), QStringLiteral("0009"), true);
    const QString text = allText(dialog);
    for (const char *part :
         {"shop.db", "production", "shop-1.db", "anna", "0007", "0009", "450", "backed up by itself"})
        QVERIFY2(text.contains(QString::fromLatin1(part)), part);
    const RestoreDialog fresh(backup(), target, file(), QStringLiteral("production"), {}, false);
    QVERIFY(!allText(fresh).contains(QStringLiteral("replaces everything")));
}

void TestRestoreDialog::wantsTheName()
{
    auto *dialog = new RestoreDialog(backup(), target, file(), QStringLiteral("production"), QStringLiteral("0009"), true);
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

void TestRestoreDialog::besideOnServers_data()
{
    QTest::addColumn<QString>("url");
    QTest::newRow("postgresql") << QStringLiteral("postgresql://anna@db1:5433/shop?sslmode=require");
    QTest::newRow("mariadb") << QStringLiteral("mariadb://anna@db1:3307/shop?ssl-mode=REQUIRED");
}

void TestRestoreDialog::besideOnServers()
{
    QFETCH(QString, url);
    const Engine *engine = *engineForUrl(url);
    const Target server = *engine->target(url, QStringLiteral("/p"));
    auto *dialog = new RestoreDialog(backup(), server, engine->traits(), QStringLiteral("production"), QStringLiteral("0009"), true);
    dialog->setAttribute(Qt::WA_DeleteOnClose, false);
    dialog->show();
    QSignalSpy wanted(dialog, &RestoreDialog::restoreRequested);
    auto *restore = dialog->findChild<QPushButton *>(QStringLiteral("restoreAccept"));
    auto *typed = dialog->findChild<QLineEdit *>(QStringLiteral("restoreName"));
    auto *newName = dialog->findChild<QLineEdit *>(QStringLiteral("restoreNewName"));
    // Beside is the default: nothing is replaced, nothing has to be typed.
    QVERIFY(restore->isEnabled());
    QVERIFY(!typed->isVisible());
    QVERIFY(newName->text().startsWith(QStringLiteral("shop_")));
    newName->setText(QStringLiteral("shop"));
    QVERIFY(!restore->isEnabled());
    newName->clear();
    QVERIFY(!restore->isEnabled());
    // Over it only by its name.
    dialog->findChild<QRadioButton *>(QStringLiteral("restoreOver"))->setChecked(true);
    QVERIFY(typed->isVisible());
    QVERIFY(!restore->isEnabled());
    QVERIFY(allText(*dialog).contains(QStringLiteral("replaces everything in shop")));
    typed->setText(QStringLiteral("shop"));
    QVERIFY(restore->isEnabled());
    dialog->findChild<QRadioButton *>(QStringLiteral("restoreBeside"))->setChecked(true);
    newName->setText(QStringLiteral("shop old"));
    restore->click();
    QCOMPARE(wanted.count(), 1);
    const auto into = engine->target(wanted.first().at(1).toString(), QStringLiteral("/p"));
    QVERIFY2(into, into ? "" : qPrintable(into.error().text()));
    QCOMPARE(into->database, QStringLiteral("shop old"));
    QCOMPARE(into->host, server.host);
    QCOMPARE(into->port, server.port);
    QCOMPARE(into->user, server.user);
    QCOMPARE(into->options, server.options);
    delete dialog;
}

QTEST_MAIN(TestRestoreDialog)
#include "tst_restoredialog.moc"
