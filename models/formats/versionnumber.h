// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace lk {

/// A whole number of any length without plus sign and leading zeros ("0012" is "12", "-0" is "0"); nothing for other
/// text.
std::optional<QString> canonicalNumber(QStringView text);

/// Compares two canonical numbers by value.
bool numberLess(QStringView a, QStringView b);

/// The number as databases store it (64 bits, signed), or nothing if it does not fit.
std::optional<qint64> storableNumber(QStringView text);

} // namespace lk
