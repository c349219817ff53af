// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/session.h"

namespace lk {

/// Engine::referenceViolations and Engine::integrityProblems.
Result<QStringList> brokenPostgresqlReferences(PostgresqlSession &session);
Result<QStringList> invalidPostgresqlIndexes(PostgresqlSession &session);

} // namespace lk
