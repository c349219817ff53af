// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/runcommand.h"

namespace lk {

namespace {

class ApplyCommand : public RunCommand
{
public:
    const char *name() const override { return "apply"; }
    const char *description() const override { return "run pending migrations under the environment's policy"; }

    void addOptions(Options &options) override
    {
        options.text("--to", m_to, "V", "up to and including this version");
        options.flag("--dry-run", m_dryRun, "only show the plan, and whether it may run");
        m_consent.addOptions(options);
    }

protected:
    Direction direction() const override { return Direction::Up; }
};

} // namespace

std::unique_ptr<Command> makeApplyCommand()
{
    return std::make_unique<ApplyCommand>();
}

} // namespace lk
