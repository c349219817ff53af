// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/textdiff.h"

#include <QElapsedTimer>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

// "= 0 0", "~ 1 1 [2+3|2+5]", "- 2 .", "+ . 2": a line a line.
QString written(const TextDiff &diff)
{
    const auto spans = [](const std::vector<TextDiff::Span> &words) {
        QStringList texts;
        for (const TextDiff::Span &span : words)
            texts << u"%1+%2"_s.arg(span.offset).arg(span.length);
        return texts.join(u',');
    };
    const auto number = [](int line) { return line < 0 ? u"."_s : QString::number(line); };
    QStringList lines;
    for (const TextDiff::Line &line : diff.lines) {
        static const QString signs = u"=+-~"_s;
        QString text = u"%1 %2 %3"_s.arg(signs[int(line.kind)]).arg(number(line.before), number(line.after));
        if (line.kind == TextDiff::LineKind::Changed)
            text += u" [%1|%2]"_s.arg(spans(line.beforeWords), spans(line.afterWords));
        lines << text;
    }
    return lines.join(u"; ");
}

QString numbered(int lines, const QString &word)
{
    QString text;
    for (int line = 0; line < lines; ++line)
        text += u"%1 %2\n"_s.arg(word).arg(line);
    return text;
}

} // namespace

class TestTextDiff : public QObject
{
    Q_OBJECT

private slots:
    void compares_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("diff");
        QTest::newRow("both empty") << u""_s << u""_s << u""_s;
        QTest::newRow("equal") << u"a\nb"_s << u"a\nb"_s << u"= 0 0; = 1 1"_s;
        QTest::newRow("last line end does not count") << u"a\n"_s << u"a"_s << u"= 0 0"_s;
        QTest::newRow("line ends do not count") << u"a\r\nb\r\n"_s << u"a\nb\n"_s << u"= 0 0; = 1 1"_s;
        QTest::newRow("all added") << u""_s << u"a\nb"_s << u"+ . 0; + . 1"_s;
        QTest::newRow("all removed") << u"a\nb"_s << u""_s << u"- 0 .; - 1 ."_s;
        QTest::newRow("added in the middle") << u"a\nc"_s << u"a\nb\nc"_s << u"= 0 0; + . 1; = 1 2"_s;
        QTest::newRow("removed at the end") << u"a\nb"_s << u"a"_s << u"= 0 0; - 1 ."_s;
        QTest::newRow("word changed") << u"id INT"_s << u"id BIGINT"_s << u"~ 0 0 [3+3|3+6]"_s;
        QTest::newRow("words added") << u"state TEXT,"_s << u"state TEXT NOT NULL,"_s << u"~ 0 0 [|10+9]"_s;
        QTest::newRow("two places") << u"a b c d e"_s << u"a X c d Y"_s << u"~ 0 0 [2+1,8+1|2+1,8+1]"_s;
        QTest::newRow("other line") << u"memo TEXT"_s << u"x = 1"_s << u"- 0 .; + . 0"_s;
        QTest::newRow("finds its partner")
            << u"id INT,\nmemo TEXT"_s << u"total INT DEFAULT 0,\nid BIGINT,"_s << u"+ . 0; ~ 0 1 [3+3|3+6]; - 1 ."_s;
        QTest::newRow("beyond the first plane") << u"x 😀 y"_s << u"x 😀 z"_s << u"~ 0 0 [5+1|5+1]"_s;
        QTest::newRow("space only") << u"a  b"_s << u"a b"_s << u"~ 0 0 [1+2|1+1]"_s;
    }

    void compares()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        const TextDiff diff = compareTexts(before, after);
        QTEST(written(diff), "diff");
        QVERIFY(diff.exact);
    }

    void namesTheBlocks()
    {
        QCOMPARE(compareTexts(u"a\nb\nc\nd"_s, u"a\nX\nc\nd\ne"_s).changes(), (std::vector<int>{1, 5}));
        QVERIFY(compareTexts(u"a"_s, u"a"_s).changes().empty());
    }

    void everyLineStandsOnceInOrder_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < 40; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }

    void everyLineStandsOnceInOrder()
    {
        QFETCH(int, seed);
        QStringList before;
        QStringList after;
        quint32 random = quint32(seed) * 2654435761u + 1;
        const auto next = [&](int below) { return int((random = random * 1664525u + 1013904223u) >> 8) % below; };
        for (int line = 0; line < 60; ++line) {
            const QString text = u"col%1 TYPE%2 x"_s.arg(next(20)).arg(next(3));
            if (next(4) != 0)
                before << text;
            if (next(4) != 0)
                after << text;
        }
        const TextDiff diff = compareTexts(before.join(u'\n'), after.join(u'\n'));
        int nextBefore = 0;
        int nextAfter = 0;
        for (const TextDiff::Line &line : diff.lines) {
            if (line.before >= 0)
                QCOMPARE(line.before, nextBefore++);
            if (line.after >= 0)
                QCOMPARE(line.after, nextAfter++);
            if (line.kind == TextDiff::LineKind::Same)
                QCOMPARE(before[line.before], after[line.after]);
        }
        QCOMPARE(nextBefore, before.size());
        QCOMPARE(nextAfter, after.size());
    }

    void boundsTheWork()
    {
        QElapsedTimer watch;
        watch.start();
        const TextDiff diff = compareTexts(numbered(20'000, u"a"_s), numbered(20'000, u"b"_s));
        QVERIFY(!diff.exact);
        QCOMPARE(diff.lines.size(), size_t(40'000));
        // One change in a long text is cheap: what both ends share is not compared.
        const TextDiff small = compareTexts(numbered(50'000, u"a"_s), u"first\n"_s + numbered(50'000, u"a"_s));
        QVERIFY(small.exact);
        QCOMPARE(small.changes(), std::vector<int>{0});
        QString line = u"x"_s;
        for (int word = 0; word < 5'000; ++word)
            line += u" %1"_s.arg(word * 7919 % 4999);
        const TextDiff words = compareTexts(line, u"x "_s + QString(line).replace(u'1', u'2'));
        QVERIFY(words.exact);
        QVERIFY2(watch.elapsed() < 10'000, qPrintable(u"took %1 ms"_s.arg(watch.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestTextDiff)
#include "tst_textdiff.moc"
