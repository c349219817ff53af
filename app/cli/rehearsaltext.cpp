// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/rehearsaltext.h"

#include "models/rehearsal/estimate.h"
#include "models/rehearsal/touchedadvice.h"
#include "models/rehearsal/unusedindexes.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QString shownText(Shown shown)
{
    return shown == Shown::Yes ? u"yes"_s : shown == Shown::No ? u"no"_s : u"not known"_s;
}

/// The lock that keeps most others waiting: "orders ACCESS EXCLUSIVE +1".
QString lockText(const Observation &seen)
{
    if (!seen.locks)
        return u"unknown"_s;
    if (seen.locks->empty())
        return {};
    const auto worst = std::ranges::max_element(*seen.locks, {}, &ObservedLock::stops);
    const QString more = seen.locks->size() > 1 ? u" +%1"_s.arg(seen.locks->size() - 1) : QString();
    return worst->object + u' ' + worst->mode + more;
}

/// Who waits while each statement runs: for its own locks, and for those that its transaction holds already.
class Waiting
{
public:
    explicit Waiting(const Plan &plan) : m_plan(plan) {}

    QString text(const RehearsedStatement &statement)
    {
        const bool inside = isInside(statement);
        if (!inside || statement.version != m_version)
            m_held = Stops::Nobody;
        m_version = statement.version;
        const std::optional<Stops> own = statement.seen.stops();
        const bool still = m_held > own.value_or(Stops::Nobody);
        const QString who = still ? word(m_held) + u", still"_s : own ? word(*own) : QString();
        if (inside)
            m_held = std::max(m_held, own.value_or(Stops::Nobody));
        return statement.script ? who : QString();
    }

private:
    bool isInside(const RehearsedStatement &statement) const
    {
        const auto step = std::ranges::find_if(m_plan.steps, [&](const PlanStep &one) { return one.migration.version == statement.version; });
        if (step == m_plan.steps.end() || !step->transaction || step->isProgram())
            return false;
        const auto planned = std::ranges::find(step->statements, statement.number, &Statement::number);
        return planned != step->statements.end() && planned->scope == StatementScope::Transaction;
    }

    const Plan &m_plan;
    QString m_version;
    Stops m_held = Stops::Nobody;
};

/// What else the statement was seen to do, each on a line.
QStringList deeds(const RehearsedStatement &statement, bool verbose)
{
    constexpr qint64 WorthTelling = 64 * 1024; // bytes
    const Observation &seen = statement.seen;
    QStringList lines;
    if (statement.targetMs && *statement.targetMs > statement.ms)
        lines << u"about %1 on the target: %2"_s.arg(durationWords(*statement.targetMs), statement.basis);
    else if (!statement.basis.isEmpty() && (verbose || !statement.targetMs))
        lines << statement.basis;
    const auto tell = [&](const QString &what, const QStringList &objects) {
        if (!objects.isEmpty())
            lines << what + objects.join(u", "_s);
    };
    tell(u"rewrites "_s, seen.rewrites.value_or(QStringList()));
    tell(u"empties "_s, seen.emptied);
    for (const SizeChange &size : seen.sizes.value_or(std::vector<SizeChange>())) {
        if (verbose || std::abs(size.after - size.before) >= WorthTelling)
            lines << u"%1: %2 before, %3 after"_s.arg(size.object, sizeWords(size.before), sizeWords(size.after));
    }
    tell(u"reads whole "_s, seen.scans.value_or(QStringList()));
    if (!seen.algorithm.isEmpty())
        lines << u"algorithm "_s + seen.algorithm;
    if (seen.logBytes.value_or(0) >= WorthTelling)
        lines << u"writes %1 of log"_s.arg(sizeWords(*seen.logBytes));
    if (verbose) {
        if (seen.locks && seen.locks->size() > 1) {
            for (const ObservedLock &lock : *seen.locks)
                lines << u"locks %1 %2 (waits: %3)"_s.arg(lock.object, lock.mode, word(lock.stops));
        }
        tell(u"unknown: "_s, seen.unknown);
    }
    return lines;
}

QString statementsText(const Plan &plan, const Rehearsal &rehearsal, const Console &console)
{
    TextTable table({u"VERSION"_s, u"NO"_s, u"LINE"_s, u"TIME"_s, u"ROWS"_s, u"LOCK"_s, u"WHO WAITS"_s, u"STATEMENT"_s});
    Waiting waiting(plan);
    for (const RehearsedStatement &statement : rehearsal.statements) {
        const QString waits = waiting.text(statement);
        if (!statement.script && statement.error.isEmpty() && !console.verbose)
            continue;
        const Observation &seen = statement.seen;
        table.add({statement.version, QString::number(statement.number), statement.line > 0 ? QString::number(statement.line) : QString(),
                   durationWords(statement.ms), statement.rows >= 0 ? QString::number(statement.rows) : QString(),
                   statement.script ? lockText(seen) : QString(), waits, statement.sql.simplified().left(80)},
                  !statement.error.isEmpty() ? Ink::Bad : seen.stops() == Stops::Everybody ? Ink::Warning : Ink::Plain);
        for (const QString &deed : deeds(statement, console.verbose))
            table.add({{}, {}, {}, {}, {}, {}, {}, u"  "_s + deed});
    }
    return table.empty() ? QString() : table.text(console.colour()) + u'\n';
}

QString stepText(const RehearsedStep &step, const Console &console)
{
    QString text = u"%1  %2\n"_s.arg(console.ink(printable(step.version), Ink::Strong), durationWords(step.ms));
    for (const SchemaChange &change : step.diff.changes)
        text += u"  "_s + printable(summary(change)) + u'\n';
    for (const QString &change : step.rowChanges)
        text += u"  rows: "_s + printable(change) + u'\n';
    if (step.rowsDestroyed > 0)
        text += console.ink(u"  destroys %1\n"_s.arg(counted(step.rowsDestroyed, u"row"_s)), Ink::Bad);
    text += u"  round trip: schema equal %1, rows equal %2\n"_s.arg(shownText(step.roundTrip.schemaEqual), shownText(step.roundTrip.rowsEqual));
    for (const QString &difference : step.roundTrip.differences)
        text += u"    "_s + printable(difference) + u'\n';
    text += u"  safe to run twice: %1%2\n"_s.arg(shownText(step.idempotent),
                                                step.idempotentWhy.isEmpty() ? QString() : u" ("_s + printable(step.idempotentWhy) + u')');
    return text;
}

QString planNumbers(const QueryPlan &plan, bool rows)
{
    QStringList parts;
    if (rows && plan.cost)
        parts << u"cost %1"_s.arg(*plan.cost, 0, 'f', 1);
    if (plan.ms)
        parts << durationWords(*plan.ms);
    for (const QString &index : plan.indexes)
        parts << u"index %1"_s.arg(index);
    for (const QString &table : plan.scans)
        parts << u"reads %1 whole"_s.arg(table);
    return printable(parts.join(u", "_s));
}

/// Of the project's queries those that got worse; with --verbose all.
QString queriesText(const Rehearsal &rehearsal, const Console &console)
{
    if (rehearsal.queries.empty())
        return {};
    const bool rows = rehearsal.data == ScratchData::Full;
    const auto worse = std::ranges::count_if(rehearsal.queries, [](const QueryComparison &one) { return !one.worse.isEmpty(); });
    QString text = u"queries: %1 compared, %2 got worse%3\n"_s.arg(rehearsal.queries.size()).arg(worse).arg(rows ? QString() : u" (the copy held no rows: only their use of indexes was compared)"_s);
    for (const QueryComparison &one : rehearsal.queries) {
        if (one.worse.isEmpty() && one.error.isEmpty() && !console.verbose)
            continue;
        text += u"  %1:%2  %3\n"_s.arg(printable(one.file)).arg(one.line).arg(printable(one.sql.simplified().left(80)));
        for (const QString &why : one.worse)
            text += u"    "_s + console.ink(printable(why), Ink::Warning) + u'\n';
        if (!one.error.isEmpty())
            text += u"    "_s + printable(one.error) + u'\n';
        else if (console.verbose)
            text += u"    before: %1\n    after: %2\n"_s.arg(planNumbers(one.before, rows), planNumbers(one.after, rows));
    }
    return text;
}

Result<std::vector<IndexUse>> touchedUnused(Desk &desk, const Rehearsal &rehearsal)
{
    return desk.unusedIndexes().map([&](std::vector<IndexUse> uses) { return ofTouchedTables(std::move(uses), rehearsal); });
}

} // namespace

QString unusedIndexesText(Desk &desk, const Rehearsal &rehearsal)
{
    // A database without a server never counts; nobody needs to read that each time.
    if (rehearsal.diff.equal() || !desk.engine().traits().server)
        return {};
    const auto uses = touchedUnused(desk, rehearsal);
    if (!uses)
        return u"indexes: which ones nobody reads is not known: %1\n"_s.arg(printable(uses.error().what + (uses.error().why.isEmpty() ? QString() : u" ("_s + uses.error().why + u')')));
    QString lines;
    for (const IndexUse &use : *uses)
        lines += u"indexes: "_s + printable(text(use)) + u'\n';
    return lines;
}

QJsonValue unusedIndexesJson(Desk &desk, const Rehearsal &rehearsal)
{
    const auto uses = touchedUnused(desk, rehearsal);
    if (!uses)
        return {};
    QJsonArray array;
    for (const IndexUse &use : *uses)
        array.append(QJsonObject{{u"index"_s, use.index}, {u"table"_s, use.table}, {u"since"_s, use.since.isValid() ? QJsonValue(use.since.toString(Qt::ISODate)) : QJsonValue()},
                                 {u"bytes"_s, use.bytes ? QJsonValue(*use.bytes) : QJsonValue()}});
    return array;
}

QString rehearsalText(const Plan &plan, const Rehearsal &rehearsal, const Console &console)
{
    QString text = u"Rehearsed on %1 (%2 %3, %4)\n"_s.arg(printable(rehearsal.place), rehearsal.scratchEngine, rehearsal.scratchVersion,
                                                         rehearsal.data == ScratchData::Full ? u"all data"_s : u"schema only"_s);
    for (const QString &remark : rehearsal.remarks)
        text += u"note: "_s + printable(remark) + u'\n';
    if (!rehearsal.kept.isEmpty())
        text += u"kept: "_s + printable(rehearsal.kept) + u'\n';
    text += u"fingerprint %1\n\n"_s.arg(rehearsal.fingerprint);
    text += statementsText(plan, rehearsal, console);
    for (const RehearsedStep &step : rehearsal.steps)
        text += stepText(step, console);
    for (const QString &problem : rehearsal.integrity)
        text += console.ink(u"integrity: "_s, Ink::Bad) + printable(problem) + u'\n';
    text += queriesText(rehearsal, console);
    for (const QString &advice : touchedIndexAdvice(rehearsal))
        text += u"indexes: "_s + printable(advice) + u'\n';
    if (const auto estimated = estimatedMs(rehearsal); estimated && rehearsal.ok)
        text += u"On the target the statements would take about %1: an estimate.\n"_s.arg(durationWords(*estimated));
    text += rehearsal.ok ? console.ink(u"The plan went through in %1.\n"_s.arg(durationWords(rehearsal.ms)), Ink::Good)
                         : console.ink(u"The plan did not go through.\n"_s, Ink::Bad);
    return text;
}

QString checksText(const std::vector<VerificationCheck> &checks, const Console &console)
{
    QString text;
    for (const VerificationCheck &check : checks) {
        const QString mark = !check.ok ? console.ink(u"?   "_s, Ink::Warning)
            : *check.ok                ? console.ink(u"ok  "_s, Ink::Good)
                                       : console.ink(u"FAIL"_s, Ink::Bad);
        text += u"%1  %2%3\n"_s.arg(mark, printable(check.title), check.detail.isEmpty() ? QString() : u": "_s + printable(check.detail));
    }
    return text;
}

} // namespace lk
