// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sqlfolder.h"
#include "models/formats/toolenvironment.h"
#include "models/sql/dialect.h"

namespace lk {

/// The number in front of a name's first underscore, at least 1; nothing for others.
std::optional<qint64> gooseNumber(const QString &fileName);

/// Files that make goose refuse the folder first, then the migrations by number. The SQL files of @p files were read.
std::vector<Migration> gooseMigrations(const std::vector<SqlFile> &files, const Dialect &dialect, const ToolEnvironment &environment);

} // namespace lk
