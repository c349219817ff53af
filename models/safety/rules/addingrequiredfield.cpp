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
        if (facts.alter != AlterAction::AddColumn || !facts.columnNotNull || facts.columnHasDefault
            || facts.columnGenerated)
            continue;
        if (context.createdHere(facts.table, statement.number) || context.rowsOf(facts.table) == 0)
            continue;
        report(
            {.statement = statement.number,
             .message =
                 u"adds column %1 to table %2 as NOT NULL without a default: it fails as soon as the table has a row"_s
                     .arg(facts.column, facts.table),
             .fix = u"add a constant DEFAULT, or add the column without NOT NULL and fill it"_s});
    }
}

} // namespace

const Rule addingRequiredFieldRule{"adding-required-field",
                                   Severity::Blocks,
                                   false,
                                   "sqlite postgresql mysql mariadb",
                                   "ADD COLUMN .. NOT NULL without a default",
                                   check};

} // namespace lk
