// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/runcontrol.h"
#include "models/engines/dumpfile.h"
#include "models/engines/mysql/session.h"

namespace lk {

/// Loads a dump into @p target. A missing database is made, and removed again if loading fails. Over an existing one the
/// dump is first loaded as a whole beside it; only when that stood, all objects of the database are dropped and the dump
/// is loaded into it. The server can't do that as one change: where the second loading fails, the database is
/// incomplete, and the error says so.
Result<void> loadMysql(const DumpFile &file, const Target &target, const Dialect &dialect, RunControl &control, const ProgressSink &progress);

/// Size that a dump would have at most, bytes, by what the server says of its tables.
Result<qint64> estimatedDumpSize(MysqlSession &session);

/// Tables whose rows a dump can't take as of one moment: "m (MyISAM)".
Result<QStringList> tablesWithoutTransactions(Session &session);

} // namespace lk
