// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The part of Workbench that works on a database: long, cancellable, one at a time.
#include "widgets/window/workbench.h"

namespace lk {

namespace {

/// Nothing may be replaced whose name nobody has typed.
Result<void> checkFree(const Desk &desk, const QString &intoUrl)
{
    if (intoUrl.isEmpty())
        return {};
    auto into = desk.engine().target(intoUrl, desk.project().folder);
    if (!into)
        return failure(std::move(into));
    into->password = desk.target().password;
    const auto session = desk.engine().open(*into, Access::ReadOnly);
    if (!session)
        return Failure(session.error());
    if (!(*session)->info().exists)
        return {};
    return Failure(Error{ErrorCode::Blocked,
                         Workbench::tr("there is a database %1 already").arg(into->database),
                         {},
                         {},
                         Workbench::tr("give the new one another name")});
}

} // namespace

template <class Work, class Done>
int Workbench::act(const QString &title, bool cancellable, Work work, Done done)
{
    if (!isOpen() || m_client.actingJob() != 0)
        return 0;
    return m_client.run({title, {}, cancellable, true}, this, std::move(work), std::move(done));
}

void Workbench::readScratches(QObject *context, std::function<void(const Result<std::vector<AbandonedScratch>> &)> done)
{
    m_client.run({tr("Looking for what rehearsals left"), QStringLiteral("scratches"), true}, context, [](JobScope &scope) { return scope.desk->abandonedScratches(); }, std::move(done));
}

void Workbench::removeScratch(const AbandonedScratch &scratch)
{
    const QString title = tr("Removing %1").arg(scratch.name);
    act(title, false, [scratch](JobScope &scope) { return scope.desk->removeScratch(scratch); }, [this, title, scratch](const Result<void> &removed) {
        if (removed)
            emit succeeded(tr("%1 is gone.").arg(scratch.name));
        else
            fail(title, removed.error());
        readRecords();
    });
}

void Workbench::rehearse(const RehearsalWish &wish)
{
    const QString title = tr("Rehearsing %1").arg(m_plan->plan.versions());
    const auto work = [plan = m_plan->plan, wish](JobScope &scope) {
        return scope.desk->rehearseOptions(wish.place, wish.url).and_then([&](RehearseOptions options) {
            options.password = wish.password;
            options.keep = wish.keep;
            options.liveAllowed = wish.liveAllowed;
            return scope.desk->rehearse(plan, options, scope.control, scope.events, scope.progress);
        });
    };
    const int job = act(title, true, work, [this, title](const Result<Rehearsal> &result) {
        if (result)
            emit rehearsed(*result);
        else
            fail(title, result.error());
        refreshPlan();
        readRecords();
    });
    if (job != 0) {
        m_runJob = job;
        emit runStarted(RunKind::Rehearsal);
    }
}

void Workbench::apply(const QString &fingerprint)
{
    if (!m_plan->permit || m_plan->empty() || m_plan->plan.fingerprint != fingerprint)
        return;
    const bool up = m_plan->plan.direction == Direction::Up;
    const QString title = (up ? tr("Applying %1") : tr("Reverting %1")).arg(m_plan->plan.versions());
    const auto work = [plan = m_plan->plan, permit = *m_plan->permit](JobScope &scope) {
        return scope.desk->apply(plan, permit, scope.control, scope.events);
    };
    const int job = act(title, true, work, [this, title, plan = m_plan->plan](const Result<RunReport> &report) {
        if (report) {
            m_lastRun = plan;
            m_planRequest = {};
            emit ran(*report);
        } else {
            fail(title, report.error());
        }
        refresh();
    });
    if (job != 0) {
        m_runJob = job;
        emit runStarted(up ? RunKind::Apply : RunKind::Revert);
    }
}

void Workbench::backUp()
{
    const QString title = tr("Backing up %1").arg(m_project ? m_project->target.name() : QString());
    const Verified verify = m_project && m_project->environment.backup.verify == QStringLiteral("list")
                                ? Verified::Listed
                                : Verified::Restored;
    const auto work = [verify](JobScope &scope) { return scope.desk->backUp(verify, scope.control, scope.progress); };
    act(title, true, work, [this, title](const Result<BackupRecord> &record) {
        if (record)
            emit backedUp(*record);
        else
            fail(title, record.error());
        refreshPlan();
        readRecords();
    });
}

void Workbench::verifyBackup(const QString &file)
{
    const QString title = tr("Verifying %1").arg(file.section(u'/', -1));
    const auto work = [file](JobScope &scope) {
        return scope.desk->verifyBackup(file, Verified::Restored, scope.control, scope.progress);
    };
    act(title, true, work, [this, title](const Result<BackupRecord> &record) {
        if (record)
            emit backedUp(*record);
        else
            fail(title, record.error());
        refreshPlan();
        readRecords();
    });
}

void Workbench::restore(const QString &file, const QString &intoUrl)
{
    const QString name = file.section(u'/', -1);
    const QString title = tr("Restoring %1").arg(name);
    const auto work = [file, intoUrl](JobScope &scope) -> Result<void> {
        if (auto free = checkFree(*scope.desk, intoUrl); !free)
            return free;
        return scope.desk->restore(file, intoUrl, scope.control, scope.progress);
    };
    act(title, true, work, [this, title, name, intoUrl](const Result<void> &result) {
        if (result)
            emit succeeded(intoUrl.isEmpty() ? tr("%1 was restored.").arg(name) : tr("%1 was restored into %2.").arg(name, intoUrl));
        else
            fail(title, result.error());
        refresh();
    });
}

void Workbench::verify()
{
    const QString title = tr("Verifying %1").arg(m_project ? m_project->target.name() : QString());
    const auto work = [](JobScope &scope) { return scope.desk->verify(scope.control); };
    act(title, true, work, [this, title](const Result<Verification> &verification) {
        if (verification)
            emit verified(*verification);
        else
            fail(title, verification.error());
        refreshPlan();
        readRecords();
    });
}

void Workbench::permitRepair(const Leftover &leftover, QObject *context, std::function<void(const Result<RepairPermit> &)> done)
{
    if (!isOpen())
        return;
    m_client.run({tr("Asking the policy"), {}, true}, context, [leftover](JobScope &scope) { return scope.desk->permitRepair(leftover); }, std::move(done));
}

void Workbench::repair(const RepairPermit &permit)
{
    const QString title = tr("Dropping %1").arg(permit.leftover().object);
    const auto work = [permit](JobScope &scope) { return scope.desk->repair(permit, scope.control, scope.events); };
    const int job = act(title, true, work, [this, title](const Result<RepairReport> &report) {
        if (report)
            emit repaired(*report);
        else
            fail(title, report.error());
        refresh();
    });
    if (job != 0) {
        m_runJob = job;
        emit repairStarted(repairPlan(permit.leftover(), m_project->environment.name, m_project->target));
    }
}

void Workbench::planRecords(const RecordRequest &request, QObject *context, std::function<void(const Result<RecordPlan> &)> done)
{
    if (!isOpen())
        return;
    m_client.run({tr("Looking what would be written"), QStringLiteral("records-plan"), true}, context, [request](JobScope &scope) { return scope.desk->planRecords(request); },
                 std::move(done));
}

void Workbench::changeRecords(const RecordPlan &plan)
{
    const QString title = tr("Writing the tracking table");
    const auto work = [plan](JobScope &scope) -> Result<void> {
        auto changed = scope.desk->changeRecords(plan, scope.control);
        if (!changed)
            return changed;
        for (const InterruptedRun &seen : scope.desk->interruptedRuns()) {
            if (auto closed = scope.desk->closeInterrupted(seen.id); !closed)
                return closed;
        }
        return {};
    };
    act(title, true, work, [this, title, versions = plan.versions()](const Result<void> &changed) {
        if (changed)
            emit succeeded(tr("The tracking table says so now: %1.").arg(versions));
        else
            fail(title, changed.error());
        refresh();
    });
}

void Workbench::saveSnapshot()
{
    const QString title = tr("Saving a snapshot of the schema");
    const auto work = [](JobScope &scope) { return scope.desk->saveSnapshot(); };
    act(title, false, work, [this, title](const Result<QString> &path) {
        if (path)
            emit succeeded(tr("The schema was saved as %1.").arg(*path));
        else
            fail(title, path.error());
        refreshPlan();
        readRecords();
    });
}

void Workbench::cancelWork()
{
    if (const int job = m_client.actingJob())
        m_client.cancel(job);
    else
        m_client.cancelLooking();
}

void Workbench::pauseActing(bool paused)
{
    m_client.pause(m_client.actingJob(), paused);
}

} // namespace lk
