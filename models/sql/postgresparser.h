// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArrayView>

namespace lk {

/// The major version of PostgreSQL whose grammar checkPostgresSyntax() knows. A newer server may accept more.
int postgresGrammarVersion();

/// Parses one statement with PostgreSQL's own grammar. An error has line and column (from 1, in characters) within
/// @p statement, column 1 of line 1 where PostgreSQL names no place; two statements in one are an error, too.
/// Statements over 16 MB, and those nested deeper than the parser's stack, pass unread. Any thread may call it.
Result<void> checkPostgresSyntax(QByteArrayView statement);

} // namespace lk
