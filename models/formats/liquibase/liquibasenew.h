// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// A changeset behind all others: appended to the last formatted SQL file of the changelog, or in a new file of the folder that the
/// changelog includes last.
Result<std::vector<NewFile>> newChangeset(const NewMigration &wanted, const FormatSetup &setup, const std::vector<Migration> &existing);

} // namespace lk
