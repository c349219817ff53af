// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole job on real servers, driven through the real window by clicks and keys; what came of each step is read through
// the servers' own clients.
#include "models/engines/engineregistry.h"
#include "models/items/texts.h"
#include "tests/support/rememberedpasswords.h"
#include "tests/support/testserver.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/checklist/checklistpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/environment/environmentbanner.h"
#include "widgets/environment/environmentdialog.h"
#include "widgets/environment/passworddialog.h"
#include "widgets/look/checklines.h"
#include "widgets/run/plandialog.h"
#include "widgets/run/repairdialog.h"
#include "widgets/run/runpanel.h"
#include "widgets/window/checksdialog.h"
#include "widgets/window/noticebar.h"
#include "widgets/window/statusline.h"
#include "widgets/wizard/notedialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTcpServer>
#include <QTableView>
#include <QTreeView>

using namespace lk;
using namespace Qt::StringLiterals;

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

} // namespace

class TestServerWindow : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void wholeJob_data() { everyServer(); }
    void wholeJob();
    void cancelsALongStatement_data() { everyServer(); }
    void cancelsALongStatement();
    void asksForThePassword_data() { everyServer(); }
    void asksForThePassword();
    void addsAnEnvironment_data() { everyServer(); }
    void addsAnEnvironment();
    void testsWhatDoesNotAnswer_data() { everyServer(); }
    void testsWhatDoesNotAnswer();
    void restoresBeside_data() { everyServer(); }
    void restoresBeside();
    void saysWhatRunsAloneAndWhatTheServerSays_data() { everyServer(); }
    void saysWhatRunsAloneAndWhatTheServerSays();
    void dropsWhatWasLeftBehind_data() { onlyPostgresql(); }
    void dropsWhatWasLeftBehind();
    void asksEachRoleForItsPassword_data() { everyServer(); }
    void asksEachRoleForItsPassword();
    void silentServerIsLeft_data() { everyServer(); }
    void silentServerIsLeft();

private:
    static void onlyPostgresql();
    RepairDialog *openedRepair(MainWindow &window, const char *button);
    static void everyServer();
    void writeProject(bool withPassword = true);
    void write(const QString &name, const QByteArray &up, const QByteArray &down = {});
    void applyAllByDesk();
    bool applyThroughDialog(MainWindow &window, const char *button);
    bool writeNote(MainWindow &window, const char *dialogName, const QString &note);
    QString says(const QByteArray &sql) const { return m_server->run(m_database, sql + ";\n").trimmed(); }
    QString recorded() const { return says("SELECT version FROM lockkeeper_migrations ORDER BY version").replace(u'\n', u' '); }
    QString indexes() const
    {
        return says(m_engine == u"postgresql"_s
                        ? "SELECT count(*) FROM pg_indexes WHERE indexname = 'orders_by_total'"
                        : "SELECT count(DISTINCT index_name) FROM information_schema.statistics WHERE table_schema = database() "
                          "AND index_name = 'orders_by_total'");
    }
    QString tableCount(const QByteArray &name) const
    {
        return says("SELECT count(*) FROM information_schema.tables WHERE table_name = '" + name + "' AND table_schema IN ('public', '"
                    + m_database.toUtf8() + "')");
    }

    std::unique_ptr<TemporaryProject> m_project;
    std::shared_ptr<RememberedPasswords> m_passwords;
    TestServer *m_server = nullptr;
    QString m_engine;
    QString m_database;
};

void TestServerWindow::everyServer()
{
    QTest::addColumn<QString>("engine");
    for (const QString &engine : {u"postgresql"_s, u"mariadb"_s})
        QTest::newRow(qPrintable(engine)) << engine;
}

void TestServerWindow::onlyPostgresql()
{
    QTest::addColumn<QString>("engine");
    QTest::newRow("postgresql") << u"postgresql"_s;
}

void TestServerWindow::init()
{
    QSettings().clear();
    QFETCH(QString, engine);
    m_engine = engine;
    m_server = TestServer::forEngine(engine);
    if (!m_server && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(engine)));
    QVERIFY2(m_server, qPrintable(TestServer::problem(engine)));
    m_database = m_server->newDatabase(u"shop"_s);
    m_project = std::make_unique<TemporaryProject>();
    m_passwords = std::make_shared<RememberedPasswords>();
    write(u"0001_customers"_s, "CREATE TABLE customers (id integer PRIMARY KEY, name varchar(80) NOT NULL);\n"
                               "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Edsger');\n");
    write(u"0002_orders"_s, "CREATE TABLE orders (id integer PRIMARY KEY, customer integer NOT NULL REFERENCES customers (id), total decimal(10, 2));\n"
                            "INSERT INTO orders VALUES (1, 1, 12.5), (2, 1, 7), (3, 3, 99.99);\n",
          "DROP TABLE orders;\n");
}

void TestServerWindow::cleanup()
{
    if (m_server)
        m_server->dropDatabase(m_database);
    m_project.reset();
}

void TestServerWindow::write(const QString &name, const QByteArray &up, const QByteArray &down)
{
    m_project->write(u"migrations/%1.sql"_s.arg(name), "-- Says what it does.\n-- Up\n" + up + (down.isEmpty() ? "" : "-- Down\n" + down));
}

void TestServerWindow::writeProject(bool withPassword)
{
    // The password comes from the environment, as in CI; never from the file.
    qputenv("LK_WINDOW_PASSWORD", QUrl::toPercentEncoding(m_server->password()));
    const QString url = m_server->urlAs(m_server->user(), withPassword ? u"${LK_WINDOW_PASSWORD}"_s : u"-"_s, m_database);
    m_project->write(u"lockkeeper.toml"_s, "# Test\n[project]\nname = \"Web shop\"\nformat = \"plain\"\n\n[environments.development]\nurl = \""
                                               + url.toUtf8() + "\"\n");
}

void TestServerWindow::applyAllByDesk()
{
    OpenRequest request;
    request.folder = m_project->folder();
    auto desk = Desk::open(request);
    if (!desk)
        qFatal("%s", qPrintable(desk.error().text()));
    RunControl control;
    if (auto history = (*desk)->refresh(); !history)
        qFatal("%s", qPrintable(history.error().text()));
    const auto plan = (*desk)->plan({});
    if (!plan)
        qFatal("%s", qPrintable(plan.error().text()));
    const auto permit = (*desk)->checklist(*plan).permit();
    if (!permit)
        qFatal("no permit");
    const auto report = (*desk)->apply(*plan, *permit, control, [](const RunEvent &) {});
    if (!report || report->error)
        qFatal("%s", qPrintable(report ? report->error->text() : report.error().text()));
}

bool TestServerWindow::writeNote(MainWindow &window, const char *dialogName, const QString &note)
{
    auto *dialog = part<NoteDialog>(window, dialogName);
    if (!QTest::qWaitForWindowExposed(dialog))
        return false;
    QTest::keyClicks(part<QPlainTextEdit>(*dialog, "note"), note);
    return click(*dialog, "noteAccept") && waitSettled(window);
}

bool TestServerWindow::applyThroughDialog(MainWindow &window, const char *button)
{
    if (!click(window, button))
        return false;
    auto *dialog = part<PlanDialog>(window, "planDialog");
    auto *apply = part<QPushButton>(*dialog, "planApply");
    if (!QTest::qWaitFor([&] { return apply->isEnabled(); }, 20'000)) {
        qWarning("%s", qPrintable(apply->toolTip()));
        return false;
    }
    QSignalSpy ran(&window.workbench(), &Workbench::ran);
    return click(*dialog, "planApply") && QTest::qWaitFor([&] { return ran.count() == 1; }, 60'000) && waitSettled(window);
}

void TestServerWindow::wholeJob()
{
    writeProject();
    applyAllByDesk();
    QCOMPARE(recorded(), u"1 2"_s);
    write(u"0003_index"_s, "CREATE INDEX orders_by_total ON orders (total);\n",
          m_engine == u"postgresql"_s ? "DROP INDEX orders_by_total;\n" : "ALTER TABLE orders DROP INDEX orders_by_total;\n");
    MainWindow window(m_passwords);
    QVERIFY(openIn(window, m_project->folder()));

    // The banner says where we are.
    const auto *banner = window.findChild<EnvironmentBanner *>();
    const QString title = m_engine == u"postgresql"_s ? u"PostgreSQL "_s : u"MariaDB "_s;
    for (const QString &said : {u"Web shop"_s, m_database + u" @ "_s, title, u"as "_s + m_server->user(), u"encrypted"_s})
        QVERIFY2(banner->text().contains(said), qPrintable(banner->text()));
    QVERIFY(part<QLabel>(window, "statusServer")->text().startsWith(title));

    // Read the history.
    auto *list = part(window, "historyPanel")->findChild<QTableView *>();
    QCOMPARE(list->model()->rowCount(), 3);
    QMap<QString, int> states = window.workbench().project().history.counts();
    QCOMPARE(states[u"applied"_s], 2);
    QCOMPARE(states[u"pending"_s], 1);

    // Edit and save the pending one.
    QVERIFY(clickRow(list, window.workbench().project().history.entries.back().version()));
    QVERIFY(waitSettled(window));
    auto *editor = window.findChild<EditorPanel *>();
    const QString file = u"migrations/0003_index.sql"_s;
    QCOMPARE(editor->currentFile(), file);
    const QByteArray before = m_project->read(file);
    editor->currentEditor()->setFocus();
    QTest::keyClick(editor->currentEditor(), Qt::Key_Home, Qt::ControlModifier);
    QTest::keyClicks(editor->currentEditor(), u"-- Looked at. "_s);
    QTRY_VERIFY(editor->hasUnsaved());
    QTest::keyClick(editor->currentEditor(), Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!editor->hasUnsaved());
    QCOMPARE(m_project->read(file), "-- Looked at. " + before);
    QVERIFY(waitSettled(window));

    // Rehearse: the diff appears, the database is as it was, no scratch stays.
    const QByteArray databases = m_engine == u"postgresql"_s ? "SELECT count(*) FROM pg_database" : "SELECT count(*) FROM information_schema.schemata";
    const QString countBefore = says(databases);
    QVERIFY(!window.workbench().plan().rehearsal);
    QVERIFY(click(window, "rehearseButton"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().plan().rehearsal && window.isSettled(), 120'000);
    const Rehearsal &rehearsal = *window.workbench().plan().rehearsal;
    QVERIFY2(rehearsal.ok, qPrintable(rehearsal.error ? rehearsal.error->text() : QString()));
    QVERIFY(part<QTreeView>(window, "diffTree")->model()->rowCount() > 0);
    QCOMPARE(indexes(), u"0"_s);
    QCOMPARE(recorded(), u"1 2"_s);
    QCOMPARE(says(databases), countBefore);

    // Tick an item of the checklist.
    auto *checklist = window.findChild<ChecklistPanel *>();
    QVERIFY(clickRow(part<QTreeView>(*checklist, "checklistTree"), window.workbench().plan().item(u"edge-cases"_s)->title));
    QVERIFY(click(*checklist, "tickItem"));
    QVERIFY(writeNote(window, "tickDialog", u"no orders at all was tried"_s));
    QCOMPARE(window.workbench().plan().item(u"edge-cases"_s)->state, ItemState::Done);

    // Back up.
    QVERIFY(click(window, "backUpButton"));
    QTRY_COMPARE_WITH_TIMEOUT(window.workbench().records().backups.size(), size_t(1), 120'000);
    QVERIFY(waitSettled(window));
    QCOMPARE(window.workbench().records().backups.front().verified, Verified::Restored);
    QCOMPARE(says(databases), countBefore);

    // Apply, verify, revert.
    QVERIFY(applyThroughDialog(window, "applyButton"));
    QCOMPARE(recorded(), u"1 2 3"_s);
    QCOMPARE(indexes(), u"1"_s);
    const RunReport &report = window.workbench().records().runs.front();
    QVERIFY2(!report.error, qPrintable(report.error ? report.error->text() : QString()));
    QStringList verified;
    for (const VerificationCheck &check : report.verification.checks)
        verified << u"%1 %2: %3"_s.arg(check.ok == false ? u"failing"_s : u"good"_s, check.title, check.detail);
    QVERIFY2(report.verification.passed(), qPrintable(verified.join(u'\n')));
    QVERIFY(click(window, "verifyButton"));
    QTRY_VERIFY_WITH_TIMEOUT(window.findChild<ChecksDialog *>(), 60'000);
    auto *checks = window.findChild<ChecksDialog *>();
    const QString found = checks->findChild<CheckLines *>()->texts().join(u'\n');
    QVERIFY2(part<QLabel>(*checks, "checksSummary")->text().contains(u"as it should be"_s), qPrintable(found));
    QTest::keyClick(checks, Qt::Key_Escape);
    QTRY_VERIFY(!window.findChild<ChecksDialog *>());
    QVERIFY(waitSettled(window));
    QVERIFY(applyThroughDialog(window, "revertButton"));
    QCOMPARE(recorded(), u"1 2"_s);
    QCOMPARE(indexes(), u"0"_s);
    QCOMPARE(says("SELECT count(*) FROM orders"), u"3"_s);
    QStringList audited;
    for (const AuditEntry &entry : window.workbench().records().audit)
        audited << entry.action;
    for (const char *action : {"rehearse", "tick", "backup", "apply", "verify", "revert"})
        QVERIFY2(audited.contains(QString::fromLatin1(action)), action);

    // The password is in no file of the project.
    for (const QString &name : m_project->files())
        QVERIFY2(!m_project->read(name).contains(m_server->password().toUtf8()), qPrintable(name));
}

void TestServerWindow::cancelsALongStatement()
{
    writeProject();
    applyAllByDesk();
    write(u"0003_long"_s, "CREATE TABLE half (x integer);\nINSERT INTO half VALUES (1);\n"
                              + QByteArray(m_engine == u"postgresql"_s ? "SELECT pg_sleep(60);\n" : "SELECT SLEEP(60);\n"),
          "DROP TABLE half;\n");
    MainWindow window(m_passwords);
    QVERIFY(openIn(window, m_project->folder()));
    QSignalSpy ran(&window.workbench(), &Workbench::ran);
    Heartbeat heartbeat;
    QVERIFY(click(window, "applyButton"));
    auto *apply = part<QPushButton>(*part<PlanDialog>(window, "planDialog"), "planApply");
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), 20'000);
    QTest::mouseClick(apply, Qt::LeftButton);
    auto *run = window.findChild<RunPanel *>();
    QTRY_VERIFY_WITH_TIMEOUT(run->logText().contains(u"sleep(60)"_s, Qt::CaseInsensitive), 20'000);
    QTest::qWait(700);
    QCOMPARE(ran.count(), 0);
    QElapsedTimer cancelling;
    cancelling.start();
    QVERIFY(click(window, "statusCancel"));
    QTRY_COMPARE_WITH_TIMEOUT(ran.count(), 1, 20'000);
    const qint64 took = cancelling.elapsed();
    QVERIFY(waitSettled(window));
    qInfo("%s: cancelled after %lld ms, longest gap of the event loop %lld ms", qPrintable(m_engine), took, heartbeat.worst());
    QVERIFY2(took < 8000, qPrintable(QString::number(took)));
    QVERIFY2(heartbeat.worst() < 400, qPrintable(QString::number(heartbeat.worst())));
    const auto report = ran.front().front().value<RunReport>();
    QVERIFY(report.error);
    QCOMPARE(report.error->code, ErrorCode::Cancelled);
    // Where definitions are part of the transaction nothing stays; elsewhere the history says that it is half done.
    if (window.workbench().project().engine.transactionalDdl) {
        QCOMPARE(tableCount("half"), u"0"_s);
        QCOMPARE(recorded(), u"1 2"_s);
    } else {
        QCOMPARE(tableCount("half"), u"1"_s);
        QCOMPARE(says("SELECT count(*) FROM half"), u"0"_s);
        QCOMPARE(window.workbench().project().history.entries.back().state, State::Failed);
    }
    // Nothing of it runs on.
    QCOMPARE(says(m_engine == u"postgresql"_s
                      ? "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(6' || '0)%' AND state = 'active' AND pid <> pg_backend_pid()"
                      : "SELECT count(*) FROM information_schema.processlist WHERE info LIKE CONCAT('%SLEEP(6', '0)%') AND id <> connection_id()"),
             u"0"_s);
}

void TestServerWindow::asksForThePassword()
{
    writeProject(false);
    qunsetenv("PGPASSWORD");
    qunsetenv("MYSQL_PWD");
    MainWindow window(m_passwords);
    QVERIFY(openIn(window, m_project->folder()));
    QTRY_VERIFY(window.findChild<PasswordDialog *>());
    auto *dialog = part<PasswordDialog>(window, "passwordDialog");
    QCOMPARE(part<QLabel>(*dialog, "passwordUser")->text(), m_server->user());
    QCOMPARE(part<QLabel>(*dialog, "passwordDatabase")->text(), m_database);
    QVERIFY(part<QLabel>(*dialog, "passwordServer")->text().contains(QString::number(m_server->port())));
    QVERIFY(!part<QLabel>(*dialog, "passwordTitle")->text().contains(u"refused"_s));
    QTest::keyClicks(part<QLineEdit>(*dialog, "password"), u"wrong one"_s);
    QVERIFY(click(*dialog, "passwordOpen"));

    // Wrong: it says so and asks again.
    const auto secondDialog = [&]() -> PasswordDialog * {
        for (auto *found : window.findChildren<PasswordDialog *>()) {
            if (found->isVisible() && part<QLabel>(*found, "passwordTitle")->text().contains(u"refused"_s))
                return found;
        }
        return nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(secondDialog(), 20'000);
    QVERIFY(!window.workbench().project().readable());
    QVERIFY(m_passwords->kept().isEmpty());
    dialog = secondDialog();
    QTest::keyClicks(part<QLineEdit>(*dialog, "password"), m_server->password());
    part<QCheckBox>(*dialog, "passwordKeep")->setChecked(true);
    QVERIFY(click(*dialog, "passwordOpen"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled() && window.workbench().project().readable(), 20'000);
    QCOMPARE(window.workbench().project().history.entries.size(), size_t(2));
    QCOMPARE(m_passwords->kept().size(), 1);
    QCOMPARE(m_passwords->kept().first().reveal(), m_server->password());
    QVERIFY(!m_passwords->kept().firstKey().contains(m_server->password()));

    // Kept: another window does not ask.
    MainWindow other(m_passwords);
    QVERIFY(openIn(other, m_project->folder()));
    QVERIFY(other.workbench().project().readable());
    QVERIFY(!other.findChild<PasswordDialog *>());
    for (const QString &name : m_project->files())
        QVERIFY2(!m_project->read(name).contains(m_server->password().toUtf8()), qPrintable(name));
}

void TestServerWindow::addsAnEnvironment()
{
    writeProject();
    applyAllByDesk();
    const QString second = m_server->newDatabase(u"second"_s);
    MainWindow window(m_passwords);
    QVERIFY(openIn(window, m_project->folder()));
    window.actions().addEnvironment->trigger();
    QTRY_VERIFY(window.findChild<EnvironmentDialog *>());
    auto *dialog = part<EnvironmentDialog>(window, "environmentDialog");
    auto *engine = part<QComboBox>(*dialog, "environmentEngine");
    QCOMPARE(engine->currentData().toString(), m_engine); // as the open one
    part<QLineEdit>(*dialog, "environmentName")->setText(u"second"_s);
    part<QLineEdit>(*dialog, "environmentHost")->setText(u"127.0.0.1"_s);
    part<QSpinBox>(*dialog, "environmentPort")->setValue(m_server->port());
    part<QLineEdit>(*dialog, "environmentDatabaseName")->setText(second);
    part<QLineEdit>(*dialog, "environmentUser")->setText(m_server->user());
    part<QLineEdit>(*dialog, "environmentPassword")->setText(u"wrong one"_s);
    auto *lines = part<CheckLines>(*dialog, "environmentChecks");
    QVERIFY(click(*dialog, "environmentTest"));
    QTRY_VERIFY_WITH_TIMEOUT(!lines->texts().isEmpty(), 20'000);
    QVERIFY2(lines->texts().first().contains(u"Connection"_s) && lines->texts().size() == 1, qPrintable(lines->texts().join(u'\n')));
    QVERIFY2(lines->texts().first().contains(u"password"_s, Qt::CaseInsensitive), qPrintable(lines->texts().first()));

    part<QLineEdit>(*dialog, "environmentPassword")->setText(m_server->password());
    QVERIFY(click(*dialog, "environmentTest"));
    QTRY_VERIFY_WITH_TIMEOUT(lines->texts().size() > 3, 20'000);
    const QString found = lines->texts().join(u'\n');
    qInfo("%s", qPrintable(found));
    for (const QString &said : {m_engine == u"postgresql"_s ? u"PostgreSQL 1"_s : u"MariaDB 1"_s, second, u"as "_s + m_server->user(), u"Privileges"_s})
        QVERIFY2(found.contains(said), qPrintable(said));
    QVERIFY(!found.contains(m_server->password()));

    // Written: the file keeps every byte that it had, the password goes to the keyring only.
    part<QCheckBox>(*dialog, "environmentKeepPassword")->setChecked(true);
    part<QCheckBox>(*dialog, "environmentProtected")->setChecked(true);
    const QByteArray before = m_project->read(u"lockkeeper.toml"_s);
    QVERIFY(click(*dialog, "environmentSave"));
    QTRY_VERIFY_WITH_TIMEOUT(!window.findChild<EnvironmentDialog *>(), 10'000);
    const QByteArray after = m_project->read(u"lockkeeper.toml"_s);
    QVERIFY2(after.startsWith(before), after);
    QVERIFY2(after.contains("\n[environments.second]\nurl = \"" + m_engine.toUtf8() + "://"), after);
    QVERIFY(!after.contains(m_server->password().toUtf8()));
    QCOMPARE(m_passwords->kept().size(), 1);

    // It is in the switcher, and opens with what the keyring has.
    auto *action = window.actions().environmentMenu->findChild<QAction *>(u"environment_second"_s);
    QVERIFY(action);
    action->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled() && window.workbench().project().environment.name == u"second"_s, 20'000);
    QVERIFY(window.workbench().project().readable());
    QVERIFY(window.findChild<EnvironmentBanner *>()->isProtected());
    QCOMPARE(window.workbench().project().history.counts()[u"pending"_s], 2);

    // Edited: only what was changed is written.
    window.actions().editEnvironment->trigger();
    QTRY_VERIFY(window.findChild<EnvironmentDialog *>());
    dialog = part<EnvironmentDialog>(window, "environmentDialog");
    QCOMPARE(part<QLineEdit>(*dialog, "environmentDatabaseName")->text(), second);
    part<QCheckBox>(*dialog, "environmentProtected")->setChecked(false);
    QVERIFY(click(*dialog, "environmentSave"));
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled() && !window.findChild<EnvironmentBanner *>()->isProtected(), 20'000);
    QCOMPARE(m_project->read(u"lockkeeper.toml"_s), QByteArray(after).replace("protected = true", "protected = false"));
    m_server->dropDatabase(second);
}

void TestServerWindow::testsWhatDoesNotAnswer()
{
    writeProject();
    MainWindow window(m_passwords);
    QVERIFY(openIn(window, m_project->folder()));
    // A host that swallows everything: somebody listens, nobody answers.
    QProcess silent;
    silent.start(u"/usr/bin/env"_s, {u"python3"_s, u"-c"_s,
                                     u"import socket,sys,time\ns=socket.socket()\ns.bind(('127.0.0.1',0))\ns.listen()\nprint(s.getsockname()[1],flush=True)\ntime.sleep(60)"_s});
    QVERIFY(silent.waitForStarted());
    QTRY_VERIFY(silent.canReadLine());
    const int port = silent.readLine().trimmed().toInt();
    QVERIFY(port > 0);
    window.actions().addEnvironment->trigger();
    QTRY_VERIFY(window.findChild<EnvironmentDialog *>());
    auto *dialog = part<EnvironmentDialog>(window, "environmentDialog");
    part<QLineEdit>(*dialog, "environmentName")->setText(u"dead"_s);
    part<QLineEdit>(*dialog, "environmentHost")->setText(u"127.0.0.1"_s);
    part<QSpinBox>(*dialog, "environmentPort")->setValue(port);
    part<QLineEdit>(*dialog, "environmentDatabaseName")->setText(u"shop"_s);
    Heartbeat heartbeat;
    auto *lines = part<CheckLines>(*dialog, "environmentChecks");
    QVERIFY(click(*dialog, "environmentTest"));
    QTest::qWait(500);
    QElapsedTimer cancelling;
    cancelling.start();
    QVERIFY(click(*dialog, "environmentTest"));
    QVERIFY2(lines->texts().join(u'\n').contains(u"cancelled"_s), qPrintable(lines->texts().join(u'\n')));
    qInfo("%s: cancelled after %lld ms, longest gap of the event loop %lld ms", qPrintable(m_engine), cancelling.elapsed(), heartbeat.worst());
    QVERIFY2(heartbeat.worst() < 400, qPrintable(QString::number(heartbeat.worst())));
    silent.kill();
    silent.waitForFinished();
    dialog->reject();
    QVERIFY(waitSettled(window));
}

void TestServerWindow::restoresBeside()
{
    writeProject();
    applyAllByDesk();
    MainWindow window(m_passwords);
    QVERIFY(openIn(window, m_project->folder()));
    QVERIFY(click(window, "backUpButton"));
    QTRY_COMPARE_WITH_TIMEOUT(window.workbench().records().backups.size(), size_t(1), 120'000);
    QVERIFY(waitSettled(window));
    says("DELETE FROM orders WHERE id = 3");
    part<QTabWidget>(window, "bottomTabs")->setCurrentWidget(part(window, "backupsPanel"));
    auto *table = part<QTableView>(window, "backupsTable");
    table->selectRow(0);
    const auto restoreAs = [&](const QString &name) {
        if (!click(window, "restoreBackup"))
            return false;
        auto *dialog = part<QDialog>(window, "restoreDialog");
        part<QLineEdit>(*dialog, "restoreNewName")->setText(name);
        QSignalSpy finished(&window.workbench().client(), &DeskClient::actingChanged);
        return click(*dialog, "restoreAccept") && QTest::qWaitFor([&] { return finished.count() >= 2; }, 60'000) && waitSettled(window);
    };
    const QString beside = m_database + u"_beside"_s;
    QVERIFY(restoreAs(beside));
    QCOMPARE(m_server->run(beside, "SELECT count(*) FROM orders;\n").trimmed(), u"3"_s);
    QCOMPARE(says("SELECT count(*) FROM orders"), u"2"_s);

    // A second time under this name: there is one already, and nothing happens to it.
    m_server->run(beside, "DELETE FROM orders;\n");
    QVERIFY(restoreAs(beside));
    QCOMPARE(m_server->run(beside, "SELECT count(*) FROM orders;\n").trimmed(), u"0"_s);

    // Over the own one, with its name typed.
    QVERIFY(click(window, "restoreBackup"));
    auto *dialog = part<QDialog>(window, "restoreDialog");
    part<QRadioButton>(*dialog, "restoreOver")->setChecked(true);
    QVERIFY(!part<QPushButton>(*dialog, "restoreAccept")->isEnabled());
    QTest::keyClicks(part<QLineEdit>(*dialog, "restoreName"), m_database);
    QSignalSpy finished(&window.workbench().client(), &DeskClient::actingChanged);
    QVERIFY(click(*dialog, "restoreAccept"));
    QTRY_VERIFY_WITH_TIMEOUT(finished.count() >= 2, 60'000);
    QVERIFY(waitSettled(window));
    QCOMPARE(says("SELECT count(*) FROM orders"), u"3"_s);
    m_server->dropDatabase(beside);
}

void TestServerWindow::saysWhatRunsAloneAndWhatTheServerSays()
{
    writeProject();
    applyAllByDesk();
    const bool postgresql = m_engine == u"postgresql"_s;
    write(u"0003_alone"_s, postgresql ? "CREATE INDEX CONCURRENTLY orders_by_total ON orders (total);\nDROP TABLE IF EXISTS nothing_of_this;\n"
                                      : "CREATE INDEX orders_by_total ON orders (total);\nDROP TABLE IF EXISTS nothing_of_this;\n");
    MainWindow window(m_passwords);
    QVERIFY(openIn(window, m_project->folder()));
    QVERIFY(click(window, "applyButton"));
    auto *dialog = part<PlanDialog>(window, "planDialog");
    auto *apply = part<QPushButton>(*dialog, "planApply");
    QTRY_VERIFY(!window.workbench().plan().empty() && window.isSettled());
    const auto remarks = [&] {
        QStringList texts;
        for (const QLabel *label : dialog->findChildren<QLabel *>(u"planRemark"_s))
            texts << label->text();
        return texts.join(u'\n');
    };
    QTRY_VERIFY(remarks().contains(u"commits at once"_s));
    // Findings that are in the way are waived, as a person would.
    for (int waivers = 0; !window.workbench().plan().permit && waivers < 10; ++waivers) {
        auto *findings = part<QTableView>(*dialog, "planFindings");
        for (int row = 0; row < findings->model()->rowCount(); ++row) {
            findings->setCurrentIndex(findings->model()->index(row, 0));
            if (part<QPushButton>(*dialog, "planWaiveFinding")->isEnabled())
                break;
        }
        QVERIFY(click(*dialog, "planWaiveFinding"));
        QVERIFY(writeNote(window, "waiveDialog", u"it is small"_s));
        QTRY_VERIFY(!window.findChild<NoteDialog *>());
    }
    QTRY_VERIFY_WITH_TIMEOUT(apply->isEnabled(), 20'000);
    QSignalSpy ran(&window.workbench(), &Workbench::ran);
    QVERIFY(click(*dialog, "planApply"));
    QTRY_COMPARE_WITH_TIMEOUT(ran.count(), 1, 60'000);
    QVERIFY(waitSettled(window));
    QCOMPARE(indexes(), u"1"_s);
    const QString log = window.findChild<RunPanel *>()->logText();
    QVERIFY2(log.contains(u"Notice:"_s) && log.contains(u"nothing_of_this"_s, Qt::CaseInsensitive), qPrintable(log));
}

RepairDialog *TestServerWindow::openedRepair(MainWindow &window, const char *button)
{
    const auto visible = [&]() -> RepairDialog * {
        for (auto *dialog : window.findChildren<RepairDialog *>()) {
            if (dialog->isVisible())
                return dialog;
        }
        return nullptr;
    };
    if (!click(window, button) || !QTest::qWaitFor([&] { return visible() && window.isSettled(); }, 20'000))
        qFatal("no question is asked");
    return visible();
}

void TestServerWindow::dropsWhatWasLeftBehind()
{
    writeProject();
    applyAllByDesk();
    write(u"0003_unique"_s, "CREATE UNIQUE INDEX CONCURRENTLY orders_by_customer ON orders (customer);\n"); // customer 1 ordered twice
    MainWindow window(m_passwords);
    QVERIFY(openIn(window, m_project->folder()));
    auto *offer = part<QToolButton>(window, "repairLeftover");
    QVERIFY(offer->isHidden());
    QVERIFY(applyThroughDialog(window, "applyButton"));
    const QByteArray invalid = "SELECT count(*) FROM pg_index WHERE NOT indisvalid";
    QCOMPARE(says(invalid), u"1"_s);

    // It is told and offered: above the panels, with the run, and after a verification.
    QVERIFY(window.findChild<NoticeBar *>()->texts().join(u'\n').contains(u"index public.orders_by_customer of orders is invalid"_s));
    QTRY_VERIFY(offer->isVisible());
    QCOMPARE(offer->text(), u"Drop invalid index public.orders_by_customer…"_s);
    QVERIFY(click(window, "verifyButton"));
    QTRY_VERIFY_WITH_TIMEOUT(window.findChild<ChecksDialog *>(), 60'000);
    QVERIFY(waitSettled(window));
    RepairDialog *dialog = openedRepair(window, "checksRepair");
    QCOMPARE(part<QPlainTextEdit>(*dialog, "repairStatement")->toPlainText(), u"DROP INDEX CONCURRENTLY public.orders_by_customer;"_s);
    QVERIFY(part<QLineEdit>(*dialog, "repairName")->isHidden());
    QVERIFY(part<QPushButton>(*dialog, "repairAccept")->isEnabled());
    QTest::keyClick(dialog, Qt::Key_Return); // no is what a careless key says
    QTRY_VERIFY(!window.findChild<RepairDialog *>());
    QCOMPARE(says(invalid), u"1"_s);

    // Yes.
    QSignalSpy repaired(&window.workbench(), &Workbench::repaired);
    dialog = openedRepair(window, "repairLeftover");
    QVERIFY(click(*dialog, "repairAccept"));
    QTRY_COMPARE_WITH_TIMEOUT(repaired.count(), 1, 60'000);
    QVERIFY(waitSettled(window));
    QCOMPARE(says(invalid), u"0"_s);
    QTRY_VERIFY(window.findChild<ChecksDialog *>());
    auto *checks = window.findChild<ChecksDialog *>();
    QVERIFY(part<QLabel>(*checks, "checksSummary")->text().contains(u"public.orders_by_customer is gone"_s));
    QVERIFY(!checks->findChild<QPushButton *>(u"checksRepair"_s));
    QTest::keyClick(checks, Qt::Key_Escape);
    QTRY_VERIFY(!window.findChild<ChecksDialog *>());
    QVERIFY(offer->isHidden());
    QVERIFY(!window.findChild<NoticeBar *>()->texts().join(u'\n').contains(u"is invalid"_s));
    const QString log = window.findChild<RunPanel *>()->logText();
    QVERIFY2(log.contains(u"DROP INDEX CONCURRENTLY public.orders_by_customer"_s) && log.contains(u"gone"_s), qPrintable(log));
    QStringList audited;
    for (const AuditEntry &entry : window.workbench().records().audit)
        audited << entry.action + u' ' + entry.outcome;
    QVERIFY2(audited.contains(u"repair intent"_s) && audited.contains(u"repair done"_s), qPrintable(audited.join(u'\n')));

    // A protected one wants its name, and what the policy wants.
    m_project->write(u"lockkeeper.toml"_s, m_project->read(u"lockkeeper.toml"_s) + "protected = true\n");
    const Engine &engine = *engineForUrl(m_server->url(m_database)).value();
    QVERIFY(!engine.open(engine.target(m_server->url(m_database), {}).value(), Access::ReadWrite).value()->execute("CREATE UNIQUE INDEX CONCURRENTLY again ON orders (customer)"));
    window.openProject(m_project->folder(), u"development"_s);
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 20'000);
    part<QTabWidget>(window, "bottomTabs")->setCurrentWidget(part(window, "runPanel"));
    QTRY_VERIFY(offer->isVisible());
    dialog = openedRepair(window, "repairLeftover");
    QVERIFY(!part<QPushButton>(*dialog, "repairAccept")->isEnabled());
    QTest::keyClicks(part<QLineEdit>(*dialog, "repairName"), u"shop"_s);
    QVERIFY(!part<QPushButton>(*dialog, "repairAccept")->isEnabled());
    part<QLineEdit>(*dialog, "repairName")->clear();
    QTest::keyClicks(part<QLineEdit>(*dialog, "repairName"), m_database);
    QVERIFY(click(*dialog, "repairAccept"));
    QTRY_COMPARE_WITH_TIMEOUT(repaired.count(), 2, 60'000);
    QVERIFY(waitSettled(window));
    QCOMPARE(says(invalid), u"0"_s);

    m_project->write(u"lockkeeper.toml"_s, m_project->read(u"lockkeeper.toml"_s) + "backup = { required = true }\n");
    QVERIFY(!engine.open(engine.target(m_server->url(m_database), {}).value(), Access::ReadWrite).value()->execute("CREATE UNIQUE INDEX CONCURRENTLY third ON orders (customer)"));
    window.openProject(m_project->folder(), u"development"_s);
    QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 20'000);
    QTRY_VERIFY(offer->isVisible());
    dialog = openedRepair(window, "repairLeftover");
    QTest::keyClicks(part<QLineEdit>(*dialog, "repairName"), m_database);
    QVERIFY(!part<QPushButton>(*dialog, "repairAccept")->isEnabled());
    QVERIFY2(part<QLabel>(*dialog, "repairPolicy")->text().contains(u"backup"_s), qPrintable(part<QLabel>(*dialog, "repairPolicy")->text()));
    dialog->reject();
    QVERIFY(waitSettled(window));
}

void TestServerWindow::asksEachRoleForItsPassword()
{
    const bool postgresql = m_engine == u"postgresql"_s;
    if (postgresql)
        m_server->run({}, "DROP ROLE IF EXISTS looker; CREATE ROLE looker LOGIN PASSWORD 'l00k';\n");
    else
        m_server->run({}, "CREATE OR REPLACE USER looker@'%' IDENTIFIED BY 'l00k'; GRANT SELECT, SHOW VIEW ON " + m_database.toUtf8() + ".* TO looker@'%';\n");
    qunsetenv("PGPASSWORD");
    qunsetenv("MYSQL_PWD");
    writeProject(false);
    m_project->write(u"lockkeeper.toml"_s, m_project->read(u"lockkeeper.toml"_s) + "browse_url = \""
                                               + m_server->urlAs(u"looker"_s, u"-"_s, m_database).toUtf8() + "\"\n");
    MainWindow window(m_passwords);
    QVERIFY(openIn(window, m_project->folder()));
    const auto asking = [&](const QString &user) -> PasswordDialog * {
        for (auto *found : window.findChildren<PasswordDialog *>()) {
            if (found->isVisible() && part<QLabel>(*found, "passwordUser")->text() == user)
                return found;
        }
        return nullptr;
    };
    const auto answer = [&](PasswordDialog *dialog, const QString &password) {
        QTest::keyClicks(part<QLineEdit>(*dialog, "password"), password);
        part<QCheckBox>(*dialog, "passwordKeep")->setChecked(true);
        return click(*dialog, "passwordOpen");
    };
    // First who looks, then who changes things; each by name and purpose.
    QTRY_VERIFY_WITH_TIMEOUT(asking(u"looker"_s), 20'000);
    QVERIFY(part<QLabel>(*asking(u"looker"_s), "passwordPurpose")->text().contains(u"look"_s));
    QCOMPARE(part<QLabel>(*asking(u"looker"_s), "passwordDatabase")->text(), m_database);
    QVERIFY(answer(asking(u"looker"_s), u"l00k"_s));
    QTRY_VERIFY_WITH_TIMEOUT(asking(m_server->user()), 20'000);
    QVERIFY(window.workbench().project().readable());
    QVERIFY(part<QLabel>(*asking(m_server->user()), "passwordPurpose")->text().contains(u"change"_s));
    QVERIFY(!part<QLabel>(*asking(m_server->user()), "passwordTitle")->text().contains(u"refused"_s));
    QCOMPARE(m_passwords->kept().size(), 1);
    // Not now: looking goes on, applying does not, and the question can be asked for.
    asking(m_server->user())->reject();
    QVERIFY(waitSettled(window));
    QTRY_VERIFY(!asking(m_server->user()));
    QVERIFY(!window.workbench().plan().permit);
    QVERIFY(window.findChild<NoticeBar *>()->texts().join(u'\n').contains(m_server->user() + u" can't log in"_s));
    const auto buttons = window.findChild<NoticeBar *>()->findChildren<QAbstractButton *>();
    const auto enter = std::ranges::find_if(buttons, [](const QAbstractButton *button) { return button->text().contains(u"password"_s); });
    QVERIFY(enter != buttons.end());
    (*enter)->click();
    QTRY_VERIFY_WITH_TIMEOUT(asking(m_server->user()), 20'000);
    QVERIFY(answer(asking(m_server->user()), m_server->password()));
    QTRY_VERIFY_WITH_TIMEOUT(!window.workbench().project().database.login && window.isSettled(), 20'000);
    QVERIFY(!window.findChild<NoticeBar *>()->texts().join(u'\n').contains(u"can't log in"_s));
    const QMap<QString, Secret> kept = m_passwords->kept();
    QCOMPARE(kept.size(), 2);
    for (auto it = kept.begin(); it != kept.end(); ++it)
        QCOMPARE(it->reveal(), it.key().contains(u"looker"_s) ? u"l00k"_s : m_server->password());
    QTRY_VERIFY(window.workbench().plan().permit);
    if (postgresql)
        m_server->run(m_database, "DROP OWNED BY looker; DROP ROLE looker;\n");
}

void TestServerWindow::silentServerIsLeft()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    m_project->write(u"lockkeeper.toml"_s, u"[project]\nformat = \"plain\"\n[environments.development]\nurl = \"%1://somebody@127.0.0.1:%2/shop\"\n"_s
                                               .arg(m_engine).arg(silent.serverPort()).toUtf8());
    QElapsedTimer closing;
    {
        MainWindow window(m_passwords);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        Heartbeat heartbeat;
        window.openProject(m_project->folder());
        QTRY_VERIFY_WITH_TIMEOUT(part<QAbstractButton>(window, "statusCancel")->isVisible(), 5'000);
        QVERIFY(!window.workbench().isOpen());
        QElapsedTimer cancelling;
        cancelling.start();
        QVERIFY(click(window, "statusCancel"));
        QTRY_VERIFY_WITH_TIMEOUT(window.workbench().isOpen() && window.isSettled(), 5'000);
        qInfo("%s: left after %lld ms, longest gap of the event loop %lld ms", qPrintable(m_engine), cancelling.elapsed(), heartbeat.worst());
        QVERIFY2(cancelling.elapsed() < 2'000, qPrintable(QString::number(cancelling.elapsed())));
        QVERIFY2(heartbeat.worst() < 400, qPrintable(QString::number(heartbeat.worst())));
        // The files can be read, the database not; and it says why.
        QCOMPARE(window.workbench().project().history.entries.size(), size_t(2));
        QVERIFY(!window.workbench().project().readable());
        QVERIFY(part<QLabel>(window, "connectionWhy")->text().contains(u"cancelled"_s));
        // Again, and closed while it waits.
        QVERIFY(click(window, "connectionRetry"));
        QTest::qWait(300);
        QVERIFY(!window.workbench().client().isIdle());
        closing.start();
        window.close();
    }
    qInfo("%s: closed after %lld ms", qPrintable(m_engine), closing.elapsed());
    QVERIFY2(closing.elapsed() < 2'000, qPrintable(QString::number(closing.elapsed())));
}

LK_WINDOW_TEST_MAIN(TestServerWindow)
#include "tst_serverwindow.moc"
