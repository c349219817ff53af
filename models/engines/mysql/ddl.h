// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/snapshot.h"

namespace lk {

/// SQL text that, run statement by statement (MariaDB's or MySQL's dialect) in an empty database, snapshots equal again. Grants
/// are part of it; for a copy that nobody else may enter give it withoutGrants(snapshot).
QString mysqlDdl(const Snapshot &snapshot);

} // namespace lk
