// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void check(const RuleContext &context, const ReportSink &report)
{
    if (context.unseenProgram)
        report({.message = u"is a program: what it sends to the database is not known before it was seen to run"_s,
                .fix = u"rehearse it; what it sends to the scratch copy is then checked like a script"_s});
}

} // namespace

const Rule programUnseenRule{
    "program-unseen", Severity::Caution, false, "sqlite postgresql mysql mariadb", "A program that was not yet seen to run", check};

} // namespace lk
