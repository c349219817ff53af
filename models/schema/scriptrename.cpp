// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/scriptrename.h"

#include "models/sql/statementfacts.h"

#include <algorithm>
#include <string_view>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

bool same(const QString &a, const QString &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

QString evidence(const ScriptRename &rename)
{
    return rename.place.isEmpty() ? u"the script says RENAME"_s : u"the script says RENAME (%1)"_s.arg(rename.place);
}

bool mayRename(QByteArrayView statement)
{
    static constexpr std::string_view word = "rename";
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    return std::search(statement.begin(), statement.end(), word.begin(), word.end(), same) != statement.end();
}

/// Whether @p change is of the object that the rename is about, on the side where it is called @p name.
bool isOf(const SchemaChange &change, const ScriptRename &rename, const QString &name)
{
    return change.object == rename.object && same(change.name, name) && (rename.table.isEmpty() || same(change.table, rename.table));
}

bool tell(SchemaDiff &diff, const ScriptRename &rename)
{
    for (SchemaChange &change : diff.changes) {
        if (change.kind != ChangeKind::Renamed || !isOf(change, rename, rename.to) || !same(change.oldName, rename.from))
            continue;
        change.details.prepend(evidence(rename));
        return true;
    }
    return false;
}

/// One removed and one added, if the script says that it is one.
void join(SchemaDiff &diff, const ScriptRename &rename)
{
    const auto removed = std::ranges::find_if(diff.changes, [&](const SchemaChange &change) {
        return change.kind == ChangeKind::Removed && isOf(change, rename, rename.from) && change.destroysRows.value_or(0) == 0;
    });
    const auto added = std::ranges::find_if(diff.changes, [&](const SchemaChange &change) {
        return change.kind == ChangeKind::Added && isOf(change, rename, rename.to);
    });
    if (removed == diff.changes.end() || added == diff.changes.end() || removed->schema != added->schema)
        return;
    SchemaChange joined = *added;
    joined.kind = ChangeKind::Renamed;
    joined.oldName = removed->name;
    joined.before = removed->before;
    joined.details = {evidence(rename), u"the schemas alone could also be of a loss and an addition"_s};
    *added = joined;
    diff.changes.erase(removed);
}

} // namespace

std::optional<ScriptRename> scriptRename(QByteArrayView statement, const Dialect &dialect)
{
    if (!mayRename(statement)) // most statements need no reading
        return std::nullopt;
    const StatementFacts facts = readFacts(statement, dialect);
    if (facts.newName.isEmpty())
        return std::nullopt;
    const QString table = facts.table.isEmpty() ? facts.name : facts.table;
    if (facts.alter == AlterAction::RenameColumn)
        return ScriptRename{u"column"_s, table, facts.column, facts.newName, {}};
    if (facts.alter == AlterAction::RenameTable || (facts.verb == Verb::Rename && facts.objectKind == ObjectKind::Table))
        return ScriptRename{u"table"_s, {}, table, facts.newName, {}};
    return std::nullopt;
}

SchemaDiff withScriptRenames(SchemaDiff diff, const std::vector<ScriptRename> &renames)
{
    for (const ScriptRename &rename : renames) {
        if (!tell(diff, rename))
            join(diff, rename);
    }
    return diff;
}

} // namespace lk
