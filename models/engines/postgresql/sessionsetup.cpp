// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/session.h"
#include "models/engines/postgresql/sessioncancel.h"
#include "models/engines/postgresql/values.h"

#include <libpq-fe.h>

namespace lk {

namespace {

constexpr int HasIdleTimeouts = 140000;

} // namespace

Result<void> PostgresqlSession::connect(const QString &database, const QString &purpose)
{
    auto connection = PostgresqlConnection::open(m_target, database, purpose);
    if (!connection)
        return Failure(connection.error());
    m_connection = *std::move(connection);
    m_backend = PQbackendPID(handle());
    PQsetNoticeReceiver(handle(), &PostgresqlSession::takeNotice, this);
    {
        const std::scoped_lock lock(m_cancel->mutex);
        m_cancel->handle = PQgetCancel(handle());
    }
    Result<void> ready = plain("RESET ALL").and_then([&] { return pin(); }).and_then([&] { return describe(); });
    if (!ready)
        return Failure(Error{ErrorCode::Connection,
                             QStringLiteral("cannot work with this server"),
                             {m_target.url, 0, 0},
                             ready.error().why,
                             QStringLiteral("check that it is a PostgreSQL server, not the console of a pooler")});
    return {};
}

/// What must not depend on server, database or role (failure-modes F-077); the time zone and the order of day and month
/// are theirs.
QByteArray PostgresqlSession::pinStatement() const
{
    QMap<QString, QString> settings{
        {QStringLiteral("standard_conforming_strings"), QStringLiteral("on")},
        {QStringLiteral("DateStyle"), QStringLiteral("ISO")},
        {QStringLiteral("bytea_output"), QStringLiteral("hex")},
        {QStringLiteral("extra_float_digits"), QStringLiteral("1")},
        {QStringLiteral("lock_timeout"), QString::number(m_target.lockTimeoutMs)},
        {QStringLiteral("statement_timeout"), QString::number(m_target.statementTimeoutMs)},
        {QStringLiteral("idle_in_transaction_session_timeout"), QStringLiteral("15min")},
    };
    if (m_access == Access::ReadOnly)
        settings.insert(QStringLiteral("default_transaction_read_only"), QStringLiteral("on"));
    if (PQserverVersion(handle()) >= HasIdleTimeouts)
        settings.insert(QStringLiteral("idle_session_timeout"), QStringLiteral("0"));
    QStringList calls;
    for (auto it = settings.begin(); it != settings.end(); ++it)
        calls << QStringLiteral("set_config(%1, %2, false)")
                     .arg(postgresqlLiteral(it.key()), postgresqlLiteral(it.value()));
    if (m_watchesClient)
        calls << QStringLiteral("set_config('client_connection_check_interval', '5s', false)");
    return "SELECT " + calls.join(QStringLiteral(", ")).toUtf8();
}

Result<void> PostgresqlSession::pin()
{
    if (const auto pinned = query(QString::fromUtf8(pinStatement())); !pinned)
        return Failure(pinned.error());
    // Not every server's system can do it, and it only ends statements sooner whose client is gone.
    if (PQserverVersion(handle()) >= HasIdleTimeouts)
        m_watchesClient =
            query(QStringLiteral("SELECT set_config('client_connection_check_interval', '5s', false)")).has_value();
    return {};
}

Result<void> PostgresqlSession::describe()
{
    const auto facts = query(
        QStringLiteral("SELECT pg_backend_pid(), (SELECT (extract(epoch FROM backend_start) * 1000000)::bigint FROM "
                       "pg_stat_get_activity(pg_backend_pid())), current_user::text, current_database()::text, "
                       "pg_is_in_recovery(), current_setting('is_superuser') = 'on', "
                       "current_setting('transaction_read_only') = 'on'"));
    if (!facts)
        return Failure(facts.error());
    const QVariantList &row = facts->rows[0];
    m_info.engine = QStringLiteral("postgresql");
    m_info.version = QString::fromUtf8(PQparameterStatus(handle(), "server_version")).section(u' ', 0, 0);
    m_info.versionNumber = PQserverVersion(handle());
    m_info.user = row[2].toString();
    m_info.database = row[3].toString();
    m_info.connection = QStringLiteral("%1@%2").arg(row[0].toInt()).arg(row[1].toLongLong());
    if (PQsslInUse(handle()))
        m_info.cipher = QString::fromUtf8(PQsslAttribute(handle(), "cipher"));
    m_info.readOnly = m_access == Access::ReadOnly || row[4].toBool() || row[6].toBool();
    m_superuser = row[5].toBool();
    m_pooled = row[0].toInt() != m_backend;
    QStringList remarks;
    if (m_superuser)
        remarks << QStringLiteral("connected as a superuser");
    if (row[4].toBool())
        remarks << QStringLiteral("a standby, which can only be read");
    if (m_pooled)
        remarks << QStringLiteral("a connection pooler stands in between");
    for (const char *variable : {"PGTZ", "PGDATESTYLE", "PGGEQO"}) {
        if (qEnvironmentVariableIsSet(variable))
            remarks << QStringLiteral("the environment's %1 changes settings").arg(QLatin1String(variable));
    }
    m_info.remark = remarks.join(QStringLiteral(", "));
    return {};
}

/// The connection must be the one that was opened, never a fresh one without transaction, locks and settings.
Result<void> PostgresqlSession::sameServer() const
{
    if (PQstatus(handle()) == CONNECTION_OK && PQbackendPID(handle()) == m_backend)
        return {};
    return Failure(Error{ErrorCode::Connection,
                         QStringLiteral("the connection to the server was lost"),
                         {},
                         QStringLiteral("it broke earlier; the statement was not sent"),
                         QStringLiteral("connect again")});
}

} // namespace lk
