// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/session.h"

namespace lk {

/// A session on the server of @p target from which databases are made, renamed and dropped: in "postgres", else in
/// "template1"; never in the target's own.
Result<std::unique_ptr<PostgresqlSession>> openMaintenance(const Target &target, Access access,
                                                           const QString &purpose = {});

Result<bool> hasDatabase(PostgresqlSession &session, const QString &database);

/// Makes an empty database with the server's own defaults.
Result<void> makeDatabase(const Target &target, const QString &database);

/// What CREATE DATABASE has to say behind TEMPLATE template0 for encoding and collation of @p like; empty where there is no such database.
Result<QString> databaseOptions(PostgresqlSession &session, const QString &like);

/// Makes the empty database @p database with these options, without what template1 may hold.
Result<void> makeDatabaseWith(PostgresqlSession &session, const QString &database, const QString &options);

/// Drops @p database, whoever is connected to it.
Result<void> dropDatabase(PostgresqlSession &session, const QString &database);

/// What a dump does not hold of a database.
enum class Properties {
    Settings, ///< those of the database, and of this user in it
    All,      ///< everybody's settings, rights, owner, connection limit and comment
};
/// Gives the database @p to on the server of @p session what @p from has, there or on that of @p source.
Result<void> copyProperties(PostgresqlSession &session, const QString &from, const QString &to, Properties which, PostgresqlSession *source = nullptr);

/// Who is connected to @p database, one line each.
Result<QStringList> sessionsOn(PostgresqlSession &session, const QString &database);

} // namespace lk
