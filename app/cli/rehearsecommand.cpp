// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/eventprinter.h"
#include "app/cli/opendesk.h"
#include "app/cli/rehearsaltext.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class RehearseCommand : public Command
{
public:
    const char *name() const override { return "rehearse"; }
    const char *description() const override { return "run the plan on a scratch copy and report what was seen"; }

    void addOptions(Options &options) override
    {
        options.text("--to", m_to, "V", "up to and including this version");
        options.flag("--revert", m_revert, "rehearse a revert");
        options.number("--steps", m_steps, "N", "with --revert: this many of the migrations applied last (default: 1)");
        options.choice("--data", m_data, {u"none"_s, u"full"_s}, "none|full: schema only, or all data (default: full)");
    }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openReadableDesk(call);
        if (!desk)
            return failure(std::move(desk));
        auto plan = planFor(**desk, m_revert ? Direction::Down : Direction::Up, m_to, m_steps);
        if (!plan)
            return failure(std::move(plan));
        if (plan->empty()) {
            call.console.note(m_revert ? u"Nothing to revert."_s : u"Nothing is pending."_s);
            if (call.console.json)
                call.console.printJson(toJson(Rehearsal{}));
            return Exit::Done;
        }
        RehearseOptions options;
        options.data = m_data == u"none" ? ScratchData::None : ScratchData::Full;
        options.user = currentUser();
        EventPrinter events(call.console, *plan, EventPrinter::Show::Bar);
        auto rehearsal = (*desk)->rehearse(*plan, options, call.console.control(), events.sink(), call.console.progressSink());
        if (!rehearsal)
            return failure(std::move(rehearsal));
        if (call.console.json)
            call.console.printJson(withAdvice(*rehearsal));
        else
            call.console.write(rehearsalText(*plan, *rehearsal, call.console));
        if (rehearsal->error)
            return Failure(*rehearsal->error);
        return rehearsal->ok ? Exit::Done : Exit::Failed;
    }

private:
    static QJsonObject withAdvice(const Rehearsal &rehearsal)
    {
        QJsonObject object = toJson(rehearsal);
        object.insert(u"index_advice"_s, QJsonArray::fromStringList(touchedIndexAdvice(rehearsal)));
        return object;
    }

    QString m_to;
    bool m_revert = false;
    int m_steps = 1;
    QString m_data;
};

} // namespace

std::unique_ptr<Command> makeRehearseCommand()
{
    return std::make_unique<RehearseCommand>();
}

} // namespace lk
