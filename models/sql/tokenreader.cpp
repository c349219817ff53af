// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/tokenreader.h"

#include <algorithm>

namespace lk {

TokenReader::TokenReader(QByteArrayView text, const Dialect &dialect)
    : m_scanner(text, dialect), m_ahead(m_scanner.nextSignificant())
{}

bool TokenReader::atEnd() const
{
    return m_ahead.kind == TokenKind::End || m_ahead.kind == TokenKind::Semicolon;
}

bool TokenReader::atWord(QByteArrayView keyword) const
{
    return m_ahead.kind == TokenKind::Word && isKeyword(peekText(), keyword);
}

bool TokenReader::atWord(std::initializer_list<QByteArrayView> keywords) const
{
    return std::any_of(keywords.begin(), keywords.end(), [this](QByteArrayView keyword) { return atWord(keyword); });
}

bool TokenReader::atMark(char mark) const
{
    return m_ahead.kind == TokenKind::Operator && m_ahead.length == 1 && peekText().front() == mark;
}

bool TokenReader::atName() const
{
    return m_ahead.kind == TokenKind::Word || m_ahead.kind == TokenKind::QuotedName
           || m_ahead.kind == TokenKind::String;
}

Token TokenReader::take()
{
    const Token token = m_ahead;
    m_ahead = m_scanner.nextSignificant();
    return token;
}

bool TokenReader::takeWord(QByteArrayView keyword)
{
    if (!atWord(keyword))
        return false;
    take();
    return true;
}

bool TokenReader::takeMark(char mark)
{
    if (!atMark(mark))
        return false;
    take();
    return true;
}

QString TokenReader::takeName()
{
    return atName() ? nameOf(text(take()), m_scanner.dialect()) : QString();
}

void TokenReader::skipParentheses()
{
    int depth = 0;
    do {
        if (atMark('('))
            ++depth;
        else if (atMark(')'))
            --depth;
        take();
    } while (depth > 0 && m_ahead.kind != TokenKind::End);
}

QualifiedName takeQualifiedName(TokenReader &reader)
{
    QualifiedName result{{}, reader.takeName()};
    while (reader.takeMark('.')) { // catalog.schema.name, too
        result.schema = result.name;
        result.name = reader.takeName();
    }
    return result;
}

} // namespace lk
