// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QVariant>

#include <variant>
#include <vector>

namespace lk {

/// A value that is known only while the step runs.
enum class RunValue {
    ElapsedMs, ///< since the step began
    ElapsedNs,
    NowUtcText, ///< "YYYY-MM-DD HH:MM:SS"
    NowMs,      ///< since 1970 UTC
    User,
    Uuid,       ///< version 4, new for each run of a step: "f81d4fae-7dec-41d0-a765-00a0c91e6bf6"
};

/// What a record statement binds to a ? mark: a value, or one to be filled in at run time.
using BoundValue = std::variant<QVariant, RunValue>;

/// A statement by which a format notes a step in its tracking table; shown in the plan and committed with the script.
struct RecordStatement {
    QByteArray sql;
    std::vector<BoundValue> values;

    bool operator==(const RecordStatement &) const = default;
};

/// What a format writes into its tracking table for one step. `before` is only for steps that may stop half way: it
/// notes that the step has begun, so that a crash leaves a trace there; `takeBack` removes that note when the step failed and nothing
/// of its script stayed.
struct Record {
    std::vector<RecordStatement> before;
    std::vector<RecordStatement> after;
    std::vector<RecordStatement> takeBack = {};

    bool operator==(const Record &) const = default;
};

} // namespace lk
