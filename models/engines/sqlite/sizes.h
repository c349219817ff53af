// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/gauge.h"
#include "models/engines/session.h"
#include "models/engines/tablesize.h"

namespace lk {

/// Rows as ANALYZE counted them, else the highest rowid, which is at least as many where no row was given its own; how many bytes a
/// table has, SQLite tells only by reading all of them.
Result<TableSizes> sqliteTableSizes(Session &session);
Result<Gauge> sqliteGauge(Session &scratch);

} // namespace lk
