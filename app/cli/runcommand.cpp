// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/runcommand.h"

#include "app/cli/checklisttext.h"
#include "app/cli/eventprinter.h"
#include "app/cli/leftovertext.h"
#include "app/cli/opendesk.h"
#include "app/cli/plantext.h"
#include "app/cli/rehearsaltext.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QString outcomeText(const RunReport &report)
{
    const QString verb = report.direction == Direction::Up ? u"Applied"_s : u"Reverted"_s;
    if (report.outcome == Outcome::Committed && !report.error)
        return u"%1 %2 in %3."_s.arg(verb, counted(report.stepsDone, u"migration"_s),
                                     durationWords(double(report.startedAt.msecsTo(report.endedAt))));
    return u"Outcome: %1; %2 before it committed."_s.arg(word(report.outcome), counted(report.stepsDone, u"migration"_s));
}

void tell(const RunReport &report, Console &console)
{
    if (console.json)
        return;
    console.print(outcomeText(report));
    if (!report.verification.checks.empty()) {
        console.print(report.verification.passed() ? u"Verification passed."_s : console.ink(u"Verification FAILED:"_s, Ink::Bad));
        if (!report.verification.passed() || console.verbose)
            console.write(checksText(report.verification.checks, console));
        console.write(repairHint(report.verification.leftovers));
    }
    if (!report.file.isEmpty())
        console.note(u"report: lockkeeper-cli report %1"_s.arg(report.id));
}

QJsonObject errorEvent(const Error &error, const QJsonArray &blockers)
{
    return {{u"event"_s, u"error"_s},
            {u"at"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
            {u"what"_s, error.what},
            {u"why"_s, error.why},
            {u"next_step"_s, error.nextStep},
            {u"blockers"_s, blockers}};
}

} // namespace

QString RunCommand::action(const Plan &plan) const
{
    const bool up = direction() == Direction::Up;
    return u"%1 %2 (%3) %4 %5"_s.arg(up ? u"Apply"_s : u"Revert"_s, counted(qint64(plan.steps.size()), u"migration"_s), plan.versions(),
                                    up ? u"to"_s : u"on"_s, plan.environment);
}

Result<Exit> RunCommand::execute(Call &call)
{
    Console &console = call.console;
    auto desk = openReadableDesk(call);
    if (!desk)
        return failure(std::move(desk));
    auto plan = planFor(**desk, direction(), m_to, m_steps);
    if (!plan)
        return failure(std::move(plan));
    if (plan->empty()) {
        if (console.json && m_dryRun)
            console.printJson(planJson(*plan));
        console.note(direction() == Direction::Up ? u"Nothing is pending."_s : u"Nothing to revert."_s);
        return Exit::Done;
    }
    if (!console.json && !console.quiet)
        console.write(planText(*plan, console, console.verbose));
    const Checklist checklist = (*desk)->checklist(*plan);
    if (m_dryRun)
        return dryRun(*plan, checklist, console);
    if (auto detour = refuseDetour(**desk); !detour)
        return failure(std::move(detour));
    auto permit = checklist.permit();
    if (!permit)
        return blocked(checklist, permit.error(), console);
    if (auto yes = obtainConsent(m_consent, action(*plan), plan->target, (*desk)->environment().isProtected, console); !yes)
        return failure(std::move(yes));
    return run(**desk, *plan, *permit, console);
}

Result<Exit> RunCommand::dryRun(const Plan &plan, const Checklist &checklist, Console &console) const
{
    const auto permit = checklist.permit();
    if (console.json) {
        QJsonObject object = planJson(plan);
        object.insert(u"permitted"_s, permit.has_value());
        object.insert(u"blockers"_s, blockersJson(checklist));
        console.printJson(object);
    } else if (permit) {
        console.print(u"Nothing was run (--dry-run). The checklist would let it run."_s);
    } else {
        console.print(u"Nothing was run (--dry-run). The checklist would stop it:"_s);
        console.write(blockersText(checklist, console));
    }
    return permit ? Exit::Done : Exit::Blocked;
}

Result<Exit> RunCommand::blocked(const Checklist &checklist, const Error &error, Console &console) const
{
    if (console.json)
        console.printJsonLine(errorEvent(error, blockersJson(checklist)));
    else
        console.write(u"The checklist stops it:\n"_s + blockersText(checklist, console));
    return Failure(error);
}

Result<Exit> RunCommand::run(Desk &desk, const Plan &plan, const ApplyPermit &permit, Console &console) const
{
    EventPrinter events(console, plan, EventPrinter::Show::Steps);
    auto report = desk.apply(plan, permit, console.control(), events.sink());
    if (!report) {
        if (console.json)
            console.printJsonLine(errorEvent(report.error(), {}));
        return failure(std::move(report));
    }
    for (const InterruptedRun &seen : desk.interruptedRuns()) { // told at the start, and the person went on
        if (auto closed = desk.closeInterrupted(seen.id); !closed)
            console.note(u"note: "_s + closed.error().text());
    }
    tell(*report, console);
    if (report->error)
        return Failure(*report->error);
    const bool verified = report->verification.checks.empty() || report->verification.passed();
    return report->outcome == Outcome::Committed && verified ? Exit::Done : Exit::Failed;
}

} // namespace lk
