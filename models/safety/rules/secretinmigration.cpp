// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/safety/rulelist.h"
#include "models/safety/secrets.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

void check(const RuleContext &context, const ReportSink &report)
{
    for (const FoundSecret &secret : findSecrets(context.script)) {
        report(
            {.message = u"holds what looks like %1: version control, logs and backups keep it for ever"_s.arg(
                 secret.what),
             .fix = u"take it out, let the program or the operator set it, and replace the one that was written here"_s,
             .offset = context.scriptOffset + secret.offset});
    }
}

} // namespace

const Rule secretInMigrationRule{"secret-in-migration",
                                 Severity::Blocks,
                                 false,
                                 "sqlite postgresql mysql mariadb",
                                 "A password, key or token in the script",
                                 check};

} // namespace lk
