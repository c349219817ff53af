// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/base/runcontrol.h"

namespace lk {

void RunControl::cancel()
{
    {
        std::scoped_lock lock(m_mutex);
        m_paused = false;
    }
    // Callbacks run in here; the mutex is free so that they may call back.
    m_stop.request_stop();
    m_changed.notify_all();
}

void RunControl::pause()
{
    std::scoped_lock lock(m_mutex);
    m_paused = !cancelled();
}

void RunControl::resume()
{
    {
        std::scoped_lock lock(m_mutex);
        m_paused = false;
    }
    m_changed.notify_all();
}

bool RunControl::paused() const
{
    std::scoped_lock lock(m_mutex);
    return m_paused;
}

void RunControl::waitWhilePaused()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return !m_paused || cancelled(); });
}

bool RunControl::sleep(std::chrono::milliseconds time)
{
    std::unique_lock lock(m_mutex);
    return !m_changed.wait_for(lock, time, [this] { return cancelled(); });
}

} // namespace lk
