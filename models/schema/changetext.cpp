// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/changetext.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// Facts that stand beside every definition.
bool isBeside(const QString &fact)
{
    static const QStringList facts{u"owner"_s, u"grants"_s, u"comment"_s, u"enabled"_s};
    return facts.contains(fact);
}

QString asComment(const QString &fact, const QString &value)
{
    QString text = u"-- %1: %2"_s.arg(fact, value);
    return text.replace(u'\n', u"\n--   "_s);
}

void append(QString &text, const QString &line)
{
    if (!text.isEmpty() && !text.endsWith(u'\n'))
        text += u'\n';
    text += line;
}

/// Of what was added or removed the details are facts that its SQL text, if there is one, does not tell.
void appendFacts(QString &text, const QStringList &facts)
{
    for (const QString &fact : facts)
        append(text, u"-- "_s + QString(fact).replace(u'\n', u"\n--   "_s));
}

} // namespace

std::optional<DetailParts> detailParts(const QString &detail)
{
    const QString arrow = u" → "_s;
    const qsizetype colon = detail.indexOf(u": "_s);
    const qsizetype at = detail.indexOf(arrow);
    if (colon <= 0 || at < colon || detail.indexOf(arrow, at + 1) >= 0)
        return std::nullopt;
    return DetailParts{detail.left(colon), detail.sliced(colon + 2, std::max<qsizetype>(0, at - colon - 2)), detail.sliced(at + arrow.size())};
}

ChangeText changeText(const SchemaChange &change)
{
    ChangeText text{change.before, change.after};
    switch (change.kind) {
    case ChangeKind::Added:
        appendFacts(text.after, change.details);
        return text;
    case ChangeKind::Removed:
        appendFacts(text.before, change.details);
        return text;
    case ChangeKind::Renamed: return text;
    case ChangeKind::Altered: break;
    }
    const bool same = change.before == change.after;
    for (const QString &detail : change.details) {
        const auto parts = detailParts(detail);
        if (!parts || (!same && !isBeside(parts->fact)))
            continue;
        append(text.before, asComment(parts->fact, parts->before));
        append(text.after, asComment(parts->fact, parts->after));
    }
    return text;
}

} // namespace lk
