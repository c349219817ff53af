// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/sql/characters.h"
#include "models/sql/dialect.h"

#include <QByteArrayView>

#include <string_view>

namespace lk {

// Commands that psql and the mysql client carry out themselves: servers never see them.

/// Reads psql's command at @p offset (its backslash) and gives the byte after its line. Those that only concern psql's
/// display, and the \restrict lines of dumps, are skipped; all others are an error that says what to write instead.
Result<qsizetype> skipPsqlCommand(QByteArrayView script, qsizetype offset);

/// The error of a backslash within a statement, as in "SELECT 1 \gexec" or "SELECT 1 \G".
Error backslashError(QByteArrayView script, qsizetype offset, const Dialect &dialect);

/// Whether a command of the mysql client, DELIMITER among them, may begin with @p c; INSERT and UPDATE do not.
constexpr bool mayBeMysqlCommand(char c)
{
    constexpr std::string_view first = "cdegnpqrstw";
    return first.find(lowered(c)) != std::string_view::npos;
}

/// Whether the statement at @p offset begins with the word DELIMITER.
bool atDelimiterCommand(QByteArrayView script, qsizetype offset);

/// The mark that the DELIMITER command at @p offset sets.
Result<QByteArrayView> readDelimiter(QByteArrayView script, qsizetype offset);

/// The error of another command of the mysql client at @p offset, as source or tee, if there is one.
Result<void> refuseMysqlCommand(QByteArrayView script, qsizetype offset);

/// The byte after the line feed of the line at @p offset, or the end of the script.
qsizetype nextLine(QByteArrayView script, qsizetype offset);

} // namespace lk
