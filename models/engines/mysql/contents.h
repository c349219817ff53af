// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"
#include "models/engines/counters.h"
#include "models/engines/engine.h"

namespace lk {

/// Exact row counts of all base tables of the session's database, and digests that depend neither on the order of the rows nor
/// on that of the columns, nor on the session's time zone and character set. The server computes them, many tables in
/// one query, all as of one moment as far as the tables' engines can. Cancelled by @p control.
Result<Contents> mysqlContents(Session &session, ContentDepth depth, RunControl &control);

/// The counters of AUTO_INCREMENT and, of MariaDB, sequences: these count from the numbers that no session has set aside.
Result<Counters> mysqlCounters(Session &session);

} // namespace lk
