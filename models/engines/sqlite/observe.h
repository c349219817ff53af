// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/observation.h"
#include "models/engines/sqlite/session.h"

namespace lk {

/// Watches @p scratch by the library's own transaction state and by the root pages of its tables: SQLite has one lock for the whole file.
std::unique_ptr<StatementWatch> watchOfSqlite(SqliteSession &scratch);

} // namespace lk
