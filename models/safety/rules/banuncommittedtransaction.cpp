// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void check(const RuleContext &context, const ReportSink &report)
{
    if (context.transaction)
        return;
    int open = 0;
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (facts.verb == Verb::Begin)
            open = statement.number;
        else if (facts.verb == Verb::Commit || (facts.verb == Verb::Rollback && facts.name.isEmpty()))
            open = 0;
    }
    if (open == 0)
        return;
    report({.statement = open,
            .message = u"begins a transaction that the script never commits: all of it is rolled back when the "
                       "connection closes, and yet it counts as applied"_s,
            .fix = u"end the script with COMMIT"_s});
}

} // namespace

const Rule banUncommittedTransactionRule{"ban-uncommitted-transaction",
                                         Severity::Blocks,
                                         false,
                                         "sqlite postgresql mysql mariadb",
                                         "BEGIN without COMMIT in a script that manages its own transaction",
                                         check};

} // namespace lk
