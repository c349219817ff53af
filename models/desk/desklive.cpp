// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// A rehearsal on the target itself, in a transaction that is rolled back.
#include "models/base/timedcontrol.h"
#include "models/desk/deskground.h"
#include "models/rehearsal/rolledback.h"
#include "models/schema/schemadiff.h"

#include <algorithm>
#include <thread>

namespace lk {

namespace {

const auto NotThere = QStringLiteral("can't be rehearsed on the database itself");
const auto OnCopy = QStringLiteral("rehearse on a copy");

Result<void> mayRun(const Plan &plan, const RehearseOptions &options, const QString &problem, const Dialect &dialect)
{
    const auto refuse = [](const QString &why, const QString &nextStep) { return Failure(Error{ErrorCode::Blocked, NotThere, {}, why, nextStep}); };
    if (!problem.isEmpty())
        return refuse(problem, OnCopy);
    if (!options.liveAllowed)
        return refuse(QStringLiteral("nobody has agreed to it: %1").arg(liveQuestion(plan, dialect)), QStringLiteral("say so (rehearse --on live --yes), or rehearse on a copy"));
    if (options.keep)
        return refuse(QStringLiteral("nothing of it is kept"), QStringLiteral("rehearse on a copy to keep it"));
    if (const auto obstacle = cannotBeRolledBack(plan, dialect))
        return Failure(*obstacle);
    return {};
}

int shorter(int own, std::chrono::milliseconds limit)
{
    return own > 0 ? std::min(own, int(limit.count())) : int(limit.count());
}

/// What the server says of the transaction once its connection was closed; it may be at the rollback still.
Result<bool> wasRolledBack(const Engine &engine, Session &session, const QString &transaction)
{
    constexpr auto Patience = std::chrono::seconds(10);
    const auto until = std::chrono::steady_clock::now() + Patience;
    auto committed = engine.committed(session, transaction);
    while (committed && !*committed && std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        committed = engine.committed(session, transaction);
    }
    return committed.map([](const std::optional<bool> &answer) { return answer && !*answer; });
}

/// What of an error says only that others were in the way.
std::optional<Error> givenUp(const Rehearsal &rehearsal, const LiveLimits &limits)
{
    if (!rehearsal.error || rehearsal.error->code != ErrorCode::Locked)
        return std::nullopt;
    Error error = *rehearsal.error;
    error.what = QStringLiteral("the rehearsal gave up, as others were in the way: ") + error.what;
    error.nextStep = QStringLiteral("all of it was rolled back; it waits %1 s for a lock at most: try again, or rehearse on a copy").arg(double(limits.lock.count()) / 1000);
    return error;
}

/// Sequences that stand elsewhere now.
QStringList movedSince(const Counters &before, const Counters &now)
{
    QStringList moved;
    for (const Counter &counter : now) {
        const auto old = std::ranges::find(before, counter.name, &Counter::name);
        if (old != before.end() && old->next != counter.next)
            moved << QStringLiteral("%1 went on from %2 to %3: a rollback takes no numbers back").arg(counter.name).arg(old->next).arg(counter.next);
    }
    return moved;
}

} // namespace

struct Desk::Ground::Before {
    Snapshot schema; ///< with the tracking table
    QStringList applied;
    Counters counters;

    static Result<Before> of(const Desk &desk, Session &session);
    /// The differences that stayed are an error; of what no rollback touches, remarks come out.
    Result<QStringList> isAgain(const Desk &desk, const QString &transaction) const;
};

Result<Desk::Ground::Before> Desk::Ground::Before::of(const Desk &desk, Session &session)
{
    auto schema = desk.m_engine->snapshot(session);
    if (!schema)
        return failure(std::move(schema));
    const auto rows = desk.readApplied(session);
    if (!rows)
        return Failure(rows.error());
    auto counters = desk.m_engine->counters(session);
    if (!counters)
        return failure(std::move(counters));
    return Before{*std::move(schema), recorded(*rows), *std::move(counters)};
}

Result<QStringList> Desk::Ground::Before::isAgain(const Desk &desk, const QString &transaction) const
{
    const auto differs = [](const QString &why, const QString &nextStep) {
        return Failure(Error{ErrorCode::Disagreement, QStringLiteral("the database is not as it was before the rehearsal"), {}, why, nextStep});
    };
    const auto session = desk.m_engine->open(desk.m_target, Access::ReadOnly);
    if (!session)
        return Failure(session.error());
    const auto aborted = wasRolledBack(*desk.m_engine, **session, transaction);
    if (!aborted)
        return Failure(aborted.error());
    if (!*aborted)
        return differs(QStringLiteral("the server does not say that transaction %1 was rolled back").arg(transaction), QStringLiteral("look at the database's sessions and its schema"));
    const auto now = of(desk, **session);
    if (!now)
        return Failure(now.error());
    const auto others = QStringLiteral("the server says that the rehearsal was rolled back, so somebody else did it: look at the new state, then rehearse again");
    if (const SchemaDiff changed = diff(schema, now->schema); !changed.equal())
        return differs(QStringLiteral("its schema changed: %1").arg(summary(changed.changes.front())), others);
    if (applied != now->applied)
        return differs(QStringLiteral("its tracking table changed"), others);
    return movedSince(counters, now->counters);
}

Result<Rehearsal> Desk::Ground::rolledBack(Desk &desk, const Plan &plan, RehearseOptions &options, RunControl &control, const EventSink &sink)
{
    const LiveLimits limits;
    if (auto may = mayRun(plan, options, desk.placeProblem(options.on, {}), desk.m_engine->traits().dialect); !may)
        return failure(std::move(may));
    const auto lock = desk.m_engine->lock(desk.m_target);
    if (!lock)
        return Failure(lock.error());
    Target target = desk.m_target;
    target.lockTimeoutMs = shorter(target.lockTimeoutMs, limits.lock);
    target.statementTimeoutMs = shorter(target.statementTimeoutMs, limits.statement);
    const auto before = desk.m_engine->open(target, Access::ReadOnly).and_then([&](const std::unique_ptr<Session> &session) { return Before::of(desk, *session); });
    if (!before)
        return Failure(before.error());
    const auto note = [&](const char *outcome, const QString &detail) { return desk.audit(QStringLiteral("rehearse on the database itself"), plan.fingerprint, plan.versions(), QLatin1String(outcome), detail); };
    if (auto noted = note("begun", limitsText(limits)); !noted)
        return failure(std::move(noted));

    TimedControl limited(control, limits.whole);
    auto scratch = desk.m_engine->rolledBack(target);
    const auto transaction = scratch ? (*scratch)->session().transactionId() : Result<QString>(Failure(scratch.error()));
    if (!transaction)
        return Failure(transaction.error());
    if (options.place.isEmpty())
        options.place = inSentence(placeTitle(options.on, *desk.m_engine));
    options.remarks << limitsText(limits);
    auto rehearsal = lk::rehearse(plan, *desk.m_format, desk.m_setup, *desk.m_engine, **scratch, options, limited.control(), sink);
    const bool timedOut = limited.timedOut();
    scratch->reset();
    const auto moved = before->isAgain(desk, *transaction);
    if (!moved || !rehearsal) {
        Error error = !moved ? moved.error() : rehearsal.error();
        if (moved && timedOut)
            error = {ErrorCode::Blocked, QStringLiteral("the rehearsal gave up"), {}, QStringLiteral("it took longer than the %1 s that others may be kept waiting").arg(limits.whole.count() / 1000), OnCopy};
        else if (moved && control.cancelled())
            error = {ErrorCode::Cancelled, QStringLiteral("rehearsal cancelled"), {}, {}, QStringLiteral("all of it was rolled back: schema and tracking table are as before")};
        (void)note("failed", error.text());
        return Failure(error);
    }
    if (const auto error = givenUp(*rehearsal, limits)) {
        (void)note("failed", error->text());
        return Failure(*error);
    }
    rehearsal->remarks << QStringLiteral("schema and tracking table were looked at afterwards: as before") << *moved;
    if (moved->isEmpty())
        rehearsal->remarks << QStringLiteral("numbers taken from sequences would not come back; none was seen to be taken");
    return rehearsal;
}

} // namespace lk
