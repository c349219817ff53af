// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sqlfolder.h"
#include "models/sql/dialect.h"

namespace lk {

/// The version in a file's name as dbmate takes it: the digits at the beginning, zeros included; empty for names that it passes over.
QString dbmateVersion(const QString &fileName);

/// The migrations of @p files, which were read and are in dbmate's order, then those that it passes over.
std::vector<Migration> dbmateMigrations(const std::vector<SqlFile> &files, const std::vector<SqlFile> &passedOver, const Dialect &dialect);

} // namespace lk
