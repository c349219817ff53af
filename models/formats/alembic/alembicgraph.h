// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"

#include <QHash>
#include <QSet>
#include <QStringList>

namespace lk {

/// The graph of revisions: each points to those that come before it. Works on keys; unknown ones are left out.
class AlembicGraph
{
public:
    explicit AlembicGraph(const std::vector<Migration> &migrations);

    bool contains(const QString &key) const { return m_placeOf.contains(key); }
    /// All that has to be there before one of @p keys, and they themselves.
    QSet<QString> ancestors(const QStringList &keys) const;
    /// All that needs @p key, and itself.
    QSet<QString> descendants(const QString &key) const;

private:
    QSet<QString> walk(const QStringList &keys, const std::vector<std::vector<size_t>> &edges) const;

    QHash<QString, size_t> m_placeOf;
    QStringList m_keys;
    std::vector<std::vector<size_t>> m_before;
    std::vector<std::vector<size_t>> m_after;
};

/// The revisions that no other names as its parent, in order; one that others only depend on is among them, as it is for Alembic.
QStringList alembicHeads(const std::vector<Migration> &migrations);

/// Puts revisions into an order in which each comes after those that it depends on, older ones first; the order of the rest is by key. Those that
/// can't be ordered come last and get a problem, as do those whose parents are not there, and several heads.
/// @p lines: of each one's down_revision.
void orderRevisions(std::vector<Migration> &migrations, const std::vector<qint64> &lines);

} // namespace lk
