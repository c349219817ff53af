// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/engines/lockweather.h"
#include "models/rehearsal/rehearsal.h"

namespace lk {

/// A table that a plan locks, with those who are in its way now.
struct LockMeeting {
    QString object;   ///< as snapshots name it; as the statement names it where it was not seen
    QString mode;     ///< the strongest that was seen at the rehearsal; empty: not known
    Stops stops = Stops::Nobody;
    QString version;  ///< of the step whose statement takes it
    qint64 line = 0;
    QString statement; ///< its first words: "ALTER TABLE orders ADD note text"
    std::optional<double> heldMs; ///< until its transaction ended at the rehearsal
    bool estimated = false;       ///< heldMs is what it would be on the target
    std::vector<Bystander> inTheWay; ///< each with its locks on this table alone

    bool operator==(const LockMeeting &) const = default;
};

/// What a plan would meet if it ran now.
struct LockForecast {
    LockWeather weather;
    std::vector<LockMeeting> meetings; ///< worst first
    QString waitsForAll;    ///< "0003 line 4": a statement that waits for every transaction of the database; empty: none
    bool rehearsed = false; ///< locks were seen to be taken, not read from names
    int lockTimeoutMs = 0;  ///< after which a statement gives up waiting; 0: never

    bool operator==(const LockForecast &) const = default;
};

/// A line for people; `waits`: the plan would have to wait, or others for long.
struct ForecastLine {
    QString text;
    bool waits = false;

    bool operator==(const ForecastLine &) const = default;
};

/// The tables whose locks matter to @p plan, as @p schema names them: those that the rehearsal saw locked; of statements whose locks are not
/// known, those that they name.
QStringList tablesWanted(const Plan &plan, const Dialect &dialect, const std::optional<Rehearsal> &rehearsal, const Snapshot &schema);

/// Joins the locks that @p rehearsal saw with those who are on the target now.
LockForecast lockForecast(const Plan &plan, const Dialect &dialect, const std::optional<Rehearsal> &rehearsal, const LockWeather &weather);

/// Who would wait for whom and how long, who else keeps a transaction open, how far replicas are, what is not known. The worst first.
std::vector<ForecastLine> lines(const LockForecast &forecast);

/// `lock_weather` of `plan --json` and `rehearse --json`.
QJsonObject toJson(const LockForecast &forecast);

} // namespace lk
