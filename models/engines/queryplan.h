// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <optional>

namespace lk {

/// How a server would answer a query, or has answered it.
struct QueryPlan {
    QString text;              ///< as the engine prints it, several lines
    std::optional<double> cost; ///< in the engine's own unit; nothing: it has none
    std::optional<double> ms;  ///< measured; nothing: it was not run
    QStringList indexes;       ///< that it uses, as snapshots name them, sorted
    QStringList scans;         ///< tables that it reads whole, sorted

    bool operator==(const QueryPlan &) const = default;
};

} // namespace lk
