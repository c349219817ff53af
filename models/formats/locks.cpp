// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/locks.h"

#include <zlib.h>

namespace lk {

quint32 crc32(QByteArrayView bytes)
{
    return quint32(::crc32_z(0, reinterpret_cast<const Bytef *>(bytes.data()), z_size_t(bytes.size())));
}

FormatLock advisoryLock(const QString &title, qint64 key)
{
    return {QStringLiteral("%1 (advisory lock %2)").arg(title).arg(key),
            {"SELECT pg_try_advisory_lock(?)", {QVariant(key)}},
            {"SELECT pg_advisory_unlock(?)", {QVariant(key)}}};
}

FormatLock namedLock(const QString &title, const QString &name)
{
    // No wait: how long one waits is the run's business.
    return {QStringLiteral("%1 (named lock '%2')").arg(title, name),
            {"SELECT GET_LOCK(?, 0)", {QVariant(name)}},
            {"SELECT RELEASE_LOCK(?)", {QVariant(name)}}};
}

} // namespace lk
