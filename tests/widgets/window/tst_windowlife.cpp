// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The window stays alive, loses nothing, and says what is wrong.
#include "tests/widgets/window/windowtest.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/environment/connectionproblem.h"
#include "widgets/history/historypanel.h"
#include "widgets/run/plandialog.h"
#include "widgets/run/runpanel.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/startpage.h"
#include "widgets/window/statusline.h"
#include "widgets/wizard/newmigrationdialog.h"

#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSettings>
#include <QSignalSpy>
#include <QSplitter>
#include <QStandardPaths>
#include <QTabWidget>

using namespace lk;

namespace {

/// The longest time between two turns of the event loop.
class Heartbeat : public QObject
{
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        connect(&m_timer, &QTimer::timeout, this, [this] { m_worst = std::max(m_worst, m_since.restart()); });
        m_since.start();
        m_timer.start(10);
    }
    qint64 worst() const { return m_worst; }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    qint64 m_worst = 0;
};

constexpr char Long[] = "-- A statement that takes long.\nCREATE TABLE big (x INTEGER);\n"
                        "INSERT INTO big WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < "
                        "400000000) SELECT x FROM c;\n";

} // namespace

class TestWindowLife : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void staysAliveAndCancels();
    void pausesBetweenStatements();
    void closingWaitsForARun();
    void keepsUnsavedTextAndLayout();
    void unsavedTextHoldsUpApply();
    void outsideChangesAppear();
    void notADatabase();
    void notAProject();
    void failingStatementNamesItsPlace();
    void newMigration();
    void keysReachEveryPanel();
    void interruptedRunIsTold();
    void folderIsDraggedIn();
    void everyThemeWhileOpen();

private:
    bool startApply(MainWindow &window);
};

void TestWindowLife::init()
{
    QSettings().clear();
}

bool TestWindowLife::startApply(MainWindow &window)
{
    if (!click(window, "applyButton"))
        return false;
    auto *dialog = part<PlanDialog>(window, "planDialog");
    return QTest::qWaitFor([&] { return part<QPushButton>(*dialog, "planApply")->isEnabled(); }, 10'000)
           && click(*dialog, "planApply");
}

void TestWindowLife::staysAliveAndCancels()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_first.sql"), "-- First.\nCREATE TABLE one (x INTEGER);\n");
    project.write(QStringLiteral("migrations/0002_long.sql"), Long);
    MainWindow window;
    QVERIFY(openIn(window, project.folder()));
    QSignalSpy ran(&window.workbench(), &Workbench::ran);
    Heartbeat heartbeat;
    QVERIFY(startApply(window));
    auto *run = window.findChild<RunPanel *>();
    QTRY_VERIFY_WITH_TIMEOUT(run->logText().contains(QStringLiteral("RECURSIVE")), 10'000);
    // It works on while the window does other things: other rows, other tabs.
    QElapsedTimer busy;
    busy.start();
    int turn = 0;
    while (busy.elapsed() < 1500) {
        window.choose(++turn % 2 == 0 ? QStringLiteral("0001") : QStringLiteral("0002"));
        part<QTabWidget>(window, "bottomTabs")->setCurrentIndex(turn % 5);
        QTest::qWait(25);
    }
    QCOMPARE(ran.count(), 0);
    QVERIFY(window.workbench().client().actingJob() != 0);
    QVERIFY(!part<QToolButton>(window, "backUpButton")->isEnabled());
    QVERIFY(part<QToolButton>(window, "backUpButton")->toolTip().contains(QStringLiteral("0002")));
    QElapsedTimer cancelling;
    cancelling.start();
    QVERIFY(click(window, "statusCancel"));
    QTRY_COMPARE_WITH_TIMEOUT(ran.count(), 1, 10'000);
    qInfo("longest gap of the event loop %lld ms, cancelled after %lld ms", heartbeat.worst(), cancelling.elapsed());
    QVERIFY2(heartbeat.worst() < 200, qPrintable(QString::number(heartbeat.worst())));
    QVERIFY(waitSettled(window));
    const auto report = ran.front().front().value<RunReport>();
    QVERIFY(report.error);
    QCOMPARE(report.error->code, ErrorCode::Cancelled);
    QCOMPARE(rawValue(project.path(QStringLiteral("shop.db")),
                      QStringLiteral("SELECT count(*) FROM sqlite_master WHERE name = 'big'")),
             QStringLiteral("0"));
    QCOMPARE(
        rawRows(project.path(QStringLiteral("shop.db")), QStringLiteral("SELECT version FROM lockkeeper_migrations")),
        QStringList{QStringLiteral("1")});
}

void TestWindowLife::pausesBetweenStatements()
{
    TemporaryProject project;
    project.writePlainProject();
    QByteArray script = "-- Many.\nCREATE TABLE many (x INTEGER);\n";
    for (int number = 0; number < 400; ++number)
        script += "INSERT INTO many WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 4000) "
                  "SELECT x FROM c;\n";
    project.write(QStringLiteral("migrations/0001_many.sql"), script);
    MainWindow window;
    QVERIFY(openIn(window, project.folder()));
    QSignalSpy ran(&window.workbench(), &Workbench::ran);
    QVERIFY(startApply(window));
    auto *run = window.findChild<RunPanel *>();
    QTRY_VERIFY_WITH_TIMEOUT(part<QToolButton>(window, "pauseRun")->isVisible(), 5000);
    QVERIFY(click(window, "pauseRun"));
    QTRY_VERIFY_WITH_TIMEOUT(run->logText().contains(QStringLiteral("Paused")), 10'000);
    QTest::qWait(300);
    QCOMPARE(ran.count(), 0);
    const QString log = run->logText();
    QTest::qWait(300);
    QCOMPARE(run->logText(), log);
    QVERIFY(click(window, "pauseRun"));
    QTRY_COMPARE_WITH_TIMEOUT(ran.count(), 1, 60'000);
    QCOMPARE(rawValue(project.path(QStringLiteral("shop.db")), QStringLiteral("SELECT count(*) FROM many")),
             QStringLiteral("1600000"));
    QVERIFY(waitSettled(window));
}

void TestWindowLife::closingWaitsForARun()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_long.sql"), Long);
    MainWindow window;
    QVERIFY(openIn(window, project.folder()));
    QVERIFY(startApply(window));
    QTRY_VERIFY(window.workbench().client().actingJob() != 0);
    window.close();
    QVERIFY(window.isVisible());
    QVERIFY(window.findChild<NoticeBar *>()->texts().join(u' ').contains(QStringLiteral("under way")));
    QVERIFY(click(window, "noticeAction"));
    QTRY_VERIFY_WITH_TIMEOUT(!window.isVisible(), 10'000);
    QCOMPARE(rawRows(project.path(QStringLiteral("shop.db")),
                     QStringLiteral("SELECT name FROM sqlite_master WHERE name = 'big'")),
             QStringList());
}

void TestWindowLife::keepsUnsavedTextAndLayout()
{
    const DemoProject demo;
    const QString file = QStringLiteral("migrations/0010_orders_know_their_states.sql");
    const QByteArray onDisk = demo.read(file);
    QByteArray edited;
    QList<int> columns;
    {
        MainWindow window;
        QVERIFY(openIn(window, demo.folder(), QStringLiteral("staging")));
        window.choose(QStringLiteral("0010"));
        auto *editor = window.findChild<EditorPanel *>();
        QCOMPARE(editor->currentFile(), file);
        QTest::keyClicks(editor->currentEditor(), QStringLiteral("-- not saved "));
        QTRY_VERIFY(editor->hasUnsaved());
        edited = editor->currentBytes();
        auto *splitter = part<QSplitter>(window, "columns");
        const QList<int> before = splitter->sizes();
        splitter->setSizes({before[0] + 60, before[1] - 60, before[2]});
        columns = splitter->sizes();
        part<QTabWidget>(window, "bottomTabs")->setCurrentIndex(2);
        window.actions().showDiff->trigger();
        window.close();
        QVERIFY(!window.isVisible());
    }
    QVERIFY(edited.startsWith("-- not saved "));
    QCOMPARE(demo.read(file), onDisk);
    MainWindow window;
    window.show();
    QCOMPARE(WindowMemory().recentProjects().value(0), demo.folder());
    window.openProject(demo.folder());
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 20'000);
    QCOMPARE(window.workbench().project().environment.name, QStringLiteral("staging"));
    auto *editor = window.findChild<EditorPanel *>();
    QCOMPARE(editor->currentFile(), file);
    QCOMPARE(editor->currentBytes(), edited);
    QVERIFY(editor->hasUnsaved());
    QCOMPARE(part<QSplitter>(window, "columns")->sizes(), columns);
    QCOMPARE(part<QTabWidget>(window, "bottomTabs")->currentIndex(), 2);
    QVERIFY(!window.actions().showDiff->isChecked());
    const QString kept = UnsavedStore(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation)
                                      + QStringLiteral("/unsaved"))
                             .pathOf(demo.folder());
    QCOMPARE(QFile::permissions(kept) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    // Saved at last, nothing is kept any more.
    window.actions().save->trigger();
    QTRY_COMPARE(demo.read(file), edited);
    QTRY_VERIFY(!editor->hasUnsaved());
    QTRY_VERIFY(!QFile::exists(kept));
    QVERIFY(waitSettled(window));
}

void TestWindowLife::unsavedTextHoldsUpApply()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(QStringLiteral("0009"));
    auto *editor = window.findChild<EditorPanel *>();
    QTest::keyClicks(editor->currentEditor(), QStringLiteral("-- "));
    QTRY_VERIFY(editor->hasUnsaved() && window.isSettled());
    QTRY_VERIFY(!part<QToolButton>(window, "rehearseButton")->isEnabled());
    QVERIFY(click(window, "applyButton"));
    auto *dialog = part<PlanDialog>(window, "planDialog");
    QVERIFY(waitSettled(window));
    QVERIFY(!part<QPushButton>(*dialog, "planApply")->isEnabled());
    QVERIFY(part<QPushButton>(*dialog, "planApply")->toolTip().contains(QStringLiteral("not saved")));
    QVERIFY(click(*dialog, "planClose"));
}

void TestWindowLife::outsideChangesAppear()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    const size_t before = window.workbench().project().history.entries.size();
    demo.write(QStringLiteral("migrations/0013_more.sql"), "-- More.\nCREATE TABLE more (x INTEGER);\n");
    QTRY_COMPARE_WITH_TIMEOUT(window.workbench().project().history.entries.size(), before + 1, 10'000);
    window.choose(QStringLiteral("0013"));
    auto *editor = window.findChild<EditorPanel *>();
    QTRY_VERIFY(editor->currentBytes().contains("more"));
    demo.write(QStringLiteral("migrations/0013_more.sql"), "-- More.\nCREATE TABLE other (x INTEGER);\n");
    QTRY_VERIFY_WITH_TIMEOUT(editor->currentBytes().contains("other"), 10'000);
    QVERIFY(waitSettled(window));
}

void TestWindowLife::notADatabase()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_first.sql"), "-- First.\nCREATE TABLE one (x INTEGER);\n");
    project.write(QStringLiteral("shop.db"), QByteArray(8192, 'x'));
    MainWindow window;
    QVERIFY(openIn(window, project.folder()));
    auto *problem = window.findChild<ConnectionProblem *>();
    QVERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(QStringLiteral("database")), qPrintable(problem->text()));
    QVERIFY(!window.workbench().project().database.nextStep.isEmpty());
    for (const char *button : {"rehearseButton", "backUpButton", "applyButton", "revertButton", "verifyButton"}) {
        QVERIFY2(!part<QToolButton>(window, button)->isEnabled(), button);
        QVERIFY2(!part<QToolButton>(window, button)->toolTip().isEmpty(), button);
    }
    // The files can be read all the same.
    QVERIFY(window.findChild<HistoryPanel *>()->history().find(QStringLiteral("0001")));
    QCOMPARE(project.read(QStringLiteral("shop.db")), QByteArray(8192, 'x'));
    project.remove(QStringLiteral("shop.db"));
    QVERIFY(click(window, "connectionRetry"));
    QTRY_VERIFY_WITH_TIMEOUT(!problem->isVisible() && window.isSettled(), 10'000);
    QVERIFY(part<QToolButton>(window, "applyButton")->isEnabled());
    QVERIFY(!QFile::exists(project.path(QStringLiteral("shop.db"))));
}

void TestWindowLife::notAProject()
{
    const QTemporaryDir empty;
    MainWindow window;
    window.show();
    window.openProject(empty.path());
    auto *start = window.findChild<StartPage *>();
    QTRY_VERIFY_WITH_TIMEOUT(!start->problemText().isEmpty(), 10'000);
    QVERIFY(start->isVisible());
    QVERIFY(start->problemText().contains(QStringLiteral("→")));
    QVERIFY(!part<QToolButton>(window, "applyButton")->isEnabled());
    QCOMPARE(part<QToolButton>(window, "applyButton")->toolTip(), QStringLiteral("Open a project first"));
    QVERIFY(QDir(empty.path()).isEmpty());
}

void TestWindowLife::failingStatementNamesItsPlace()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(QStringLiteral("migrations/0001_bad.sql"),
                  "-- Bad at the third.\nCREATE TABLE a (x INTEGER);\nCREATE TABLE b (x INTEGER);\nINSERT INTO nowhere "
                  "VALUES (1);\n");
    MainWindow window;
    QVERIFY(openIn(window, project.folder()));
    QSignalSpy ran(&window.workbench(), &Workbench::ran);
    QVERIFY(startApply(window));
    QTRY_COMPARE_WITH_TIMEOUT(ran.count(), 1, 10'000);
    QVERIFY(waitSettled(window));
    const QString text = window.findChild<NoticeBar *>()->texts().join(u'\n');
    QVERIFY2(text.contains(QStringLiteral("migrations/0001_bad.sql:4")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("nowhere")), qPrintable(text));
    QCOMPARE(rawRows(project.path(QStringLiteral("shop.db")),
                     QStringLiteral("SELECT name FROM sqlite_master WHERE name IN ('a', 'b')")),
             QStringList());
    // A click on the place leads to the line.
    emit window.findChild<NoticeBar *>()->placeActivated(QStringLiteral("migrations/0001_bad.sql"), 4, 1);
    auto *editor = window.findChild<EditorPanel *>();
    QTRY_COMPARE(editor->currentEditor()->caretLine(), 4);
}

void TestWindowLife::newMigration()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    QVERIFY(click(window, "newMigrationButton"));
    auto *dialog = part<NewMigrationDialog>(window, "newMigrationDialog");
    auto *name = part<QLineEdit>(*dialog, "migrationName");
    auto *create = part<QPushButton>(*dialog, "migrationCreate");
    QVERIFY(!create->isEnabled());
    const QStringList before = demo.files();
    QTest::keyClicks(name, QStringLiteral("../escape"));
    QTest::qWait(400);
    QVERIFY(waitSettled(window));
    name->clear();
    QTest::keyClicks(name, QStringLiteral("add coupons"));
    QTRY_VERIFY_WITH_TIMEOUT(create->isEnabled(), 5000);
    QCOMPARE(demo.files(), before);
    QVERIFY(click(*dialog, "migrationCreate"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().project().history.find(QStringLiteral("0013")), 10'000);
    QVERIFY(waitSettled(window));
    auto *history = window.findChild<HistoryPanel *>();
    QTRY_COMPARE(history->currentEntry()->version(), QStringLiteral("0013"));
    QVERIFY(window.findChild<EditorPanel *>()->currentFile().contains(QStringLiteral("0013_add_coupons")));
}

void TestWindowLife::keysReachEveryPanel()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    const QStringList panels{QStringLiteral("historyPanel"),
                             {},
                             {},
                             QStringLiteral("checklistPanel"),
                             QStringLiteral("findingsPanel"),
                             QStringLiteral("runPanel"),
                             QStringLiteral("backupsPanel"),
                             QStringLiteral("auditPanel"),
                             QStringLiteral("rehearsalPanel")};
    for (int number = 0; number < panels.size(); ++number) {
        QTest::keyClick(&window, Qt::Key(Qt::Key_1 + number), Qt::AltModifier);
        QVERIFY(QApplication::focusWidget());
        if (!panels[number].isEmpty())
            QVERIFY2(part(window, panels[number].toLatin1().constData())->isAncestorOf(QApplication::focusWidget()),
                     qPrintable(panels[number]));
    }
    // Whatever takes the focus has a name for those who can't see it, or a text.
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        auto *button = qobject_cast<QAbstractButton *>(widget);
        if (button && button->isVisible() && button->focusPolicy() != Qt::NoFocus)
            QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty() || !button->toolTip().isEmpty(),
                     qPrintable(widget->objectName()));
    }
}

void TestWindowLife::interruptedRunIsTold()
{
    const DemoProject demo;
    demo.write(
        QStringLiteral(".lockkeeper/journals/r1.jsonl"),
        R"({"event":"begin","id":"r1","environment":"development","fingerprint":"f","direction":"up","pid":999999999,"at":"2026-01-02T03:04:05.000Z",)"
        R"("steps":[{"version":"0008","key":"8","transaction":true},{"version":"0009","key":"9","transaction":true}]})"
        "\n");
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    auto *notices = window.findChild<NoticeBar *>();
    const QString text = notices->texts().join(u'\n');
    QVERIFY2(text.contains(QStringLiteral("0008: committed")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("0009: nothing of it stayed")), qPrintable(text));
    for (auto *button : notices->findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("I have seen it"))
            QTest::mouseClick(button, Qt::LeftButton);
    }
    QVERIFY(waitSettled(window));
    window.openProject(demo.folder());
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 20'000);
    QVERIFY(notices->texts().isEmpty());
}

void TestWindowLife::folderIsDraggedIn()
{
    const DemoProject demo;
    MainWindow window;
    window.show();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(demo.folder())});
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(&window, &drop);
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 20'000);
    QCOMPARE(window.workbench().project().project.name, QStringLiteral("Web shop"));
    QMimeData other;
    other.setUrls({QUrl::fromLocalFile(demo.path(QStringLiteral("migrations/0001_customers.sql")))});
    QDragEnterEvent wrong(QPoint(50, 50), Qt::CopyAction, &other, Qt::LeftButton, {});
    wrong.ignore();
    QApplication::sendEvent(&window, &wrong);
    QVERIFY(!wrong.isAccepted());
}

void TestWindowLife::everyThemeWhileOpen()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.actions().themeDark->trigger();
    QVERIFY(Look::dark());
    QTRY_VERIFY(window.palette().color(QPalette::Window).lightness() < 128);
    QCOMPARE(WindowMemory().theme(), Look::Theme::Dark);
    window.actions().themeLight->trigger();
    QVERIFY(!Look::dark());
    QTRY_VERIFY(window.palette().color(QPalette::Window).lightness() > 128);
    window.actions().themeSystem->trigger();
    QCOMPARE(WindowMemory().theme(), Look::Theme::System);
}

LK_WINDOW_TEST_MAIN(TestWindowLife)
#include "tst_windowlife.moc"
