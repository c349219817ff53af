// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"
#include "models/rehearsal/querycomparison.h"
#include "models/sql/dialect.h"

#include <vector>

namespace lk {

/// The queries that a project says matter: the statements of `queries/*.sql` in @p project, files by name. None where there is no such
/// folder. Errors name file and line: not text, too large or too many, cut off, no query (only SELECT, INSERT, UPDATE, DELETE and MERGE can be
/// explained).
Result<std::vector<ProjectQuery>> readProjectQueries(const QString &project, const Dialect &dialect);

} // namespace lk
