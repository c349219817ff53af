// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// "db1", "db1:5433", "this machine" or a socket: where the database is, for people; empty for files.
QString serverText(const Target &target, const EngineTraits &engine);
/// "shop @ db1:5433": the database and where it is.
QString placeOf(const Target &target, const EngineTraits &engine);

/// "PostgreSQL 15.3": product and version as far as they are known.
QString productText(const ServerInfo &server, const EngineTraits &engine);

/// Connects to @p target to look: to what, as whom, encrypted or not; then what the engine itself can tell and what an
/// apply would miss. Writes nothing. Stops between two questions when @p control is cancelled.
std::vector<EngineCheck> testConnection(const Engine &engine, const Target &target, RunControl &control);

} // namespace lk
