// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/lockweather.h"
#include "models/engines/mysql/session.h"

namespace lk {

/// Other sessions with their open transactions (information_schema.INNODB_TRX, PROCESSLIST) and metadata locks on @p tables
/// (MariaDB: plugin METADATA_LOCK_INFO; both: performance_schema.metadata_locks, where it is on), and the replicas that read from this
/// server. Only reads. Manual: MariaDB "Metadata Locking", MySQL 8.0 sections 10.11.4 and 29.12.13.3.
Result<LockWeather> mysqlLockWeather(MysqlSession &session, const QStringList &tables);

} // namespace lk
