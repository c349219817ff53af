// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/truststore.h"
#include "tests/support/toolproject.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/trust/trustdialog.h"

#include <QClipboard>
#include <QLabel>
#include <QListWidget>

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

    TrustDialog *waitForDialog()
    {
        TrustDialog *found = nullptr;
        return QTest::qWaitFor([&] { return (found = m_window->findChild<TrustDialog *>()) && found->isVisible(); }, 20'000) ? found : nullptr;
    }

    std::unique_ptr<MainWindow> m_window;
};

LK_WINDOW_TEST_MAIN(TestTrust)
#include "tst_trust.moc"
