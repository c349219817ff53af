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
        const bool wanted = facts.objectKind == ObjectKind::Schema || facts.objectKind == ObjectKind::Database;
        if (facts.verb != Verb::Drop || !wanted || context.undoesCreation(facts.objectKind, facts.name))
            continue;
        const QString kind = facts.objectKind == ObjectKind::Schema ? u"schema"_s : u"database"_s;
        report({.statement = statement.number,
                .message = u"drops %1 %2 with everything in it that nothing else keeps"_s.arg(kind, facts.name),
                .fix = u"drop its objects one by one, in so many words, after a backup; if the %1 is to go now, waive "
                       "this with the reason"_s.arg(kind)});
    }
}

} // namespace

const Rule dropSchemaRule{"drop-schema", Severity::Blocks, true, "postgresql mysql mariadb",
                          "DROP SCHEMA or DROP DATABASE", check};

} // namespace lk
