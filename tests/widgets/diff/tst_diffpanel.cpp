// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diff/diffpanel.h"
#include "widgets/window/elidedlabel.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QToolButton>

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>
#include <Qsci/qsciscintilla.h>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

SchemaChange change(ChangeKind kind, const QString &object, const QString &name, const QString &before,
                    const QString &after)
{
    SchemaChange made;
    made.kind = kind;
    made.object = object;
    made.name = name;
    made.before = before;
    made.after = after;
    return made;
}

SchemaDiff shop()
{
    SchemaDiff diff;
    diff.changes = {change(ChangeKind::Altered, u"table"_s, u"orders"_s,
                           u"CREATE TABLE orders (\n  id INT,\n  note TEXT,\n  memo TEXT,\n  at TEXT\n)"_s,
                           u"CREATE TABLE orders (\n  id BIGINT,\n  note TEXT,\n  at TEXT\n)"_s),
                    change(ChangeKind::Added, u"view"_s, u"sales"_s, {}, u"CREATE VIEW sales AS SELECT 1"_s),
                    change(ChangeKind::Removed, u"table"_s, u"old_shop"_s, u"CREATE TABLE old_shop (id)"_s, {})};
    diff.changes[2].destroysRows = 40;
    return diff;
}

} // namespace

class TestDiffPanel : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_panel = std::make_unique<DiffPanel>();
        m_panel->resize(900, 400);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }

    void saysThatNothingWasRehearsed()
    {
        m_panel->showNotRehearsed(u"0010 was not run <b>yet</b>"_s);
        QVERIFY(child<QLabel>(u"diffNotRehearsed"_s)->isVisible());
        QCOMPARE(child<QLabel>(u"diffWhy"_s)->textFormat(), Qt::PlainText);
        QVERIFY(!child<QTreeView>(u"diffTree"_s)->isVisible());
        auto *button = child<QPushButton>(u"diffRehearse"_s);
        const QSignalSpy requested(m_panel.get(), &DiffPanel::rehearseRequested);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(requested.count(), 1);
        m_panel->setRehearseEnabled(false, u"no plan"_s);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(requested.count(), 1);
        QVERIFY(button->toolTip().contains(u"no plan"));
    }

    void saysWhatCountsNoMore()
    {
        m_panel->showStale(u"the file was changed"_s);
        QVERIFY(child<QLabel>(u"diffNotRehearsed"_s)->text().startsWith(u"Stale"_s));
        QCOMPARE(child<QLabel>(u"diffWhy"_s)->text(), u"the file was changed"_s);
        m_panel->showFailed(u"no such table: x"_s);
        QCOMPARE(child<QLabel>(u"diffNotRehearsed"_s)->text(), u"The rehearsal failed"_s);
        QVERIFY(child<QPushButton>(u"diffRehearse"_s)->isVisible());
        QVERIFY(!child<QToolButton>(u"diffExport"_s)->isEnabled());
    }

    void saysThatNothingChanged()
    {
        m_panel->showDiff({}, u"0009"_s);
        QVERIFY(child<QLabel>(u"diffEqual"_s)->isVisible());
        QVERIFY(!child<QTreeView>(u"diffTree"_s)->isVisible());
    }

    void showsBothDefinitionsAtEqualHeights()
    {
        m_panel->showDiff(shop(), u"Rehearsed 12:03: before | after 0010"_s);
        QCOMPARE(child<ElidedLabel>(u"diffTitle"_s)->text(), u"Rehearsed 12:03: before | after 0010"_s);
        QCOMPARE(child<QLabel>(u"diffCounts"_s)->text(), u"1 added · 1 removed · 1 altered"_s);
        auto *tree = child<QTreeView>(u"diffTree"_s);
        QCOMPARE(tree->model()->rowCount(), 3);
        QCOMPARE(before()->lines(), after()->lines());
        QCOMPARE(before()->text(1), u"  id INT,\n"_s);
        QCOMPARE(after()->text(1), u"  id BIGINT,\n"_s);
        QVERIFY(before()->isReadOnly());
        tree->setCurrentIndex(tree->model()->index(1, 0));
        QCOMPARE(after()->text(), u"CREATE VIEW sales AS SELECT 1"_s);
        QCOMPARE(before()->text().trimmed(), QString());
        tree->setCurrentIndex(tree->model()->index(2, 0));
        QVERIFY(child<QLabel>(u"diffDetails"_s)->text().contains(u"goes: 40"));
    }

    void goesThroughAllChangesWithKeys()
    {
        m_panel->showDiff(shop(), u"x"_s);
        auto *tree = child<QTreeView>(u"diffTree"_s);
        tree->setFocus();
        const auto rows = [&](Qt::KeyboardModifiers modifiers) {
            QList<int> visited;
            for (int press = 0; press < 5; ++press) {
                QTest::keyClick(tree, Qt::Key_F8, modifiers);
                visited << tree->currentIndex().row();
            }
            return visited;
        };
        QCOMPARE(rows(Qt::NoModifier), (QList<int>{0, 0, 1, 2, 2})); // the table has two blocks of changes
        QCOMPARE(rows(Qt::ShiftModifier), (QList<int>{1, 0, 0, 0, 0}));
    }

    void scrollsBothSidesTogether()
    {
        QString text;
        for (int line = 0; line < 300; ++line)
            text += u"line %1\n"_s.arg(line);
        SchemaDiff diff;
        diff.changes = {change(ChangeKind::Altered, u"table"_s, u"t"_s, text, text + u"more"_s)};
        m_panel->showDiff(diff, u"x"_s);
        QTRY_VERIFY(before()->verticalScrollBar()->maximum() > 100);
        before()->verticalScrollBar()->setValue(80);
        QCOMPARE(after()->verticalScrollBar()->value(), 80);
        after()->verticalScrollBar()->setValue(20);
        QCOMPARE(before()->verticalScrollBar()->value(), 20);
    }

    void filtersObjects()
    {
        m_panel->showDiff(shop(), u"x"_s);
        auto *tree = child<QTreeView>(u"diffTree"_s);
        QTest::keyClicks(child<QLineEdit>(u"diffFilter"_s), u"OLD"_s);
        QCOMPARE(tree->model()->rowCount(), 1);
        QCOMPARE(tree->model()->index(0, 0).data().toString(), u"table old_shop"_s);
        m_panel->showDiff(shop(), u"x"_s);
        QCOMPARE(tree->model()->rowCount(), 3);
    }

    void goesToTheNextOfThatName()
    {
        SchemaDiff diff = shop();
        diff.changes.push_back(change(ChangeKind::Added, u"index"_s, u"orders_by_shop"_s, {}, u"CREATE INDEX"_s));
        diff.changes.back().table = u"orders"_s;
        m_panel->showDiff(diff, u"x"_s);
        auto *tree = child<QTreeView>(u"diffTree"_s);
        auto *field = child<QLineEdit>(u"diffFilter"_s);
        QTest::keyClick(tree, Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(QApplication::focusWidget(), field);
        QTest::keyClicks(field, u"shop"_s);
        const auto current = [tree] { return tree->currentIndex().data().toString(); };
        QCOMPARE(current(), u"index orders_by_shop"_s); // not the table that holds it
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(current(), u"table old_shop"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(current(), u"index orders_by_shop"_s); // round and round
        QTest::keyClick(field, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(current(), u"table old_shop"_s);
    }

    void saysHowManyAreNotShown()
    {
        m_panel->showDiff(shop(), u"x"_s);
        QSignalSpy told(m_panel.get(), &DiffPanel::optionsChanged);
        QVERIFY(!child<QLabel>(u"diffLeftOut"_s)->isVisible());
        child<QAction>(u"diffDestroying"_s)->trigger();
        auto *tree = child<QTreeView>(u"diffTree"_s);
        QCOMPARE(tree->model()->rowCount(), 1);
        QCOMPARE(child<QLabel>(u"diffLeftOut"_s)->text(), u"2 not shown"_s);
        QVERIFY(child<QLabel>(u"diffLeftOut"_s)->isVisible());
        QCOMPARE(told.count(), 1);
        QVERIFY(told[0][0].value<DiffOptions>().destroyingOnly);
        // Another diff is filtered as well, and an empty view never looks like an equal schema.
        child<QAction>(u"diffShowRemoved"_s)->trigger();
        QVERIFY(!child<QLabel>(u"diffEqual"_s)->isVisible());
        QVERIFY(child<QLabel>(u"diffAllHidden"_s)->isVisible());
        QVERIFY(child<QLabel>(u"diffAllHidden"_s)->text().contains(u'3'));
        QTest::mouseClick(child<QPushButton>(u"diffShowEverything"_s), Qt::LeftButton);
        QCOMPARE(tree->model()->rowCount(), 3);
        QCOMPARE(m_panel->options(), DiffOptions());
    }

    void hidesKindsOfObject()
    {
        m_panel->showDiff(shop(), u"x"_s);
        auto *kinds = child<QMenu>(u"diffObjectsMenu"_s);
        QStringList names;
        for (QAction *action : kinds->actions())
            names << action->text();
        QCOMPARE(names, (QStringList{u"table"_s, u"view"_s}));
        kinds->actions().first()->trigger();
        QCOMPARE(child<QTreeView>(u"diffTree"_s)->model()->rowCount(), 1);
        QVERIFY(!kinds->actions().first()->isChecked());
        m_panel->showDiff({}, u"equal"_s); // what is hidden can be shown again, also here
        QCOMPARE(kinds->actions().size(), 1);
        kinds->actions().first()->trigger();
        QVERIFY(m_panel->options().hiddenObjects.isEmpty());
    }

    void takesFiltersOffForWhatIsAskedFor()
    {
        m_panel->showDiff(shop(), u"x"_s);
        DiffOptions options;
        options.removed = false;
        m_panel->setOptions(options);
        QVERIFY(!m_panel->showObject({u"nothing"_s}));
        QVERIFY(!m_panel->showObject({u"old_shop"_s}, false));
        QCOMPARE(m_panel->options(), options);
        QVERIFY(m_panel->showObject({u"\"old_shop\""_s}));
        QCOMPARE(child<QTreeView>(u"diffTree"_s)->currentIndex().data().toString(), u"table old_shop"_s);
        QCOMPARE(m_panel->options(), DiffOptions());
    }

    void copies()
    {
        m_panel->showDiff(shop(), u"0010"_s);
        auto *tree = child<QTreeView>(u"diffTree"_s);
        tree->setCurrentIndex(tree->model()->index(1, 0));
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_C, Qt::ControlModifier);
        const auto copied = [] { return QApplication::clipboard()->text(); };
        QCOMPARE(copied(), u"-- + view sales\nCREATE VIEW sales AS SELECT 1;\n"_s);
        child<QAction>(u"diffCopySql"_s)->trigger();
        QVERIFY(copied().contains(u"- table old_shop"_s) && copied().contains(u"to: 0010"_s));
        child<QAction>(u"diffCopyMarkdown"_s)->trigger();
        QVERIFY(copied().startsWith(u"# Schema diff"_s));
        emit tree->customContextMenuRequested(tree->visualRect(tree->model()->index(0, 0)).center());
        auto *menu = child<QMenu>(u"diffMenu"_s);
        menu->findChild<QAction *>(u"diffCopyBefore"_s)->trigger();
        QVERIFY(copied().startsWith(u"CREATE TABLE orders"_s) && copied().contains(u"memo"_s));
        menu->close();
    }

    void showsAllOfATableOfWhichPartsChange()
    {
        const auto schema = [](const QString &definition) {
            auto made = std::make_shared<Snapshot>();
            made->objects = {{u"table"_s, {}, {}, u"orders"_s, 0, definition, {}, {}}, {u"table"_s, {}, {}, u"other"_s, 0, u"x"_s, {}, {}}};
            return made;
        };
        SchemaDiff diff{{change(ChangeKind::Added, u"column"_s, u"note"_s, {}, u"note TEXT"_s), change(ChangeKind::Added, u"index"_s, u"i"_s, {}, u"CREATE INDEX i"_s)}};
        diff.changes[0].table = u"orders"_s;
        diff.changes[1].table = u"other"_s;
        m_panel->showDiff(diff, u"x"_s, schema(u"CREATE TABLE orders (\n  id INT\n)"_s), schema(u"CREATE TABLE orders (\n  id INT,\n  note TEXT\n)"_s));
        QCOMPARE(before()->text(0), u"CREATE TABLE orders (\n"_s);
        QCOMPARE(after()->text(2), u"  note TEXT\n"_s);
        auto *tree = child<QTreeView>(u"diffTree"_s);
        tree->setCurrentIndex(tree->model()->index(0, 0, tree->model()->index(0, 0)));
        QCOMPARE(after()->text(), u"note TEXT"_s);
        // Where its own text is the same on both sides, the parts are what there is to see.
        tree->setCurrentIndex(tree->model()->index(1, 0));
        QCOMPARE(after()->text(), u"CREATE INDEX i"_s);
    }

    void tellsWhyItIsARename()
    {
        SchemaDiff diff{{change(ChangeKind::Renamed, u"table"_s, u"purchases"_s, u"CREATE TABLE orders (id)"_s, u"CREATE TABLE purchases (id)"_s)}};
        diff.changes[0].oldName = u"orders"_s;
        diff.changes[0].details = {u"the script says RENAME (0011, line 3)"_s};
        m_panel->showDiff(diff, u"x"_s);
        QCOMPARE(child<QTreeView>(u"diffTree"_s)->currentIndex().data().toString(), u"table orders → purchases"_s);
        QVERIFY(child<QLabel>(u"diffDetails"_s)->text().contains(u"rename: the script says RENAME"_s));
        QCOMPARE(child<QLabel>(u"diffCounts"_s)->text(), u"1 renamed"_s);
    }

private:
    template <class T>
    T *child(const QString &name) const
    {
        T *found = m_panel->findChild<T *>(name);
        Q_ASSERT(found);
        return found;
    }
    QsciScintilla *before() const { return child<QsciScintilla>(u"diffBefore"_s); }
    QsciScintilla *after() const { return child<QsciScintilla>(u"diffAfter"_s); }

    std::unique_ptr<DiffPanel> m_panel;
};

QTEST_MAIN(TestDiffPanel)
#include "tst_diffpanel.moc"
