// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace lk {

/// How often an index was read since the server began to count.
struct IndexUse {
    QString index; ///< as snapshots name it
    QString table;
    qint64 reads = 0;
    QDateTime since; ///< UTC; invalid: the server does not tell
    std::optional<qint64> bytes = {}; ///< how large it is; nothing: the server does not tell

    bool operator==(const IndexUse &) const = default;
};

} // namespace lk
