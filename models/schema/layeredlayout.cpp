// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/layeredlayout.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lk {

namespace {

constexpr double boxGap = 22;     ///< between two boxes of a column
constexpr double columnGap = 48;  ///< between two columns of one layer
constexpr double layerGap = 96;   ///< between layers: room for the lines
constexpr int sweeps = 12;
constexpr int fewLayers = 8;      ///< that are never too many

using Neighbours = std::vector<std::vector<int>>;

/// Every node's layer: those that refer to nobody first.
class Layers
{
public:
    explicit Layers(const Neighbours &parents) : m_parents(parents), m_layer(parents.size(), Unseen) {}

    std::vector<int> run(const Neighbours &children)
    {
        for (int node = 0; node < int(m_parents.size()); ++node)
            visit(node);
        // Who refers to nobody need not stand far from those that refer to it.
        for (size_t node = 0; node < m_parents.size(); ++node) {
            if (!m_parents[node].empty() || children[node].empty())
                continue;
            int nearest = std::numeric_limits<int>::max();
            for (const int child : children[node])
                nearest = std::min(nearest, m_layer[size_t(child)]);
            m_layer[node] = std::max(0, nearest - 1);
        }
        return std::move(m_layer);
    }

private:
    static constexpr int Unseen = -1;
    static constexpr int OnTheWay = -2;

    // Longest way to a node without parents; a reference back into the way itself closes a circle and does not count. The way is kept
    // in a list of its own: chains may be as long as a schema.
    void visit(int first)
    {
        if (m_layer[size_t(first)] != Unseen)
            return;
        struct Place {
            int node;
            size_t next = 0;
            int layer = 0;
        };
        std::vector<Place> way{{first}};
        m_layer[size_t(first)] = OnTheWay;
        while (!way.empty()) {
            Place &place = way.back();
            const std::vector<int> &parents = m_parents[size_t(place.node)];
            if (place.next == parents.size()) {
                m_layer[size_t(place.node)] = place.layer;
                way.pop_back();
                continue;
            }
            const int parent = parents[place.next];
            if (m_layer[size_t(parent)] == Unseen) {
                m_layer[size_t(parent)] = OnTheWay;
                way.push_back({parent});
                continue; // it is read once it has a layer
            }
            if (m_layer[size_t(parent)] >= 0)
                place.layer = std::max(place.layer, m_layer[size_t(parent)] + 1);
            ++place.next;
        }
    }

    const Neighbours &m_parents;
    std::vector<int> m_layer;
};

/// Boxes below each other.
struct Column {
    std::vector<int> nodes; ///< from top to bottom
    double x = 0;
};

class Placing
{
public:
    Placing(const std::vector<QSizeF> &sizes, const Neighbours &neighbours) : m_sizes(sizes), m_neighbours(neighbours), m_y(sizes.size(), 0) {}

    std::vector<QRectF> run(std::vector<int> layer, double aspect)
    {
        fold(layer, aspect);
        split(layer, aspect);
        for (const Column &column : m_columns)
            settle(column, [this, y = 0.0](int node) mutable { return std::exchange(y, y + m_sizes[size_t(node)].height()); });
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            for (size_t at = 0; at < m_columns.size(); ++at)
                improve(m_columns[sweep % 2 == 0 ? at : m_columns.size() - 1 - at]);
        }
        return boxes();
    }

private:
    /// Long chains would make a strip: where there are more layers than the whole is to be wide, neighbouring ones become one.
    void fold(std::vector<int> &layer, double aspect) const
    {
        double area = 0;
        double width = 0;
        for (const QSizeF &size : m_sizes) {
            area += (size.width() + layerGap) * (size.height() + boxGap);
            width += size.width() + layerGap;
        }
        const int layers = *std::ranges::max_element(layer) + 1;
        const int most = std::max(fewLayers, int(std::ceil(1.2 * std::sqrt(area * aspect) * double(m_sizes.size()) / width)));
        if (layers <= most)
            return;
        for (int &number : layer)
            number = int(qint64(number) * most / layers);
    }

    /// A layer that would be too high for the whole becomes several columns, filled in turns, so that each spans all of the height.
    void split(const std::vector<int> &layer, double aspect)
    {
        double area = 0;
        double highest = 0;
        for (const QSizeF &size : m_sizes) {
            area += (size.width() + columnGap) * (size.height() + boxGap);
            highest = std::max(highest, size.height());
        }
        const double wanted = std::max(highest, std::sqrt(area / aspect) * 1.1);
        const int layers = *std::ranges::max_element(layer) + 1;
        for (int number = 0; number < layers; ++number) {
            std::vector<int> nodes;
            double height = 0;
            for (int node = 0; node < int(layer.size()); ++node) {
                if (layer[size_t(node)] == number) {
                    nodes.push_back(node);
                    height += m_sizes[size_t(node)].height() + boxGap;
                }
            }
            addColumns(nodes, int(std::ceil(height / wanted)), number == 0);
        }
    }

    void addColumns(const std::vector<int> &nodes, int count, bool first)
    {
        const size_t begin = m_columns.size();
        for (int column = 0; column < count; ++column)
            m_columns.push_back({});
        for (size_t at = 0; at < nodes.size(); ++at)
            m_columns[begin + at % size_t(count)].nodes.push_back(nodes[at]);
        for (size_t at = begin; at < m_columns.size(); ++at) {
            m_x += at > begin ? columnGap : first ? 0 : layerGap;
            m_columns[at].x = m_x;
            double width = 0;
            for (const int node : m_columns[at].nodes)
                width = std::max(width, m_sizes[size_t(node)].width());
            m_x += width;
        }
    }

    double middle(int node) const { return m_y[size_t(node)] + m_sizes[size_t(node)].height() / 2; }

    /// Where the neighbours of @p node would have it, its middle.
    double wantedMiddle(int node) const
    {
        const std::vector<int> &around = m_neighbours[size_t(node)];
        if (around.empty())
            return middle(node);
        double sum = 0;
        for (const int other : around)
            sum += middle(other);
        return sum / double(around.size());
    }

    void improve(Column &column)
    {
        std::vector<double> wanted(m_sizes.size());
        for (const int node : column.nodes)
            wanted[size_t(node)] = wantedMiddle(node);
        std::ranges::stable_sort(column.nodes, [&](int a, int b) { return wanted[size_t(a)] < wanted[size_t(b)]; });
        settle(column, [&](int node) { return wanted[size_t(node)] - m_sizes[size_t(node)].height() / 2; });
    }

    /// Puts every box as near to its wanted place as the others of its column let it: of boxes that would overlap, blocks are made that
    /// stand at the mean of what they want.
    template <class Wanted>
    void settle(const Column &column, Wanted wanted)
    {
        struct Block {
            double sum = 0; ///< of what the members want for the block's top
            int count = 0;
            double height = 0;
            double top() const { return sum / count; }
        };
        std::vector<Block> blocks;
        for (const int node : column.nodes) {
            Block block{wanted(node), 1, m_sizes[size_t(node)].height() + boxGap};
            while (!blocks.empty() && blocks.back().top() + blocks.back().height > block.top()) {
                const Block above = blocks.back();
                blocks.pop_back();
                block = {above.sum + block.sum - above.height * block.count, above.count + block.count, above.height + block.height};
            }
            blocks.push_back(block);
        }
        size_t at = 0;
        for (const Block &block : blocks) {
            double y = block.top();
            for (int member = 0; member < block.count; ++member, ++at) {
                m_y[size_t(column.nodes[at])] = y;
                y += m_sizes[size_t(column.nodes[at])].height() + boxGap;
            }
        }
    }

    std::vector<QRectF> boxes() const
    {
        const double top = *std::ranges::min_element(m_y);
        std::vector<QRectF> placed(m_sizes.size());
        for (const Column &column : m_columns) {
            for (const int node : column.nodes)
                placed[size_t(node)] = {QPointF(column.x, std::round(m_y[size_t(node)] - top)), m_sizes[size_t(node)]};
        }
        return placed;
    }

    const std::vector<QSizeF> &m_sizes;
    const Neighbours &m_neighbours;
    std::vector<double> m_y;
    std::vector<Column> m_columns;
    double m_x = 0;
};

} // namespace

std::vector<QRectF> layeredLayout(const std::vector<QSizeF> &sizes, const std::vector<MapEdge> &edges, double aspect)
{
    Neighbours parents(sizes.size());
    Neighbours children(sizes.size());
    Neighbours neighbours(sizes.size());
    const auto addOnce = [](std::vector<int> &list, int node) {
        if (std::ranges::find(list, node) == list.end())
            list.push_back(node);
    };
    for (const MapEdge &edge : edges) {
        addOnce(parents[size_t(edge.from)], edge.to);
        addOnce(children[size_t(edge.to)], edge.from);
        addOnce(neighbours[size_t(edge.from)], edge.to);
        addOnce(neighbours[size_t(edge.to)], edge.from);
    }
    return Placing(sizes, neighbours).run(Layers(parents).run(children), aspect);
}

} // namespace lk
