// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class BackupsCommand : public Command
{
public:
    const char *name() const override { return "backups"; }
    const char *description() const override { return "the environment's backups, newest first"; }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openDesk(call);
        if (!desk)
            return failure(std::move(desk));
        const std::vector<BackupRecord> backups = (*desk)->backups();
        if (call.console.json)
            printJson(backups, call.console);
        else if (backups.empty())
            call.console.print(u"No backups yet: `lockkeeper-cli backup` takes one."_s);
        else
            print(backups, call.console);
        return Exit::Done;
    }

private:
    static void printJson(const std::vector<BackupRecord> &backups, Console &console)
    {
        QJsonArray array;
        for (const BackupRecord &record : backups)
            array.append(toJson(record));
        console.printJson({{u"backups"_s, array}});
    }

    static void print(const std::vector<BackupRecord> &backups, Console &console)
    {
        TextTable table({u"TAKEN AT (UTC)"_s, u"BY"_s, u"AT VERSION"_s, u"SIZE"_s, u"VERIFIED"_s, u"ENCRYPTED"_s, u"FILE"_s});
        for (const BackupRecord &record : backups) {
            table.add({record.takenAt.toUTC().toString(u"yyyy-MM-dd hh:mm:ss"_s), record.takenBy, record.head, sizeWords(record.bytes),
                       word(record.verified), record.encrypted ? u"yes"_s : u"no"_s, console.verbose ? record.file : QFileInfo(record.file).fileName()});
        }
        console.write(table.text(console.colour()));
    }
};

} // namespace

std::unique_ptr<Command> makeBackupsCommand()
{
    return std::make_unique<BackupsCommand>();
}

} // namespace lk
