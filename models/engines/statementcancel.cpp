// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/statementcancel.h"

#include <chrono>

namespace lk {

StatementCancel::StatementCancel(std::stop_token token, std::function<void()> canceller)
    : m_token(std::move(token))
    , m_canceller(std::move(canceller))
    , m_watcher([this] { watch(); })
    , m_onCancel(m_token, [this] {
        const std::scoped_lock lock(m_mutex);
        m_changed.notify_all();
    })
{
}

StatementCancel::~StatementCancel()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_ended = true;
    }
    m_changed.notify_all();
    m_watcher.join();
}

void StatementCancel::setRunning(bool running)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_running = running;
    }
    if (m_token.stop_requested()) // else the watcher sleeps on: no wake-up a statement
        m_changed.notify_all();
}

void StatementCancel::watch()
{
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_ended || (m_running && m_token.stop_requested()); });
        if (m_ended)
            return;
        m_canceller(); // under the mutex, so that it can't hit the statement after this one
        lock.unlock();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        lock.lock();
    }
}

} // namespace lk
