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
        if (facts.alter != AlterAction::DropColumn || context.createdHere(facts.table, statement.number)
            || context.undoesColumn(facts.table, facts.column))
            continue;
        report(
            {.statement = statement.number,
             .message =
                 u"drops column %1 of table %2: its values are lost, and program versions that name it fail at once"_s
                     .arg(facts.column, facts.table),
             .fix = u"release programs that no longer use %1 first, back up its values, drop it in a later "
                    "migration; if it is to go now, waive this with the reason"_s.arg(facts.column)});
    }
}

} // namespace

const Rule banDropColumnRule{
    "ban-drop-column", Severity::Blocks, true, "sqlite postgresql mysql mariadb", "DROP COLUMN", check};

} // namespace lk
