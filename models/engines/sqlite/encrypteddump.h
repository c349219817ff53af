// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/progress.h"
#include "models/base/runcontrol.h"
#include "models/engines/dumpfile.h"
#include "models/engines/sqlite/session.h"

namespace lk {

/// Streams the database through age into @p file, which is there already, empty. Decrypted, it is a database file like any
/// other. It takes little memory at any size, but reads the content twice (pagestream.h) within one read transaction: in
/// WAL mode that holds up nobody; with a rollback journal others can read but not write until it is done.
Result<void> dumpEncrypted(SqliteSession &from, const DumpFile &file, RunControl &control, const ProgressSink &progress);

/// Decrypts a dump into the new file @p path (0600): a scratch, the only place where it may be readable.
Result<void> decryptDump(const DumpFile &dump, const QString &path, RunControl &control, const ProgressSink &progress);

} // namespace lk
