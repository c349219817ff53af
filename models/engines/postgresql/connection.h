// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/engines/target.h"

#include <QSqlDatabase>

struct pg_conn;

namespace lk {

/// A connection through Qt's driver, opened with every option said, and the native handle behind it. It closes when
/// destroyed; it never opens again by itself.
class PostgresqlConnection
{
public:
    /// @p database is that of the target or the one where databases are made; @p purpose goes behind the application name
    /// ("lock"), so that a DBA sees what the connection is for.
    static Result<std::unique_ptr<PostgresqlConnection>> open(const Target &target, const QString &database,
                                                              const QString &purpose);
    ~PostgresqlConnection();
    Q_DISABLE_COPY_MOVE(PostgresqlConnection)

    pg_conn *handle() const { return m_handle; }

private:
    explicit PostgresqlConnection(QString name);
    static Result<std::unique_ptr<PostgresqlConnection>> openHere(const Target &target, const QString &database,
                                                                  const QString &purpose);
    Result<void> checkHandle(const Target &target);

    QString m_name;
    QSqlDatabase m_database;
    pg_conn *m_handle = nullptr;
};

/// The same options as a connection string without the password, for the client programs.
QString connectionString(const Target &target, const QString &database, const QString &purpose);

/// libpq's words about a connection that was refused, with the next step that fits.
Error connectError(const Target &target, const QString &database, const QString &words);

} // namespace lk
