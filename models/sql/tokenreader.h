// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/scanner.h"

#include <initializer_list>

namespace lk {

/// Significant tokens with one token of look-ahead: what recursive reading of a statement needs.
class TokenReader
{
public:
    TokenReader(QByteArrayView text, const Dialect &dialect);

    const Token &peek() const { return m_ahead; }
    QByteArrayView peekText() const { return m_scanner.text(m_ahead); }
    /// Nothing more of the statement: its text or its semicolon is reached.
    bool atEnd() const;
    bool atWord(QByteArrayView keyword) const;
    bool atWord(std::initializer_list<QByteArrayView> keywords) const;
    bool atMark(char mark) const;
    bool atName() const;

    Token take();
    /// Takes the next token if it is that keyword.
    bool takeWord(QByteArrayView keyword);
    bool takeMark(char mark);
    /// Takes a name (plain, quoted, or a string in a name's place) and gives it unquoted; empty, taking nothing, if
    /// there is none.
    QString takeName();
    /// Takes from an opening parenthesis to its closing one.
    void skipParentheses();
    QByteArrayView text(const Token &token) const { return m_scanner.text(token); }
    const Dialect &dialect() const { return m_scanner.dialect(); }

private:
    Scanner m_scanner;
    Token m_ahead;
};

/// A name with an optional prefix: schema.name.
struct QualifiedName {
    QString schema;
    QString name;
};
QualifiedName takeQualifiedName(TokenReader &reader);

} // namespace lk
