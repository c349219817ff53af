// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/texttable.h"

#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

/// What people see in columns, whatever stands in the data.
class TestTextTable : public QObject
{
    Q_OBJECT

private slots:
    void printableText_data();
    void printableText();
    void blocksKeepTheirLines();
    void countsColumns_data();
    void countsColumns();
    void alignsColumns();
    void coloursOnlyWhereAsked();
    void durations_data();
    void durations();
};

void TestTextTable::printableText_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("printed");
    QTest::newRow("plain") << u"orders größe 表"_s << u"orders größe 表"_s;
    QTest::newRow("line feed") << u"a\nb"_s << u"a\\nb"_s;
    QTest::newRow("escape sequence") << u"\x1b[31mred"_s << u"\\x1b[31mred"_s;
    QTest::newRow("bell and NUL") << QString::fromUtf8("\a\0b", 3) << u"\\x07\\x00b"_s;
    QTest::newRow("C1 control") << QString(QChar(0x9b)) << u"\\x9b"_s;
    QTest::newRow("right-to-left override") << u"a\u202eb"_s << u"a\\u202eb"_s;
    QTest::newRow("lone surrogate") << QString(QChar(0xd800)) << u"\ufffd"_s;
    QTest::newRow("emoji") << u"\U0001f600"_s << u"\U0001f600"_s;
}

void TestTextTable::printableText()
{
    QFETCH(QString, text);
    QFETCH(QString, printed);
    QCOMPARE(printable(text), printed);
}

void TestTextTable::blocksKeepTheirLines()
{
    QCOMPARE(printableBlock(u"a\n\tb\r\x1b"_s), u"a\n\tb\\r\\x1b"_s);
}

void TestTextTable::countsColumns_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("columns");
    QTest::newRow("empty") << QString() << 0;
    QTest::newRow("ascii") << u"abc"_s << 3;
    QTest::newRow("wide") << u"表a"_s << 3;
    QTest::newRow("combining mark") << u"e\u0301"_s << 1;
    QTest::newRow("emoji") << u"\U0001f600"_s << 2;
}

void TestTextTable::countsColumns()
{
    QFETCH(QString, text);
    QFETCH(int, columns);
    QCOMPARE(columnsOf(text), columns);
}

void TestTextTable::alignsColumns()
{
    TextTable table({u"STATE"_s, u"NAME"_s, u"NOTE"_s});
    table.add({u"applied"_s, u"表"_s, u"x"_s});
    table.add({u"ok"_s, u"a\nb"_s, QString()});
    QCOMPARE(table.text(false), u"STATE    NAME  NOTE\n"
                                "applied  表    x\n"
                                "ok       a\\nb\n"_s);
}

void TestTextTable::coloursOnlyWhereAsked()
{
    TextTable table({u"A"_s, u"B"_s});
    table.add({u"x"_s, u"y"_s}, Ink::Bad);
    QVERIFY(!table.text(false).contains(u'\x1b'));
    QVERIFY(table.text(true).contains(u"\x1b[31mx\x1b[0m  y"_s));
}

void TestTextTable::durations_data()
{
    QTest::addColumn<double>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("small") << 1.26 << u"1.3 ms"_s;
    QTest::newRow("milliseconds") << 312.4 << u"312 ms"_s;
    QTest::newRow("seconds") << 3400.0 << u"3.4 s"_s;
    QTest::newRow("minutes") << 125'000.0 << u"2 min 5 s"_s;
}

void TestTextTable::durations()
{
    QFETCH(double, ms);
    QFETCH(QString, text);
    QCOMPARE(durationWords(ms), text);
}

QTEST_GUILESS_MAIN(TestTextTable)
#include "tst_texttable.moc"
