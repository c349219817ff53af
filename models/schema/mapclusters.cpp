// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/mapclusters.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace lk {

namespace {

constexpr int fewNodes = 24;       ///< that can be seen at once
constexpr int tooManyNodes = 5000; ///< for the time it would take

/// Parts that grow by joining two neighbours, as long as that makes the whole fall apart better.
class Clusters
{
public:
    Clusters(int nodes, const std::vector<MapEdge> &edges) : m_members(size_t(nodes)), m_degree(size_t(nodes), 0), m_between(size_t(nodes))
    {
        for (int node = 0; node < nodes; ++node)
            m_members[size_t(node)] = {node};
        for (const MapEdge &edge : edges) {
            if (edge.from == edge.to)
                continue;
            ++m_degree[size_t(edge.from)];
            ++m_degree[size_t(edge.to)];
            ++m_between[size_t(edge.from)][edge.to];
            ++m_between[size_t(edge.to)][edge.from];
            m_ends += 2;
        }
    }

    std::vector<std::vector<int>> run()
    {
        while (joinBest()) { }
        return inOrder();
    }

private:
    /// By how much joining the two is better than chance, in units that need no division.
    qint64 gain(int a, int b, int edges) const { return edges * m_ends - m_degree[size_t(a)] * m_degree[size_t(b)]; }

    bool joinBest()
    {
        qint64 best = 0;
        std::pair<int, int> pair{-1, -1};
        for (int a = 0; a < int(m_between.size()); ++a) {
            for (const auto &[b, edges] : m_between[size_t(a)]) {
                if (b > a && gain(a, b, edges) > best) {
                    best = gain(a, b, edges);
                    pair = {a, b};
                }
            }
        }
        if (pair.first >= 0)
            join(pair.first, pair.second);
        return pair.first >= 0;
    }

    void join(int into, int from)
    {
        auto &members = m_members[size_t(into)];
        auto &others = m_members[size_t(from)];
        members.insert(members.end(), others.begin(), others.end());
        others.clear();
        m_degree[size_t(into)] += std::exchange(m_degree[size_t(from)], 0);
        for (const auto &[neighbour, edges] : std::exchange(m_between[size_t(from)], {})) {
            m_between[size_t(neighbour)].erase(from);
            if (neighbour == into)
                continue;
            m_between[size_t(into)][neighbour] += edges;
            m_between[size_t(neighbour)][into] += edges;
        }
    }

    std::vector<std::vector<int>> inOrder()
    {
        std::vector<std::vector<int>> ordered;
        std::vector<int> edgesToPlaced(m_members.size(), 0);
        for (;;) {
            int next = -1;
            const auto rank = [&](int part) { return std::tuple(edgesToPlaced[size_t(part)], m_members[size_t(part)].size()); };
            for (int part = 0; part < int(m_members.size()); ++part) {
                if (!m_members[size_t(part)].empty() && (next < 0 || rank(part) > rank(next)))
                    next = part;
            }
            if (next < 0)
                return ordered;
            ordered.push_back(std::exchange(m_members[size_t(next)], {}));
            std::ranges::sort(ordered.back());
            for (const auto &[neighbour, edges] : m_between[size_t(next)])
                edgesToPlaced[size_t(neighbour)] += edges;
        }
    }

    std::vector<std::vector<int>> m_members;
    std::vector<qint64> m_degree;
    std::vector<std::map<int, int>> m_between; ///< edges to each neighbour
    qint64 m_ends = 0;
};

} // namespace

std::vector<std::vector<int>> mapClusters(int nodes, const std::vector<MapEdge> &edges)
{
    if (nodes > fewNodes && nodes <= tooManyNodes)
        return Clusters(nodes, edges).run();
    std::vector<int> all(size_t(std::max(0, nodes)));
    std::iota(all.begin(), all.end(), 0);
    return {all};
}

} // namespace lk
