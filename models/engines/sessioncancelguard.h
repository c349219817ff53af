// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"
#include "models/engines/session.h"
#include "models/engines/statementcancel.h"

namespace lk {

/// While it lives, cancelling @p control ends whatever the session runs, also what begins only afterwards.
class SessionCancelGuard
{
public:
    SessionCancelGuard(Session &session, const RunControl &control) : m_cancel(control.token(), session.canceller()), m_running(m_cancel) {}

private:
    StatementCancel m_cancel;
    StatementCancel::Running m_running;
};

} // namespace lk
