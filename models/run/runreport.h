// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"
#include "models/run/runevent.h"
#include "models/run/verification.h"

namespace lk {

/// What an apply or revert came to.
struct RunReport {
    QString id;
    QString fingerprint;
    QString environment;
    QString database; ///< Target::url
    QString by;
    Direction direction = Direction::Up;
    QString versions;
    QStringList keys;     ///< of the plan's migrations, in the order in which they ran
    QDateTime startedAt;  ///< UTC
    QDateTime endedAt;
    Outcome outcome = Outcome::Committed;
    int stepsDone = 0;
    std::optional<Error> error;
    Verification verification;
    Contents rowsBefore;         ///< counts
    QStringList touchedTables;
    QString file; ///< where the report is kept

    bool operator==(const RunReport &) const = default;
    double ms() const { return double(startedAt.msecsTo(endedAt)); }
};

/// A run that an earlier program began and never closed (crash, power cut), with what the database says now.
struct InterruptedRun {
    QString id;
    QString fingerprint;
    QDateTime startedAt;
    QString direction; ///< "up" or "down"
    QStringList findings; ///< in words, a line a step: "0009: committed", "0010: nothing of it stayed"
};

QJsonObject toJson(const RunReport &report);
std::optional<RunReport> runReportFromJson(const QJsonObject &object);

/// The report for people, as a page of its own or as Markdown; everything that came from files or servers is escaped.
QString reportHtml(const RunReport &report);
QString reportMarkdown(const RunReport &report);

} // namespace lk
