// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/editor/scintilla.h"
#include "widgets/editor/scripteditor.h"
#include "widgets/editor/syntaxes.h"

#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

class TestScriptEditor : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_editor = std::make_unique<ScriptEditor>();
        m_editor->resize(600, 300);
        m_editor->setSyntax(u"SQL (SQLite)"_s);
        m_editor->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_editor.get()));
    }

    void losesNoByte_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<LineEnds>("ends");
        QTest::newRow("empty") << QByteArray() << LineEnds::None;
        QTest::newRow("LF") << QByteArray("a\nb\n") << LineEnds::Lf;
        QTest::newRow("CRLF") << QByteArray("a\r\nb\r\n") << LineEnds::CrLf;
        QTest::newRow("CR") << QByteArray("a\rb") << LineEnds::Cr;
        QTest::newRow("mixed") << QByteArray("a\r\nb\nc\rd") << LineEnds::Mixed;
        QTest::newRow("BOM") << QByteArray("\xef\xbb\xbfselect 1;\n") << LineEnds::Lf;
        QTest::newRow("BOM twice") << QByteArray("\xef\xbb\xbf\xef\xbb\xbfx") << LineEnds::None;
        QTest::newRow("NUL") << QByteArray("a\0b\n", 4) << LineEnds::Lf;
        QTest::newRow("not UTF-8") << QByteArray("caf\xe9 \xff\n") << LineEnds::Lf;
        QTest::newRow("cut UTF-8") << QByteArray("x\xe2\x82") << LineEnds::None;
        QTest::newRow("beyond the first plane") << QByteArray("-- \xf0\x9f\x98\x80 \xe2\x80\xae\n") << LineEnds::Lf;
        QTest::newRow("Unicode line separators") << QByteArray("a\xe2\x80\xa8"
                                                               "b\xc2\x85"
                                                               "c")
                                                 << LineEnds::None;
    }

    void losesNoByte()
    {
        QFETCH(QByteArray, bytes);
        m_editor->setBytes(bytes);
        QCOMPARE(m_editor->bytes(), bytes);
        QTEST(m_editor->lineEnds(), "ends");
        QVERIFY(!m_editor->hasEdits());
        QVERIFY(!m_editor->isUndoAvailable());
        QTest::keyClicks(m_editor.get(), u"x"_s);
        QVERIFY(m_editor->hasEdits());
        m_editor->undo();
        QCOMPARE(m_editor->bytes(), bytes);
        QVERIFY(!m_editor->hasEdits());
    }

    void newLinesEndAsTheOthers()
    {
        m_editor->setBytes("a\r\n");
        QTest::keyClick(m_editor.get(), Qt::Key_Return);
        QCOMPARE(m_editor->bytes(), QByteArray("\r\na\r\n"));
    }

    void readOnlyTakesNoKeys()
    {
        m_editor->setBytes("select 1;");
        m_editor->setReadOnly(true);
        QTest::keyClicks(m_editor.get(), u"xyz"_s);
        QTest::keyClick(m_editor.get(), Qt::Key_Delete);
        QCOMPARE(m_editor->bytes(), QByteArray("select 1;"));
        m_editor->setBytes("select 2;");
        QCOMPARE(m_editor->bytes(), QByteArray("select 2;"));
        QVERIFY(m_editor->isReadOnly());
    }

    void goesToPlacesInCharacters()
    {
        m_editor->setBytes("-- é😀x\nselect 1;\n");
        QSignalSpy moved(m_editor.get(), &ScriptEditor::caretMoved);
        m_editor->goTo(1, 6);
        QCOMPARE(m_editor->caretColumn(), 6);
        QTest::keyClicks(m_editor.get(), u"|"_s);
        QVERIFY(m_editor->bytes().startsWith("-- é😀|x"));
        m_editor->goTo(2, 99);
        QCOMPARE(m_editor->caretLine(), 2);
        QCOMPARE(m_editor->caretColumn(), 10);
        QTRY_VERIFY(!moved.isEmpty() && moved.last().at(0).toInt() == 2);
        m_editor->goTo(999, 1);
        QCOMPARE(m_editor->caretLine(), 3);
    }

    void knowsTheStatements()
    {
        m_editor->setBytes("-- first\nCREATE TABLE a (\n  id\n);\n\nDROP TABLE b; DROP TABLE c;\n");
        const StatementMarks &statements = m_editor->statements();
        QCOMPARE(statements.spans().size(), size_t(3));
        QCOMPARE(statements.statementOnLine(0), 0);
        QCOMPARE(statements.statementOnLine(2), 1);
        QCOMPARE(statements.statementOnLine(4), 0);
        QCOMPARE(statements.statementAt(60), 3);
        // Several lines fold.
        QVERIFY(tell(*m_editor, Sci::SCI_GETFOLDLEVEL, 1) & Sci::SC_FOLDLEVELHEADERFLAG);
        tell(*m_editor, Sci::SCI_TOGGLEFOLD, 1);
        QVERIFY(!tell(*m_editor, Sci::SCI_GETLINEVISIBLE, 2));
        QVERIFY(tell(*m_editor, Sci::SCI_GETLINEVISIBLE, 5));
    }

    void coloursTheDialect()
    {
        m_editor->setBytes("SELECT 'é' FROM a; -- note\n");
        m_editor->repaint();
        const auto style = [&](int position) { return tell(*m_editor, Sci::SCI_GETSTYLEAT, position); };
        QTRY_VERIFY(style(0) != 0);
        QCOMPARE(style(0), style(12));  // SELECT, FROM: the letter before takes two bytes
        QVERIFY(style(0) != style(8));  // the string
        QVERIFY(style(20) != style(0)); // the comment
        QVERIFY(style(20) != style(8));
    }

    void coloursEachLanguage_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("keyword");
        QTest::addColumn<QByteArray>("string");
        QTest::addColumn<QByteArray>("comment");
        QTest::addColumn<QByteArray>("plain");
        const QByteArray script = "exports.up = async function (knex) {\n  const x = 1; // note\n  return plain('wages');\n};\n";
        const QByteArray typed = "export async function up(knex: Knex) {\n  const x: Box = 1; // note\n  return plain('wages');\n}\n";
        const QByteArray ruby = "class AddOrders\n  # note\n  def change\n    plain 'wages'\n  end\nend\n";
        QTest::newRow("Python") << u"alembic/versions/a1_orders.py"_s << QByteArray("def upgrade():\n    # note\n    plain('wages')\n") << QByteArray("def") << QByteArray("wages") << QByteArray("note") << QByteArray("plain");
        QTest::newRow("JavaScript") << u"migrations/1_orders.js"_s << script << QByteArray("const") << QByteArray("wages") << QByteArray("note") << QByteArray("plain");
        QTest::newRow("CommonJS") << u"migrations/1_orders.cjs"_s << script << QByteArray("const") << QByteArray("wages") << QByteArray("note") << QByteArray("plain");
        QTest::newRow("ES modules") << u"migrations/1_orders.mjs"_s << script << QByteArray("const") << QByteArray("wages") << QByteArray("note") << QByteArray("plain");
        for (const char *ending : {"ts", "cts", "mts"})
            QTest::newRow(qPrintable(u"TypeScript, "_s + QLatin1String(ending))) << u"migrations/1_orders."_s + QLatin1String(ending) << typed << QByteArray("const") << QByteArray("wages") << QByteArray("note") << QByteArray("plain");
        QTest::newRow("Ruby") << u"db/migrate/20261121_add_orders.rb"_s << ruby << QByteArray("def") << QByteArray("wages") << QByteArray("note") << QByteArray("plain");
        for (const Dialect &dialect : {sqliteDialect(), postgresqlDialect(), mariadbDialect()})
            QTest::newRow(qPrintable(u"SQL, "_s + dialect.name)) << u"deploy/orders.sql"_s << QByteArray("SELECT plain, 'wages' FROM t; -- note\n") << QByteArray("SELECT") << QByteArray("wages") << QByteArray("note") << QByteArray("plain");
    }

    void coloursEachLanguage()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, text);
        const QString tag = QString::fromLatin1(QTest::currentDataTag());
        const Dialect dialect = tag.endsWith(u"postgresql") ? postgresqlDialect() : tag.endsWith(u"mariadb") ? mariadbDialect() : sqliteDialect();
        const QString syntax = syntaxOf(file, dialect);
        if (!file.endsWith(u".sql"))
            QVERIFY2(tag.startsWith(syntax) || syntax.startsWith(u"JavaScript"), qPrintable(syntax));
        m_editor->setSyntax(syntax);
        m_editor->setBytes(text);
        m_editor->repaint();
        QTRY_VERIFY(m_editor->highlightingDone());
        const auto colour = [&](const char *column) {
            const QByteArray word = *static_cast<const QByteArray *>(QTest::qData(column, qMetaTypeId<QByteArray>()));
            return tell(*m_editor, Sci::SCI_STYLEGETFORE, tell(*m_editor, Sci::SCI_GETSTYLEAT, text.indexOf(word)));
        };
        const long plain = colour("plain");
        QVERIFY(colour("keyword") != plain);
        QVERIFY(colour("string") != plain);
        QVERIFY(colour("comment") != plain);
        QVERIFY(colour("keyword") != colour("string"));
        QVERIFY(colour("comment") != colour("string"));
    }

    void coloursFollowEdits()
    {
        QByteArray text;
        for (int line = 0; line < 2'000; ++line)
            text += "SELECT 1;\n";
        m_editor->setBytes(text);
        m_editor->goTo(1'990, 1);
        m_editor->repaint();
        const auto styleOfLine = [&](int line) {
            return tell(*m_editor, Sci::SCI_GETSTYLEAT, startOfLine(*m_editor, line));
        };
        QTRY_VERIFY(m_editor->highlightingDone() && styleOfLine(1'985) != 0);
        const long keyword = styleOfLine(1'985);
        m_editor->goTo(1, 1);
        QTest::keyClicks(m_editor.get(), u"/*"_s);
        m_editor->goTo(1'990, 1);
        m_editor->repaint();
        QTRY_VERIFY(m_editor->highlightingDone() && styleOfLine(1'985) != keyword);
        const long comment = styleOfLine(1'985);
        // Closing it in the middle, with new lines, colours the rest anew.
        m_editor->goTo(1'000, 1);
        QTest::keyClick(m_editor.get(), Qt::Key_Return);
        QTest::keyClicks(m_editor.get(), u"*/"_s);
        m_editor->goTo(1'990, 1);
        m_editor->repaint();
        QTRY_VERIFY(m_editor->highlightingDone() && styleOfLine(1'985) == keyword);
        QCOMPARE(styleOfLine(500), comment);
        QCOMPARE(styleOfLine(1'500), keyword);
        m_editor->undo();
        m_editor->undo();
        m_editor->repaint();
        QTRY_VERIFY(m_editor->highlightingDone());
    }

    void largeTextsDoNotStall()
    {
        QByteArray text;
        while (text.size() < 5'000'000)
            text += "INSERT INTO orders (id, note) VALUES (" + QByteArray::number(text.size())
                    + ", 'a note of some length');\n";
        m_editor->setBytes(text);
        m_editor->goTo(m_editor->lines() - 1, 1);
        m_editor->repaint();
        // While colours are worked out down to the end, events are served.
        qint64 longest = 0;
        QElapsedTimer whole;
        whole.start();
        while (!m_editor->highlightingDone() && whole.elapsed() < 120'000) {
            QElapsedTimer beat;
            beat.start();
            QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
            longest = qMax(longest, beat.elapsed());
        }
        QVERIFY(m_editor->highlightingDone());
        QVERIFY2(longest < 500,
                 qPrintable(u"longest stall %1 ms"_s.arg(longest))); // the aim is 50; a loaded machine takes longer
        QVERIFY(tell(*m_editor, Sci::SCI_GETSTYLEAT, startOfLine(*m_editor, m_editor->lines() - 3)) != 0);
    }

    void tooLargeTextsStayPlain()
    {
        m_editor->setBytes(QByteArray(ScriptEditor::highlightLimit + 1, '\n'));
        QVERIFY(!m_editor->highlighted());
        m_editor->setBytes("select 1;");
        QVERIFY(m_editor->highlighted());
    }

    void findsAndReplaces_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        QTest::addColumn<QByteArray>("replaced");
        QTest::newRow("letter case aside") << u"order"_s << 3 << QByteArray("X Xs X\nOrdéR");
        QTest::newRow("beyond ASCII") << u"dé"_s << 1 << QByteArray("order ORDERs Order\nOrXR");
        QTest::newRow("nothing") << u"zebra"_s << 0 << QByteArray("order ORDERs Order\nOrdéR");
        QTest::newRow("empty") << u""_s << 0 << QByteArray("order ORDERs Order\nOrdéR");
    }

    void findsAndReplaces()
    {
        QFETCH(QString, text);
        QFETCH(int, count);
        m_editor->setBytes("order ORDERs Order\nOrdéR");
        const TextSearch::Request request{text, false, false, false};
        QCOMPARE(m_editor->search().mark(request), count);
        QCOMPARE(m_editor->search().findNext(request), count > 0);
        QCOMPARE(m_editor->search().replaceAll(request, u"X"_s), count);
        QTEST(m_editor->bytes(), "replaced");
        m_editor->undo(); // one step for all
        QCOMPARE(m_editor->bytes(), QByteArray("order ORDERs Order\nOrdéR"));
    }

    void searchKnowsItsOptions()
    {
        m_editor->setBytes("order ORDERs Order 12 345");
        QCOMPARE(m_editor->search().mark({u"order"_s, true, false, false}), 1);
        QCOMPARE(m_editor->search().mark({u"order"_s, false, true, false}), 2);
        QCOMPARE(m_editor->search().mark({u"[0-9]+"_s, false, false, true}), 2);
        QCOMPARE(m_editor->search().mark({u"("_s, false, false, true}), 0); // not an expression
        QCOMPARE(m_editor->search().replaceAll({u"([0-9])([0-9])"_s, false, false, true}, u"\\2\\1"_s), 2);
        QCOMPARE(m_editor->bytes(), QByteArray("order ORDERs Order 21 435"));
        QVERIFY(m_editor->search().replaceAll({u"x*"_s, false, false, true}, u""_s) >= 0); // comes to an end
    }

    void searchGoesRound()
    {
        m_editor->setBytes("a b a");
        const TextSearch::Request request{u"a"_s, false, false, false};
        QVERIFY(m_editor->search().findNext(request, true));
        QCOMPARE(m_editor->search().currentMatch(request), 1);
        QVERIFY(m_editor->search().findNext(request));
        QCOMPARE(m_editor->search().currentMatch(request), 2);
        QVERIFY(m_editor->search().findNext(request));
        QCOMPARE(m_editor->search().currentMatch(request), 1);
        QVERIFY(m_editor->search().findPrevious(request));
        QCOMPARE(m_editor->search().currentMatch(request), 2);
        QVERIFY(m_editor->search().replace(request, u"c"_s));
        QCOMPARE(m_editor->bytes(), QByteArray("a b c"));
    }

    void completesNames()
    {
        m_editor->setBytes("");
        m_editor->setCompletions({u"order_items"_s, u"orders"_s, u"customers"_s});
        QTest::keyClicks(m_editor.get(), u"or"_s);
        QVERIFY(!tell(*m_editor, Sci::SCI_AUTOCACTIVE));
        QTest::keyClicks(m_editor.get(), u"d"_s);
        QVERIFY(tell(*m_editor, Sci::SCI_AUTOCACTIVE));
        QTest::keyClick(m_editor.get(), Qt::Key_Return);
        QCOMPARE(m_editor->bytes(), QByteArray("order_items"));
        m_editor->setBytes("");
        QTest::keyClicks(m_editor.get(), u"PRAG"_s);
        QTest::keyClick(m_editor.get(), Qt::Key_Space, Qt::ControlModifier);
        QTest::keyClick(m_editor.get(), Qt::Key_Tab);
        QCOMPARE(m_editor->bytes().toUpper(), QByteArray("PRAGMA"));
    }

    void marksFindings()
    {
        m_editor->setBytes("-- x\nDELETE FROM orders;\n");
        Finding finding;
        finding.line = 2;
        finding.column = 1;
        finding.severity = Severity::Blocks;
        m_editor->setFindings({finding});
        const int indicator = 8 + int(Severity::Blocks);
        QVERIFY(tell(*m_editor, Sci::SCI_INDICATORVALUEAT, indicator, 6));
        QVERIFY(!tell(*m_editor, Sci::SCI_INDICATORVALUEAT, indicator, 2));
        QVERIFY(tell(*m_editor, Sci::SCI_MARKERGET, 1) & 1 << int(Severity::Blocks));
        finding.line = 0;
        m_editor->setFindings({finding});
        QVERIFY(!tell(*m_editor, Sci::SCI_INDICATORVALUEAT, indicator, 6));
        QVERIFY(tell(*m_editor, Sci::SCI_MARKERGET, 0) & 1 << int(Severity::Blocks));
        m_editor->setFindings({});
        QVERIFY(!(tell(*m_editor, Sci::SCI_MARKERGET, 0) & 0b111));
    }

    void fixesFromTheMenu()
    {
        const QByteArray before = "-- x\nSELECT 1; DELETE FROM orders\n;\nSELECT 2;\n";
        m_editor->setBytes(before);
        Finding finding;
        finding.rule = u"ban & bold"_s;
        finding.line = 2;
        finding.column = 11;
        finding.replacement = u"DELETE FROM orders WHERE id = 1"_s;
        m_editor->setFindings({finding});
        const auto menuAt = [&](int line) {
            const long y = tell(*m_editor, Sci::SCI_POINTYFROMPOSITION, 0, startOfLine(*m_editor, line)) + 4;
            QContextMenuEvent event(QContextMenuEvent::Mouse, QPoint(200, int(y)), QPoint(0, 0));
            QCoreApplication::sendEvent(m_editor->viewport(), &event);
            return m_editor->findChildren<QMenu *>().last();
        };
        QMenu *other = menuAt(3);
        QVERIFY(!other->findChild<QAction *>(u"findingFix"_s));
        other->close();
        QMenu *menu = menuAt(1);
        auto *fix = menu->findChild<QAction *>(u"findingFix"_s);
        QVERIFY(fix);
        fix->trigger();
        menu->close();
        QCOMPARE(m_editor->bytes(), QByteArray("-- x\nSELECT 1; DELETE FROM orders WHERE id = 1\n;\nSELECT 2;\n"));
        m_editor->undo();
        QCOMPARE(m_editor->bytes(), before);
    }

    void documentsKeepTheirUndo()
    {
        const ScriptDocument first = ScriptDocument::create();
        const ScriptDocument second = ScriptDocument::create();
        m_editor->showDocument(first, false);
        m_editor->setBytes("one");
        QTest::keyClicks(m_editor.get(), u"x"_s);
        m_editor->showDocument(second, false);
        m_editor->setBytes("two");
        QVERIFY(!m_editor->hasEdits());
        m_editor->showDocument(first, false);
        QCOMPARE(m_editor->bytes(), QByteArray("xone"));
        QVERIFY(m_editor->hasEdits());
        m_editor->undo();
        QCOMPARE(m_editor->bytes(), QByteArray("one"));
    }

private:
    std::unique_ptr<ScriptEditor> m_editor;
};

QTEST_MAIN(TestScriptEditor)
#include "tst_scripteditor.moc"
