// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/diffoptions.h"

#include "models/schema/changetext.h"

#include <QJsonArray>

#include <algorithm>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

struct Member {
    const char *name;
    bool DiffOptions::*value;
};
constexpr Member members[] = {
    {"added", &DiffOptions::added},
    {"removed", &DiffOptions::removed},
    {"altered", &DiffOptions::altered},
    {"renamed", &DiffOptions::renamed},
    {"destroying_only", &DiffOptions::destroyingOnly},
    {"ignore_owner", &DiffOptions::ignoreOwner},
    {"ignore_comments", &DiffOptions::ignoreComments},
    {"ignore_whitespace", &DiffOptions::ignoreWhitespace},
    {"ignore_counters", &DiffOptions::ignoreCounters},
};

bool DiffOptions::*memberOf(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added: return &DiffOptions::added;
    case ChangeKind::Removed: return &DiffOptions::removed;
    case ChangeKind::Renamed: return &DiffOptions::renamed;
    case ChangeKind::Altered: break;
    }
    return &DiffOptions::altered;
}

/// SQL text to compare, without its comments or with white space as one space; quoted pieces stay as they are.
class Reduced
{
public:
    Reduced(const QString &text, bool whitespace, bool comments) : m_text(text), m_whitespace(whitespace), m_comments(comments) {}

    QString run()
    {
        while (m_at < m_text.size()) {
            const QChar character = m_text[m_at];
            if (character == u'\'' || character == u'"' || character == u'`')
                take(behind(m_text.indexOf(character, m_at + 1), 1)); // a doubled mark begins another piece, which is as good
            else if (starts(u"--"_s))
                comment(behind(m_text.indexOf(u'\n', m_at), 0));
            else if (starts(u"/*"_s))
                comment(behind(m_text.indexOf(u"*/"_s, m_at + 2), 2));
            else if (m_whitespace && character.isSpace()) {
                ++m_at;
                m_space = true;
            } else
                take(m_at + 1);
        }
        return m_whitespace ? m_result : withoutEmptyLines(m_result);
    }

private:
    bool starts(const QString &with) const { return QStringView(m_text).sliced(m_at).startsWith(with); }
    qsizetype behind(qsizetype found, int length) const { return found < 0 ? m_text.size() : found + length; }

    void comment(qsizetype end)
    {
        if (!m_comments) {
            take(end);
            m_result += u'\n'; // what follows is no part of it
        }
        m_at = end;
        m_space = m_space || m_comments;
    }

    void take(qsizetype end)
    {
        const bool needless = m_result.isEmpty() || isLoose(m_result.back()) || isLoose(m_text[m_at]);
        if (m_space && m_whitespace && !needless)
            m_result += u' ';
        m_space = false;
        m_result += QStringView(m_text).sliced(m_at, end - m_at);
        m_at = end;
    }

    /// Beside which space means nothing.
    static bool isLoose(QChar character) { return QStringView(u"(),;=\n").contains(character); }

    static QString withoutEmptyLines(const QString &text)
    {
        QString kept;
        for (const QString &line : text.split(u'\n')) {
            qsizetype end = line.size();
            while (end > 0 && line[end - 1].isSpace())
                --end;
            if (end > 0)
                kept += line.left(end) + u'\n';
        }
        return kept;
    }

    const QString &m_text;
    bool m_whitespace;
    bool m_comments;
    qsizetype m_at = 0;
    bool m_space = false;
    QString m_result;
};

bool sameText(const SchemaChange &change, const DiffOptions &options)
{
    if (!options.ignoreWhitespace && !options.ignoreComments)
        return false;
    const auto reduced = [&](const QString &text) { return Reduced(text, options.ignoreWhitespace, options.ignoreComments).run(); };
    return change.before != change.after && reduced(change.before) == reduced(change.after);
}

bool isNumber(const QString &text)
{
    return text == u"none" || std::ranges::all_of(text, [](QChar c) { return c.isDigit() || c == u'-'; });
}

/// Where a counter goes on, not whether a column has one.
bool isCounter(const DetailParts &parts)
{
    static const QStringList facts{u"auto_increment"_s, u"last value"_s, u"start"_s};
    return facts.contains(parts.fact) && isNumber(parts.before) && isNumber(parts.after);
}

bool isIgnoredDetail(const QString &detail, const SchemaChange &change, const DiffOptions &options)
{
    const auto parts = detailParts(detail);
    const QString fact = parts ? parts->fact : detail.section(u": "_s, 0, 0);
    if (fact == u"owner")
        return options.ignoreOwner;
    if (fact == u"comment")
        return options.ignoreComments;
    if (parts && isCounter(*parts))
        return options.ignoreCounters;
    return detail == u"definition" && sameText(change, options);
}

} // namespace

bool DiffOptions::shows(ChangeKind kind) const
{
    return this->*memberOf(kind);
}

void DiffOptions::setShown(ChangeKind kind, bool shown)
{
    this->*memberOf(kind) = shown;
}

bool destroysData(const SchemaChange &change)
{
    if (change.destroysRows.value_or(0) > 0)
        return true;
    static const QStringList holders{u"table"_s, u"column"_s, u"materialized view"_s};
    return change.kind == ChangeKind::Removed && holders.contains(change.object) && !change.destroysRows;
}

bool isIgnored(const SchemaChange &change, const DiffOptions &options)
{
    return change.kind == ChangeKind::Altered && !change.details.isEmpty()
           && std::ranges::all_of(change.details, [&](const QString &detail) { return isIgnoredDetail(detail, change, options); });
}

FilteredDiff filtered(const SchemaDiff &diff, const DiffOptions &options)
{
    FilteredDiff result;
    for (const SchemaChange &change : diff.changes) {
        const bool wanted = options.shows(change.kind) && !options.hiddenObjects.contains(change.object)
                            && (!options.destroyingOnly || destroysData(change));
        if (!wanted)
            ++result.hidden;
        else if (isIgnored(change, options))
            ++result.ignored;
        else
            result.diff.changes.push_back(change);
    }
    return result;
}

QStringList objectKinds(const SchemaDiff &diff)
{
    QStringList kinds;
    for (const SchemaChange &change : diff.changes) {
        if (!kinds.contains(change.object))
            kinds << change.object;
    }
    kinds.sort();
    return kinds;
}

QJsonObject toJson(const DiffOptions &options)
{
    QJsonObject json;
    for (const Member &member : members)
        json.insert(QLatin1String(member.name), options.*member.value);
    QStringList hidden = options.hiddenObjects.values();
    hidden.sort();
    json.insert(u"hidden_objects"_s, QJsonArray::fromStringList(hidden));
    return json;
}

DiffOptions diffOptionsFromJson(const QJsonObject &json)
{
    DiffOptions options;
    for (const Member &member : members)
        options.*member.value = json.value(QLatin1String(member.name)).toBool(options.*member.value);
    for (const QJsonValue &kind : json.value(u"hidden_objects"_s).toArray())
        options.hiddenObjects.insert(kind.toString());
    return options;
}

} // namespace lk
