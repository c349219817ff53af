// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"
#include "models/engines/session.h"

namespace lk {

/// While it lives, cancelling @p control stops the session's running statement.
class MysqlCancelGuard
{
public:
    MysqlCancelGuard(Session &session, const RunControl &control) : m_callback(control.token(), session.canceller()) {}

private:
    std::stop_callback<std::function<void()>> m_callback;
};

inline Failure cancelledCopy()
{
    return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
}

} // namespace lk
