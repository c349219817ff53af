// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history/revisiongraph.h"

#include <QHash>

#include <algorithm>

namespace lk {

// A node has one lane. It leads on to the first node below that names it first; all others below share a second lane, the fan, from
// which they branch off where they stand. So there are never more than two lanes for each node that still waits for others.

RevisionGraph::RevisionGraph(const History &history)
{
    m_nodes.resize(history.entries.size());
    readEdges(history);
    if (isEmpty())
        return;
    for (int row = 0; row < rowCount(); ++row) {
        place(row);
        leave(row);
    }
    m_busyUntil = {};
}

void RevisionGraph::readEdges(const History &history)
{
    QHash<QString, int> rows;
    rows.reserve(qsizetype(history.entries.size()));
    for (int row = rowCount(); row-- > 0;)
        rows.insert(history.entries[size_t(row)].key(), row);
    for (int row = 0; row < rowCount(); ++row) {
        const std::optional<Migration> &file = history.entries[size_t(row)].file;
        Node &node = m_nodes[size_t(row)];
        for (const QString &key : file ? file->dependsOn : QStringList()) {
            ++m_edges;
            const int parent = rows.value(key, -1);
            if (parent < 0)
                node.missing << key;
            else if (parent != row && std::ranges::find(node.parents, parent) == node.parents.end())
                node.parents.push_back(parent);
        }
    }
    for (int row = 0; row < rowCount(); ++row) {
        for (const int parent : m_nodes[size_t(row)].parents) {
            m_nodes[size_t(parent)].children.push_back(row);
            m_nodes[size_t(std::max(row, parent))].before.push_back(std::min(row, parent));
        }
    }
    for (int row = 0; row < rowCount(); ++row) {
        Node &node = m_nodes[size_t(row)];
        node.head = node.children.empty() && history.entries[size_t(row)].file && !history.entries[size_t(row)].isPassedOver();
        for (const int above : node.before)
            m_nodes[size_t(above)].after.push_back(row);
    }
    for (Node &node : m_nodes) {
        node.after.erase(std::unique(node.after.begin(), node.after.end()), node.after.end()); // each other's parent: a cycle
        const auto mine = [&](int below) { return m_nodes[size_t(below)].before.front() == int(&node - m_nodes.data()); };
        const auto next = std::ranges::find_if(node.after, mine);
        if (!node.after.empty())
            node.next = next == node.after.end() ? node.after.front() : *next;
    }
}

bool RevisionGraph::endsAt(int from, int row, bool fan) const
{
    const Node &node = m_nodes[size_t(from)];
    if (!fan)
        return node.next == row;
    return node.fan >= 0 && row == (node.after.back() == node.next ? node.after[node.after.size() - 2] : node.after.back());
}

/// The first lane that is free from the middle of @p row on; a new one, where there is none.
int RevisionGraph::freeLane(int row) const
{
    const auto free = std::ranges::find_if(m_busyUntil, [row](int until) { return until <= row; });
    return int(free - m_busyUntil.begin());
}

/// Gives the node its lane: that of the first one it builds on, if that ends here; else the leftmost that does; else a new one.
void RevisionGraph::place(int row)
{
    Node &node = m_nodes[size_t(row)];
    int lane = -1;
    bool ofFirst = false;
    for (const int above : node.before) {
        const Node &from = m_nodes[size_t(above)];
        for (const bool fan : {false, true}) {
            const int ending = fan ? from.fan : from.lane;
            const bool first = above == node.before.front() && !fan;
            if (!endsAt(above, row, fan) || ofFirst || (lane >= 0 && lane < ending && !first))
                continue;
            lane = ending;
            ofFirst = first;
        }
    }
    if (lane >= 0) {
        node.lane = lane;
        node.branch = m_lanes[size_t(lane)].back().branch;
        return;
    }
    node.lane = freeLane(row);
    node.branch = m_branches++;
    if (node.lane == laneCount()) {
        m_lanes.emplace_back();
        m_busyUntil.push_back(row);
    }
}

/// Reserves what leads down from the node.
void RevisionGraph::leave(int row)
{
    Node &node = m_nodes[size_t(row)];
    if (node.after.empty())
        return;
    m_lanes[size_t(node.lane)].push_back({row, node.next, node.branch});
    m_busyUntil[size_t(node.lane)] = node.next;
    if (node.after.size() == 1)
        return;
    node.fan = freeLane(row);
    if (node.fan == laneCount()) {
        m_lanes.emplace_back();
        m_busyUntil.push_back(row);
    }
    const int last = node.after.back() == node.next ? node.after[node.after.size() - 2] : node.after.back();
    m_lanes[size_t(node.fan)].push_back({row, last, m_branches++});
    m_busyUntil[size_t(node.fan)] = last;
}

std::vector<RevisionGraph::Line> RevisionGraph::linesAt(int row) const
{
    std::vector<Line> lines;
    const Node &node = m_nodes[size_t(row)];
    const auto leadsHere = [&](const Stretch &stretch) { return std::ranges::find(node.before, stretch.from) != node.before.end(); };
    for (int lane = 0; lane < laneCount(); ++lane) {
        const std::vector<Stretch> &stretches = m_lanes[size_t(lane)];
        auto stretch = std::ranges::lower_bound(stretches, row, {}, &Stretch::to);
        for (; stretch != stretches.end() && stretch->from <= row; ++stretch) {
            if (stretch->from == row) {
                lines.push_back({Line::Kind::Out, lane, stretch->branch});
                continue;
            }
            if (stretch->to > row)
                lines.push_back({Line::Kind::Through, lane, stretch->branch});
            if (stretch->to == row || (leadsHere(*stretch) && m_nodes[size_t(stretch->from)].fan == lane && m_nodes[size_t(stretch->from)].next != row))
                lines.push_back({Line::Kind::In, lane, stretch->branch});
        }
    }
    return lines;
}

} // namespace lk
