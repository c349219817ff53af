// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/catalogobject.h"

#include <QSet>

#include <algorithm>
#include <functional>
#include <tuple>

namespace lk {

namespace {

/// Kinds that others can depend on, in the order in which they are built where nothing says otherwise.
const QStringList Ranks{
    QStringLiteral("schema"), QStringLiteral("extension"), QStringLiteral("language"), QStringLiteral("access method"),
    QStringLiteral("foreign data wrapper"), QStringLiteral("server"), QStringLiteral("user mapping"), QStringLiteral("collation"),
    QStringLiteral("conversion"), QStringLiteral("type"), QStringLiteral("domain"), QStringLiteral("sequence"), QStringLiteral("function"),
    QStringLiteral("procedure"), QStringLiteral("aggregate"), QStringLiteral("operator"), QStringLiteral("operator family"),
    QStringLiteral("operator class"), QStringLiteral("cast"), QStringLiteral("transform"), QStringLiteral("text search parser"),
    QStringLiteral("text search template"), QStringLiteral("text search dictionary"), QStringLiteral("text search configuration"),
    QStringLiteral("table"), QStringLiteral("foreign table"), QStringLiteral("view"), QStringLiteral("materialized view")};

constexpr quint32 RewriteCatalog = 2618;
constexpr quint32 FamilyOperatorCatalog = 2602;
constexpr quint32 FamilyFunctionCatalog = 2603;

struct Edge {
    int to;
    int part; ///< object that makes it and can be added later; -1: none
};

/// Orders the objects by what they need.
class DependencyOrder
{
public:
    DependencyOrder(std::vector<CatalogObject> &objects, const Rows &dependencies) : m_objects(objects)
    {
        addNodes();
        addAliases(dependencies);
        m_edges.resize(objects.size());
        for (const QVariantList &row : dependencies.rows)
            addEdge(row);
        breakShells();
    }

    void run()
    {
        postponeParts();
        std::vector<int> roots;
        for (size_t i = 0; i < m_objects.size(); ++i) {
            if (rank(int(i)) >= 0)
                roots.push_back(int(i));
        }
        std::sort(roots.begin(), roots.end(), [this](int a, int b) { return before(a, b); });
        for (auto &edges : m_edges)
            std::sort(edges.begin(), edges.end(), [this](const Edge &a, const Edge &b) { return before(a.to, b.to); });
        for (const int root : roots)
            visit(root);
    }

private:
    const SchemaObject &object(int index) const { return m_objects[size_t(index)].object; }
    int rank(int index) const { return m_ranks[size_t(index)]; }
    bool before(int a, int b) const
    {
        const auto key = [this](int i) {
            return std::tuple<int, const QString &, const QString &>(rank(i), object(i).schema, object(i).name);
        };
        return key(a) < key(b);
    }

    void addNodes()
    {
        QHash<QString, int> ranks;
        for (const QString &kind : Ranks)
            ranks.insert(kind, int(ranks.size()));
        for (size_t i = 0; i < m_objects.size(); ++i) {
            const CatalogObject &entry = m_objects[i];
            m_ranks.push_back(ranks.value(entry.object.kind, -1));
            if (entry.defaultKey != 0)
                m_parts.insert(entry.defaultKey, int(i));
            if (entry.object.kind == QLatin1String("constraint"))
                m_parts.insert(entry.key, int(i));
            if (m_ranks.back() < 0)
                continue;
            m_nodes.insert(entry.key, int(i));
            for (const CatalogKey alias : entry.aliases)
                m_nodes.insert(alias, int(i));
        }
    }

    /// A view's rule stands for the view, a member of an operator class for the class.
    void addAliases(const Rows &dependencies)
    {
        for (const QVariantList &row : dependencies.rows) {
            const quint32 catalog = row[0].toString().toUInt();
            const bool internal = row[4].toString() == QLatin1String("i");
            if ((catalog == RewriteCatalog && internal)
                || ((catalog == FamilyOperatorCatalog || catalog == FamilyFunctionCatalog) && row[4].toString() != QLatin1String("n"))) {
                const auto node = m_nodes.constFind(catalogKey(row[2].toString(), row[3].toString()));
                if (node != m_nodes.constEnd())
                    m_nodes.insert(catalogKey(row[0].toString(), row[1].toString()), *node);
            }
        }
    }

    void addEdge(const QVariantList &row)
    {
        const CatalogKey from = catalogKey(row[0].toString(), row[1].toString());
        const auto to = m_nodes.constFind(catalogKey(row[2].toString(), row[3].toString()));
        if (to == m_nodes.constEnd())
            return;
        const auto part = m_parts.constFind(from);
        const int partIndex = part == m_parts.constEnd() ? -1 : *part;
        const int node = partIndex < 0 ? m_nodes.value(from, -1) : m_nodes.value(m_objects[size_t(partIndex)].owner, -1);
        if (node < 0 || node == *to || isOwnership(node, *to, row[4].toString()))
            return;
        const bool generated = partIndex >= 0 && object(partIndex).attributes.contains(QStringLiteral("generated"));
        m_edges[size_t(node)].push_back({*to, generated ? -1 : partIndex});
    }

    /// A sequence that a column owns is built before the table, unless it is the column's identity.
    bool isOwnership(int from, int to, const QString &type) const
    {
        return object(from).kind == QLatin1String("sequence") && object(to).kind == QLatin1String("table") && type == QLatin1String("a");
    }

    /// A type and its functions need each other: the type is announced first.
    void breakShells()
    {
        for (size_t type = 0; type < m_objects.size(); ++type) {
            if (object(int(type)).kind != QLatin1String("type"))
                continue;
            for (const Edge &edge : m_edges[type]) {
                if (object(edge.to).kind == QLatin1String("function"))
                    std::erase_if(m_edges[size_t(edge.to)], [&](const Edge &back) { return back.to == int(type); });
            }
        }
    }

    /// Strongly connected objects (Tarjan): defaults and checks that close a circle are added after their tables.
    void postponeParts()
    {
        m_component.assign(m_objects.size(), -1);
        m_low.assign(m_objects.size(), -1);
        m_number.assign(m_objects.size(), -1);
        for (size_t i = 0; i < m_objects.size(); ++i) {
            if (rank(int(i)) >= 0 && m_number[i] < 0)
                connect(int(i));
        }
        for (size_t i = 0; i < m_edges.size(); ++i) {
            std::erase_if(m_edges[i], [&](const Edge &edge) {
                if (edge.part < 0 || m_component[i] != m_component[size_t(edge.to)])
                    return false;
                m_objects[size_t(edge.part)].object.order = 1;
                return true;
            });
        }
    }

    void connect(int node)
    {
        const auto at = size_t(node);
        m_number[at] = m_low[at] = m_counter++;
        m_stack.push_back(node);
        for (const Edge &edge : m_edges[at]) {
            const auto to = size_t(edge.to);
            if (m_number[to] < 0) {
                connect(edge.to);
                m_low[at] = std::min(m_low[at], m_low[to]);
            } else if (m_component[to] < 0) {
                m_low[at] = std::min(m_low[at], m_number[to]);
            }
        }
        if (m_low[at] != m_number[at])
            return;
        for (int member = -1; member != node;) {
            member = m_stack.back();
            m_stack.pop_back();
            m_component[size_t(member)] = node;
        }
    }

    void visit(int node)
    {
        if (!m_visited.contains(node)) {
            m_visited.insert(node);
            for (const Edge &edge : m_edges[size_t(node)])
                visit(edge.to);
            m_objects[size_t(node)].object.order = ++m_order;
        }
    }

    std::vector<CatalogObject> &m_objects;
    std::vector<int> m_ranks;
    QHash<CatalogKey, int> m_nodes;
    QHash<CatalogKey, int> m_parts;
    std::vector<std::vector<Edge>> m_edges;
    std::vector<int> m_component;
    std::vector<int> m_low;
    std::vector<int> m_number;
    std::vector<int> m_stack;
    QSet<int> m_visited;
    int m_counter = 0;
    int m_order = 0;
};

} // namespace

void orderCatalogObjects(std::vector<CatalogObject> &objects, const Rows &dependencies)
{
    DependencyOrder(objects, dependencies).run();
}

} // namespace lk
