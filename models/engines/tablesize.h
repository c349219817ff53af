// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace lk {

/// How large a table is, as the server's own statistics say without reading it.
struct TableSize {
    QString table;   ///< as snapshots name it
    std::optional<qint64> bytes; ///< with its indexes; nothing: the server does not tell
    std::optional<qint64> rows;  ///< an estimate; nothing: the server has none

    bool operator==(const TableSize &) const = default;
};
using TableSizes = std::vector<TableSize>; ///< sorted by table

} // namespace lk
