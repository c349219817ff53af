// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/migration.h"

namespace lk {

/// The up and the down block of a file of dbmate's.
struct DbmateSections {
    /// A part of the file, beginning with its mark, as dbmate sends it.
    struct Block {
        qsizetype offset = 0; ///< bytes
        qsizetype length = 0;
        qint64 line = 1;
        bool transaction = true;
    };

    std::optional<Block> up;   ///< the first, where there are several
    std::optional<Block> down;
    std::vector<FileProblem> problems; ///< why dbmate would refuse the file, or fail in it
};

/// Cuts @p file at its "-- migrate:up" and "-- migrate:down" lines. A mark stands at the very beginning of a line.
DbmateSections cutDbmate(QByteArrayView file);

/// Whether @p file has an up mark.
bool hasDbmateMark(QByteArrayView file);

} // namespace lk
