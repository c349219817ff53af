// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sqlfolder.h"

namespace lk {

/// For tools that give each migration a folder of its own: the file called @p fileName in every folder of @p folder / @p migrations, in
/// no order, not read yet. SqlFile::name is the folder's name; `regular` is false where the file is missing. A missing @p migrations
/// folder has none if it is @p defaultFolder, and is an error otherwise.
Result<std::vector<SqlFile>> listMigrationFolders(const QString &folder, const QString &migrations, const QString &defaultFolder,
                                                  const QString &fileName);

} // namespace lk
