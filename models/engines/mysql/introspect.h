// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"
#include "models/schema/snapshot.h"

namespace lk {

/// The whole schema of the session's current database. Nothing in it depends on the database's name, so that a copy
/// under another name snapshots equal. The number of queries does not depend on the number of objects, but for those of which
/// information_schema does not tell all (readMysqlCatalog).
Result<Snapshot> mysqlSnapshot(Session &session);

} // namespace lk
