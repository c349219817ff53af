// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/runcontrol.h"
#include "models/engines/dumpfile.h"
#include "models/engines/sqlite/session.h"

namespace lk {

/// SQLite's online backup. Never a copy of files: that would leave out the write-ahead log.

/// Copies the whole content of @p from over that of @p to, as one transaction of @p to.
Result<void> copyDatabase(SqliteSession &from, SqliteSession &to, RunControl &control, const ProgressSink &progress);

/// Keeps the content as it is for a copy, by a read transaction: a copy can't be made to begin anew for ever.
Result<void> holdContent(SqliteSession &from);

/// Engine::dump, Engine::load and Engine::estimatedDumpSize for the database file @p database.
Result<void> dumpDatabase(const QString &database, const DumpFile &file, RunControl &control,
                          const ProgressSink &progress);
Result<void> loadDatabase(const DumpFile &dump, const QString &database, RunControl &control,
                          const ProgressSink &progress);
Result<qint64> databaseSize(const QString &database);

/// Opens a dump for reading; an empty file is refused: it is what an interrupted copy leaves, and SQLite calls it
/// sound.
Result<std::unique_ptr<SqliteSession>> openDump(const QString &file);

} // namespace lk
