// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Changing what the tracking table says, without running a script: mark, baseline, repair.
#include "models/desk/desk.h"

#include "models/run/formatlocks.h"
#include "models/run/runvalues.h"

#include <QUuid>

namespace lk {

namespace {

/// Takes back on its way out what was not committed.
class Change
{
public:
    explicit Change(Session &session) : m_session(session) {}
    ~Change()
    {
        if (m_session.inTransaction())
            (void)m_session.rollback();
    }
    Q_DISABLE_COPY_MOVE(Change)

private:
    Session &m_session;
};

Result<void> runAll(Session &session, const std::vector<RecordStatement> &statements, const RunMoment &moment, RunControl &control)
{
    for (const RecordStatement &statement : statements) {
        if (control.cancelled())
            return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, QStringLiteral("the tracking table is as it was")});
        auto done = session.execute(statement.sql, bound(statement.values, moment));
        if (!done) {
            Error error = done.error();
            error.what = QString::fromUtf8(statement.sql).simplified();
            error.nextStep = QStringLiteral("the tracking table is as it was");
            return Failure(std::move(error));
        }
    }
    return {};
}

/// Whether the table now says what each step wanted.
Result<void> checkOutcome(const RecordPlan &plan, const History &history)
{
    for (const RecordStep &step : plan.steps) {
        const HistoryEntry *entry = history.find(step.key);
        const bool there = entry && (entry->inDatabase() || entry->state == State::Baseline);
        const bool good = there == step.there && !(entry && (entry->state == State::Failed || (step.there && entry->state == State::Changed)));
        if (!good) {
            return Failure(Error{ErrorCode::Failed, QStringLiteral("%1 would be %2 afterwards").arg(step.version, entry ? word(entry->state) : QStringLiteral("gone")), {},
                                 QStringLiteral("the tool's tracking table has no way to say it"), QStringLiteral("it is left as it was")});
        }
    }
    return {};
}

} // namespace

Result<RecordPlan> Desk::planRecords(const RecordRequest &request) const
{
    if (m_database.error)
        return Failure(*m_database.error);
    auto plan = makeRecordPlan(request, m_history, *m_format, m_setup, *m_engine, m_target, m_environment.name);
    if (plan)
        plan->createsDatabase = !m_database.server.exists;
    return plan;
}

Result<void> Desk::changeRecords(const RecordPlan &plan, RunControl &control)
{
    if (auto permit = permitRepair({}); !permit)
        return failure(std::move(permit));
    auto lock = m_engine->lock(m_target);
    if (!lock)
        return failure(std::move(lock));
    auto session = m_engine->open(m_target, Access::ReadWrite, plan.createsDatabase);
    if (!session)
        return failure(std::move(session));
    auto formatLock = FormatLocks::take(*m_engine, m_target, m_format->locks(m_engine->traits(), (*session)->info().database, m_setup), control);
    if (!formatLock)
        return failure(std::move(formatLock));
    const auto history = [&]() -> Result<History> {
        auto files = m_format->load(m_setup, m_engine->traits().dialect);
        if (!files)
            return failure(std::move(files));
        return m_format->applied(**session, m_setup, *files).map([&](const std::vector<AppliedMigration> &applied) { return joinHistory(*files, applied, *m_format, m_setup); });
    };
    const auto now = history();
    if (!now)
        return Failure(now.error());
    auto again = makeRecordPlan(plan.request, *now, *m_format, m_setup, *m_engine, m_target, m_environment.name);
    if (!again)
        return failure(std::move(again));
    if (again->steps != plan.steps || again->prepare != plan.prepare) {
        return Failure(Error{ErrorCode::Disagreement, QStringLiteral("files or tracking table changed since this was shown"), {}, {},
                             QStringLiteral("nothing was written; look at the new state, then try again")});
    }

    if (auto intent = audit(plan.action(), {}, plan.versions(), QStringLiteral("intent")); !intent)
        return intent;
    const auto write = [&]() -> Result<void> {
        const RunMoment moment{m_clock(), 0, currentUser(), QUuid::createUuid().toString(QUuid::WithoutBraces)};
        const Change change(**session);
        const bool apart = !m_engine->traits().transactionalDdl; // making a table would commit
        if (apart) {
            if (auto made = runAll(**session, plan.prepare, moment, control); !made)
                return made;
        }
        if (auto begun = (*session)->begin(); !begun)
            return begun;
        if (!apart) {
            if (auto made = runAll(**session, plan.prepare, moment, control); !made)
                return made;
        }
        for (const RecordStep &step : plan.steps) {
            RunMoment own = moment;
            own.uuid = QUuid::createUuid().toString(QUuid::WithoutBraces);
            if (auto done = runAll(**session, step.statements, own, control); !done)
                return done;
        }
        const auto after = history();
        if (!after)
            return Failure(after.error());
        if (auto wanted = checkOutcome(plan, *after); !wanted)
            return wanted;
        return (*session)->commit();
    };
    auto written = write();
    QString detail = written ? QString() : written.error().text();
    if (written) {
        for (const RecordStep &step : plan.steps)
            detail += (detail.isEmpty() ? QString() : QStringLiteral("; ")) + step.version + QStringLiteral(": ") + step.what;
    }
    auto noted = audit(plan.action(), {}, plan.versions(), written ? QStringLiteral("done") : QStringLiteral("failed"), detail);
    m_schema.reset();
    if (!written)
        return written;
    return noted;
}

} // namespace lk
