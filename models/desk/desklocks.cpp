// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// What the desk asks the target about others: who holds its tables, which indexes nobody reads.
#include "models/desk/desk.h"

#include "models/rehearsal/lockforecast.h"
#include "models/rehearsal/unusedindexes.h"

namespace lk {

Result<LockWeather> Desk::lockWeather(const Plan &plan)
{
    const auto now = schema();
    if (!now)
        return Failure(now.error());
    const QStringList tables = tablesWanted(plan, m_engine->traits().dialect, rehearsal(plan), **now);
    const auto session = look();
    if (!session)
        return Failure(session.error());
    return m_engine->lockWeather(**session, tables);
}

Result<std::vector<IndexUse>> Desk::unusedIndexes()
{
    const auto now = schema();
    if (!now)
        return Failure(now.error());
    const auto session = look();
    if (!session)
        return Failure(session.error());
    return m_engine->indexUse(**session).map([&](std::vector<IndexUse> uses) { return lk::unusedIndexes(**now, std::move(uses)); });
}

} // namespace lk
