// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

namespace lk {

/// Addresses of databases as migration tools' drivers read them, in our engines' form. Settings that only the driver knows are left out;
/// the engine judges the rest. Errors never repeat the address: it may hold a password.

/// A postgres:// URL, or "host=db1 dbname=shop": what libpq does not know is a setting of the session, as for lib/pq and pgx.
Result<QString> postgresqlAddress(const QString &address);

/// A mysql:// URL with a percent-encoded user and password.
Result<QString> mysqlUrl(const QString &url);

/// go-sql-driver's "user:password@tcp(host:3306)/shop?tls=true". @p encoded: user and password are percent-encoded.
Result<QString> mysqlDsn(const QString &dsn, bool encoded);

/// A file's path, relative to the project, with or without "file:" in front and settings behind.
QString sqliteAddress(const QString &path);

/// The value of one of the settings behind the address's question mark, decoded; empty where it has none.
QString addressSetting(const QString &address, const QString &name);

} // namespace lk
