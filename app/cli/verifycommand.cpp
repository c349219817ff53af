// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/leftovertext.h"
#include "app/cli/opendesk.h"
#include "app/cli/rehearsaltext.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class VerifyCommand : public Command
{
public:
    const char *name() const override { return "verify"; }
    const char *description() const override { return "compare the database with what was shown; check keys and integrity"; }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openReadableDesk(call);
        if (!desk)
            return failure(std::move(desk));
        auto verification = (*desk)->verify(call.console.control());
        if (!verification)
            return failure(std::move(verification));
        if (call.console.json) {
            call.console.printJson(toJson(*verification));
        } else {
            call.console.write(checksText(verification->checks, call.console));
            call.console.print(verification->passed() ? u"Verification passed."_s : u"Verification did not pass."_s);
            call.console.write(repairHint(verification->leftovers));
        }
        return verification->passed() ? Exit::Done : Exit::Failed;
    }
};

} // namespace

std::unique_ptr<Command> makeVerifyCommand()
{
    return std::make_unique<VerifyCommand>();
}

} // namespace lk
