// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

#include "models/engines/engineregistry.h"

#include <QJsonArray>
#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

/// Where the way back is written.
QString downWord(const FormatTraits &traits)
{
    return !traits.reversible ? u"beside the tool's files"_s : traits.downInSameFile ? u"in the file"_s : u"own file"_s;
}

/// What the tool does with a pending file that sorts before the newest applied one.
QString lateWord(LateRule rule)
{
    switch (rule) {
    case LateRule::Runs: return u"run"_s;
    case LateRule::Refuses: return u"refused"_s;
    case LateRule::Skips: return u"skipped for ever"_s;
    case LateRule::Graph: break;
    }
    return u"a graph"_s;
}

/// Engines on which the tool keeps others out, and we take that lock too.
QStringList lockedEngines(const Format &format)
{
    QStringList locked;
    for (const QString &name : format.traits().engines) {
        const Engine *engine = engineByName(name);
        if (engine && !format.locks(engine->traits(), u"database"_s, {}).empty())
            locked << name;
    }
    return locked;
}

/// Who runs the migrations. Where we take the tool's lock, we run scripts ourselves.
QString runner(const FormatTraits &traits, const QStringList &locked)
{
    return !traits.programs ? u"lockkeeper"_s : locked.isEmpty() ? u"the tool"_s : u"lockkeeper, programs by the tool"_s;
}

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
            const QStringList locked = lockedEngines(*format);
            formatArray.append(QJsonObject{{u"name"_s, traits.name},
                                           {u"title"_s, traits.title},
                                           {u"engines"_s, QJsonArray::fromStringList(traits.engines)},
                                           {u"tracking_table"_s, traits.trackingTable},
                                           {u"folder"_s, traits.defaultFolder},
                                           {u"checksums"_s, traits.checksums},
                                           {u"down"_s, downWord(traits)},
                                           {u"late"_s, lateWord(traits.late)},
                                           {u"run_by"_s, !traits.programs ? u"lockkeeper"_s : locked.isEmpty() ? u"tool"_s : u"both"_s},
                                           {u"locks"_s, QJsonArray::fromStringList(locked)}});
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
        TextTable table({u"FORMAT"_s, u"TITLE"_s, u"ENGINES"_s, u"TRACKING TABLE"_s, u"FOLDER"_s, u"DOWN"_s, u"CHECKSUMS"_s, u"LATE FILES"_s, u"RUN BY"_s, u"OWN LOCK"_s});
        for (const Format *format : formats()) {
            const FormatTraits &traits = format->traits();
            QStringList usable; // the format may know engines that this build does not
            for (const QString &engine : traits.engines) {
                if (engineByName(engine))
                    usable << engine;
            }
            const QStringList locked = lockedEngines(*format);
            table.add({traits.name, traits.title, usable.join(u", "_s), traits.trackingTable, traits.defaultFolder, downWord(traits), traits.checksums ? u"yes"_s : u"no"_s,
                       lateWord(traits.late), runner(traits, locked),
                       !locked.isEmpty() ? locked.join(u", "_s) : traits.programs ? u"by the tool"_s : u"none"_s});
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
