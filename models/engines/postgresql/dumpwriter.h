// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/result.h"
#include "models/base/runcontrol.h"
#include "models/engines/dumpfile.h"
#include "models/engines/target.h"

namespace lk {

/// Engine::dump by pg_dump: a file of its custom format, the same encrypted by age on its way, or for several jobs a folder of
/// its directory format. A dump is one snapshot of the database, without roles and other things of the server.
Result<void> dumpPostgresql(const Target &target, const DumpFile &file, RunControl &control, const ProgressSink &progress);

/// What pg_dump is told whatever it writes.
QStringList dumpArguments(const Target &from);

/// "dumping contents of table "public.t"" -> "public.t"; empty: the client program says something else.
QString tableOf(const QString &line);

} // namespace lk
