// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/temporarydatabase.h"

#include "models/engines/postgresql/address.h"
#include "models/engines/postgresql/lock.h"
#include "models/engines/postgresql/values.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRandomGenerator>
#include <QSysInfo>

namespace lk {

namespace {

const auto Prefix = QStringLiteral("lockkeeper_");
const auto LockKind = QStringLiteral("temporary database");

QString randomName(const QString &kind)
{
    return QStringLiteral("%1%2_%3").arg(Prefix, kind).arg(QRandomGenerator::system()->generate64(), 16, 16, QLatin1Char('0'));
}

/// The end of the comment: locks of one database are not seen in another.
QString keptFrom(PostgresqlSession &keeper)
{
    return QStringLiteral("kept from ") + keeper.info().database;
}

QString commentFor(PostgresqlSession &keeper, const QString &of)
{
    return QStringLiteral("Temporary copy of %1 by Lockkeeper, made %2 by process %3 on %4; %5")
        .arg(of, QDateTime::currentDateTimeUtc().toString(Qt::ISODate))
        .arg(QCoreApplication::applicationPid())
        .arg(QSysInfo::machineHostName(), keptFrom(keeper));
}

Result<bool> tryLock(PostgresqlSession &keeper, const QString &database)
{
    return keeper.value(QStringLiteral("SELECT pg_try_advisory_lock(?::bigint)"), {advisoryKey(LockKind, database)})
        .map([](const QVariant &taken) { return taken.toBool(); });
}

/// Drops what dead processes left. What can't be dropped is somebody else's trouble.
void sweep(PostgresqlSession &keeper)
{
    const auto left = keeper.query(
        QStringLiteral("SELECT datname::text FROM pg_database WHERE starts_with(datname::text, ?) AND "
                       "shobj_description(oid, 'pg_database') LIKE 'Temporary copy of % by Lockkeeper, %; ' || ?"),
        {Prefix, keptFrom(keeper)});
    for (const QVariantList &row : left ? left->rows : std::vector<QVariantList>()) {
        const QString name = row[0].toString();
        if (!tryLock(keeper, name).value_or(false))
            continue;
        (void)dropDatabase(keeper, name);
        (void)keeper.value(QStringLiteral("SELECT pg_advisory_unlock(?::bigint)"), {advisoryKey(LockKind, name)});
    }
}

} // namespace

TemporaryDatabase::TemporaryDatabase(std::unique_ptr<PostgresqlSession> keeper, Target target)
    : m_keeper(std::move(keeper))
    , m_target(std::move(target))
{}

TemporaryDatabase::~TemporaryDatabase()
{
    if (!m_kept)
        (void)dropDatabase(*m_keeper, m_target.database);
}

Result<std::unique_ptr<TemporaryDatabase>> TemporaryDatabase::make(const Target &beside, const QString &kind,
                                                                   const QString &options)
{
    auto keeper = openMaintenance(beside, Access::ReadWrite, kind);
    if (!keeper)
        return failure(std::move(keeper));
    if ((*keeper)->isPooled())
        return Failure(Error{ErrorCode::Connection, QStringLiteral("cannot make a temporary database"), {beside.url, 0, 0},
                             QStringLiteral("a connection pooler stands in between"),
                             QStringLiteral("give the server's own address")});
    sweep(**keeper);
    Target target = beside;
    target.database = randomName(kind);
    target.url = postgresqlUrl(target);
    // First the lock: a database without one is taken for a leftover.
    const Result<bool> locked = tryLock(**keeper, target.database);
    if (!locked)
        return Failure(locked.error());
    if (Result<void> made = makeDatabaseWith(**keeper, target.database, options); !made)
        return Failure(made.error());
    std::unique_ptr<TemporaryDatabase> database(new TemporaryDatabase(*std::move(keeper), target));
    const QString comment = QStringLiteral("COMMENT ON DATABASE %1 IS %2")
                                .arg(postgresqlName(target.database),
                                     postgresqlLiteral(commentFor(database->keeper(), beside.database)));
    if (const auto marked = database->keeper().execute(comment.toUtf8()); !marked)
        return Failure(marked.error());
    return database;
}

} // namespace lk
