// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/diffoutput.h"
#include "app/cli/opendesk.h"
#include "app/cli/schemasource.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class DiffCommand : public Command
{
public:
    const char *name() const override { return "diff"; }
    const char *description() const override { return "what differs between two schemas"; }

    void addOptions(Options &options) override
    {
        options.text("--from", m_from, "WHAT",
                     "live (default), expected, pending, an environment, a URL, a snapshot file, a .sql file of a schema");
        options.text("--to", m_to, "WHAT", "the same words (default: pending; live when --from is given)");
        options.choice("--output", m_output, {u"text"_s, u"json"_s, u"sql"_s, u"html"_s, u"md"_s}, "text|json|sql|html|md (default: text)");
    }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openReadableDesk(call);
        if (!desk)
            return failure(std::move(desk));
        const QString from = m_from.isEmpty() ? u"live"_s : m_from;
        const QString to = !m_to.isEmpty() ? m_to : m_from.isEmpty() ? u"pending"_s : u"live"_s;
        auto before = readSchema(from, **desk, call.console);
        if (!before)
            return failure(std::move(before));
        auto after = readSchema(to, **desk, call.console);
        if (!after)
            return failure(std::move(after));
        print(diff(before->schema, after->schema), {before->title, after->title}, call.console);
        return Exit::Done;
    }

private:
    void print(const SchemaDiff &changes, const DiffTitles &titles, Console &console) const
    {
        if (m_output == u"sql")
            console.write(diffSql(changes, titles));
        else if (m_output == u"html")
            console.write(diffHtml(changes, titles));
        else if (m_output == u"md")
            console.write(diffMarkdown(changes, titles));
        else if (m_output == u"json" || (m_output.isEmpty() && console.json))
            console.printJson(toJson(changes));
        else
            console.write(diffText(changes, titles, console));
    }

    QString m_from;
    QString m_to;
    QString m_output;
};

} // namespace

std::unique_ptr<Command> makeDiffCommand()
{
    return std::make_unique<DiffCommand>();
}

} // namespace lk
