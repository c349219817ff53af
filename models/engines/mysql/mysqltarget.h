// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/engines/target.h"

namespace lk {

/// Reads "mysql://user:password@host:port/database?ssl-mode=VERIFY_IDENTITY&ssl-ca=ca.pem" (or mariadb:). What the
/// address leaves out is taken from the person's ~/.my.cnf: user, and host, port and socket where none of these is
/// written. Files in options count from @p folder. Options, by the server's own names: ssl-mode, ssl-ca, ssl-capath,
/// ssl-cert, ssl-key, ssl-crl, ssl-cipher, tls-version, socket, connect-timeout (seconds), sql-mode.
Result<Target> mysqlTarget(const QString &engine, const QString &url, const QString &folder);

/// Whether the server is reached without a network: by socket or the loopback address.
bool isLocal(const Target &target);

/// Whether the connection is over a Unix socket.
bool usesSocket(const Target &target);

/// "127.0.0.1:3306" or the socket's path: the server, for messages and identities.
QString serverOf(const Target &target);

/// @p target with another database of the same server.
Target onSameServer(const Target &target, const QString &database);

} // namespace lk
