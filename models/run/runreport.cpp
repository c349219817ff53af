// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/runreport.h"

#include "models/base/errorjson.h"
#include "models/schema/contentsjson.h"

#include <QJsonArray>

namespace lk {

namespace {

/// The report's facts as (name, value) lines, the same for every form.
std::vector<std::pair<QString, QString>> facts(const RunReport &report)
{
    const QString form = QStringLiteral("yyyy-MM-dd HH:mm:ss");
    std::vector<std::pair<QString, QString>> lines{
        {QStringLiteral("Run"), report.id},
        {QStringLiteral("Environment"), report.environment},
        {QStringLiteral("Database"), report.database},
        {QStringLiteral("By"), report.by},
        {QStringLiteral("Direction"), report.direction == Direction::Up ? QStringLiteral("apply") : QStringLiteral("revert")},
        {QStringLiteral("Migrations"), report.versions},
        {QStringLiteral("Started (UTC)"), report.startedAt.toString(form)},
        {QStringLiteral("Ended (UTC)"), report.endedAt.toString(form)},
        {QStringLiteral("Duration"), QStringLiteral("%1 ms").arg(report.ms(), 0, 'f', 0)},
        {QStringLiteral("Outcome"), word(report.outcome)},
        {QStringLiteral("Steps committed"), QString::number(report.stepsDone)},
        {QStringLiteral("Plan fingerprint"), report.fingerprint},
    };
    if (report.error)
        lines.emplace_back(QStringLiteral("Error"), report.error->text());
    return lines;
}

QString answer(const VerificationCheck &check)
{
    return !check.ok ? QStringLiteral("unknown") : *check.ok ? QStringLiteral("passed") : QStringLiteral("failed");
}

QString markdownEscaped(QString text)
{
    static const QString special = QStringLiteral("\\`*_{}[]<>()#+-!|");
    QString escaped;
    for (const QChar character : text.replace(u'\n', u' ')) {
        if (special.contains(character))
            escaped += u'\\';
        escaped += character;
    }
    return escaped;
}

} // namespace

QJsonObject toJson(const RunReport &report)
{
    return {{QStringLiteral("id"), report.id},
            {QStringLiteral("fingerprint"), report.fingerprint},
            {QStringLiteral("environment"), report.environment},
            {QStringLiteral("database"), report.database},
            {QStringLiteral("by"), report.by},
            {QStringLiteral("direction"), report.direction == Direction::Up ? QStringLiteral("up") : QStringLiteral("down")},
            {QStringLiteral("versions"), report.versions},
            {QStringLiteral("keys"), QJsonArray::fromStringList(report.keys)},
            {QStringLiteral("started_at"), report.startedAt.toString(Qt::ISODateWithMs)},
            {QStringLiteral("ended_at"), report.endedAt.toString(Qt::ISODateWithMs)},
            {QStringLiteral("outcome"), word(report.outcome)},
            {QStringLiteral("steps_done"), report.stepsDone},
            {QStringLiteral("error"), report.error ? QJsonValue(toJson(*report.error)) : QJsonValue()},
            {QStringLiteral("verification"), toJson(report.verification)},
            {QStringLiteral("rows_before"), toJson(report.rowsBefore)},
            {QStringLiteral("touched_tables"), QJsonArray::fromStringList(report.touchedTables)}};
}

std::optional<RunReport> runReportFromJson(const QJsonObject &object)
{
    const auto text = [&object](const char *name) { return object[QLatin1String(name)].toString(); };
    const auto strings = [&object](const char *name) {
        QStringList list;
        for (const QJsonValue &value : object[QLatin1String(name)].toArray())
            list << value.toString();
        return list;
    };
    RunReport report;
    report.id = text("id");
    report.startedAt = QDateTime::fromString(text("started_at"), Qt::ISODateWithMs);
    if (report.id.isEmpty() || !report.startedAt.isValid())
        return std::nullopt;
    report.fingerprint = text("fingerprint");
    report.environment = text("environment");
    report.database = text("database");
    report.by = text("by");
    report.direction = text("direction") == QStringLiteral("down") ? Direction::Down : Direction::Up;
    report.versions = text("versions");
    report.keys = strings("keys");
    report.endedAt = QDateTime::fromString(text("ended_at"), Qt::ISODateWithMs);
    report.outcome = Outcome::Unknown;
    for (const Outcome outcome : {Outcome::Committed, Outcome::RolledBack, Outcome::PartlyApplied}) {
        if (text("outcome") == word(outcome))
            report.outcome = outcome;
    }
    report.stepsDone = object[QStringLiteral("steps_done")].toInt();
    if (object[QStringLiteral("error")].isObject())
        report.error = errorFromJson(object[QStringLiteral("error")].toObject());
    report.verification = verificationFromJson(object[QStringLiteral("verification")].toObject()).value_or(Verification());
    report.rowsBefore = contentsFromJson(object[QStringLiteral("rows_before")]);
    report.touchedTables = strings("touched_tables");
    return report;
}

QString reportHtml(const RunReport &report)
{
    QString html = QStringLiteral(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Lockkeeper run %1</title>\n"
        "<style>body{font:15px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;width:100%}"
        "td,th{border:1px solid #bbb;padding:.35em .6em;text-align:left;vertical-align:top}th{width:14em}</style></head><body>\n<h1>%2</h1>\n<table>\n")
                       .arg(report.id.toHtmlEscaped(),
                            QStringLiteral("%1 %2: %3").arg(report.direction == Direction::Up ? QStringLiteral("Applied") : QStringLiteral("Reverted"), report.versions,
                                                            word(report.outcome)).toHtmlEscaped());
    for (const auto &[name, value] : facts(report))
        html += QStringLiteral("<tr><th>%1</th><td>%2</td></tr>\n").arg(name, value.toHtmlEscaped());
    html += QStringLiteral("</table>\n<h2>Verification</h2>\n<table>\n");
    for (const VerificationCheck &check : report.verification.checks)
        html += QStringLiteral("<tr><th>%1</th><td>%2</td><td>%3</td></tr>\n").arg(check.title.toHtmlEscaped(), answer(check), check.detail.toHtmlEscaped());
    return html + QStringLiteral("</table>\n</body></html>\n");
}

QString reportMarkdown(const RunReport &report)
{
    QString text = QStringLiteral("# Run %1: %2\n\n").arg(markdownEscaped(report.id), word(report.outcome));
    for (const auto &[name, value] : facts(report))
        text += QStringLiteral("- **%1**: %2\n").arg(name, markdownEscaped(value));
    text += QStringLiteral("\n## Verification\n\n");
    for (const VerificationCheck &check : report.verification.checks)
        text += QStringLiteral("- **%1**: %2 – %3\n").arg(check.title, answer(check), markdownEscaped(check.detail));
    return text;
}

} // namespace lk
