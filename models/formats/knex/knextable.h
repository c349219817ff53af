// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Knex's two tables: what was applied, in batches, and the lock. @p table is the first one's name, with its schema where it has one.
Result<std::vector<AppliedMigration>> knexRows(Session &session, const QString &table, const std::vector<Migration> &files, bool validates);
std::vector<RecordStatement> makeKnexTables(const QString &table, const QString &engine);
/// @p newBatch: the row begins a batch, and does not join the last one.
RecordStatement insertKnexRow(const Migration &migration, const QString &table, const QString &engine, bool newBatch);
RecordStatement deleteKnexRow(const Migration &migration, const QString &table, const QString &engine);

} // namespace lk
