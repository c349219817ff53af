// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/session.h"

#include <QHash>
#include <QSet>

#include <atomic>
#include <thread>

namespace lk {

/// Looks, over a connection of its own, at the locks of another connection for as long as it lives, again and again.
class LockSampler
{
public:
    /// @p pid: whose locks. @p holdBack: a table of the scratch ("public"."orders") in which this connection pretends to write until it
    /// has seen a lock: concurrent operations wait for writers, so even the shortest is seen.
    LockSampler(const Target &target, const QString &database, const QString &pid, const QString &holdBack);
    ~LockSampler();
    Q_DISABLE_COPY_MOVE(LockSampler)

    /// Ends the looking. Mode names of each relation (oid) that was seen locked or asked for.
    QHash<quint32, QSet<QString>> finish();

private:
    void look();

    const Target m_target;
    const QString m_database;
    const QString m_pid;
    const QString m_holdBack;
    std::atomic<bool> m_stop = false;
    std::atomic<bool> m_ready = false;
    QHash<quint32, QSet<QString>> m_seen; ///< the thread's until it is joined
    std::thread m_thread;
};

} // namespace lk
