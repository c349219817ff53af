// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/querycomparison.h"

#include "models/base/jsonstrings.h"

#include <QJsonObject>

namespace lk {

namespace {

constexpr double CostJump = 2;
constexpr double CostFloor = 100; ///< below it a jump is one of milliseconds
constexpr double SlowerBy = 3;
constexpr double SlowerFloorMs = 50;

QStringList missingFrom(const QStringList &these, const QStringList &those)
{
    QStringList missing;
    for (const QString &one : these) {
        if (!those.contains(one))
            missing << one;
    }
    return missing;
}

QString number(double value)
{
    return QString::number(value, 'f', value < 100 ? 1 : 0);
}

QJsonObject planJson(const QueryPlan &plan)
{
    return {{QStringLiteral("text"), plan.text},
            {QStringLiteral("cost"), plan.cost ? QJsonValue(*plan.cost) : QJsonValue()},
            {QStringLiteral("ms"), plan.ms ? QJsonValue(*plan.ms) : QJsonValue()},
            {QStringLiteral("indexes"), QJsonArray::fromStringList(plan.indexes)},
            {QStringLiteral("scans"), QJsonArray::fromStringList(plan.scans)}};
}

QueryPlan planFrom(const QJsonValue &value)
{
    QueryPlan plan;
    plan.text = value[QStringLiteral("text")].toString();
    if (value[QStringLiteral("cost")].isDouble())
        plan.cost = value[QStringLiteral("cost")].toDouble();
    if (value[QStringLiteral("ms")].isDouble())
        plan.ms = value[QStringLiteral("ms")].toDouble();
    plan.indexes = stringsFrom(value[QStringLiteral("indexes")]);
    plan.scans = stringsFrom(value[QStringLiteral("scans")]);
    return plan;
}

} // namespace

void judge(QueryComparison &comparison, bool rows)
{
    const QueryPlan &before = comparison.before;
    const QueryPlan &after = comparison.after;
    comparison.worse.clear();
    if (!comparison.error.isEmpty()) {
        // One that could not be asked before either is no news.
        if (!before.text.isEmpty())
            comparison.worse << QStringLiteral("fails after the plan");
        return;
    }
    if (before.text.isEmpty())
        return;
    const QStringList lost = missingFrom(before.indexes, after.indexes);
    const QStringList gained = missingFrom(after.indexes, before.indexes);
    const QStringList scans = missingFrom(after.scans, before.scans);
    // One index instead of another is a matter of the optimizer's taste.
    if (!lost.isEmpty() && (gained.isEmpty() || !scans.isEmpty()))
        comparison.worse << QStringLiteral("no longer uses index %1").arg(lost.join(QStringLiteral(", ")));
    if (!scans.isEmpty())
        comparison.worse << QStringLiteral("now reads %1 whole").arg(scans.join(QStringLiteral(", ")));
    if (rows && before.cost && after.cost && *after.cost >= CostJump * *before.cost && *after.cost - *before.cost > CostFloor)
        comparison.worse << QStringLiteral("cost %1 before, %2 after").arg(number(*before.cost), number(*after.cost));
    if (rows && before.ms && after.ms && *after.ms >= SlowerBy * *before.ms && *after.ms - *before.ms > SlowerFloorMs)
        comparison.worse << QStringLiteral("took %1 ms before, %2 ms after").arg(number(*before.ms), number(*after.ms));
}

QJsonArray toJson(const std::vector<QueryComparison> &comparisons)
{
    QJsonArray array;
    for (const QueryComparison &one : comparisons) {
        array.append(QJsonObject{{QStringLiteral("file"), one.file},
                                 {QStringLiteral("line"), one.line},
                                 {QStringLiteral("sql"), one.sql},
                                 {QStringLiteral("before"), planJson(one.before)},
                                 {QStringLiteral("after"), planJson(one.after)},
                                 {QStringLiteral("error"), one.error.isEmpty() ? QJsonValue() : QJsonValue(one.error)},
                                 {QStringLiteral("worse"), QJsonArray::fromStringList(one.worse)}});
    }
    return array;
}

std::vector<QueryComparison> queryComparisonsFromJson(const QJsonArray &array)
{
    std::vector<QueryComparison> comparisons;
    for (const QJsonValue &value : array) {
        comparisons.push_back({value[QStringLiteral("file")].toString(), value[QStringLiteral("line")].toInteger(1), value[QStringLiteral("sql")].toString(),
                               planFrom(value[QStringLiteral("before")]), planFrom(value[QStringLiteral("after")]), value[QStringLiteral("error")].toString(),
                               stringsFrom(value[QStringLiteral("worse")])});
    }
    return comparisons;
}

} // namespace lk
