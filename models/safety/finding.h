// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace lk {

enum class Severity {
    Note,    ///< shown, never in the way
    Caution, ///< to be acknowledged
    Blocks,  ///< apply is refused until it is changed or a person waives it with a reason
};

/// "note", "caution", "blocks".
QString word(Severity severity);

/// What the safety analysis says of a statement or a file.
struct Finding {
    QString rule; ///< kebab-case id: "ban-drop-table"
    Severity severity = Severity::Note;
    bool destructive = false; ///< it destroys data: the environment's `destructive` policy decides
    QString version;          ///< of the migration, empty for a bare file
    QString file;
    qint64 line = 0; ///< from 1; 0: the file as a whole
    qint64 column = 0;
    int statement = 0;   ///< number within the script, from 1; 0: the file as a whole
    QString message;     ///< what is wrong with it and why, for people
    QString fix;         ///< what to write instead
    QString replacement; ///< exact text that replaces the statement, where a rule can offer one; else empty

    bool operator==(const Finding &) const = default;
    /// What a waiver names: rule, and the statement's text digest set by the analysis.
    QString waiverKey = {};
};

} // namespace lk
