// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// CRC-32 as zlib and PNG compute it (ISO-HDLC).
quint32 crc32(QByteArrayView bytes);

/// PostgreSQL's advisory lock @p key, for the session.
FormatLock advisoryLock(const QString &title, qint64 key);
/// MySQL's and MariaDB's named lock.
FormatLock namedLock(const QString &title, const QString &name);

} // namespace lk
