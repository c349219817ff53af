// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/safety/rule.h"

namespace lk {

/// Something that another database understands and this one does not.
struct ForeignSyntax {
    QString what;          ///< "TRUNCATE"; empty: nothing was found
    QString whose;         ///< "PostgreSQL's and MySQL's"
    QString effect;        ///< what comes of it here, beginning with punctuation
    QString instead;       ///< what to write here
    qsizetype offset = -1; ///< bytes from the statement's beginning; -1: the beginning
};

/// The first foreign piece of the statement. So far it knows what SQLite does not understand; for other dialects it
/// finds nothing.
ForeignSyntax foreignSyntax(const AnalysedStatement &statement, const Dialect &dialect);

} // namespace lk
