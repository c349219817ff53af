// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/leftovertext.h"

#include "app/cli/texttable.h"

namespace lk {

using namespace Qt::StringLiterals;

QString leftoversText(const std::vector<Leftover> &leftovers)
{
    QString text;
    for (const Leftover &leftover : leftovers)
        text += u"%1\n  %2\n  %3;\n"_s.arg(printable(leftover.object), printable(leftover.problem), printable(leftover.statement));
    return text;
}

void tellLeftScratches(const std::vector<AbandonedScratch> &scratches, Console &console)
{
    for (const AbandonedScratch &scratch : scratches) {
        console.note(scratch.kept ? u"note: %1; `lockkeeper-cli doctor --remove-scratches` takes it away"_s.arg(printable(scratch.what))
                                  : u"note: a rehearsal or backup was cut off and left %1; it is removed now"_s.arg(printable(scratch.what)));
    }
}

QString repairHint(const std::vector<Leftover> &leftovers)
{
    QString text;
    for (const Leftover &leftover : leftovers)
        text += u"%1 was left behind; `lockkeeper-cli repair` runs: %2;\n"_s.arg(printable(leftover.object), printable(leftover.statement));
    return text;
}

} // namespace lk
