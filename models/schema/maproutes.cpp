// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/maproutes.h"

#include "models/schema/maplayout.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <queue>
#include <tuple>

namespace lk {

namespace {

constexpr double clearance = 4;   ///< that no line comes nearer to a box
constexpr double beyond = 20;     ///< how far outside of everything a line may go
constexpr double bend = 40;       ///< as many units longer a straighter way may be
constexpr int tracks = 4;         ///< beside each other in one gap, so that lines do not cover each other
constexpr int pieces = 24;        ///< straight ones for a curve
constexpr qint64 mostPlaces = 250'000;            ///< for one line
constexpr qint64 mostPlacesOfAll = 20'000'000; ///< beyond it lines stay curves: a map has to come

QPointF at(const MapCurve &curve, double t)
{
    const double u = 1 - t;
    return u * u * u * curve.start + 3 * u * u * t * curve.startControl + 3 * u * t * t * curve.endControl + t * t * t * curve.end;
}

bool meets(const QRectF &box, const QPointF &a, const QPointF &b)
{
    const QRectF span(QPointF(std::min(a.x(), b.x()), std::min(a.y(), b.y())), QPointF(std::max(a.x(), b.x()), std::max(a.y(), b.y())));
    return span.left() < box.right() && span.right() > box.left() && span.top() < box.bottom() && span.bottom() > box.top();
}

/// One search for a way, on the grid of the lines that run beside the boxes near it.
class Search
{
public:
    Search(const std::vector<QRectF> &boxes, const MapLine &line, int track, const QRectF &window)
        : m_boxes(boxes), m_line(line), m_besideX(12 + 6 * track), m_besideY(5 + 4 * track), m_window(window)
    {}

    /// Takes the size of its grid from @p places that may still be looked at for all lines together.
    MapRoute run(qint64 &places)
    {
        makeGrid();
        const qint64 size = qint64(m_x.size() * m_y.size());
        places -= size > mostPlaces ? qint64(m_x.size()) : size;
        if (size > mostPlaces || places < 0)
            return {};
        block();
        start();
        return walk();
    }

private:
    static constexpr double unknown = std::numeric_limits<double>::max();
    enum Way { Across, Down };

    struct Step {
        double guess; ///< length so far and the least that is left
        uint32_t state;
        bool operator<(const Step &other) const { return std::tie(other.guess, other.state) < std::tie(guess, state); }
    };

    const QRectF &from() const { return m_boxes[size_t(m_line.from)]; }
    const QRectF &to() const { return m_boxes[size_t(m_line.to)]; }

    void makeGrid()
    {
        m_y = {m_line.startY, m_line.endY};
        for (const QRectF &box : m_boxes) {
            if (!box.intersects(m_window))
                continue;
            m_near.push_back(box);
            m_x.insert(m_x.end(), {box.left() - m_besideX, box.center().x(), box.right() + m_besideX});
            m_y.insert(m_y.end(), {box.top() - m_besideY, box.center().y(), box.bottom() + m_besideY});
        }
        tidy(m_x, m_window.left(), m_window.right());
        tidy(m_y, m_window.top(), m_window.bottom());
    }

    static void tidy(std::vector<double> &lines, double low, double high)
    {
        std::erase_if(lines, [&](double line) { return line < low || line > high; });
        std::ranges::sort(lines);
        lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    }

    static std::pair<size_t, size_t> between(const std::vector<double> &lines, double low, double high)
    {
        return {size_t(std::ranges::upper_bound(lines, low) - lines.begin()), size_t(std::ranges::lower_bound(lines, high) - lines.begin())};
    }

    /// The middle lines of a box make sure that no step of the grid jumps over it.
    void block()
    {
        m_blocked.assign(m_x.size() * m_y.size(), 0);
        for (const QRectF &box : m_near) {
            const auto [left, right] = between(m_x, box.left() - clearance, box.right() + clearance);
            const auto [top, bottom] = between(m_y, box.top() - clearance, box.bottom() + clearance);
            for (size_t y = top; y < bottom; ++y)
                std::fill_n(m_blocked.begin() + ptrdiff_t(y * m_x.size() + left), left < right ? right - left : 0, uint8_t(1));
        }
    }

    /// The place at exactly this point; nothing outside of the window or in a box.
    std::optional<uint32_t> placeAt(double x, double y) const
    {
        const auto column = std::ranges::lower_bound(m_x, x);
        const auto row = std::ranges::lower_bound(m_y, y);
        if (column == m_x.end() || *column != x || row == m_y.end() || *row != y)
            return std::nullopt;
        const size_t place = size_t(row - m_y.begin()) * m_x.size() + size_t(column - m_x.begin());
        return m_blocked[place] ? std::nullopt : std::optional(uint32_t(place));
    }

    QPointF point(uint32_t place) const { return {m_x[place % m_x.size()], m_y[place / m_x.size()]}; }

    void start()
    {
        m_length.assign(m_blocked.size() * 2, unknown);
        m_before.assign(m_blocked.size() * 2, 0);
        for (const double x : {to().left() - m_besideX, to().right() + m_besideX}) {
            if (const auto goal = placeAt(x, m_line.endY))
                m_goals.push_back(*goal);
        }
        for (const double x : {from().left() - m_besideX, from().right() + m_besideX}) {
            if (const auto place = placeAt(x, m_line.startY))
                reach(*place * 2 + Across, 0, *place * 2 + Across);
        }
    }

    double leastLeft(const QPointF &here) const
    {
        double least = unknown;
        for (const uint32_t goal : m_goals)
            least = std::min(least, (point(goal) - here).manhattanLength());
        return least;
    }

    void reach(uint32_t state, double length, uint32_t before)
    {
        if (length >= m_length[state])
            return;
        m_length[state] = length;
        m_before[state] = before;
        m_next.push({length + leastLeft(point(state / 2)), state});
    }

    MapRoute walk()
    {
        if (m_goals.empty())
            return {};
        while (!m_next.empty()) {
            const Step step = m_next.top();
            m_next.pop();
            const uint32_t place = step.state / 2;
            if (step.guess > m_length[step.state] + leastLeft(point(place)) + 1e-6)
                continue; // a shorter way was found since
            if (std::ranges::find(m_goals, place) != m_goals.end())
                return routeTo(step.state);
            const size_t x = place % m_x.size();
            const size_t y = place / m_x.size();
            if (x > 0)
                go(step.state, place - 1, Across);
            if (x + 1 < m_x.size())
                go(step.state, place + 1, Across);
            if (y > 0)
                go(step.state, place - uint32_t(m_x.size()), Down);
            if (y + 1 < m_y.size())
                go(step.state, place + uint32_t(m_x.size()), Down);
        }
        return {};
    }

    void go(uint32_t state, uint32_t place, Way way)
    {
        if (!m_blocked[place])
            reach(place * 2 + uint32_t(way), m_length[state] + (point(place) - point(state / 2)).manhattanLength() + (int(state % 2) == way ? 0 : bend), state);
    }

    MapRoute routeTo(uint32_t state) const
    {
        MapRoute way;
        for (uint32_t here = state;; here = m_before[here]) {
            way.push_back(point(here / 2));
            if (m_before[here] == here)
                break;
        }
        std::ranges::reverse(way);
        const auto side = [](const QRectF &box, double x, double gap) { return x < box.left() ? box.left() - gap : box.right() + gap; };
        way.insert(way.begin(), {side(from(), way.front().x(), 0), m_line.startY});
        way.push_back({side(to(), way.back().x(), mapmeasure::arrow), m_line.endY});
        return withoutPointsBetween(way);
    }

    /// Only the corners, and both ends.
    static MapRoute withoutPointsBetween(const MapRoute &way)
    {
        MapRoute corners{way.front()};
        for (size_t i = 1; i + 1 < way.size(); ++i) {
            const bool straight = (corners.back().x() == way[i].x() && way[i].x() == way[i + 1].x()) || (corners.back().y() == way[i].y() && way[i].y() == way[i + 1].y());
            if (!straight)
                corners.push_back(way[i]);
        }
        corners.push_back(way.back());
        return corners;
    }

    const std::vector<QRectF> &m_boxes;
    const MapLine &m_line;
    double m_besideX;
    double m_besideY;
    QRectF m_window;
    std::vector<QRectF> m_near;
    std::vector<double> m_x;
    std::vector<double> m_y;
    std::vector<uint8_t> m_blocked;  ///< one a place of the grid, row by row
    std::vector<double> m_length;    ///< one a state: a place and the way by which it was reached
    std::vector<uint32_t> m_before;
    std::vector<uint32_t> m_goals;
    std::priority_queue<Step> m_next;
};

} // namespace

MapCurve curveOf(const QRectF &from, const QRectF &to, double startY, double endY)
{
    const bool leftwards = to.right() < from.left();
    const bool rightwards = to.left() > from.right();
    // Where neither stands beside the other, the line goes round on the right.
    const double startX = leftwards ? from.left() : from.right();
    const double endX = rightwards ? to.left() : to.right();
    const double reach = leftwards || rightwards ? std::clamp(std::abs(endX - startX) / 2, 24.0, 160.0) : from == to ? 28 : 46;
    const double tip = rightwards ? -mapmeasure::arrow : mapmeasure::arrow; // the line ends where its arrow begins
    return {{startX, startY}, {startX + (leftwards ? -reach : reach), startY}, {endX + (rightwards ? -reach : reach), endY}, {endX + tip, endY}};
}

bool runsOverBoxes(const std::vector<QRectF> &boxes, const MapLine &line, const MapRoute &route)
{
    MapRoute way = route;
    if (way.empty()) {
        const MapCurve curve = curveOf(boxes[size_t(line.from)], boxes[size_t(line.to)], line.startY, line.endY);
        for (int piece = 0; piece <= pieces; ++piece)
            way.push_back(at(curve, double(piece) / pieces));
    }
    double left = way[0].x(), right = left, top = way[0].y(), bottom = top;
    for (const QPointF &point : way) {
        left = std::min(left, point.x());
        right = std::max(right, point.x());
        top = std::min(top, point.y());
        bottom = std::max(bottom, point.y());
    }
    for (int box = 0; box < int(boxes.size()); ++box) {
        const QRectF &other = boxes[size_t(box)];
        if (box == line.from || box == line.to || other.left() > right || other.right() < left || other.top() > bottom || other.bottom() < top)
            continue;
        for (size_t i = 1; i < way.size(); ++i) {
            if (meets(other, way[i - 1], way[i]))
                return true;
        }
    }
    return false;
}

std::vector<MapRoute> routesAround(const std::vector<QRectF> &boxes, const std::vector<MapLine> &lines)
{
    QRectF whole;
    for (const QRectF &box : boxes)
        whole |= box;
    whole.adjust(-beyond, -beyond, beyond, beyond);
    std::vector<MapRoute> routes(lines.size());
    int routed = 0;
    qint64 places = mostPlacesOfAll;
    for (size_t i = 0; i < lines.size(); ++i) {
        const MapLine &line = lines[i];
        if (line.from == line.to || !runsOverBoxes(boxes, line, {}))
            continue;
        const QRectF around = boxes[size_t(line.from)] | boxes[size_t(line.to)];
        // The next track may lead where one is too near to a box; then from further away.
        for (int attempt = 0; attempt < 2 * tracks && routes[i].empty() && places > 0; ++attempt) {
            const double reach = attempt < tracks ? 120 : 500;
            routes[i] = Search(boxes, line, (routed + attempt) % tracks, around.adjusted(-reach, -reach, reach, reach) & whole).run(places);
        }
        routed += routes[i].empty() ? 0 : 1;
    }
    return routes;
}

} // namespace lk
