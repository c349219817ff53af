// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

#include <algorithm>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (context.undoes.empty() || context.rebuildWith(statement.number))
            continue;
        const bool dropped = std::any_of(context.undoes.begin(), context.undoes.end(), [&](const StatementFacts &up) {
            const bool table = up.verb == Verb::Drop && up.objectKind == ObjectKind::Table && facts.verb == Verb::Create
                               && facts.objectKind == ObjectKind::Table;
            const bool column = up.alter == AlterAction::DropColumn && facts.alter == AlterAction::AddColumn
                                && up.column.compare(facts.column, Qt::CaseInsensitive) == 0;
            return (table || column) && up.table.compare(facts.table, Qt::CaseInsensitive) == 0;
        });
        if (!dropped || context.undoesCreation(ObjectKind::Table, facts.table))
            continue;
        const QString what = facts.verb == Verb::Create ? u"table %1"_s.arg(facts.name)
                                                        : u"column %1 of table %2"_s.arg(facts.column, facts.table);
        report(
            {.statement = statement.number,
             .message = u"makes %1 again, but empty: what the up script dropped does not come back"_s.arg(what),
             .fix = u"restore it from the backup taken before the apply, or let the up script copy the data aside"_s});
    }
}

} // namespace

const Rule downCannotRestoreDataRule{"down-cannot-restore-data",
                                     Severity::Caution,
                                     false,
                                     "sqlite postgresql mysql mariadb",
                                     "The down script makes again what the up dropped, but empty",
                                     check};

} // namespace lk
