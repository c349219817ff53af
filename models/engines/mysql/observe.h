// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/mysql/session.h"
#include "models/engines/observation.h"

namespace lk {

/// Watches @p scratch over a connection of its own: storage by InnoDB's numbers of tables and spaces, the algorithm and the lock of an ALTER
/// by trying it on empty copies of its tables in a database beside the scratch, which goes with it.
Result<std::unique_ptr<StatementWatch>> watchOfMysql(MysqlSession &scratch);

} // namespace lk
