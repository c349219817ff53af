// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/sql/tokenreader.h"

#include <vector>

namespace lk {

/// Whether a condition's tokens hold for every row whatever it contains: 1, 1=1, 'a'='a', true, (1=1), x OR 1=1.
bool alwaysTrue(const std::vector<QByteArrayView> &condition);

} // namespace lk
