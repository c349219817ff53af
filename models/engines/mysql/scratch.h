// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"
#include "models/engines/mysql/session.h"

namespace lk {

/// A database "lockkeeper_scratch_<random>" with a copy of @p target, on the server of @p beside, which goes with the object. Those that dead
/// processes left are dropped first. A database that does not exist gives an empty one.
Result<std::unique_ptr<Scratch>> scratchOfMysql(const Target &target, const Dialect &dialect, ScratchData data, const Target &beside, RunControl &control,
                                                const ProgressSink &progress);
/// The same from a dump.
Result<std::unique_ptr<Scratch>> scratchFromDump(const DumpFile &file, const Target &target, const Dialect &dialect, RunControl &control,
                                                 const ProgressSink &progress);

/// Whether a database of this name is a scratch.
bool isScratchName(const QString &database);

} // namespace lk
