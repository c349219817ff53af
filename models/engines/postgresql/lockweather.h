// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/lockweather.h"
#include "models/engines/postgresql/session.h"

namespace lk {

/// Other sessions of the database with their locks on @p tables, prepared transactions, and who follows the server: from
/// pg_stat_activity (manual, section 28.2), pg_locks (54.12), pg_prepared_xacts, pg_stat_replication and pg_replication_slots. Only reads.
Result<LockWeather> postgresqlLockWeather(PostgresqlSession &session, const QStringList &tables);

} // namespace lk
