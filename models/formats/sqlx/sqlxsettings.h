// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArrayList>

#include <optional>

namespace lk {

/// What of a project's sqlx.toml and Cargo.toml concerns its migrations.
struct SqlxSettings {
    QString migrations;     ///< `[migrate] migrations-dir`; empty: not set
    QString table;          ///< `[migrate] table-name`; empty: not set
    QByteArrayList ignored; ///< `[migrate] ignored-chars`, in UTF-8
};

/// Reads @p folder / sqlx.toml; none without the file.
Result<std::optional<SqlxSettings>> readSqlxSettings(const QString &folder);

/// Whether @p folder / Cargo.toml names sqlx as a dependency; nothing without a readable Cargo.toml.
std::optional<bool> cargoDependsOnSqlx(const QString &folder);

} // namespace lk
