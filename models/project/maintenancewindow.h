// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/base/result.h"

#include <QDateTime>

namespace lk {

/// A weekly time in which production may be changed: "Sat 22:00-02:00 Europe/Berlin", "Mon-Fri 06:00-07:30", "Sat,Sun 20:00-23:00 UTC".
/// Days may be left out (every day); without a zone it is UTC. A window that ends before it begins runs past midnight.
struct MaintenanceWindow {
    bool days[7] = {}; ///< Monday first: on which it begins
    int fromMinute = 0;
    int untilMinute = 0;
    QByteArray zone;

    /// Whether @p utc lies inside; the end itself does not.
    bool contains(const QDateTime &utc) const;
};

/// Errors say which part can't be read.
Result<MaintenanceWindow> readMaintenanceWindow(const QString &text);

} // namespace lk
