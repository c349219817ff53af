// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/lockweathertext.h"
#include "app/cli/opendesk.h"
#include "app/cli/plantext.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class PlanCommand : public Command
{
public:
    const char *name() const override { return "plan"; }
    const char *description() const override { return "the steps and statements that would run, with the fingerprint"; }

    void addOptions(Options &options) override
    {
        options.text("--to", m_to, "V", "up to and including this version; with --revert: back to this version, which stays");
        options.flag("--revert", m_revert, "the plan of a revert");
        options.number("--steps", m_steps, "N", "with --revert: this many of the migrations applied last (default: 1)");
    }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openReadableDesk(call);
        if (!desk)
            return failure(std::move(desk));
        auto plan = planFor(**desk, m_revert ? Direction::Down : Direction::Up, m_to, m_steps);
        if (!plan)
            return failure(std::move(plan));
        if (call.console.json)
            call.console.printJson(withWeather(**desk, *plan));
        else if (plan->empty())
            call.console.print(m_revert ? u"Nothing to revert."_s : u"Nothing is pending."_s);
        else
            call.console.write(planText(*plan, call.console, call.console.verbose) + lockWeatherText(**desk, *plan, call.console));
        return Exit::Done;
    }

private:
    static QJsonObject withWeather(Desk &desk, const Plan &plan)
    {
        QJsonObject object = planJson(plan);
        object.insert(u"lock_weather"_s, lockWeatherJson(desk, plan, desk.rehearsal(plan)));
        return object;
    }

    QString m_to;
    bool m_revert = false;
    int m_steps = 1;
};

} // namespace

std::unique_ptr<Command> makePlanCommand()
{
    return std::make_unique<PlanCommand>();
}

} // namespace lk
