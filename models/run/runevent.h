// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/error.h"

#include <QDateTime>
#include <QJsonObject>
#include <QStringList>

#include <functional>
#include <optional>
#include <variant>

namespace lk {

enum class Outcome { Committed, RolledBack, PartlyApplied, Unknown };
/// "committed", "rolled back", "partly applied", "unknown".
QString word(Outcome outcome);

/// Steps count from 0 within the plan, statements from 1 within their step, over all origins.
struct RunStarted { QString fingerprint; QString direction; int steps = 0; qint64 statements = 0; };
struct StepStarted { int step = 0; QString version; QString file; int statements = 0; };
struct StatementStarted { int step = 0; QString version; int number = 0; qint64 line = 0; QString sql; };
struct StatementDone { int step = 0; QString version; int number = 0; double ms = 0; qint64 rows = -1; };
/// Instead of single statements where a script has very many of them.
struct StepProgress { int step = 0; QString version; int done = 0; int of = 0; };
struct RunNotice { int step = 0; QString text; };
struct RunPaused { bool paused = true; };
struct StepDone { int step = 0; QString version; Outcome outcome = Outcome::Committed; double ms = 0; };
struct RunFailed { int step = 0; int number = 0; Error error; };
struct RunDone { Outcome outcome = Outcome::Committed; int steps = 0; double ms = 0; };

/// Something that happened in a run.
struct RunEvent {
    QDateTime at; ///< UTC
    std::variant<RunStarted, StepStarted, StatementStarted, StatementDone, StepProgress, RunNotice, RunPaused, StepDone, RunFailed, RunDone> what;
};

using EventSink = std::function<void(const RunEvent &)>;

/// One line of `apply --json` and of the journal (cli.md).
QJsonObject toJson(const RunEvent &event);

} // namespace lk
