// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/widgets/window/windowtest.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/record/recorddialog.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTableView>

using namespace lk;
using namespace Qt::StringLiterals;

/// Mark, baseline and repair in the real window: what would be written is shown, then exactly that is written.
class TestRecords : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { m_window.reset(); }

    void marks()
    {
        const DemoProject project;
        open(project);
        choose(u"0009"_s);
        QVERIFY(m_window->actions().markApplied->isEnabled());
        QVERIFY(!m_window->actions().markPending->isEnabled());
        QVERIFY(!m_window->actions().baseline->isEnabled()); // it holds migrations
        QVERIFY(!m_window->actions().repair->isEnabled());   // nothing to repair
        auto *view = part<QTableView>(*m_window, "historyView");
        emit view->customContextMenuRequested(view->visualRect(view->currentIndex()).center());
        auto *menu = part<QMenu>(*m_window, "historyMenu");
        QTRY_VERIFY(menu->isVisible());
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(m_window->actions().markApplied).center());
        RecordDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        QTRY_VERIFY(part<QPushButton>(*dialog, "recordWrite")->isEnabled());
        const QByteArray shown = part<ScriptEditor>(*dialog, "recordText")->bytes();
        QVERIFY(shown.contains("0009") && shown.contains("INSERT INTO"));
        QCOMPARE(state(u"0009"_s), State::Pending); // shown alone writes nothing
        QVERIFY(click(*dialog, "recordWrite"));
        QTRY_COMPARE(state(u"0009"_s), State::Applied);
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(rawRows(project.path(u"shop.db"_s), u"SELECT name FROM sqlite_master WHERE name = 'orders_by_customer'"_s).isEmpty()); // no script ran

        QVERIFY(m_window->actions().markPending->isEnabled());
        m_window->actions().markPending->trigger();
        QVERIFY((dialog = waitForDialog()));
        QTRY_VERIFY(part<QPushButton>(*dialog, "recordWrite")->isEnabled());
        QVERIFY(click(*dialog, "recordCancel"));
        QTRY_VERIFY(!m_window->findChild<RecordDialog *>());
        QCOMPARE(state(u"0009"_s), State::Applied);
    }

    void repairsWhatWasEdited()
    {
        const DemoProject project;
        project.write(u"migrations/0002_catalogue.sql"_s, project.read(u"migrations/0002_catalogue.sql"_s) + "-- a remark\n");
        open(project);
        QCOMPARE(state(u"0002"_s), State::Changed);
        m_window->actions().repair->trigger();
        RecordDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        auto *write = part<QPushButton>(*dialog, "recordWrite");
        QTRY_VERIFY(write->toolTip().contains(u"Nothing"_s));
        QVERIFY(!write->isEnabled());
        QTest::mouseClick(part<QCheckBox>(*dialog, "recordAccept-0002"), Qt::LeftButton, {}, QPoint(8, 8));
        QTRY_VERIFY(write->isEnabled());
        QVERIFY(part<ScriptEditor>(*dialog, "recordText")->bytes().contains("UPDATE"));
        QVERIFY(click(*dialog, "recordWrite"));
        QTRY_COMPARE(state(u"0002"_s), State::Applied);
        QTRY_VERIFY(m_window->isSettled());
    }

    void adoptsADatabase()
    {
        const DemoProject project;
        QFile::remove(project.path(u"shop.db"_s));
        open(project);
        choose(u"0003"_s);
        m_window->actions().baseline->trigger();
        RecordDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        QTRY_VERIFY(part<QPushButton>(*dialog, "recordWrite")->isEnabled());
        QVERIFY(part<ScriptEditor>(*dialog, "recordText")->bytes().contains("CREATE TABLE"));
        QVERIFY(click(*dialog, "recordWrite"));
        QTRY_VERIFY(state(u"0003"_s) != State::Pending);
        QCOMPARE(state(u"0004"_s), State::Pending);
        QTRY_VERIFY(m_window->isSettled());
    }

    void aProtectedDatabaseIsNamedFirst_data()
    {
        QTest::addColumn<bool>("backupWanted");
        QTest::newRow("the policy wants nothing else") << false;
        QTest::newRow("the policy wants a backup first") << true;
    }

    void aProtectedDatabaseIsNamedFirst()
    {
        QFETCH(bool, backupWanted);
        const DemoProject project;
        project.write(u"lockkeeper.toml"_s, QByteArray("[environments.production]\nurl = \"sqlite:production.db\"\nprotected = true\n")
                                                + (backupWanted ? "backup = { required = true, folder = \"backups\", verify = \"restore\" }\n" : ""));
        m_window = std::make_unique<MainWindow>();
        QVERIFY(openIn(*m_window, project.folder(), u"production"_s));
        choose(u"0009"_s);
        m_window->actions().markApplied->trigger();
        RecordDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        auto *write = part<QPushButton>(*dialog, "recordWrite");
        auto *name = part<QLineEdit>(*dialog, "recordName");
        QVERIFY(name->isVisible());
        QTRY_VERIFY(write->toolTip().contains(backupWanted ? u"backup"_s : u"Type "_s));
        QVERIFY(!write->isEnabled());
        QTest::keyClicks(name, m_window->workbench().project().target.name());
        QCOMPARE(write->isEnabled(), !backupWanted);
        QVERIFY(click(*dialog, "recordCancel"));
        QTRY_VERIFY(!m_window->findChild<RecordDialog *>());
        QCOMPARE(state(u"0009"_s), State::Pending);
    }

private:
    void open(const DemoProject &project)
    {
        m_window = std::make_unique<MainWindow>();
        QVERIFY(openIn(*m_window, project.folder()));
    }
    void choose(const QString &version)
    {
        m_window->choose(version);
        QVERIFY(waitSettled(*m_window));
    }
    State state(const QString &version) const { return m_window->workbench().project().history.find(version)->state; }
    RecordDialog *waitForDialog()
    {
        RecordDialog *found = nullptr;
        return QTest::qWaitFor([&] { return (found = m_window->findChild<RecordDialog *>()) && found->isVisible(); }, 20'000) ? found : nullptr;
    }

    std::unique_ptr<MainWindow> m_window;
};

LK_WINDOW_TEST_MAIN(TestRecords)
#include "tst_records.moc"
