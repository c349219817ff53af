// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QByteArrayView>

struct st_mysql;

namespace lk {

/// The server's number, SQLSTATE and words as an Error: "Duplicate key name 'i' (MariaDB 1061, 42000)". Lock waits are
/// Locked, KILL QUERY is Cancelled, a lost connection is Connection.
Error mysqlError(int number, const QString &state, const QString &message, const QString &product, const QString &what);
/// The handle's last error.
Error mysqlError(st_mysql *handle, const QString &what);

/// Whether an open connection is gone with this error.
bool isConnectionLost(int number);

/// Where "... near 'FROM t' at line 2" is within @p statement; without line and column where it can't be found there.
Place placeNear(QByteArrayView statement, const QString &message);

/// What a person can do about an error with this number; empty when nothing general can be said.
QString mysqlNextStep(int number);

} // namespace lk
