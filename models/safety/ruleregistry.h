// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/safety/rule.h"

namespace lk {

/// Every rule, in the order in which findings of one statement are shown.
const std::vector<Rule> &rules();

} // namespace lk
