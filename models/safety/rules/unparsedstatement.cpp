// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/foreignsyntax.h"
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (facts.verb != Verb::Other || !foreignSyntax(statement, context.dialect).what.isEmpty())
            continue;
        report({.statement = statement.number,
                .message = u"this statement was not understood, so it is not analysed; that does not mean it is safe"_s,
                .fix = u"rehearse it: the rehearsal shows what it does"_s});
    }
}

} // namespace

const Rule unparsedStatementRule{"unparsed-statement",
                                 Severity::Caution,
                                 false,
                                 "sqlite postgresql mysql mariadb",
                                 "A statement that the analysis does not understand",
                                 check};

} // namespace lk
