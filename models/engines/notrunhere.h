// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"

#include <QLatin1String>

namespace lk {

/// What a copy says in place of running a statement that would change more than the copy: a notice of its outcome.
inline constexpr QLatin1String NotRunHere{"not run here, because it acts on the whole server and not only on this database"};

inline bool wasRun(const StatementOutcome &outcome)
{
    return !outcome.notices.contains(NotRunHere);
}

} // namespace lk
