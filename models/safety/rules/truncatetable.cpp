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
        if (facts.verb != Verb::Truncate || context.createdHere(facts.table, statement.number)
            || context.rowsOf(facts.table) == 0)
            continue;
        const std::optional<qint64> rows = context.rowsOf(facts.table);
        report({.statement = statement.number,
                .message = u"empties table %1%2, in one go and without a trace of the rows"_s.arg(
                    facts.table.isEmpty() ? u"(several)"_s : facts.table, rows ? u" (%1 rows)"_s.arg(*rows) : QString()),
                .fix = u"delete in batches with a WHERE, after a backup; if the table is to be emptied, waive this with "
                       "the reason"_s});
    }
}

} // namespace

const Rule truncateTableRule{"truncate-table", Severity::Blocks, true, "postgresql mysql mariadb",
                             "TRUNCATE of a table that the migration did not create", check};

} // namespace lk
