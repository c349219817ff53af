// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"

#include <thread>

namespace lk {

/// As long as it lives, the first SIGINT or SIGTERM cancels a RunControl; a second one ends the program as ever.
/// The handler only writes a byte to a pipe; a thread reads it and cancels. At most one at a time.
class Interrupt
{
public:
    explicit Interrupt(RunControl &control);
    ~Interrupt();
    Interrupt(const Interrupt &) = delete;
    Interrupt &operator=(const Interrupt &) = delete;

private:
    int m_pipe[2] = {-1, -1};
    std::thread m_watcher;
};

} // namespace lk
