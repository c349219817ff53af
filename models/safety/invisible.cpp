// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/invisible.h"

#include "models/sql/scanner.h"

#include <algorithm>

namespace lk {

namespace {

unsigned byteAt(QByteArrayView text, qsizetype at)
{
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

/// The character of two or three bytes at @p at; 0 for all others, which are seen.
char32_t shortCharacter(QByteArrayView text, qsizetype at)
{
    const unsigned lead = byteAt(text, at);
    if (lead == 0xC2)
        return char32_t((lead & 0x1F) << 6 | (byteAt(text, at + 1) & 0x3F));
    if (lead == 0xE2 || lead == 0xEF || lead == 0xE3)
        return char32_t((lead & 0x0F) << 12 | (byteAt(text, at + 1) & 0x3F) << 6 | (byteAt(text, at + 2) & 0x3F));
    return 0;
}

bool reorders(char32_t code)
{
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

bool isInvisible(char32_t code)
{
    return reorders(code) || code == 0x00A0 || code == 0x00AD || (code >= 0x2000 && code <= 0x200F) || code == 0x2028
           || code == 0x2029 || code == 0x202F || code == 0x205F || (code >= 0x2060 && code <= 0x2064) || code == 0x3000
           || code == 0xFEFF;
}

class Finder
{
public:
    explicit Finder(QByteArrayView script) : m_script(script) {}

    /// Looks at the bytes from @p begin to @p end; the byte order mark at the very beginning is meant to be there.
    void look(qsizetype begin, qsizetype end, bool onlyReordering)
    {
        constexpr size_t Enough = 20;
        for (qsizetype at = begin; at < end && m_found.size() < Enough; ++at) {
            const char32_t code = shortCharacter(m_script, at);
            if (code == 0 || !isInvisible(code) || (code == 0xFEFF && at == 0) || (onlyReordering && !reorders(code)))
                continue;
            m_found.push_back({code, reorders(code), at});
        }
    }

    std::vector<InvisibleCharacter> found() && { return std::move(m_found); }

private:
    QByteArrayView m_script;
    std::vector<InvisibleCharacter> m_found;
};

} // namespace

std::vector<InvisibleCharacter> findInvisible(QByteArrayView script, const Dialect &dialect)
{
    // Most scripts have none at all, and need no tokens to know it.
    Finder any(script);
    any.look(0, script.size(), false);
    if (std::move(any).found().empty())
        return {};
    Finder finder(script);
    Scanner scanner(script, dialect);
    for (Token token = scanner.next(); token.kind != TokenKind::End; token = scanner.next()) {
        const bool text = token.kind == TokenKind::String || token.kind == TokenKind::Comment
                          || token.kind == TokenKind::Unterminated;
        finder.look(token.offset, token.offset + token.length, text);
    }
    return std::move(finder).found();
}

} // namespace lk
