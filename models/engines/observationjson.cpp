// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/engines/observationjson.h"

#include "models/base/jsonstrings.h"

#include <QJsonArray>

namespace lk {

namespace {

QJsonValue orNull(const std::optional<QStringList> &strings)
{
    return strings ? QJsonValue(QJsonArray::fromStringList(*strings)) : QJsonValue();
}

std::optional<QStringList> stringsOrNothing(const QJsonValue &value)
{
    return value.isArray() ? std::optional(stringsFrom(value)) : std::nullopt;
}

Stops stopsFrom(const QString &text)
{
    for (const Stops stops : {Stops::SchemaChanges, Stops::Writers, Stops::Everybody}) {
        if (text == word(stops))
            return stops;
    }
    return Stops::Nobody;
}

QJsonValue locksJson(const std::optional<std::vector<ObservedLock>> &locks)
{
    if (!locks)
        return {};
    QJsonArray array;
    for (const ObservedLock &lock : *locks)
        array.append(QJsonObject{{QStringLiteral("object"), lock.object}, {QStringLiteral("mode"), lock.mode}, {QStringLiteral("stops"), word(lock.stops)}});
    return array;
}

QJsonValue sizesJson(const std::optional<std::vector<SizeChange>> &sizes)
{
    if (!sizes)
        return {};
    QJsonArray array;
    for (const SizeChange &size : *sizes)
        array.append(QJsonObject{{QStringLiteral("object"), size.object}, {QStringLiteral("before"), size.before}, {QStringLiteral("after"), size.after}});
    return array;
}

} // namespace

QJsonObject toJson(const Observation &observation)
{
    return {{QStringLiteral("locks"), locksJson(observation.locks)},
            {QStringLiteral("rewrites"), orNull(observation.rewrites)},
            {QStringLiteral("emptied"), QJsonArray::fromStringList(observation.emptied)},
            {QStringLiteral("scans"), orNull(observation.scans)},
            {QStringLiteral("log_bytes"), observation.logBytes ? QJsonValue(*observation.logBytes) : QJsonValue()},
            {QStringLiteral("sizes"), sizesJson(observation.sizes)},
            {QStringLiteral("algorithm"), observation.algorithm.isEmpty() ? QJsonValue() : QJsonValue(observation.algorithm)},
            {QStringLiteral("unknown"), QJsonArray::fromStringList(observation.unknown)}};
}

Observation observationFromJson(const QJsonObject &object)
{
    Observation observation;
    if (object[QStringLiteral("locks")].isArray()) {
        observation.locks.emplace();
        for (const QJsonValue &lock : object[QStringLiteral("locks")].toArray())
            observation.locks->push_back({lock[QStringLiteral("object")].toString(), lock[QStringLiteral("mode")].toString(), stopsFrom(lock[QStringLiteral("stops")].toString())});
    }
    observation.rewrites = stringsOrNothing(object[QStringLiteral("rewrites")]);
    observation.emptied = stringsFrom(object[QStringLiteral("emptied")]);
    observation.scans = stringsOrNothing(object[QStringLiteral("scans")]);
    if (object[QStringLiteral("log_bytes")].isDouble())
        observation.logBytes = object[QStringLiteral("log_bytes")].toInteger();
    if (object[QStringLiteral("sizes")].isArray()) {
        observation.sizes.emplace();
        for (const QJsonValue &size : object[QStringLiteral("sizes")].toArray())
            observation.sizes->push_back({size[QStringLiteral("object")].toString(), size[QStringLiteral("before")].toInteger(), size[QStringLiteral("after")].toInteger()});
    }
    observation.algorithm = object[QStringLiteral("algorithm")].toString();
    observation.unknown = stringsFrom(object[QStringLiteral("unknown")]);
    return observation;
}

} // namespace lk
