// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/safety/rule.h"

namespace lk {

/// What is known of the target; all optional.
struct AnalysisFacts {
    const Snapshot *before = nullptr;
    const Contents *rows = nullptr;
    bool runsFileWhole = false; ///< the format has no sections within a file (SQLx)
    bool downExpected = true;   ///< report a missing down script
    const Format *format = nullptr; ///< cuts the script into statements; null: the database's rules do
    const QStringList *sent = nullptr; ///< of a program: the statements that it was seen to send
    const QStringList *sentUp = nullptr; ///< the same of the up program, where a down is judged
};

/// Findings of one migration, of the script in @p direction (up also covers the file's own problems and a missing
/// down), in file order.
std::vector<Finding> analyse(const Migration &migration, Direction direction, const Dialect &dialect,
                             const AnalysisFacts &facts = {});

/// Findings of a bare script that belongs to no project.
std::vector<Finding> analyseScript(const Script &script, const Dialect &dialect);

} // namespace lk
