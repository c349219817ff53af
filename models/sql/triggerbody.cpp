// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/triggerbody.h"

#include "models/sql/characters.h"
#include "models/sql/scanner.h"

namespace lk {

namespace {

/// Reads up to and including TRIGGER; false when the statement is something else.
bool skipToTrigger(Scanner &scanner)
{
    QByteArrayView word = scanner.text(scanner.nextSignificant());
    if (isKeyword(word, "EXPLAIN")) {
        word = scanner.text(scanner.nextSignificant());
        if (isKeyword(word, "QUERY") && isKeyword(scanner.text(scanner.nextSignificant()), "PLAN"))
            word = scanner.text(scanner.nextSignificant());
    }
    if (!isKeyword(word, "CREATE"))
        return false;
    word = scanner.text(scanner.nextSignificant());
    if (isKeyword(word, "TEMP") || isKeyword(word, "TEMPORARY"))
        word = scanner.text(scanner.nextSignificant());
    return isKeyword(word, "TRIGGER");
}

/// Reads up to and including BEGIN; false when the statement ends before.
bool skipToBody(Scanner &scanner)
{
    for (;;) {
        const Token token = scanner.nextSignificant();
        if (token.kind == TokenKind::Word && isKeyword(scanner.text(token), "BEGIN"))
            return true;
        if (token.kind == TokenKind::Semicolon || token.kind == TokenKind::End || token.kind == TokenKind::Unterminated)
            return false;
    }
}

} // namespace

qsizetype triggerEnd(QByteArrayView script, const Dialect &dialect, qsizetype offset)
{
    const char first = lowered(script[offset]);
    if (first != 'c' && first != 'e')
        return 0;
    Scanner scanner(script, dialect, offset);
    if (!skipToTrigger(scanner) || !skipToBody(scanner))
        return 0;
    // END may be a name and ends every CASE, but only the body's own END follows BEGIN or a semicolon.
    bool mayEnd = true;
    for (;;) {
        const Token token = scanner.nextSignificant();
        if (token.kind == TokenKind::End)
            return -1;
        if (token.kind == TokenKind::Unterminated)
            return 0;
        if (mayEnd && token.kind == TokenKind::Word && isKeyword(scanner.text(token), "END"))
            return token.offset + token.length;
        mayEnd = token.kind == TokenKind::Semicolon;
    }
}

} // namespace lk
