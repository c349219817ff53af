// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"
#include "app/cli/reportpage.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class ReportCommand : public Command
{
public:
    const char *name() const override { return "report"; }
    const char *description() const override { return "a run's report; without RUN of the newest"; }

    void addOptions(Options &options) override
    {
        options.argument("RUN", m_run, false, "the run's id (`report --list` names them)");
        options.choice("--output", m_output, {u"html"_s, u"md"_s, u"pdf"_s}, "html|md (default: html); a PDF is made by the window");
        options.flag("--list", m_list, "the runs, newest first");
    }

    Result<Exit> execute(Call &call) override
    {
        if (m_output == u"pdf")
            return Failure(Error{ErrorCode::Usage, u"this program makes no PDF"_s, {}, u"that needs the window's libraries"_s,
                                 u"use Report in the window, or --output html and print that"_s});
        auto desk = openDesk(call);
        if (!desk)
            return failure(std::move(desk));
        const std::vector<RunReport> runs = (*desk)->runs();
        if (m_list) {
            list(runs, call.console);
            return Exit::Done;
        }
        const auto found = m_run.isEmpty() ? runs.begin()
                                           : std::find_if(runs.begin(), runs.end(), [this](const RunReport &run) { return run.id == m_run; });
        if (found == runs.end())
            return Failure(Error{ErrorCode::Usage, m_run.isEmpty() ? u"there was no run yet"_s : u"there is no run called \"%1\""_s.arg(m_run), {}, {},
                                 m_run.isEmpty() ? u"`lockkeeper-cli apply` makes one"_s : u"`lockkeeper-cli report --list` names them"_s});
        print(*found, **desk, call.console);
        return Exit::Done;
    }

private:
    static void list(const std::vector<RunReport> &runs, Console &console)
    {
        TextTable table({u"RUN"_s, u"STARTED (UTC)"_s, u"ENVIRONMENT"_s, u"MIGRATIONS"_s, u"OUTCOME"_s});
        for (const RunReport &run : runs)
            table.add({run.id, run.startedAt.toUTC().toString(u"yyyy-MM-dd hh:mm:ss"_s), run.environment, run.versions, word(run.outcome)});
        console.write(table.text(console.colour()));
    }

    void print(const RunReport &report, const Desk &desk, Console &console) const
    {
        if (m_output == u"md")
            console.write(reportMarkdown(report, desk));
        else if (m_output.isEmpty() && console.json)
            console.printJson(toJson(report));
        else
            console.write(reportHtml(report, desk));
    }

    QString m_run;
    QString m_output;
    bool m_list = false;
};

} // namespace

std::unique_ptr<Command> makeReportCommand()
{
    return std::make_unique<ReportCommand>();
}

} // namespace lk
