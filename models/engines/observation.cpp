// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/observation.h"

#include <algorithm>

namespace lk {

std::optional<Stops> Observation::stops() const
{
    if (!locks)
        return std::nullopt;
    Stops worst = Stops::Nobody;
    for (const ObservedLock &lock : *locks)
        worst = std::max(worst, lock.stops);
    return worst;
}

QString word(Stops stops)
{
    switch (stops) {
    case Stops::Nobody: return QStringLiteral("nobody");
    case Stops::SchemaChanges: return QStringLiteral("schema changes");
    case Stops::Writers: return QStringLiteral("writers");
    case Stops::Everybody: return QStringLiteral("everybody");
    }
    return {};
}

} // namespace lk
