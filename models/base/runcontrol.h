// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace lk {

/// How a person reaches into long work from another thread: cancel now, or pause between two statements.
/// All functions may be called from any thread.
class RunControl
{
public:
    void cancel();
    bool cancelled() const { return m_stop.stop_requested(); }
    /// For std::stop_callback: engines hang their own cancel on it.
    std::stop_token token() const { return m_stop.get_token(); }

    void pause();
    void resume();
    bool paused() const;
    /// Blocks while paused; returns at once after cancel().
    void waitWhilePaused();
    /// Waits; false when cancel() came first.
    bool sleep(std::chrono::milliseconds time);

private:
    std::stop_source m_stop;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_paused = false;
};

} // namespace lk
