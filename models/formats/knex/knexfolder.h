// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// FormatSetup::options of Knex, by its own names.
namespace knexoption {
inline const QString Folders = QStringLiteral("directory");        ///< one a line, where there are several
inline const QString Separately = QStringLiteral("sortDirsSeparately");
inline const QString Extensions = QStringLiteral("loadExtensions"); ///< with spaces between
inline const QString NoTransactions = QStringLiteral("disableTransactions");
inline const QString NoValidation = QStringLiteral("disableMigrationsListValidation");
inline const QString Stub = QStringLiteral("stub");
inline const QString Extension = QStringLiteral("extension");
inline const QString Computed = QStringLiteral("computed");
}

/// The folders of migrations, relative to the project.
QStringList knexFolders(const FormatSetup &setup);

/// The migrations of all folders in Knex's order, then the files that it passes over.
Result<std::vector<Migration>> knexMigrations(const FormatSetup &setup);

/// The file of a new migration as `knex migrate:make` writes it.
Result<std::vector<NewFile>> newKnexMigration(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing);

} // namespace lk
