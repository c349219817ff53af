// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

Ink inkOf(State state)
{
    switch (state) {
    case State::Applied:
    case State::Baseline: return Ink::Good;
    case State::Pending: return Ink::Plain;
    case State::OutOfOrder:
    case State::Outdated:
    case State::Unknown: return Ink::Warning;
    case State::Changed:
    case State::Missing:
    case State::Failed: return Ink::Bad;
    }
    return Ink::Plain;
}

/// Tracking tables keep whole milliseconds.
QString tookText(qint64 ms)
{
    return ms < 0 ? QString() : ms == 0 ? u"< 1 ms"_s : ms < 1000 ? u"%1 ms"_s.arg(ms) : durationWords(double(ms));
}

QStringList cellsOf(const HistoryEntry &entry)
{
    const bool applied = entry.applied.has_value();
    const bool dated = applied && entry.applied->appliedAt.isValid();
    return {word(entry.state),
            entry.version(),
            entry.description(),
            dated ? entry.applied->appliedAt.toUTC().toString(u"yyyy-MM-dd hh:mm:ss"_s) : QString(),
            applied ? entry.applied->appliedBy : QString(),
            applied ? tookText(entry.applied->durationMs) : QString(),
            entry.file ? (entry.reversible() ? u"yes"_s : u"no"_s) : QString(),
            entry.note};
}

QString countsText(const History &history)
{
    QStringList parts;
    const auto counts = history.counts();
    for (auto count = counts.begin(); count != counts.end(); ++count) {
        if (*count > 0)
            parts << u"%1 %2"_s.arg(*count).arg(count.key());
    }
    return parts.isEmpty() ? u"no migrations"_s : parts.join(u", "_s);
}

class StatusCommand : public Command
{
public:
    const char *name() const override { return "status"; }
    const char *description() const override { return "the history: every migration with its state"; }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openDesk(call);
        if (!desk)
            return failure(std::move(desk));
        if (call.console.json)
            call.console.printJson(statusJson(**desk));
        else
            print(**desk, call.console);
        if (auto problem = databaseProblem(**desk))
            return Failure(*problem);
        return (*desk)->history().disagrees() ? Exit::Disagreement : Exit::Done;
    }

private:
    void print(const Desk &desk, Console &console) const
    {
        console.print(deskLine(desk));
        console.print(u"tracking table %1"_s.arg(desk.format().trackingTable(desk.setup())));
        if (desk.database().problem.isEmpty() && !desk.database().server.exists)
            console.print(u"There is no database yet: the first apply creates it."_s);
        console.print();
        if (!desk.history().entries.empty()) {
            TextTable table({u"STATE"_s, u"VERSION"_s, u"DESCRIPTION"_s, u"APPLIED AT (UTC)"_s, u"BY"_s, u"TIME"_s, u"DOWN"_s, u"NOTE"_s});
            for (const HistoryEntry &entry : desk.history().entries)
                table.add(cellsOf(entry), inkOf(entry.state));
            console.write(table.text(console.colour()));
            console.print();
        }
        console.print(countsText(desk.history()));
        if (desk.history().disagrees())
            console.note(u"The history and the database disagree: see the notes above, and look before anything is applied."_s);
    }
};

} // namespace

std::unique_ptr<Command> makeStatusCommand()
{
    return std::make_unique<StatusCommand>();
}

} // namespace lk
