// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/engine.h"

namespace lk {

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
