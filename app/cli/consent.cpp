// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/consent.h"

#include "models/engines/engineregistry.h"

namespace lk {

using namespace Qt::StringLiterals;

namespace {

Result<void> confirmProtected(const Consent &consent, const QString &action, const Target &target, Console &console)
{
    const QString name = target.name();
    if (!consent.confirm.isEmpty()) {
        if (consent.confirm == name)
            return {};
        return Failure(Error{ErrorCode::Blocked, u"the name after --confirm is not the database's"_s, {},
                             u"\"%1\" was given, and the protected database is called \"%2\""_s.arg(consent.confirm, name),
                             u"look whether this is the database that you mean"_s});
    }
    if (!console.inIsTerminal || consent.yes)
        return Failure(Error{ErrorCode::Blocked, u"this database is protected"_s, {target.url}, u"--yes alone is not enough for it"_s,
                             u"name it: --yes --confirm %1"_s.arg(name)});
    const QString answer = console.ask(u"%1: this database is protected. Type its name (%2) to go on:"_s.arg(action, name));
    if (answer == name)
        return {};
    return Failure(Error{ErrorCode::Cancelled, u"nothing was done"_s, {}, u"\"%1\" is not the name of the database"_s.arg(answer), {}});
}

} // namespace

void Consent::addOptions(Options &options)
{
    options.flag("-y,--yes", yes, "don't ask");
    options.text("--confirm", confirm, "NAME", "name of the protected database that is meant");
}

Result<void> obtainConsent(const Consent &consent, const QString &action, const Target &target, bool isProtected, Console &console)
{
    if (!consent.yes && !console.inIsTerminal)
        return Failure(Error{ErrorCode::Usage, u"this needs a yes"_s, {}, u"standard input is no terminal, so nobody can be asked"_s,
                             isProtected ? u"add --yes --confirm %1"_s.arg(target.name()) : u"add --yes"_s});
    if (isProtected)
        return confirmProtected(consent, action, target, console);
    if (consent.yes)
        return {};
    const QString answer = console.ask(action + u"? [y/N]"_s).toLower();
    if (answer == u"y" || answer == u"yes")
        return {};
    return Failure(Error{ErrorCode::Cancelled, u"nothing was done"_s, {}, u"the answer was no"_s, {}});
}

const Environment *environmentOf(const Desk &desk, const Target &target)
{
    const Environment *found = nullptr;
    for (const Environment &environment : desk.project().environments) {
        const auto engine = engineForUrl(environment.url);
        if (!engine)
            continue;
        const auto other = (*engine)->target(environment.url, desk.project().folder);
        const bool same = other && other->engine == target.engine && (*engine)->identity(*other) == (*engine)->identity(target);
        if (same && (!found || environment.isProtected))
            found = &environment;
    }
    return found;
}

Result<void> refuseDetour(const Desk &desk)
{
    if (desk.project().environment(desk.environment().name))
        return {};
    const Environment *environment = environmentOf(desk, desk.target());
    if (!environment || !environment->isProtected)
        return {};
    return Failure(Error{ErrorCode::Blocked, u"this is the database of a protected environment"_s, {desk.target().url},
                         u"with --url the policy of \"%1\" would not count"_s.arg(environment->name),
                         u"use -e %1 instead of --url"_s.arg(environment->name)});
}

} // namespace lk
