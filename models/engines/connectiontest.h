// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// "shop @ db1:5432": the database and where it is, for people.
QString placeOf(const Target &target, const EngineTraits &engine);

/// Connects to @p target to look: to what, as whom, encrypted or not; then what the engine itself can tell and what an
/// apply would miss. Writes nothing. Stops between two questions when @p control is cancelled.
std::vector<EngineCheck> testConnection(const Engine &engine, const Target &target, RunControl &control);

} // namespace lk
