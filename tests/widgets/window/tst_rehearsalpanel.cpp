// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a rehearsal saw, read in the real window: a row leads to its line and to its object, and the evidence goes stale.
#include "models/items/planmodel.h"
#include "models/items/rehearsalmodel.h"
#include "tests/support/testserver.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/look/plates.h"
#include "widgets/rehearsal/rehearsalpanel.h"
#include "widgets/run/plandialog.h"
#include "widgets/window/elidedlabel.h"
#include "widgets/window/noticebar.h"
#include "widgets/look/checklines.h"

#include <QDir>
#include <QDirIterator>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTabWidget>
#include <QTableView>
#include <QTreeView>
#include <QUrl>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

bool rehearse(MainWindow &window, const char *button = "rehearseButton")
{
    return click(window, button) && QTest::qWaitFor([&] { return window.workbench().plan().rehearsal && window.isSettled(); }, 60'000);
}

QString heading(MainWindow &window)
{
    return part<QLabel>(window, "rehearsalHeading")->text();
}

} // namespace

class TestRehearsalPanel : public QObject
{
    Q_OBJECT

private slots:
    void showsTheDemo();
    void leadsToLineAndObject();
    void goesStale();
    void showsWhatFailed();
    void showsLocksOfPostgresql();
    void comparesWithTheOneBefore();
    void asksTheRows();
    void rehearsesWhereAPersonSays();
    void rehearsesOnTheDatabaseItself();
    void rehearsesOnAServerThatAPersonNames();
    void offersWhatWasLeft();

private:
    /// A project with a database of the program's PostgreSQL server.
    static QString postgresqlProject(TestServer &server, const TemporaryProject &project, const char *settings = "");
};

QString TestRehearsalPanel::postgresqlProject(TestServer &server, const TemporaryProject &project, const char *settings)
{
    const QString database = server.newDatabase(u"shop"_s);
    server.run(database, "CREATE TABLE orders (id integer PRIMARY KEY, note varchar(20));\nINSERT INTO orders VALUES (1, 'one');\n");
    qputenv("LK_WINDOW_PASSWORD", QUrl::toPercentEncoding(server.password()));
    project.write(u"lockkeeper.toml"_s, "[project]\nname = \"Web shop\"\nformat = \"plain\"\n\n[environments.development]\nurl = \""
                                            + server.urlAs(server.user(), u"${LK_WINDOW_PASSWORD}"_s, database).toUtf8() + "\"\n" + settings);
    project.write(u"migrations/0001_total.sql"_s, "-- Up\nALTER TABLE orders ADD COLUMN total integer;\n-- Down\nALTER TABLE orders DROP COLUMN total;\n");
    return database;
}

void TestRehearsalPanel::showsTheDemo()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(u"0012"_s);
    QVERIFY(waitSettled(window));
    QTest::keyClick(&window, Qt::Key_9, Qt::AltModifier);
    auto *panel = part<RehearsalPanel>(window, "rehearsalPanel");
    QVERIFY(panel->isVisible());
    QCOMPARE(heading(window), u"Not rehearsed yet"_s);
    QVERIFY(rehearse(window, "rehearsalRehearse"));
    auto *tree = part<QTreeView>(*panel, "rehearsalTree");
    QVERIFY(tree->isVisible());
    QCOMPARE(tree->model()->rowCount(), 4);
    for (int row = 0; row < 4; ++row) {
        const QModelIndex step = tree->model()->index(row, 0);
        QVERIFY(step.data().toString().startsWith(u"00%1"_s.arg(row + 9, 2, 10, QChar(u'0'))));
        QVERIFY(tree->model()->rowCount(step) > 0);
        QVERIFY(tree->isExpanded(step));
        QVERIFY(!step.siblingAtColumn(RehearsalModel::SeenColumn).data().toString().isEmpty());
    }
    const QString summary = part<ElidedLabel>(*panel, "rehearsalSummary")->text();
    QVERIFY2(summary.startsWith(u"SQLite 3."_s) && summary.contains(u"full copy"_s), qPrintable(summary));
    QCOMPARE(part<PlateLabel>(*panel, "rehearsalWorst")->text(), u"writers wait on the database"_s);
    auto *advice = part<ElidedLabel>(*panel, "rehearsalAdvice");
    QTRY_VERIFY2(advice->text().endsWith(u"which ones nobody reads is unknown: SQLite has no statistics of indexes"_s), qPrintable(advice->text()));
    const QModelIndex last = tree->model()->index(3, RehearsalModel::SeenColumn);
    QVERIFY2(last.data().toString().contains(u"rows destroyed: "_s), qPrintable(last.data().toString()));
}

void TestRehearsalPanel::leadsToLineAndObject()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(u"0010"_s);
    QVERIFY(waitSettled(window));
    QVERIFY(rehearse(window));
    auto *panel = part<RehearsalPanel>(window, "rehearsalPanel");
    QCOMPARE(part<QTabWidget>(window, "bottomTabs")->currentWidget(), panel);
    auto *tree = part<QTreeView>(*panel, "rehearsalTree");
    auto *editor = window.findChild<EditorPanel *>();

    // A click shows the line and leaves the person in the list.
    const QModelIndex step = tree->model()->index(1, 0);
    const QModelIndex second = tree->model()->index(1, 0, step);
    const int line = second.data(RehearsalModel::LineRole).toInt();
    QVERIFY(line > 1);
    tree->scrollTo(second);
    tree->setFocus();
    QVERIFY(editor->currentEditor()->caretLine() != line);
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(second).center());
    QTRY_COMPARE(editor->currentEditor()->caretLine(), line);
    QCOMPARE(editor->currentFile(), second.data(RehearsalModel::FileRole).toString());
    QVERIFY(tree->hasFocus());

    // Enter goes there, also to another migration; the rehearsal stays on the desk.
    const QModelIndex other = tree->model()->index(0, 0, tree->model()->index(0, 0));
    tree->setCurrentIndex(other);
    QTest::keyClick(tree, Qt::Key_Return);
    QTRY_COMPARE(editor->currentFile(), other.data(RehearsalModel::FileRole).toString());
    QCOMPARE(editor->currentEditor()->caretLine(), other.data(RehearsalModel::LineRole).toInt());
    QVERIFY(editor->currentEditor()->hasFocus());
    QVERIFY(waitSettled(window));
    QVERIFY(window.workbench().plan().rehearsal);
    QCOMPARE(tree->model()->rowCount(), 2);
    QCOMPARE(tree->currentIndex(), other);

    // Its object in the schema diff, by the menu; then one that only another step's diff holds.
    QCOMPARE(other.data(RehearsalModel::ObjectsRole).toStringList().value(0), u"orders"_s);
    emit tree->customContextMenuRequested(tree->visualRect(other).center());
    auto *menu = part<QMenu>(window, "rehearsalMenu");
    QVERIFY(QTest::qWaitForWindowExposed(menu));
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Return);
    auto *diff = part<QTreeView>(window, "diffTree");
    QVERIFY(diff->currentIndex().siblingAtColumn(0).data().toString().contains(u"orders"_s));
    QVERIFY(!window.actions().diffOfAll->isChecked());
}

void TestRehearsalPanel::goesStale()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(u"0009"_s);
    QVERIFY(waitSettled(window));
    QVERIFY(rehearse(window));
    const QString file = u"migrations/0009_index_orders_by_customer.sql"_s;
    demo.write(file, demo.read(file) + "\nCREATE TABLE late (x INTEGER);\n");
    window.actions().refresh->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(heading(window).startsWith(u"Stale"_s) && window.isSettled(), 20'000);
    QVERIFY(part(window, "rehearsalRehearse")->isVisible());
    QVERIFY(!part<QLabel>(window, "rehearsalWhy")->text().isEmpty());
    QVERIFY(rehearse(window, "rehearsalRehearse"));
    QVERIFY(rowWith(*part<QTreeView>(window, "rehearsalTree")->model(), u"CREATE TABLE late (x INTEGER)"_s).isValid());
}

void TestRehearsalPanel::showsWhatFailed()
{
    const DemoProject demo;
    const QString file = u"migrations/0009_index_orders_by_customer.sql"_s;
    demo.write(file, demo.read(file) + "\nINSERT INTO nowhere VALUES (1);\n");
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(u"0010"_s);
    QVERIFY(waitSettled(window));
    QVERIFY(rehearse(window));
    QVERIFY(!window.workbench().plan().rehearsal->ok);
    QTest::keyClick(&window, Qt::Key_9, Qt::AltModifier);
    QVERIFY(part<ElidedLabel>(window, "rehearsalProblem")->text().contains(u"no such table: nowhere"_s));
    auto *tree = part<QTreeView>(window, "rehearsalTree");
    QVERIFY(tree->hasFocus());
    const QModelIndex failed = tree->currentIndex();
    QCOMPARE(failed.siblingAtColumn(RehearsalModel::WhatColumn).data().toString(), u"INSERT INTO nowhere VALUES (1)"_s);
    const QString seen = failed.siblingAtColumn(RehearsalModel::SeenColumn).data().toString();
    QVERIFY2(seen.startsWith(u"failed: no such table"_s), qPrintable(seen));
    QCOMPARE(tree->model()->index(1, RehearsalModel::SeenColumn).data().toString(), u"did not run"_s);

    // What is the same before and after is said to be, not silently passed by.
    QVERIFY(click(window, "rehearsalInDiff"));
    const QList<QLabel *> notices = part(window, "noticeBar")->findChildren<QLabel *>(u"noticeText"_s);
    QVERIFY(std::ranges::any_of(notices, [](const QLabel *notice) { return notice->text().contains(u"holds no change of nowhere"_s); }));
    QVERIFY(click(window, "rehearsalGoTo"));
    auto *editor = window.findChild<EditorPanel *>();
    QTRY_COMPARE(editor->currentFile(), file);
    QCOMPARE(editor->currentEditor()->caretLine(), failed.data(RehearsalModel::LineRole).toInt());
}

void TestRehearsalPanel::showsLocksOfPostgresql()
{
    TestServer *server = TestServer::postgresql();
    if (!server && !qEnvironmentVariableIsSet("CI"))
        QSKIP(qPrintable(TestServer::problem(u"postgresql"_s)));
    QVERIFY2(server, qPrintable(TestServer::problem(u"postgresql"_s)));
    const QString database = server->newDatabase(u"shop"_s);
    server->run(database, "CREATE TABLE orders (id integer PRIMARY KEY, total numeric(10,2), note varchar(20));\n"
                          "CREATE TABLE customers (id integer PRIMARY KEY, name text);\n"
                          "INSERT INTO orders SELECT n, n, 'x' FROM generate_series(1, 20000) n;\n");
    const TemporaryProject project;
    qputenv("LK_WINDOW_PASSWORD", QUrl::toPercentEncoding(server->password()));
    project.write(u"lockkeeper.toml"_s, "[project]\nname = \"Web shop\"\nformat = \"plain\"\n\n[environments.development]\nurl = \""
                                            + server->urlAs(server->user(), u"${LK_WINDOW_PASSWORD}"_s, database).toUtf8() + "\"\n");
    project.write(u"migrations/0001_totals.sql"_s, "-- Up\nALTER TABLE orders ALTER COLUMN total TYPE double precision;\n"
                                                   "CREATE INDEX orders_by_note ON orders (note);\n"
                                                   "INSERT INTO customers VALUES (1, 'Ada');\n"
                                                   "ALTER TABLE orders ADD CONSTRAINT some_total CHECK (total > 0);\n"
                                                   "-- Down\nALTER TABLE orders DROP CONSTRAINT some_total;\nDELETE FROM customers;\nDROP INDEX orders_by_note;\n"
                                                   "ALTER TABLE orders ALTER COLUMN total TYPE numeric(10,2);\n");
    MainWindow window;
    QVERIFY(openIn(window, project.folder()));
    QVERIFY(rehearse(window));
    QCOMPARE(part<PlateLabel>(window, "rehearsalWorst")->text(), u"everybody waits on orders"_s);
    const auto *model = part<QTreeView>(window, "rehearsalTree")->model();
    const auto row = [&](int number, int column) { return model->index(number, column, model->index(0, 0)); };
    QVERIFY2(row(0, RehearsalModel::LocksColumn).data().toString().contains(u"orders ACCESS EXCLUSIVE"_s), qPrintable(row(0, RehearsalModel::LocksColumn).data().toString()));
    QCOMPARE(row(0, RehearsalModel::WaitsColumn).data().toString(), u"everybody"_s);
    QVERIFY(row(0, RehearsalModel::SeenColumn).data().toString().contains(u"rewrites orders"_s));
    QVERIFY(row(0, 0).data(RehearsalModel::LogBytesRole).toLongLong() > 100'000);
    QVERIFY(row(0, 0).data(RehearsalModel::FractionRole).toDouble() > 0);

    // The plan that Apply shows says the same.
    QVERIFY(click(window, "applyButton"));
    auto *dialog = part<PlanDialog>(window, "planDialog");
    auto *tree = part<QTreeView>(*dialog, "planTree");
    QTRY_VERIFY(rowWith(*tree->model(), u"orders ACCESS EXCLUSIVE"_s).isValid());
    const QModelIndex insert = rowWith(*tree->model(), u"INSERT INTO customers VALUES (1, 'Ada')"_s);
    QCOMPARE(insert.siblingAtColumn(PlanModel::LocksColumn).data().toString(), QString()); // nobody waits
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(waitSettled(window));
    server->dropDatabase(database);
}

void TestRehearsalPanel::comparesWithTheOneBefore()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(u"0010"_s);
    QVERIFY(waitSettled(window));
    QVERIFY(rehearse(window));
    QVERIFY(click(window, "rehearsalCompare"));
    QVERIFY(waitSettled(window));
    QVERIFY(!window.findChild<QDialog *>(u"comparisonDialog"_s));
    const QDateTime first = window.workbench().plan().rehearsal->at;
    QVERIFY(click(window, "rehearsalAgain"));
    QTRY_VERIFY_WITH_TIMEOUT(window.isSettled() && window.workbench().plan().rehearsal && window.workbench().plan().rehearsal->at > first, 60'000);
    QVERIFY(click(window, "rehearsalCompare"));
    QTRY_VERIFY(window.findChild<QDialog *>(u"comparisonDialog"_s));
    auto *dialog = window.findChild<QDialog *>(u"comparisonDialog"_s);
    const auto *table = part<QTableView>(*dialog, "comparisonTable");
    QVERIFY(table->model()->rowCount() > 2);
    QCOMPARE(table->model()->index(0, 0).data().toString(), u"0009"_s);
    QCOMPARE(part<QLabel>(*dialog, "comparisonOutcomes")->text(), u"Both came to the same end."_s);
    dialog->reject();
}

void TestRehearsalPanel::asksTheRows()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(u"0010"_s);
    QVERIFY(waitSettled(window));
    QVERIFY(rehearse(window));
    QVERIFY(click(window, "rehearsalCheckData"));
    auto *dialog = window.findChild<QDialog *>(u"dataCheckDialog"_s);
    QVERIFY(dialog);
    const auto *lines = dialog->findChild<CheckLines *>();
    QVERIFY(lines->texts().isEmpty()); // nobody reads rows unasked
    QVERIFY(click(*dialog, "dataCheckAsk"));
    QTRY_VERIFY_WITH_TIMEOUT(!lines->texts().isEmpty() && !lines->texts().first().contains(u"Asking"_s), 60'000);
    QVERIFY2(!lines->texts().join(u'\n').contains(u"Not asked"_s), qPrintable(lines->texts().join(u'\n')));
    dialog->reject();
}

/// The menu beside the button tells of each place whether it can be, and the panel where it was.
void TestRehearsalPanel::rehearsesWhereAPersonSays()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    auto *menu = part<QMenu>(window, "rehearseMenu");
    const auto place = [&](RehearsalPlace wanted) {
        menu->hide();
        menu->popup(window.mapToGlobal(QPoint(100, 100)));
        return menu->findChild<QAction *>(u"rehearseOn%1"_s.arg(int(wanted)));
    };
    QAction *backup = place(RehearsalPlace::Backup);
    QVERIFY(backup && !backup->isEnabled());
    QVERIFY2(backup->text().contains(u"there is no backup"), qPrintable(backup->text()));
    QVERIFY(!place(RehearsalPlace::Live));
    menu->hide();
    QVERIFY(click(window, "backUpButton"));
    QVERIFY(QTest::qWaitFor([&] { return window.workbench().records().backups.size() == 1 && window.isSettled(); }, 30'000));
    window.workbench().refresh();
    QVERIFY(waitSettled(window));

    backup = place(RehearsalPlace::Backup);
    QVERIFY2(backup->isEnabled(), qPrintable(backup->text()));
    QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(backup).center());
    QVERIFY(QTest::qWaitFor([&] { return window.workbench().plan().rehearsal && window.isSettled(); }, 60'000));
    const Rehearsal &seen = *window.workbench().plan().rehearsal;
    QVERIFY(!seen.backup.isEmpty());
    QVERIFY2(part<ElidedLabel>(window, "rehearsalSummary")->text().contains(seen.backup), qPrintable(part<ElidedLabel>(window, "rehearsalSummary")->text()));
}

/// Only after a question that names what is locked meanwhile; never where the environment is protected.
void TestRehearsalPanel::rehearsesOnTheDatabaseItself()
{
    TestServer *server = TestServer::postgresql();
    QVERIFY2(server, qPrintable(TestServer::problem(u"postgresql"_s)));
    const TemporaryProject project;
    const QString database = postgresqlProject(*server, project);
    const auto live = [](MainWindow &window) {
        auto *menu = part<QMenu>(window, "rehearseMenu");
        menu->popup(window.mapToGlobal(QPoint(100, 100)));
        QAction *action = menu->findChild<QAction *>(u"rehearseOn%1"_s.arg(int(RehearsalPlace::Live)));
        menu->hide();
        return action;
    };
    {
        MainWindow window;
        QVERIFY(openIn(window, project.folder()));
        QAction *action = live(window);
        QVERIFY(action && action->isEnabled());
        action->trigger();
        auto *dialog = part<QDialog>(window, "liveRehearsalDialog");
        const QString question = part<QLabel>(*dialog, "liveRehearsalQuestion")->text();
        QVERIFY2(question.contains(u"others may have to wait for orders"_s) && question.contains(u"2 s for a lock"_s), qPrintable(question));
        dialog->reject();
        QVERIFY(waitSettled(window));
        QVERIFY(!window.workbench().plan().rehearsal);

        live(window)->trigger();
        QVERIFY(QTest::qWaitFor([&] { return window.findChildren<QDialog *>(u"liveRehearsalDialog"_s).size() == 1; }));
        QVERIFY(click(*part<QDialog>(window, "liveRehearsalDialog"), "liveRehearsalAgree"));
        QVERIFY(QTest::qWaitFor([&] { return window.workbench().plan().rehearsal && window.isSettled(); }, 60'000));
        QVERIFY(window.workbench().plan().rehearsal->rolledBack);
        const QString summary = part<ElidedLabel>(window, "rehearsalSummary")->text();
        QVERIFY2(summary.contains(u"the database itself, rolled back"_s), qPrintable(summary));
        QCOMPARE(server->run(database, "SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders';\n").trimmed(), u"2"_s);
        // Nothing of it can be kept, and that is said before.
        window.findChild<QAction *>(u"keepScratch"_s)->setChecked(true);
        QVERIFY2(!live(window)->isEnabled() && live(window)->text().contains(u"kept"_s), qPrintable(live(window)->text()));
    }
    project.write(u"lockkeeper.toml"_s, "[project]\nformat = \"plain\"\n[environments.development]\nprotected = true\nurl = \""
                                            + server->urlAs(server->user(), u"${LK_WINDOW_PASSWORD}"_s, database).toUtf8() + "\"\n");
    MainWindow window;
    QVERIFY(openIn(window, project.folder()));
    QVERIFY(!live(window));
    server->dropDatabase(database);
}

/// The address is asked for as everywhere; the password goes to the server, and stands nowhere afterwards.
void TestRehearsalPanel::rehearsesOnAServerThatAPersonNames()
{
    TestServer *server = TestServer::postgresql();
    QVERIFY2(server, qPrintable(TestServer::problem(u"postgresql"_s)));
    const TemporaryProject project;
    const QString database = postgresqlProject(*server, project);
    const QString beside = server->newDatabase(u"beside"_s);
    server->run(beside, "CREATE ROLE rehearser LOGIN SUPERUSER PASSWORD 'of-that-day';\n");
    MainWindow window;
    QVERIFY(openIn(window, project.folder()));
    window.findChild<QAction *>(u"keepScratch"_s)->setChecked(true);
    window.findChild<QAction *>(u"rehearseElsewhere"_s)->trigger();
    auto *dialog = part<QDialog>(window, "rehearsalServerDialog");
    QVERIFY(part<QLabel>(*dialog, "rehearsalServerExplain")->text().contains(u"left there"_s));
    part<QLineEdit>(*dialog, "environmentDatabaseName")->setText({});
    QVERIFY(!part<QPushButton>(*dialog, "rehearsalServerAccept")->isEnabled());
    part<QLineEdit>(*dialog, "environmentDatabaseName")->setText(beside);
    part<QLineEdit>(*dialog, "environmentUser")->setText(u"rehearser"_s);
    part<QLineEdit>(*dialog, "rehearsalServerPassword")->setText(u"of-that-day"_s);
    QVERIFY(!part<QLabel>(*dialog, "rehearsalServerAddress")->text().contains(u"of-that-day"_s));
    QVERIFY(click(*dialog, "rehearsalServerAccept"));
    QVERIFY(QTest::qWaitFor([&] { return window.workbench().plan().rehearsal && window.isSettled(); }, 60'000));
    const Rehearsal &seen = *window.workbench().plan().rehearsal;
    QVERIFY2(seen.place.contains(u"rehearser@"_s) && seen.place.contains(beside), qPrintable(seen.place));
    QVERIFY(!seen.kept.isEmpty());
    // It is not written down anywhere.
    QDirIterator files(project.folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!file.readAll().contains("of-that-day"), qPrintable(file.fileName()));
    }
    // What is kept is told, with the way to take it away.
    auto *notices = window.findChild<NoticeBar *>();
    QVERIFY2(!notices->texts().filter(u"The copy was kept"_s).isEmpty(), qPrintable(notices->texts().join(u'\n')));
    QVERIFY(QTest::qWaitFor([&] { return !notices->texts().filter(u"copy is still there"_s).isEmpty(); }, 30'000));
    const QString scratches = server->run({}, "SELECT datname FROM pg_database WHERE datname LIKE 'lockkeeper%';\n");
    QCOMPARE(scratches.split(u'\n', Qt::SkipEmptyParts).size(), 1);
    server->run({}, "DROP DATABASE \"" + scratches.trimmed().toUtf8() + "\" WITH (FORCE);\n");
    server->dropDatabase(beside);
    server->dropDatabase(database);
    server->run({}, "DROP ROLE rehearser;\n");
}

/// A copy that a dead process left is offered at the next start, and goes with a click.
void TestRehearsalPanel::offersWhatWasLeft()
{
    const QTemporaryDir temporary;
    const QByteArray before = qgetenv("TMPDIR");
    const DemoProject demo;
    qputenv("TMPDIR", QFile::encodeName(temporary.path()));
    const auto back = qScopeGuard([&] { before.isEmpty() ? qunsetenv("TMPDIR") : qputenv("TMPDIR", before); });
    const QString left = temporary.filePath(u"lockkeeper-scratch-dead"_s);
    QVERIFY(QDir().mkpath(left));
    for (const char *name : {"/in-use", "/scratch.db"}) {
        QFile file(left + QString::fromLatin1(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    auto *notices = window.findChild<NoticeBar *>();
    QVERIFY(notices);
    const auto told = [&] { return !notices->texts().filter(left).isEmpty(); };
    QTRY_VERIFY(told());
    for (QPushButton *button : notices->findChildren<QPushButton *>()) {
        if (button->text() == u"Remove" && button->isVisible()) {
            QTest::mouseClick(button, Qt::LeftButton);
            break;
        }
    }
    QTRY_VERIFY(!QFile::exists(left));
    QTRY_VERIFY(!told());
}

LK_WINDOW_TEST_MAIN(TestRehearsalPanel)
#include "tst_rehearsalpanel.moc"
