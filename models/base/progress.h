// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

namespace lk {

/// How far long work has come, in the unit that the work counts (pages, bytes, rows). total 0: not known.
struct Progress {
    QString what;
    qint64 done = 0;
    qint64 total = 0;

    bool operator==(const Progress &) const = default;
};

using ProgressSink = std::function<void(const Progress &)>;

} // namespace lk
