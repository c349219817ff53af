// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sqlfolder.h"
#include "models/sql/dialect.h"

namespace lk {

/// How golang-migrate takes a file by its name.
struct GolangMigrateName {
    QString version; ///< as written
    QString number;  ///< without leading zeros
    QString title;
    Direction direction = Direction::Up;
};

/// Nothing for a name that golang-migrate passes over.
std::optional<GolangMigrateName> readGolangMigrateName(const QString &fileName);

/// Pairs @p files, which were read, by number, in ascending order; each knows the one before it. @p passedOver come last.
std::vector<Migration> golangMigrations(const std::vector<SqlFile> &files, const std::vector<SqlFile> &passedOver, const Dialect &dialect);

} // namespace lk
