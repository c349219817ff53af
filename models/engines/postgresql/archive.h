// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/postgresql/clientprogram.h"

namespace lk {

/// Whether @p file looks like an archive of pg_dump's custom format; says what it is instead.
Result<void> checkArchive(const QString &file);

/// What the archive says behind CREATE DATABASE ... TEMPLATE = template0: encoding and collation of the database that was
/// dumped.
Result<QString> archiveDatabaseOptions(const QString &file, const ClientProgram &restoreProgram);

} // namespace lk
