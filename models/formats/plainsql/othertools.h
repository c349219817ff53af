// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// Why the project in @p folder with SQL files in @p migrations belongs to a migration tool, and is not plain SQL
/// ("knexfile.js belongs to Knex"); empty when nothing says so. Looks at names, and into the first SQL file.
QString otherTool(const QString &folder, const QString &migrations, const QString &firstFile);

} // namespace lk
