// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/jsliteral.h"

#include <optional>

namespace lk {

/// One migration in meta/_journal.json.
struct DrizzleEntry {
    QString tag;                ///< the file's name without .sql; empty: not a text
    std::optional<qint64> when; ///< milliseconds; nothing: not a whole number
    qint64 idx = -1;
    Place where;
};

/// drizzle 0.x's list of migrations.
struct DrizzleJournal {
    QString dialect;
    QString version; ///< "7"
    std::vector<DrizzleEntry> entries;
    QByteArray bytes;           ///< the file, exactly
    qsizetype entriesEnd = 0;   ///< offset of the entries' closing bracket
    qsizetype lastEntryEnd = 0; ///< offset behind the last entry; 0: there is none
};

/// Reads @p folder / @p migrations / meta/_journal.json; errors have line and column.
Result<DrizzleJournal> readDrizzleJournal(const QString &folder, const QString &migrations);

/// Where that file is, relative to the project.
QString drizzleJournalFile(const QString &migrations);

/// The journal with one entry more, written as drizzle-kit would; all else stays as it is.
QByteArray withEntry(const DrizzleJournal &journal, const QString &tag, qint64 when);

/// A journal of its own for a first migration.
DrizzleJournal newJournal(const QString &dialect);

/// How the snapshots that belong to the journal are counted: "7" for PostgreSQL, "6" for SQLite, "5" for MySQL.
QString entryVersion(const QString &dialect);

} // namespace lk
