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

    Result<Exit> execute(Call &call) override
    {
        auto desk = openDesk(call);
        if (!desk)
            return failure(std::move(desk));
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
    static void printJson(const std::vector<VerificationCheck> &checks, Console &console)
    {
        QJsonArray array;
        for (const VerificationCheck &check : checks)
            array.append(QJsonObject{{u"title"_s, check.title}, {u"ok"_s, check.ok ? QJsonValue(*check.ok) : QJsonValue()}, {u"detail"_s, check.detail}});
        console.printJson({{u"checks"_s, array}});
    }
};

} // namespace

std::unique_ptr<Command> makeDoctorCommand()
{
    return std::make_unique<DoctorCommand>();
}

} // namespace lk
