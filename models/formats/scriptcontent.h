// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"
#include "models/sql/dialect.h"

namespace lk {

enum class ScriptContent { Empty, CommentsOnly, Statements };

/// What there is to run in @p script; a BOM, space and lone semicolons are nothing.
ScriptContent contentOf(QByteArrayView script, const Dialect &dialect);

/// The problem of an up script that has nothing to run: "empty-script" (blocks) or "comment-only" (a note).
std::optional<FileProblem> contentProblem(ScriptContent content);

} // namespace lk
