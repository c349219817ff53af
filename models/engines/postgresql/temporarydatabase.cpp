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

#include <algorithm>

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

const auto Temporary = QStringLiteral("Temporary");
const auto Kept = QStringLiteral("Kept");

QString commentFor(PostgresqlSession &keeper, const QString &of, const QString &kind = Temporary)
{
    return QStringLiteral("%1 copy of %2 by Lockkeeper, made %3 by process %4 on %5; %6")
        .arg(kind, of, QDateTime::currentDateTimeUtc().toString(Qt::ISODate))
        .arg(QCoreApplication::applicationPid())
        .arg(QSysInfo::machineHostName(), keptFrom(keeper));
}

Result<void> mark(PostgresqlSession &keeper, const QString &database, const QString &comment)
{
    const QString sql = QStringLiteral("COMMENT ON DATABASE %1 IS %2").arg(postgresqlName(database), postgresqlLiteral(comment));
    return keeper.execute(sql.toUtf8()).map([](const StatementOutcome &) {});
}

Result<bool> tryLock(PostgresqlSession &keeper, const QString &database)
{
    return keeper.value(QStringLiteral("SELECT pg_try_advisory_lock(?::bigint)"), {advisoryKey(LockKind, database)})
        .map([](const QVariant &taken) { return taken.toBool(); });
}

void unlock(PostgresqlSession &keeper, const QString &database)
{
    (void)keeper.value(QStringLiteral("SELECT pg_advisory_unlock(?::bigint)"), {advisoryKey(LockKind, database)});
}

/// Names and comments of databases that were made as @p kind ("%": all) from where @p keeper is, with their sizes where it may know them.
Result<Rows> marked(PostgresqlSession &keeper, const QString &kind)
{
    return keeper.query(
        QStringLiteral("SELECT datname::text, shobj_description(oid, 'pg_database'), "
                       "CASE WHEN has_database_privilege(oid, 'CONNECT') THEN pg_size_pretty(pg_database_size(oid)) END "
                       "FROM pg_database WHERE starts_with(datname::text, ?) AND "
                       "shobj_description(oid, 'pg_database') LIKE ? || ' copy of % by Lockkeeper, %; ' || ? ORDER BY 1"),
        {Prefix, kind, keptFrom(keeper)});
}

/// Drops what dead processes left. What can't be dropped is somebody else's trouble.
void sweep(PostgresqlSession &keeper)
{
    const auto left = marked(keeper, Temporary);
    for (const QVariantList &row : left ? left->rows : std::vector<QVariantList>()) {
        const QString name = row[0].toString();
        if (!tryLock(keeper, name).value_or(false))
            continue;
        (void)dropDatabase(keeper, name);
        unlock(keeper, name);
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
    database->m_of = beside.database;
    if (const Result<void> said = mark(database->keeper(), target.database, commentFor(database->keeper(), beside.database)); !said)
        return Failure(said.error());
    return database;
}

Result<void> TemporaryDatabase::leave()
{
    Result<void> said = mark(*m_keeper, m_target.database, commentFor(*m_keeper, m_of, Kept));
    m_kept = said.has_value();
    return said;
}

Result<std::vector<AbandonedScratch>> abandonedDatabases(const Target &beside)
{
    auto keeper = openMaintenance(beside, Access::ReadOnly);
    if (!keeper)
        return failure(std::move(keeper));
    const auto left = marked(**keeper, QStringLiteral("%"));
    if (!left)
        return Failure(left.error());
    std::vector<AbandonedScratch> found;
    for (const QVariantList &row : left->rows) {
        const QString name = row[0].toString();
        if (!tryLock(**keeper, name).value_or(false))
            continue;
        unlock(**keeper, name);
        const QString comment = row[1].toString();
        const bool kept = comment.startsWith(Kept);
        const QString size = row[2].isNull() ? QString() : QStringLiteral(", ") + row[2].toString();
        found.push_back({name, kept,
                         QStringLiteral("database %1 on %2%3, %4: %5")
                             .arg(name, beside.host.isEmpty() ? QStringLiteral("this machine") : beside.host, size,
                                  kept ? QStringLiteral("kept on purpose") : QStringLiteral("left behind"), comment.section(u';', 0, 0))});
    }
    return found;
}

Result<void> dropAbandoned(const Target &beside, const AbandonedScratch &database)
{
    auto keeper = openMaintenance(beside, Access::ReadWrite);
    if (!keeper)
        return Failure(keeper.error());
    const auto left = marked(**keeper, QStringLiteral("%"));
    if (!left)
        return Failure(left.error());
    if (std::ranges::none_of(left->rows, [&](const QVariantList &row) { return row[0].toString() == database.name; }))
        return {}; // somebody else was faster
    const Result<bool> free = tryLock(**keeper, database.name);
    if (!free)
        return Failure(free.error());
    if (!*free)
        return Failure(Error{ErrorCode::Locked, QStringLiteral("cannot remove the scratch copy"), {database.name, 0, 0}, QStringLiteral("somebody uses it now"),
                             QStringLiteral("wait until that rehearsal has ended")});
    return dropDatabase(**keeper, database.name);
}

} // namespace lk
