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
        if (facts.verb != Verb::Alter || !facts.guarded)
            continue;
        report(
            {.statement = statement.number,
             .message =
                 u"has IF [NOT] EXISTS in ALTER TABLE %1: SQLite does not know it there and stops with a syntax error"_s
                     .arg(facts.table),
             .fix = u"leave the guard out: the script runs in one transaction, so it can't be left half done"_s});
    }
}

} // namespace

const Rule guardUnsupportedByEngineRule{"guard-unsupported-by-engine",
                                        Severity::Blocks,
                                        false,
                                        "sqlite mysql",
                                        "IF [NOT] EXISTS where the database has none",
                                        check};

} // namespace lk
