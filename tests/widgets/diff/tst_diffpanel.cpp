// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/diff/diffpanel.h"
#include "widgets/window/elidedlabel.h"

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
