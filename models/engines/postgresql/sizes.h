// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/gauge.h"
#include "models/engines/session.h"
#include "models/engines/tablesize.h"

namespace lk {

/// pg_total_relation_size() and pg_class.reltuples, which is -1 until the table is first analysed (manual, 53.11).
Result<TableSizes> postgresqlTableSizes(Session &session);
Result<Gauge> postgresqlGauge(Session &scratch);

} // namespace lk
