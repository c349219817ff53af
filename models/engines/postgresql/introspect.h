// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/session.h"
#include "models/schema/snapshot.h"

namespace lk {

class CatalogMemory;

/// Reads the whole schema of the session's database with a number of queries that does not depend on its size, all in
/// one consistent view; the session's settings and transaction stay as they are. Objects of the schema "public" have an
/// empty schema. What belongs to the server or to an extension is left out, but for what somebody granted on it.
/// Secrets in options are read as a short fingerprint. With @p memory what did not change since the last time is taken from there.
Result<Snapshot> postgresqlSnapshot(Session &session, CatalogMemory *memory = nullptr);

} // namespace lk
