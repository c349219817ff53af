// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/schema/snapshot.h"

namespace lk {

/// SQL text that, loaded into an empty database by a role that may, snapshots equal again. Subscriptions are left out:
/// they would begin to copy, and where they connect to is not known. Secrets in options have to be set again.
QString postgresqlDdl(const Snapshot &snapshot);

} // namespace lk
