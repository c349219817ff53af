// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// Schema diff and schema map in the real window, on the demo project.
#include "tests/support/largeproject.h"
#include "tests/widgets/window/windowtest.h"
#include "widgets/diff/diffpanel.h"
#include "widgets/editor/editorpanel.h"
#include "widgets/map/mappanel.h"
#include "widgets/map/mapview.h"

#include <QFileDialog>
#include <QLabel>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTreeView>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

bool rehearse(MainWindow &window, const QString &version)
{
    window.choose(version);
    return waitSettled(window) && click(window, "rehearseButton")
           && QTest::qWaitFor([&] { return window.workbench().plan().rehearsal && window.isSettled(); }, 120'000);
}

/// A dialog may have taken the keys.
void takeKeys(MainWindow &window)
{
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
}

MapPanel &openMap(MainWindow &window)
{
    takeKeys(window);
    QTest::keyClick(&window, Qt::Key_0, Qt::AltModifier);
    return *part<MapPanel>(window, "mapPanel");
}

QString chosenIn(const MapView &view)
{
    return view.current() < 0 ? QString() : view.map().tables[size_t(view.current())].name;
}

bool saveAs(MainWindow &window, const char *dialogName, const QString &path)
{
    auto *dialog = part<QFileDialog>(window, dialogName);
    dialog->selectFile(path);
    emit dialog->fileSelected(path);
    dialog->close();
    return QTest::qWaitFor([&] { return QFile::exists(path) && window.isSettled(); }, 10'000);
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestDiffAndMap : public QObject
{
    Q_OBJECT

private slots:
    void mapShowsTheSchemaThenItsChanges();
    void mapLeadsToTheDiff();
    void mapShowsTheChosenStep();
    void mapTakesTheWholeWindow();
    void savesReports();
    void remembersWhatIsNotShown();
    void saysWhenItIsStale();
    void fiveHundredTables();
};

void TestDiffAndMap::mapShowsTheSchemaThenItsChanges()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    MapPanel &map = openMap(window);
    QVERIFY(map.isVisible());
    QTRY_VERIFY(map.isDrawn() && !map.view().map().tables.empty());
    QCOMPARE(QApplication::focusWidget(), &map.view());
    QCOMPARE(map.view().map().changed(), 0);
    QVERIFY(map.view().map().links.size() > 2);
    QVERIFY(rehearse(window, u"0012"_s));
    QTRY_VERIFY(map.isDrawn() && map.view().map().changed() > 0);
    // What the diff tells of tables, the map shows.
    for (const SchemaChange &change : window.workbench().plan().rehearsal->diff.changes) {
        const QString table = change.object == u"table"_s ? change.name : change.table;
        if (table.isEmpty())
            continue;
        const int found = map.view().map().find(table);
        QVERIFY2(found >= 0 && map.view().map().tables[size_t(found)].change, qPrintable(table));
    }
}

void TestDiffAndMap::mapLeadsToTheDiff()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    QVERIFY(rehearse(window, u"0012"_s));
    MapPanel &map = openMap(window);
    QTRY_VERIFY(map.isDrawn() && map.view().map().changed() > 0);
    QTest::keyClick(&window, Qt::Key_F8);
    const QString first = chosenIn(map.view());
    QVERIFY(!first.isEmpty());
    QTest::keyClick(&window, Qt::Key_F8);
    const QString second = chosenIn(map.view());
    QVERIFY(second != first);
    QTest::keyClick(&map.view(), Qt::Key_Return);
    auto *tree = part<QTreeView>(window, "diffTree");
    QVERIFY(tree->isVisible());
    QVERIFY2(tree->currentIndex().data().toString().contains(second), qPrintable(tree->currentIndex().data().toString()));
    QCOMPARE(part<QTabWidget>(window, "diffTabs")->currentIndex(), 0);
}

void TestDiffAndMap::mapShowsTheChosenStep()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    QVERIFY(rehearse(window, u"0012"_s));
    MapPanel &map = openMap(window);
    QTRY_VERIFY(map.isDrawn() && map.view().map().changed() > 0);
    const int all = map.view().map().changed();
    QVERIFY(click(map, "mapOnlyStep"));
    QTRY_VERIFY(map.isDrawn() && map.view().map().changed() < all);
    const std::vector<RehearsedStep> &steps = window.workbench().plan().rehearsal->steps;
    for (const SchemaChange &change : steps.back().diff.changes) {
        const int found = map.view().map().find(change.table.isEmpty() ? change.name : change.table);
        QVERIFY2(found >= 0 && map.view().map().tables[size_t(found)].change, qPrintable(summary(change)));
    }
}

void TestDiffAndMap::mapTakesTheWholeWindow()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    MapPanel &map = openMap(window);
    QTRY_VERIFY(map.isDrawn());
    const int height = map.view().height();
    QVERIFY(click(map, "mapAlone"));
    QTRY_VERIFY(map.view().height() > height + 150);
    QVERIFY(!part(window, "historyPanel")->isVisible());
    QVERIFY(!part(window, "bottomTabs")->isVisible());
    QVERIFY(click(map, "mapAlone"));
    QVERIFY(part(window, "historyPanel")->isVisible());
    QVERIFY(part(window, "bottomTabs")->isVisible());
    QVERIFY(click(map, "mapAlone"));
    QTest::keyClick(&window, Qt::Key_1, Qt::AltModifier); // who goes elsewhere gets the other panels back
    QVERIFY(part(window, "historyPanel")->isVisible());
    QVERIFY(part<EditorPanel>(window, "editorPanel")->isVisible());
}

void TestDiffAndMap::savesReports()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    QVERIFY(rehearse(window, u"0012"_s));
    QTest::keyClick(&window, Qt::Key_3, Qt::AltModifier);
    const std::pair<QString, QByteArray> files[] = {{u"diff.html"_s, "<!DOCTYPE html>"}, {u"diff.md"_s, "# Schema diff"}, {u"diff.sql"_s, "-- What differs"}};
    for (const auto &[name, begin] : files) {
        QVERIFY(click(window, "diffExport"));
        QVERIFY(saveAs(window, "diffFileDialog", demo.path(name)));
        QVERIFY2(contentOf(demo.path(name)).startsWith(begin), qPrintable(name));
        QTRY_VERIFY(!window.findChild<QFileDialog *>());
    }
    MapPanel &map = openMap(window);
    QTRY_VERIFY(map.isDrawn());
    QVERIFY(click(map, "mapExport"));
    QVERIFY(saveAs(window, "mapFileDialog", demo.path(u"map.svg"_s)));
    QVERIFY(contentOf(demo.path(u"map.svg"_s)).contains("<svg"));

    // Where it can't be written the window says so, and nothing is left.
    QTRY_VERIFY(!window.findChild<QFileDialog *>());
    QVERIFY(click(map, "mapExport"));
    auto *dialog = part<QFileDialog>(window, "mapFileDialog");
    QSignalSpy failed(&window.workbench(), &Workbench::failed);
    emit dialog->fileSelected(demo.path(u"no/such/folder/map.svg"_s));
    dialog->close();
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(!QFile::exists(demo.path(u"no"_s)));
}

void TestDiffAndMap::remembersWhatIsNotShown()
{
    const DemoProject demo;
    {
        MainWindow window;
        QVERIFY(openIn(window, demo.folder()));
        QVERIFY(rehearse(window, u"0012"_s));
        QTest::keyClick(&window, Qt::Key_3, Qt::AltModifier);
        part<QAction>(window, "diffShowRemoved")->trigger();
        QVERIFY(part<QLabel>(window, "diffLeftOut")->isVisible());
        window.close();
    }
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    window.choose(u"0012"_s);
    QVERIFY(waitSettled(window));
    QVERIFY(!part<DiffPanel>(window, "diffPanel")->options().removed);
    QTRY_VERIFY(part<QLabel>(window, "diffLeftOut")->isVisible()); // and it is said at once
    // The view leaves it out, never the evidence.
    const auto &changes = window.workbench().plan().rehearsal->diff.changes;
    QVERIFY(std::ranges::any_of(changes, [](const SchemaChange &change) { return change.kind == ChangeKind::Removed; }));
    part<QAction>(window, "diffShowAll")->trigger();
    QVERIFY(part<DiffPanel>(window, "diffPanel")->options() == DiffOptions());
}

void TestDiffAndMap::saysWhenItIsStale()
{
    const DemoProject demo;
    MainWindow window;
    QVERIFY(openIn(window, demo.folder()));
    QTest::keyClick(&window, Qt::Key_3, Qt::AltModifier);
    window.choose(u"0009"_s);
    QVERIFY(waitSettled(window));
    QCOMPARE(part<QLabel>(window, "diffNotRehearsed")->text(), u"Not rehearsed yet"_s);
    QVERIFY(rehearse(window, u"0009"_s));
    const QString file = window.workbench().project().history.find(u"0009"_s)->file->upFile;
    demo.write(file, demo.read(file) + "\n-- one more line\n");
    window.workbench().refresh();
    QVERIFY(waitSettled(window));
    QTRY_VERIFY(part<QLabel>(window, "diffNotRehearsed")->text().startsWith(u"Stale"_s));
    QVERIFY(part<QLabel>(window, "diffNotRehearsed")->isVisible());
    QVERIFY(!part<QLabel>(window, "diffWhy")->text().isEmpty());
}

void TestDiffAndMap::fiveHundredTables()
{
    const QTemporaryDir folder;
    QVERIFY(writeLargeProject(folder.filePath(u"large"_s), 500));
    MainWindow window;
    QVERIFY(openIn(window, folder.filePath(u"large"_s)));
    QVERIFY(rehearse(window, u"0002"_s));
    QElapsedTimer watch;
    watch.start();
    MapPanel &map = openMap(window);
    QTRY_VERIFY_WITH_TIMEOUT(map.isDrawn() && map.view().map().tables.size() > 500, 10'000);
    QVERIFY2(watch.elapsed() < 5'000, qPrintable(QString::number(watch.elapsed())));
    QVERIFY(map.view().map().changed() > 20);
    QVERIFY(map.view().map().links.size() > 450);
    QVERIFY(map.showTable({u"sales_account_refund"_s}));
    QCOMPARE(chosenIn(map.view()), u"sales_account_refund"_s);
    // Renames that the script says are told so.
    QTest::keyClick(&window, Qt::Key_3, Qt::AltModifier);
    const QModelIndex renamed = rowWith(*part<QTreeView>(window, "diffTree")->model(), u"column name → title"_s);
    QVERIFY(renamed.isValid());
}

LK_WINDOW_TEST_MAIN(TestDiffAndMap)
#include "tst_diffandmap.moc"
