// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

/// @p text on one line, safe for a terminal or a page: control characters, line ends, and bidirectional overrides are
/// written out ("\n", "\x1b", "\u202e"), so that data can't move the cursor or hide anything.
QString printable(const QString &text);
/// As printable(), but line feeds and tabs stay.
QString printableBlock(const QString &text);

} // namespace lk
