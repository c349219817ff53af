// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

#include <memory>
#include <vector>

namespace lk {

/// Every command, in the order in which the help shows them.
std::vector<std::unique_ptr<Command>> makeCommands();

} // namespace lk
