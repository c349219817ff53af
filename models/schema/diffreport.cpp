// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/schema/diffreport.h"

#include "models/base/printable.h"
#include "models/schema/changetext.h"
#include "models/schema/textdiff.h"

#include <algorithm>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QString counted(qint64 number, const QString &what)
{
    return number == 1 ? u"1 "_s + what : u"%1 %2s"_s.arg(number).arg(what);
}

QString prefixed(const QString &text, const QString &prefix)
{
    QString result;
    for (const QString &line : linesOf(printableBlock(text)))
        result += prefix + line + u'\n';
    return result;
}

/// Columns and constraints are parts of a CREATE TABLE, no statements of their own.
bool isStatement(const SchemaChange &change)
{
    return change.object != u"column" && change.object != u"constraint" && !change.after.trimmed().isEmpty();
}

QString terminated(const QString &sql)
{
    const QString text = sql.trimmed();
    if (text.endsWith(u';'))
        return text;
    // A line comment at the end would swallow the semicolon.
    const bool comment = text.mid(text.lastIndexOf(u'\n') + 1).contains("--"_L1);
    return text + (comment ? u"\n;"_s : u";"_s);
}

QString leftOutText(int leftOut)
{
    return leftOut > 0 ? u"%1 left out by filters"_s.arg(counted(leftOut, u"more change"_s)) : QString();
}

/// Details and what is destroyed, a line each.
QStringList remarks(const SchemaChange &change)
{
    QStringList lines;
    for (const QString &detail : change.details)
        lines << printable(detail);
    if (change.destroysRows)
        lines << u"destroys %1"_s.arg(counted(*change.destroysRows, u"row"_s));
    return lines;
}

/// For names in Markdown: nothing of them is markup.
QString escapedMarkdown(const QString &text)
{
    QString result;
    for (const QChar character : printable(text)) {
        if (u"\\`*_{}[]<>#|~"_s.contains(character))
            result += u'\\';
        result += character;
    }
    return result;
}

/// The fence must be longer than any in the text.
QString fenceFor(const QString &text)
{
    QString fence = u"```"_s;
    while (text.contains(fence))
        fence += u'`';
    return fence;
}

QString markdownBlock(const SchemaChange &change)
{
    const ChangeText text = changeText(change);
    const QStringList before = linesOf(printableBlock(text.before));
    const QStringList after = linesOf(printableBlock(text.after));
    QString lines;
    for (const TextDiff::Line &line : compareTexts(printableBlock(text.before), printableBlock(text.after)).lines) {
        if (line.kind == TextDiff::LineKind::Same)
            lines += u"  "_s + before[line.before] + u'\n';
        else {
            if (line.before >= 0)
                lines += u"- "_s + before[line.before] + u'\n';
            if (line.after >= 0)
                lines += u"+ "_s + after[line.after] + u'\n';
        }
    }
    const QString fence = fenceFor(lines);
    return lines.isEmpty() ? QString() : u"\n%1diff\n%2%1\n"_s.arg(fence, lines);
}

} // namespace

QString countsText(const SchemaDiff &diff)
{
    QStringList texts;
    for (const ChangeKind kind : {ChangeKind::Added, ChangeKind::Removed, ChangeKind::Altered, ChangeKind::Renamed}) {
        const auto count = std::ranges::count(diff.changes, kind, &SchemaChange::kind);
        if (count > 0)
            texts << u"%1 %2"_s.arg(count).arg(word(kind));
    }
    return texts.join(u", "_s);
}

QString changeSql(const SchemaChange &change)
{
    QString text = u"-- %1\n"_s.arg(printable(summary(change)));
    for (const QString &remark : remarks(change))
        text += u"--   %1\n"_s.arg(remark);
    const ChangeText sides = changeText(change);
    if (change.kind == ChangeKind::Added && isStatement(change))
        return text + terminated(change.after) + u'\n'; // its other facts stand above
    if (!sides.before.isEmpty())
        text += u"-- before:\n"_s + prefixed(sides.before, u"--   "_s);
    if (!sides.after.isEmpty())
        text += u"-- after:\n"_s + prefixed(sides.after, u"--   "_s);
    return text;
}

QString diffSql(const SchemaDiff &diff, const DiffTitles &titles)
{
    QString text = u"-- What differs from: %1\n--              to: %2\n"
                   "-- Added objects are statements; removed, renamed and altered ones are comments: how to get there is for you to say.\n"_s.arg(
                       printable(titles.from), printable(titles.to));
    if (titles.leftOut > 0)
        text += u"-- %1.\n"_s.arg(leftOutText(titles.leftOut));
    else if (diff.equal())
        text += u"-- The schemas are equal.\n"_s;
    for (const SchemaChange &change : diff.changes)
        text += u'\n' + changeSql(change);
    return text;
}

QString diffMarkdown(const SchemaDiff &diff, const DiffTitles &titles)
{
    QString text = u"# Schema diff\n\nFrom **%1** to **%2**: %3.\n"_s.arg(
        escapedMarkdown(titles.from), escapedMarkdown(titles.to),
        !diff.equal() ? countsText(diff) : titles.leftOut > 0 ? u"nothing to be shown"_s : u"the schemas are equal"_s);
    if (titles.leftOut > 0)
        text += u"\n*%1.*\n"_s.arg(leftOutText(titles.leftOut));
    for (const SchemaChange &change : diff.changes) {
        text += u"\n## %1\n"_s.arg(escapedMarkdown(summary(change)));
        const QStringList lines = remarks(change);
        if (!lines.isEmpty())
            text += u'\n';
        for (const QString &line : lines)
            text += u"- %1\n"_s.arg(escapedMarkdown(line));
        text += markdownBlock(change);
    }
    return text;
}

} // namespace lk
