// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"

namespace lk {

/// Every engine that this build knows, in the order in which people see them.
const std::vector<const Engine *> &engines();

/// By name ("sqlite"), or nullptr.
const Engine *engineByName(const QString &name);

/// The engine that @p url names by its scheme.
Result<const Engine *> engineForUrl(const QString &url);

} // namespace lk
