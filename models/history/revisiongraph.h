// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/history/history.h"

namespace lk {

/// Which migration of a history builds on which, with a place for each in lanes beside the rows, as git's clients draw branches.
/// A row is an entry's index in the history. Computed once, in O(n log n); a row's lines are looked up when it is drawn.
class RevisionGraph
{
public:
    /// What passes through a row, apart from its own node. The upper edge of a row is the side of the entry before it.
    struct Line {
        enum class Kind {
            Through, ///< from the upper edge to the lower one
            In,      ///< from the upper edge to the node
            Out,     ///< from the node to the lower edge
        };
        Kind kind = Kind::Through;
        int lane = 0;   ///< at the edge; the node's own lane is laneOf()
        int branch = 0; ///< counts on with each branch, for the colours

        bool operator==(const Line &) const = default;
    };

    RevisionGraph() = default;
    explicit RevisionGraph(const History &history);

    /// Whether no entry says what it builds on.
    bool isEmpty() const { return m_edges == 0; }
    int rowCount() const { return int(m_nodes.size()); }
    int laneCount() const { return int(m_lanes.size()); }
    int laneOf(int row) const { return m_nodes[size_t(row)].lane; }
    int branchOf(int row) const { return m_nodes[size_t(row)].branch; }
    std::vector<Line> linesAt(int row) const;

    /// Rows that it builds on, in the order in which it names them, and rows that build on it, in the history's order.
    const std::vector<int> &parents(int row) const { return m_nodes[size_t(row)].parents; }
    const std::vector<int> &children(int row) const { return m_nodes[size_t(row)].children; }
    /// Keys that it builds on, but that are not in the history.
    const QStringList &missing(int row) const { return m_nodes[size_t(row)].missing; }
    bool isMerge(int row) const { return parents(row).size() > 1; }
    /// Whether it has a file, and nothing builds on it.
    bool isHead(int row) const { return m_nodes[size_t(row)].head; }

private:
    struct Node {
        int lane = 0;
        int branch = 0;
        bool head = false;
        std::vector<int> parents;
        std::vector<int> children;
        QStringList missing;
        std::vector<int> before; ///< neighbours in rows above and below; the same as parents and children, where the history is in order
        std::vector<int> after;
        int next = -1;           ///< the neighbour below to which its own lane leads
        int fan = -1;            ///< lane that leads to all others below
    };
    struct Stretch {
        int from = 0; ///< row of the node that it comes from
        int to = 0;   ///< last row that it leads to
        int branch = 0;
    };

    void readEdges(const History &history);
    void place(int row);
    void leave(int row);
    int freeLane(int row) const;
    bool endsAt(int from, int row, bool fan) const;

    std::vector<Node> m_nodes;
    std::vector<std::vector<Stretch>> m_lanes; ///< ascending, never two over one row's middle
    std::vector<int> m_busyUntil;              ///< while it is computed: last row, a lane
    int m_edges = 0;
    int m_branches = 0;
};

} // namespace lk
