// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/lock.h"

#include "models/engines/postgresql/serverdatabase.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QSysInfo>
#include <QThread>
#include <QtEndian>

namespace lk {

namespace {

constexpr int Attempts = 4;
constexpr int BetweenAttemptsMs = 100;

class AdvisoryLock final : public MigrationLock
{
public:
    AdvisoryLock(std::unique_ptr<PostgresqlSession> session, qint64 key) : m_session(std::move(session)), m_key(key) {}
    ~AdvisoryLock() override
    {
        // The end of the connection frees it as well, only a little later.
        (void)m_session->value(QStringLiteral("SELECT pg_advisory_unlock(?::bigint)"), {m_key});
    }
    Q_DISABLE_COPY_MOVE(AdvisoryLock)

private:
    std::unique_ptr<PostgresqlSession> m_session;
    qint64 m_key;
};

Result<std::unique_ptr<PostgresqlSession>> openForLock(const Target &target)
{
    const QString purpose = QStringLiteral("lock: process %1 on %2")
                                .arg(QCoreApplication::applicationPid())
                                .arg(QSysInfo::machineHostName());
    const QString usual = QStringLiteral("postgres");
    auto session = PostgresqlSession::openDatabase(target, usual, Access::ReadOnly, purpose);
    if (session || target.database == usual)
        return session;
    auto other = PostgresqlSession::openDatabase(target, target.database, Access::ReadOnly, purpose);
    return other ? std::move(other) : std::move(session);
}

Failure heldBySomebody(PostgresqlSession &session, qint64 key)
{
    const auto holder = session.query(
        QStringLiteral("SELECT coalesce(a.application_name, '?'), coalesce(a.usename::text, '?'), "
                       "coalesce(host(a.client_addr), 'the server itself'), to_char(a.backend_start AT TIME ZONE 'UTC', "
                       "'YYYY-MM-DD HH24:MI:SS UTC'), l.pid FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid "
                       "WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND "
                       "l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND "
                       "((l.classid::bigint << 32) | l.objid::bigint) = ?::bigint"),
        {key});
    QString who = QStringLiteral("another run");
    if (holder && !holder->rows.empty()) {
        const QVariantList &row = holder->rows[0];
        who = QStringLiteral("%1, user %2, from %3, since %4 (server process %5)")
                  .arg(row[0].toString(), row[1].toString(), row[2].toString(), row[3].toString(), row[4].toString());
    }
    return Failure(Error{ErrorCode::Locked, QStringLiteral("another run holds the lock of this database"), {}, who,
                         QStringLiteral("wait until it has finished")});
}

} // namespace

qint64 advisoryKey(const QString &kind, const QString &name)
{
    const QByteArray text = QStringLiteral("lockkeeper %1 %2").arg(kind, name).toUtf8();
    return qFromBigEndian<qint64>(QCryptographicHash::hash(text, QCryptographicHash::Sha256).constData());
}

Result<std::unique_ptr<MigrationLock>> lockPostgresqlDatabase(const Target &target)
{
    auto session = openForLock(target);
    if (!session)
        return failure(std::move(session));
    if ((*session)->isPooled())
        return Failure(Error{ErrorCode::Connection, QStringLiteral("cannot take the lock of this database"),
                             {target.url, 0, 0},
                             QStringLiteral("a connection pooler stands in between, which may lend our connection to others"),
                             QStringLiteral("give the server's own address")});
    const qint64 key = advisoryKey(QStringLiteral("migration lock"), target.database);
    for (int attempt = 0; attempt < Attempts; ++attempt) {
        if (attempt > 0)
            QThread::msleep(BetweenAttemptsMs); // one that just ends goes within moments
        const Result<QVariant> taken = (*session)->value(QStringLiteral("SELECT pg_try_advisory_lock(?::bigint)"), {key});
        if (!taken)
            return Failure(taken.error());
        if (taken->toBool())
            return std::make_unique<AdvisoryLock>(*std::move(session), key);
    }
    return heldBySomebody(**session, key);
}

} // namespace lk
