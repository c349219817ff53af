// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/maplayout.h"

#include "models/schema/mapclusters.h"
#include "models/schema/schemamap.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace lk;
using namespace Qt::StringLiterals;

namespace {

/// "0 at 0,0 100x50": a line a box.
QString written(const MapLayout &layout)
{
    QString text;
    int number = 0;
    for (const QRectF &box : layout.boxes)
        text += u"%1 at %2,%3 %4x%5\n"_s.arg(number++).arg(box.x()).arg(box.y()).arg(box.width()).arg(box.height());
    return text;
}

/// The first two boxes that overlap, or nothing.
QString overlapping(const MapLayout &layout)
{
    for (size_t a = 0; a < layout.boxes.size(); ++a) {
        for (size_t b = a + 1; b < layout.boxes.size(); ++b) {
            if (layout.boxes[a].intersects(layout.boxes[b]))
                return u"%1 and %2"_s.arg(a).arg(b);
        }
    }
    return {};
}

enum class Shape { Random, Star, Chain, Circle, Alone, Dense };

struct Input {
    std::vector<QSizeF> sizes;
    std::vector<MapEdge> edges;
};

Input inputOf(Shape shape, int count, quint32 seed)
{
    QRandomGenerator random(seed);
    Input input;
    for (int node = 0; node < count; ++node)
        input.sizes.push_back(QSizeF(110 + random.bounded(200), 26 + 18 * (1 + random.bounded(24))));
    for (int node = 1; node < count; ++node) {
        switch (shape) {
        case Shape::Random: input.edges.push_back({node, random.bounded(count)}); break;
        case Shape::Star: input.edges.push_back({node, 0}); break;
        case Shape::Chain:
        case Shape::Circle: input.edges.push_back({node, node - 1}); break;
        case Shape::Alone: break;
        case Shape::Dense:
            for (int edge = 0; edge < 6; ++edge)
                input.edges.push_back({node, random.bounded(count)});
            break;
        }
    }
    if (shape == Shape::Circle)
        input.edges.push_back({0, count - 1});
    if (shape == Shape::Random) {
        for (int more = 0; more < count / 5; ++more)
            input.edges.push_back({random.bounded(count), random.bounded(count)});
    }
    return input;
}

} // namespace

Q_DECLARE_METATYPE(Shape)

class TstMapLayout : public QObject
{
    Q_OBJECT

private slots:
    void placesASmallSchema();
    void nothingIsNothing();
    void neverOverlaps_data();
    void neverOverlaps();
    void putsWhoRefersToTheRight();
    void keepsTogetherWhatHangsTogether();
    void isFastEnough();
    void routesGoAroundOthers();
    void routesOfAnySchema_data();
    void routesOfAnySchema();
    void showsWhatMattersOfWideTables();
};

void TstMapLayout::placesASmallSchema()
{
    // customers <- orders <- lines -> products; a table that stands alone.
    const std::vector<QSizeF> sizes{{120, 80}, {130, 100}, {140, 60}, {120, 80}, {110, 44}};
    const MapLayout layout = layOut(sizes, {{1, 0}, {2, 1}, {2, 3}});
    QCOMPARE(written(layout), u"0 at 0,112 120x80\n"
                              "1 at 216,102 130x100\n"
                              "2 at 442,53 140x60\n"
                              "3 at 216,0 120x80\n"
                              "4 at 0,272 110x44\n"_s);
    QCOMPARE(layout, layOut(sizes, {{1, 0}, {2, 1}, {2, 3}}));
}

void TstMapLayout::nothingIsNothing()
{
    QVERIFY(layOut({}, {}).boxes.empty());
    QCOMPARE(layOut({{100, 50}}, {{0, 0}}).boxes.front(), QRectF(0, 0, 100, 50)); // it refers to itself
}

void TstMapLayout::neverOverlaps_data()
{
    QTest::addColumn<Shape>("shape");
    QTest::addColumn<int>("count");
    const std::pair<const char *, Shape> shapes[] = {{"random", Shape::Random}, {"star", Shape::Star},   {"chain", Shape::Chain},
                                                     {"circle", Shape::Circle}, {"alone", Shape::Alone}, {"dense", Shape::Dense}};
    for (const auto &[name, shape] : shapes) {
        for (const int count : {2, 7, 500})
            QTest::addRow("%s %d", name, count) << shape << count;
    }
}

void TstMapLayout::neverOverlaps()
{
    QFETCH(Shape, shape);
    QFETCH(int, count);
    for (const quint32 seed : {1u, 2u, 3u}) {
        const Input input = inputOf(shape, count, seed);
        const MapLayout layout = layOut(input.sizes, input.edges);
        QCOMPARE(layout.boxes.size(), size_t(count));
        QCOMPARE(overlapping(layout), QString());
        for (int node = 0; node < count; ++node) {
            QCOMPARE(layout.boxes[size_t(node)].size(), input.sizes[size_t(node)]);
            QVERIFY(layout.bounds.contains(layout.boxes[size_t(node)]));
        }
        QCOMPARE(layOut(input.sizes, input.edges), layout);
        // Neither a strip nor a tower.
        const double aspect = layout.bounds.width() / layout.bounds.height();
        if (count == 500)
            QVERIFY2(aspect > 0.4 && aspect < 4, qPrintable(QString::number(aspect)));
    }
}

void TstMapLayout::putsWhoRefersToTheRight()
{
    const Input input = inputOf(Shape::Star, 60, 5);
    const MapLayout layout = layOut(input.sizes, input.edges);
    for (const MapEdge &edge : input.edges)
        QVERIFY(layout.boxes[size_t(edge.from)].left() > layout.boxes[size_t(edge.to)].right());
}

void TstMapLayout::keepsTogetherWhatHangsTogether()
{
    // Four groups of fifteen around a common one each, and one edge from group to group.
    Input input = inputOf(Shape::Alone, 60, 3);
    for (int group = 0; group < 4; ++group) {
        for (int member = 1; member < 15; ++member)
            input.edges.push_back({group * 15 + member, group * 15});
        if (group > 0)
            input.edges.push_back({group * 15, group * 15 - 15});
    }
    const auto clusters = mapClusters(60, input.edges);
    QCOMPARE(clusters.size(), size_t(4));
    for (const std::vector<int> &cluster : clusters) {
        QCOMPARE(cluster.size(), size_t(15));
        QCOMPARE(cluster.front() / 15, cluster.back() / 15);
    }
    // Each stands in a place of its own.
    const MapLayout layout = layOut(input.sizes, input.edges);
    std::vector<QRectF> places(4);
    for (int node = 0; node < 60; ++node)
        places[size_t(node) / 15] |= layout.boxes[size_t(node)];
    for (size_t a = 0; a < 4; ++a) {
        for (size_t b = a + 1; b < 4; ++b)
            QVERIFY(!places[a].intersects(places[b]));
    }
    QCOMPARE(mapClusters(0, {}).size(), size_t(1));
    QCOMPARE(mapClusters(5, {{1, 0}}).front().size(), size_t(5)); // few stay whole
}

void TstMapLayout::isFastEnough()
{
    const Input input = inputOf(Shape::Random, 500, 7);
    QElapsedTimer watch;
    watch.start();
    layOut(input.sizes, input.edges);
    QVERIFY2(watch.elapsed() < 1000, qPrintable(QString::number(watch.elapsed())));
}

/// Three in a row: the line of the first to the last goes round the one between them, and only that line.
void TstMapLayout::routesGoAroundOthers()
{
    const std::vector<QRectF> boxes{{0, 0, 120, 100}, {200, 0, 120, 100}, {400, 0, 120, 100}};
    const std::vector<MapLine> lines{{2, 0, 40, 13}, {2, 1, 60, 13}, {1, 1, 80, 13}};
    QVERIFY(runsOverBoxes(boxes, lines[0], {}));
    const std::vector<MapRoute> routes = routesAround(boxes, lines);
    QCOMPARE(routes.size(), lines.size());
    QVERIFY(routes[1].empty() && routes[2].empty());
    const MapRoute &route = routes[0];
    QVERIFY(!runsOverBoxes(boxes, lines[0], route));
    QCOMPARE(route.front().y(), 40.0);
    QCOMPARE(route.back(), QPointF(120 + mapmeasure::arrow, 13));
    for (size_t corner = 1; corner < route.size(); ++corner)
        QVERIFY(route[corner].x() == route[corner - 1].x() || route[corner].y() == route[corner - 1].y());
    QCOMPARE(routesAround(boxes, lines), routes);
    QVERIFY(routesAround({}, {}).empty());

    // Where there is no way through, the line stays a curve.
    const std::vector<QRectF> walled{{0, 0, 120, 100}, {130, -2000, 120, 4000}, {400, 0, 120, 100}, {-400, -2000, 120, 4000}, {-270, -2000, 940, 100}, {-270, 1900, 940, 100}};
    QVERIFY(routesAround(walled, {{2, 0, 40, 13}})[0].empty());
}

void TstMapLayout::routesOfAnySchema_data()
{
    neverOverlaps_data();
}

void TstMapLayout::routesOfAnySchema()
{
    QFETCH(Shape, shape);
    QFETCH(int, count);
    const Input input = inputOf(shape, std::min(count, 60), 5);
    const MapLayout layout = layOut(input.sizes, input.edges);
    std::vector<MapLine> lines;
    for (const MapEdge &edge : input.edges)
        lines.push_back({edge.from, edge.to, layout.boxes[size_t(edge.from)].top() + 35, layout.boxes[size_t(edge.to)].top() + 13});
    const std::vector<MapRoute> routes = routesAround(layout.boxes, lines);
    QCOMPARE(routes.size(), lines.size());
    for (size_t line = 0; line < lines.size(); ++line)
        QVERIFY2(!runsOverBoxes(layout.boxes, lines[line], routes[line]), qPrintable(u"%1 to %2"_s.arg(lines[line].from).arg(lines[line].to)));
}

void TstMapLayout::showsWhatMattersOfWideTables()
{
    MapTable table;
    table.name = u"wide"_s;
    for (int column = 0; column < 60; ++column)
        table.columns.push_back({u"c%1"_s.arg(column), u"INT"_s, false, false, false, {}, {}});
    table.columns[59].change = ChangeKind::Added;
    table.columns[40].foreign = true;
    const std::vector<int> shown = shownColumns(table);
    QCOMPARE(int(shown.size()), mapmeasure::mostRows - 1);
    QVERIFY(std::ranges::is_sorted(shown));
    QCOMPARE(shown[shown.size() - 1], 59);
    QCOMPARE(shown[shown.size() - 2], 40);
    QCOMPARE(boxSize(table).height(), mapmeasure::titleHeight + mapmeasure::mostRows * mapmeasure::rowHeight + mapmeasure::bottom);
    table.columns.resize(3);
    QCOMPARE(shownColumns(table).size(), size_t(3));
    table.columns.clear();
    QCOMPARE(boxSize(table).height(), mapmeasure::titleHeight);
    table.name = QString(4000, u'x');
    QCOMPARE(boxSize(table).width(), mapmeasure::widest);
}

QTEST_GUILESS_MAIN(TstMapLayout)
#include "tst_maplayout.moc"
