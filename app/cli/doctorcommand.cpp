// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"
#include "app/cli/rehearsaltext.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class DoctorCommand : public Command
{
public:
    const char *name() const override { return "doctor"; }
    const char *description() const override { return "connection, privileges, tools and versions"; }

    void addOptions(Options &options) override
    {
        options.flag("--remove-scratches", m_removeScratches, "remove what rehearsals left behind or kept, as far as nobody uses it");
    }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openDesk(call);
        if (!desk)
            return failure(std::move(desk));
        if (m_removeScratches) {
            if (auto removed = removeScratches(**desk, call.console); !removed)
                return failure(std::move(removed));
        }
        const std::vector<VerificationCheck> checks = (*desk)->doctor();
        if (call.console.json)
            printJson(checks, call.console);
        else
            call.console.write(deskLine(**desk) + u'\n' + checksText(checks, call.console));
        if (auto problem = databaseProblem(**desk))
            return Failure(*problem);
        const bool ill = std::any_of(checks.begin(), checks.end(), [](const VerificationCheck &check) { return check.ok == false; });
        return ill ? Exit::Failed : Exit::Done;
    }

private:
    static Result<void> removeScratches(Desk &desk, Console &console)
    {
        const auto left = desk.abandonedScratches();
        if (!left)
            return Failure(left.error());
        for (const AbandonedScratch &scratch : *left) {
            if (auto removed = desk.removeScratch(scratch); !removed)
                return removed;
            console.note(u"removed: %1"_s.arg(scratch.what));
        }
        return {};
    }

    static void printJson(const std::vector<VerificationCheck> &checks, Console &console)
    {
        QJsonArray array;
        for (const VerificationCheck &check : checks)
            array.append(QJsonObject{{u"title"_s, check.title}, {u"ok"_s, check.ok ? QJsonValue(*check.ok) : QJsonValue()}, {u"detail"_s, check.detail}});
        console.printJson({{u"checks"_s, array}});
    }

    bool m_removeScratches = false;
};

} // namespace

std::unique_ptr<Command> makeDoctorCommand()
{
    return std::make_unique<DoctorCommand>();
}

} // namespace lk
