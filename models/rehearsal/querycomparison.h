// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/queryplan.h"

#include <QByteArray>
#include <QJsonArray>

#include <vector>

namespace lk {

/// A query that the project says matters (`queries/*.sql`).
struct ProjectQuery {
    QString file;    ///< relative to the project
    qint64 line = 1; ///< where it begins in the file
    QByteArray sql;
};

/// One of them before and after the plan.
struct QueryComparison {
    QString file;      ///< relative to the project
    qint64 line = 1;   ///< where the query begins in it
    QString sql;       ///< excerpt
    QueryPlan before;
    QueryPlan after;
    QString error;       ///< why it could not be compared, or that it fails after the plan
    QStringList worse;   ///< in words: "no longer uses index orders_customer", "cost 8.3 before, 1250 after"

    bool operator==(const QueryComparison &) const = default;
};

/// Fills in `worse` (and of a query that fails afterwards, what it says) from the plans. Without @p rows in the copy costs and times mean
/// nothing, so only the use of indexes counts.
void judge(QueryComparison &comparison, bool rows);

/// `queries` of a rehearsal's JSON, and back.
QJsonArray toJson(const std::vector<QueryComparison> &comparisons);
std::vector<QueryComparison> queryComparisonsFromJson(const QJsonArray &array);

} // namespace lk
