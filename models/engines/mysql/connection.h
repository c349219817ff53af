// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/engines/target.h"

#include <memory>

struct st_mysql;

namespace lk {

struct MysqlCloser {
    void operator()(st_mysql *handle) const;
};
using MysqlHandle = std::unique_ptr<st_mysql, MysqlCloser>;

/// Connects by the client library itself, because Qt's driver can't demand encryption, check the server's certificate
/// before the password is sent, or refuse several statements and LOCAL INFILE from the first round trip on
/// (failure-modes ). @p database may be empty. Wrong host, port, socket, certificate, user, password
/// and database each have a message of their own; an unknown database has ErrorCode::Connection and is told by
/// @p unknownDatabase.
Result<MysqlHandle> connectMysql(const Target &target, const QString &database, bool *unknownDatabase = nullptr);

/// The password that @p target is opened with: its own, MYSQL_PWD, or the one of ~/.my.cnf for this user.
Result<Secret> passwordFor(const Target &target);

/// "VERIFY_IDENTITY" and so on: as written, or else PREFERRED for this machine and VERIFY_IDENTITY for others.
QString sslModeOf(const Target &target);

} // namespace lk
