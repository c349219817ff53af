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
        if ((facts.verb != Verb::Update && facts.verb != Verb::Delete) || !facts.hasLimit)
            continue;
        report(
            {.statement = statement.number,
             .message =
                 u"has a LIMIT on %1: SQLite knows that only if it was built so, and without ORDER BY the rows are chosen at random"_s
                     .arg(facts.verb == Verb::Update ? u"UPDATE"_s : u"DELETE"_s),
             .fix = u"write WHERE rowid IN (SELECT rowid FROM %1 WHERE .. ORDER BY rowid LIMIT n)"_s.arg(facts.table)});
    }
}

} // namespace

const Rule dmlLimitUnsupportedRule{
    "dml-limit-unsupported", Severity::Blocks, false, "sqlite postgresql", "UPDATE or DELETE with LIMIT", check};

} // namespace lk
