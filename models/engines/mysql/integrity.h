// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/runcontrol.h"
#include "models/engines/mysql/session.h"

namespace lk {

/// Rows whose foreign key finds nothing, one line each, bounded a key; reads the tables of every foreign key.
Result<QStringList> orphans(Session &session);

/// What CHECK TABLE complains about; reads every table.
Result<QStringList> checkTables(Session &session, RunControl &control);

/// Tables and views that the server can't open, as it knows without reading them.
Result<QStringList> unopenable(Session &session);

} // namespace lk
