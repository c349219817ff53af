// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/dialect.h"

#include <QByteArrayView>

namespace lk {

enum class TokenKind {
    Word,       ///< keyword or plain name
    QuotedName, ///< "x", `x`, [x], U&"x"
    String,     ///< 'x', E'x', _utf8'x', N'x', MySQL's "x", dollar quotes
    Blob,       ///< x'00', b'01'
    Number,
    Parameter, ///< ?1, :x, @x, $x; MySQL's variables @x, @@x
    Operator,  ///< one operator or punctuation mark
    Semicolon,
    Comment, ///< also the marks around code in a versioned comment
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
    const Dialect &dialect() const { return m_dialect; }
    /// The tokens that follow are code within a comment that only some servers run: /*!40101 ... */.
    bool inVersionedComment() const { return m_versioned; }

private:
    Token finish(TokenKind kind, qsizetype end);
    Token quoted(TokenKind kind, qsizetype open, bool backslashes);
    Token singleQuoted();
    Token blockComment();
    Token versionedEnd();
    Token lineComment();
    Token plainWord();
    Token word();
    Token number();
    Token decimal(qsizetype end);
    Token parameter();
    Token variable();
    Token dollar();
    Token colon();
    Token mark();
    Token operatorRun();
    char at(qsizetype offset) const { return offset < m_text.size() ? m_text[offset] : '\0'; }

    QByteArrayView m_text;
    const Dialect &m_dialect;
    qsizetype m_at;
    qsizetype m_escapesEnd = -1; ///< after the last E'...': a piece on the next line goes on with it
    bool m_versioned = false;
};

/// Whether @p word is @p keyword (given in capitals), ASCII case aside.
bool isKeyword(QByteArrayView word, QByteArrayView keyword);

/// The name that @p token writes, quotes taken off and doubled ones halved.
QString nameOf(QByteArrayView token);

/// The same as @p dialect reads it: PostgreSQL lowers plain names and knows U&"d\0061t".
QString nameOf(QByteArrayView token, const Dialect &dialect);

/// A text that is equal for two scripts that differ only in white space, comments, letter case outside of
/// strings, and needless quotes around names. PostgreSQL's quoted names and MySQL's names keep their case. For
/// comparing definitions, never for running.
QByteArray canonicalSql(QByteArrayView sql, const Dialect &dialect);

} // namespace lk
