// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"

namespace lk {

/// What a plain migration's file name says.
struct PlainName {
    QString version;                 ///< digits as written
    QString key;                     ///< without leading zeros
    QChar separator;                 ///< _ or -
    QString name;                    ///< between separator and suffix, as written
    std::optional<Direction> suffix; ///< .up or .down, if it is there

    QString description() const;
    bool isDown() const { return suffix == Direction::Down; }
};

/// Reads DIGITS_name.sql, DIGITS-name.sql, with .up or .down before .sql; nothing for other names.
std::optional<PlainName> readPlainName(QStringView fileName);

} // namespace lk
