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
        const bool table = facts.verb == Verb::Drop && facts.objectKind == ObjectKind::Table
                           && context.undoesCreation(ObjectKind::Table, facts.name);
        const bool column = facts.alter == AlterAction::DropColumn && context.undoesColumn(facts.table, facts.column);
        if ((!table && !column) || context.rebuildWith(statement.number))
            continue;
        const QString what = table ? u"table %1"_s.arg(facts.name)
                                   : u"column %1 of table %2"_s.arg(facts.column, facts.table);
        const std::optional<qint64> rows = context.rowsOf(facts.table);
        if (rows == 0)
            continue;
        report({.statement = statement.number,
                .message = u"drops %1 again, with what programs have written there since%2"_s.arg(
                    what, rows && table ? u" (%1 rows)"_s.arg(*rows) : QString()),
                .fix = u"back up before the revert, or go forward with a new migration"_s});
    }
}

} // namespace

const Rule downIsDestructiveRule{"down-is-destructive",
                                 Severity::Caution,
                                 true,
                                 "sqlite postgresql mysql mariadb",
                                 "The down script drops what its up created",
                                 check};

} // namespace lk
