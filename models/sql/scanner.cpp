// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/scanner.h"

#include "models/sql/characters.h"

namespace lk {

Scanner::Scanner(QByteArrayView text, const Dialect &dialect, qsizetype offset)
    : m_text(text), m_dialect(dialect), m_at(offset)
{}

Token Scanner::finish(TokenKind kind, qsizetype end)
{
    const Token token{kind, m_at, end - m_at};
    m_at = end;
    return token;
}

Token Scanner::quoted(TokenKind kind, char close)
{
    const bool escapes = m_dialect.backslashEscapes && kind == TokenKind::String;
    const qsizetype end = quotedEnd(m_text, m_at, close, escapes);
    return end < 0 ? finish(TokenKind::Unterminated, m_text.size()) : finish(kind, end);
}

Token Scanner::blockComment()
{
    const qsizetype end = blockCommentEnd(m_text, m_at, m_dialect.nestedComments);
    return end < 0 ? finish(TokenKind::Unterminated, m_text.size()) : finish(TokenKind::Comment, end);
}

Token Scanner::lineComment()
{
    const qsizetype end = m_text.indexOf('\n', m_at);
    return finish(TokenKind::Comment, end < 0 ? m_text.size() : end);
}

Token Scanner::word()
{
    const char first = lowered(m_text[m_at]);
    if (first == 'x' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '\'') {
        const qsizetype end = m_text.indexOf('\'', m_at + 2);
        return end < 0 ? finish(TokenKind::Unterminated, m_text.size()) : finish(TokenKind::Blob, end + 1);
    }
    qsizetype end = m_at + 1;
    while (end < m_text.size() && isNameByte(m_text[end]))
        ++end;
    return finish(TokenKind::Word, end);
}

Token Scanner::number()
{
    qsizetype end = m_at;
    const auto digits = [&](auto &&isOne) {
        while (end < m_text.size() && isOne(m_text[end]))
            ++end;
    };
    const auto at = [&](qsizetype i) { return i < m_text.size() ? lowered(m_text[i]) : '\0'; };
    if (at(end) == '0' && at(end + 1) == 'x' && isHexDigit(at(end + 2))) {
        end += 2;
        digits(isHexDigit);
        return finish(TokenKind::Number, end);
    }
    digits(isDigit);
    if (at(end) == '.') {
        ++end;
        digits(isDigit);
    }
    const qsizetype exponent = at(end + 1) == '+' || at(end + 1) == '-' ? end + 2 : end + 1;
    if (at(end) == 'e' && isDigit(at(exponent))) {
        end = exponent;
        digits(isDigit);
    }
    return finish(TokenKind::Number, end);
}

Token Scanner::parameter()
{
    qsizetype end = m_at + 1;
    while (end < m_text.size() && isNameByte(m_text[end]))
        ++end;
    if (m_text[m_at] != '?' && end == m_at + 1)
        return finish(TokenKind::Operator, end);
    return finish(TokenKind::Parameter, end);
}

Token Scanner::dollar()
{
    const qsizetype mark = m_dialect.dollarQuotes ? dollarMark(m_text, m_at) : 0;
    if (mark == 0)
        return parameter();
    const qsizetype close = m_text.indexOf(m_text.sliced(m_at, mark), m_at + mark);
    return close < 0 ? finish(TokenKind::Unterminated, m_text.size()) : finish(TokenKind::String, close + mark);
}

Token Scanner::mark()
{
    static constexpr const char *pairs[] = {"<=", "<>", "<<", ">=", ">>", "==", "!=", "||", "->", "::", ":="};
    if (m_text.sliced(m_at).startsWith("->>"))
        return finish(TokenKind::Operator, m_at + 3);
    for (const char *pair : pairs) {
        if (m_text.sliced(m_at).startsWith(pair))
            return finish(TokenKind::Operator, m_at + 2);
    }
    return finish(TokenKind::Operator, m_at + 1);
}

Token Scanner::next()
{
    if (m_at >= m_text.size())
        return {TokenKind::End, m_text.size(), 0};
    const char c = m_text[m_at];
    const char after = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
    if (isSpace(c)) {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && isSpace(m_text[end]))
            ++end;
        return finish(TokenKind::Space, end);
    }
    if (isNameStart(c))
        return word();
    if (isDigit(c) || (c == '.' && isDigit(after)))
        return number();
    switch (c) {
    case ';': return finish(TokenKind::Semicolon, m_at + 1);
    case '\'': return quoted(TokenKind::String, '\'');
    case '"': return quoted(TokenKind::QuotedName, '"');
    case '`': return m_dialect.backtickQuotes ? quoted(TokenKind::QuotedName, '`') : mark();
    case '[': return m_dialect.bracketQuotes ? quoted(TokenKind::QuotedName, ']') : mark();
    case '-': return after == '-' ? lineComment() : mark();
    case '/': return after == '*' ? blockComment() : mark();
    case '#': return m_dialect.hashComments ? lineComment() : mark();
    case '$': return dollar();
    case ':': return isNameByte(after) ? parameter() : mark();
    case '?':
    case '@': return parameter();
    default: return mark();
    }
}

Token Scanner::nextSignificant()
{
    Token token = next();
    while (token.kind == TokenKind::Space || token.kind == TokenKind::Comment)
        token = next();
    return token;
}

bool isKeyword(QByteArrayView word, QByteArrayView keyword)
{
    return word.size() == keyword.size() && word.compare(keyword, Qt::CaseInsensitive) == 0;
}

QString nameOf(QByteArrayView token)
{
    if (token.size() < 2)
        return QString::fromUtf8(token);
    const char open = token.front();
    const char close = open == '[' ? ']' : open;
    if ((open != '"' && open != '`' && open != '\'' && open != '[') || token.back() != close)
        return QString::fromUtf8(token);
    const QString inner = QString::fromUtf8(token.sliced(1, token.size() - 2));
    if (open == '[')
        return inner;
    const QChar mark = QLatin1Char(open);
    return QString(inner).replace(QString(2, mark), QString(mark));
}

} // namespace lk
