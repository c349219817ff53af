// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"
#include "models/sql/assignments.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (facts.verb != Verb::Update)
            continue;
        for (const Assignment &assignment : readAssignments(statement.sql, context.dialect)) {
            if (assignment.swallowed.isEmpty())
                continue;
            report({.statement = statement.number,
                    .message =
                        u"AND between assignments: %1 gets the result of a comparison (0 or 1), and %2 stays as it is"_s
                            .arg(assignment.column, assignment.swallowed),
                    .fix = u"write a comma instead of AND"_s,
                    .offset = context.offsetOf(assignment.value)});
        }
    }
}

} // namespace

const Rule updateSetAndRule{"update-set-and",       Severity::Blocks,      true,
                            "sqlite mysql mariadb", "SET a = 1 AND b = 2", check};

} // namespace lk
