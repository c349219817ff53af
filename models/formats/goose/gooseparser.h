// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"
#include "models/sql/splitter.h"

namespace lk {

/// What goose makes of a file: parts that run up and down, and why it would refuse it.
struct GooseFile {
    struct Part {
        qsizetype offset = 0; ///< bytes, behind the annotation's line
        qsizetype length = 0;
        qint64 line = 1;
    };

    std::optional<Part> up;
    std::optional<Part> down;
    bool transaction = true;
    bool fillsVariables = false; ///< ENVSUB is switched on somewhere
    std::vector<FileProblem> problems;
};

GooseFile readGoose(QByteArrayView file);

/// The statements of a part, as goose cuts them: at lines that end in a semicolon, or between StatementBegin and StatementEnd.
/// An unfinished one is an error with its line.
Result<std::vector<StatementSpan>> splitGoose(QByteArrayView part);

} // namespace lk
