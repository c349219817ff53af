// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/repairpermit.h"

namespace lk {

Plan repairPlan(const Leftover &leftover, const QString &environment, const Target &target)
{
    Statement statement;
    statement.source = leftover.statement.toUtf8();
    statement.length = statement.source.size();
    statement.number = 1;
    statement.origin = StatementOrigin::Engine;
    statement.scope = StatementScope::Alone;
    PlanStep step;
    step.migration.version = leftover.object;
    step.migration.up = Script{{}, statement.source, 0, statement.source.size(), 1};
    step.transaction = false;
    step.statements = {statement};
    Plan plan;
    plan.environment = environment;
    plan.engine = target.engine;
    plan.target = target;
    plan.steps = {step};
    return plan;
}

} // namespace lk
