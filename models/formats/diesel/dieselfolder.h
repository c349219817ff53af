// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/formats/migration.h"
#include "models/sql/dialect.h"

namespace lk {

/// The version in a folder's name as Diesel takes it.
QString dieselVersion(const QString &folderName);

/// The migrations in @p folder / @p migrations, ordered by the text of their versions. A missing folder holds none.
Result<std::vector<Migration>> dieselMigrations(const QString &folder, const QString &migrations, const Dialect &dialect);

/// The first folder of a migration below @p folder / @p migrations; empty where there is none.
QString firstDieselFolder(const QString &folder, const QString &migrations);

} // namespace lk
