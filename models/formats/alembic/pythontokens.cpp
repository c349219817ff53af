// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/alembic/pythontokens.h"

#include <algorithm>
#include <cstring>

namespace lk {

namespace {

bool isNameByte(uchar c)
{
    return c == '_' || c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool isDigit(uchar c)
{
    return c >= '0' && c <= '9';
}

bool isPrefix(QByteArrayView name)
{
    return name.size() <= 2 && std::all_of(name.begin(), name.end(), [](char c) { return strchr("rRbBuUfF", c) != nullptr; });
}

/// Digits of an escape after a backslash and its letter; 0 for other letters.
qsizetype escapeLength(char letter)
{
    return letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
}

QByteArray unescaped(QByteArrayView body)
{
    QByteArray text;
    text.reserve(body.size());
    for (qsizetype i = 0; i < body.size(); ++i) {
        if (body[i] != '\\' || i + 1 == body.size()) {
            text += body[i];
            continue;
        }
        const char letter = body[++i];
        static constexpr QByteArrayView From = "ntrabfv0\\'\"";
        static constexpr QByteArrayView To("\n\t\r\a\b\f\v\0\\'\"", 11);
        if (letter == '\n')
            continue;
        bool ok = false;
        const qsizetype length = escapeLength(letter);
        const uint code = length > 0 ? body.sliced(i + 1, std::min(length, body.size() - i - 1)).toByteArray().toUInt(&ok, 16) : 0;
        if (ok && code <= 0x10ffff) {
            text += QString::fromUcs4(reinterpret_cast<const char32_t *>(&code), 1).toUtf8();
            i += length;
        } else if (const qsizetype place = From.indexOf(letter); place >= 0) {
            text += To[place];
        } else {
            text += '\\';
            text += letter;
        }
    }
    return text;
}

} // namespace

PythonTokens::PythonTokens(QByteArrayView text) : m_text(text)
{
    if (m_text.startsWith("\xef\xbb\xbf"))
        m_at = 3;
}

bool PythonTokens::isLineEnd() const
{
    return at(m_at) == '\n' || at(m_at) == '\r';
}

void PythonTokens::skipBlank()
{
    qsizetype indent = 0;
    while (m_at < m_text.size()) {
        const uchar c = at(m_at);
        if (c == '#') {
            while (m_at < m_text.size() && !isLineEnd())
                ++m_at;
        } else if (c == ' ' || c == '\t' || c == '\f') {
            ++m_at;
            indent = c == '\t' ? (indent / 8 + 1) * 8 : indent + 1;
        } else if (c == '\\' && (at(m_at + 1) == '\n' || (at(m_at + 1) == '\r' && at(m_at + 2) == '\n'))) {
            m_at += at(m_at + 1) == '\n' ? 2 : 3;
            ++m_line;
        } else if (isLineEnd() && (m_fresh || m_depth > 0)) {
            lineEnd();
            indent = 0;
        } else {
            break;
        }
    }
    if (m_fresh)
        m_indent = indent;
}

PythonToken PythonTokens::lineEnd()
{
    const qsizetype begin = m_at;
    const qint64 line = m_line++;
    m_at += at(m_at) == '\r' && at(m_at + 1) == '\n' ? 2 : 1;
    return token(PythonToken::Kind::LineEnd, begin, line);
}

PythonToken PythonTokens::next()
{
    skipBlank();
    if (m_at >= m_text.size())
        return {PythonToken::Kind::End, {}, m_line};
    if (isLineEnd()) {
        m_fresh = true;
        return lineEnd();
    }
    m_fresh = false;
    const qsizetype begin = m_at;
    const uchar c = at(m_at);
    if (c == '\'' || c == '"')
        return text(begin, begin);
    if (isDigit(c) || (c == '.' && isDigit(at(m_at + 1)))) {
        while (isNameByte(at(m_at)) || at(m_at) == '.')
            ++m_at;
        return token(PythonToken::Kind::Number, begin, m_line);
    }
    if (!isNameByte(c))
        return sign();
    while (isNameByte(at(m_at)))
        ++m_at;
    const bool quoted = at(m_at) == '\'' || at(m_at) == '"';
    if (quoted && isPrefix(m_text.sliced(begin, m_at - begin)))
        return text(begin, m_at);
    return token(PythonToken::Kind::Name, begin, m_line);
}

PythonToken PythonTokens::text(qsizetype begin, qsizetype quote)
{
    const qint64 line = m_line;
    const uchar mark = at(quote);
    const bool triple = at(quote + 1) == mark && at(quote + 2) == mark;
    for (m_at = quote + (triple ? 3 : 1); m_at < m_text.size(); ++m_at) {
        const uchar c = at(m_at);
        if (c == mark && (!triple || (at(m_at + 1) == mark && at(m_at + 2) == mark))) {
            m_at += triple ? 3 : 1;
            return token(PythonToken::Kind::Text, begin, line);
        }
        if (c == '\\') {
            ++m_at;
            m_line += at(m_at) == '\n';
        } else if (c == '\n') {
            if (!triple)
                break;
            ++m_line;
        }
    }
    m_at = m_text.size();
    return {PythonToken::Kind::Unclosed, m_text.sliced(begin), line};
}

PythonToken PythonTokens::sign()
{
    const qsizetype begin = m_at;
    const uchar c = at(m_at++);
    if (c == '(' || c == '[' || c == '{')
        ++m_depth;
    else if (c == ')' || c == ']' || c == '}')
        m_depth = std::max(0, m_depth - 1);
    else if (strchr("=!<>:+-*/%&|^@", c) && at(m_at) == '=')
        ++m_at;
    return token(c == ';' && m_depth == 0 ? PythonToken::Kind::LineEnd : PythonToken::Kind::Sign, begin, m_line);
}

std::optional<QString> pythonText(QByteArrayView literal)
{
    qsizetype quote = 0;
    while (quote < literal.size() && literal[quote] != '\'' && literal[quote] != '"')
        ++quote;
    const QByteArray prefix = literal.first(quote).toByteArray().toLower();
    QByteArrayView body = literal.sliced(quote);
    const qsizetype marks = body.size() >= 6 && body[0] == body[1] && body[1] == body[2] ? 3 : 1;
    if (body.size() < 2 * marks)
        return std::nullopt;
    body = body.sliced(marks, body.size() - 2 * marks);
    if (prefix.contains('b') || (prefix.contains('f') && body.contains('{')))
        return std::nullopt;
    QByteArray text = body.toByteArray().replace("\r\n", "\n");
    return QString::fromUtf8(prefix.contains('r') ? text : unescaped(text));
}

QString pythonLiteral(const QString &text)
{
    const QChar mark = text.contains(u'\'') && !text.contains(u'"') ? u'"' : u'\'';
    QString escaped = text;
    escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u'\n', QStringLiteral("\\n")).replace(u'\t', QStringLiteral("\\t"));
    if (mark == u'\'')
        escaped.replace(u'\'', QStringLiteral("\\'"));
    return mark + escaped + mark;
}

} // namespace lk
