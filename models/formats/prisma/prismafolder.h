// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace lk {

/// Every folder below the migrations' one, in Prisma's order.
Result<std::vector<Migration>> prismaMigrations(const QString &folder, const QString &migrations, const Dialect &dialect);

/// Whether @p stored, as the tracking table has it, is the checksum of @p text by Prisma's rule: line ends don't count, and old versions
/// wrote bytes below 16 with one digit.
bool isPrismaChecksum(const QByteArray &stored, const QByteArray &text);

/// The words of @p name as `migrate dev --name` puts them into a folder's name: "add_user_table".
QString prismaSlug(const QString &name);

} // namespace lk
