// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/run/verification.h"

#include <QJsonArray>

#include <algorithm>

namespace lk {

namespace {

VerificationCheck integrityCheck(const Engine &engine, Session &session, RunControl &control)
{
    const QString title = QStringLiteral("Integrity check");
    const auto problems = engine.integrityProblems(session, control);
    if (!problems)
        return {title, std::nullopt, problems.error().text()};
    return {title, problems->isEmpty(), problems->isEmpty() ? QStringLiteral("no problem found") : problems->join(QStringLiteral("; "))};
}

VerificationCheck referenceCheck(const Engine &engine, Session &session)
{
    const QString title = QStringLiteral("References");
    const auto violations = engine.referenceViolations(session);
    if (!violations)
        return {title, std::nullopt, violations.error().text()};
    return {title, violations->isEmpty(),
            violations->isEmpty() ? QStringLiteral("every foreign key finds its row") : violations->mid(0, 5).join(QStringLiteral("; "))};
}

VerificationCheck trackingCheck(const Expectation &expected, const std::vector<AppliedMigration> &applied)
{
    const auto holds = [&applied](const QString &key) {
        return std::any_of(applied.begin(), applied.end(), [&key](const AppliedMigration &row) { return row.key == key && row.success; });
    };
    QStringList wrong;
    for (const QString &key : expected.inDatabase) {
        if (!holds(key))
            wrong << QStringLiteral("%1 is not recorded").arg(key);
    }
    for (const QString &key : expected.notInDatabase) {
        if (holds(key))
            wrong << QStringLiteral("%1 is still recorded").arg(key);
    }
    return {QStringLiteral("Tracking table"), wrong.isEmpty(), wrong.isEmpty() ? QStringLiteral("records exactly what ran") : wrong.join(QStringLiteral("; "))};
}

VerificationCheck schemaCheck(const Engine &engine, Session &session, const Expectation &expected)
{
    const QString title = QStringLiteral("Schema as rehearsed");
    if (!expected.schema)
        return {title, std::nullopt, QStringLiteral("this plan was not rehearsed on the schema it ran on")};
    const auto now = engine.snapshot(session);
    if (!now)
        return {title, std::nullopt, now.error().text()};
    const SchemaDiff changed = diff(engine.inCopies(*expected.schema), engine.inCopies(without(*now, expected.trackingTables)));
    if (changed.equal())
        return {title, true, QStringLiteral("equal, object by object")};
    QStringList lines;
    for (const SchemaChange &change : changed.changes)
        lines << summary(change);
    return {title, false, lines.mid(0, 5).join(QStringLiteral("; "))};
}

VerificationCheck rowCheck(const Engine &engine, Session &session, const Expectation &expected, RunControl &control)
{
    const QString title = QStringLiteral("Rows of untouched tables");
    if (!expected.rows)
        return {title, std::nullopt, QStringLiteral("no counts from before the run")};
    const auto now = engine.contents(session, ContentDepth::Counts, control);
    if (!now)
        return {title, std::nullopt, now.error().text()};
    QStringList losses;
    int compared = 0;
    for (const TableContent &before : *expected.rows) {
        if (expected.touchedTables.contains(before.table, Qt::CaseInsensitive) || isLeftOut(before.table, expected.trackingTables))
            continue;
        ++compared;
        const auto after = std::find_if(now->begin(), now->end(), [&before](const TableContent &content) { return content.table == before.table; });
        const qint64 rows = after == now->end() ? 0 : after->rows;
        if (rows < before.rows)
            losses << QStringLiteral("%1: %2 rows before, %3 now (this run, or another program meanwhile)").arg(before.table).arg(before.rows).arg(rows);
    }
    return {title, losses.isEmpty(), losses.isEmpty() ? QStringLiteral("%1 tables, none lost rows").arg(compared) : losses.join(QStringLiteral("; "))};
}

} // namespace

bool Verification::passed() const
{
    const auto answered = std::any_of(checks.begin(), checks.end(), [](const VerificationCheck &check) { return check.ok.has_value(); });
    return answered && std::none_of(checks.begin(), checks.end(), [](const VerificationCheck &check) { return check.ok == false; });
}

Result<Verification> verifyDatabase(const Engine &engine, Session &session, const Expectation &expected, const std::vector<AppliedMigration> &applied,
                                    RunControl &control, const QDateTime &now)
{
    Verification verification;
    verification.at = now;
    verification.fingerprint = expected.fingerprint;
    verification.checks = {trackingCheck(expected, applied), schemaCheck(engine, session, expected), rowCheck(engine, session, expected, control),
                           referenceCheck(engine, session), integrityCheck(engine, session, control)};
    verification.leftovers = engine.leftovers(session).value_or(std::vector<Leftover>());
    if (control.cancelled())
        return Failure(Error{ErrorCode::Cancelled, QStringLiteral("verification cancelled"), {}, {}, QStringLiteral("what was applied stays applied; verify again")});
    return verification;
}

QJsonObject toJson(const Leftover &leftover)
{
    return {{QStringLiteral("object"), leftover.object}, {QStringLiteral("problem"), leftover.problem}, {QStringLiteral("statement"), leftover.statement}};
}

QJsonObject toJson(const Verification &verification)
{
    QJsonArray checks;
    for (const VerificationCheck &check : verification.checks) {
        checks.append(QJsonObject{{QStringLiteral("title"), check.title},
                                  {QStringLiteral("ok"), check.ok ? QJsonValue(*check.ok) : QJsonValue()},
                                  {QStringLiteral("detail"), check.detail}});
    }
    QJsonArray leftovers;
    for (const Leftover &leftover : verification.leftovers)
        leftovers.append(toJson(leftover));
    return {{QStringLiteral("at"), verification.at.toString(Qt::ISODateWithMs)},
            {QStringLiteral("fingerprint"), verification.fingerprint},
            {QStringLiteral("passed"), verification.passed()},
            {QStringLiteral("checks"), checks},
            {QStringLiteral("leftovers"), leftovers}};
}

std::optional<Verification> verificationFromJson(const QJsonObject &object)
{
    Verification verification;
    verification.at = QDateTime::fromString(object[QStringLiteral("at")].toString(), Qt::ISODateWithMs);
    verification.fingerprint = object[QStringLiteral("fingerprint")].toString();
    if (!verification.at.isValid())
        return std::nullopt;
    for (const QJsonValue &value : object[QStringLiteral("checks")].toArray()) {
        const QJsonValue ok = value[QStringLiteral("ok")];
        verification.checks.push_back({value[QStringLiteral("title")].toString(), ok.isBool() ? std::optional(ok.toBool()) : std::nullopt,
                                       value[QStringLiteral("detail")].toString()});
    }
    for (const QJsonValue &value : object[QStringLiteral("leftovers")].toArray())
        verification.leftovers.push_back({value[QStringLiteral("object")].toString(), value[QStringLiteral("problem")].toString(), value[QStringLiteral("statement")].toString()});
    return verification;
}

} // namespace lk
