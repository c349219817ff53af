// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/snapshot.h"

namespace lk {

/// The order that Snapshot promises.
bool comesBefore(const SchemaObject &a, const SchemaObject &b);

} // namespace lk
