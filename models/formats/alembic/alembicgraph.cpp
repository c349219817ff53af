// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/alembicgraph.h"

#include "models/formats/alembic/alembicrevision.h"


#include <algorithm>

#include <queue>
#include <tuple>

namespace lk {

AlembicGraph::AlembicGraph(const std::vector<Migration> &migrations) : m_before(migrations.size()), m_after(migrations.size())
{
    for (size_t i = 0; i < migrations.size(); ++i) {
        m_keys += migrations[i].key;
        if (!migrations[i].key.isEmpty() && !m_placeOf.contains(migrations[i].key))
            m_placeOf.insert(migrations[i].key, i);
    }
    for (size_t i = 0; i < migrations.size(); ++i) {
        for (const QString &parent : migrations[i].dependsOn) {
            const auto place = m_placeOf.constFind(parent);
            if (place == m_placeOf.cend())
                continue;
            m_before[i].push_back(*place);
            m_after[*place].push_back(i);
        }
    }
}

QSet<QString> AlembicGraph::walk(const QStringList &keys, const std::vector<std::vector<size_t>> &edges) const
{
    QSet<QString> reached;
    std::vector<size_t> open;
    const auto reach = [&](size_t place) {
        const QString &key = m_keys[qsizetype(place)];
        if (reached.contains(key))
            return;
        reached.insert(key);
        open.push_back(place);
    };
    for (const QString &key : keys) {
        if (const auto place = m_placeOf.constFind(key); place != m_placeOf.cend())
            reach(*place);
    }
    while (!open.empty()) {
        const size_t place = open.back();
        open.pop_back();
        for (const size_t next : edges[place])
            reach(next);
    }
    return reached;
}

QSet<QString> AlembicGraph::ancestors(const QStringList &keys) const
{
    return walk(keys, m_before);
}

QSet<QString> AlembicGraph::descendants(const QString &key) const
{
    return walk({key}, m_after);
}

namespace {

/// Orders by Kahn's way, with the earliest of what is ready first.
class Orderer
{
public:
    Orderer(std::vector<Migration> &migrations, const std::vector<qint64> &lines)
        : m_migrations(migrations), m_lines(lines), m_waiting(migrations.size(), 0), m_after(migrations.size()), m_date(migrations.size())
    {
        for (size_t i = 0; i < migrations.size(); ++i) {
            m_placesOf.insert(migrations[i].key, i);
            m_date[i] = migrations[i].details.value(CreateDateDetail);
        }
        for (size_t i = 0; i < migrations.size(); ++i) {
            for (const QString &parent : migrations[i].dependsOn)
                connect(parent, i);
        }
    }

    void order()
    {
        std::vector<size_t> order;
        const auto later = [&](size_t a, size_t b) { return key(a) > key(b); };
        std::priority_queue<size_t, std::vector<size_t>, decltype(later)> ready(later);
        for (size_t i = 0; i < m_waiting.size(); ++i) {
            if (m_waiting[i] == 0)
                ready.push(i);
        }
        while (!ready.empty()) {
            const size_t place = ready.top();
            ready.pop();
            order.push_back(place);
            for (const size_t next : m_after[place]) {
                m_date[next] = std::max(m_date[next], m_date[place]);
                if (--m_waiting[next] == 0)
                    ready.push(next);
            }
        }
        addCycles(order);
        std::vector<Migration> ordered;
        ordered.reserve(m_migrations.size());
        for (const size_t place : order)
            ordered.push_back(std::move(m_migrations[place]));
        m_migrations = std::move(ordered);
    }

private:
    std::tuple<const QString &, const QString &, const QString &> key(size_t place) const
    {
        return {m_date[place], m_migrations[place].key, m_migrations[place].upFile};
    }

    void connect(const QString &parent, size_t child)
    {
        const auto [begin, end] = m_placesOf.equal_range(parent);
        if (begin == end) {
            Migration &migration = m_migrations[child];
            migration.problems.push_back({QStringLiteral("missing-parent"),
                                          QStringLiteral("%1 comes after %2, and there is no such revision: Alembic runs nothing before it is back").arg(migration.version, parent),
                                          QStringLiteral("bring the file back (another branch may have it), or correct down_revision"),
                                          m_lines[child], true});
        }
        for (auto place = begin; place != end; ++place) {
            m_after[*place].push_back(child);
            ++m_waiting[child];
        }
    }

    /// What is left runs in circles, or comes after such.
    void addCycles(std::vector<size_t> &order)
    {
        std::vector<size_t> left;
        for (size_t i = 0; i < m_waiting.size(); ++i) {
            if (m_waiting[i] > 0)
                left.push_back(i);
        }
        if (left.empty())
            return;
        std::ranges::sort(left, [&](size_t a, size_t b) { return key(a) < key(b); });
        const QString circle = circleFrom(left.front());
        for (const size_t place : left) {
            Migration &migration = m_migrations[place];
            migration.problems.push_back({QStringLiteral("cyclic-revisions"),
                                          QStringLiteral("the revisions come after each other in a circle (%1): Alembic runs nothing before it is broken").arg(circle),
                                          QStringLiteral("correct down_revision or depends_on of one of them"), m_lines[place], true});
            order.push_back(place);
        }
    }

    QString circleFrom(size_t place) const
    {
        QStringList path;
        QHash<QString, qsizetype> placeInPath;
        for (;;) {
            const QString &key = m_migrations[place].key;
            if (const auto seen = placeInPath.constFind(key); seen != placeInPath.cend())
                return text(path.sliced(*seen) + QStringList{key});
            placeInPath.insert(key, path.size());
            path += key;
            const QStringList &parents = m_migrations[place].dependsOn;
            const auto next = std::ranges::find_if(parents, [&](const QString &parent) {
                const auto at = m_placesOf.constFind(parent);
                return at != m_placesOf.cend() && m_waiting[*at] > 0;
            });
            if (next == parents.end())
                return text(path);
            place = *m_placesOf.constFind(*next);
        }
    }

    static QString text(const QStringList &circle)
    {
        constexpr qsizetype Most = 8;
        const QStringList shown = circle.size() <= Most ? circle : circle.first(Most - 1) + QStringList{QStringLiteral("..."), circle.back()};
        return shown.join(QStringLiteral(" after "));
    }

    std::vector<Migration> &m_migrations;
    const std::vector<qint64> &m_lines;
    std::vector<size_t> m_waiting;
    std::vector<std::vector<size_t>> m_after;
    std::vector<QString> m_date;
    QMultiHash<QString, size_t> m_placesOf;
};

void markHeads(std::vector<Migration> &migrations)
{
    const QStringList heads = alembicHeads(migrations);
    QStringList usable;
    QHash<QString, Migration *> byKey;
    for (Migration &migration : migrations) {
        if (!migration.blocked() && !byKey.contains(migration.key))
            byKey.insert(migration.key, &migration);
    }
    for (const QString &head : heads) {
        if (byKey.contains(head))
            usable += head;
    }
    if (usable.size() < 2)
        return;
    for (const QString &head : std::as_const(usable)) {
        byKey[head]->problems.push_back({QStringLiteral("several-heads"),
                                         QStringLiteral("there are several heads (%1): `alembic upgrade head` refuses to choose").arg(usable.join(QStringLiteral(", "))),
                                         QStringLiteral("join them with `alembic merge -m merge heads`, or mean it: `upgrade heads`"), 0, false});
    }
}

} // namespace

QStringList alembicHeads(const std::vector<Migration> &migrations)
{
    QSet<QString> parents;
    for (const Migration &migration : migrations) {
        for (const QString &parent : parentsOf(migration))
            parents.insert(parent);
    }
    QStringList heads;
    for (const Migration &migration : migrations) {
        if (!parents.contains(migration.key) && !heads.contains(migration.key))
            heads += migration.key;
    }
    return heads;
}

void orderRevisions(std::vector<Migration> &migrations, const std::vector<qint64> &lines)
{
    Orderer(migrations, lines).order();
    markHeads(migrations);
}

} // namespace lk
