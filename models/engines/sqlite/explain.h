// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/queryplan.h"
#include "models/engines/sqlite/session.h"

namespace lk {

/// EXPLAIN QUERY PLAN of @p query (https://sqlite.org/eqp.html); SQLite tells no costs. With @p run it is run as well, if it only reads.
Result<QueryPlan> explainSqlite(SqliteSession &session, QByteArrayView query, bool run);

} // namespace lk
