// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class LogCommand : public Command
{
public:
    const char *name() const override { return "log"; }
    const char *description() const override { return "the audit log, and whether its chain is whole"; }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openDesk(call);
        if (!desk)
            return failure(std::move(desk));
        auto entries = (*desk)->auditLog();
        if (!entries)
            return failure(std::move(entries));
        if (call.console.json)
            printJson(*entries, call.console);
        else
            print(*entries, call.console);
        noteOpened(**desk, call.console);
        return Exit::Done;
    }

private:
    static void printJson(const std::vector<AuditEntry> &entries, Console &console)
    {
        QJsonArray array;
        for (const AuditEntry &entry : entries)
            array.append(toJson(entry));
        console.printJson({{u"entries"_s, array}, {u"chain"_s, u"whole"_s}});
    }

    static void print(const std::vector<AuditEntry> &entries, Console &console)
    {
        if (!entries.empty()) {
            TextTable table({u"NO"_s, u"AT (UTC)"_s, u"WHO"_s, u"ACTION"_s, u"ENVIRONMENT"_s, u"VERSIONS"_s, u"OUTCOME"_s, u"DETAIL"_s});
            for (const AuditEntry &entry : entries)
                table.add({QString::number(entry.number), entry.at.toUTC().toString(u"yyyy-MM-dd hh:mm:ss"_s),
                           entry.who + u'@' + entry.host, entry.action, entry.environment, entry.versions, entry.outcome, entry.detail});
            console.write(table.text(console.colour()));
        }
        console.print(u"%1, chain whole%2"_s.arg(entries.size() == 1 ? u"1 entry"_s : u"%1 entries"_s.arg(entries.size()),
                                                entries.empty() ? QString() : u", last "_s + entries.back().hash.left(16)));
    }

    /// Ticks "Log reviewed" of the newest run.
    static void noteOpened(Desk &desk, Console &console)
    {
        if (auto noted = desk.logOpened({}); !noted)
            console.note(u"note: "_s + noted.error().text());
    }
};

} // namespace

std::unique_ptr<Command> makeLogCommand()
{
    return std::make_unique<LogCommand>();
}

} // namespace lk
