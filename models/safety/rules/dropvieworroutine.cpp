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
        if (facts.verb != Verb::Drop
            || (facts.objectKind != ObjectKind::View && facts.objectKind != ObjectKind::Trigger))
            continue;
        if (context.createdAfter(facts.objectKind, facts.name, statement.number)
            || context.undoesCreation(facts.objectKind, facts.name))
            continue;
        const bool view = facts.objectKind == ObjectKind::View;
        report({.statement = statement.number,
                .message = view ? u"drops view %1: programs that read it fail"_s.arg(facts.name)
                                : u"drops trigger %1: what it kept in order is left to the programs from now on"_s.arg(
                                    facts.name),
                .fix = view ? u"drop it one release after the last program that uses it"_s
                            : u"make sure that nothing relies on it any more"_s});
    }
}

} // namespace

const Rule dropViewOrRoutineRule{"drop-view-or-routine",
                                 Severity::Caution,
                                 false,
                                 "sqlite postgresql mysql mariadb",
                                 "DROP VIEW or DROP TRIGGER",
                                 check};

} // namespace lk
