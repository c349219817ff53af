// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/snapshot.h"

#include <optional>
#include <utility>

namespace lk {

/// Both snapshots without the tables (and objects of their own) that are the same on both sides down to the last part, so that
/// a comparison has little to look at. Nothing where the objects do not stand in the order that Snapshot promises.
std::optional<std::pair<Snapshot, Snapshot>> changedGroups(const Snapshot &before, const Snapshot &after);

} // namespace lk
