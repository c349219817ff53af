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
        if (facts.verb != Verb::Create || facts.objectKind != ObjectKind::Index || !facts.unique)
            continue;
        const SchemaObject *known = context.objectBefore(u"index"_s, facts.name);
        if (context.createdHere(facts.table, statement.number) || context.rowsOf(facts.table) == 0
            || (known && known->attributes.contains(u"unique"_s)))
            continue;
        report({.statement = statement.number,
                .message = u"makes unique index %1 on table %2: one double among its rows stops the migration"_s.arg(
                    facts.name, facts.table),
                .fix = u"look for doubles with GROUP BY .. HAVING count(*) > 1 right before, and clean them up"_s});
    }
}

} // namespace

const Rule uniqueIndexMayFailRule{"unique-index-may-fail",
                                  Severity::Caution,
                                  false,
                                  "sqlite postgresql mysql mariadb",
                                  "CREATE UNIQUE INDEX on a table with rows",
                                  check};

} // namespace lk
