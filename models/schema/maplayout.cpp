// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/maplayout.h"

#include "models/schema/layeredlayout.h"
#include "models/schema/mapclusters.h"
#include "models/schema/schemamap.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lk {

namespace {

constexpr double groupGap = 70;
constexpr double aloneGap = 28;

/// Boxes that belong together, placed from (0, 0).
struct Group {
    std::vector<int> members;
    std::vector<QRectF> boxes; ///< one a member
    QSizeF size;               ///< with the gap to the next
};

std::vector<std::vector<int>> components(size_t count, const std::vector<MapEdge> &edges)
{
    std::vector<int> root(count);
    std::iota(root.begin(), root.end(), 0);
    const auto find = [&root](int node) {
        while (root[size_t(node)] != node)
            node = root[size_t(node)] = root[size_t(root[size_t(node)])];
        return node;
    };
    for (const MapEdge &edge : edges) {
        const auto [low, high] = std::minmax({find(edge.from), find(edge.to)}); // of values: of two names it would give references
        root[size_t(high)] = low;
    }
    std::vector<std::vector<int>> parts(count);
    for (int node = 0; node < int(count); ++node)
        parts[size_t(find(node))].push_back(node);
    std::erase_if(parts, [](const auto &part) { return part.empty(); });
    return parts;
}

/// The upper outline of what was packed, from left to right.
class Skyline
{
public:
    explicit Skyline(double width) : m_steps{{0, 0}}, m_width(width) {}

    /// Takes the place for @p size that is highest up, then leftmost.
    QPointF place(QSizeF size)
    {
        QPointF best(0, std::numeric_limits<double>::max());
        for (const Step &step : m_steps) {
            if (step.x > 0 && step.x + size.width() > m_width)
                break;
            const double top = topOver(step.x, step.x + size.width());
            if (top < best.y())
                best = {step.x, top};
        }
        cover(best.x(), best.x() + size.width(), best.y() + size.height());
        return best;
    }

private:
    struct Step {
        double x = 0;
        double y = 0;
    };

    double endOf(size_t step) const { return step + 1 < m_steps.size() ? m_steps[step + 1].x : std::numeric_limits<double>::max(); }

    double topOver(double left, double right) const
    {
        double top = 0;
        for (size_t step = 0; step < m_steps.size() && m_steps[step].x < right; ++step) {
            if (endOf(step) > left)
                top = std::max(top, m_steps[step].y);
        }
        return top;
    }

    void cover(double left, double right, double bottom)
    {
        std::vector<Step> steps;
        for (size_t step = 0; step < m_steps.size(); ++step) {
            if (m_steps[step].x < left)
                steps.push_back(m_steps[step]);
        }
        steps.push_back({left, bottom});
        for (size_t step = 0; step < m_steps.size(); ++step) {
            if (endOf(step) > right)
                steps.push_back({std::max(right, m_steps[step].x), m_steps[step].y});
        }
        m_steps = std::move(steps);
    }

    std::vector<Step> m_steps;
    double m_width;
};

/// Places the groups one after another, as far up as each finds room.
std::vector<QPointF> pack(const std::vector<Group> &groups, double aspect)
{
    double area = 0;
    double widest = 0;
    for (const Group &group : groups) {
        area += group.size.width() * group.size.height();
        widest = std::max(widest, group.size.width());
    }
    Skyline skyline(std::max(widest, std::sqrt(area * aspect * 1.1)));
    std::vector<QPointF> places;
    for (const Group &group : groups)
        places.push_back(skyline.place(group.size));
    return places;
}

/// The numbers that the @p members have among themselves; -1 for all others.
std::vector<int> numbered(const std::vector<int> &members, size_t count)
{
    std::vector<int> number(count, -1);
    for (size_t at = 0; at < members.size(); ++at)
        number[size_t(members[at])] = int(at);
    return number;
}

std::vector<MapEdge> within(const std::vector<int> &number, const std::vector<MapEdge> &edges)
{
    std::vector<MapEdge> inside;
    for (const MapEdge &edge : edges) {
        const int from = number[size_t(edge.from)];
        const int to = number[size_t(edge.to)];
        if (from >= 0 && to >= 0 && from != to)
            inside.push_back({from, to});
    }
    return inside;
}

QSizeF sizeOf(const std::vector<QRectF> &boxes, double gap)
{
    QRectF bounds;
    for (const QRectF &box : boxes)
        bounds |= box;
    return bounds.size() + QSizeF(gap, gap);
}

/// Boxes that refer to each other, in columns.
Group layered(const std::vector<int> &members, const std::vector<QSizeF> &sizes, const std::vector<MapEdge> &edges, double aspect)
{
    std::vector<QSizeF> own;
    for (const int member : members)
        own.push_back(sizes[size_t(member)]);
    Group group{members, layeredLayout(own, within(numbered(members, sizes.size()), edges), aspect), {}};
    group.size = sizeOf(group.boxes, groupGap);
    return group;
}

/// What is joined in one way or another: parts that hang together closely, each in columns, beside each other.
Group groupOf(const std::vector<int> &members, const std::vector<QSizeF> &sizes, const std::vector<MapEdge> &edges, double aspect)
{
    if (members.size() == 1)
        return {members, {QRectF({0, 0}, sizes[size_t(members[0])])}, sizes[size_t(members[0])] + QSizeF(aloneGap, aloneGap)};
    std::vector<Group> parts;
    for (std::vector<int> part : mapClusters(int(members.size()), within(numbered(members, sizes.size()), edges))) {
        for (int &member : part)
            member = members[size_t(member)];
        parts.push_back(layered(part, sizes, edges, aspect));
    }
    const std::vector<QPointF> places = pack(parts, aspect);
    Group whole;
    for (size_t part = 0; part < parts.size(); ++part) {
        for (size_t at = 0; at < parts[part].members.size(); ++at) {
            whole.members.push_back(parts[part].members[at]);
            whole.boxes.push_back(parts[part].boxes[at].translated(places[part]));
        }
    }
    whole.size = sizeOf(whole.boxes, groupGap);
    return whole;
}

MapLayout packed(std::vector<Group> groups, size_t count, double aspect)
{
    // Great ones first, those that stand alone last, so that they fill what is left.
    std::ranges::stable_sort(groups, [](const Group &a, const Group &b) {
        const auto key = [](const Group &group) { return std::tuple(group.members.size() == 1, -group.size.height(), -group.size.width()); };
        return key(a) < key(b);
    });
    const std::vector<QPointF> places = pack(groups, aspect);
    MapLayout layout;
    layout.boxes.resize(count);
    for (size_t group = 0; group < groups.size(); ++group) {
        for (size_t member = 0; member < groups[group].members.size(); ++member) {
            const QRectF box = groups[group].boxes[member].translated(places[group]);
            layout.boxes[size_t(groups[group].members[member])] = box;
            layout.bounds |= box;
        }
    }
    return layout;
}

bool isWorthShowing(const MapColumn &column)
{
    return column.primary || column.foreign || column.change;
}

} // namespace

std::vector<int> shownColumns(const MapTable &table)
{
    const size_t most = mapmeasure::mostRows;
    std::vector<int> all(table.columns.size());
    std::iota(all.begin(), all.end(), 0);
    if (all.size() <= most)
        return all;
    std::ranges::stable_partition(all, [&](int column) { return isWorthShowing(table.columns[size_t(column)]); });
    all.resize(most - 1); // the last row tells how many more there are
    std::ranges::sort(all);
    return all;
}

double rowMiddle(const MapTable &table, const QRectF &box, const QString &column)
{
    using namespace mapmeasure;
    const std::vector<int> columns = shownColumns(table);
    for (size_t row = 0; row < columns.size(); ++row) {
        if (table.columns[size_t(columns[row])].name.compare(column, Qt::CaseInsensitive) == 0)
            return box.top() + titleHeight + (double(row) + 0.5) * rowHeight;
    }
    return box.top() + titleHeight / 2;
}

MapLine lineOf(const SchemaMap &map, const std::vector<QRectF> &boxes, const MapLink &link)
{
    return {link.from, link.to, rowMiddle(map.tables[size_t(link.from)], boxes[size_t(link.from)], link.columns.value(0)),
            boxes[size_t(link.to)].top() + mapmeasure::titleHeight / 2};
}

QSizeF boxSize(const MapTable &table)
{
    using namespace mapmeasure;
    // Room for the icon of a change and for the marks of a key.
    const qsizetype title = table.fullName().size() + (table.oldName.isEmpty() ? 0 : table.oldName.size() + 3);
    double width = double(title) * letter * 1.1 + 40 + (isView(table) ? tag : 0);
    const std::vector<int> shown = shownColumns(table);
    for (const int index : shown) {
        const MapColumn &column = table.columns[size_t(index)];
        const qsizetype names = column.name.size() + (column.oldName.isEmpty() ? 0 : column.oldName.size() + 3);
        width = std::max(width, double(names + 2) * letter + double(std::min<qsizetype>(column.type.size(), 22)) * capital + 44);
    }
    const size_t rows = shown.size() + (shown.size() < table.columns.size() ? 1 : 0);
    return {std::clamp(std::ceil(width), narrowest, widest), titleHeight + double(rows) * rowHeight + (rows > 0 ? bottom : 0)};
}

MapLayout layOut(const std::vector<QSizeF> &sizes, const std::vector<MapEdge> &edges, double aspect)
{
    std::vector<Group> groups;
    for (const std::vector<int> &members : components(sizes.size(), edges))
        groups.push_back(groupOf(members, sizes, edges, aspect));
    return packed(std::move(groups), sizes.size(), aspect);
}

MapLayout layOut(const SchemaMap &map, double aspect)
{
    std::vector<QSizeF> sizes;
    for (const MapTable &table : map.tables)
        sizes.push_back(boxSize(table));
    std::vector<MapEdge> edges;
    for (const MapLink &link : map.links)
        edges.push_back({link.from, link.to});
    MapLayout layout = layOut(sizes, edges, aspect);
    std::vector<MapLine> lines;
    for (const MapLink &link : map.links)
        lines.push_back(lineOf(map, layout.boxes, link));
    layout.routes = routesAround(layout.boxes, lines);
    return layout;
}

} // namespace lk
