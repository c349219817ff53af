// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "app/cli/options.h"
#include "models/desk/desk.h"

namespace lk {

/// One call of the program: where to talk to, and which project and database are meant.
struct Call {
    Console &console;
    OpenRequest where;
};

/// One command of cli.md: one file, one line in the command table.
class Command
{
public:
    virtual ~Command() = default;

    virtual const char *name() const = 0;
    virtual const char *description() const = 0;
    /// Binds the command's options to its members.
    virtual void addOptions(Options &) { }
    /// Does it. An error is printed by the caller and becomes the exit code.
    virtual Result<Exit> execute(Call &call) = 0;
};

} // namespace lk
