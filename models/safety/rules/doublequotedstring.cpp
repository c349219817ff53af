// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"
#include "models/sql/tokenreader.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// The first double-quoted piece in a place where only a value makes sense: after DEFAULT, or in the rows of VALUES.
std::optional<Token> valueInDoubleQuotes(TokenReader &reader)
{
    bool values = false;
    bool afterDefault = false;
    int depth = 0;
    while (!reader.atEnd()) {
        depth += reader.atMark('(') ? 1 : reader.atMark(')') ? -1 : 0;
        const bool doubleQuoted = reader.peek().kind == TokenKind::QuotedName && reader.peekText().startsWith('"');
        if (doubleQuoted && (afterDefault || (values && depth > 0)))
            return reader.peek();
        values = values ? !reader.atWord({"ON", "RETURNING", "SELECT"}) : reader.atWord("VALUES");
        afterDefault = reader.atWord("DEFAULT");
        reader.take();
    }
    return std::nullopt;
}

void check(const RuleContext &context, const ReportSink &report)
{
    for (const AnalysedStatement &statement : context.statements) {
        const StatementFacts &facts = statement.facts;
        const bool candidate = facts.verb == Verb::Insert || facts.alter == AlterAction::AddColumn
                               || (facts.verb == Verb::Create && facts.objectKind == ObjectKind::Table);
        if (!candidate || !statement.sql.contains('"'))
            continue;
        TokenReader reader(statement.sql, context.dialect);
        const std::optional<Token> token = valueInDoubleQuotes(reader);
        if (!token)
            continue;
        const QString text = QString::fromUtf8(reader.text(*token)).left(40);
        report(
            {.statement = statement.number,
             .message =
                 u"%1 stands in double quotes, which are for names: SQLite takes it for a string only as a last resort"_s
                     .arg(text),
             .fix = u"use single quotes: '%1'"_s.arg(nameOf(reader.text(*token)).replace(u'\'', u"''"_s).left(40)),
             .offset = statement.span.offset + token->offset});
    }
}

} // namespace

const Rule doubleQuotedStringRule{"double-quoted-string",      Severity::Note, false, "sqlite",
                                  "A string in double quotes", check};

} // namespace lk
