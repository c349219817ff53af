// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"
#include "models/engines/sqlite/session.h"

namespace lk {

/// A copy in a private folder of the system's temporary place, removed with the object. Durability is switched off:
/// nobody mourns it.

/// A whole copy of @p from, or with ScratchData::None only its schema. Missing databases give empty scratches.
Result<std::unique_ptr<Scratch>> scratchOf(SqliteSession &from, ScratchData data, RunControl &control,
                                           const ProgressSink &progress);

/// Of a dump, decrypted on its way where it is encrypted.
Result<std::unique_ptr<Scratch>> scratchOfDump(const DumpFile &dump, RunControl &control, const ProgressSink &progress);

} // namespace lk
