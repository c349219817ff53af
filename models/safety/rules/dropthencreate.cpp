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
        if (facts.verb != Verb::Drop || facts.objectKind != ObjectKind::Table || context.rebuildWith(statement.number))
            continue;
        if (context.createdHere(facts.name, statement.number)
            || !context.createdAfter(facts.objectKind, facts.name, statement.number))
            continue;
        report({.statement = statement.number,
                .message = u"drops table %1, which the script then creates anew: run against a database that has "
                           "rows in it, they are lost without a word"_s.arg(facts.name),
                .fix = u"use CREATE TABLE IF NOT EXISTS; to change the table, create it under another name, copy "
                       "the rows with INSERT .. SELECT, drop %1 and rename the copy"_s.arg(facts.name)});
    }
}

} // namespace

const Rule dropThenCreateRule{"drop-then-create",
                              Severity::Blocks,
                              true,
                              "sqlite postgresql mysql mariadb",
                              "DROP TABLE x and then CREATE TABLE x",
                              check};

} // namespace lk
