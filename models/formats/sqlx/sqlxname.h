// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace lk {

/// How sqlx takes a file by its name.
struct SqlxName {
    enum class Kind { Simple, Up, Down };

    QString version;              ///< left of the first underscore, as written
    std::optional<qint64> number; ///< nothing: sqlx refuses the whole folder
    QString description;
    Kind kind = Kind::Simple;
};

/// Nothing for a name that sqlx passes over: without an underscore, or not ending in ".sql".
std::optional<SqlxName> readSqlxName(const QString &fileName);

} // namespace lk
