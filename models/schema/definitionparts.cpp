// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/definitionparts.h"

namespace lk {

namespace {

bool isQuote(QChar character)
{
    return character == u'"' || character == u'`' || character == u'\'';
}

/// Behind the quoted piece that begins at @p at; a doubled mark goes on with it.
qsizetype quotedEnd(const QString &text, qsizetype at)
{
    const QChar mark = text[at];
    for (qsizetype end = at + 1; end < text.size(); ++end) {
        if (text[end] != mark)
            continue;
        if (end + 1 < text.size() && text[end + 1] == mark)
            ++end;
        else
            return end + 1;
    }
    return text.size();
}

/// Walks over @p text from @p at, quoted pieces as one; @p ends says at which character of which depth it is over.
template<class Ends>
qsizetype walk(const QString &text, qsizetype at, Ends ends)
{
    int depth = 0;
    while (at < text.size()) {
        const QChar character = text[at];
        if (isQuote(character)) {
            at = quotedEnd(text, at);
            continue;
        }
        if (ends(character, depth))
            return at;
        depth += character == u'(' ? 1 : character == u')' ? -1 : 0;
        ++at;
    }
    return at;
}

/// Where the first ones open and close.
std::pair<qsizetype, qsizetype> parentheses(const QString &definition)
{
    const qsizetype open = walk(definition, 0, [](QChar character, int) { return character == u'('; });
    return {open, walk(definition, open + 1, [](QChar character, int depth) { return character == u')' && depth == 0; })};
}

} // namespace

QString firstParentheses(const QString &definition)
{
    const auto [open, close] = parentheses(definition);
    return definition.mid(open + 1, close - open - 1).trimmed();
}

QString wherePart(const QString &definition)
{
    const QString rest = definition.mid(parentheses(definition).second + 1);
    const QString where = QStringLiteral(" WHERE ");
    const qsizetype at = rest.indexOf(where, 0, Qt::CaseInsensitive);
    return at < 0 ? QString() : rest.mid(at + where.size()).trimmed();
}

QStringList topLevelParts(const QString &list)
{
    QStringList parts;
    for (qsizetype at = 0; at < list.size();) {
        const qsizetype end = walk(list, at, [](QChar character, int depth) { return character == u',' && depth == 0; });
        parts << list.mid(at, end - at).trimmed();
        at = end + 1;
    }
    return parts;
}

QString withoutOrder(const QString &part)
{
    const QString name = leadingName(part);
    const QString rest = part.mid(name.size()).trimmed();
    const bool isOrder = rest.startsWith(QLatin1String("ASC")) || rest.startsWith(QLatin1String("DESC")) || rest.startsWith(QLatin1String("NULLS"));
    return isOrder ? name : part;
}

QString leadingName(const QString &text)
{
    qsizetype at = 0;
    while (at < text.size()) {
        if (text[at] == u'"' || text[at] == u'`')
            at = quotedEnd(text, at);
        else if (text[at].isLetterOrNumber() || text[at] == u'_' || text[at] == u'$' || text[at] == u'.')
            ++at;
        else
            break;
    }
    return text.left(at);
}

bool isName(const QString &text)
{
    return !text.isEmpty() && leadingName(text) == text && nameParts(text).size() == 1;
}

QStringList nameParts(const QString &name)
{
    QStringList parts;
    for (qsizetype at = 0; at < name.size();) {
        const qsizetype end = walk(name, at, [](QChar character, int) { return character == u'.'; });
        parts << bareName(name.mid(at, end - at));
        at = end + 1;
    }
    return parts;
}

QString bareName(const QString &text)
{
    if (text.size() < 2 || !isQuote(text.front()) || text.back() != text.front())
        return text;
    return text.sliced(1, text.size() - 2).replace(QString(text.front()) + text.front(), QString(text.front()));
}

} // namespace lk
