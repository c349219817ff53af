// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/invisible.h"
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void check(const RuleContext &context, const ReportSink &report)
{
    for (const InvisibleCharacter &found : findInvisible(context.script, context.dialect)) {
        const QString code = u"U+%1"_s.arg(uint(found.code), 4, 16, QLatin1Char('0')).toUpper();
        report(
            {.message =
                 found.reorders
                     ? u"has %1, which makes the text show in another order than it runs"_s.arg(code)
                     : u"has %1 outside of a string: it looks like a space or like nothing, and is part of a name to the database"_s
                           .arg(code),
             .fix = u"delete the character, or write a normal space"_s,
             .offset = context.scriptOffset + found.offset});
    }
}

} // namespace

const Rule invisibleCharactersRule{"invisible-characters",
                                   Severity::Blocks,
                                   false,
                                   "sqlite postgresql mysql mariadb",
                                   "Characters that nobody sees",
                                   check};

} // namespace lk
