// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"
#include "models/engines/postgresql/session.h"

namespace lk {

/// Engine::referenceViolations.
Result<QStringList> brokenPostgresqlReferences(PostgresqlSession &session);
/// Indexes that a cut-off build left behind; no statement for those that can't be dropped by themselves.
Result<std::vector<Leftover>> invalidPostgresqlIndexes(PostgresqlSession &session);

} // namespace lk
