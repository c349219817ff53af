// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rehearsalcomparison.h"

#include <QMap>

#include <algorithm>

namespace lk {

namespace {

QString dataWords(const Rehearsal &rehearsal)
{
    return rehearsal.data == ScratchData::Full ? QStringLiteral("with rows") : QStringLiteral("without rows");
}

QString serverWords(const Rehearsal &rehearsal)
{
    return rehearsal.scratchEngine + u' ' + rehearsal.scratchVersion;
}

QString shownWords(Shown shown)
{
    return shown == Shown::Yes ? QStringLiteral("yes") : shown == Shown::No ? QStringLiteral("no") : QStringLiteral("unknown");
}

void tell(QStringList &lines, const QString &what, const QString &before, const QString &now)
{
    if (before != now)
        lines << QStringLiteral("%1: %2 before, %3 now").arg(what, before.isEmpty() ? QStringLiteral("nothing") : before, now.isEmpty() ? QStringLiteral("nothing") : now);
}

void tellObjects(QStringList &lines, const QString &verb, const std::optional<QStringList> &before, const std::optional<QStringList> &now)
{
    if (before.has_value() != now.has_value()) {
        lines << QStringLiteral("what it %1 was %2").arg(verb, now ? QStringLiteral("unknown before") : QStringLiteral("seen before, and is unknown now"));
        return;
    }
    for (const QString &object : now.value_or(QStringList())) {
        if (!before->contains(object))
            lines << QStringLiteral("%1 %2, not before").arg(verb, object);
    }
    for (const QString &object : before.value_or(QStringList())) {
        if (!now->contains(object))
            lines << QStringLiteral("no longer %1 %2").arg(verb, object);
    }
}

std::optional<QStringList> lockWords(const Observation &seen)
{
    if (!seen.locks)
        return std::nullopt;
    QStringList words;
    for (const ObservedLock &lock : *seen.locks)
        words << lock.object + u' ' + lock.mode;
    return words;
}

/// Times differ from run to run; only what nobody would take for that is told.
bool isOtherTime(double before, double now)
{
    constexpr double Ratio = 2;
    constexpr double LeastMs = 20;
    return std::abs(before - now) > LeastMs && std::max(before, now) > Ratio * std::min(before, now);
}

QString milliseconds(double ms)
{
    return QStringLiteral("%1 ms").arg(ms, 0, 'f', ms < 10 ? 1 : 0);
}

QStringList differences(const RehearsedStatement &before, const RehearsedStatement &now)
{
    QStringList lines;
    tell(lines, QStringLiteral("error"), before.error, now.error);
    if (before.error.isEmpty() && now.error.isEmpty() && isOtherTime(before.ms, now.ms))
        lines << QStringLiteral("time: %1 before, %2 now").arg(milliseconds(before.ms), milliseconds(now.ms));
    if (before.rows != now.rows)
        tell(lines, QStringLiteral("rows"), before.rows < 0 ? QStringLiteral("unknown") : QString::number(before.rows), now.rows < 0 ? QStringLiteral("unknown") : QString::number(now.rows));
    tellObjects(lines, QStringLiteral("locks"), lockWords(before.seen), lockWords(now.seen));
    tellObjects(lines, QStringLiteral("rewrites"), before.seen.rewrites, now.seen.rewrites);
    tellObjects(lines, QStringLiteral("empties"), before.seen.emptied, now.seen.emptied);
    tellObjects(lines, QStringLiteral("reads whole"), before.seen.scans, now.seen.scans);
    tell(lines, QStringLiteral("algorithm"), before.seen.algorithm, now.seen.algorithm);
    return lines;
}

ComparedStatement oneSided(const RehearsedStatement &statement, bool isNew)
{
    ComparedStatement one{statement.version, statement.file, statement.line, statement.sql, {}, {}, {}};
    if (statement.error.isEmpty())
        (isNew ? one.nowMs : one.beforeMs) = statement.ms;
    one.differences << (isNew ? QStringLiteral("was not there before") : QStringLiteral("is no longer there"));
    return one;
}

std::vector<const RehearsedStatement *> scriptStatements(const Rehearsal &rehearsal)
{
    std::vector<const RehearsedStatement *> statements;
    for (const RehearsedStatement &statement : rehearsal.statements) {
        if (statement.script || !statement.error.isEmpty())
            statements.push_back(&statement);
    }
    return statements;
}

std::vector<ComparedStatement> compareStatements(const Rehearsal &before, const Rehearsal &now)
{
    const auto old = scriptStatements(before);
    size_t next = 0;
    std::vector<ComparedStatement> compared;
    for (const RehearsedStatement *statement : scriptStatements(now)) {
        const auto same = std::find_if(old.begin() + qsizetype(next), old.end(), [&](const RehearsedStatement *one) {
            return one->version == statement->version && one->sql == statement->sql;
        });
        if (same == old.end()) {
            compared.push_back(oneSided(*statement, true));
            continue;
        }
        for (; old.begin() + qsizetype(next) != same; ++next)
            compared.push_back(oneSided(*old[next], false));
        ++next;
        ComparedStatement one{statement->version, statement->file, statement->line, statement->sql, {}, {}, differences(**same, *statement)};
        if ((*same)->error.isEmpty())
            one.beforeMs = (*same)->ms;
        if (statement->error.isEmpty())
            one.nowMs = statement->ms;
        compared.push_back(std::move(one));
    }
    for (; next < old.size(); ++next)
        compared.push_back(oneSided(*old[next], false));
    return compared;
}

QStringList compareOutcomes(const Rehearsal &before, const Rehearsal &now)
{
    QStringList lines;
    tell(lines, QStringLiteral("it went through"), before.ok ? QStringLiteral("yes") : QStringLiteral("no"), now.ok ? QStringLiteral("yes") : QStringLiteral("no"));
    for (const RehearsedStep &step : now.steps) {
        const auto old = std::ranges::find(before.steps, step.version, &RehearsedStep::version);
        if (old == before.steps.end())
            continue;
        tell(lines, step.version + QStringLiteral(", schema comes back"), shownWords(old->roundTrip.schemaEqual), shownWords(step.roundTrip.schemaEqual));
        tell(lines, step.version + QStringLiteral(", rows come back"), shownWords(old->roundTrip.rowsEqual), shownWords(step.roundTrip.rowsEqual));
        tell(lines, step.version + QStringLiteral(", safe to run twice"), shownWords(old->idempotent), shownWords(step.idempotent));
        tell(lines, step.version + QStringLiteral(", rows destroyed"), QString::number(old->rowsDestroyed), QString::number(step.rowsDestroyed));
    }
    for (const SchemaChange &change : diff(before.schemaAfter, now.schemaAfter).changes)
        lines << QStringLiteral("the schema afterwards: ") + summary(change);
    return lines;
}

} // namespace

RehearsalComparison compare(const Rehearsal &before, const Rehearsal &now)
{
    RehearsalComparison comparison;
    tell(comparison.conditions, QStringLiteral("place"), before.place, now.place);
    tell(comparison.conditions, QStringLiteral("data"), dataWords(before), dataWords(now));
    tell(comparison.conditions, QStringLiteral("server"), serverWords(before), serverWords(now));
    if (before.fingerprint != now.fingerprint)
        comparison.conditions << QStringLiteral("the files, or what was applied before them, are others");
    comparison.statements = compareStatements(before, now);
    comparison.outcomes = compareOutcomes(before, now);
    return comparison;
}

} // namespace lk
