// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/safety/rule.h"

namespace lk {

/// One rule for each kind of problem that a format finds with a file itself (FileProblem::rule).
const std::vector<Rule> &fileProblemRules();

} // namespace lk
