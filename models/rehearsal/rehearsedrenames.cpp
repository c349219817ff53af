// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rehearsedrenames.h"

namespace lk {

std::vector<ScriptRename> renamesOf(const Plan &plan, const Rehearsal &rehearsal, const Dialect &dialect)
{
    std::vector<ScriptRename> renames;
    const auto add = [&](QByteArrayView sql, const QString &place) {
        if (auto rename = scriptRename(sql, dialect)) {
            rename->place = place;
            renames.push_back(*std::move(rename));
        }
    };
    for (const PlanStep &step : plan.steps) {
        for (const Statement &statement : step.statements) {
            if (statement.origin == StatementOrigin::Script)
                add(statement.sql(), QStringLiteral("%1, line %2").arg(step.migration.version).arg(statement.line));
        }
    }
    for (const RehearsedStep &step : rehearsal.steps) {
        for (const QString &sent : step.sent)
            add(sent.toUtf8(), step.version);
    }
    return renames;
}

} // namespace lk
