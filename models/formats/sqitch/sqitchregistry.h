// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// The registry of Sqitch, version 1.1: a schema of a PostgreSQL database, a database beside one of MySQL, a file beside one of SQLite.

/// The changes of the project that the registry says are deployed, in their order, then those whose last try failed. In SQLite, a session
/// that may write gets the registry's file attached, if there is one: mark's statements find it there.
Result<std::vector<AppliedMigration>> sqitchApplied(Session &session, const FormatSetup &setup, const std::vector<Migration> &files);

/// Makes the registry and notes the project in it, each where it is missing.
std::vector<RecordStatement> makeSqitchRegistry(const EngineTraits &engine, const FormatSetup &setup);

/// What `sqitch deploy --log-only` and `sqitch revert --log-only` write.
std::vector<RecordStatement> noteSqitchDeploy(const Migration &migration, const EngineTraits &engine, const FormatSetup &setup);
std::vector<RecordStatement> noteSqitchRevert(const Migration &migration, const EngineTraits &engine, const FormatSetup &setup);

} // namespace lk
