// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/backup/backupspanel.h"

#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>

using namespace lk;

class TestBackupsPanel : public QObject
{
    Q_OBJECT

private slots:
    void buttonsWantAChoice();
    void choiceSurvivesNewBackups();
    void refusalsAreSaid();
};

namespace {

BackupRecord backup(const QString &file)
{
    BackupRecord made;
    made.file = file;
    return made;
}

QToolButton *button(BackupsPanel &panel, const char *name)
{
    return panel.findChild<QToolButton *>(QString::fromLatin1(name));
}

} // namespace

void TestBackupsPanel::buttonsWantAChoice()
{
    BackupsPanel panel;
    panel.setBackups({backup(QStringLiteral("/b/1.db")), backup(QStringLiteral("/b/2.db"))}, QStringLiteral("/b"));
    QVERIFY(button(panel, "backUpNow")->isEnabled());
    QVERIFY(!button(panel, "restoreBackup")->isEnabled());
    QCOMPARE(button(panel, "restoreBackup")->toolTip(), QStringLiteral("Choose a backup first"));
    QString wanted;
    connect(&panel, &BackupsPanel::restoreRequested, this,
            [&wanted](const BackupRecord &record) { wanted = record.file; });
    panel.select(QStringLiteral("/b/2.db"));
    button(panel, "restoreBackup")->click();
    QCOMPARE(wanted, QStringLiteral("/b/2.db"));
}

void TestBackupsPanel::choiceSurvivesNewBackups()
{
    BackupsPanel panel;
    panel.setBackups({backup(QStringLiteral("/b/1.db"))}, QStringLiteral("/b"));
    panel.select(QStringLiteral("/b/1.db"));
    panel.setBackups({backup(QStringLiteral("/b/2.db")), backup(QStringLiteral("/b/1.db"))}, QStringLiteral("/b"));
    QCOMPARE(panel.findChild<QTableView *>()->currentIndex().row(), 1);
}

void TestBackupsPanel::refusalsAreSaid()
{
    BackupsPanel panel;
    panel.setBackups({backup(QStringLiteral("/b/1.db"))}, QStringLiteral("/b"));
    panel.select(QStringLiteral("/b/1.db"));
    panel.setRefusals(QStringLiteral("no database yet"), QStringLiteral("Wait for: x"));
    QVERIFY(!button(panel, "backUpNow")->isEnabled());
    QCOMPARE(button(panel, "backUpNow")->toolTip(), QStringLiteral("no database yet"));
    QCOMPARE(button(panel, "verifyBackup")->toolTip(), QStringLiteral("Wait for: x"));
    panel.setRefusals({}, {});
    QVERIFY(button(panel, "backUpNow")->isEnabled() && button(panel, "verifyBackup")->isEnabled());
}

QTEST_MAIN(TestBackupsPanel)
#include "tst_backupspanel.moc"
