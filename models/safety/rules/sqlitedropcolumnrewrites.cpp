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
        if (facts.alter != AlterAction::DropColumn || context.createdHere(facts.table, statement.number))
            continue;
        constexpr qint64 Few = 10000;
        const std::optional<qint64> rows = context.rowsOf(facts.table);
        report(
            {.statement = statement.number,
             .message = u"dropping column %1 writes the whole table %2 anew%3 while nobody else can write; it fails "
                        "if an index, view, trigger or CHECK names the column"_s.arg(
                            facts.column, facts.table, rows ? u" (%1 rows)"_s.arg(*rows) : QString()),
             .fix =
                 u"rehearse it to see how long it takes; for a large table choose a quiet hour, or leave the column unused"_s,
             .severity = rows && *rows < Few ? std::optional(Severity::Note) : std::nullopt});
    }
}

} // namespace

const Rule sqliteDropColumnRewritesRule{"sqlite-drop-column-rewrites",
                                        Severity::Caution,
                                        false,
                                        "sqlite",
                                        "DROP COLUMN writes the whole table anew",
                                        check};

} // namespace lk
