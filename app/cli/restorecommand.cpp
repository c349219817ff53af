// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/consent.h"
#include "app/cli/opendesk.h"
#include "models/engines/engineregistry.h"

#include <QJsonObject>

namespace lk {

using namespace Qt::StringLiterals;

namespace {

class RestoreCommand : public Command
{
public:
    const char *name() const override { return "restore"; }
    const char *description() const override { return "put a backup's content into the database (which is backed up first)"; }

    void addOptions(Options &options) override
    {
        options.argument("FILE", m_file, true, "backup file, or its name as `backups` shows it");
        options.text("--into", m_into, "URL", "into this database instead of the environment's");
        m_consent.addOptions(options);
    }

    Result<Exit> execute(Call &call) override
    {
        auto desk = openDesk(call); // a broken database may well be why somebody restores
        if (!desk)
            return failure(std::move(desk));
        auto target = goal(**desk);
        if (!target)
            return failure(std::move(target));
        if (auto allowed = consent(**desk, *target, call.console); !allowed)
            return failure(std::move(allowed));
        auto restored = (*desk)->restore(m_file, m_into, call.console.control(), call.console.progressSink());
        if (!restored)
            return failure(std::move(restored));
        const QString where = target->url; // without the password that m_into may hold
        if (call.console.json)
            call.console.printJson({{u"file"_s, m_file}, {u"into"_s, where}, {u"restored"_s, true}});
        else
            call.console.print(u"Restored %1 into %2."_s.arg(printable(m_file), printable(where)));
        return Exit::Done;
    }

private:
    Result<Target> goal(const Desk &desk) const
    {
        if (m_into.isEmpty())
            return desk.target();
        auto engine = engineForUrl(m_into);
        if (!engine)
            return failure(std::move(engine));
        return (*engine)->target(m_into, desk.project().folder);
    }

    /// An environment that is restored elsewhere is not touched itself; what counts is the database that is written to.
    Result<void> consent(const Desk &desk, const Target &target, Console &console) const
    {
        bool isProtected = m_into.isEmpty() && desk.environment().isProtected;
        if (const Environment *environment = environmentOf(desk, target))
            isProtected = isProtected || environment->isProtected;
        return obtainConsent(m_consent, u"Replace the content of %1 by %2"_s.arg(target.url, m_file), target, isProtected, console);
    }

    QString m_file;
    QString m_into;
    Consent m_consent;
};

} // namespace

std::unique_ptr<Command> makeRestoreCommand()
{
    return std::make_unique<RestoreCommand>();
}

} // namespace lk
