// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/counters.h"
#include "models/engines/engine.h"
#include "models/engines/postgresql/session.h"

namespace lk {

/// Rows of every table in one consistent view and, for Digests, the sums of a 128-bit hash of each row: the same rows
/// give the same digest in any order of rows and columns. Partitions count by themselves, foreign tables not at all.
/// Tables of the schema "public" go by their bare name.
Result<Contents> postgresqlContents(PostgresqlSession &session, ContentDepth depth, RunControl &control);

/// Sequences, those of serial and identity columns as well.
Result<Counters> postgresqlCounters(PostgresqlSession &session);

} // namespace lk
