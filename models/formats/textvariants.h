// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QCryptographicHash>

namespace lk {

/// @p text with LF for CRLF, and without a BOM.
QByteArray normalised(const QByteArray &text);

/// @p bytes as a program sees them that decodes UTF-8 with U+FFFD in place of what is none (as browsers and Node.js do), and keeps a BOM.
QByteArray withReplacements(const QByteArray &bytes);

/// What tells @p text from the one that has the checksum @p stored: "only line ends differ", "only the byte order mark
/// differs", "only line ends and the byte order mark differ", or "edited".
QString explainDifference(const QByteArray &text, const QByteArray &stored, QCryptographicHash::Algorithm algorithm);

} // namespace lk
