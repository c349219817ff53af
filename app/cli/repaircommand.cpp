// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/consent.h"
#include "app/cli/eventprinter.h"
#include "app/cli/leftovertext.h"
#include "app/cli/opendesk.h"
#include "app/cli/recordcommand.h"
#include "app/cli/rehearsaltext.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

QJsonObject doneEvent(const RepairReport &report)
{
    return {{u"event"_s, u"repair_done"_s},
            {u"at"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)},
            {u"object"_s, report.leftover.object},
            {u"statement"_s, report.leftover.statement},
            {u"outcome"_s, word(report.outcome)},
            {u"gone"_s, report.gone ? QJsonValue(*report.gone) : QJsonValue()},
            {u"ms"_s, report.ms},
            {u"verification"_s, toJson(report.verification)}};
}

class RepairCommand : public Command
{
public:
    const char *name() const override { return "repair"; }
    const char *description() const override { return "invalid indexes that were left behind are dropped, failed rows and checksums of the tracking table mended"; }

    void addOptions(Options &options) override
    {
        options.choice("--failed", m_failed, {u"take-back"_s, u"finish"_s}, "what failed half way becomes pending again, or counts as applied");
        options.texts("--accept", m_accepted, "V", "the edited file of this version counts from now on (may be repeated)");
        options.flag("--dry-run", m_dryRun, "only show what was found, the statements, and whether they may run");
        m_consent.addOptions(options);
    }

    Result<Exit> execute(Call &call) override
    {
        Console &console = call.console;
        auto desk = openReadableDesk(call);
        if (!desk)
            return failure(std::move(desk));
        const std::vector<Leftover> leftovers = (*desk)->database().leftovers;
        const auto records = (*desk)->planRecords(request());
        if (!records)
            return Failure(records.error());
        if (!console.json && !console.quiet) {
            console.write(leftovers.empty() ? QString() : leftoversText(leftovers));
            console.write(recordsText(*records, console));
        }
        if (leftovers.empty() && records->empty())
            return nothing(*records, console);
        const auto permit = (*desk)->permitRepair(leftovers.empty() ? Leftover() : leftovers.front());
        if (m_dryRun)
            return dryRun(leftovers, *records, permit, console);
        if (auto detour = refuseDetour(**desk); !detour)
            return failure(std::move(detour));
        if (!permit)
            return Failure(permit.error());
        const QString action = u"Make %1 on %2"_s.arg(counted(qint64(leftovers.size() + records->steps.size()), u"change"_s), (*desk)->environment().name);
        if (auto yes = obtainConsent(m_consent, action, (*desk)->target(), (*desk)->environment().isProtected, console); !yes)
            return failure(std::move(yes));
        for (const Leftover &leftover : leftovers) {
            if (auto done = repair(**desk, leftover, console); !done)
                return Failure(done.error());
        }
        if (!records->empty()) {
            if (auto done = writeRecords(**desk, *records, console); !done)
                return failure(std::move(done));
        }
        return exitOf(*records);
    }

private:
    RecordRequest request() const
    {
        RecordRequest request;
        request.kind = RecordRequest::Kind::Repair;
        request.accepted = m_accepted;
        if (!m_failed.isEmpty())
            request.failed = m_failed == u"finish" ? RecordRequest::Failed::Finish : RecordRequest::Failed::TakeBack;
        return request;
    }

    /// What is left keeps history and database apart.
    static Exit exitOf(const RecordPlan &records) { return records.left.isEmpty() ? Exit::Done : Exit::Disagreement; }

    static Result<Exit> nothing(const RecordPlan &records, Console &console)
    {
        if (console.json)
            console.printJson({{u"leftovers"_s, QJsonArray()}, {u"records"_s, recordsJson(records, false)}});
        console.note(records.left.isEmpty() ? u"There is nothing to repair."_s : u"Nothing was changed."_s);
        return exitOf(records);
    }

    static Result<Exit> dryRun(const std::vector<Leftover> &leftovers, const RecordPlan &records, const Result<RepairPermit> &permit, Console &console)
    {
        if (console.json) {
            QJsonArray array;
            for (const Leftover &leftover : leftovers)
                array.append(toJson(leftover));
            console.printJson({{u"leftovers"_s, array}, {u"records"_s, recordsJson(records, false)}, {u"permitted"_s, permit.has_value()}, {u"why"_s, permit ? QString() : permit.error().why}});
        } else if (permit) {
            console.print(u"Nothing was run (--dry-run). The policy would let it run."_s);
        } else {
            console.print(u"Nothing was run (--dry-run). The policy would stop it: %1"_s.arg(printable(permit.error().why)));
        }
        return permit ? Exit::Done : Exit::Blocked;
    }

    static Result<void> repair(Desk &desk, const Leftover &leftover, Console &console)
    {
        const auto permit = desk.permitRepair(leftover);
        if (!permit)
            return Failure(permit.error());
        EventPrinter events(console, repairPlan(leftover, desk.environment().name, desk.target()), EventPrinter::Show::Steps);
        auto report = desk.repair(*permit, console.control(), events.sink());
        if (!report)
            return failure(std::move(report));
        if (console.json)
            console.printJsonLine(doneEvent(*report));
        if (report->error)
            return Failure(*report->error);
        if (!report->done())
            return Failure(Error{ErrorCode::Failed, u"%1 is still there"_s.arg(leftover.object), {}, {}, u"verify the database, then try again"_s});
        if (!console.json) {
            console.print(u"%1 is gone."_s.arg(printable(leftover.object)));
            if (!report->verification.passed() || console.verbose)
                console.write(checksText(report->verification.checks, console));
        }
        return {};
    }

    QString m_failed;
    QStringList m_accepted;
    bool m_dryRun = false;
    Consent m_consent;
};

} // namespace

std::unique_ptr<Command> makeRepairCommand()
{
    return std::make_unique<RepairCommand>();
}

} // namespace lk
