// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"

#include <thread>

namespace lk {

/// A control of its own for work that may not take longer than some time; who cancels the outer one cancels it as well.
class TimedControl
{
public:
    TimedControl(RunControl &outer, std::chrono::milliseconds limit)
        : m_outer(outer)
        , m_onCancel(outer.token(), Cancel{m_own})
        , m_clock([this, limit] {
            if (m_own.sleep(limit))
                m_own.cancel();
        })
    {
    }
    ~TimedControl()
    {
        m_own.cancel();
        m_clock.join();
    }
    TimedControl(const TimedControl &) = delete;
    TimedControl &operator=(const TimedControl &) = delete;

    RunControl &control() { return m_own; }
    /// Whether its time was up.
    bool timedOut() const { return m_own.cancelled() && !m_outer.cancelled(); }

private:
    struct Cancel {
        RunControl &own;
        void operator()() const { own.cancel(); }
    };

    RunControl &m_outer;
    RunControl m_own;
    std::stop_callback<Cancel> m_onCancel;
    std::thread m_clock;
};

} // namespace lk
