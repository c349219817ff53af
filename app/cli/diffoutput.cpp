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

} // namespace lk
