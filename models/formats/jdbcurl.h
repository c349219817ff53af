// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

namespace lk {

/// The address that a Java tool has ("jdbc:postgresql://db1:5432/shop?sslmode=require"), with the user and password that it keeps beside it,
/// as our engines read it. Options that only Java's drivers know are left out. An address of another database is an error; errors never
/// repeat the address, which may hold a password.
Result<QString> addressFromJdbc(const QString &jdbc, const QString &user, const QString &password, const Place &where);

} // namespace lk
