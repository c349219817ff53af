// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/plan/plan.h"
#include "models/run/runevent.h"

namespace lk {

/// Shows a run as it happens: a line a step, or a JSON object an event, and a bar on a terminal.
class EventPrinter
{
public:
    enum class Show {
        Steps, ///< lines of steps, or JSON lines, and the bar
        Bar,   ///< the bar only
    };

    EventPrinter(Console &console, const Plan &plan, Show show);

    EventSink sink();

private:
    void show(const RunEvent &event);
    void line(const RunEvent &event);
    void bar(const RunEvent &event);

    Console &m_console;
    Show m_show;
    qint64 m_total = 0;
    std::vector<qint64> m_before; ///< statements before each step
};

} // namespace lk
