// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/statementfacts.h"
#include "models/sql/tokenreader.h"

namespace lk {

namespace {

/// Takes up to the parenthesis that opens the body; false for AS SELECT, virtual tables and everything else.
bool skipToBody(TokenReader &reader)
{
    if (!reader.takeWord("CREATE"))
        return false;
    if (!reader.takeWord("TEMP"))
        reader.takeWord("TEMPORARY");
    if (!reader.takeWord("TABLE"))
        return false;
    if (reader.takeWord("IF")) {
        reader.takeWord("NOT");
        reader.takeWord("EXISTS");
    }
    takeQualifiedName(reader);
    return reader.takeMark('(');
}

/// One definition, from its first token to the last before a comma or the closing parenthesis; white space and comments
/// around are left out.
QByteArrayView takeDefinition(QByteArrayView text, TokenReader &reader)
{
    const qsizetype begin = reader.peek().offset;
    qsizetype end = begin;
    int depth = 0;
    while (reader.peek().kind != TokenKind::End && (depth > 0 || !(reader.atMark(',') || reader.atMark(')')))) {
        depth += reader.atMark('(') ? 1 : reader.atMark(')') ? -1 : 0;
        const Token token = reader.take();
        end = token.offset + token.length;
    }
    return text.sliced(begin, end - begin);
}

} // namespace

TableBody readTableBody(QByteArrayView createTable, const Dialect &dialect)
{
    TableBody body;
    TokenReader reader(createTable, dialect);
    if (!skipToBody(reader))
        return body;
    do {
        const bool constraint = reader.atWord({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"});
        const QByteArrayView definition = takeDefinition(createTable, reader);
        if (!definition.isEmpty())
            (constraint ? body.constraints : body.columns).push_back(definition);
    } while (reader.takeMark(','));
    reader.takeMark(')');
    const qsizetype begin = reader.peek().offset;
    qsizetype end = begin;
    while (!reader.atEnd()) {
        const Token token = reader.take();
        end = token.offset + token.length;
    }
    body.options = createTable.sliced(begin, end - begin);
    return body;
}

} // namespace lk
