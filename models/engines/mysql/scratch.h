// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/abandonedscratch.h"
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

/// Scratches on the server of @p target that serve nobody now. Writes nothing.
Result<std::vector<AbandonedScratch>> abandonedOnMysql(const Target &target, const Dialect &dialect);
/// Drops one of them with all that belongs to it; an error if somebody uses it now.
Result<void> removeFromMysql(const Target &target, const Dialect &dialect, const AbandonedScratch &scratch);

/// Whether a database of this name is a scratch.
bool isScratchName(const QString &database);

} // namespace lk
