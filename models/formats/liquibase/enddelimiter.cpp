// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/liquibase/enddelimiter.h"

#include "models/sql/scanner.h"

namespace lk {

namespace {

/// Liquibase's pattern, as far as it is a text: "\n/" is one at a line's beginning.
struct Delimiter {
    QByteArray text;
    bool beginsLine = false;
};

Delimiter delimiterOf(QString written)
{
    Delimiter delimiter;
    bool stripped = true;
    while (stripped) {
        stripped = false;
        for (const char *space : {"\\n", "\\r", "\\s*", "\\s+", "\\s", "^"}) {
            const QString mark = QString::fromLatin1(space);
            if (!written.startsWith(mark))
                continue;
            written.remove(0, mark.size());
            delimiter.beginsLine = stripped = true;
        }
    }
    for (const char *end : {"$", "\\s*", "\\n"}) {
        if (written.endsWith(QString::fromLatin1(end)))
            written.chop(qsizetype(qstrlen(end)));
    }
    delimiter.text = written.remove(u'\\').toUtf8();
    delimiter.beginsLine = delimiter.beginsLine || delimiter.text == "/";
    return delimiter;
}

bool isWordPart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool fits(const QByteArray &script, qsizetype at, const Delimiter &delimiter)
{
    const qsizetype length = delimiter.text.size();
    const QByteArrayView view(script);
    if (at + length > view.size() || view.sliced(at, length).compare(delimiter.text, Qt::CaseInsensitive) != 0)
        return false;
    if (isWordPart(delimiter.text.front()) && at > 0 && isWordPart(view[at - 1]))
        return false;
    if (isWordPart(delimiter.text.back()) && at + length < view.size() && isWordPart(view[at + length]))
        return false;
    if (!delimiter.beginsLine)
        return true;
    const QByteArrayView before = view.first(at);
    return before.sliced(before.lastIndexOf('\n') + 1).trimmed().isEmpty();
}

bool isAlone(const QByteArray &script, qsizetype at, qsizetype length)
{
    const QByteArrayView view(script);
    const QByteArrayView after = view.sliced(at + length);
    const qsizetype end = after.indexOf('\n');
    const QByteArrayView before = view.first(at);
    return (end < 0 ? after : after.first(end)).trimmed().isEmpty() && before.sliced(before.lastIndexOf('\n') + 1).trimmed().isEmpty();
}

void replace(QByteArray &script, qsizetype at, qsizetype length)
{
    script[at] = ';';
    for (qsizetype i = 1; i < length; ++i)
        script[at + i] = ' ';
}

/// Calls @p found with each place outside of strings and comments where @p delimiter stands.
template <typename Found> void walk(const QByteArray &script, const Delimiter &delimiter, const Dialect &dialect, const Found &found)
{
    const QByteArray text = script; // what is scanned stays while the script changes
    qsizetype at = 0;
    while (at < text.size()) {
        Scanner scanner(text, dialect, at);
        bool moved = false;
        for (Token token = scanner.next(); token.kind != TokenKind::End; token = scanner.next()) {
            at = token.offset + token.length;
            if (token.kind == TokenKind::Unterminated)
                return;
            if (token.kind == TokenKind::String || token.kind == TokenKind::QuotedName || token.kind == TokenKind::Comment || token.kind == TokenKind::Blob || token.kind == TokenKind::Space)
                continue;
            if (!fits(text, token.offset, delimiter))
                continue;
            found(token.offset);
            at = token.offset + delimiter.text.size();
            moved = at != token.offset + token.length;
            if (moved)
                break;
        }
        if (!moved)
            return;
    }
}

bool mayHaveUsual(const QByteArray &script)
{
    return script.contains("\n/") || script.contains("\nGO") || script.contains("\ngo") || script.contains("\nGo") || script.contains("\ngO");
}

} // namespace

QByteArray withSemicolons(QByteArray script, const QString &written, const Dialect &dialect)
{
    if (written.isEmpty() || written == u";") {
        if (!mayHaveUsual(script))
            return script;
        for (const char *usual : {"GO", "/"}) {
            const Delimiter delimiter{usual, true};
            walk(script, delimiter, dialect, [&](qsizetype at) {
                if (isAlone(script, at, delimiter.text.size()))
                    replace(script, at, delimiter.text.size());
            });
        }
        return script;
    }
    const Delimiter delimiter = delimiterOf(written);
    if (!delimiter.text.isEmpty())
        walk(script, delimiter, dialect, [&](qsizetype at) { replace(script, at, delimiter.text.size()); });
    return script;
}

} // namespace lk
