// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/sql/dialect.h"

#include <QByteArrayView>

#include <vector>

namespace lk {

/// One statement's exact bytes within a script: without the terminator, surrounding space and comments outside of it.
struct StatementSpan {
    qsizetype offset = 0; ///< bytes from the beginning of the script
    qsizetype length = 0; ///< bytes
    qint64 line = 1;      ///< of the first byte, from 1
    qint64 column = 1;    ///< of the first byte, in characters, from 1
    qsizetype dataOffset =
        0; ///< of the data lines that follow COPY ... FROM stdin; bytes from the beginning of the script
    qsizetype dataLength = 0; ///< bytes of these lines, without the closing "\\."

    bool operator==(const StatementSpan &) const = default;
};

/// The statements of @p script in order; empty and comment-only pieces are left out, a leading BOM is skipped, a
/// missing last semicolon is fine. An unterminated string, name, comment or trigger body is an error with line and
/// column (file left empty). One pass; nothing of the script is copied.
Result<std::vector<StatementSpan>> splitStatements(QByteArrayView script, const Dialect &dialect);

/// Line and column (from 1; column in characters) of a byte offset.
Place placeOf(QByteArrayView script, qsizetype offset);

} // namespace lk
