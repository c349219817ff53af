// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/schemadiff.h"
#include "models/sql/dialect.h"

namespace lk {

/// A statement that renames a table or a column, as its text says.
struct ScriptRename {
    QString object; ///< "table" or "column"
    QString table;  ///< of a column
    QString from;
    QString to;
    QString place; ///< "0011, line 3", for people; may be empty

    bool operator==(const ScriptRename &) const = default;
};

/// Of the statements that name several renames, only the first is told.
std::optional<ScriptRename> scriptRename(QByteArrayView statement, const Dialect &dialect);

/// The diff for a person who knows what ran: renames that both schemas show and a script says are told so, and where the schemas alone
/// leave open whether an object was renamed or lost, what the scripts say decides, if nothing was seen to be destroyed. For what is
/// shown only: in evidence a loss stays a loss until the schemas prove otherwise.
SchemaDiff withScriptRenames(SchemaDiff diff, const std::vector<ScriptRename> &renames);

} // namespace lk
