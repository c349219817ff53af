// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"

#include <sqlite3.h>

namespace lk {

/// While it lives, cancelling @p control ends the handle's running statement. Unlike an interrupt this cannot fall into
/// the gap before a statement begins.
class CancelGuard
{
public:
    CancelGuard(sqlite3 *handle, const RunControl &control) : m_handle(handle)
    {
        constexpr int InstructionsBetween = 2000;
        sqlite3_progress_handler(m_handle, InstructionsBetween, &CancelGuard::cancelled,
                                 const_cast<RunControl *>(&control));
    }
    ~CancelGuard() { sqlite3_progress_handler(m_handle, 0, nullptr, nullptr); }
    CancelGuard(const CancelGuard &) = delete;
    CancelGuard &operator=(const CancelGuard &) = delete;

private:
    static int cancelled(void *control) { return static_cast<RunControl *>(control)->cancelled(); }

    sqlite3 *m_handle;
};

} // namespace lk
