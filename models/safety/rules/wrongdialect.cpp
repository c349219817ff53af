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
        const ForeignSyntax foreign = foreignSyntax(statement, context.dialect);
        if (foreign.what.isEmpty())
            continue;
        report({.statement = statement.number,
                .message = u"%1 is %2, not SQLite%3"_s.arg(foreign.what, foreign.whose, foreign.effect),
                .fix = foreign.instead,
                .offset = foreign.offset < 0 ? -1 : statement.span.offset + foreign.offset});
    }
}

} // namespace

const Rule wrongDialectRule{"wrong-dialect", Severity::Blocks, false, "sqlite", "Syntax of another database", check};

} // namespace lk
