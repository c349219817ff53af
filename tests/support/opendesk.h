// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/desk/desk.h"
#include "tests/support/temporaryproject.h"

namespace lk {

/// Opens and refreshes the desk of @p project; aborts the test with the error's text when it can't.
std::unique_ptr<Desk> openDesk(const TemporaryProject &project, const QString &environment = {});

/// Plans, and applies what the checklist lets; aborts the test on a refusal. Failed runs are in the report.
RunReport applyAll(Desk &desk, const PlanRequest &request = {}, const EventSink &sink = {});

/// Result of a query in the sqlite file, read with a connection of its own: rows joined by "\n", columns by "|".
QString sqliteSays(const QString &file, const char *sql);

} // namespace lk
