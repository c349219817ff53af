// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// How sqitch deploys or reverts exactly one change, started by a script of ours that looks first whether it is the one next to the
/// newest. A scratch copy gets a registry of its own.
Result<ToolCommand> sqitchCommand(const ToolRequest &request, const FormatSetup &setup);

} // namespace lk
