// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/sql/splitter.h"

namespace lk {

/// The length of the one statement in @p span, which the mark @p delimiter of the DELIMITER command at @p delimiterAt
/// ended: without the semicolons after it. Two statements before one mark, and a DELIMITER line inside, are errors: a
/// mark is missing then.
Result<qsizetype> singleStatement(QByteArrayView script, const StatementSpan &span, const Dialect &dialect,
                                  QByteArrayView delimiter, qsizetype delimiterAt);

/// The error of a script that ends before the mark that ends the statement at @p statementAt.
Error missingDelimiter(QByteArrayView script, qsizetype statementAt, QByteArrayView delimiter, qsizetype delimiterAt);

/// The errors of COPY ... FROM stdin: no line "\." ends its data; something stands between its semicolon and the data.
Error missingDataEnd(QByteArrayView script, const StatementSpan &copy);
Error textBeforeData(QByteArrayView script, qsizetype offset);

} // namespace lk
