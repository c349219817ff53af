// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sql/scanner.h"

#include "models/sql/characters.h"

#include <algorithm>

namespace lk {

namespace {

constexpr bool isOperatorByte(char c)
{
    return c != '\0' && QByteArrayView("+-*/<>=~!@#%^&|`?").contains(c);
}

} // namespace

Scanner::Scanner(QByteArrayView text, const Dialect &dialect, qsizetype offset)
    : m_text(text), m_dialect(dialect), m_at(offset)
{}

Token Scanner::finish(TokenKind kind, qsizetype end)
{
    const Token token{kind, m_at, end - m_at};
    m_at = end;
    return token;
}

/// A string or name whose opening quote stands at @p open, after its prefix.
Token Scanner::quoted(TokenKind kind, qsizetype open, bool backslashes)
{
    const char close = m_text[open] == '[' ? ']' : m_text[open];
    const qsizetype end = quotedEnd(m_text, open, close, backslashes);
    if (end < 0)
        return finish(TokenKind::Unterminated, m_text.size());
    if (backslashes && m_dialect.escapeStrings)
        m_escapesEnd = end;
    return finish(kind, end);
}

Token Scanner::singleQuoted()
{
    const bool goesOn = m_escapesEnd >= 0 && continuesString(m_text, m_escapesEnd, m_at);
    return quoted(TokenKind::String, m_at, m_dialect.backslashEscapes || goesOn);
}

Token Scanner::blockComment()
{
    const qsizetype code = m_dialect.versionedComments && !m_versioned
                               ? versionedMark(m_text, m_at, m_dialect.mariadbComments)
                               : 0;
    if (code > 0) {
        m_versioned = true;
        return finish(TokenKind::Comment, m_at + code);
    }
    const qsizetype end = blockCommentEnd(m_text, m_at, m_dialect.nestedComments);
    return end < 0 ? finish(TokenKind::Unterminated, m_text.size()) : finish(TokenKind::Comment, end);
}

Token Scanner::versionedEnd()
{
    m_versioned = false;
    return finish(TokenKind::Comment, m_at + 2);
}

Token Scanner::lineComment()
{
    const qsizetype end = m_text.indexOf('\n', m_at);
    return finish(TokenKind::Comment, end < 0 ? m_text.size() : end);
}

Token Scanner::plainWord()
{
    qsizetype end = m_at + 1;
    while (end < m_text.size() && isNameByte(m_text[end]))
        ++end;
    return finish(TokenKind::Word, end);
}

/// A word, or what a word's beginning opens: x'00', E'it\'s', _utf8'x'.
Token Scanner::word()
{
    const char first = lowered(m_text[m_at]);
    const char after = at(m_at + 1);
    if (after == '\'') {
        if (first == 'x' || (first == 'b' && (m_dialect.escapeStrings || m_dialect.introducers)))
            return quoted(TokenKind::Blob, m_at + 1, m_dialect.backslashEscapes);
        if (first == 'e' && m_dialect.escapeStrings)
            return quoted(TokenKind::String, m_at + 1, true);
        if (first == 'n' && (m_dialect.escapeStrings || m_dialect.introducers))
            return quoted(TokenKind::String, m_at + 1, m_dialect.backslashEscapes);
    }
    if (first == 'u' && after == '&' && m_dialect.escapeStrings && (at(m_at + 2) == '\'' || at(m_at + 2) == '"'))
        return quoted(at(m_at + 2) == '"' ? TokenKind::QuotedName : TokenKind::String, m_at + 2, false);
    const qsizetype start = m_at;
    Token token = plainWord();
    if (first != '_' || !m_dialect.introducers
        || (at(m_at) != '\'' && !(at(m_at) == '"' && m_dialect.doubleQuotedStrings)))
        return token;
    token = quoted(TokenKind::String, m_at, m_dialect.backslashEscapes);
    return {token.kind, start, m_at - start};
}

Token Scanner::number()
{
    qsizetype end = m_at;
    if (at(end) == '0' && lowered(at(end + 1)) == 'x' && isHexDigit(at(end + 2))) {
        end += 2;
        while (isHexDigit(at(end)))
            ++end;
        return finish(TokenKind::Number, end);
    }
    if (!m_dialect.userVariables)
        return decimal(end);
    // MySQL: names may begin with digits, as in 2fa_codes.
    while (isDigit(at(end)))
        ++end;
    const char sign = at(end + 1);
    const bool exponent = lowered(at(end)) == 'e'
                          && (isDigit(sign) || ((sign == '+' || sign == '-') && isDigit(at(end + 2))));
    return end > m_at && isNameByte(at(end)) && !exponent ? plainWord() : decimal(m_at);
}

Token Scanner::decimal(qsizetype end)
{
    const auto digits = [&] {
        while (isDigit(at(end)))
            ++end;
    };
    digits();
    if (at(end) == '.') {
        ++end;
        digits();
    }
    const qsizetype exponent = at(end + 1) == '+' || at(end + 1) == '-' ? end + 2 : end + 1;
    if (lowered(at(end)) == 'e' && isDigit(at(exponent))) {
        end = exponent;
        digits();
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

/// MySQL's @x, @'x y', @@global.x, and the host of 'user'@'host'.
Token Scanner::variable()
{
    const char after = at(m_at + 1);
    if (after == '\'' || after == '"' || after == '`')
        return quoted(TokenKind::Parameter, m_at + 1, m_dialect.backslashEscapes && after != '`');
    qsizetype end = after == '@' ? m_at + 2 : m_at + 1;
    const qsizetype name = end;
    while (isNameByte(at(end)) || (at(end) == '.' && isNameByte(at(end + 1))))
        ++end;
    return finish(end == name ? TokenKind::Operator : TokenKind::Parameter, end);
}

Token Scanner::dollar()
{
    const qsizetype mark = m_dialect.dollarQuotes ? dollarMark(m_text, m_at) : 0;
    if (mark == 0 && !m_dialect.dollarQuotes)
        return m_dialect.userVariables ? plainWord() : parameter();
    if (mark == 0) { // PostgreSQL's $1
        qsizetype end = m_at + 1;
        while (isDigit(at(end)))
            ++end;
        return finish(end > m_at + 1 ? TokenKind::Parameter : TokenKind::Operator, end);
    }
    const qsizetype close = m_text.indexOf(m_text.sliced(m_at, mark), m_at + mark);
    return close < 0 ? finish(TokenKind::Unterminated, m_text.size()) : finish(TokenKind::String, close + mark);
}

Token Scanner::colon()
{
    return m_dialect.bareParameters && isNameByte(at(m_at + 1)) ? parameter() : mark();
}

Token Scanner::mark()
{
    static constexpr const char *pairs[] = {"<=", "<>", "<<", ">=", ">>", "==", "!=", "||", "->", "::", ":="};
    if (m_dialect.customOperators && isOperatorByte(m_text[m_at]))
        return operatorRun();
    if (m_text.sliced(m_at).startsWith("->>") || m_text.sliced(m_at).startsWith("<=>"))
        return finish(TokenKind::Operator, m_at + 3);
    for (const char *pair : pairs) {
        if (m_text.sliced(m_at).startsWith(pair))
            return finish(TokenKind::Operator, m_at + 2);
    }
    return finish(TokenKind::Operator, m_at + 1);
}

/// PostgreSQL's rule: the longest run of operator bytes up to a comment; one that ends in + or - must contain a byte of
/// the other kind, else these belong to what follows (a=-1).
Token Scanner::operatorRun()
{
    qsizetype end = m_at;
    bool mayEndInSign = false;
    while (isOperatorByte(at(end))) {
        if (end > m_at && ((at(end) == '-' && at(end + 1) == '-') || (at(end) == '/' && at(end + 1) == '*')))
            break;
        mayEndInSign = mayEndInSign || QByteArrayView("~!@#%^&|`?").contains(at(end));
        ++end;
    }
    while (!mayEndInSign && end > m_at + 1 && (at(end - 1) == '+' || at(end - 1) == '-'))
        --end;
    return finish(TokenKind::Operator, end);
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
    case '\'': return singleQuoted();
    case '"':
        return m_dialect.doubleQuotedStrings ? quoted(TokenKind::String, m_at, m_dialect.backslashEscapes)
                                             : quoted(TokenKind::QuotedName, m_at, false);
    case '`': return m_dialect.backtickQuotes ? quoted(TokenKind::QuotedName, m_at, false) : mark();
    case '[': return m_dialect.bracketQuotes ? quoted(TokenKind::QuotedName, m_at, false) : mark();
    case '-': return after == '-' && (!m_dialect.dashNeedsSpace || spacedDash(m_text, m_at)) ? lineComment() : mark();
    case '/': return after == '*' ? blockComment() : mark();
    case '*': return m_versioned && after == '/' ? versionedEnd() : mark();
    case '#': return m_dialect.hashComments ? lineComment() : mark();
    case '$': return dollar();
    case ':': return colon();
    case '?': return m_dialect.customOperators ? mark() : parameter();
    case '@': return m_dialect.customOperators ? mark() : m_dialect.userVariables ? variable() : parameter();
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

namespace {

/// The text of U&"..." without quotes, its \0061 and \+000061 turned into characters.
QString unescaped(QString text)
{
    for (qsizetype at = text.indexOf(u'\\'); at >= 0; at = text.indexOf(u'\\', at + 1)) {
        const bool longForm = at + 1 < text.size() && text[at + 1] == u'+';
        const QStringView digits = QStringView(text).mid(longForm ? at + 2 : at + 1, longForm ? 6 : 4);
        bool ok = false;
        const char32_t code = digits.toUInt(&ok, 16);
        if (ok)
            text.replace(at, digits.size() + (longForm ? 2 : 1), QString::fromUcs4(&code, 1));
        else if (text.mid(at + 1, 1) == u"\\")
            text.remove(at, 1);
    }
    return text;
}

} // namespace

QString nameOf(QByteArrayView token, const Dialect &dialect)
{
    if (token.isEmpty() || dialect.nameCase != Dialect::NameCase::Lowered
        || QByteArrayView("\"`'").contains(token.front()))
        return nameOf(token);
    if (dialect.escapeStrings && token.size() > 3 && lowered(token.front()) == 'u' && token[1] == '&')
        return unescaped(nameOf(token.sliced(2)));
    QByteArray name = token.toByteArray();
    std::transform(name.begin(), name.end(), name.begin(), lowered);
    return QString::fromUtf8(name);
}

} // namespace lk
