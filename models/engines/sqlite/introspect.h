// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/sqlite/session.h"
#include "models/schema/snapshot.h"

namespace lk {

/// Reads the whole schema with a number of queries that does not depend on its size. SQLite's own tables (sqlite_*) and
/// the shadow tables of virtual tables are left out: they come and go with what made them.
Result<Snapshot> sqliteSnapshot(SqliteSession &session);

/// Names of the tables with rows of their own, sorted; `isVirtual` ones can be counted at most.
struct SqliteTable {
    QString name;
    bool isVirtual = false;
};
Result<std::vector<SqliteTable>> sqliteTables(SqliteSession &session);

} // namespace lk
