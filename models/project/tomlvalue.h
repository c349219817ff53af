// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QVariant>

#include <vector>

namespace lk {

/// A value of a TOML file with its place; tables and arrays hold further ones.
struct TomlValue {
    enum class Kind { Table, Array, Text, Integer, Real, Boolean, Date };

    Kind kind = Kind::Table;
    QString key;                    ///< within its table; empty in arrays and for the root
    QVariant value;                 ///< QString, qlonglong, double or bool
    std::vector<TomlValue> members; ///< of a table or an array, in the file's order
    Place where;                    ///< of the key, or of the value where there is none
    Place begin = {};               ///< of the value itself, and where it ends (the sign behind it)
    Place end = {};

    /// The member called @p name, or nullptr.
    const TomlValue *find(QStringView name) const;
    /// The member at a path of keys ("migrate", "table-name"), or nullptr.
    const TomlValue *find(std::initializer_list<QStringView> path) const;
    bool isTable() const { return kind == Kind::Table; }
    /// The text, or an empty one where it is something else.
    QString text() const { return kind == Kind::Text ? value.toString() : QString(); }
};

/// Reads TOML 1.0 text; the error has the line and column of @p file.
Result<TomlValue> parseToml(const QByteArray &text, const QString &file);

/// Reads a TOML file of at most 1 MB. Symbolic links are refused: a project's settings come from the project.
Result<TomlValue> readTomlFile(const QString &path);

} // namespace lk
