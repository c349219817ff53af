// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/formats/sqitch/sqitchplan.h"

namespace lk {

/// What a Migration of Sqitch's keeps besides, by these names in Migration::details; a tag stands under its name with the @ in front:
/// "<id> <date> Name <address> # note".
namespace sqitch {
inline const QString ChangeDetail = QStringLiteral("change");
inline const QString ParentDetail = QStringLiteral("parent");
inline const QString PlannerDetail = QStringLiteral("planner");
inline const QString PlannedDetail = QStringLiteral("planned");
inline const QString NoteDetail = QStringLiteral("note");
inline const QString RequiresDetail = QStringLiteral("requires");
inline const QString ConflictsDetail = QStringLiteral("conflicts");
inline const QString VerifyDetail = QStringLiteral("verify");
/// The keys of what `requires` names, in its order; "-" for a change of another project.
inline const QString RequiredIdsDetail = QStringLiteral("requires (ids)");
} // namespace sqitch

/// The project's plan. Errors have file and line.
Result<SqitchPlan> readSqitchPlan(const FormatSetup &setup);

/// A migration for each of the plan's changes, with its scripts.
std::vector<Migration> sqitchMigrations(const SqitchPlan &plan, const FormatSetup &setup, const Dialect &dialect);

} // namespace lk
