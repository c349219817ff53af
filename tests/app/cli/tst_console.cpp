// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include <QBuffer>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// Streams, errors, questions and the bar, on a terminal and off it.
class TestConsole : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void errorForm_data();
    void errorForm();
    void exitCodes_data();
    void exitCodes();
    void barOnATerminalOnly_data();
    void barOnATerminalOnly();
    void barGivesWayToLines();
    void colourOnATerminalOnly();
    void asks();

private:
    QBuffer m_in;
    QBuffer m_out;
    QBuffer m_err;
};

void TestConsole::init()
{
    for (QBuffer *buffer : {&m_in, &m_out, &m_err}) {
        buffer->close();
        buffer->setData({});
    }
    m_in.open(QIODevice::ReadOnly);
    m_out.open(QIODevice::WriteOnly);
    m_err.open(QIODevice::WriteOnly);
}

void TestConsole::errorForm_data()
{
    QTest::addColumn<Error>("error");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("whole") << Error{ErrorCode::Failed, u"it failed"_s, {u"a.sql"_s, 3, 4}, u"no such table"_s, u"make it"_s}
                           << QByteArray("error: it failed (a.sql:3:4): no such table; make it\n");
    QTest::newRow("bare") << Error{ErrorCode::Failed, u"it failed"_s} << QByteArray("error: it failed\n");
    QTest::newRow("control characters") << Error{ErrorCode::Failed, u"it\x1b[2J failed"_s} << QByteArray("error: it\\x1b[2J failed\n");
}

void TestConsole::errorForm()
{
    QFETCH(Error, error);
    QFETCH(QByteArray, text);
    Console console(m_in, m_out, m_err);
    console.quiet = true; // errors are said all the same
    console.error(error);
    QCOMPARE(m_err.data(), text);
    QVERIFY(m_out.data().isEmpty());
}

void TestConsole::exitCodes_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("exit");
    QTest::newRow("failed") << int(ErrorCode::Failed) << 1;
    QTest::newRow("unknown outcome") << int(ErrorCode::Unknown) << 1;
    QTest::newRow("usage") << int(ErrorCode::Usage) << 2;
    QTest::newRow("blocked") << int(ErrorCode::Blocked) << 3;
    QTest::newRow("disagreement") << int(ErrorCode::Disagreement) << 4;
    QTest::newRow("connection") << int(ErrorCode::Connection) << 5;
    QTest::newRow("locked") << int(ErrorCode::Locked) << 6;
    QTest::newRow("cancelled") << int(ErrorCode::Cancelled) << 130;
}

void TestConsole::exitCodes()
{
    QFETCH(int, code);
    QFETCH(int, exit);
    QCOMPARE(int(exitOf(ErrorCode(code))), exit);
}

void TestConsole::barOnATerminalOnly_data()
{
    QTest::addColumn<bool>("terminal");
    QTest::addColumn<bool>("quiet");
    QTest::addColumn<bool>("shown");
    QTest::newRow("terminal") << true << false << true;
    QTest::newRow("terminal, quiet") << true << true << false;
    QTest::newRow("file") << false << false << false;
}

void TestConsole::barOnATerminalOnly()
{
    QFETCH(bool, terminal);
    QFETCH(bool, quiet);
    QFETCH(bool, shown);
    Console console(m_in, m_out, m_err);
    console.errIsTerminal = terminal;
    console.quiet = quiet;
    console.showProgress({u"copying"_s, 50, 100});
    QCOMPARE(m_err.data().contains(" 50% copying"), shown);
    QVERIFY(m_out.data().isEmpty());
}

void TestConsole::barGivesWayToLines()
{
    Console console(m_in, m_out, m_err);
    console.errIsTerminal = true;
    console.showProgress({u"copying"_s, 50, 100});
    console.print(u"done"_s);
    QVERIFY(m_err.data().endsWith("copying\r\x1b[K"));
    QCOMPARE(m_out.data(), QByteArray("done\n"));
}

void TestConsole::colourOnATerminalOnly()
{
    qunsetenv("NO_COLOR");
    {
        Console console(m_in, m_out, m_err);
        QCOMPARE(console.ink(u"x"_s, Ink::Bad), u"x"_s);
        console.outIsTerminal = true;
        QCOMPARE(console.ink(u"x"_s, Ink::Bad), u"\x1b[31mx\x1b[0m"_s);
    }
    qputenv("NO_COLOR", "1");
    Console console(m_in, m_out, m_err);
    console.outIsTerminal = true;
    QCOMPARE(console.ink(u"x"_s, Ink::Bad), u"x"_s);
    qunsetenv("NO_COLOR");
}

void TestConsole::asks()
{
    m_in.close();
    m_in.setData(" live.db \nmore");
    m_in.open(QIODevice::ReadOnly);
    Console console(m_in, m_out, m_err);
    QCOMPARE(console.ask(u"Which?"_s), u"live.db"_s);
    QCOMPARE(m_err.data(), QByteArray("Which? "));
    QVERIFY(m_out.data().isEmpty());
}

QTEST_GUILESS_MAIN(TestConsole)
#include "tst_console.moc"
