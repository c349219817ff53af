// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Sequelize's table of names. @p table has its schema where it has one; @p timestamps: rows have times, which they have not by default.
Result<std::vector<AppliedMigration>> sequelizeRows(Session &session, const QString &table, const std::vector<Migration> &files, bool timestamps);
std::vector<RecordStatement> makeSequelizeTable(const QString &table, const QString &engine, bool timestamps);
RecordStatement insertSequelizeRow(const Migration &migration, const QString &table, const QString &engine, bool timestamps);
RecordStatement deleteSequelizeRow(const Migration &migration, const QString &table, const QString &engine);

} // namespace lk
