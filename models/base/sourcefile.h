// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>

namespace lk {

/// What a person's text file turned out to be, decided from its bytes before anything is decoded.
enum class TextEncoding { Utf8, Utf8Bom, Utf16, NotUtf8, HasNul };

struct SourceFile {
    QByteArray bytes; ///< exactly as on the disk
    TextEncoding encoding = TextEncoding::Utf8;
    qint64 badOffset = -1; ///< byte offset of the first offending byte, -1 if none

    bool readable() const { return encoding == TextEncoding::Utf8 || encoding == TextEncoding::Utf8Bom; }
    /// Bytes to skip before the text: 3 after a BOM, else 0.
    qsizetype textOffset() const { return encoding == TextEncoding::Utf8Bom ? 3 : 0; }
};

/// Reads a regular file whole (never a folder, FIFO or device; symbolic links to files are followed).
/// Errors name the file and the system's reason.
Result<SourceFile> readSourceFile(const QString &path);

/// Judges @p bytes as readSourceFile does.
SourceFile sourceFromBytes(QByteArray bytes);

/// Why @p source can't be used as a script, with the line and the way out; only for sources that are not readable().
Error encodingError(const SourceFile &source, const QString &file);

} // namespace lk
