// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"
#include "models/sql/dialect.h"

namespace lk {

/// Where down scripts are kept for tools that have none: "lockkeeper/down/<name>.sql", relative to the project folder.
QString ownDownPath(const QString &name);

/// Gives each of @p migrations that has an up and no down script the one that is kept for it; @p nameOf says under which name.
void readOwnDowns(const QString &folder, std::vector<Migration> &migrations, const Dialect &dialect, QString (*nameOf)(const Migration &));

} // namespace lk
