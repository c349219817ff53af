// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/editorpanel.h"
#include "widgets/editor/messagebar.h"
#include "widgets/editor/scripteditor.h"

#include <QDir>
#include <QFile>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class TestEditorPanel : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_panel = std::make_unique<EditorPanel>();
        m_panel->resize(700, 400);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }

    void showsUpAndDown()
    {
        show(pending(u"0010"_s, "CREATE TABLE a (id);\n", "DROP TABLE a;\n"));
        QCOMPARE(m_panel->currentFile(), u"0010.sql"_s);
        QCOMPARE(m_panel->currentBytes(), QByteArray("CREATE TABLE a (id);\n"));
        QVERIFY(!up()->isReadOnly());
        QSignalSpy file(m_panel.get(), &EditorPanel::currentFileChanged);
        m_panel->showDirection(Direction::Down);
        QCOMPARE(file.takeFirst().first().toString(), u"0010.down.sql"_s);
        QCOMPARE(m_panel->currentBytes(), QByteArray("DROP TABLE a;\n"));
        show(pending(u"0011"_s, "SELECT 1;"));
        QCOMPARE(m_panel->currentFile(), u"0011.sql"_s);
        QVERIFY(!tabs()->isTabEnabled(1));
    }

    void showsSectionsOfOneFile()
    {
        HistoryEntry entry = pending(u"0010"_s, "-- Up\nCREATE TABLE a (id);\n\n-- Down\nDROP TABLE a;\n");
        entry.file->downFile = entry.file->upFile;
        entry.file->down = entry.file->up;
        entry.file->down->firstLine = 5;
        show(entry);
        m_panel->showDirection(Direction::Down);
        QCOMPARE(m_panel->currentFile(), u"0010.sql"_s);
        QCOMPARE(down()->caretLine(), 5);
        QTest::keyClicks(down(), u"x"_s);
        QVERIFY(down()->bytes().contains("xDROP"));
        QCOMPARE(up()->bytes(), down()->bytes()); // one text in two views
        QCOMPARE(m_panel->unsaved().size(), 1);
        m_panel->showDirection(Direction::Up);
        QCOMPARE(up()->caretLine(), 1);
    }

    void appliedOnesAreReadOnlyAndSayWhy_data()
    {
        QTest::addColumn<State>("state");
        QTest::addColumn<bool>("readOnly");
        QTest::newRow("pending") << State::Pending << false;
        QTest::newRow("out of order") << State::OutOfOrder << false;
        QTest::newRow("failed") << State::Failed << false;
        QTest::newRow("applied") << State::Applied << true;
        QTest::newRow("changed") << State::Changed << true;
        QTest::newRow("baseline") << State::Baseline << true;
        QTest::newRow("unknown") << State::Unknown << true;
    }

    void appliedOnesAreReadOnlyAndSayWhy()
    {
        QFETCH(State, state);
        QFETCH(bool, readOnly);
        HistoryEntry entry = pending(u"0010"_s, "SELECT 1;");
        entry.state = state;
        show(entry);
        QCOMPARE(up()->isReadOnly(), readOnly);
        QCOMPARE(bar(u"editorStateBar"_s)->isVisible(), readOnly);
        QTest::keyClicks(up(), u"x"_s);
        QCOMPARE(m_panel->hasUnsaved(), !readOnly);
    }

    void tellsEditsOnceTyping()
    {
        show(pending(u"0010"_s, "SELECT 1;"));
        QSignalSpy edited(m_panel.get(), &EditorPanel::textEdited);
        const QSignalSpy modified(m_panel.get(), &EditorPanel::modifiedChanged);
        QTest::keyClicks(up(), u"abc"_s);
        QCOMPARE(edited.count(), 0);
        QCOMPARE(modified.count(), 1);
        QTRY_COMPARE(edited.count(), 1);
        QCOMPARE(edited.first().at(0).toString(), u"0010.sql"_s);
        QCOMPARE(edited.first().at(1).toByteArray(), QByteArray("abcSELECT 1;"));
        QTest::keyClicks(up(), u"d"_s);
        show(pending(u"0011"_s, "SELECT 2;")); // going elsewhere tells at once
        QCOMPARE(edited.count(), 2);
        QCOMPARE(edited.last().at(0).toString(), u"0010.sql"_s);
    }

    void saves()
    {
        show(pending(u"0010"_s, "SELECT 1;"));
        QSignalSpy requested(m_panel.get(), &EditorPanel::saveRequested);
        m_panel->save();
        QCOMPARE(requested.count(), 0); // nothing to save
        QTest::keyClicks(up(), u"x"_s);
        QVERIFY(m_panel->findChild<QLabel *>(u"editorModified"_s)->text().contains(u"edited"));
        QTest::keyClick(up(), Qt::Key_S, Qt::ControlModifier);
        QCOMPARE(requested.count(), 1);
        QCOMPARE(requested.first().at(1).toByteArray(), QByteArray("xSELECT 1;"));
        QCOMPARE(requested.first().at(2).toByteArray(), QByteArray("SELECT 1;"));
        write(u"0010.sql"_s, "xSELECT 1;");
        m_panel->markSaved(u"0010.sql"_s, "xSELECT 1;");
        QVERIFY(!m_panel->hasUnsaved());
        QTest::keyClicks(up(), u"y"_s);
        m_panel->save();
        QCOMPARE(requested.last().at(2).toByteArray(), QByteArray("xSELECT 1;"));
        m_panel->markSaved(u"0010.sql"_s, "other"); // typed on while it was being saved
        QVERIFY(m_panel->hasUnsaved());
        show(pending(u"0011"_s, "SELECT 2;"));
        m_panel->markSaved(u"0010.sql"_s, "xySELECT 1;"); // not shown any more
        QVERIFY(!m_panel->hasUnsaved());
    }

    void savesAll()
    {
        show(pending(u"0010"_s, "a"));
        QTest::keyClicks(up(), u"1"_s);
        show(pending(u"0011"_s, "b", "c"));
        QTest::keyClicks(up(), u"2"_s);
        m_panel->showDirection(Direction::Down);
        QTest::keyClicks(down(), u"3"_s);
        QMap<QString, QByteArray> saved;
        connect(m_panel.get(), &EditorPanel::saveRequested, m_panel.get(),
                [&](const QString &file, const QByteArray &bytes) {
                    saved.insert(file, bytes);
                    m_panel->markSaved(file, bytes);
                });
        m_panel->saveAll();
        QCOMPARE(saved,
                 (QMap<QString, QByteArray>{{u"0010.sql"_s, "1a"}, {u"0011.sql"_s, "2b"}, {u"0011.down.sql"_s, "3c"}}));
        QVERIFY(!m_panel->hasUnsaved());
    }

    void keepsEditsWhenAnotherMigrationIsShown()
    {
        const HistoryEntry first = pending(u"0010"_s, "SELECT 1;");
        show(first);
        up()->goTo(1, 8);
        QTest::keyClicks(up(), u"9"_s);
        show(pending(u"0011"_s, "SELECT 2;"));
        QVERIFY(!up()->hasEdits());
        QCOMPARE(m_panel->unsaved().value(u"0010.sql"_s), QByteArray("SELECT 91;"));
        show(first);
        QCOMPARE(m_panel->currentBytes(), QByteArray("SELECT 91;"));
        QCOMPARE(up()->caretColumn(), 9);
        QVERIFY(up()->hasEdits());
        up()->undo();
        QCOMPARE(m_panel->currentBytes(), QByteArray("SELECT 1;"));
        QVERIFY(!m_panel->hasUnsaved());
        m_panel->clear();
        QCOMPARE(m_panel->currentFile(), QString());
    }

    void keepsEditsOfAnotherProject()
    {
        const HistoryEntry entry = pending(u"0010"_s, "SELECT 1;");
        show(entry);
        QTest::keyClicks(up(), u"x"_s);
        const QTemporaryDir other;
        m_panel->showMigration(entry, other.path());
        QCOMPARE(m_panel->currentBytes(), QByteArray("SELECT 1;"));
        QVERIFY(!m_panel->hasUnsaved());
        show(entry);
        QCOMPARE(m_panel->currentBytes(), QByteArray("xSELECT 1;"));
    }

    void restoresEditsOfAnEarlierSession()
    {
        show(pending(u"0010"_s, "SELECT 1;"));
        const QTemporaryDir other;
        m_panel->restoreUnsaved(other.path(), {{u"0010.sql"_s, "of another project"}});
        QCOMPARE(m_panel->currentFile(), QString());
        m_panel->restoreUnsaved(m_folder->path(),
                                {{u"0010.sql"_s, "\xef\xbb\xbfSELECT 3;"}, {u"0011.sql"_s, "SELECT 4;"}});
        QCOMPARE(m_panel->unsaved().size(), 2); // not lost before they were shown
        show(pending(u"0010"_s, "SELECT 1;"));
        QCOMPARE(m_panel->currentBytes(), QByteArray("\xef\xbb\xbfSELECT 3;"));
        QVERIFY(up()->hasEdits());
        QCOMPARE(m_panel->unsaved().size(), 2);
        show(pending(u"0011"_s, "SELECT 4;")); // it was saved after all
        QVERIFY(!up()->hasEdits());
        QCOMPARE(m_panel->unsavedFiles(), QStringList{u"0010.sql"_s});
        m_panel->restoreUnsaved(m_folder->path(), {{u"0010.sql"_s, "older"}});
        QCOMPARE(m_panel->unsaved().value(u"0010.sql"_s), QByteArray("\xef\xbb\xbfSELECT 3;"));
    }

    void takesOutsideChangesWhenThereAreNoEdits()
    {
        show(pending(u"0010"_s, "SELECT 1;\nSELECT 2;\n"));
        up()->goTo(2, 3);
        write(u"0010.sql"_s, "SELECT 1;\nSELECT 3;\n");
        m_panel->externallyChanged(u"0010.sql"_s);
        QCOMPARE(m_panel->currentBytes(), QByteArray("SELECT 1;\nSELECT 3;\n"));
        QVERIFY(!m_panel->hasUnsaved());
        QVERIFY(!bar(u"editorOutsideBar"_s)->isVisible());
        QCOMPARE(up()->caretLine(), 2);
    }

    void asksAboutOutsideChangesWhenThereAreEdits_data()
    {
        QTest::addColumn<int>("button");
        QTest::addColumn<QByteArray>("shown");
        QTest::addColumn<bool>("unsaved");
        QTest::newRow("reload") << 0 << QByteArray("SELECT 3;") << false;
        QTest::newRow("keep mine") << 1 << QByteArray("xSELECT 1;") << true;
    }

    void asksAboutOutsideChangesWhenThereAreEdits()
    {
        QFETCH(int, button);
        QFETCH(bool, unsaved);
        show(pending(u"0010"_s, "SELECT 1;"));
        QTest::keyClicks(up(), u"x"_s);
        write(u"0010.sql"_s, "SELECT 3;");
        m_panel->externallyChanged(u"0010.sql"_s);
        QCOMPARE(m_panel->currentBytes(), QByteArray("xSELECT 1;"));
        MessageBar *question = bar(u"editorOutsideBar"_s);
        QVERIFY(question->isVisible());
        const auto buttons = question->findChildren<QPushButton *>();
        QCOMPARE(buttons.size(), 2);
        QTest::mouseClick(buttons[button], Qt::LeftButton);
        QTEST(m_panel->currentBytes(), "shown");
        QCOMPARE(m_panel->hasUnsaved(), unsaved);
        QVERIFY(!question->isVisible());
        if (!unsaved) {
            up()->undo(); // nothing is lost
            QCOMPARE(m_panel->currentBytes(), QByteArray("xSELECT 1;"));
            return;
        }
        const QSignalSpy requested(m_panel.get(), &EditorPanel::saveRequested);
        m_panel->save();
        QCOMPARE(requested.first().at(2).toByteArray(), QByteArray("SELECT 3;"));
    }

    void anOldHistoryDoesNotUndoASave()
    {
        const HistoryEntry entry = pending(u"0010"_s, "SELECT 1;");
        show(entry);
        QTest::keyClicks(up(), u"x"_s);
        write(u"0010.sql"_s, "xSELECT 1;");
        m_panel->markSaved(u"0010.sql"_s, "xSELECT 1;");
        show(entry); // read before the save
        QCOMPARE(m_panel->currentBytes(), QByteArray("xSELECT 1;"));
        QVERIFY(!m_panel->hasUnsaved());
        QVERIFY(!bar(u"editorOutsideBar"_s)->isVisible());
    }

    void saysWhenTheFileIsGone()
    {
        show(pending(u"0010"_s, "SELECT 1;"));
        QVERIFY(QFile::remove(m_folder->filePath(u"0010.sql"_s)));
        m_panel->externallyChanged(u"0010.sql"_s);
        QVERIFY(bar(u"editorOutsideBar"_s)->isVisible());
        QCOMPARE(m_panel->currentBytes(), QByteArray("SELECT 1;"));
    }

    void keepsEditsOfAFileThatWasApplied()
    {
        HistoryEntry entry = pending(u"0010"_s, "SELECT 1;");
        show(entry);
        QTest::keyClicks(up(), u"x"_s);
        entry.state = State::Applied;
        show(entry);
        QCOMPARE(m_panel->currentBytes(), QByteArray("xSELECT 1;"));
        QVERIFY(up()->isReadOnly());
        const QSignalSpy requested(m_panel.get(), &EditorPanel::saveRequested);
        m_panel->save();
        m_panel->saveAll();
        QCOMPARE(requested.count(), 0);
        QTest::mouseClick(bar(u"editorOutsideBar"_s)->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(m_panel->currentBytes(), QByteArray("SELECT 1;"));
        QVERIFY(up()->isReadOnly());
    }

    void saysWhatIsWrongWithAFile()
    {
        HistoryEntry entry = pending(u"0010"_s, QByteArray("S\0E\0", 4));
        entry.file->up.reset();
        show(entry);
        QVERIFY(up()->isReadOnly());
        QVERIFY(bar(u"editorStateBar"_s)->isVisible());
        QVERIFY(bar(u"editorStateBar"_s)->text().contains(u"0010.sql"));
        QCOMPARE(m_panel->encodingText(), u"not UTF-8"_s);
        QCOMPARE(m_panel->currentBytes(), QByteArray("S\0E\0", 4));
    }

    void showsTheKeptDownScriptOfAMissingFile()
    {
        HistoryEntry entry;
        entry.state = State::Missing;
        entry.applied = AppliedMigration();
        entry.applied->version = entry.applied->key = u"7"_s;
        entry.applied->downScript = "DROP TABLE kept;";
        show(entry);
        QCOMPARE(m_panel->currentBytes(), QByteArray("DROP TABLE kept;"));
        QVERIFY(down()->isReadOnly());
        QVERIFY(!tabs()->isTabEnabled(0));
        entry.applied->downScript = "DROP TABLE other;";
        show(entry);
        QCOMPARE(m_panel->currentBytes(), QByteArray("DROP TABLE other;"));
        QVERIFY(m_panel->unsaved().isEmpty());
        entry.applied->downScript.reset();
        show(entry);
        QCOMPARE(m_panel->currentFile(), QString());
    }

    void tellsEncodingAndLineEnds()
    {
        const QSignalSpy changed(m_panel.get(), &EditorPanel::fileFormatChanged);
        show(pending(u"0010"_s, "\xef\xbb\xbf"
                                "a\r\nb\n"));
        QVERIFY(changed.count() > 0);
        QCOMPARE(m_panel->encodingText(), u"UTF-8 with BOM"_s);
        QCOMPARE(m_panel->eolText(), u"mixed line ends"_s);
        show(pending(u"0011"_s, "a\r\n"));
        QCOMPARE(m_panel->encodingText(), u"UTF-8"_s);
        QCOMPARE(m_panel->eolText(), u"CRLF"_s);
    }

    void goesToPlaces()
    {
        show(pending(u"0010"_s, "a\nb\nc\n", "x\ny\nz\n"));
        QSignalSpy moved(m_panel.get(), &EditorPanel::cursorMoved);
        m_panel->goTo(u"0010.down.sql"_s, 2, 2);
        QCOMPARE(tabs()->currentIndex(), 1);
        QCOMPARE(down()->caretLine(), 2);
        QTRY_COMPARE(moved.last(), (QList<QVariant>{2, 2}));
        m_panel->goTo(u"other.sql"_s, 3, 1);
        QCOMPARE(down()->caretLine(), 2);
        m_panel->goToLine();
        auto *dialog = m_panel->findChild<QInputDialog *>(u"goToLineDialog"_s);
        QVERIFY(dialog);
        dialog->setIntValue(3);
        dialog->accept();
        QCOMPARE(down()->caretLine(), 3);
    }

    void findsWithTheBar()
    {
        show(pending(u"0010"_s, "order ORDER x"));
        up()->setFocus();
        QTest::keyClick(up(), Qt::Key_F, Qt::ControlModifier);
        auto *text = m_panel->findChild<QLineEdit *>(u"findText"_s);
        QVERIFY(text->isVisible());
        QTest::keyClicks(text, u"order"_s);
        auto *count = m_panel->findChild<QLabel *>(u"findCount"_s);
        QTRY_COMPARE(count->text(), u"1 of 2"_s);
        QTest::keyClick(text, Qt::Key_Return);
        QCOMPARE(count->text(), u"2 of 2"_s);
        QTest::keyClicks(text, u"zz"_s);
        QTRY_COMPARE(count->text(), u"not found"_s);
        text->setText(u"order"_s);
        QTest::keyClick(up(), Qt::Key_H, Qt::ControlModifier);
        m_panel->findChild<QLineEdit *>(u"replaceText"_s)->setText(u"o"_s);
        QTest::mouseClick(m_panel->findChild<QPushButton *>(u"replaceAll"_s), Qt::LeftButton);
        QCOMPARE(m_panel->currentBytes(), QByteArray("o o x"));
        QTest::keyClick(text, Qt::Key_Escape);
        QVERIFY(!text->isVisible());
    }

    void findingsGoToTheirFile()
    {
        Finding finding;
        finding.file = u"0010.down.sql"_s;
        finding.line = 1;
        finding.column = 1;
        m_panel->setFindings({finding});
        show(pending(u"0010"_s, "SELECT 1;", "SELECT 2;"));
        const auto marked = [](ScriptEditor *editor) { return editor->markersAtLine(0) & 0b111u; };
        QVERIFY(!marked(up()));
        QVERIFY(marked(down()));
        m_panel->setFindings({});
        QVERIFY(!marked(down()));
    }

private:
    ScriptEditor *up() const { return m_panel->findChild<ScriptEditor *>(u"editorUp"_s); }
    ScriptEditor *down() const { return m_panel->findChild<ScriptEditor *>(u"editorDown"_s); }
    QTabBar *tabs() const { return m_panel->findChild<QTabBar *>(u"editorTabs"_s); }
    MessageBar *bar(const QString &name) const { return m_panel->findChild<MessageBar *>(name); }
    void show(const HistoryEntry &entry) { m_panel->showMigration(entry, m_folder->path()); }

    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(m_folder->filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    HistoryEntry pending(const QString &version, const QByteArray &upBytes, const QByteArray &downBytes = {}) const
    {
        HistoryEntry entry;
        Migration file;
        file.version = version;
        file.key = QString::number(version.toInt());
        file.upFile = version + u".sql"_s;
        file.up = Script{file.upFile, upBytes, 0, upBytes.size(), 1};
        write(file.upFile, upBytes);
        if (!downBytes.isEmpty()) {
            file.downFile = version + u".down.sql"_s;
            file.down = Script{file.downFile, downBytes, 0, downBytes.size(), 1};
            write(file.downFile, downBytes);
        }
        entry.file = file;
        return entry;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EditorPanel> m_panel;
};

QTEST_MAIN(TestEditorPanel)
#include "tst_editorpanel.moc"
