// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// A private copy of @p target in a database of its own on the server of @p beside; empty where the target does not exist.
Result<std::unique_ptr<Scratch>> postgresqlScratch(const Target &target, ScratchData data, const Target &beside, RunControl &control,
                                                   const ProgressSink &progress);

/// The same from a dump.
Result<std::unique_ptr<Scratch>> postgresqlScratchFrom(const DumpFile &file, const Target &beside, RunControl &control,
                                                       const ProgressSink &progress);

/// @p target itself, in a transaction that is rolled back when it is over, with the time-outs of @p target.
Result<std::unique_ptr<Scratch>> postgresqlRolledBack(const Target &target);

} // namespace lk
