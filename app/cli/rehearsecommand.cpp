// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/consent.h"
#include "app/cli/eventprinter.h"
#include "app/cli/leftovertext.h"
#include "app/cli/lockweathertext.h"
#include "app/cli/opendesk.h"
#include "app/cli/rehearsaltext.h"
#include "models/rehearsal/rolledback.h"
#include "models/rehearsal/touchedadvice.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>

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
        options.text("--on", m_on, "PLACE", "scratch, backup, backup:FILE, private, the URL of a database on another server, or live: the database itself, rolled back (default: as lockkeeper.toml says)");
        options.choice("--data", m_data, {u"none"_s, u"full"_s}, "none|full: schema only, or all data (default: full, unless the database is very large)");
        options.flag("--keep", m_keep, "leave the scratch there when it is over");
        options.flag("-y,--yes", m_consent.yes, "with --on live: don't ask");
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
        auto options = chosen(**desk);
        if (!options)
            return Failure(options.error());
        if (auto agreed = m_on == u"live" ? agree(**desk, *plan, *options, call.console) : Result<void>(); !agreed)
            return failure(std::move(agreed));
        tellLeftScratches((*desk)->abandonedScratches().value_or(std::vector<AbandonedScratch>()), call.console);
        EventPrinter events(call.console, *plan, EventPrinter::Show::Bar);
        auto rehearsal = (*desk)->rehearse(*plan, *options, call.console.control(), events.sink(), call.console.progressSink());
        if (!rehearsal)
            return failure(std::move(rehearsal));
        if (call.console.json)
            call.console.printJson(withAdvice(**desk, *plan, *rehearsal));
        else
            call.console.write(rehearsalText(*plan, *rehearsal, call.console) + unusedIndexesText(**desk, *rehearsal) + lockWeatherText(**desk, *plan, call.console));
        if (rehearsal->error)
            return Failure(*rehearsal->error);
        return rehearsal->ok ? Exit::Done : Exit::Failed;
    }

private:
    /// Where the policy or the person wants it.
    Result<RehearseOptions> chosen(Desk &desk) const
    {
        static const QMap<QString, RehearsalPlace> places{{u"scratch"_s, RehearsalPlace::Scratch}, {u"private"_s, RehearsalPlace::Private}, {u"backup"_s, RehearsalPlace::Backup}, {u"live"_s, RehearsalPlace::Live}};
        const QString backup = m_on.startsWith(u"backup:") ? m_on.mid(7) : QString();
        std::optional<RehearsalPlace> place;
        if (!backup.isEmpty())
            place = RehearsalPlace::Backup;
        else if (places.contains(m_on))
            place = places.value(m_on);
        else if (m_on.contains(u':'))
            place = RehearsalPlace::Server;
        else if (!m_on.isEmpty())
            return Failure(Error{ErrorCode::Usage, u"there is no place \"%1\" to rehearse on"_s.arg(m_on), {}, {}, u"use scratch, backup, backup:FILE, private, live or a URL"_s});
        if (!m_data.isEmpty() && place == RehearsalPlace::Backup)
            return Failure(Error{ErrorCode::Usage, u"--data is not for backups"_s, {}, u"a backup is restored whole"_s, u"leave it away"_s});
        std::optional<ScratchData> data;
        if (!m_data.isEmpty())
            data = m_data == u"none" ? ScratchData::None : ScratchData::Full;
        return desk.rehearseOptions(place, place == RehearsalPlace::Server ? m_on : QString(), data).map([&](RehearseOptions options) {
            options.backup = backup;
            options.keep = m_keep;
            return options;
        });
    }

    /// Nobody is asked about what is refused anyway.
    Result<void> agree(const Desk &desk, const Plan &plan, RehearseOptions &options, Console &console) const
    {
        if (auto direct = refuseDetour(desk); !direct)
            return direct;
        options.liveAllowed = true;
        const bool refused = desk.environment().isProtected || !desk.engine().traits().server || !desk.engine().traits().transactionalDdl || cannotBeRolledBack(plan, desk.engine().traits().dialect);
        return refused ? Result<void>() : obtainConsent(m_consent, liveQuestion(plan, desk.engine().traits().dialect) + u" Go on"_s, plan.target, false, console);
    }

    static QJsonObject withAdvice(Desk &desk, const Plan &plan, const Rehearsal &rehearsal)
    {
        QJsonObject object = toJson(rehearsal);
        object.insert(u"index_advice"_s, QJsonArray::fromStringList(touchedIndexAdvice(rehearsal)));
        object.insert(u"unused_indexes"_s, unusedIndexesJson(desk, rehearsal));
        object.insert(u"lock_weather"_s, lockWeatherJson(desk, plan, rehearsal));
        return object;
    }

    QString m_to;
    bool m_revert = false;
    int m_steps = 1;
    QString m_on;
    QString m_data;
    bool m_keep = false;
    Consent m_consent;
};

} // namespace

std::unique_ptr<Command> makeRehearseCommand()
{
    return std::make_unique<RehearseCommand>();
}

} // namespace lk
