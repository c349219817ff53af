// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArray>

namespace lk {

/// @p script with a semicolon in place of each @p delimiter that Liquibase splits at ("GO", "\n/", "//"; empty: its usual ones, which are
/// the semicolon, and GO or / on a line of their own). Length and line numbers stay.
QByteArray withSemicolons(QByteArray script, const QString &delimiter, const Dialect &dialect);

} // namespace lk
