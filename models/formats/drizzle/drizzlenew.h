// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/drizzle/drizzlefolder.h"

namespace lk {

/// The files of a new migration as `drizzle-kit generate --custom` writes them, and where wanted its down script, which is ours.
Result<std::vector<NewFile>> newDrizzleMigration(const NewMigration &wanted, const FormatSetup &setup, DrizzleLayout layout,
                                                 const std::vector<Migration> &existing);

} // namespace lk
