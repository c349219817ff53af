// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rehearsal/rehearsal.h"

#include "models/base/errorjson.h"
#include "models/base/jsonstrings.h"
#include "models/engines/observationjson.h"
#include "models/schema/contentsjson.h"

#include <QJsonArray>

#include <algorithm>

namespace lk {

namespace {

QJsonValue toJson(Shown shown)
{
    return shown == Shown::Unknown ? QJsonValue() : QJsonValue(shown == Shown::Yes);
}

Shown shownFrom(const QJsonValue &value)
{
    return value.isBool() ? (value.toBool() ? Shown::Yes : Shown::No) : Shown::Unknown;
}

QJsonObject toJson(const RehearsedStatement &statement)
{
    // What could not be observed is null: "unknown", not "none".
    QJsonObject object{{QStringLiteral("version"), statement.version},
            {QStringLiteral("number"), statement.number},
            {QStringLiteral("line"), statement.line},
            {QStringLiteral("file"), statement.file},
            {QStringLiteral("sql"), statement.sql},
            {QStringLiteral("script"), statement.script},
            {QStringLiteral("ms"), statement.ms},
            {QStringLiteral("target_ms"), statement.targetMs ? QJsonValue(*statement.targetMs) : QJsonValue()},
            {QStringLiteral("basis"), statement.basis.isEmpty() ? QJsonValue() : QJsonValue(statement.basis)},
            {QStringLiteral("rows"), statement.rows >= 0 ? QJsonValue(statement.rows) : QJsonValue()},
            {QStringLiteral("error"), statement.error.isEmpty() ? QJsonValue() : QJsonValue(statement.error)}};
    const QJsonObject seen = lk::toJson(statement.seen);
    for (auto value = seen.begin(); value != seen.end(); ++value)
        object.insert(value.key(), value.value());
    return object;
}

RehearsedStatement statementFrom(const QJsonValue &value)
{
    return {value[QStringLiteral("version")].toString(),
            value[QStringLiteral("number")].toInt(),
            value[QStringLiteral("line")].toInteger(),
            value[QStringLiteral("file")].toString(),
            value[QStringLiteral("sql")].toString(),
            value[QStringLiteral("script")].toBool(),
            value[QStringLiteral("ms")].toDouble(),
            value[QStringLiteral("rows")].toInteger(-1),
            value[QStringLiteral("target_ms")].isDouble() ? std::optional(value[QStringLiteral("target_ms")].toDouble()) : std::nullopt,
            value[QStringLiteral("basis")].toString(),
            observationFromJson(value.toObject()),
            value[QStringLiteral("error")].toString()};
}

QJsonObject toJson(const RehearsedStep &step)
{
    return {{QStringLiteral("version"), step.version},
            {QStringLiteral("ms"), step.ms},
            {QStringLiteral("diff"), lk::toJson(step.diff)},
            {QStringLiteral("round_trip"), QJsonObject{{QStringLiteral("schema_equal"), toJson(step.roundTrip.schemaEqual)},
                                                       {QStringLiteral("rows_equal"), toJson(step.roundTrip.rowsEqual)},
                                                       {QStringLiteral("differences"), QJsonArray::fromStringList(step.roundTrip.differences)}}},
            {QStringLiteral("idempotent"), toJson(step.idempotent)},
            {QStringLiteral("idempotent_why"), step.idempotentWhy},
            {QStringLiteral("row_changes"), QJsonArray::fromStringList(step.rowChanges)},
            {QStringLiteral("rows_destroyed"), step.rowsDestroyed},
            {QStringLiteral("sent"), QJsonArray::fromStringList(step.sent)},
            {QStringLiteral("sent_back"), QJsonArray::fromStringList(step.sentBack)}};
}

RehearsedStep stepFrom(const QJsonObject &object)
{
    RehearsedStep step;
    step.version = object[QStringLiteral("version")].toString();
    step.ms = object[QStringLiteral("ms")].toDouble();
    step.diff = schemaDiffFromJson(object[QStringLiteral("diff")].toObject()).value_or(SchemaDiff());
    const QJsonObject trip = object[QStringLiteral("round_trip")].toObject();
    step.roundTrip = {shownFrom(trip[QStringLiteral("schema_equal")]), shownFrom(trip[QStringLiteral("rows_equal")]),
                      stringsFrom(trip[QStringLiteral("differences")])};
    step.idempotent = shownFrom(object[QStringLiteral("idempotent")]);
    step.idempotentWhy = object[QStringLiteral("idempotent_why")].toString();
    step.rowChanges = stringsFrom(object[QStringLiteral("row_changes")]);
    step.rowsDestroyed = object[QStringLiteral("rows_destroyed")].toInteger();
    step.sent = stringsFrom(object[QStringLiteral("sent")]);
    step.sentBack = stringsFrom(object[QStringLiteral("sent_back")]);
    return step;
}

/// The worst of the steps' answers.
Shown worst(const std::vector<RehearsedStep> &steps, Shown (*answer)(const RehearsedStep &))
{
    Shown result = steps.empty() ? Shown::Unknown : Shown::Yes;
    for (const RehearsedStep &step : steps) {
        if (answer(step) == Shown::No)
            return Shown::No;
        if (answer(step) == Shown::Unknown)
            result = Shown::Unknown;
    }
    return result;
}

QJsonObject roundTripJson(const Rehearsal &rehearsal)
{
    QStringList differences;
    for (const RehearsedStep &step : rehearsal.steps) {
        for (const QString &difference : step.roundTrip.differences)
            differences << step.version + QStringLiteral(": ") + difference;
    }
    return {{QStringLiteral("schema_equal"), toJson(worst(rehearsal.steps, [](const RehearsedStep &step) { return step.roundTrip.schemaEqual; }))},
            {QStringLiteral("rows_equal"), toJson(worst(rehearsal.steps, [](const RehearsedStep &step) { return step.roundTrip.rowsEqual; }))},
            {QStringLiteral("differences"), QJsonArray::fromStringList(differences)}};
}

} // namespace

bool Rehearsal::roundTripProven() const
{
    return ok && !steps.empty() && std::all_of(steps.begin(), steps.end(), [](const RehearsedStep &step) { return step.roundTrip.proven(); });
}

Shown Rehearsal::idempotent() const
{
    return worst(steps, [](const RehearsedStep &step) { return step.idempotent; });
}

QJsonObject toJson(const Rehearsal &rehearsal)
{
    QJsonArray statements;
    for (const RehearsedStatement &statement : rehearsal.statements)
        statements.append(toJson(statement));
    QJsonArray steps;
    for (const RehearsedStep &step : rehearsal.steps)
        steps.append(toJson(step));
    return {{QStringLiteral("fingerprint"), rehearsal.fingerprint},
            {QStringLiteral("environment"), rehearsal.environment},
            {QStringLiteral("at"), rehearsal.at.toString(Qt::ISODateWithMs)},
            {QStringLiteral("ms"), rehearsal.ms},
            {QStringLiteral("scratch"), QJsonObject{{QStringLiteral("engine"), rehearsal.scratchEngine},
                                                    {QStringLiteral("version"), rehearsal.scratchVersion},
                                                    {QStringLiteral("data"), rehearsal.data == ScratchData::Full ? QStringLiteral("full") : QStringLiteral("none")},
                                                    {QStringLiteral("place"), rehearsal.place},
                                                    {QStringLiteral("backup"), rehearsal.backup.isEmpty() ? QJsonValue() : QJsonValue(rehearsal.backup)},
                                                    {QStringLiteral("rolled_back"), rehearsal.rolledBack},
                                                    {QStringLiteral("remarks"), QJsonArray::fromStringList(rehearsal.remarks)},
                                                    {QStringLiteral("target_version"), rehearsal.targetVersion.isEmpty() ? QJsonValue() : QJsonValue(rehearsal.targetVersion)},
                                                    {QStringLiteral("kept"), rehearsal.kept.isEmpty() ? QJsonValue() : QJsonValue(rehearsal.kept)}}},
            {QStringLiteral("ok"), rehearsal.ok},
            {QStringLiteral("error"), rehearsal.error ? QJsonValue(lk::toJson(*rehearsal.error)) : QJsonValue()},
            {QStringLiteral("statements"), statements},
            {QStringLiteral("steps"), steps},
            {QStringLiteral("round_trip"), roundTripJson(rehearsal)},
            {QStringLiteral("idempotent"), toJson(rehearsal.idempotent())},
            {QStringLiteral("diff"), toJson(rehearsal.diff)},
            {QStringLiteral("schema_before"), rehearsal.schemaBefore},
            {QStringLiteral("schema_after"), toJson(rehearsal.schemaAfter)},
            {QStringLiteral("rows_before"), toJson(rehearsal.rowsBefore)},
            {QStringLiteral("rows_after"), toJson(rehearsal.rowsAfter)},
            {QStringLiteral("queries"), toJson(rehearsal.queries)},
            {QStringLiteral("integrity"), QJsonArray::fromStringList(rehearsal.integrity)}};
}

std::optional<Rehearsal> rehearsalFromJson(const QJsonObject &object)
{
    Rehearsal rehearsal;
    rehearsal.fingerprint = object[QStringLiteral("fingerprint")].toString();
    rehearsal.at = QDateTime::fromString(object[QStringLiteral("at")].toString(), Qt::ISODateWithMs);
    const auto after = snapshotFromJson(object[QStringLiteral("schema_after")].toObject());
    if (rehearsal.fingerprint.isEmpty() || !rehearsal.at.isValid() || !after)
        return std::nullopt;
    rehearsal.schemaAfter = *after;
    rehearsal.environment = object[QStringLiteral("environment")].toString();
    rehearsal.ms = object[QStringLiteral("ms")].toDouble();
    const QJsonObject scratch = object[QStringLiteral("scratch")].toObject();
    rehearsal.scratchEngine = scratch[QStringLiteral("engine")].toString();
    rehearsal.scratchVersion = scratch[QStringLiteral("version")].toString();
    rehearsal.data = scratch[QStringLiteral("data")].toString() == QStringLiteral("full") ? ScratchData::Full : ScratchData::None;
    rehearsal.place = scratch[QStringLiteral("place")].toString();
    rehearsal.backup = scratch[QStringLiteral("backup")].toString();
    rehearsal.rolledBack = scratch[QStringLiteral("rolled_back")].toBool();
    for (const QJsonValue &remark : scratch[QStringLiteral("remarks")].toArray())
        rehearsal.remarks << remark.toString();
    rehearsal.targetVersion = scratch[QStringLiteral("target_version")].toString();
    rehearsal.kept = scratch[QStringLiteral("kept")].toString();
    rehearsal.ok = object[QStringLiteral("ok")].toBool();
    if (object[QStringLiteral("error")].isObject())
        rehearsal.error = errorFromJson(object[QStringLiteral("error")].toObject());
    for (const QJsonValue &statement : object[QStringLiteral("statements")].toArray())
        rehearsal.statements.push_back(statementFrom(statement));
    for (const QJsonValue &step : object[QStringLiteral("steps")].toArray())
        rehearsal.steps.push_back(stepFrom(step.toObject()));
    rehearsal.diff = schemaDiffFromJson(object[QStringLiteral("diff")].toObject()).value_or(SchemaDiff());
    rehearsal.schemaBefore = object[QStringLiteral("schema_before")].toString();
    rehearsal.rowsBefore = contentsFromJson(object[QStringLiteral("rows_before")]);
    rehearsal.rowsAfter = contentsFromJson(object[QStringLiteral("rows_after")]);
    rehearsal.queries = queryComparisonsFromJson(object[QStringLiteral("queries")].toArray());
    rehearsal.integrity = stringsFrom(object[QStringLiteral("integrity")]);
    return rehearsal;
}

} // namespace lk
