// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rolledback.h"

#include "models/sql/transactionfacts.h"

namespace lk {

namespace {

QString seconds(std::chrono::milliseconds time)
{
    return QStringLiteral("%1 s").arg(double(time.count()) / 1000);
}

/// Why this statement can't be part of the transaction; empty: it can.
QString obstacleOf(const Statement &statement, const StatementFacts &facts)
{
    switch (facts.verb) {
    case Verb::Begin:
    case Verb::Commit:
        return QStringLiteral("the script has transactions of its own");
    case Verb::Rollback:
        return statement.sql().toByteArray().toUpper().contains(" TO ") ? QString() : QStringLiteral("the script has transactions of its own");
    case Verb::Execute:
        return statement.sql().toByteArray().toUpper().contains("TRANSACTION") ? QStringLiteral("the script has transactions of its own") : QString();
    case Verb::Set:
        return facts.name.compare(QLatin1String("transaction"), Qt::CaseInsensitive) == 0 ? QStringLiteral("it sets up a transaction of its own") : QString();
    default:
        break;
    }
    if (facts.alter == AlterAction::AddValue)
        return QStringLiteral("the new value could not be used before its transaction is committed");
    if (statement.scope == StatementScope::Alone || refusesTransaction(facts, statement.sql(), 0))
        return QStringLiteral("the server refuses it within a transaction");
    return outlastsRollback(facts, statement.sql());
}

} // namespace

QString limitsText(const LiveLimits &limits)
{
    return QStringLiteral("a statement waits %1 for a lock at most and runs %2, and all of it takes %3").arg(seconds(limits.lock), seconds(limits.statement), seconds(limits.whole));
}

std::optional<Error> cannotBeRolledBack(const Plan &plan, const Dialect &dialect)
{
    const auto refused = [](const PlanStep &step, const QString &why, const Place &where) {
        return Error{ErrorCode::Blocked, QStringLiteral("%1 can't be rehearsed on the database itself").arg(step.migration.version), where, why, QStringLiteral("rehearse on a copy")};
    };
    for (const PlanStep &step : plan.steps) {
        if (step.isProgram())
            return refused(step, QStringLiteral("a program runs it, over a connection of its own"), {step.script().file, 0, 0});
        for (const Statement &statement : step.statements) {
            const QString why = obstacleOf(statement, readFacts(statement.sql(), dialect));
            if (!why.isEmpty())
                return refused(step, why, {statement.file, statement.line, statement.column});
        }
        if (!step.transaction)
            return refused(step, QStringLiteral("it runs outside of a transaction"), {step.script().file, 0, 0});
    }
    return std::nullopt;
}

QStringList tablesHeldBy(const Plan &plan, const Dialect &dialect)
{
    QStringList tables;
    for (const PlanStep &step : plan.steps) {
        for (const Statement &statement : step.statements) {
            const StatementFacts facts = readFacts(statement.sql(), dialect);
            const bool isTable = facts.objectKind == ObjectKind::Table || facts.objectKind == ObjectKind::View;
            const bool makes = isTable && facts.verb == Verb::Create;
            for (const QString &table : QStringList{makes ? QString() : facts.table, isTable && !makes ? facts.name : QString()} + facts.references) {
                if (!table.isEmpty() && !tables.contains(table))
                    tables << table;
            }
        }
    }
    return tables;
}

QString liveQuestion(const Plan &plan, const Dialect &dialect)
{
    const QStringList tables = tablesHeldBy(plan, dialect);
    const QString held = tables.isEmpty() ? QStringLiteral("What it locks, others have to wait for until then.")
                                          : QStringLiteral("Until then others may have to wait for %1.").arg(tables.join(QStringLiteral(", ")));
    return QStringLiteral("%1 runs on %2 itself, there and back, in one transaction that is rolled back. %3 So that nobody waits for long, %4; then it gives up. "
                          "Numbers that are taken from sequences stay taken, and what functions and triggers do outside of the database stays done.")
        .arg(plan.versions(), plan.target.name(), held, limitsText());
}

} // namespace lk
