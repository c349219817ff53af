// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/target.h"

namespace lk {

/// Whether @p target is a scratch of ours, by its name: tools whose tracking table has to be filled first are told so.
bool isScratch(const Target &target);

} // namespace lk
