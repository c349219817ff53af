// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/foreigntools.h"
#include "tests/support/temporaryproject.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/messagebar.h"
#include "widgets/editor/scintilla.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/editor/sqlpreview.h"
#include "widgets/history/historypanel.h"
#include "widgets/trust/trustdialog.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QLabel>
#include <QListWidget>
#include <QTabBar>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Env = R"(from alembic import context
from sqlalchemy import engine_from_config, pool
open('ran.txt', 'a').write('x')
config = context.config
def offline():
    context.configure(url=config.get_main_option('sqlalchemy.url'), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
def online():
    engine = engine_from_config(config.get_section(config.config_ini_section), prefix='sqlalchemy.', poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
offline() if context.is_offline_mode() else online()
)";
const QByteArray Up = "op.create_table('orders', sa.Column('id', sa.Integer, primary_key=True), sa.Column('state', sa.String(20)))\n"
                      "    op.execute(\"INSERT INTO orders VALUES (1, 'new')\")";
const QString File = u"alembic/versions/a1_orders.py"_s;

using Files = QMap<QString, QByteArray>;

/// The colour in which the first of these words is shown.
long colourOf(const ScriptEditor &view, const char *word)
{
    return tell(view, Sci::SCI_STYLEGETFORE, tell(view, Sci::SCI_GETSTYLEAT, view.bytes().indexOf(word)));
}

} // namespace

/// What a program would send, shown in the real window in place of its text: with the real Alembic.
class TestPreview : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const ForeignRun found = runForeign(u"/"_s, u"alembic"_s, {u"--version"_s});
        const Result<void> there = found.code == 0 ? Result<void>() : Failure(Error{ErrorCode::Usage, u"Alembic is not installed"_s, {}, {}, u"scripts/setup installs it"_s});
        LK_NEEDS_TOOL(there);
    }

    void init()
    {
        m_project = std::make_unique<TemporaryProject>();
        m_project->write(u"lockkeeper.toml"_s, "[environments.development]\nurl = \"sqlite:shop.db\"\n");
        m_project->write(u"alembic.ini"_s, "[alembic]\nscript_location = alembic\nsqlalchemy.url = sqlite:///shop.db\n");
        m_project->write(u"alembic/env.py"_s, Env);
        write(Up);
    }

    void cleanup()
    {
        m_window.reset();
        m_project.reset();
    }

    void nothingRunsBeforeAYes()
    {
        QVERIFY(open());
        QVERIFY(click(*m_window, "editorPreview"));
        TrustDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        QVERIFY(!part<QListWidget>(*dialog, "trustFiles")->findItems(File, Qt::MatchExactly).isEmpty());
        QVERIFY(part<QLabel>(*dialog, "trustWhy")->text().contains(u"a1"_s));
        QVERIFY(click(*dialog, "trustCancel"));
        QTRY_VERIFY(!m_window->findChild<TrustDialog *>());
        QVERIFY(waitSettled(*m_window));
        QVERIFY(!editor().previewing());
        QVERIFY(!part<QToolButton>(*m_window, "editorPreview")->isChecked());
        QVERIFY(!ran());

        QVERIFY(click(*m_window, "editorPreview")); // asked anew
        QVERIFY((dialog = waitForDialog()));
        QVERIFY(click(*dialog, "trustOnce"));
        QTRY_VERIFY(editor().previewing() && waitSettled(*m_window));
        QVERIFY(ran());
        QVERIFY2(text().contains("CREATE TABLE orders"), text().constData());
        QVERIFY(part<QToolButton>(*m_window, "editorPreview")->isChecked());
    }

    void toldThenSeen()
    {
        QVERIFY(open() && preview());
        QVERIFY2(text().contains("CREATE TABLE orders") && text().contains("INSERT INTO orders VALUES (1, 'new');\n"), text().constData());
        QVERIFY(message().startsWith(u"Not observed"_s));
        QVERIFY(message().contains(u"Alembic's offline SQL"_s));
        QVERIFY(view()->isVisible() && view()->isReadOnly());
        QTRY_VERIFY(colourOf(*view(), "CREATE") != colourOf(*view(), "orders"));
        QVERIFY(colourOf(*view(), "'new'") != colourOf(*view(), "orders"));
        QTest::mouseClick(bar()->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text().toUtf8(), text());
        QVERIFY(!QFile::exists(m_project->path(u"shop.db"_s))); // no database was touched

        // The other direction, by its tab.
        auto *tabs = part<QTabBar>(*m_window, "editorTabs");
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
        QTRY_VERIFY_WITH_TIMEOUT(text().contains("DROP TABLE orders"), 30'000);
        QVERIFY(!text().contains("CREATE TABLE orders"));
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(0).center());
        QTRY_VERIFY_WITH_TIMEOUT(text().contains("CREATE TABLE orders"), 30'000);

        // What a rehearsal saw comes before what the tool says, both ways.
        QVERIFY(click(*m_window, "rehearseButton"));
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isSettled() && m_window->workbench().plan().rehearsal, 30'000);
        QVERIFY(m_window->workbench().plan().rehearsal->ok);
        QTRY_VERIFY(message().startsWith(u"Observed"_s));
        QVERIFY2(text().contains("INSERT INTO alembic_version"), text().constData());
        QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
        QTRY_VERIFY_WITH_TIMEOUT(message().startsWith(u"Observed"_s) && text().contains("DROP TABLE orders"), 30'000);

        // Back to the program.
        QVERIFY(click(*m_window, "editorPreview"));
        QVERIFY(!editor().previewing() && editor().currentEditor()->isVisible());
        QCOMPARE(editor().currentFile(), File);
    }

    void errorHasItsPlace()
    {
        write("op.create_table('orders', sa.Column('id', sa.Integer))\n    op.drop_everything()");
        QVERIFY(open() && preview());
        QVERIFY2(message().contains(File + u":14"_s), qPrintable(message()));
        QVERIFY2(message().contains(u"drop_everything"_s), qPrintable(message()));
        QVERIFY(text().isEmpty() && !view()->isVisible());
        QTest::mouseClick(bar()->findChild<QPushButton *>(), Qt::LeftButton); // "Go to line 14"
        QVERIFY(!editor().previewing());
        QCOMPARE(editor().currentEditor()->caretLine(), 14);

        // Mended on the disk: what was said of the old text is not shown of the new one.
        QVERIFY(click(*m_window, "editorPreview"));
        QTRY_VERIFY_WITH_TIMEOUT(editor().previewing() && m_window->isSettled(), 30'000);
        write(Up);
        m_window->actions().refresh->trigger();
        QTRY_VERIFY(!editor().previewing());
        QVERIFY(preview());
        QVERIFY(text().contains("CREATE TABLE orders"));

        // One that is not in the migration is told, without a way to go there.
        m_project->write(u"alembic/env.py"_s, "import os\nraise RuntimeError('no settings')\n");
        QVERIFY(open() && preview());
        QVERIFY2(message().contains(u"alembic/env.py:2"_s) && message().contains(u"no settings"_s), qPrintable(message()));
        QCOMPARE(bar()->findChildren<QPushButton *>(Qt::FindDirectChildrenOnly).size(), 1);
    }

    void canBeCancelled()
    {
        m_project->write(u"alembic/env.py"_s, "import time\nopen('ran.txt', 'a').write('x')\ntime.sleep(50)\n");
        QVERIFY(open());
        trust();
        QVERIFY(click(*m_window, "editorPreview"));
        QTRY_VERIFY_WITH_TIMEOUT(ran(), 30'000); // it is at it, and the window is not held up
        QVERIFY(part(*m_window, "sqlPreviewProgress")->isVisible());
        QVERIFY(message().contains(u"Alembic is asked"_s));
        QElapsedTimer since;
        since.start();
        QTest::mouseClick(bar()->findChild<QPushButton *>(), Qt::LeftButton); // "Cancel"
        QTRY_VERIFY_WITH_TIMEOUT(message().startsWith(u"Cancelled"_s), 30'000);
        QVERIFY(m_window->isSettled());
        QVERIFY(since.elapsed() < 10'000);

        // Another migration, or another project, waits for no answer either.
        QTest::mouseClick(bar()->findChild<QPushButton *>(), Qt::LeftButton); // "Ask again"
        QTRY_VERIFY(message().contains(u"Alembic is asked"_s));
        QVERIFY(click(*m_window, "editorPreview"));
        QVERIFY(!editor().previewing());
        QTRY_VERIFY(m_window->isSettled());
    }

    void changedSinceTheYesRunsNothing()
    {
        QVERIFY(open());
        trust();
        QVERIFY(preview());
        QVERIFY(QFile::remove(m_project->path(u"ran.txt"_s)));
        m_project->write(u"alembic/env.py"_s, Env + "# other\n");
        m_window->openProject(m_project->folder()); // a folder that was trusted in a session before
        QTRY_VERIFY(m_window->workbench().isOpen() && m_window->isSettled());
        QVERIFY(!editor().previewing());
        QVERIFY(click(*m_window, "editorPreview"));
        TrustDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        QVERIFY(click(*dialog, "trustFolder"));
        QTRY_VERIFY_WITH_TIMEOUT(editor().previewing() && m_window->isSettled(), 30'000);
        QVERIFY(ran());
        QVERIFY(click(*m_window, "editorPreview"));

        // While it is open: the desk looks at the files each time, whatever the window believes.
        QVERIFY(QFile::remove(m_project->path(u"ran.txt"_s)));
        m_project->write(u"alembic/env.py"_s, Env + "# another\n");
        QVERIFY(click(*m_window, "editorPreview"));
        QTRY_VERIFY(editor().previewing() && message().contains(u"nobody trusts"_s));
        QVERIFY(!ran());
        QTRY_VERIFY(m_window->isSettled() && !m_window->workbench().project().trusted);
        QVERIFY(m_window->actions().trust->isEnabled());
        QTest::mouseClick(bar()->findChild<QPushButton *>(), Qt::LeftButton); // "Ask again" asks for trust
        QVERIFY((dialog = waitForDialog()));
        QVERIFY(click(*dialog, "trustCancel"));
        QVERIFY(!ran());
    }

    void toolsWithoutPreview_data()
    {
        QTest::addColumn<Files>("files");
        QTest::addColumn<bool>("button");
        QTest::addColumn<QString>("why");
        QTest::newRow("Knex") << Files{{u"package.json"_s, "{\"dependencies\": {\"knex\": \"3.1.0\"}}"},
                                                           {u"knexfile.js"_s, "module.exports = {client: 'sqlite3', connection: {filename: 'shop.db'}};\n"},
                                                           {u"migrations/20261121100000_orders.js"_s, "exports.up = (knex) => knex.schema.createTable('orders', (t) => t.increments());\n"
                                                                                                      "exports.down = (knex) => knex.schema.dropTable('orders');\n"}}
                              << true << u"Knex can't say beforehand what a migration sends"_s;
        QTest::newRow("Rails") << Files{{u"Gemfile"_s, "gem 'rails'\n"},
                                                            {u"config/application.rb"_s, "require 'rails'\n"},
                                                            {u"config/database.yml"_s, "development:\n  adapter: sqlite3\n  database: shop.db\n"},
                                                            {u"db/migrate/20261121100000_create_orders.rb"_s,
                                                             "class CreateOrders < ActiveRecord::Migration[6.1]\n  def change\n    create_table :orders\n  end\nend\n"}}
                               << true << u"Rails has no preview"_s;
        QTest::newRow("Sqitch") << Files{{u"sqitch.conf"_s, "[core]\n\tengine = sqlite\n"},
                                                             {u"sqitch.plan"_s, "%syntax-version=1.0.0\n%project=shop\n\norders 2026-11-21T10:00:00Z A <a@example.com> # orders\n"},
                                                             {u"deploy/orders.sql"_s, "CREATE TABLE orders (id INTEGER);\n"},
                                                             {u"revert/orders.sql"_s, "DROP TABLE orders;\n"}}
                                << true << u"sqitch has no preview"_s;
        QTest::newRow("goose, in Go") << Files{{u"lockkeeper.toml"_s, "[project]\nformat = \"goose\"\n\n[environments.development]\nurl = \"sqlite:shop.db\"\n"},
                                               {u"migrations/00001_orders.go"_s, "package migrations\n"}}
                                      << true << u"Only the project's own goose can run it"_s;
        QTest::newRow("scripts") << Files{{u"migrations/0001_orders.sql"_s, "CREATE TABLE orders (id INTEGER);\n"}} << false << u"SQL that stands here"_s;
    }

    void toolsWithoutPreview()
    {
        QFETCH(Files, files);
        QFETCH(bool, button);
        QFETCH(QString, why);
        const TemporaryProject project;
        project.write(u"lockkeeper.toml"_s, "[environments.development]\nurl = \"sqlite:shop.db\"\n");
        for (auto file = files.cbegin(); file != files.cend(); ++file)
            project.write(file.key(), file.value());
        m_window = std::make_unique<MainWindow>();
        QVERIFY(openIn(*m_window, project.folder()));
        QCOMPARE(m_window->workbench().project().history.entries.size(), 1u);
        m_window->choose(m_window->workbench().project().history.entries[0].version());
        QTRY_VERIFY(m_window->isSettled());
        QCOMPARE(part<QToolButton>(*m_window, "editorPreview")->isVisible(), button);
        QVERIFY(!part<QToolButton>(*m_window, "editorPreview")->isEnabled());
        QVERIFY2(m_window->actions().previewSql->toolTip().contains(why), qPrintable(m_window->actions().previewSql->toolTip()));
        QVERIFY(!m_window->actions().previewSql->isEnabled());
        QCOMPARE(m_window->actions().trust->isEnabled(), m_window->workbench().project().format.programs);
    }

    void unsavedEditsAreNotInIt()
    {
        QVERIFY(open());
        trust();
        QTest::keyClicks(editor().currentEditor(), u"# "_s);
        QTRY_VERIFY(!m_window->actions().previewSql->isEnabled());
        QVERIFY(m_window->actions().previewSql->toolTip().contains(u"not saved"_s));
    }

private:
    void write(const QByteArray &up) const
    {
        m_project->write(File, "\"\"\"orders\n\nRevision ID: a1\n\"\"\"\nfrom alembic import op\nimport sqlalchemy as sa\n\nrevision = 'a1'\ndown_revision = None\n\n\ndef upgrade():\n    " + up
                             + "\n\n\ndef downgrade():\n    op.drop_table('orders')\n");
    }

    bool open()
    {
        m_window = std::make_unique<MainWindow>();
        if (!openIn(*m_window, m_project->folder()))
            return false;
        m_window->choose(u"a1"_s);
        return waitSettled(*m_window);
    }

    /// As if it had been given before.
    void trust()
    {
        m_window->actions().trust->trigger();
        TrustDialog *dialog = waitForDialog();
        QVERIFY(dialog);
        QVERIFY(click(*dialog, "trustFolder"));
        QTRY_VERIFY(m_window->isSettled() && m_window->workbench().project().trusted);
    }

    /// Asks for it, trusting what was not, and waits for the answer.
    bool preview()
    {
        if (!m_window->workbench().project().trusted)
            trust();
        return click(*m_window, "editorPreview") && QTest::qWaitFor([&] { return editor().previewing() && m_window->isSettled(); }, 30'000);
    }

    TrustDialog *waitForDialog()
    {
        TrustDialog *found = nullptr;
        return QTest::qWaitFor([&] { return (found = m_window->findChild<TrustDialog *>()) && found->isVisible(); }, 20'000) ? found : nullptr;
    }

    EditorPanel &editor() const { return *part<EditorPanel>(*m_window, "editorPanel"); }
    ScriptEditor *view() const { return editor().preview().view(); }
    QByteArray text() const { return view()->bytes(); }
    QString message() const { return editor().preview().message(); }
    MessageBar *bar() const { return part<MessageBar>(*m_window, "sqlPreviewBar"); }
    bool ran() const { return QFile::exists(m_project->path(u"ran.txt"_s)); }

    std::unique_ptr<TemporaryProject> m_project;
    std::unique_ptr<MainWindow> m_window;
};

LK_WINDOW_TEST_MAIN(TestPreview)
#include "tst_preview.moc"
