// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void check(const RuleContext &context, const ReportSink &report)
{
    if (!context.scriptError)
        return;
    const Error &error = *context.scriptError;
    report({.message = u"%1: %2. Nothing of the script was analysed"_s.arg(error.what, error.why),
            .fix = error.nextStep,
            .line = error.where.line,
            .column = error.where.column});
}

} // namespace

const Rule syntaxErrorRule{"syntax-error",
                           Severity::Blocks,
                           false,
                           "sqlite postgresql mysql mariadb",
                           "The script can't be cut into statements",
                           check};

} // namespace lk
