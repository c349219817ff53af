// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/scratch.h"

#include "models/engines/postgresql/backuptool.h"
#include "models/engines/postgresql/privateserver.h"

#include <QSet>

namespace lk {

namespace {

const auto Kind = QStringLiteral("scratch");

class PostgresqlScratch final : public Scratch
{
public:
    static Result<std::unique_ptr<Scratch>> of(std::unique_ptr<TemporaryDatabase> database)
    {
        const Target &target = database->target();
        auto session = PostgresqlSession::openDatabase(target, target.database, Access::ReadWrite, Kind);
        if (!session)
            return failure(std::move(session));
        auto scratch = std::make_unique<PostgresqlScratch>();
        scratch->m_database = std::move(database);
        scratch->m_session = *std::move(session);
        scratch->m_session->keepWithin();
        scratch->m_session->rememberCatalog();
        return scratch;
    }

    Session &session() override { return *m_session; }
    const Target &target() const override { return m_database->target(); }
    Result<void> keep() override { return m_database->leave(); }

private:
    // The database is declared first: it goes after the session was closed.
    std::unique_ptr<TemporaryDatabase> m_database;
    std::unique_ptr<PostgresqlSession> m_session;
};

/// No copy: the target, as it is within one transaction.
class HeldTransaction final : public Scratch
{
public:
    explicit HeldTransaction(std::unique_ptr<PostgresqlSession> session) : m_session(std::move(session)) {}
    ~HeldTransaction() override { m_session->takeBack(); }
    Q_DISABLE_COPY_MOVE(HeldTransaction)

    Session &session() override { return *m_session; }
    const Target &target() const override { return m_session->target(); }
    Result<void> keep() override
    {
        return Failure(Error{ErrorCode::Usage, QStringLiteral("it can't be kept"), {}, QStringLiteral("it is the database itself, and all that ran there is rolled back"), {}});
    }

private:
    std::unique_ptr<PostgresqlSession> m_session;
};

QSet<QString> populatedViews(PostgresqlSession &session)
{
    const auto views = session.query(QStringLiteral(
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'm' AND c.relispopulated"));
    QSet<QString> names;
    for (const QVariantList &row : views ? views->rows : std::vector<QVariantList>())
        names << row[0].toString();
    return names;
}

/// Without data, pg_dump leaves materialised views in a state in which they can't even be read. One that can't be filled
/// stays like that.
void fillViews(Session &session, const QSet<QString> &populated)
{
    const auto views = session.query(QStringLiteral(
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind = 'm' ORDER BY c.oid")); // made in the order in which they need each other
    for (const QVariantList &row : views ? views->rows : std::vector<QVariantList>()) {
        if (populated.contains(row[0].toString()))
            (void)session.execute("REFRESH MATERIALIZED VIEW " + row[0].toString().toUtf8());
    }
}

Failure cannotMake(Error error)
{
    if (error.code == ErrorCode::Failed)
        error.what = QStringLiteral("cannot make the scratch copy: ") + error.what;
    return Failure(error);
}

Result<void> copySettings(const Target &from, const Target &beside, TemporaryDatabase &to)
{
    std::unique_ptr<PostgresqlSession> source;
    if (!(beside == from)) {
        auto session = PostgresqlSession::open(from, Access::ReadOnly);
        if (!session)
            return Failure(session.error());
        source = *std::move(session);
    }
    return copyProperties(to.keeper(), from.database, to.target().database, Properties::Settings, source.get());
}

/// Another server needs the roles and extensions of the target: ours gets them, others have them or not.
Result<void> prepareServer(PostgresqlSession &from, const Target &beside)
{
    auto there = openMaintenance(beside, Access::ReadWrite);
    if (!there)
        return Failure(there.error());
    if (isPrivatePostgresql(beside)) {
        if (Result<void> copied = copyRoles(from, **there); !copied)
            return copied;
    }
    const auto missing = missingThere(from, **there);
    if (!missing)
        return Failure(missing.error());
    if (missing->isEmpty())
        return {};
    return Failure(Error{ErrorCode::Usage, QStringLiteral("cannot make the scratch copy on another server"), {beside.url, 0, 0},
                         QStringLiteral("it lacks %1").arg(missing->join(QStringLiteral(", "))), QStringLiteral("make or install them there, or rehearse elsewhere")});
}

} // namespace

Result<std::unique_ptr<Scratch>> postgresqlScratch(const Target &target, ScratchData data, const Target &beside, RunControl &control,
                                                   const ProgressSink &progress)
{
    auto session = PostgresqlSession::open(target, Access::ReadOnly);
    if (!session)
        return failure(std::move(session));
    const ServerInfo info = (*session)->info();
    const auto options = databaseOptions(**session, target.database);
    if (!options)
        return Failure(options.error());
    if (Result<void> ready = info.exists && !(beside == target) ? prepareServer(**session, beside) : Result<void>(); !ready)
        return cannotMake(ready.error());
    const QSet<QString> populated = data == ScratchData::None && info.exists ? populatedViews(**session) : QSet<QString>();
    session->reset();
    if (control.cancelled())
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
    auto database = TemporaryDatabase::make(beside, Kind, *options);
    if (!database)
        return cannotMake(database.error());
    Result<void> copied;
    if (info.exists)
        copied = copyPostgresql(target, (*database)->target(), info.versionNumber, data == ScratchData::Full, control, progress)
                     .and_then([&] {
                         return copySettings(target, beside, **database);
                     });
    if (!copied)
        return cannotMake(copied.error());
    auto scratch = PostgresqlScratch::of(*std::move(database));
    if (scratch)
        fillViews((*scratch)->session(), populated);
    return scratch;
}

Result<std::unique_ptr<Scratch>> postgresqlScratchFrom(const DumpFile &file, const Target &beside, RunControl &control,
                                                       const ProgressSink &progress)
{
    auto database = restoreBeside(file, beside, Kind, control, progress);
    if (!database)
        return Failure(database.error());
    return PostgresqlScratch::of(*std::move(database));
}

Result<std::unique_ptr<Scratch>> postgresqlRolledBack(const Target &target)
{
    auto session = PostgresqlSession::open(target, Access::ReadWrite);
    if (!session)
        return failure(std::move(session));
    (*session)->keepWithin();
    if (Result<void> held = (*session)->holdTransaction(); !held)
        return Failure(held.error());
    return std::make_unique<HeldTransaction>(*std::move(session));
}

} // namespace lk
