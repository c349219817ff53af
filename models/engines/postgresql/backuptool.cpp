// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/postgresql/backuptool.h"

#include "models/engines/postgresql/archive.h"
#include "models/engines/postgresql/clientprogram.h"
#include "models/engines/postgresql/dumpwriter.h"
#include "models/engines/postgresql/values.h"
#include "models/engines/sessioncancelguard.h"

#include <QRandomGenerator>
#include <QThread>

namespace lk {

namespace {

const auto DumpProgram = QStringLiteral("pg_dump");
const auto RestoreProgram = QStringLiteral("pg_restore");
constexpr int FarewellLooks = 10;
constexpr int BetweenLooksMs = 100;
/// Nothing is lost when a temporary copy does not survive a crash of the server.
const auto Careless = QStringLiteral("-c synchronous_commit=off");

Result<void> checkCancel(const RunControl &control)
{
    if (control.cancelled())
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("cancelled"), {}, {}, {}});
    return {};
}

/// Tells how many tables a restore has done.
std::function<void(const QString &)> countTables(const ProgressSink &progress, const QString &verb)
{
    return [&progress, verb, done = qint64(0)](const QString &line) mutable {
        const QString table = tableOf(line);
        if (progress && !table.isEmpty())
            progress({verb + u' ' + table, ++done, 0});
    };
}

const QStringList &restoreArguments()
{
    static const QStringList Arguments{QStringLiteral("--exit-on-error"), QStringLiteral("--no-password"),
                                       QStringLiteral("--verbose")};
    return Arguments;
}

Result<void> restoreInto(const DumpFile &dump, const Target &into, const ClientProgram &program, const QString &settings,
                         const QStringList &more, RunControl &control, const ProgressSink &progress)
{
    const auto login = ClientLogin::make(into);
    if (!login)
        return Failure(login.error());
    ClientCall call{program, restoreArguments() + more
                                 << QStringLiteral("--dbname=")
                                        + (*login)->connection(into.database, QStringLiteral("restore"), settings)};
    if (isDirectoryArchive(dump.path) && dump.form.jobs > 1)
        call.arguments << QStringLiteral("--jobs=%1").arg(dump.form.jobs);
    const auto calls = readingArchive(dump, std::move(call));
    if (!calls)
        return Failure(calls.error());
    return runClientPrograms(*calls, (*login)->environment(), control, countTables(progress, QStringLiteral("restoring")));
}

Result<void> refuseWhileConnected(PostgresqlSession &session, const QString &database)
{
    auto others = sessionsOn(session, database);
    // One that just ends goes within moments.
    for (int i = 0; i < FarewellLooks && others && !others->isEmpty(); ++i) {
        QThread::msleep(BetweenLooksMs);
        others = sessionsOn(session, database);
    }
    if (!others)
        return Failure(others.error());
    if (others->isEmpty())
        return {};
    return Failure(Error{ErrorCode::Locked, QStringLiteral("others are connected to %1").arg(database), {},
                         others->join(QStringLiteral(", ")),
                         QStringLiteral("end these connections, or restore into another database")});
}

Result<void> rename(PostgresqlSession &session, const QString &from, const QString &to)
{
    const QString sql = QStringLiteral("ALTER DATABASE %1 RENAME TO %2").arg(postgresqlName(from), postgresqlName(to));
    return session.execute(sql.toUtf8()).map([](const StatementOutcome &) {});
}

/// The restored database takes the place of @p target; the old one goes only when the new one stands.
Result<void> takePlace(TemporaryDatabase &restored, const Target &target, bool replaces)
{
    PostgresqlSession &session = restored.keeper();
    const QString name = restored.target().database;
    const QString old = QStringLiteral("lockkeeper_replaced_%1").arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
    const QString uncomment = QStringLiteral("COMMENT ON DATABASE %1 IS NULL").arg(postgresqlName(name));
    const auto inOne = [&]() -> Result<void> {
        return session.execute(uncomment.toUtf8())
            .and_then([&](const StatementOutcome &) {
                return replaces ? copyProperties(session, target.database, name, Properties::All) : Result<void>();
            })
            .and_then([&] { return replaces ? rename(session, target.database, old) : Result<void>(); })
            .and_then([&] { return rename(session, name, target.database); })
            .and_then([&] { return session.commit(); });
    };
    Result<void> swapped = session.begin().and_then(inOne);
    if (!swapped) {
        if (session.inTransaction())
            (void)session.rollback();
        return swapped;
    }
    restored.keep();
    if (Result<void> dropped = replaces ? dropDatabase(session, old) : Result<void>(); !dropped) {
        Error error = dropped.error();
        error.what = QStringLiteral("the backup was restored, but the replaced database is still there as %1").arg(old);
        error.nextStep = QStringLiteral("drop it by hand");
        return Failure(error);
    }
    return {};
}

Result<void> analyze(const Target &target, RunControl &control)
{
    auto session = PostgresqlSession::openDatabase(target, target.database, Access::ReadWrite, QStringLiteral("restore"));
    if (!session)
        return Failure(session.error());
    const SessionCancelGuard guard(**session, control);
    return (*session)->execute("ANALYZE").map([](const StatementOutcome &) {});
}

} // namespace

Result<std::unique_ptr<TemporaryDatabase>> restoreBeside(const DumpFile &file, const Target &beside, const QString &kind,
                                                         RunControl &control, const ProgressSink &progress)
{
    if (Result<void> goOn = checkCancel(control).and_then([&] { return checkArchive(file); }); !goOn)
        return Failure(goOn.error());
    auto session = openMaintenance(beside, Access::ReadOnly);
    if (!session)
        return failure(std::move(session));
    const auto program = clientProgram(RestoreProgram, (*session)->info().versionNumber);
    if (!program)
        return Failure(program.error());
    const auto options = archiveDatabaseOptions(file, *program);
    if (!options)
        return Failure(options.error());
    session->reset();
    auto database = TemporaryDatabase::make(beside, kind, *options);
    if (!database)
        return database;
    const bool lasting = kind == QLatin1String("restore");
    Result<void> restored = restoreInto(file, (*database)->target(), *program, lasting ? QString() : Careless,
                                        lasting ? QStringList() : QStringList{QStringLiteral("--no-subscriptions")}, control,
                                        progress);
    if (!restored)
        return Failure(restored.error());
    return database;
}

Result<void> loadPostgresql(const DumpFile &file, const Target &target, RunControl &control, const ProgressSink &progress)
{
    const auto asItWas = [](Error error) {
        error.what += QStringLiteral("; the database is as it was");
        return Failure(error);
    };
    auto session = openMaintenance(target, Access::ReadOnly);
    if (!session)
        return Failure(session.error());
    const Result<bool> replaces = hasDatabase(**session, target.database);
    if (!replaces)
        return Failure(replaces.error());
    // Better now than after an hour of restoring; it is asked again at the end, by the server itself.
    if (Result<void> free = refuseWhileConnected(**session, target.database); !free)
        return asItWas(free.error());
    session->reset();
    auto restored = restoreBeside(file, target, QStringLiteral("restore"), control, progress);
    if (!restored)
        return asItWas(restored.error());
    if (progress)
        progress({QStringLiteral("gathering statistics"), 0, 0});
    Result<void> ready = analyze((*restored)->target(), control)
                             .and_then([&] { return checkCancel(control); })
                             .and_then([&] { return refuseWhileConnected((*restored)->keeper(), target.database); });
    if (!ready)
        return asItWas(ready.error());
    return takePlace(**restored, target, *replaces);
}

Result<void> copyPostgresql(const Target &from, const Target &into, int serverVersion, bool withData, RunControl &control,
                            const ProgressSink &progress)
{
    const auto dump = clientProgram(DumpProgram, serverVersion);
    const auto restore = clientProgram(RestoreProgram, serverVersion);
    const auto login = ClientLogin::make(from);
    const auto there = ClientLogin::make(into);
    if (!dump || !restore || !login || !there)
        return Failure(!dump ? dump.error() : !restore ? restore.error() : !login ? login.error() : there.error());
    QStringList dumping = dumpArguments(from) << QStringLiteral("--format=custom") << QStringLiteral("--compress=0") << QStringLiteral("--no-subscriptions")
                                              << QStringLiteral("--dbname=")
                                                     + (*login)->connection(from.database, QStringLiteral("scratch"));
    if (!withData)
        dumping << QStringLiteral("--schema-only");
    const QStringList restoring = restoreArguments()
                                  + QStringList{QStringLiteral("--dbname=")
                                                + (*there)->connection(into.database, QStringLiteral("scratch"), Careless)};
    return runClientPrograms({{*dump, dumping}, {*restore, restoring}}, (*login)->environment(), control,
                             countTables(progress, QStringLiteral("copying")));
}

} // namespace lk
