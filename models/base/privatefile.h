// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArray>

namespace lk {

/// Files that only their owner may read (0600, folders 0700), written so that a crash leaves the old or the new content.

/// Creates @p folder and its missing parents below it with 0700; an existing folder is left as it is.
Result<void> makePrivateFolder(const QString &folder);

/// Replaces @p path with @p content: temporary file, sync, rename, sync of the folder.
Result<void> writePrivateFile(const QString &path, const QByteArray &content);

/// Appends @p line and a line feed to @p path (made 0600 if new); with @p sync it is on the disk when this returns.
Result<void> appendPrivateLine(const QString &path, const QByteArray &line, bool sync);

/// Forces the folder's entries to the disk, so that a rename survives a power cut.
Result<void> syncFolder(const QString &folder);

} // namespace lk
