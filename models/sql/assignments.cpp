// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/assignments.h"

#include "models/sql/tokenreader.h"

#include <QStringList>

namespace lk {

namespace {

/// Takes up to and including SET of the statement itself.
bool skipToSet(TokenReader &reader)
{
    while (!reader.atEnd()) {
        if (reader.atMark('('))
            reader.skipParentheses();
        else if (reader.takeWord("SET"))
            return true;
        else
            reader.take();
    }
    return false;
}

QStringList takeColumns(TokenReader &reader)
{
    if (!reader.takeMark('('))
        return {takeQualifiedName(reader).name};
    QStringList columns;
    do
        columns << reader.takeName();
    while (reader.takeMark(','));
    reader.takeMark(')');
    return columns;
}

/// Takes a value up to the next assignment or the end of SET, and looks for "simple AND name = ..." in it.
Assignment takeValue(QByteArrayView text, TokenReader &reader)
{
    Assignment assignment;
    const qsizetype begin = reader.peek().offset;
    qsizetype end = begin;
    int tokens = 0;
    while (!reader.atEnd() && !reader.atMark(',') && !reader.atWord({"WHERE", "FROM", "RETURNING", "ORDER", "LIMIT"})) {
        if (reader.atMark('(')) {
            reader.skipParentheses();
            end = reader.peek().offset;
            tokens += 2;
            continue;
        }
        const bool conjunction = tokens == 1 && reader.atWord("AND");
        const Token token = reader.take();
        end = token.offset + token.length;
        ++tokens;
        if (conjunction && reader.atName()) {
            const QString name = takeQualifiedName(reader).name;
            tokens += 1;
            if (reader.atMark('='))
                assignment.swallowed = name;
        }
    }
    assignment.value = text.sliced(begin, end - begin);
    return assignment;
}

} // namespace

std::vector<Assignment> readAssignments(QByteArrayView update, const Dialect &dialect)
{
    std::vector<Assignment> assignments;
    TokenReader reader(update, dialect);
    if (!skipToSet(reader))
        return assignments;
    do {
        const QStringList columns = takeColumns(reader);
        if (!reader.takeMark('='))
            return assignments;
        Assignment assignment = takeValue(update, reader);
        for (const QString &column : columns) {
            assignment.column = column;
            assignments.push_back(assignment);
        }
    } while (reader.takeMark(','));
    return assignments;
}

} // namespace lk
