// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

#include <memory>

namespace lk {

std::unique_ptr<Command> makeStatusCommand();
std::unique_ptr<Command> makeCheckCommand();
std::unique_ptr<Command> makePlanCommand();
std::unique_ptr<Command> makeRehearseCommand();
std::unique_ptr<Command> makeDiffCommand();
std::unique_ptr<Command> makeSnapshotCommand();
std::unique_ptr<Command> makeBackupCommand();
std::unique_ptr<Command> makeBackupsCommand();
std::unique_ptr<Command> makeRestoreCommand();
std::unique_ptr<Command> makeApplyCommand();
std::unique_ptr<Command> makeRevertCommand();
std::unique_ptr<Command> makeVerifyCommand();
std::unique_ptr<Command> makeRepairCommand();
std::unique_ptr<Command> makeBaselineCommand();
std::unique_ptr<Command> makeMarkCommand();
std::unique_ptr<Command> makeNewCommand();
std::unique_ptr<Command> makeChecklistCommand();
std::unique_ptr<Command> makeReviewCommand();
std::unique_ptr<Command> makeLogCommand();
std::unique_ptr<Command> makeReportCommand();
std::unique_ptr<Command> makeFormatsCommand();
std::unique_ptr<Command> makeDoctorCommand();

} // namespace lk
