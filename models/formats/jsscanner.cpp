// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsscanner.h"

namespace lk {

namespace {

bool isNameByte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || uchar(c) >= 0x80;
}

/// What an escape stands for; @p at is behind it then.
QString unescaped(QByteArrayView text, qsizetype &at)
{
    const char c = text[at++];
    const auto hex = [&](qsizetype digits) {
        bool ok = false;
        const uint code = at + digits <= text.size() ? text.sliced(at, digits).toUInt(&ok, 16) : 0;
        at += ok ? digits : 0;
        return ok ? QString(QChar(ushort(code))) : QString();
    };
    switch (c) {
    case 'n': return QStringLiteral("\n");
    case 't': return QStringLiteral("\t");
    case 'r': return QStringLiteral("\r");
    case 'b': return QStringLiteral("\b");
    case 'f': return QStringLiteral("\f");
    case '0': return QString(QChar(0));
    case 'x': return hex(2);
    case 'u': return hex(4);
    case '\n': return {};
    default: return QString::fromLatin1(&c, 1);
    }
}

} // namespace

void JsScanner::skipSpace()
{
    while (!atEnd()) {
        const char c = peek();
        if (c == '/' && peek(1) == '/') {
            const qsizetype end = m_text.indexOf('\n', m_at);
            m_at = end < 0 ? m_text.size() : end + 1;
        } else if (c == '/' && peek(1) == '*') {
            const qsizetype end = m_text.indexOf("*/", m_at + 2);
            m_at = end < 0 ? m_text.size() : end + 2;
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') {
            ++m_at;
        } else if (m_text.sliced(m_at).startsWith("\xef\xbb\xbf")) {
            m_at += 3;
        } else {
            return;
        }
    }
}

bool JsScanner::take(QByteArrayView what)
{
    skipSpace();
    if (!m_text.sliced(std::min(m_at, m_text.size())).startsWith(what))
        return false;
    if (isNameByte(what.back()) && isNameByte(peek(what.size())))
        return false; // "exported" is not "export"
    m_at += what.size();
    return true;
}

QByteArrayView JsScanner::takeName()
{
    skipSpace();
    const qsizetype begin = m_at;
    while (!atEnd() && isNameByte(peek()))
        ++m_at;
    return m_text.sliced(std::min(begin, m_text.size()), m_at - std::min(begin, m_at));
}

std::optional<QString> JsScanner::takeString()
{
    skipSpace();
    const char quote = peek();
    if (quote != '"' && quote != '\'' && quote != '`')
        return std::nullopt;
    QString text;
    qsizetype at = m_at + 1;
    for (qsizetype plain = at; at < m_text.size();) {
        const char c = m_text[at];
        const bool values = quote == '`' && c == '$' && at + 1 < m_text.size() && m_text[at + 1] == '{';
        if (values || (c == '\n' && quote != '`'))
            return std::nullopt;
        if (c != quote && c != '\\') {
            ++at;
            continue;
        }
        text += QString::fromUtf8(m_text.sliced(plain, at - plain));
        ++at;
        if (c == quote) {
            m_at = at;
            return text;
        }
        if (at < m_text.size())
            text += unescaped(m_text, at);
        plain = at;
    }
    return std::nullopt;
}

void JsScanner::skipString()
{
    const char quote = peek();
    for (++m_at; !atEnd() && peek() != quote && peek() != '\n'; ++m_at) {
        if (peek() == '\\')
            ++m_at;
    }
    m_at = std::min(m_at + 1, m_text.size());
}

/// Whether a slash here begins a regular expression and divides nothing: by what stands before it.
bool JsScanner::mayBeRegex() const
{
    qsizetype before = m_at - 1;
    while (before >= 0 && (m_text[before] == ' ' || m_text[before] == '\t' || m_text[before] == '\n' || m_text[before] == '\r'))
        --before;
    if (before < 0 || QByteArrayView("(,=:[!&|?{};+-*%~^<>").contains(m_text[before]))
        return true;
    return m_text.first(before + 1).endsWith("return");
}

void JsScanner::skipRegex()
{
    const qsizetype begin = m_at;
    bool inClass = false;
    for (++m_at; !atEnd() && (inClass || peek() != '/'); ++m_at) {
        if (peek() == '\n') { // it was none
            m_at = begin + 1;
            return;
        }
        if (peek() == '\\')
            ++m_at;
        else if (peek() == '[' || peek() == ']')
            inClass = peek() == '[';
    }
    m_at = std::min(m_at + 1, m_text.size());
}

void JsScanner::skipNested()
{
    // A loop and no recursion: the text decides how deep it is.
    QByteArray open;
    do {
        const bool inTemplate = open.endsWith('`');
        if (!inTemplate)
            skipSpace();
        const char c = peek();
        if (inTemplate && c == '\\') {
            ++m_at;
        } else if (inTemplate && c == '$' && peek(1) == '{') {
            open += '{';
            ++m_at;
        } else if (c == '`') {
            inTemplate ? open.chop(1) : void(open += c);
        } else if (inTemplate) {
            // text
        } else if (c == '"' || c == '\'') {
            skipString();
            continue;
        } else if (c == '/' && mayBeRegex()) {
            skipRegex();
            continue;
        } else if (c == '(' || c == '[' || c == '{') {
            open += c;
        } else if (c == ')' || c == ']' || c == '}') {
            open.chop(1);
        }
        ++m_at;
    } while (!open.isEmpty() && !atEnd());
    m_at = std::min(m_at, m_text.size());
}

void JsScanner::skipOne()
{
    skipSpace();
    const char c = peek();
    if (c == '"' || c == '\'')
        skipString();
    else if (c == '(' || c == '[' || c == '{' || c == '`')
        skipNested();
    else if (c == '/' && mayBeRegex())
        skipRegex();
    else if (takeName().isEmpty() && !atEnd())
        ++m_at;
}

void JsScanner::skipExpression()
{
    for (skipSpace(); !atEnd(); skipSpace()) {
        const char c = peek();
        if (c == ',' || c == ';' || c == ')' || c == ']' || c == '}')
            return;
        skipOne();
    }
}

} // namespace lk
