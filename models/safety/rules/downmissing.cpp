// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

bool runsNothing(const Script &script, const Dialect &dialect)
{
    const auto spans = splitStatements(script.view(), dialect);
    return spans && spans->empty();
}

void check(const RuleContext &context, const ReportSink &report)
{
    if (!context.migration || !context.downExpected || context.direction != Direction::Up || !context.migration->up)
        return;
    const std::optional<Script> &down = context.migration->down;
    if (!down) {
        report(
            {.message = u"has no down script: once applied, only a backup leads back"_s,
             .fix =
                 u"write the statements that undo it; if nothing can, say so in a comment and take a backup first"_s});
    } else if (context.migration->language.isEmpty() && runsNothing(*down, context.dialect)) {
        report({.message = u"has a down script without statements: a revert would do nothing and note it as reverted"_s,
                .fix = u"write the statements that undo it, or remove the empty down script"_s});
    }
}

} // namespace

const Rule downMissingRule{
    "down-missing", Severity::Caution, false, "sqlite postgresql mysql mariadb", "No down script", check};

} // namespace lk
