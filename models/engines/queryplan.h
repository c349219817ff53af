// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QStringList>

#include <optional>

namespace lk {

struct Dialect;

/// How a server would answer a query, or has answered it.
struct QueryPlan {
    QString text;              ///< as the engine prints it, several lines
    std::optional<double> cost; ///< in the engine's own unit; nothing: it has none
    std::optional<double> ms;  ///< measured; nothing: it was not run
    QStringList indexes;       ///< that it uses, as snapshots name them ("app.orders_total", MySQL: "orders.by_total"), sorted
    QStringList scans;         ///< tables that it reads whole, sorted

    bool operator==(const QueryPlan &) const = default;
};

/// Whether @p query is a SELECT (or WITH, VALUES, TABLE) in which no word says that it changes or writes anything: one that may be run to
/// see how long it takes. What functions do that it calls, its text does not say.
bool onlyReads(QByteArrayView query, const Dialect &dialect);

} // namespace lk
