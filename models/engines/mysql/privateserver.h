// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"
#include "models/engines/mysql/session.h"

namespace lk {

/// Why there can be no server of the series of @p like ("10.11", "8.0"); empty: its programs are here.
QString mysqlServerProblem(const EngineTraits &traits, const ServerInfo &like);
/// A server of that series, on a socket in a private folder only; the target's user may do all on it.
Result<std::unique_ptr<PrivateServer>> privateMysql(const EngineTraits &traits, const ServerInfo &like, RunControl &control, const ProgressSink &progress);

/// Whether @p target is on a server of that kind.
bool isPrivateMysql(const Target &target);
/// What the database of @p from uses and the server of @p to does not know: "collation utf8mb4_uca1400_ai_ci", "storage engine RocksDB".
Result<QStringList> missingOn(MysqlSession &from, MysqlSession &to);
/// Makes the users on @p to in whose name views, routines, triggers and events of @p from run.
Result<void> copyDefiners(MysqlSession &from, MysqlSession &to);

} // namespace lk
