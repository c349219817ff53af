// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lk {

/// Name of a VFS that reads a write-ahead log without its -shm file: the log's index is built in memory and nothing is
/// made beside the database. Only for read-only sessions on a database that nobody has open.
const char *noShmVfs();

} // namespace lk
