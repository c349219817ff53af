// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/truststore.h"
#include "tests/support/toolproject.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/trust/trustdialog.h"
#include "widgets/window/noticebar.h"

#include <QClipboard>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QTabWidget>

using namespace lk;
using namespace Qt::StringLiterals;

/// Nothing of a folder runs before a person has said yes to it: in the real window, with a tool that notes each start.
class TestTrust : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { m_window.reset(); }

    void askedBeforeTheAddressIsLookedUp()
    {
        const ToolProject project(false);
        open(project, false);
        TrustDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        auto *files = part<QListWidget>(*dialog, "trustFiles");
        QVERIFY(!files->findItems(u"alembic.ini"_s, Qt::MatchExactly).isEmpty());
        QTest::mouseClick(files->viewport(), Qt::LeftButton, {}, files->visualItemRect(files->findItems(u"migrations/env.py"_s, Qt::MatchExactly).first()).center());
        auto *view = part<ScriptEditor>(*dialog, "trustView");
        QVERIFY(view->bytes().contains("SHOP_DATABASE"));
        QVERIFY(view->isReadOnly() && view->highlighted());
        click(*dialog, "trustCancel");
        QTRY_VERIFY(!m_window->findChild<TrustDialog *>());
        QVERIFY(project.ran().isEmpty());
        QVERIFY(!m_window->workbench().isOpen());

        m_window->openProject(project.folder());
        dialog = waitForDialog();
        QVERIFY(dialog);
        QVERIFY(click(*dialog, "trustOnce"));
        QTRY_VERIFY(m_window->workbench().isOpen());
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(project.ran(), QStringList{u"address"_s});
        QVERIFY(!TrustStore().trusts(project.folder(), {u"alembic.ini"_s, u"migrations/env.py"_s})); // only this time
    }

    void askedBeforeARehearsal()
    {
        const ToolProject project(true);
        QVERIFY(open(project, true));
        QVERIFY(!m_window->findChild<TrustDialog *>());
        m_window->choose(u"b1"_s);
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(click(*m_window, "rehearseButton"));
        TrustDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        QVERIFY(!part<QListWidget>(*dialog, "trustFiles")->findItems(u"migrations/versions/b1_orders.py"_s, Qt::MatchExactly).isEmpty());
        click(*dialog, "trustCancel");
        QTRY_VERIFY(!m_window->findChild<TrustDialog *>());
        QVERIFY(m_window->isSettled());
        QVERIFY(project.ran().isEmpty());

        QVERIFY(click(*m_window, "rehearseButton"));
        QVERIFY((dialog = waitForDialog()));
        QVERIFY(click(*dialog, "trustFolder"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && m_window->workbench().plan().rehearsal, 30'000);
        QVERIFY(m_window->workbench().plan().rehearsal->ok);
        QVERIFY(project.ran().contains(u"run"_s));
        QTRY_VERIFY(m_window->workbench().project().trusted);
        part<QTabWidget>(*m_window, "bottomTabs")->setCurrentWidget(part(*m_window, "runPanel"));
        QVERIFY(click(*m_window, "copySent"));
        QCOMPARE(QGuiApplication::clipboard()->text(), u"-- a1\nCREATE TABLE t_a1 (id INTEGER PRIMARY KEY);\nINSERT INTO alembic_version VALUES ('a1');\n"
                                                       "-- b1\nCREATE TABLE t_b1 (id INTEGER PRIMARY KEY);\nINSERT INTO alembic_version VALUES ('b1');\n"_s);

        // Remembered: another window asks nothing, until a file that runs first is another.
        m_window.reset();
        QVERIFY(open(project, true));
        QVERIFY(m_window->workbench().project().trusted);
        project.write(u"migrations/env.py"_s, "import os\nos.system('true')\n");
        QVERIFY(open(project, true));
        QVERIFY(!m_window->workbench().project().trusted);
    }

    void offeredAgainInAnotherEnvironment()
    {
        const ToolProject project(true);
        writeEnvironments(project);
        QVERIFY(open(project, true));
        QVERIFY(isOffered());
        QVERIFY(click(*m_window, "noticeAction"));
        QVERIFY(answer("trustCancel")); // not now
        QVERIFY(m_window->actions().trust->isEnabled());

        QVERIFY(switchTo(u"staging"_s));
        QVERIFY(isOffered());
        QVERIFY(click(*m_window, "rehearseButton"));
        QVERIFY(answer("trustCancel"));
        QVERIFY(m_window->isSettled());
        QVERIFY(project.ran().isEmpty());

        m_window->actions().trust->trigger();
        QVERIFY(answer("trustFolder"));
        QTRY_VERIFY(m_window->workbench().project().trusted);
        QVERIFY(!isOffered());
        QVERIFY(!m_window->actions().trust->isEnabled());
        QVERIFY(m_window->actions().trust->toolTip().contains(u"you trust it"_s));
        QVERIFY(project.ran().isEmpty()); // a yes alone starts nothing

        // It is for the folder, whatever its environment.
        QVERIFY(switchTo(u"development"_s));
        QVERIFY(m_window->workbench().project().trusted && !isOffered());
        QVERIFY(project.ran().isEmpty());

        // And for the content of what runs first.
        project.write(u"migrations/env.py"_s, "import os\nos.system('true')\n");
        QVERIFY(switchTo(u"staging"_s));
        QVERIFY(!m_window->workbench().project().trusted && isOffered());
        QVERIFY(click(*m_window, "rehearseButton"));
        QVERIFY(answer("trustCancel"));
        QVERIFY(project.ran().isEmpty());
    }

    void onceIsForTheOpenEnvironment()
    {
        const ToolProject project(true);
        writeEnvironments(project);
        QVERIFY(open(project, true));
        m_window->actions().trust->trigger();
        QVERIFY(answer("trustOnce"));
        QTRY_VERIFY(m_window->workbench().project().trusted && !isOffered());
        QVERIFY(switchTo(u"staging"_s));
        QVERIFY(!m_window->workbench().project().trusted && isOffered());
        QVERIFY(click(*m_window, "rehearseButton"));
        QVERIFY(answer("trustCancel"));
        QVERIFY(project.ran().isEmpty());
    }

    void offeredWhereItCouldNotBeOpened()
    {
        const ToolProject project(false);
        open(project, false);
        QVERIFY(answer("trustCancel"));
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(m_window->actions().trust->isEnabled());
        QVERIFY(click(*m_window, "startTrust"));
        QVERIFY(answer("trustCancel"));
        QVERIFY(project.ran().isEmpty());
        m_window->actions().trust->trigger();
        QVERIFY(answer("trustFolder"));
        QTRY_VERIFY(m_window->workbench().isOpen() && m_window->isSettled());
        QVERIFY(m_window->workbench().project().trusted);
        QCOMPARE(project.ran(), QStringList{u"address"_s});

        // A folder that has nothing to do with programs is not asked about.
        const DemoProject other;
        m_window->openProject(other.folder());
        QTRY_VERIFY(m_window->workbench().isOpen() && m_window->isSettled());
        QVERIFY(!m_window->actions().trust->isEnabled() && !isOffered());
    }

    void askedBeforeARun_data()
    {
        QTest::addColumn<QByteArray>("button");
        QTest::addColumn<State>("before");
        QTest::addColumn<State>("after");
        QTest::newRow("apply") << QByteArray("applyButton") << State::Pending << State::Applied;
        QTest::newRow("revert") << QByteArray("revertButton") << State::Applied << State::Pending;
    }

    void askedBeforeARun()
    {
        QFETCH(QByteArray, button);
        QFETCH(State, before);
        QFETCH(State, after);
        const ToolProject project(true);
        if (before == State::Applied) {
            QVERIFY(open(project, true));
            m_window->choose(u"a1"_s);
            QVERIFY(startRun("applyButton"));
            QVERIFY(answer("trustOnce"));
            QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && stateOf(u"a1"_s) == State::Applied, 30'000);
        }
        QVERIFY(open(project, true)); // another window: nothing was remembered
        QVERIFY(!m_window->workbench().project().trusted);
        const QStringList ranBefore = project.ran();
        m_window->choose(u"a1"_s);
        QVERIFY(startRun(button));
        TrustDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        QVERIFY(part<QLabel>(*dialog, "trustWhy")->text().contains(before == State::Pending ? u"To apply a1"_s : u"To revert a1"_s));
        QVERIFY(!part<QListWidget>(*dialog, "trustFiles")->findItems(u"migrations/versions/a1_customers.py"_s, Qt::MatchExactly).isEmpty());
        QVERIFY(answer("trustCancel"));
        QVERIFY(m_window->isSettled());
        QCOMPARE(project.ran(), ranBefore);
        QCOMPARE(stateOf(u"a1"_s), before);

        QVERIFY(startRun(button));
        QVERIFY(answer("trustFolder"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && stateOf(u"a1"_s) == after, 30'000);
        QCOMPARE(project.ran().mid(ranBefore.size()).count(u"run"_s), 1);
        QVERIFY(m_window->workbench().project().trusted);
    }

    void changedWhileShownIsNoYes()
    {
        const ToolProject project(true);
        QVERIFY(open(project, true));
        QVERIFY(click(*m_window, "rehearseButton"));
        TrustDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        project.write(u"migrations/env.py"_s, "import os\nos.system('true')\n");
        QVERIFY(click(*dialog, "trustFolder"));
        QTRY_VERIFY(part<QLabel>(*dialog, "trustError")->isVisible());
        QVERIFY(part<QLabel>(*dialog, "trustError")->text().contains(u"changed"_s));
        QVERIFY(project.ran().isEmpty());
        click(*dialog, "trustCancel");
        QTRY_VERIFY(!m_window->findChild<TrustDialog *>());
        QVERIFY(!TrustStore().trusts(project.folder(), {u"alembic.ini"_s, u"migrations/env.py"_s}));
        QVERIFY(project.ran().isEmpty());
    }

private:
    bool open(const ToolProject &project, bool wait)
    {
        m_window = std::make_unique<MainWindow>();
        m_window->resize(1280, 800);
        m_window->show();
        if (!QTest::qWaitForWindowActive(m_window.get()))
            return false;
        m_window->openProject(project.folder());
        return !wait || QTest::qWaitFor([&] { return m_window->workbench().isOpen() && m_window->isSettled(); }, 20'000);
    }

    static void writeEnvironments(const ToolProject &project)
    {
        project.write(u"lockkeeper.toml"_s, "[environments.development]\nurl = \"sqlite:shop.db\"\n\n[environments.staging]\nurl = \"sqlite:staging.db\"\n");
    }

    /// By the menu, as a person does.
    bool switchTo(const QString &environment)
    {
        for (QAction *action : m_window->actions().environmentMenu->actions()) {
            if (action->objectName() == u"environment_"_s + environment)
                action->trigger();
        }
        return QTest::qWaitFor([&] { return m_window->workbench().isOpen() && m_window->isSettled() && m_window->workbench().project().environment.name == environment; }, 20'000);
    }

    bool isOffered() const
    {
        const QStringList notices = part<NoticeBar>(*m_window, "noticeBar")->texts();
        return std::ranges::any_of(notices, [](const QString &text) { return text.contains(u"runs programs of this folder"); });
    }

    /// Opens the plan of this button, and confirms it.
    bool startRun(const char *button)
    {
        return waitSettled(*m_window) && click(*m_window, button)
            && QTest::qWaitFor([&] { return m_window->isSettled() && m_window->findChild<QPushButton *>(u"planApply"_s) && m_window->findChild<QPushButton *>(u"planApply"_s)->isEnabled(); }, 20'000)
            && click(*m_window, "planApply");
    }

    State stateOf(const QString &version) const { return m_window->workbench().project().history.find(version)->state; }

    /// Waits for the question and clicks on this button of it, until it is gone.
    bool answer(const char *button)
    {
        TrustDialog *dialog = waitForDialog();
        return dialog && click(*dialog, button) && QTest::qWaitFor([&] { return !m_window->findChild<TrustDialog *>(); }, 20'000);
    }

    TrustDialog *waitForDialog()
    {
        TrustDialog *found = nullptr;
        return QTest::qWaitFor([&] { return (found = m_window->findChild<TrustDialog *>()) && found->isVisible(); }, 20'000) ? found : nullptr;
    }

    std::unique_ptr<MainWindow> m_window;
};

LK_WINDOW_TEST_MAIN(TestTrust)
#include "tst_trust.moc"
