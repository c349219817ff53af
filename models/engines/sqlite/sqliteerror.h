// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

struct sqlite3;

namespace lk {

/// SQLite's code and words as an Error: busy is Locked, interrupted is Cancelled, unreadable files are Connection.
/// @p systemCode (errno) tells what an I/O error was about; 0 when not known.
Error sqliteError(int code, const QString &message, const QString &what, int systemCode = 0);
/// The handle's last error.
Error sqliteError(sqlite3 *handle, const QString &what);
/// Whether the disk, a quota or a limit was full.
bool isOutOfSpace(int code, int systemCode);

/// What a person can do about an error with this code; empty when nothing general can be said.
QString nextStepFor(int code);

} // namespace lk
