// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"
#include "models/sql/tokenreader.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// What of the column's definition SQLite refuses, or nothing.
QString refused(const AnalysedStatement &statement, const RuleContext &context)
{
    TokenReader reader(statement.sql, context.dialect);
    const bool mayHaveRows = context.rowsOf(statement.facts.table) != 0;
    while (!reader.atEnd()) {
        if (reader.atMark('(')) {
            reader.skipParentheses();
        } else if (reader.takeWord("DEFAULT")) {
            if (mayHaveRows && reader.atMark('('))
                return u"a default in parentheses (an expression)"_s;
            if (mayHaveRows && reader.atWord({"CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"}))
                return u"the default "_s + QString::fromUtf8(reader.peekText()).toUpper();
        } else if (reader.atWord("STORED")) {
            return u"a STORED generated column"_s;
        } else if (reader.takeWord("PRIMARY")) {
            if (reader.atWord("KEY"))
                return u"a PRIMARY KEY"_s;
        } else if (reader.atWord("UNIQUE")) {
            return u"UNIQUE"_s;
        } else {
            reader.take();
        }
    }
    return {};
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        if (facts.alter != AlterAction::AddColumn)
            continue;
        const QString what = refused(statement, context);
        if (what.isEmpty() || (what.contains(u"default") && context.createdHere(facts.table, statement.number)))
            continue;
        report({.statement = statement.number,
                .message = u"adds column %1 to table %2 with %3, which ALTER TABLE can't do in SQLite"_s.arg(
                    facts.column, facts.table, what),
                .fix = u"add the plain column and fill it with an UPDATE (a unique index can follow), or build the "
                       "table anew: create, copy, drop, rename"_s});
    }
}

} // namespace

const Rule sqliteUnsupportedAlterRule{
    "sqlite-unsupported-alter", Severity::Blocks, false, "sqlite", "A column that ADD COLUMN can not make", check};

} // namespace lk
