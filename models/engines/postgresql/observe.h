// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/observation.h"
#include "models/engines/postgresql/session.h"

namespace lk {

/// Watches @p scratch by what the server says of the session itself: pg_locks, file numbers of pg_class, reads and writes of the
/// transaction, the log's insert position. Statements outside of a transaction let their locks go before anybody can ask; a second
/// connection looks meanwhile.
std::unique_ptr<StatementWatch> watchOfPostgresql(PostgresqlSession &scratch);

} // namespace lk
