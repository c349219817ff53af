// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The report as a page.
#include "models/base/printable.h"
#include "models/schema/changetext.h"
#include "models/schema/diffreport.h"
#include "models/schema/textdiff.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

using Line = TextDiff::Line;
using LineKind = TextDiff::LineKind;

const auto Style = uR"(:root { color-scheme: light dark; --text: #1c2128; --back: #ffffff; --line: #c3c8d0; --quiet: #59626e; --faint: #eceff2;
  --good: #17702f; --bad: #b3221a; --warn: #855400; --good-back: #e2f5e7; --bad-back: #fde8e6; --good-word: #a9e3b8; --bad-word: #f7bdb8; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7eb; --back: #1b1e22; --line: #3a4048; --quiet: #a3abb6; --faint: #24282d;
  --good: #63cd83; --bad: #ff9085; --warn: #e8b84f; --good-back: #1c3526; --bad-back: #46211f; --good-word: #2c6b42; --bad-word: #7d322d; } }
body { font-family: system-ui, sans-serif; margin: 2rem; color: var(--text); background: var(--back); }
nav ul { columns: 24rem; padding-left: 1.2rem; } a { color: inherit; }
section { margin: 1.6rem 0; border: 1px solid var(--line); border-left-width: .4rem; padding: .2rem 1rem 1rem; }
h2 { font-size: 1.05rem; margin: .6rem 0; overflow-wrap: anywhere; } .remarks { color: var(--quiet); margin: .4rem 0; } .destroys { color: var(--bad); font-weight: bold; }
.added { border-left-color: var(--good); } .removed { border-left-color: var(--bad); } .altered, .renamed { border-left-color: var(--warn); }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font: .85rem/1.45 ui-monospace, monospace; }
th { text-align: left; font-weight: normal; color: var(--quiet); padding: .2rem .5rem; }
td { padding: 0 .5rem; vertical-align: top; white-space: pre-wrap; overflow-wrap: anywhere; }
td + td, th + th { border-left: 1px solid var(--line); } td.none { background: var(--faint); }
td.gone { background: var(--bad-back); } td.new { background: var(--good-back); }
del, ins { text-decoration: none; border-radius: .15rem; } del { background: var(--bad-word); } ins { background: var(--good-word); }
@media print { body { margin: 0; } nav { display: none; } section { break-inside: avoid-page; } * { print-color-adjust: exact; } }
)"_s;

QString html(const QString &text)
{
    return printableBlock(text).toHtmlEscaped();
}

/// The line with the words in @p spans marked.
QString marked(const QString &line, const std::vector<TextDiff::Span> &spans, const QString &tag)
{
    QString text;
    int at = 0;
    for (const TextDiff::Span &span : spans) {
        text += html(line.mid(at, span.offset - at));
        text += u"<%1>%2</%1>"_s.arg(tag, html(line.mid(span.offset, span.length)));
        at = span.offset + span.length;
    }
    return text + html(line.mid(at));
}

QString cell(const QStringList &lines, int number, const std::vector<TextDiff::Span> &words, bool changed, bool isAfter)
{
    if (number < 0)
        return u"<td class=\"none\"></td>"_s;
    const QString style = !changed ? QString() : isAfter ? u" class=\"new\""_s : u" class=\"gone\""_s;
    return u"<td%1>%2</td>"_s.arg(style, marked(lines[number], words, isAfter ? u"ins"_s : u"del"_s));
}

QString sides(const SchemaChange &change)
{
    const ChangeText text = changeText(change);
    if (text.before.isEmpty() && text.after.isEmpty())
        return {};
    const QStringList before = linesOf(text.before);
    const QStringList after = linesOf(text.after);
    QString rows = u"<table>\n<thead><tr><th>Before</th><th>After</th></tr></thead>\n"_s;
    for (const Line &line : compareTexts(text.before, text.after).lines) {
        const bool changed = line.kind != LineKind::Same;
        rows += u"<tr>"_s + cell(before, line.before, line.beforeWords, changed, false)
                + cell(after, line.after, line.afterWords, changed, true) + u"</tr>\n"_s;
    }
    return rows + u"</table>\n"_s;
}

QString section(const SchemaChange &change, int number)
{
    QString text = u"<section class=\"%1\" id=\"change-%2\">\n<h2>%3</h2>\n"_s.arg(word(change.kind), QString::number(number), html(summary(change)));
    for (const QString &detail : change.details)
        text += u"<p class=\"remarks\">%1</p>\n"_s.arg(html(detail));
    if (change.destroysRows)
        text += u"<p class=\"destroys\">destroys %1 %2</p>\n"_s.arg(QString::number(*change.destroysRows), *change.destroysRows == 1 ? u"row"_s : u"rows"_s);
    return text + sides(change) + u"</section>\n"_s;
}

QString contents(const SchemaDiff &diff)
{
    QString list;
    int number = 0;
    for (const SchemaChange &change : diff.changes)
        list += u"<li><a href=\"#change-%1\">%2</a></li>\n"_s.arg(QString::number(++number), html(summary(change)));
    return diff.changes.size() > 1 ? u"<nav>\n<ul>\n"_s + list + u"</ul>\n</nav>\n"_s : QString();
}

} // namespace

QString diffHtml(const SchemaDiff &diff, const DiffTitles &titles)
{
    const QString what = !diff.equal() ? countsText(diff) : titles.leftOut > 0 ? u"nothing to be shown"_s : u"the schemas are equal"_s;
    QString text = u"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
                   "<title>Schema diff</title>\n<style>\n"_s
                   + Style + u"</style>\n</head>\n<body>\n<h1>Schema diff</h1>\n"_s;
    text += u"<p>From <b>%1</b> to <b>%2</b>: %3.</p>\n"_s.arg(html(titles.from), html(titles.to), what);
    if (titles.leftOut > 0)
        text += u"<p class=\"remarks\">Filters left out %1 more.</p>\n"_s.arg(titles.leftOut);
    text += contents(diff);
    int number = 0;
    for (const SchemaChange &change : diff.changes)
        text += section(change, ++number);
    return text + u"</body>\n</html>\n"_s;
}

} // namespace lk
