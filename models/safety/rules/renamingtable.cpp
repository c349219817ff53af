// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (facts.alter != AlterAction::RenameTable || context.rebuildWith(statement.number)
            || context.createdHere(facts.table, statement.number))
            continue;
        const bool undo = context.direction == Direction::Down;
        report(
            {.statement = statement.number,
             .message = u"renames table %1 to %2: program versions that say %1 fail at once"_s.arg(facts.table,
                                                                                                   facts.newName),
             .fix =
                 u"rename in one window with the programs' release, or leave a view called %1 behind until nothing uses it"_s
                     .arg(facts.table),
             .severity = undo ? std::optional(Severity::Caution) : std::nullopt});
    }
}

} // namespace

const Rule renamingTableRule{
    "renaming-table", Severity::Blocks, false, "sqlite postgresql mysql mariadb", "ALTER TABLE .. RENAME TO", check};

} // namespace lk
