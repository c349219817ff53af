// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/diffoutput.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

Ink inkOf(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Added: return Ink::Good;
    case ChangeKind::Removed: return Ink::Bad;
    case ChangeKind::Altered:
    case ChangeKind::Renamed: return Ink::Warning;
    }
    return Ink::Plain;
}

QString prefixed(const QString &text, const QString &prefix)
{
    QString result;
    for (const QString &line : printableBlock(text).split(u'\n'))
        result += prefix + line + u'\n';
    return result;
}

/// Columns and constraints are parts of a CREATE TABLE, no statements of their own.
bool isStatement(const SchemaChange &change)
{
    return change.object != u"column" && change.object != u"constraint";
}

QString terminated(const QString &sql)
{
    const QString text = sql.trimmed();
    return text.endsWith(u';') ? text : text + u';';
}

QString html(const QString &text)
{
    return printableBlock(text).toHtmlEscaped();
}

} // namespace

QString diffText(const SchemaDiff &diff, const DiffTitles &titles, const Console &console)
{
    QString text = u"from %1\nto   %2\n\n"_s.arg(printable(titles.from), printable(titles.to));
    if (diff.equal())
        return text + u"The schemas are equal.\n"_s;
    for (const SchemaChange &change : diff.changes) {
        text += console.ink(printable(summary(change)), inkOf(change.kind)) + u'\n';
        for (const QString &detail : change.details)
            text += u"    "_s + printable(detail) + u'\n';
        if (change.destroysRows)
            text += console.ink(u"    destroys %1\n"_s.arg(counted(*change.destroysRows, u"row"_s)), Ink::Bad);
        if (console.verbose && !change.before.isEmpty())
            text += prefixed(change.before, u"    - "_s);
        if (console.verbose && !change.after.isEmpty())
            text += prefixed(change.after, u"    + "_s);
    }
    return text + u'\n' + counted(qint64(diff.changes.size()), u"change"_s) + u'\n';
}

QString diffSql(const SchemaDiff &diff, const DiffTitles &titles)
{
    QString text = u"-- What differs from: %1\n--              to: %2\n"
                   "-- Added objects are statements; removed and altered ones are comments: how to get there is for you to say.\n"_s.arg(
                       printable(titles.from), printable(titles.to));
    if (diff.equal())
        text += u"-- The schemas are equal.\n"_s;
    for (const SchemaChange &change : diff.changes) {
        text += u"\n-- %1\n"_s.arg(printable(summary(change)));
        if (change.kind == ChangeKind::Added && isStatement(change)) {
            text += terminated(change.after) + u'\n';
            continue;
        }
        if (!change.before.isEmpty())
            text += u"-- before:\n"_s + prefixed(change.before, u"--   "_s);
        if (!change.after.isEmpty())
            text += u"-- after:\n"_s + prefixed(change.after, u"--   "_s);
    }
    return text;
}

QString diffHtml(const SchemaDiff &diff, const DiffTitles &titles)
{
    QString text = u"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Schema diff</title>\n<style>\n"
                   "body { font-family: sans-serif; margin: 2em; color-scheme: light dark; }\n"
                   "table { border-collapse: collapse; width: 100%; table-layout: fixed; }\n"
                   "th, td { border: 1px solid #8888; padding: .4em; text-align: left; vertical-align: top; }\n"
                   "pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }\n"
                   ".added th { border-left: .4em solid #2a2; } .removed th { border-left: .4em solid #c22; }\n"
                   ".altered th, .renamed th { border-left: .4em solid #c90; }\n"
                   "</style>\n</head>\n<body>\n<h1>Schema diff</h1>\n"_s;
    text += u"<p>From <b>%1</b> to <b>%2</b>: %3.</p>\n"_s.arg(html(titles.from), html(titles.to),
                                                            diff.equal() ? u"the schemas are equal"_s
                                                                         : counted(qint64(diff.changes.size()), u"change"_s));
    if (!diff.equal())
        text += u"<table>\n<tr><th>Change</th><th>Before</th><th>After</th></tr>\n"_s;
    for (const SchemaChange &change : diff.changes) {
        QString what = html(summary(change));
        for (const QString &detail : change.details)
            what += u"<br><small>%1</small>"_s.arg(html(detail));
        if (change.destroysRows)
            what += u"<br><strong>destroys %1</strong>"_s.arg(counted(*change.destroysRows, u"row"_s));
        text += u"<tr class=\"%1\"><th>%2</th>"_s.arg(word(change.kind), what);
        text += u"<td><pre>%1</pre></td><td><pre>%2</pre></td></tr>\n"_s.arg(html(change.before), html(change.after));
    }
    return text + (diff.equal() ? u""_s : u"</table>\n"_s) + u"</body>\n</html>\n"_s;
}

} // namespace lk
