// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"
#include "models/formats/scriptcontent.h"
#include "models/sql/splitter.h"

namespace lk {

/// What parts a drizzle script's pieces: drizzle cuts there wherever it stands, and sends each piece by itself.
inline constexpr char Breakpoint[] = "--> statement-breakpoint";

/// The statements of all pieces. A piece may hold several, though not every driver runs them.
Result<std::vector<StatementSpan>> splitAtBreakpoints(QByteArrayView script, const Dialect &dialect);

/// What there is to run in the script: the most that a piece has.
ScriptContent contentOfPieces(QByteArrayView script, const Dialect &dialect);

/// Pieces that the database's drivers refuse: "missing-breakpoint" for several statements in one, "empty-piece" for none.
std::vector<FileProblem> pieceProblems(QByteArrayView script, const Dialect &dialect);

} // namespace lk
