// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

#include <memory>

namespace lk {

/// Opens the project and reads files and database. Says on stderr which runs were interrupted and what is odd in the
/// configuration. A database that can't be read is no error here: see databaseProblem().
Result<std::unique_ptr<Desk>> openDesk(Call &call);
/// As openDesk(), but a database that can't be read is an error.
Result<std::unique_ptr<Desk>> openReadableDesk(Call &call);

/// Why the database can't be read, or nothing.
std::optional<Error> databaseProblem(const Desk &desk);

/// "Web shop · development · plain · sqlite 3.40.1 · sqlite:shop.db"
QString deskLine(const Desk &desk);

/// The plan that `--to`, `--steps` and `--revert` ask for.
Result<Plan> planFor(const Desk &desk, Direction direction, const QString &to, int steps = 1);

} // namespace lk
