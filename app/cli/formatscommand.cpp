// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "models/engines/engineregistry.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class FormatsCommand : public Command
{
public:
    const char *name() const override { return "formats"; }
    const char *description() const override { return "formats and engines that this build knows"; }

    Result<Exit> execute(Call &call) override
    {
        if (call.console.json)
            printJson(call.console);
        else
            print(call.console);
        return Exit::Done;
    }

private:
    static void printJson(Console &console)
    {
        QJsonArray formatArray;
        for (const Format *format : formats()) {
            const FormatTraits &traits = format->traits();
            formatArray.append(QJsonObject{{u"name"_s, traits.name},
                                           {u"title"_s, traits.title},
                                           {u"engines"_s, QJsonArray::fromStringList(traits.engines)},
                                           {u"tracking_table"_s, traits.trackingTable},
                                           {u"folder"_s, traits.defaultFolder},
                                           {u"checksums"_s, traits.checksums}});
        }
        QJsonArray engineArray;
        for (const Engine *engine : engines())
            engineArray.append(QJsonObject{{u"name"_s, engine->traits().name},
                                           {u"title"_s, engine->traits().title},
                                           {u"schemes"_s, QJsonArray::fromStringList(engine->traits().schemes)}});
        console.printJson({{u"formats"_s, formatArray}, {u"engines"_s, engineArray}});
    }

    static void print(Console &console)
    {
        TextTable table({u"FORMAT"_s, u"TITLE"_s, u"ENGINES"_s, u"TRACKING TABLE"_s, u"FOLDER"_s});
        for (const Format *format : formats()) {
            const FormatTraits &traits = format->traits();
            QStringList usable; // the format may know engines that this build does not
            for (const QString &engine : traits.engines) {
                if (engineByName(engine))
                    usable << engine;
            }
            table.add({traits.name, traits.title, usable.join(u", "_s), traits.trackingTable, traits.defaultFolder});
        }
        console.write(table.text(console.colour()));
    }
};

} // namespace

std::unique_ptr<Command> makeFormatsCommand()
{
    return std::make_unique<FormatsCommand>();
}

} // namespace lk
