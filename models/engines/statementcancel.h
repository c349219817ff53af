// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace lk {

/// Passes a cancel on to the running statement until that has ended. Calling an engine's canceller once is not enough: the call is
/// lost when it comes after the executor's last look at the stop token and before the engine has begun the statement.
class StatementCancel
{
public:
    StatementCancel(std::stop_token token, std::function<void()> canceller);
    ~StatementCancel();
    StatementCancel(const StatementCancel &) = delete;
    StatementCancel &operator=(const StatementCancel &) = delete;

    /// As long as it lives, a statement runs that may be cancelled.
    class Running
    {
    public:
        explicit Running(StatementCancel &cancel) : m_cancel(cancel) { m_cancel.setRunning(true); }
        ~Running() { m_cancel.setRunning(false); }
        Running(const Running &) = delete;
        Running &operator=(const Running &) = delete;

    private:
        StatementCancel &m_cancel;
    };

private:
    void setRunning(bool running);
    void watch();

    std::stop_token m_token;
    std::function<void()> m_canceller;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_running = false;
    bool m_ended = false;
    std::thread m_watcher;
    std::stop_callback<std::function<void()>> m_onCancel;
};

} // namespace lk
