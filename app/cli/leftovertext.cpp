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

QString repairHint(const std::vector<Leftover> &leftovers)
{
    QString text;
    for (const Leftover &leftover : leftovers)
        text += u"%1 was left behind; `lockkeeper-cli repair` runs: %2;\n"_s.arg(printable(leftover.object), printable(leftover.statement));
    return text;
}

} // namespace lk
