// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/dumpfile.h"
#include "models/engines/postgresql/clientprogram.h"

namespace lk {

/// Whether it is a folder, of pg_dump's directory format.
bool isDirectoryArchive(const QString &path);

/// Whether @p file looks like an archive of pg_dump's custom or directory format, encrypted or not, that can be read here; says
/// what it is instead.
Result<void> checkArchive(const DumpFile &file);

/// The programs by which @p restore reads the archive: itself, or behind age.
Result<std::vector<ClientCall>> readingArchive(const DumpFile &file, ClientCall restore);

/// What the archive says behind CREATE DATABASE ... TEMPLATE = template0: encoding and collation of the database that was
/// dumped.
Result<QString> archiveDatabaseOptions(const DumpFile &file, const ClientProgram &restoreProgram);

} // namespace lk
