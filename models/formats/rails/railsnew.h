// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// What `rails generate migration` would write for the name alone.
Result<std::vector<NewFile>> newRailsMigration(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing);

} // namespace lk
