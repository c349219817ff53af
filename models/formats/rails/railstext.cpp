// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/rails/railsfolder.h"

#include <algorithm>

namespace lk {

namespace {

bool isWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '!' || c == '?';
}

QByteArrayView firstWord(QByteArrayView line)
{
    qsizetype end = 0;
    while (end < line.size() && isWord(line[end]))
        ++end;
    return line.first(end);
}

/// How many arguments a call has on its line: commas outside of brackets and quotes.
qsizetype argumentsOf(QByteArrayView call)
{
    qsizetype commas = 0;
    int depth = 0;
    char quote = 0;
    for (const char c : call) {
        if (quote) {
            quote = c == quote ? char(0) : quote;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(' || c == '[' || c == '{') {
            ++depth;
        } else if (c == ')' || c == ']' || c == '}') {
            --depth;
        } else if (c == ',' && depth == 0) {
            ++commas;
        }
    }
    return commas + 1;
}

/// Why Rails can't turn @p line around, a statement within `change`; empty: it can, or nobody knows.
QString irreversibleCall(QByteArrayView line)
{
    const QByteArrayView word = firstWord(line);
    QByteArrayView rest = line.sliced(word.size()).trimmed();
    if (rest.startsWith('(') && rest.endsWith(')'))
        rest = rest.sliced(1).chopped(1);
    const QString name = QString::fromLatin1(word);
    const bool goesOn = rest.endsWith(',') || rest.endsWith('('); // on the next line: not judged
    const bool block = rest.endsWith("do") || rest.contains("do |") || rest.endsWith('{') || rest.contains(" { |");
    const bool fromTo = rest.contains("from:") || rest.contains(":from");
    if (word == "execute" || word == "change_column" || word == "execute_block")
        return name;
    if (goesOn)
        return {};
    if (word == "drop_table" && !block)
        return name + QStringLiteral(" without a block");
    if (word == "remove_column" && argumentsOf(rest) < 3)
        return name + QStringLiteral(" without a type");
    if ((word == "change_column_default" || word == "change_column_comment" || word == "change_table_comment") && !fromTo)
        return name + QStringLiteral(" without from: and to:");
    if (word == "remove_columns" && !rest.contains("type:"))
        return name + QStringLiteral(" without type:");
    if (word == "remove_index" && argumentsOf(rest) < 2)
        return name + QStringLiteral(" without columns");
    return {};
}

enum class Method { None, Up, Down, Change };

} // namespace

RailsText readRailsText(const QByteArray &text)
{
    RailsText result;
    Method method = Method::None;
    qsizetype methodIndent = 0;
    qsizetype reversibleIndent = -1; // within `reversible do`, both directions are said
    QByteArray heredoc;
    bool changes = false;
    bool raises = false;
    qint64 number = 0;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = text.indexOf('\n', at);
        end = end < 0 ? text.size() : end;
        const QByteArrayView whole = QByteArrayView(text).sliced(at, end - at);
        at = end + 1;
        ++number;
        QByteArrayView line = whole.trimmed();
        if (!heredoc.isEmpty()) {
            if (line == heredoc)
                heredoc.clear();
            continue;
        }
        if (line == "__END__")
            break;
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const qsizetype indent = whole.indexOf(line.front());
        if (const qsizetype begin = line.indexOf("<<~") >= 0 ? line.indexOf("<<~") : line.indexOf("<<-"); begin >= 0) {
            QByteArrayView name = line.sliced(begin + 3);
            if (name.startsWith('"') || name.startsWith('\''))
                name = name.sliced(1);
            heredoc = firstWord(name).toByteArray();
        }
        if (line.startsWith("class ") && result.className.isEmpty()) {
            const QByteArrayView name = line.sliced(6).trimmed();
            qsizetype length = 0;
            while (length < name.size() && (isWord(name[length]) || name[length] == ':'))
                ++length;
            result.className = QString::fromUtf8(name.first(length));
            const qsizetype open = line.indexOf("Migration[");
            const qsizetype close = open < 0 ? -1 : line.indexOf(']', open);
            if (close > 0)
                result.generation = QString::fromLatin1(line.sliced(open + 10, close - open - 10));
            continue;
        }
        if (method == Method::None && line.startsWith("disable_ddl_transaction!"))
            result.transaction = false;
        if (line.startsWith("def ")) {
            QByteArrayView name = line.sliced(4).trimmed();
            if (name.startsWith("self."))
                name = name.sliced(5);
            const QByteArrayView word = firstWord(name);
            method = word == "up" ? Method::Up : word == "down" ? Method::Down : word == "change" ? Method::Change : Method::None;
            methodIndent = indent;
            reversibleIndent = -1;
            result.hasUp = result.hasUp || method == Method::Up || method == Method::Change;
            changes = changes || method == Method::Change;
            result.hasDown = result.hasDown || method == Method::Down;
            if (!line.endsWith("end") || line.indexOf(';') < 0)
                continue;
            line = line.sliced(line.indexOf(';') + 1).trimmed(); // def down; raise ...; end
        }
        if (indent <= methodIndent && line == "end") {
            method = Method::None;
            continue;
        }
        if (method == Method::Down && line.startsWith("raise") && line.contains("IrreversibleMigration")) {
            raises = true;
            result.irreversible = QStringLiteral("raise ActiveRecord::IrreversibleMigration");
            result.line = number;
        }
        if (method != Method::Change)
            continue;
        if (reversibleIndent >= 0 && indent > reversibleIndent)
            continue;
        reversibleIndent = line.startsWith("reversible") || line.startsWith("up_only") || line.startsWith("revert") ? indent : -1;
        if (reversibleIndent < 0 && result.irreversible.isEmpty()) {
            result.irreversible = irreversibleCall(line);
            result.line = result.irreversible.isEmpty() ? 0 : number;
        }
    }
    if (changes)
        result.hasDown = result.irreversible.isEmpty();
    else if (raises)
        result.hasDown = false;
    return result;
}

} // namespace lk
