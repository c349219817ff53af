// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engine.h"

#include "models/engines/abandonedscratch.h"
#include "models/engines/indexuse.h"
#include "models/engines/lockweather.h"
#include "models/engines/queryplan.h"

namespace lk {

namespace {

Failure hasNone(const EngineTraits &traits, const QString &what)
{
    return Failure(Error{ErrorCode::Failed, QStringLiteral("%1 has no %2").arg(traits.title, what), {}, {}, {}});
}

} // namespace

Result<std::optional<bool>> Engine::committed(Session &, const QString &) const
{
    return std::nullopt;
}

Result<bool> Engine::isConnected(Session &, const QString &) const
{
    return false;
}

Result<QStringList> Engine::newerAtWork(Session &) const
{
    return QStringList();
}

Result<std::vector<Leftover>> Engine::leftovers(Session &) const
{
    return std::vector<Leftover>();
}

Result<std::unique_ptr<PrivateServer>> Engine::privateServer(const ServerInfo &, RunControl &, const ProgressSink &) const
{
    return hasNone(traits(), QStringLiteral("server"));
}

QString Engine::privateServerProblem(const ServerInfo &) const
{
    return QStringLiteral("%1 has no server").arg(traits().title);
}

Result<std::unique_ptr<Scratch>> Engine::rolledBack(const Target &) const
{
    return hasNone(traits(), QStringLiteral("transactions that take schema changes back"));
}

Result<std::vector<AbandonedScratch>> Engine::abandonedScratches(const Target &) const
{
    return std::vector<AbandonedScratch>();
}

Result<void> Engine::removeScratch(const Target &, const AbandonedScratch &) const
{
    return hasNone(traits(), QStringLiteral("scratches that can be left over"));
}

Result<std::vector<IndexUse>> Engine::indexUse(Session &) const
{
    return hasNone(traits(), QStringLiteral("statistics of indexes"));
}

Result<LockWeather> Engine::lockWeather(Session &, const QStringList &) const
{
    return LockWeather{QDateTime::currentDateTimeUtc(), {}, {}, {QStringLiteral("who else is on the database: %1 does not tell").arg(traits().title)}};
}

Result<QueryPlan> Engine::explain(Session &, QByteArrayView, bool) const
{
    return hasNone(traits(), QStringLiteral("EXPLAIN"));
}

Snapshot Engine::inCopies(Snapshot snapshot) const
{
    return snapshot;
}

QString Engine::ddl(const Snapshot &snapshot) const
{
    return lk::ddl(snapshot);
}

std::vector<EngineCheck> Engine::diagnose(const Target &) const
{
    return {};
}

} // namespace lk
