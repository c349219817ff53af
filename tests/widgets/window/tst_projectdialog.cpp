// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/project/truststore.h"
#include "tests/support/toolproject.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/project/projectdialog.h"

#include <QLabel>
#include <QRadioButton>

using namespace lk;
using namespace Qt::StringLiterals;

/// What a folder was recognised as, and choosing where two formats fit.
class TestProjectDialog : public QObject
{
    Q_OBJECT

private slots:
    void cleanup() { m_window.reset(); }

    void choosesWhereTwoFit()
    {
        const TemporaryProject project;
        project.write(u"lockkeeper.toml"_s, "# ours\n[environments.development]\nurl = \"sqlite:shop.db\"\n");
        project.write(u"Cargo.toml"_s, "[dependencies]\nsqlx = \"0.8\"\n");
        project.write(u"migrations/0001_customers.sql"_s, "CREATE TABLE customers (id INTEGER PRIMARY KEY);\n");
        ProjectDialog *dialog = open(project);
        QVERIFY(dialog);
        QVERIFY(part<QLabel>(*dialog, "projectFormat")->text().startsWith(u"SQLx, because"_s));
        QTRY_VERIFY(dialog->findChild<QRadioButton *>(u"projectFormat-plain"_s));
        QVERIFY(part<QRadioButton>(*dialog, "projectFormat-sqlx")->isChecked());
        auto *use = part<QPushButton>(*dialog, "projectUse");
        QVERIFY(!use->isEnabled());
        QTRY_VERIFY(part<QRadioButton>(*dialog, "projectFormat-plain")->isVisible());
        QTest::mouseClick(part<QRadioButton>(*dialog, "projectFormat-plain"), Qt::LeftButton, {}, QPoint(8, 8));
        QVERIFY(use->isEnabled());
        QVERIFY(click(*dialog, "projectUse"));
        QTRY_VERIFY(m_window->workbench().isOpen() && m_window->workbench().project().format.name == u"plain"_s);
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(project.read(u"lockkeeper.toml"_s), QByteArray("# ours\n[environments.development]\nurl = \"sqlite:shop.db\"\n\n[project]\nformat = \"plain\"\n"));
    }

    void takesBackTheTrust()
    {
        const ToolProject project(true);
        const QStringList files{u"alembic.ini"_s, u"migrations/env.py"_s};
        QVERIFY(TrustStore().trust(project.folder(), files));
        ProjectDialog *dialog = open(project);
        QVERIFY(dialog);
        QVERIFY(part<QLabel>(*dialog, "projectTrust")->text().contains(u"may run"_s));
        QVERIFY(click(*dialog, "projectForget"));
        QTRY_VERIFY(m_window->workbench().isOpen() && !m_window->workbench().project().trusted);
        QTRY_VERIFY(m_window->isSettled());
        QVERIFY(!TrustStore().trusts(project.folder(), files));
        QVERIFY(project.ran().isEmpty());
    }

private:
    ProjectDialog *open(const TemporaryProject &project)
    {
        m_window = std::make_unique<MainWindow>();
        if (!openIn(*m_window, project.folder()))
            return nullptr;
        m_window->actions().project->trigger();
        ProjectDialog *found = nullptr;
        return QTest::qWaitFor([&] { return (found = m_window->findChild<ProjectDialog *>()) && found->isVisible(); }, 20'000) ? found : nullptr;
    }

    std::unique_ptr<MainWindow> m_window;
};

LK_WINDOW_TEST_MAIN(TestProjectDialog)
#include "tst_projectdialog.moc"
