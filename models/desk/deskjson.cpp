// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON that scripts rely on (cli.md, "JSON field names").
#include "models/desk/desk.h"

#include <QJsonArray>

namespace lk {

namespace {

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject entryJson(const HistoryEntry &entry, const Format &format)
{
    const AppliedMigration *applied = entry.applied ? &*entry.applied : nullptr;
    const QByteArray checksum = applied ? applied->checksum : entry.file ? entry.file->checksum : QByteArray();
    return {{QStringLiteral("version"), entry.version()},
            {QStringLiteral("description"), entry.description()},
            {QStringLiteral("state"), word(entry.state)},
            {QStringLiteral("applied_at"), applied && applied->appliedAt.isValid() ? QJsonValue(applied->appliedAt.toString(Qt::ISODate)) : QJsonValue()},
            {QStringLiteral("applied_by"), applied ? orNull(applied->appliedBy) : QJsonValue()},
            {QStringLiteral("duration_ms"), applied && applied->durationMs >= 0 ? QJsonValue(applied->durationMs) : QJsonValue()},
            {QStringLiteral("checksum"), orNull(format.checksumText(checksum))},
            {QStringLiteral("reversible"), entry.reversible()},
            {QStringLiteral("file"), entry.file ? orNull(entry.file->upFile) : QJsonValue()},
            {QStringLiteral("note"), orNull(entry.note)}};
}

QJsonObject stepJson(const PlanStep &step)
{
    QJsonArray statements;
    for (const Statement &statement : step.statements) {
        statements.append(QJsonObject{{QStringLiteral("number"), statement.number},
                                      {QStringLiteral("line"), statement.line},
                                      {QStringLiteral("sql"), QString::fromUtf8(statement.sql())},
                                      {QStringLiteral("origin"), statement.origin == StatementOrigin::Script ? QStringLiteral("script")
                                                                     : statement.origin == StatementOrigin::Program ? QStringLiteral("program")
                                                                     : statement.origin == StatementOrigin::Record ? QStringLiteral("record")
                                                                                                                   : QStringLiteral("engine")}});
    }
    return {{QStringLiteral("version"), step.migration.version},
            {QStringLiteral("file"), step.script().file},
            {QStringLiteral("transaction"), step.transaction ? QStringLiteral("own") : QStringLiteral("none")},
            {QStringLiteral("remarks"), QJsonArray::fromStringList(step.remarks)},
            {QStringLiteral("statements"), statements}};
}

} // namespace

QJsonObject statusJson(const Desk &desk)
{
    QJsonArray migrations;
    for (const HistoryEntry &entry : desk.history().entries)
        migrations.append(entryJson(entry, desk.format()));
    QJsonObject counts;
    const QMap<QString, int> numbers = desk.history().counts();
    for (auto count = numbers.begin(); count != numbers.end(); ++count)
        counts[count.key()] = count.value();
    const DatabaseView &view = desk.database();
    return {{QStringLiteral("project"), desk.project().name},
            {QStringLiteral("environment"), desk.environment().name},
            {QStringLiteral("format"), desk.format().traits().name},
            {QStringLiteral("database"), QJsonObject{{QStringLiteral("engine"), desk.engine().traits().name},
                                                     {QStringLiteral("version"), orNull(view.server.version)},
                                                     {QStringLiteral("name"), desk.target().name()},
                                                     {QStringLiteral("exists"), view.error ? QJsonValue() : QJsonValue(view.server.exists)}}},
            {QStringLiteral("tracking_table"), desk.format().trackingTable(desk.setup())},
            {QStringLiteral("migrations"), migrations},
            {QStringLiteral("counts"), counts}};
}

QJsonObject planJson(const Plan &plan)
{
    QJsonArray steps;
    for (const PlanStep &step : plan.steps)
        steps.append(stepJson(step));
    return {{QStringLiteral("fingerprint"), plan.fingerprint},
            {QStringLiteral("direction"), plan.direction == Direction::Up ? QStringLiteral("up") : QStringLiteral("down")},
            {QStringLiteral("creates_database"), plan.createsDatabase},
            {QStringLiteral("steps"), steps}};
}

QJsonObject toJson(const Finding &finding)
{
    return {{QStringLiteral("rule"), finding.rule},
            {QStringLiteral("severity"), word(finding.severity)},
            {QStringLiteral("file"), finding.file},
            {QStringLiteral("line"), finding.line},
            {QStringLiteral("column"), finding.column},
            {QStringLiteral("statement"), finding.statement},
            {QStringLiteral("message"), finding.message},
            {QStringLiteral("fix"), finding.fix}};
}

} // namespace lk
