// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/engines/target.h"

namespace lk {

/// Reads "postgresql://user:password@host:port/database?sslmode=require", "postgres://..." and "service=name" (also as
/// an option of the URL). Everything that libpq would fill in by itself is filled in here, so that no PG* variable of
/// the environment can lead elsewhere; only the files of services and passwords are where libpq has them. Errors never
/// repeat the address: it may hold a password.
Result<Target> readPostgresqlAddress(const QString &url);

/// The address of @p target as a person may read it: without the password.
QString postgresqlUrl(const Target &target);

/// Whether the way to the server leaves this machine.
bool isRemote(const Target &target);

} // namespace lk
