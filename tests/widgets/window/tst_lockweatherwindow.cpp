// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window tells beyond the plan itself: queries that got worse, and who is on the database now.
#include "models/engines/engineregistry.h"
#include "models/items/querymodel.h"
#include "tests/support/testserver.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/rehearsal/rehearsalpanel.h"
#include "widgets/run/lockweatherbox.h"
#include "widgets/run/plandialog.h"
#include "widgets/window/elidedlabel.h"

#include <QDesktopServices>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTreeView>
#include <QUrl>

using namespace lk;
using namespace Qt::StringLiterals;

class TestLockWeatherWindow : public QObject
{
    Q_OBJECT

private slots:
    void tellsQueriesAndLocks();
    void aFileHasNoSessions();

public slots:
    void opened(const QUrl &url) { m_opened = url; }

private:
    QUrl m_opened;
};

namespace {

QStringList weatherLines(PlanDialog &dialog)
{
    QStringList texts;
    for (const QLabel *label : part<LockWeatherBox>(dialog, "lockWeather")->findChildren<QLabel *>(u"lockWeatherLine"_s)) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts;
}

} // namespace

void TestLockWeatherWindow::tellsQueriesAndLocks()
{
    TestServer *server = TestServer::postgresql();
    QVERIFY2(server, qPrintable(TestServer::problem(u"postgresql"_s)));
    const QString database = server->newDatabase(u"shop"_s);
    server->run(database, "CREATE TABLE orders (id integer PRIMARY KEY, customer integer, total integer);\nCREATE INDEX by_customer ON orders (customer);\n"
                          "INSERT INTO orders SELECT n, n % 5000, n FROM generate_series(1, 20000) n;\n");
    const TemporaryProject project;
    qputenv("LK_WINDOW_PASSWORD", QUrl::toPercentEncoding(server->password()));
    project.write(u"lockkeeper.toml"_s, "[project]\nname = \"Web shop\"\nformat = \"plain\"\n\n[environments.development]\nurl = \""
                                            + server->urlAs(server->user(), u"${LK_WINDOW_PASSWORD}"_s, database).toUtf8() + "\"\n");
    project.write(u"migrations/0001_note.sql"_s, "-- Up\nDROP INDEX by_customer;\nALTER TABLE orders ADD note text;\n-- Down\nALTER TABLE orders DROP note;\nCREATE INDEX by_customer ON orders (customer);\n");
    project.write(u"queries/shop.sql"_s, "SELECT total FROM orders WHERE id = 3;\nSELECT total FROM orders WHERE customer = 17;\n");
    const Engine &engine = *engineByName(u"postgresql"_s);
    const auto other = engine.open(engine.target(server->url(database), {}).value(), Access::ReadWrite).value();
    {
        MainWindow window;
        QVERIFY(openIn(window, project.folder()));
        QVERIFY(click(window, "rehearseButton"));
        QTRY_VERIFY_WITH_TIMEOUT(window.workbench().plan().rehearsal && window.isSettled(), 60'000);
        auto *advice = part<ElidedLabel>(window, "rehearsalAdvice");
        QTRY_VERIFY2(advice->text().contains(u"orders: index by_customer was not read since "_s), qPrintable(advice->text()));
        QVERIFY2(advice->text().contains(u"(it takes "_s), qPrintable(advice->text()));
        QVERIFY2(!advice->text().contains(u"orders_pkey"_s), qPrintable(advice->text()));
        QVERIFY(advice->isVisible());
        auto *queries = part<QToolButton>(window, "rehearsalQueries");
        QVERIFY(queries->isVisible());
        QCOMPARE(queries->text(), u"Queries: 1 of 2 worse"_s);
        QVERIFY(click(window, "rehearsalQueries"));
        auto *table = part<QTableView>(window, "queriesTable");
        QVERIFY(table->isVisible());
        QVERIFY(!part<QTreeView>(window, "rehearsalTree")->isVisible());
        const QString worse = table->model()->index(0, QueryModel::WorseColumn).data().toString();
        QVERIFY2(worse.startsWith(u"no longer uses index by_customer; now reads orders whole; cost "_s), qPrintable(worse));
        QVERIFY2(part<QPlainTextEdit>(window, "queryBefore")->toPlainText().contains(u"by_customer"_s), qPrintable(part<QPlainTextEdit>(window, "queryBefore")->toPlainText()));
        QVERIFY2(part<QPlainTextEdit>(window, "queryAfter")->toPlainText().contains(u"Seq Scan on orders"_s), qPrintable(part<QPlainTextEdit>(window, "queryAfter")->toPlainText()));
        QVERIFY(clickRow(table, u"queries/shop.sql:1"_s));
        QVERIFY(part<QPlainTextEdit>(window, "queryAfter")->toPlainText().contains(u"orders_pkey"_s));

        QDesktopServices::setUrlHandler(u"file"_s, this, "opened");
        QTest::keyClick(table, Qt::Key_Return);
        QDesktopServices::unsetUrlHandler(u"file"_s);
        QCOMPARE(m_opened, QUrl::fromLocalFile(project.path(u"queries/shop.sql"_s)));

        QVERIFY(click(window, "applyButton"));
        auto *dialog = part<PlanDialog>(window, "planDialog");
        QTRY_VERIFY(!weatherLines(*dialog).isEmpty());
        QVERIFY2(weatherLines(*dialog).first().startsWith(u"ACCESS EXCLUSIVE on orders was held for "_s), qPrintable(weatherLines(*dialog).first()));
        // Somebody comes meanwhile.
        QVERIFY(other->begin());
        QVERIFY(other->execute("UPDATE orders SET total = 5 WHERE id = 1"));
        QTRY_VERIFY(part<QToolButton>(*dialog, "lockWeatherRefresh")->isEnabled());
        QVERIFY(click(*dialog, "lockWeatherRefresh"));
        QTRY_VERIFY2(weatherLines(*dialog).first().contains(u"waits for session "_s), qPrintable(weatherLines(*dialog).join(u'\n')));
        QVERIFY2(weatherLines(*dialog).first().contains(u"it holds ROW EXCLUSIVE on orders, and ACCESS EXCLUSIVE is wanted"_s), qPrintable(weatherLines(*dialog).first()));
        QVERIFY(other->rollback());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QVERIFY(waitSettled(window));
    }
    server->dropDatabase(database);
}

void TestLockWeatherWindow::aFileHasNoSessions()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    QVERIFY(click(window, "applyButton"));
    auto *dialog = part<PlanDialog>(window, "planDialog");
    QTRY_VERIFY(part<QTreeView>(*dialog, "planTree")->model()->rowCount() > 0);
    QVERIFY(!part<LockWeatherBox>(*dialog, "lockWeather")->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(waitSettled(window));
}

LK_WINDOW_TEST_MAIN(TestLockWeatherWindow)
#include "tst_lockweatherwindow.moc"
