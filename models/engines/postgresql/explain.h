// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/indexuse.h"
#include "models/engines/queryplan.h"
#include "models/engines/postgresql/session.h"

#include <vector>

namespace lk {

/// EXPLAIN (manual, section 14.1) of @p query. With @p run, the statistics of its tables are gathered first and, if it only reads, it is
/// run by EXPLAIN ANALYZE; all within a transaction that is rolled back (within an open one: to a savepoint).
Result<QueryPlan> explainPostgresql(PostgresqlSession &session, QByteArrayView query, bool run);

/// pg_stat_user_indexes (manual, section 28.2.20): scans since the database's statistics were last reset.
Result<std::vector<IndexUse>> postgresqlIndexUse(PostgresqlSession &session);

} // namespace lk
