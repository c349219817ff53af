// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/scratch.h"

#include "models/engines/postgresql/backuptool.h"

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
        return scratch;
    }

    Session &session() override { return *m_session; }
    const Target &target() const override { return m_database->target(); }

private:
    // The database is declared first: it goes after the session was closed.
    std::unique_ptr<TemporaryDatabase> m_database;
    std::unique_ptr<PostgresqlSession> m_session;
};

Failure cannotMake(Error error)
{
    if (error.code == ErrorCode::Failed)
        error.what = QStringLiteral("cannot make the scratch copy: ") + error.what;
    return Failure(error);
}

} // namespace

Result<std::unique_ptr<Scratch>> postgresqlScratch(const Target &target, ScratchData data, RunControl &control,
                                                   const ProgressSink &progress)
{
    auto session = PostgresqlSession::open(target, Access::ReadOnly);
    if (!session)
        return failure(std::move(session));
    const ServerInfo info = (*session)->info();
    const auto options = databaseOptions(**session, target.database);
    if (!options)
        return Failure(options.error());
    session->reset();
    if (control.cancelled())
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
    auto database = TemporaryDatabase::make(target, Kind, *options);
    if (!database)
        return cannotMake(database.error());
    Result<void> copied;
    if (info.exists)
        copied = copyPostgresql(target, (*database)->target(), info.versionNumber, data == ScratchData::Full, control, progress)
                     .and_then([&] {
                         return copyProperties((*database)->keeper(), target.database, (*database)->target().database,
                                               Properties::Settings);
                     });
    if (!copied)
        return cannotMake(copied.error());
    return PostgresqlScratch::of(*std::move(database));
}

Result<std::unique_ptr<Scratch>> postgresqlScratchFrom(const QString &file, const Target &beside, RunControl &control,
                                                       const ProgressSink &progress)
{
    auto database = restoreBeside(file, beside, Kind, control, progress);
    if (!database)
        return Failure(database.error());
    return PostgresqlScratch::of(*std::move(database));
}

} // namespace lk
