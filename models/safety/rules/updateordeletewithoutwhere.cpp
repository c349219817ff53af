// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"
#include "models/sql/assignments.h"

#include <algorithm>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// Whether the UPDATE writes only columns that this script added: nothing is overwritten then.
bool fillsNewColumns(const RuleContext &context, const AnalysedStatement &update)
{
    const std::vector<Assignment> assignments = readAssignments(update.sql, context.dialect);
    const auto added = [&](const Assignment &assignment) {
        const QString key = (update.facts.table + u' ' + assignment.column).toLower();
        return context.addedColumns.value(key, update.number) < update.number;
    };
    return !assignments.empty() && std::all_of(assignments.begin(), assignments.end(), added);
}

void checkUpdate(const RuleContext &context, const AnalysedStatement &statement, const ReportSink &report)
{
    const bool fills = fillsNewColumns(context, statement);
    report(
        {.statement = statement.number,
         .message = fills
                        ? u"updates every row of table %1 to fill the new column"_s.arg(statement.facts.table)
                        : u"updates every row of table %1: it has no WHERE that filters, and the old values are gone"_s
                              .arg(statement.facts.table),
         .fix =
             fills
                 ? u"a constant DEFAULT fills it without touching a row; else rehearse to see how long the write lock is held"_s
                 : u"say in a WHERE which rows are meant; if it is all of them, waive this with the reason"_s,
         .severity = fills ? std::optional(Severity::Caution) : std::nullopt,
         .destructive = !fills});
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if ((facts.verb != Verb::Update && facts.verb != Verb::Delete) || facts.hasWhere
            || context.createdHere(facts.table, statement.number) || context.rowsOf(facts.table) == 0)
            continue;
        if (facts.verb == Verb::Update) {
            checkUpdate(context, statement, report);
            continue;
        }
        const std::optional<qint64> rows = context.rowsOf(facts.table);
        report(
            {.statement = statement.number,
             .message = u"deletes every row of table %1%2: it has no WHERE that filters"_s.arg(
                 facts.table, rows ? u" (%1)"_s.arg(*rows) : QString()),
             .fix =
                 u"say in a WHERE which rows are meant; if the table is to be emptied, waive this with the reason"_s});
    }
}

} // namespace

const Rule updateOrDeleteWithoutWhereRule{"update-or-delete-without-where",
                                          Severity::Blocks,
                                          true,
                                          "sqlite postgresql mysql mariadb",
                                          "UPDATE or DELETE of every row",
                                          check};

} // namespace lk
