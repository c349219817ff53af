// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/gauge.h"
#include "models/engines/session.h"
#include "models/engines/tablesize.h"

namespace lk {

/// As information_schema.tables estimates them.
Result<TableSizes> mysqlTableSizes(Session &session);
Result<Gauge> mysqlGauge(Session &scratch);

} // namespace lk
