// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// Taking away what a cut-off statement left behind.
#include "models/desk/desk.h"

#include "models/run/formatlocks.h"
#include "models/run/journal.h"

#include <QCoreApplication>

#include <algorithm>

namespace lk {

namespace {

const auto Action = QStringLiteral("repair");

bool holds(const std::vector<Leftover> &leftovers, const Leftover &leftover)
{
    return std::ranges::any_of(leftovers, [&](const Leftover &found) { return found.statement == leftover.statement; });
}

QJsonObject journalHead(const RepairReport &report, const QString &id, const QDateTime &at, const Plan &plan)
{
    return {{QStringLiteral("event"), QStringLiteral("intent")},
            {QStringLiteral("id"), id},
            {QStringLiteral("at"), at.toString(Qt::ISODateWithMs)},
            {QStringLiteral("environment"), plan.environment},
            {QStringLiteral("database"), plan.target.url},
            {QStringLiteral("fingerprint"), plan.fingerprint},
            {QStringLiteral("direction"), Action},
            {QStringLiteral("pid"), qint64(QCoreApplication::applicationPid())},
            {QStringLiteral("leftover"), toJson(report.leftover)}};
}

QString nextStep(const RepairReport &report)
{
    if (report.gone == true)
        return QStringLiteral("it is gone nevertheless");
    return report.gone ? QStringLiteral("%1 is still there; try again").arg(report.leftover.object)
                       : QStringLiteral("whether it is gone could not be found out; verify the database");
}

} // namespace

Result<RepairPermit> Desk::permitRepair(const Leftover &leftover)
{
    return checklist(Plan()).repairPermit(leftover);
}

Result<RepairReport> Desk::repair(const RepairPermit &permit, RunControl &control, const EventSink &sink)
{
    RepairReport report;
    report.leftover = permit.leftover();
    auto lock = m_engine->lock(m_target);
    if (!lock)
        return failure(std::move(lock));
    auto session = m_engine->open(m_target, Access::ReadWrite);
    if (!session)
        return failure(std::move(session));
    auto formatLock = FormatLocks::take(*m_engine, m_target, m_format->locks(m_engine->traits(), (*session)->info().database, m_setup), control);
    if (!formatLock)
        return failure(std::move(formatLock));
    auto before = m_engine->leftovers(**session);
    if (!before)
        return failure(std::move(before));
    if (!holds(*before, report.leftover)) {
        return Failure(Error{ErrorCode::Disagreement, QStringLiteral("%1 is not there as it was seen").arg(report.leftover.object), {},
                             QStringLiteral("it is gone, being built anew, or sound by now"), QStringLiteral("nothing was run; look at the new state")});
    }
    if (auto intent = audit(Action, report.leftover.object, {}, QStringLiteral("intent"), report.leftover.statement); !intent)
        return failure(std::move(intent));
    const Plan plan = repairPlan(report.leftover, m_environment.name, m_target);
    const QDateTime startedAt = m_clock();
    const QString id = startedAt.toString(QStringLiteral("yyyyMMdd'T'HHmmsszzz'Z'")) + QStringLiteral("-repair");
    auto journal = Journal::create(QStringLiteral("%1/journals/%2.jsonl").arg(m_project.dataFolder(), id), journalHead(report, id, startedAt, plan));
    if (!journal)
        return failure(std::move(journal));
    const auto record = [&](const RunEvent &event) {
        journal->write(event);
        if (sink)
            sink(event);
    };
    PlanExecutor executor(*m_engine, **session, control, record, {currentUser(), m_clock, true, true, 0, nullptr});
    const Execution execution = executor.execute(plan);
    report.outcome = execution.outcome;
    report.error = execution.error;
    report.ms = execution.ms;

    // What counts is what the database holds now, also after a failure; a lost connection can't tell.
    session->reset();
    formatLock->reset();
    lock->reset();
    if (auto again = m_engine->open(m_target, Access::ReadOnly)) {
        if (auto after = m_engine->leftovers(**again))
            report.gone = !holds(*after, report.leftover);
    }
    if (report.error && report.error->nextStep.isEmpty())
        report.error->nextStep = nextStep(report);
    m_schema.reset();
    const QString outcome = report.done() ? QStringLiteral("done") : QStringLiteral("failed");
    if (auto noted = audit(Action, report.leftover.object, {}, outcome, report.error ? report.error->text() : report.leftover.statement); !noted && sink)
        sink({m_clock(), RunNotice{0, QStringLiteral("the audit log could not be written: ") + noted.error().text()}});
    RunControl undisturbed;
    if (auto verified = verify(undisturbed))
        report.verification = std::move(*verified);
    return report;
}

/// What became of a repair that was cut off, as the last refresh saw it.
QString Desk::repairState(const QJsonObject &journalHead) const
{
    const QJsonObject object = journalHead[QStringLiteral("leftover")].toObject();
    const Leftover leftover{object[QStringLiteral("object")].toString(), {}, object[QStringLiteral("statement")].toString()};
    const QString said = m_database.error                      ? QStringLiteral("unknown, the database could not be read")
                         : holds(m_database.leftovers, leftover) ? QStringLiteral("still there")
                                                                 : QStringLiteral("gone");
    return QStringLiteral("%1: %2").arg(leftover.object, said);
}

} // namespace lk
