// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/engine.h"
#include "models/formats/migration.h"
#include "models/schema/schemadiff.h"

namespace lk {

/// One question of the verification with what was seen.
struct VerificationCheck {
    QString title;
    std::optional<bool> ok; ///< nothing: could not be asked, `detail` says why
    QString detail;

    bool operator==(const VerificationCheck &) const = default;
};

struct Verification {
    QDateTime at;
    QString fingerprint;
    std::vector<VerificationCheck> checks;
    std::vector<Leftover> leftovers; ///< what a cut-off statement left behind, to be offered for repair

    bool operator==(const Verification &) const = default;
    /// No check failed and at least one was answered.
    bool passed() const;
};

/// What the database should look like after a run.
struct Expectation {
    QString fingerprint;
    std::optional<Snapshot> schema;  ///< as rehearsed (without tracking tables)
    std::optional<Contents> rows;    ///< counts from before the run
    QStringList touchedTables;       ///< their counts may differ
    QStringList trackingTables;      ///< left out of comparisons
    std::vector<QString> inDatabase; ///< keys that the tracking table must hold
    std::vector<QString> notInDatabase;
};

Result<Verification> verifyDatabase(const Engine &engine, Session &session, const Expectation &expected, const std::vector<AppliedMigration> &applied,
                                    RunControl &control, const QDateTime &now);

QJsonObject toJson(const Leftover &leftover);
QJsonObject toJson(const Verification &verification);
std::optional<Verification> verificationFromJson(const QJsonObject &object);

} // namespace lk
