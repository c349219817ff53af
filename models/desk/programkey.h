// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/plan/plan.h"

namespace lk {

/// Names a program by its migration, direction and text; empty where the migration is no program.
QByteArray programKey(const Migration &migration, Direction direction);

} // namespace lk
