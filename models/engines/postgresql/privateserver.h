// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"
#include "models/engines/postgresql/session.h"

namespace lk {

/// Why there can be no server of the major version of @p like; empty: its programs are here.
QString postgresqlServerProblem(const ServerInfo &like);
/// A server of that version, on a socket in a private folder only; its administrator has the name of the target's user.
Result<std::unique_ptr<PrivateServer>> privatePostgresql(const ServerInfo &like, RunControl &control, const ProgressSink &progress);

/// Whether @p target is on a server of that kind.
bool isPrivatePostgresql(const Target &target);
/// Makes the roles of @p from, with what they may and whose members they are, without passwords; those that are there stay.
Result<void> copyRoles(PostgresqlSession &from, PostgresqlSession &to);
/// What the database of @p from needs and the server of @p to lacks: "role shop_app", "extension postgis", "tablespace fast".
Result<QStringList> missingThere(PostgresqlSession &from, PostgresqlSession &to);

} // namespace lk
