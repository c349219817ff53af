// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandtable.h"

#include "app/cli/commands.h"

namespace lk {

std::vector<std::unique_ptr<Command>> makeCommands()
{
    using Maker = std::unique_ptr<Command> (*)();
    static constexpr Maker makers[] = {
        makeStatusCommand,
        makeCheckCommand,
        makePlanCommand,
        makeRehearseCommand,
        makeDiffCommand,
        makeSnapshotCommand,
        makeBackupCommand,
        makeBackupsCommand,
        makeRestoreCommand,
        makeApplyCommand,
        makeRevertCommand,
        makeVerifyCommand,
        makeRepairCommand,
        makeBaselineCommand,
        makeMarkCommand,
        makeNewCommand,
        makeChecklistCommand,
        makeReviewCommand,
        makeLogCommand,
        makeReportCommand,
        makeFormatsCommand,
        makeDoctorCommand,
    };
    std::vector<std::unique_ptr<Command>> commands;
    for (const Maker make : makers)
        commands.push_back(make());
    return commands;
}

} // namespace lk
