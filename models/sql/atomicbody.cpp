// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/characters.h"
#include "models/sql/statementbody.h"
#include "models/sql/tokenreader.h"

namespace lk {

namespace {

enum class Creates { Nothing, Routine, Rule };

Creates takeHead(TokenReader &reader)
{
    if (!reader.takeWord("CREATE"))
        return Creates::Nothing;
    if (reader.takeWord("OR"))
        reader.takeWord("REPLACE");
    if (reader.takeWord("RULE"))
        return Creates::Rule;
    return reader.takeWord("FUNCTION") || reader.takeWord("PROCEDURE") ? Creates::Routine : Creates::Nothing;
}

/// Up to and including BEGIN ATOMIC; false when the statement ends before.
bool skipToAtomic(TokenReader &reader)
{
    while (!reader.atEnd() && reader.peek().kind != TokenKind::Unterminated) {
        if (reader.atMark('('))
            reader.skipParentheses();
        else if (reader.takeWord("BEGIN") && reader.takeWord("ATOMIC"))
            return true;
        else if (!reader.atEnd() && !reader.atMark('(') && !reader.atWord("BEGIN"))
            reader.take();
    }
    return false;
}

/// The byte after the END of the body; 0 when the text ends before. Every CASE has an END of its own.
qsizetype atomicEnd(TokenReader &reader)
{
    for (int depth = 1; reader.peek().kind != TokenKind::End;) {
        depth += reader.atWord("CASE") ? 1 : reader.atWord("END") ? -1 : 0;
        const Token token = reader.take();
        if (depth == 0)
            return token.offset + token.length;
    }
    return 0;
}

/// The byte after the parenthesis that holds a rule's commands; 0 when the rule has none, -1 when it is never closed.
qsizetype ruleEnd(TokenReader &reader)
{
    while (!reader.atEnd() && reader.peek().kind != TokenKind::Unterminated && !reader.atWord("DO"))
        reader.take();
    if (!reader.takeWord("DO"))
        return 0;
    if (!reader.takeWord("ALSO"))
        reader.takeWord("INSTEAD");
    if (!reader.atMark('('))
        return 0;
    for (int depth = 0; reader.peek().kind != TokenKind::End;) {
        depth += reader.atMark('(') ? 1 : reader.atMark(')') ? -1 : 0;
        const Token token = reader.take();
        if (depth == 0)
            return token.offset + token.length;
    }
    return -1;
}

} // namespace

Result<qsizetype> atomicBodyEnd(QByteArrayView script, const Dialect &dialect, qsizetype offset)
{
    if (lowered(script[offset]) != 'c')
        return 0;
    TokenReader reader(script.sliced(offset), dialect);
    const Creates creates = takeHead(reader);
    if (creates == Creates::Rule) {
        const qsizetype end = ruleEnd(reader);
        if (end < 0)
            return Failure(bodyNeverEnds(script, offset, QStringLiteral("rule's list of commands"),
                                         QStringLiteral("close its parenthesis")));
        return end > 0 ? offset + end : 0;
    }
    if (creates == Creates::Nothing || !skipToAtomic(reader))
        return 0;
    const qsizetype end = atomicEnd(reader);
    if (end == 0)
        return Failure(bodyNeverEnds(script, offset, QStringLiteral("body with BEGIN ATOMIC"),
                                     QStringLiteral("close it with END after the body's last semicolon")));
    return offset + end;
}

} // namespace lk
