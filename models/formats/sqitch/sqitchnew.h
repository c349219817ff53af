// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// What `sqitch add` would write: a line more in the plan, and a file for each script.
Result<std::vector<NewFile>> newSqitchChange(const NewMigration &wanted, const FormatSetup &setup);

} // namespace lk
