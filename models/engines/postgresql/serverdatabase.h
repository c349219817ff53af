// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/session.h"

namespace lk {

/// A session on the server of @p target from which databases are made, renamed and dropped: in "postgres", else in
/// "template1".
Result<std::unique_ptr<PostgresqlSession>> openMaintenance(const Target &target, Access access,
                                                           const QString &purpose = {});

Result<bool> hasDatabase(PostgresqlSession &session, const QString &database);

/// Makes an empty database with the server's own defaults.
Result<void> makeDatabase(const Target &target, const QString &database);

/// Makes the empty database @p database with encoding, collation and character type of @p like, without what template1 may hold.
Result<void> makeDatabaseLike(PostgresqlSession &session, const QString &database, const QString &like);

/// Drops @p database, whoever is connected to it.
Result<void> dropDatabase(PostgresqlSession &session, const QString &database);

/// Settings, rights, owner, connection limit and comment of the database @p from, none of which is in a dump, for @p to.
enum class Properties { Settings, All };
Result<void> copyProperties(PostgresqlSession &session, const QString &from, const QString &to, Properties which);

/// Who is connected to @p database, one line each.
Result<QStringList> sessionsOn(PostgresqlSession &session, const QString &database);

} // namespace lk
