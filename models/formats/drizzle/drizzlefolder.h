// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/drizzle/drizzlejournal.h"
#include "models/formats/format.h"

namespace lk {

/// How a project's migrations lie on the disk: in a journal (drizzle 0.x), or each in a folder of its own (1.0).
enum class DrizzleLayout { Journal, Folders };

/// A folder's layout as its files say; by package.json where there are none yet.
DrizzleLayout drizzleLayout(const QString &folder, const QString &migrations);

/// Whether @p name is a migration folder's of drizzle 1.0: fourteen digits that are a time, and a name.
bool isDrizzleFolder(QStringView name);

/// Migration::details: when it was made, as milliseconds since 1970; what drizzle writes down of it.
inline const QString WhenDetail = QStringLiteral("when");
/// And its folder's name, for 1.0 only.
inline const QString NameDetail = QStringLiteral("name");
/// Set where another migration has the same `when`.
inline const QString TwinDetail = QStringLiteral("same when");

/// The migrations of a journal in its order, then the scripts that it does not name; @p now in milliseconds.
Result<std::vector<Migration>> journalMigrations(const FormatSetup &setup, const Dialect &dialect, qint64 now);

/// The migrations of all folders that have a migration.sql, in drizzle's order.
Result<std::vector<Migration>> folderMigrations(const FormatSetup &setup, const Dialect &dialect);

} // namespace lk
