// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/runcontrol.h"
#include "models/engines/dumpfile.h"
#include "models/engines/mysql/session.h"

namespace lk {

/// Writes the database of @p from by the server's own dump program to the new file @p file (0600), synced: one moment
/// of the tables with transactions (the others are named by @p progress), with routines, triggers and events; with recipients
/// through age, never readable on the disk.
Result<void> dumpMysql(MysqlSession &from, bool withRows, const DumpFile &file, RunControl &control, const ProgressSink &progress);

} // namespace lk
