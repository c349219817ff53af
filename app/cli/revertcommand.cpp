// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/runcommand.h"

namespace lk {

namespace {

class RevertCommand : public RunCommand
{
public:
    const char *name() const override { return "revert"; }
    const char *description() const override { return "run the down scripts of the migrations applied last"; }

    void addOptions(Options &options) override
    {
        options.number("--steps", m_steps, "N", "how many of the migrations applied last (default: 1)");
        options.text("--to", m_to, "V", "back to this version, which stays");
        options.flag("--dry-run", m_dryRun, "only show the plan, and whether it may run");
        m_consent.addOptions(options);
        options.exclusive("--steps", "--to");
    }

protected:
    Direction direction() const override { return Direction::Down; }
};

} // namespace

std::unique_ptr<Command> makeRevertCommand()
{
    return std::make_unique<RevertCommand>();
}

} // namespace lk
