// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/drizzle/drizzlefolder.h"

namespace lk {

/// The tracking table's name on @p engine (its name): PostgreSQL has it in a schema of its own.
QString drizzleTable(const QString &engine, const FormatSetup &setup);

Result<std::vector<AppliedMigration>> drizzleRows(Session &session, const FormatSetup &setup, DrizzleLayout layout,
                                                  const std::vector<Migration> &files);
std::vector<RecordStatement> makeDrizzleTable(const QString &engine, const FormatSetup &setup, DrizzleLayout layout);
RecordStatement insertDrizzleRow(const Migration &migration, const QString &engine, const FormatSetup &setup);
RecordStatement deleteDrizzleRow(const Migration &migration, const QString &engine, const FormatSetup &setup);

} // namespace lk
