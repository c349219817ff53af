// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rehearsal/rehearsal.h"

namespace lk {

/// A statement that ran in two rehearsals, or in one of them.
struct ComparedStatement {
    QString version;
    QString file;
    qint64 line = 0; ///< in the later one, else in the earlier
    QString sql;     ///< excerpt
    std::optional<double> beforeMs; ///< nothing: it was not there, or failed
    std::optional<double> nowMs;
    QStringList differences; ///< in words: "locks orders ACCESS EXCLUSIVE, not before"; empty: it did the same

    bool operator==(const ComparedStatement &) const = default;
};

struct RehearsalComparison {
    QStringList conditions; ///< what was other around them: place, data, server
    std::vector<ComparedStatement> statements;
    QStringList outcomes;   ///< what became other: round trip, rows destroyed, the schema afterwards
};

/// Two rehearsals of the same migrations, statement by statement. Statements are the same when their text is.
RehearsalComparison compare(const Rehearsal &before, const Rehearsal &now);

} // namespace lk
