// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/revisiongraph.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <set>

using namespace lk;
using namespace Qt::StringLiterals;
using Kind = RevisionGraph::Line::Kind;

namespace {

/// "a b:a c:a,b": names with what they build on, oldest first.
History historyOf(const QString &text)
{
    History history;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        HistoryEntry entry;
        entry.file.emplace();
        entry.file->key = entry.file->version = word.section(u':', 0, 0);
        entry.file->up.emplace();
        entry.file->dependsOn = word.section(u':', 1).split(u',', Qt::SkipEmptyParts);
        history.entries.push_back(entry);
    }
    return history;
}

/// Rows that the lines drawn from @p row down reach, lane by lane.
std::set<int> reachedFrom(const RevisionGraph &graph, int row)
{
    std::set<int> reached;
    for (const RevisionGraph::Line &out : graph.linesAt(row)) {
        if (out.kind != Kind::Out)
            continue;
        bool on = true;
        for (int below = row + 1; on && below < graph.rowCount(); ++below) {
            on = false;
            for (const RevisionGraph::Line &line : graph.linesAt(below)) {
                if (line.lane != out.lane || line.kind == Kind::Out)
                    continue;
                if (line.kind == Kind::In)
                    reached.insert(below);
                on = on || line.kind == Kind::Through;
            }
        }
    }
    return reached;
}

/// Lanes that lines cross at one edge of a row.
std::set<int> lanesAtEdge(const RevisionGraph &graph, int row, Kind ending)
{
    std::set<int> lanes;
    for (const RevisionGraph::Line &line : graph.linesAt(row)) {
        if (line.kind == Kind::Through || line.kind == ending)
            lanes.insert(line.lane);
    }
    return lanes;
}

/// What is drawn says exactly what the history says.
void check(const RevisionGraph &graph)
{
    for (int row = 0; row < graph.rowCount(); ++row) {
        std::set<int> neighbours;
        for (const int child : graph.children(row))
            if (child > row)
                neighbours.insert(child);
        for (const int parent : graph.parents(row))
            if (parent > row)
                neighbours.insert(parent);
        QCOMPARE(reachedFrom(graph, row), neighbours);
        QVERIFY(graph.laneOf(row) < graph.laneCount());
        for (const RevisionGraph::Line &line : graph.linesAt(row))
            QVERIFY2(line.kind != Kind::Through || line.lane != graph.laneOf(row), "a line runs through a node");
        if (row + 1 < graph.rowCount())
            QCOMPARE(lanesAtEdge(graph, row, Kind::Out), lanesAtEdge(graph, row + 1, Kind::In));
    }
}

QString lanesOf(const RevisionGraph &graph)
{
    QString lanes;
    for (int row = 0; row < graph.rowCount(); ++row)
        lanes += QString::number(graph.laneOf(row));
    return lanes;
}

QString headsOf(const RevisionGraph &graph, const History &history)
{
    QStringList heads;
    for (int row = 0; row < graph.rowCount(); ++row) {
        if (graph.isHead(row))
            heads << history.entries[size_t(row)].version();
    }
    return heads.join(u' ');
}

} // namespace

class tst_RevisionGraph : public QObject
{
    Q_OBJECT

private slots:
    void draws_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("lanes");
        QTest::addColumn<int>("laneCount");
        QTest::addColumn<QString>("heads");
        QTest::newRow("one line") << u"a b:a c:b d:c"_s << u"0000"_s << 1 << u"d"_s;
        QTest::newRow("two heads") << u"a b:a c:a d:b"_s << u"0010"_s << 2 << u"c d"_s;
        QTest::newRow("two heads and a merge") << u"a b:a c:a d:b e:c m:d,e n:m"_s << u"0010100"_s << 2 << u"n"_s;
        QTest::newRow("the merge names the side branch first") << u"a b:a c:a m:c,b"_s << u"0011"_s << 2 << u"m"_s;
        QTest::newRow("long parallel branches") << u"a b:a c:a b2:b c2:c b3:b2 c3:c2 b4:b3 c4:c3"_s << u"001010101"_s << 2 << u"b4 c4"_s;
        QTest::newRow("two bases, joined later") << u"a x b:a y:x m:b,y"_s << u"01010"_s << 2 << u"m"_s;
        QTest::newRow("a lane is used again") << u"a b:a c:b,a d:c e:c f:d,e"_s << u"000010"_s << 2 << u"f"_s;
        QTest::newRow("sqitch: requirements, not a chain")
            << u"schema users:schema insert:users,schema change:users,schema lists:schema,users delete:lists"_s << u"000011"_s << 3 << u"insert change delete"_s;
        QTest::newRow("many build on one") << u"a b:a c:a d:a e:a f:b"_s << u"002210"_s << 3 << u"c d e f"_s;
        QTest::newRow("three merged") << u"a b:a c:a d:a m:b,c,d"_s << u""_s << 0 << u"m"_s;
        QTest::newRow("what it builds on is not there") << u"b:a c:b"_s << u"00"_s << 1 << u"c"_s;
        QTest::newRow("on itself") << u"a:a b:a"_s << u"00"_s << 1 << u"b"_s;
        QTest::newRow("in a circle") << u"a:c b:a c:b"_s << u""_s << 0 << QString();
        QTest::newRow("each on the other") << u"a:b b:a"_s << u"00"_s << 1 << QString();
        QTest::newRow("out of order") << u"c:b b:a a"_s << u"000"_s << 1 << u"c"_s;
        QTest::newRow("twice the same") << u"a b:a,a a c:b"_s << u""_s << 0 << u"a c"_s;
    }

    void draws()
    {
        QFETCH(QString, text);
        QFETCH(QString, lanes);
        QFETCH(int, laneCount);
        QFETCH(QString, heads);
        const History history = historyOf(text);
        const RevisionGraph graph(history);
        QVERIFY(!graph.isEmpty());
        check(graph);
        if (!lanes.isEmpty())
            QCOMPARE(lanesOf(graph), lanes);
        if (laneCount > 0)
            QCOMPARE(graph.laneCount(), laneCount);
        QCOMPARE(headsOf(graph, history), heads);
    }

    void knowsWhatIsNotThere()
    {
        const RevisionGraph graph(historyOf(u"b:a,z c:b"_s));
        QCOMPARE(graph.missing(0), (QStringList{u"a"_s, u"z"_s}));
        QVERIFY(graph.parents(0).empty());
        QCOMPARE(graph.parents(1), std::vector<int>{0});
        QCOMPARE(graph.children(0), std::vector<int>{1});
    }

    void hasNothingToDrawWithoutRelations()
    {
        QVERIFY(RevisionGraph(historyOf(u"a b c"_s)).isEmpty());
        QVERIFY(RevisionGraph().isEmpty());
        QCOMPARE(RevisionGraph().rowCount(), 0);
    }

    /// A branch keeps its colour as long as it keeps its lane; others have another.
    void branchesKeepTheirColour()
    {
        const RevisionGraph graph(historyOf(u"a b:a c:a d:b e:c m:d,e"_s));
        QCOMPARE(graph.branchOf(0), graph.branchOf(3));
        QCOMPARE(graph.branchOf(2), graph.branchOf(4));
        QVERIFY(graph.branchOf(0) != graph.branchOf(2));
        QCOMPARE(graph.branchOf(5), graph.branchOf(0));
    }

    void drawsWhatIsSaidByAnyGraph()
    {
        QRandomGenerator random(4);
        for (int round = 0; round < 60; ++round) {
            QStringList words;
            for (int row = 0; row < 40; ++row) {
                QStringList parents;
                for (quint32 i = random.bounded(4u); row > 0 && i > 0; --i)
                    parents << QString::number(random.bounded(row));
                words << QStringLiteral("%1:%2").arg(row).arg(parents.join(u','));
            }
            check(RevisionGraph(historyOf(words.join(u' '))));
            if (QTest::currentTestFailed())
                qFatal("%s", qPrintable(words.join(u' ')));
        }
    }

    void isFast_data()
    {
        QTest::addColumn<QString>("shape");
        for (const char *shape : {"chain", "branches", "all on the first", "each on ten before"})
            QTest::newRow(shape) << QString::fromLatin1(shape);
    }

    void isFast()
    {
        QFETCH(QString, shape);
        History history;
        for (int row = 0; row < 5000; ++row) {
            HistoryEntry entry;
            entry.file.emplace();
            entry.file->key = entry.file->version = QString::number(row);
            const auto on = [&](int other) { entry.file->dependsOn << QString::number(other); };
            if (row > 0 && shape == u"chain"_s)
                on(row - 1);
            else if (row > 0 && shape == u"branches"_s)
                on(std::max(0, row - 40));
            else if (row > 0 && shape == u"all on the first"_s)
                on(0);
            for (int i = 1; shape == u"each on ten before"_s && i <= 10 && i <= row; ++i)
                on(row - i);
            history.entries.push_back(std::move(entry));
        }
        QElapsedTimer timer;
        timer.start();
        const RevisionGraph graph(history);
        const qint64 ms = timer.elapsed();
        qInfo("%lld ms, %d lanes", ms, graph.laneCount());
        QVERIFY(!graph.isEmpty());
        QVERIFY2(ms < 250, "far too slow, even where the compiler did not optimise"); // below 50 in a release
        timer.start();
        for (int row = 2000; row < 2100; ++row)
            QVERIFY(!graph.linesAt(row).empty());
        QVERIFY2(timer.elapsed() < 250, "a screen of rows takes too long");
    }
};

QTEST_GUILESS_MAIN(tst_RevisionGraph)
#include "tst_revisiongraph.moc"
