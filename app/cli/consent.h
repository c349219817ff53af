// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

namespace lk {

/// What `--yes` and `--confirm NAME` say, and the questions instead of them on a terminal.
struct Consent {
    bool yes = false;
    QString confirm;

    void addOptions(Options &options);
};

/// A person's yes to @p action ("apply 3 migrations to production"). A protected target also wants its name: typed on a terminal, or
/// as --confirm; a bare --yes is never enough for it. Errors: refused, not asked, wrong name.
Result<void> obtainConsent(const Consent &consent, const QString &action, const Target &target, bool isProtected, Console &console);

/// The environment of the project that means the database of @p target, if any; of several a protected one.
const Environment *environmentOf(const Desk &desk, const Target &target);

/// Refuses a change through a bare --url to a database for which the project has a protected environment: its policy would not count.
Result<void> refuseDetour(const Desk &desk);

} // namespace lk
