// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sqlfolder.h"
#include "models/sql/dialect.h"

namespace lk {

/// Pairs up and down files and cuts sections; gives the migrations in order of their numbers. @p files were read and
/// have names that readPlainName() knows; @p badlyNamed follow at the end, each with its problem.
std::vector<Migration> plainMigrations(std::vector<SqlFile> files, const std::vector<SqlFile> &badlyNamed,
                                       const Dialect &dialect);

} // namespace lk
