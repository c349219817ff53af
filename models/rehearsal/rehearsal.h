// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/observation.h"
#include "models/plan/plan.h"
#include "models/rehearsal/querycomparison.h"
#include "models/run/runevent.h"
#include "models/schema/schemadiff.h"

namespace lk {

/// One statement as it was seen to run on the scratch.
struct RehearsedStatement {
    QString version;
    int number = 0;
    qint64 line = 0;
    QString file;
    QString sql; ///< excerpt
    bool script = true; ///< false: record or engine statement
    double ms = 0;
    qint64 rows = -1;
    std::optional<double> targetMs = {}; ///< how long it would take on the target: an estimate
    QString basis = {}; ///< of what the estimate is made: "12 ms for 0 rows here, 1200000 rows there"
    Observation seen = {}; ///< holds nothing for statements that are not the script's
    QString error = {};

    bool operator==(const RehearsedStatement &) const = default;
};

/// A check with three answers.
enum class Shown { Unknown, Yes, No };

/// Up, down, up of one step.
struct RoundTrip {
    Shown schemaEqual = Shown::Unknown; ///< after down: as before; after the second up: as after the first
    Shown rowsEqual = Shown::Unknown;
    QStringList differences; ///< in words, also why it was not tried

    bool operator==(const RoundTrip &) const = default;
    bool proven() const { return schemaEqual == Shown::Yes && rowsEqual == Shown::Yes; }
};

/// What one step was seen to do.
struct RehearsedStep {
    QString version;
    double ms = 0;
    SchemaDiff diff;
    RoundTrip roundTrip;
    Shown idempotent = Shown::Unknown; ///< the up script again on its result: no error, same schema
    QString idempotentWhy;
    QStringList rowChanges;   ///< "orders: 12 rows before, 0 after"
    qint64 rowsDestroyed = 0; ///< rows gone from tables, as counted
    QStringList sent;         ///< of a program: every statement that it sent, whole and in order
    QStringList sentBack;     ///< the same on the way back

    bool operator==(const RehearsedStep &) const = default;
};

/// The plan run on a scratch copy, with what was observed.
struct Rehearsal {
    QString fingerprint;
    QString environment;
    QDateTime at;
    double ms = 0;
    QString scratchEngine;
    QString scratchVersion;
    ScratchData data = ScratchData::Full;
    QString place;  ///< where it ran, for people: "a copy on the same server", "the backup shop-20261121.db, restored"
    QString backup; ///< file name of the backup that it ran on; empty: none
    bool rolledBack = false; ///< it ran on the target itself, in a transaction that was rolled back
    QStringList remarks;   ///< what to know of that place: "the server there is 15.4, the target's is 15.20"
    QString targetVersion; ///< of the target's server, which may be another than the scratch's; empty: not known
    QString kept;   ///< address of the scratch that was left there on purpose; empty: none
    bool ok = false;
    std::optional<Error> error;
    std::vector<RehearsedStatement> statements;
    std::vector<RehearsedStep> steps;
    SchemaDiff diff;         ///< before the first step to after the last
    QString schemaBefore;    ///< digest (tracking table left out)
    Snapshot schemaAfter;    ///< tracking table left out
    Contents rowsBefore;     ///< counts
    Contents rowsAfter;
    std::vector<QueryComparison> queries;
    QStringList integrity;   ///< problems that the engine's checks found afterwards; empty is good

    bool operator==(const Rehearsal &) const = default;
    /// All steps proven: up, down, up came back to the same schema and rows.
    bool roundTripProven() const;
    Shown idempotent() const; ///< Yes when every step is
};

/// `rehearse --json` of cli.md, and the whole value for storing and reading back.
QJsonObject toJson(const Rehearsal &rehearsal);
std::optional<Rehearsal> rehearsalFromJson(const QJsonObject &object);

} // namespace lk
