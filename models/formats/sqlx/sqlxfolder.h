// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sqlfolder.h"
#include "models/sql/dialect.h"

namespace lk {

/// Pairs up and down files as sqlx takes them: by version alone, in ascending order. Files that make sqlx refuse the
/// folder come first, files that it passes over last; @p files were read, @p passedOver not.
/// @p mayOptOut: this database's scripts may say that they run outside of a transaction.
std::vector<Migration> sqlxMigrations(const std::vector<SqlFile> &files, const std::vector<SqlFile> &passedOver,
                                      const Dialect &dialect, bool mayOptOut);

/// Whether sqlx runs the script outside of a transaction.
bool sqlxOptsOut(QByteArrayView script);

} // namespace lk
