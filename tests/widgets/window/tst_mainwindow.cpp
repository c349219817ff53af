// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole job, driven through the real window by clicks and keys; what came of each step is read by a separate
// sqlite3 connection.
#include "models/items/findingmodel.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/checklist/checklistpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/environment/environmentbanner.h"
#include "widgets/history/historypanel.h"
#include "widgets/run/plandialog.h"
#include "widgets/window/checksdialog.h"
#include "widgets/wizard/notedialog.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>

using namespace lk;

namespace {

const QString appliedVersions = QStringLiteral("SELECT group_concat(version, ' ') FROM (SELECT version FROM "
                                               "lockkeeper_migrations ORDER BY CAST(version AS INTEGER))");
const QString indexCount = QStringLiteral("SELECT count(*) FROM sqlite_master WHERE name = 'orders_by_customer'");
const QString firstEight = QStringLiteral("1 2 3 4 5 6 7 8");

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private slots:
    void wholeJob();
    void protectedEnvironment();
    void policyStopsDestruction();
    void restoresABackup();
    void savesTheReport();

private:
    bool writeNote(MainWindow &window, const char *dialogName, const QString &note);
    bool applyThroughDialog(MainWindow &window, const char *button);
};

bool TestMainWindow::writeNote(MainWindow &window, const char *dialogName, const QString &note)
{
    auto *dialog = part<NoteDialog>(window, dialogName);
    if (!QTest::qWaitForWindowExposed(dialog))
        return false;
    QTest::keyClicks(part<QPlainTextEdit>(*dialog, "note"), note);
    return click(*dialog, "noteAccept") && waitSettled(window);
}

bool TestMainWindow::applyThroughDialog(MainWindow &window, const char *button)
{
    if (!click(window, button))
        return false;
    auto *dialog = part<PlanDialog>(window, "planDialog");
    auto *apply = part<QPushButton>(*dialog, "planApply");
    if (!QTest::qWaitFor([&] { return apply->isEnabled(); }, 10'000)) {
        qWarning("%s", qPrintable(apply->toolTip()));
        return false;
    }
    QSignalSpy ran(&window.workbench(), &Workbench::ran);
    return click(*dialog, "planApply") && QTest::qWaitFor([&] { return ran.count() == 1; }, 20'000)
           && waitSettled(window);
}

void TestMainWindow::wholeJob()
{
    const DemoProject demo;
    const QString database = demo.path(QStringLiteral("shop.db"));
    const auto digest = [&] {
        return QCryptographicHash::hash(demo.read(QStringLiteral("shop.db")), QCryptographicHash::Sha256);
    };
    const QByteArray untouched = digest();
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));

    // Read the history.
    auto *history = part<HistoryPanel>(window, "historyPanel");
    auto *list = history->findChild<QTableView *>();
    QCOMPARE(list->model()->rowCount(), 12);
    QMap<QString, int> states = window.workbench().project().history.counts();
    QCOMPARE(states[QStringLiteral("applied")], 8);
    QCOMPARE(states[QStringLiteral("pending")], 4);
    QVERIFY(rowWith(*list->model(), QStringLiteral("0009")).isValid());

    // Choose a pending file; edit and save it.
    QVERIFY(clickRow(list, QStringLiteral("0009")));
    QVERIFY(waitSettled(window));
    auto *editor = window.findChild<EditorPanel *>();
    const QString file = QStringLiteral("migrations/0009_index_orders_by_customer.sql");
    QCOMPARE(editor->currentFile(), file);
    const QByteArray before = demo.read(file);
    QCOMPARE(editor->currentBytes(), before);
    editor->currentEditor()->setFocus();
    QTest::keyClick(editor->currentEditor(), Qt::Key_End, Qt::ControlModifier);
    QTest::keyClicks(editor->currentEditor(), QStringLiteral("-- looked at"));
    QTRY_VERIFY(editor->hasUnsaved());
    QCOMPARE(demo.read(file), before);
    QTest::keyClick(editor->currentEditor(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!editor->hasUnsaved());
    QCOMPARE(demo.read(file), before + "-- looked at");
    QVERIFY(waitSettled(window));
    QCOMPARE(digest(), untouched);

    // Rehearse: the diff appears, the database is as it was.
    QVERIFY(!window.workbench().plan().rehearsal);
    QVERIFY(click(window, "rehearseButton"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().plan().rehearsal && window.isSettled(), 20'000);
    QVERIFY(window.workbench().plan().rehearsal->ok);
    auto *diff = part<QTreeView>(window, "diffTree");
    QVERIFY(diff->model()->rowCount() > 0);
    bool indexShown = false;
    for (int row = 0; row < diff->model()->rowCount(); ++row)
        indexShown = indexShown || diff->model()->index(row, 0).data().toString().contains(QStringLiteral("orders"));
    QVERIFY(indexShown);
    QCOMPARE(digest(), untouched);
    QCOMPARE(rawValue(database, indexCount), QStringLiteral("0"));

    // Tick an item of the checklist.
    auto *checklist = window.findChild<ChecklistPanel *>();
    QCOMPARE(window.workbench().plan().item(QStringLiteral("edge-cases"))->state, ItemState::Open);
    QVERIFY(clickRow(part<QTreeView>(*checklist, "checklistTree"),
                     window.workbench().plan().item(QStringLiteral("edge-cases"))->title));
    QCOMPARE(checklist->currentItem(), QStringLiteral("edge-cases"));
    QVERIFY(click(*checklist, "tickItem"));
    QVERIFY(writeNote(window, "tickDialog", QStringLiteral("empty orders were tried")));
    QCOMPARE(window.workbench().plan().item(QStringLiteral("edge-cases"))->state, ItemState::Done);
    QCOMPARE(window.workbench().plan().item(QStringLiteral("edge-cases"))->note,
             QStringLiteral("empty orders were tried"));
    QCOMPARE(digest(), untouched);

    // Back up.
    QVERIFY(click(window, "backUpButton"));
    QTRY_COMPARE_WITH_TIMEOUT(window.workbench().records().backups.size(), size_t(1), 20'000);
    const BackupRecord backup = window.workbench().records().backups.front();
    QCOMPARE(backup.verified, Verified::Restored);
    QCOMPARE(rawValue(backup.file, QStringLiteral("PRAGMA integrity_check")), QStringLiteral("ok"));
    QCOMPARE(rawRows(backup.file, QStringLiteral("SELECT count(*) FROM orders")),
             rawRows(database, QStringLiteral("SELECT count(*) FROM orders")));
    QVERIFY(waitSettled(window));

    // Apply, through the plan.
    QVERIFY(applyThroughDialog(window, "applyButton"));
    QCOMPARE(rawValue(database, appliedVersions), firstEight + QStringLiteral(" 9"));
    QCOMPARE(rawValue(database, indexCount), QStringLiteral("1"));
    QCOMPARE(window.workbench().project().history.find(QStringLiteral("0009"))->state, State::Applied);
    QVERIFY(window.workbench().records().runs.front().verification.passed());

    // Verify.
    const QByteArray applied = digest();
    QVERIFY(click(window, "verifyButton"));
    QTRY_VERIFY_WITH_TIMEOUT(window.findChild<ChecksDialog *>(), 20'000);
    auto *checks = window.findChild<ChecksDialog *>();
    QVERIFY(part<QLabel>(*checks, "checksSummary")->text().contains(QStringLiteral("as it should be")));
    QTest::keyClick(checks, Qt::Key_Escape);
    QTRY_VERIFY(!window.findChild<ChecksDialog *>());
    QVERIFY(waitSettled(window));
    QCOMPARE(digest(), applied);

    // Revert.
    QVERIFY(applyThroughDialog(window, "revertButton"));
    QCOMPARE(rawValue(database, appliedVersions), firstEight);
    QCOMPARE(rawValue(database, indexCount), QStringLiteral("0"));
    QCOMPARE(window.workbench().project().history.find(QStringLiteral("0009"))->state, State::Pending);
    QStringList audited;
    for (const AuditEntry &entry : window.workbench().records().audit)
        audited << entry.action;
    for (const char *action : {"rehearse", "tick", "backup", "apply", "verify", "revert"})
        QVERIFY2(audited.contains(QString::fromLatin1(action)), action);
}

void TestMainWindow::protectedEnvironment()
{
    const DemoProject demo;
    const QString staging = demo.path(QStringLiteral("staging.db"));
    const QString production = demo.path(QStringLiteral("production.db"));
    MainWindow window;
    QVERIFY(openIn(window, demo.folder(), QStringLiteral("production")));
    auto *banner = window.findChild<EnvironmentBanner *>();
    QVERIFY(banner->isProtected());
    QVERIFY(banner->text().contains(QStringLiteral("PRODUCTION")));

    // Nothing is let through at first, and the dialog says what is wanted.
    window.choose(QStringLiteral("0009"));
    QVERIFY(waitSettled(window));
    QVERIFY(click(window, "applyButton"));
    auto *dialog = part<PlanDialog>(window, "planDialog");
    QTRY_VERIFY(dialog->findChild<QWidget *>(QStringLiteral("blocker_staging-first")));
    QVERIFY(dialog->findChild<QWidget *>(QStringLiteral("blocker_backup-verified")));
    auto *apply = part<QPushButton>(*dialog, "planApply");
    auto *typed = part<QLineEdit>(*dialog, "planDatabaseName");
    QVERIFY(typed->isVisible());
    QTest::keyClicks(typed, QStringLiteral("production.db"));
    QVERIFY(!apply->isEnabled());
    QVERIFY(!apply->toolTip().isEmpty());
    QVERIFY(click(*dialog, "planClose"));
    QTRY_VERIFY(!window.findChild<PlanDialog *>());

    // Through staging first.
    window.openProject(demo.folder(), QStringLiteral("staging"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 20'000);
    QVERIFY(!banner->isProtected());
    window.choose(QStringLiteral("0009"));
    QVERIFY(waitSettled(window));
    QVERIFY(click(window, "backUpButton"));
    QTRY_COMPARE_WITH_TIMEOUT(window.workbench().records().backups.size(), size_t(1), 20'000);
    QVERIFY(waitSettled(window));
    QVERIFY(applyThroughDialog(window, "applyButton"));
    QCOMPARE(rawValue(staging, appliedVersions), firstEight + QStringLiteral(" 9"));
    QCOMPARE(rawValue(production, appliedVersions), firstEight);

    // Then production: rehearsed and backed up from within the plan, its name typed.
    window.openProject(demo.folder(), QStringLiteral("production"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 20'000);
    window.choose(QStringLiteral("0009"));
    QVERIFY(waitSettled(window));
    QVERIFY(click(window, "applyButton"));
    dialog = part<PlanDialog>(window, "planDialog");
    QTRY_VERIFY(dialog->findChild<QWidget *>(QStringLiteral("blocker_backup-verified")));
    QVERIFY(!dialog->findChild<QWidget *>(QStringLiteral("blocker_staging-first")));
    QVERIFY(click(*dialog, "planRehearse"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().plan().rehearsal && window.isSettled(), 20'000);
    // The line may just be taking the place of the one before the rehearsal.
    QTRY_VERIFY(part<QAbstractButton>(*part(*dialog, "blocker_backup-verified"), "blockerAct")->isVisible());
    QVERIFY(click(*part(*dialog, "blocker_backup-verified"), "blockerAct"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().plan().permit && window.isSettled(), 20'000);
    apply = part<QPushButton>(*dialog, "planApply");
    typed = part<QLineEdit>(*dialog, "planDatabaseName");
    QVERIFY(!apply->isEnabled());
    QTest::keyClicks(typed, QStringLiteral("shop.db"));
    QVERIFY(!apply->isEnabled());
    typed->clear();
    QTest::keyClicks(typed, QStringLiteral("production.db"));
    QVERIFY(apply->isEnabled());
    QCOMPARE(rawValue(production, appliedVersions), firstEight);
    QSignalSpy ran(&window.workbench(), &Workbench::ran);
    QVERIFY(click(*dialog, "planApply"));
    QTRY_COMPARE_WITH_TIMEOUT(ran.count(), 1, 20'000);
    QCOMPARE(rawValue(production, appliedVersions), firstEight + QStringLiteral(" 9"));
    QCOMPARE(rawValue(production, indexCount), QStringLiteral("1"));
    QVERIFY(waitSettled(window));
}

void TestMainWindow::policyStopsDestruction()
{
    const DemoProject demo(QStringLiteral("0011"));
    const QString database = demo.path(QStringLiteral("shop.db"));
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(QStringLiteral("0012"));
    QVERIFY(waitSettled(window));
    QVERIFY(click(window, "applyButton"));
    auto *dialog = part<PlanDialog>(window, "planDialog");
    QTRY_VERIFY(dialog->findChild<QWidget *>(QStringLiteral("blocker_safety-checks")));
    auto *apply = part<QPushButton>(*dialog, "planApply");
    QVERIFY(!apply->isEnabled());
    QVERIFY(click(*dialog, "planRehearse"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().plan().rehearsal && window.isSettled(), 20'000);
    const QString destroyed = destroyedText(window.workbench().plan());
    for (const char *part : {"1 table", "1 column", "240 rows"})
        QVERIFY2(destroyed.contains(QString::fromLatin1(part)), qPrintable(destroyed));

    // A written waiver for each finding lets it through.
    auto *findings = part<QTableView>(*dialog, "planFindings");
    int waivers = 0;
    while (!window.workbench().plan().permit && waivers < 10) {
        const QAbstractItemModel &model = *findings->model();
        int row = 0;
        while (row < model.rowCount()
               && (model.index(row, 0).data(FindingModel::SeverityRole).toInt() != int(Severity::Blocks)
                   || model.index(row, 0).data(FindingModel::WaivedRole).toBool()))
            ++row;
        QVERIFY(row < model.rowCount());
        findings->setCurrentIndex(findings->model()->index(row, 0));
        QVERIFY(click(*dialog, "planWaiveFinding"));
        auto *note = part<NoteDialog>(window, "waiveDialog");
        QVERIFY(!part<QPushButton>(*note, "noteAccept")->isEnabled());
        QVERIFY(writeNote(window, "waiveDialog", QStringLiteral("the old shop is gone since May")));
        QTRY_VERIFY(!window.findChild<NoteDialog *>());
        ++waivers;
    }
    QVERIFY(waivers > 0);
    QTRY_VERIFY(apply->isEnabled());
    QCOMPARE(rawValue(database, QStringLiteral("SELECT count(*) FROM old_shop_orders")), QStringLiteral("240"));
    QSignalSpy ran(&window.workbench(), &Workbench::ran);
    QVERIFY(click(*dialog, "planApply"));
    QTRY_COMPARE_WITH_TIMEOUT(ran.count(), 1, 20'000);
    QCOMPARE(rawValue(database, QStringLiteral("SELECT count(*) FROM sqlite_master WHERE name = 'old_shop_orders'")),
             QStringLiteral("0"));
    QVERIFY(waitSettled(window));
}

void TestMainWindow::restoresABackup()
{
    const DemoProject demo;
    const QString database = demo.path(QStringLiteral("shop.db"));
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(QStringLiteral("0009"));
    QVERIFY(waitSettled(window));
    QVERIFY(click(window, "backUpButton"));
    QTRY_COMPARE_WITH_TIMEOUT(window.workbench().records().backups.size(), size_t(1), 20'000);
    QVERIFY(waitSettled(window));
    QVERIFY(applyThroughDialog(window, "applyButton"));
    QCOMPARE(rawValue(database, indexCount), QStringLiteral("1"));

    part<QTabWidget>(window, "bottomTabs")->setCurrentWidget(part(window, "backupsPanel"));
    auto *table = part<QTableView>(window, "backupsTable");
    QVERIFY(clickRow(table, QStringLiteral("0008")));
    QVERIFY(click(window, "restoreBackup"));
    auto *dialog = part<QDialog>(window, "restoreDialog");
    QTest::keyClicks(part<QLineEdit>(*dialog, "restoreName"), QStringLiteral("shop.db"));
    QVERIFY(click(*dialog, "restoreAccept"));
    QTRY_COMPARE_WITH_TIMEOUT(rawValue(database, indexCount), QStringLiteral("0"), 20'000);
    QVERIFY(waitSettled(window));
    QCOMPARE(rawValue(database, appliedVersions), firstEight);
    QCOMPARE(window.workbench().project().history.find(QStringLiteral("0009"))->state, State::Pending);
    // What was replaced is kept.
    const QStringList kept =
        QDir(window.workbench().records().backupFolder).entryList({QStringLiteral("*before-restore*.db")});
    QCOMPARE(kept.size(), 1);
    QCOMPARE(rawValue(QDir(window.workbench().records().backupFolder).filePath(kept.first()), indexCount),
             QStringLiteral("1"));
}

void TestMainWindow::savesTheReport()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    for (const char *suffix : {"html", "md", "json"}) {
        QVERIFY(click(window, "reportButton"));
        auto *dialog = part<QFileDialog>(window, "reportDialog");
        const QString path = demo.path(QStringLiteral("report.%1").arg(QString::fromLatin1(suffix)));
        emit dialog->fileSelected(path);
        dialog->close();
        QTRY_VERIFY(QFile::exists(path));
        QVERIFY2(demo.read(QStringLiteral("report.%1").arg(QString::fromLatin1(suffix))).contains("0008"), suffix);
        QTRY_VERIFY(!window.findChild<QFileDialog *>());
    }
    QVERIFY(waitSettled(window));
}

LK_WINDOW_TEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
