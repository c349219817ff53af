// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// Takes the lock of the database @p path: flock on "<database>-lockkeeper.lock" beside it, which holds who has it
/// since when. The system lets go of it when the process dies, whatever the file says.
Result<std::unique_ptr<MigrationLock>> lockDatabase(const QString &path);

} // namespace lk
