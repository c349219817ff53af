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
        if (facts.alter != AlterAction::RenameColumn || context.createdHere(facts.table, statement.number))
            continue;
        const bool undo = context.direction == Direction::Down;
        report(
            {.statement = statement.number,
             .message = u"renames column %1 of table %2 to %3: program versions that say %1 fail at once"_s.arg(
                 facts.column, facts.table, facts.newName),
             .fix = u"add column %1, fill it and keep both in step, switch the programs, drop %2 in a later migration"_s
                        .arg(facts.newName, facts.column),
             .severity = undo ? std::optional(Severity::Caution) : std::nullopt});
    }
}

} // namespace

const Rule renamingColumnRule{"renaming-column",
                              Severity::Blocks,
                              false,
                              "sqlite postgresql mysql mariadb",
                              "ALTER TABLE .. RENAME COLUMN",
                              check};

} // namespace lk
