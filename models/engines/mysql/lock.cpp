// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/mysql/lock.h"

#include "models/engines/mysql/session.h"
#include "models/engines/mysql/values.h"

#include <QCryptographicHash>

namespace lk {

namespace {

constexpr int DigestCharacters = 40; // a name has at most 64

/// The names are the whole server's; a database is the same for every way to reach the server.
QString lockName(const Target &target)
{
    const QByteArray digest = QCryptographicHash::hash(target.database.toLower().toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("lockkeeper:") + QString::fromLatin1(digest.toHex().left(DigestCharacters));
}

/// A session without a database, which looks only.
Result<std::unique_ptr<MysqlSession>> openServer(const Target &target)
{
    Target server = target;
    server.database.clear();
    return MysqlSession::open(server, mariadbDialect(), Access::ReadOnly, false);
}

Result<QVariant> single(MysqlSession &session, const QString &sql, const QVariantList &values)
{
    return session.query(sql, values).map([](const Rows &rows) {
        return rows.rows.empty() ? QVariant() : rows.rows[0][0];
    });
}

/// The process, where the server keeps what clients told of themselves.
QString processOf(MysqlSession &session, qint64 connection)
{
    const auto pid = single(session,
                            QStringLiteral("SELECT attr_value FROM performance_schema.session_connect_attrs "
                                           "WHERE processlist_id = ? AND attr_name = '_pid'"),
                            {connection});
    return pid && !pid->isNull() ? QStringLiteral(", process %1").arg(pid->toString()) : QString();
}

QString holderOf(MysqlSession &session, const QString &name)
{
    const auto connection = single(session, QStringLiteral("SELECT IS_USED_LOCK(?)"), {name});
    if (!connection || connection->isNull())
        return QStringLiteral("another run");
    const qint64 id = connection->toLongLong();
    const auto row = session.query(
        QStringLiteral("SELECT user, host, time, NOW() - INTERVAL time SECOND FROM information_schema.processlist WHERE id = ?"), {id});
    const QString shown = QStringLiteral("connection %1%2").arg(QString::number(id), processOf(session, id));
    if (!row || row->rows.empty())
        return shown;
    const QVariantList &cells = row->rows[0];
    return QStringLiteral("%1: %2 from %3, since %4 by the server's clock")
        .arg(shown, cells[0].toString(), cells[1].toString(), cells[3].toString());
}

class MysqlLock final : public MigrationLock
{
public:
    explicit MysqlLock(std::unique_ptr<NamedLock> lock) : m_lock(std::move(lock)) {}

private:
    std::unique_ptr<NamedLock> m_lock;
};

} // namespace

struct NamedLock::Holder {
    std::unique_ptr<MysqlSession> session;
    QString name;
};

NamedLock::NamedLock() : m_holder(std::make_unique<Holder>()) {}

NamedLock::~NamedLock()
{
    if (m_holder->session)
        (void)m_holder->session->query(QStringLiteral("SELECT RELEASE_LOCK(?)"), {m_holder->name});
}

Result<std::unique_ptr<NamedLock>> NamedLock::take(const Target &target, const QString &name)
{
    Result<std::unique_ptr<MysqlSession>> session = openServer(target);
    if (!session)
        return failure(std::move(session));
    std::unique_ptr<NamedLock> lock(new NamedLock);
    // The server closes idle connections, and with it the lock would go.
    const Result<Rows> patient = (*session)->query(QStringLiteral("SET SESSION wait_timeout = 31536000"));
    if (!patient)
        return Failure(patient.error());
    const Result<QVariant> got = single(**session, QStringLiteral("SELECT GET_LOCK(?, 0)"), {name});
    if (!got)
        return Failure(got.error());
    if (got->toInt() != 1)
        return Failure(Error{ErrorCode::Locked,
                             QStringLiteral("another run holds the lock of this database"),
                             {},
                             holderOf(**session, name),
                             QStringLiteral("wait until it has finished")});
    lock->m_holder->session = *std::move(session);
    lock->m_holder->name = name;
    return lock;
}

Result<std::unique_ptr<MigrationLock>> lockMysql(const Target &target)
{
    Result<std::unique_ptr<NamedLock>> lock = NamedLock::take(target, lockName(target));
    if (!lock)
        return failure(std::move(lock));
    return std::make_unique<MysqlLock>(*std::move(lock));
}

} // namespace lk
