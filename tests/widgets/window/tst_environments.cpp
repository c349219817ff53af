// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Environments in the window, as far as they need no server.
#include "models/engines/engineregistry.h"
#include "tests/support/rememberedpasswords.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/environment/environmentbanner.h"
#include "widgets/environment/environmentdialog.h"
#include "widgets/look/checklines.h"
#include "widgets/window/noticebar.h"

#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QTabWidget>

using namespace lk;
using namespace Qt::StringLiterals;

class TestEnvironments : public QObject
{
    Q_OBJECT

private slots:
    void init() { QSettings().clear(); }
    void firstOfAProject();
    void addedBesideTheOpenOne();
    void changedFileIsNotOverwritten();
    void unwritableFileIsTold();
    void waitsForARun();
    void opensAnotherMeanwhile();

private:
    static EnvironmentDialog *dialogOf(MainWindow &window)
    {
        if (!QTest::qWaitFor([&] { return window.findChild<EnvironmentDialog *>() != nullptr; }, 5000))
            qFatal("no dialog opens");
        return part<EnvironmentDialog>(window, "environmentDialog");
    }
    static void fillFile(EnvironmentDialog &dialog, const QString &name, const QString &file)
    {
        auto *engine = part<QComboBox>(dialog, "environmentEngine");
        engine->setCurrentIndex(engine->findData(u"sqlite"_s));
        part<QLineEdit>(dialog, "environmentName")->setText(name);
        part<QLineEdit>(dialog, "environmentFile")->setText(file);
    }
};

void TestEnvironments::firstOfAProject()
{
    qunsetenv("DATABASE_URL");
    TemporaryProject project;
    project.write(u"migrations/0001_first.sql"_s, "CREATE TABLE one (x integer);\n");
    MainWindow window(std::make_shared<RememberedPasswords>());
    window.show();
    window.openProject(project.folder());
    QTRY_VERIFY_WITH_TIMEOUT(part<QPushButton>(window, "startAddEnvironment")->isVisible(), 10'000);
    QVERIFY(!window.workbench().isOpen());
    QVERIFY(click(window, "startAddEnvironment"));
    EnvironmentDialog *dialog = dialogOf(window);
    fillFile(*dialog, u"development"_s, u"shop.db"_s);
    QVERIFY(click(*dialog, "environmentTest"));
    auto *lines = part<CheckLines>(*dialog, "environmentChecks");
    QTRY_VERIFY_WITH_TIMEOUT(!lines->texts().isEmpty(), 10'000);
    QVERIFY2(lines->texts().first().contains(u"SQLite 3"_s), qPrintable(lines->texts().join(u'\n')));
    QCOMPARE(project.files(), QStringList{u"migrations/0001_first.sql"_s}); // a test writes nothing
    QVERIFY(click(*dialog, "environmentSave"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 10'000);
    QCOMPARE(project.read(u"lockkeeper.toml"_s), QByteArray("[environments.development]\nurl = \"sqlite:shop.db\"\n"));
    QCOMPARE(window.workbench().project().history.counts()[u"pending"_s], 1);
}

void TestEnvironments::addedBesideTheOpenOne()
{
    const DemoProject demo;
    const QByteArray before = demo.read(u"lockkeeper.toml"_s);
    MainWindow window(std::make_shared<RememberedPasswords>());
    QVERIFY(openIn(window, demo.folder()));
    window.actions().addEnvironment->trigger();
    EnvironmentDialog *dialog = dialogOf(window);
    fillFile(*dialog, u"try out"_s, u"try.db"_s);
    QVERIFY(click(*dialog, "environmentSave"));
    QTRY_VERIFY_WITH_TIMEOUT(window.actions().environmentMenu->findChild<QAction *>(u"environment_try out"_s), 10'000);
    QCOMPARE(demo.read(u"lockkeeper.toml"_s), before + "\n[environments.\"try out\"]\nurl = \"sqlite:try.db\"\n");
    // The open one stays open; the notice leads to the new one.
    QCOMPARE(window.workbench().project().environment.name, u"development"_s);
    QVERIFY(window.findChild<NoticeBar *>()->texts().join(u' ').contains(u"try out"_s));
    QVERIFY(click(window, "noticeAction"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled() && window.workbench().project().environment.name == u"try out"_s, 10'000);
    QVERIFY(window.findChild<EnvironmentBanner *>()->text().startsWith(u"TRY OUT"_s));
}

void TestEnvironments::changedFileIsNotOverwritten()
{
    const DemoProject demo;
    MainWindow window(std::make_shared<RememberedPasswords>());
    QVERIFY(openIn(window, demo.folder()));
    window.actions().addEnvironment->trigger();
    EnvironmentDialog *dialog = dialogOf(window);
    fillFile(*dialog, u"other"_s, u"other.db"_s);
    const QByteArray theirs = demo.read(u"lockkeeper.toml"_s) + "# a colleague\n";
    demo.write(u"lockkeeper.toml"_s, theirs);
    QVERIFY(click(*dialog, "environmentSave"));
    auto *lines = part<CheckLines>(*dialog, "environmentChecks");
    QTRY_VERIFY_WITH_TIMEOUT(lines->texts().join(u' ').contains(u"meanwhile"_s), 10'000);
    QCOMPARE(demo.read(u"lockkeeper.toml"_s), theirs);
    QVERIFY(dialog->isVisible());
    dialog->reject();
    QVERIFY(waitSettled(window));
}

void TestEnvironments::unwritableFileIsTold()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments]\ndevelopment.url = \"sqlite:shop.db\"\n");
    MainWindow window(std::make_shared<RememberedPasswords>());
    QVERIFY(openIn(window, project.folder()));
    window.actions().editEnvironment->trigger();
    EnvironmentDialog *dialog = dialogOf(window);
    part<QTabWidget>(*dialog, "environmentTabs")->setCurrentIndex(2);
    part<QAbstractButton>(*dialog, "environmentProtected")->click();
    QVERIFY(click(*dialog, "environmentSave"));
    auto *lines = part<CheckLines>(*dialog, "environmentChecks");
    QTRY_VERIFY_WITH_TIMEOUT(lines->texts().join(u' ').contains(u"[environments.development]"_s), 10'000);
    dialog->reject();
    QVERIFY(waitSettled(window));
}

void TestEnvironments::waitsForARun()
{
    TemporaryProject project;
    project.writePlainProject();
    project.write(u"migrations/0001_long.sql"_s,
                  "CREATE TABLE big (x INTEGER);\nINSERT INTO big WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 400000000) SELECT x FROM c;\n");
    MainWindow window(std::make_shared<RememberedPasswords>());
    QVERIFY(openIn(window, project.folder()));
    QVERIFY(window.actions().editEnvironment->isEnabled());
    QVERIFY(click(window, "rehearseButton"));
    QTRY_VERIFY(window.workbench().client().actingJob() != 0);
    QVERIFY(!window.actions().editEnvironment->isEnabled());
    QVERIFY(window.actions().addEnvironment->toolTip().contains(u"Rehearsing"_s));
    QVERIFY(click(window, "statusCancel"));
    QTRY_VERIFY_WITH_TIMEOUT(window.isSettled() && window.actions().editEnvironment->isEnabled(), 20'000);
}

void TestEnvironments::opensAnotherMeanwhile()
{
    // A keyring that answers late runs an event loop in the worker: the project asked for last is the one that opens.
    class SlowPasswords final : public PasswordStore
    {
    public:
        Result<std::optional<Secret>> read(const QString &) override
        {
            QEventLoop loop;
            QTimer::singleShot(400, &loop, &QEventLoop::quit);
            loop.exec();
            return std::nullopt;
        }
        Result<void> keep(const QString &, const Secret &) override { return {}; }
        Result<void> forget(const QString &) override { return {}; }
    };
    qunsetenv("PGPASSWORD");
    TemporaryProject slow;
    slow.write(u"migrations/0001_a.sql"_s, "SELECT 1;\n");
    slow.write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments.development]\nurl = \"postgresql://anna@127.0.0.1:1/shop?sslmode=disable\"\n");
    const DemoProject demo;
    MainWindow window(std::make_shared<SlowPasswords>());
    window.show();
    window.openProject(slow.folder());
    QTest::qWait(100);
    window.openProject(demo.folder(), u"development"_s);
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 20'000);
    QTest::qWait(600);
    QCOMPARE(window.workbench().project().project.folder, demo.folder());
    window.workbench().refresh();
    QVERIFY(waitSettled(window));
    QCOMPARE(window.workbench().project().history.entries.size(), size_t(12));
}

LK_WINDOW_TEST_MAIN(TestEnvironments)
#include "tst_environments.moc"
