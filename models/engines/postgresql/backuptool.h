// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/runcontrol.h"
#include "models/engines/dumpfile.h"
#include "models/engines/postgresql/temporarydatabase.h"

namespace lk {

/// Engine::load: restores beside the target and then swaps the names, so that there is always either the old or the new database.
/// Nobody is disconnected for it: who is connected is named in the error.
Result<void> loadPostgresql(const DumpFile &file, const Target &target, RunControl &control, const ProgressSink &progress);

/// Restores the dump @p file into a new temporary database of the given @p kind on the server of @p beside.
Result<std::unique_ptr<TemporaryDatabase>> restoreBeside(const DumpFile &file, const Target &beside, const QString &kind,
                                                         RunControl &control, const ProgressSink &progress);

/// Copies schema, and data if @p withData, of @p from into the empty database @p into, without a file in between.
Result<void> copyPostgresql(const Target &from, const Target &into, int serverVersion, bool withData, RunControl &control,
                            const ProgressSink &progress);

} // namespace lk
