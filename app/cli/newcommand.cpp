// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/opendesk.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class NewCommand : public Command
{
public:
    const char *name() const override { return "new"; }
    const char *description() const override { return "a new migration in the project's format"; }

    void addOptions(Options &options) override
    {
        options.argument("NAME", m_name, false, "what it does, in a few words");
        options.flag("--irreversible", m_irreversible, "without a down script");
        options.choice("--pattern", m_pattern, {u"empty"_s}, "what to start from: empty, the only one by now");
        options.flag("--list", m_list, "name the patterns");
    }

    Result<Exit> execute(Call &call) override
    {
        if (m_list) {
            if (call.console.json)
                call.console.printJson({{u"patterns"_s, QJsonArray{u"empty"_s}}});
            else
                call.console.print(u"empty  the files with nothing in them but a place for the SQL; the only pattern of this version"_s);
            return Exit::Done;
        }
        if (m_name.isEmpty())
            return Failure(Error{ErrorCode::Usage, u"a new migration needs a name"_s, {}, {}, u"say: lockkeeper-cli new \"add customer phone\""_s});
        return create(call);
    }

private:
    Result<Exit> create(Call &call)
    {
        auto desk = openDesk(call);
        if (!desk)
            return failure(std::move(desk));
        auto files = (*desk)->newMigration(m_name, !m_irreversible);
        if (!files)
            return failure(std::move(files));
        auto written = (*desk)->writeNewMigration(*files);
        if (!written)
            return failure(std::move(written));
        if (call.console.json) {
            call.console.printJson({{u"files"_s, QJsonArray::fromStringList(*written)}});
        } else {
            for (const QString &file : *written)
                call.console.print(printable(file));
        }
        return Exit::Done;
    }

    QString m_name;
    bool m_irreversible = false;
    QString m_pattern;
    bool m_list = false;
};

} // namespace

std::unique_ptr<Command> makeNewCommand()
{
    return std::make_unique<NewCommand>();
}

} // namespace lk
