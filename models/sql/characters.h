// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <algorithm>

namespace lk {

// Classes of single bytes as SQL tokenizers see them, whatever the locale says.

constexpr bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}
constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}
constexpr bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
/// Bytes above ASCII belong to names: in SQLite every character beyond U+007F does.
constexpr bool isNameStart(char c)
{
    return isLetter(c) || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool isNameByte(char c)
{
    return isNameStart(c) || isDigit(c) || c == '$';
}
/// ASCII only: SQLite folds no other letters.
constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// Characters, not bytes: what continues a UTF-8 sequence does not count.
inline qint64 characterCount(QByteArrayView text)
{
    return std::count_if(text.begin(), text.end(), [](char c) { return static_cast<signed char>(c) > -65; });
}

/// The end of @p text before @p end without the white space there.
inline qsizetype trimmedEnd(QByteArrayView text, qsizetype end)
{
    while (end > 0 && isSpace(text[end - 1]))
        --end;
    return end;
}

/// The length of a byte order mark at the beginning of @p text.
inline qsizetype bomLength(QByteArrayView text)
{
    return text.startsWith("\xEF\xBB\xBF") ? 3 : 0;
}

/// The length of a dollar quote's opening mark at @p offset ("$$", "$tag$"); 0 when there is none.
inline qsizetype dollarMark(QByteArrayView text, qsizetype offset)
{
    qsizetype at = offset + 1;
    if (at < text.size() && isDigit(text[at]))
        return 0;
    while (at < text.size() && (isNameStart(text[at]) || isDigit(text[at])))
        ++at;
    return at < text.size() && text[at] == '$' ? at + 1 - offset : 0;
}

/// Where a block comment that opens at @p offset ends (the byte after it); -1 when the text ends inside.
inline qsizetype blockCommentEnd(QByteArrayView text, qsizetype offset, bool nested)
{
    int depth = 1;
    qsizetype at = offset + 2;
    while (at + 1 < text.size()) {
        if (text[at] == '*' && text[at + 1] == '/') {
            at += 2;
            if (--depth == 0)
                return at;
        } else if (nested && text[at] == '/' && text[at + 1] == '*') {
            at += 2;
            ++depth;
        } else {
            ++at;
        }
    }
    return -1;
}

/// Where a string or name that opens at @p offset ends (the byte after its closing @p close); -1 when the text ends
/// inside. A doubled closing mark stands for itself, but for ']'.
inline qsizetype quotedEnd(QByteArrayView text, qsizetype offset, char close, bool backslashEscapes)
{
    for (qsizetype at = offset + 1; at < text.size(); ++at) {
        if (backslashEscapes && text[at] == '\\') {
            ++at;
        } else if (text[at] == close) {
            if (close == ']' || at + 1 == text.size() || text[at + 1] != close)
                return at + 1;
            ++at;
        }
    }
    return -1;
}

/// Whether the string that opens at @p to goes on with the one that ended before @p from: nothing but white space with
/// a line end, and line comments, stands between them (SQL joins such pieces).
inline bool continuesString(QByteArrayView text, qsizetype from, qsizetype to)
{
    bool lineEnd = false;
    for (qsizetype at = from; at < to; ++at) {
        if (text[at] == '-' && at + 1 < to && text[at + 1] == '-')
            at = text.indexOf('\n', at);
        else if (!isSpace(text[at]))
            return false;
        if (at < 0 || at >= to)
            return false;
        lineEnd = lineEnd || text[at] == '\n' || text[at] == '\r';
    }
    return lineEnd;
}

/// Whether a "--" at @p offset opens a comment for MySQL, which wants white space after it.
inline bool spacedDash(QByteArrayView text, qsizetype offset)
{
    return offset + 2 >= text.size() || static_cast<unsigned char>(text[offset + 2]) <= ' ';
}

/// The length of what opens a comment with code in it at @p offset: "/*!", "/*!40101", and for MariaDB "/*M!100100"; 0
/// when it is a plain comment, as one for version 999999 is, which no server ever runs.
inline qsizetype versionedMark(QByteArrayView text, qsizetype offset, bool mariadb)
{
    const QByteArrayView rest = text.sliced(offset);
    const qsizetype mark = rest.startsWith("/*!") ? 3 : mariadb && rest.startsWith("/*M!") ? 4 : 0;
    qsizetype digits = 0;
    while (mark > 0 && digits < 6 && mark + digits < rest.size() && isDigit(rest[mark + digits]))
        ++digits;
    if (mark == 0 || digits < 5)
        return mark;
    return rest.sliced(mark, digits) == "999999" ? 0 : mark + digits;
}

} // namespace lk
