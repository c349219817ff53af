// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/recordstatement.h"

#include <QDateTime>

namespace lk {

/// What RunValues stand for at one moment.
struct RunMoment {
    QDateTime now; ///< UTC
    qint64 elapsedNs = 0;
    QString user;
    QString uuid;
};

/// @p values with the moment's in place of those that are known only while something runs.
QVariantList bound(const std::vector<BoundValue> &values, const RunMoment &moment);

} // namespace lk
