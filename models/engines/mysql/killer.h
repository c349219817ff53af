// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/mysql/connection.h"

#include <chrono>
#include <mutex>

namespace lk {

/// Stops a session's running statement by KILL QUERY on a connection of its own (failure-modes Q-15). It outlives the
/// session in the hands of those who may still cancel it.
class MysqlKiller
{
public:
    explicit MysqlKiller(Target target) : m_target(std::move(target)) {}

    /// Connects, so that a later kill does not have to; in the session's thread.
    void prepare();
    /// From now on, or no longer, there is a statement of connection @p id that may be killed.
    void started(unsigned long id);
    /// Gives whether a kill was sent since it started; it may hit the next statement if this one ended by itself.
    bool ended();
    /// From any thread.
    void kill();

private:
    bool send(const QByteArray &sql);

    Target m_target;
    std::mutex m_mutex;
    MysqlHandle m_handle;
    unsigned long m_running = 0;
    bool m_killed = false;
    std::chrono::steady_clock::time_point m_lastKill;
};

} // namespace lk
