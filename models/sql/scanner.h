// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArrayView>

namespace lk {

enum class TokenKind {
    Word,       ///< keyword or plain name
    QuotedName, ///< "x", `x`, [x]
    String,     ///< 'x' (and dollar quotes)
    Blob,       ///< x'00'
    Number,
    Parameter, ///< ?1, :x, @x, $x
    Operator,  ///< one operator or punctuation mark
    Semicolon,
    Comment,
    Space,
    Unterminated, ///< a string, quoted name or block comment that the text ends inside
    End,
};

/// A piece of the scanned text: byte offset and length into it.
struct Token {
    TokenKind kind = TokenKind::End;
    qsizetype offset = 0;
    qsizetype length = 0;

    bool operator==(const Token &) const = default;
};

/// Reads tokens one by one from UTF-8 text without copying it. The text must outlive the scanner.
class Scanner
{
public:
    explicit Scanner(QByteArrayView text, const Dialect &dialect, qsizetype offset = 0);

    /// The next token of any kind; End for ever after the last.
    Token next();
    /// The next token that is neither space nor comment.
    Token nextSignificant();
    QByteArrayView text(const Token &token) const { return m_text.sliced(token.offset, token.length); }

private:
    Token finish(TokenKind kind, qsizetype end);
    Token quoted(TokenKind kind, char close);
    Token blockComment();
    Token lineComment();
    Token word();
    Token number();
    Token parameter();
    Token dollar();
    Token mark();

    QByteArrayView m_text;
    const Dialect &m_dialect;
    qsizetype m_at;
};

/// Whether @p word is @p keyword (given in capitals), ASCII case aside.
bool isKeyword(QByteArrayView word, QByteArrayView keyword);

/// The name that @p token writes, quotes taken off and doubled ones halved.
QString nameOf(QByteArrayView token);

/// A text that is equal for two scripts that differ only in white space, comments, letter case outside of
/// strings, and needless quotes around names. For comparing definitions, never for running.
QByteArray canonicalSql(QByteArrayView sql, const Dialect &dialect);

} // namespace lk
