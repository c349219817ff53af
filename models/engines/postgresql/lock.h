// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// Takes the lock of the target's database: a session-level advisory lock of the server, which dies with its connection.
/// The key is made of the database's name, and the lock stands in the database "postgres" of the server (where nobody may
/// connect to that, or it is the target, in the target itself): so it can be taken before the target exists and held
/// while the target is replaced. Its session never has a transaction open, and waits by asking again, never within the
/// server: CREATE INDEX CONCURRENTLY would wait for it (failure-modes F-019).
Result<std::unique_ptr<MigrationLock>> lockPostgresqlDatabase(const Target &target);

/// The key of an advisory lock for @p name.
qint64 advisoryKey(const QString &kind, const QString &name);

} // namespace lk
