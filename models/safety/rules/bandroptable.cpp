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
        if (facts.verb != Verb::Drop || facts.objectKind != ObjectKind::Table || facts.name.isEmpty())
            continue;
        const QString table = facts.name;
        const Rebuild *rebuild = context.rebuildWith(statement.number);
        // Rebuilds, what this script made, DROP before CREATE and the up's own tables have rules of their own.
        if (rebuild || context.createdHere(table, statement.number) || context.undoesCreation(facts.objectKind, table)
            || context.createdAfter(facts.objectKind, table, statement.number))
            continue;
        const std::optional<qint64> rows = context.rowsOf(table);
        const QString lost = rows ? u"its %1 rows are lost"_s.arg(*rows) : u"all its rows are lost"_s;
        report({.statement = statement.number,
                .message = u"drops table %1: %2, and a down script can only make it again empty"_s.arg(table, lost),
                .fix = u"stop using %1, rename it to %1_retired for a release, back it up and drop it later; if it "
                       "is to go now, waive this with the reason"_s.arg(table)});
    }
}

} // namespace

const Rule banDropTableRule{"ban-drop-table",
                            Severity::Blocks,
                            true,
                            "sqlite postgresql mysql mariadb",
                            "DROP TABLE of a table that the migration did not create",
                            check};

} // namespace lk
