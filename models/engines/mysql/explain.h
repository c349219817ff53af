// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/indexuse.h"
#include "models/engines/queryplan.h"
#include "models/engines/mysql/session.h"

#include <vector>

namespace lk {

/// EXPLAIN of @p query (MariaDB "EXPLAIN", MySQL 8.0 section 10.8.2). With @p run, the statistics of its tables are gathered first and, if
/// it only reads, it is run: by ANALYZE FORMAT=JSON (MariaDB), else as it is. In a copy it is kept within the copy.
Result<QueryPlan> explainMysql(MysqlSession &session, QByteArrayView query, bool run);

/// From information_schema.INDEX_STATISTICS (MariaDB, with userstat) or performance_schema.table_io_waits_summary_by_index_usage. Errors:
/// neither is on, so the server does not count.
Result<std::vector<IndexUse>> mysqlIndexUse(MysqlSession &session);

} // namespace lk
