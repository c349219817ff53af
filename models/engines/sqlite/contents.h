// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/counters.h"
#include "models/engines/engine.h"
#include "models/engines/sqlite/session.h"

namespace lk {

/// Rows of every table and, for Digests, the sum of a 128-bit hash of each row: the same rows give the same digest in
/// any order. Columns count by name, so their order does not matter. Virtual tables are only counted, and left out
/// where they can't be read.
Result<Contents> sqliteContents(SqliteSession &session, ContentDepth depth, RunControl &control);

/// The counters of AUTOINCREMENT.
Result<Counters> sqliteCounters(SqliteSession &session);

} // namespace lk
