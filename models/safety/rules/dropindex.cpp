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
        if (facts.verb != Verb::Drop || facts.objectKind != ObjectKind::Index)
            continue;
        if (context.createdAfter(facts.objectKind, facts.name, statement.number)
            || context.undoesCreation(facts.objectKind, facts.name))
            continue;
        const SchemaObject *index = context.objectBefore(u"index"_s, facts.name);
        const bool unique = index && index->attributes.contains(u"unique"_s);
        report(
            {.statement = statement.number,
             .message =
                 unique
                     ? u"drops unique index %1: doubles can get into table %2 from now on, and keep it from coming back"_s
                           .arg(facts.name, index->table)
                     : u"drops index %1: queries that use it read the whole table from now on"_s.arg(facts.name),
             .fix = unique ? u"make sure that something else keeps the values unique"_s
                           : u"look with EXPLAIN QUERY PLAN which queries use it"_s});
    }
}

} // namespace

const Rule dropIndexRule{"drop-index", Severity::Caution, false, "sqlite postgresql mysql mariadb", "DROP INDEX",
                         check};

} // namespace lk
